internal import Demonstration
internal import Foundation
internal import Postgres
internal import Proofs
internal import TestSupport
internal import Testing

/// A hole that is planted, the words that name it, and whose it is.
struct PlantedHole: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let plant: String
  let remove: String
  let word: String
  /// Whether a run, which works as the gateway, has to stop as well.
  var stopsRuns = true

  static let inTheDatabase: [PlantedHole] = [
    .init(
      testDescription: "sessions, for the gateway",
      plant: "grant usage on schema source to scrim_gateway; grant select on source.session to scrim_gateway",
      remove:
        "revoke all on source.session from scrim_gateway; revoke usage on schema source from scrim_gateway",
      word: "read source.session"),
    .init(
      testDescription: "one column of the notes, for the gateway",
      plant: """
        grant usage on schema practice to scrim_gateway;
        grant select (session_id) on practice.session to scrim_gateway
        """,
      remove: """
        revoke select (session_id) on practice.session from scrim_gateway;
        revoke usage on schema practice from scrim_gateway
        """, word: "read practice.session.session_id", stopsRuns: false),
    .init(
      testDescription: "restrictions, for PUBLIC", plant: "grant select on gate.restriction to public",
      remove: "revoke select on gate.restriction from public", word: "read gate.restriction"),
    .init(
      testDescription: "the list of self-pay clients, for the gateway",
      plant: "grant execute on function gate.list_self_pay(boolean) to scrim_gateway",
      remove: "revoke execute on function gate.list_self_pay(boolean) from scrim_gateway",
      word: "list self-pay clients"
    ),
    .init(
      testDescription: "the list of self-pay clients, for billing",
      plant: "grant execute on function gate.list_self_pay(boolean) to scrim_billing",
      remove: "revoke execute on function gate.list_self_pay(boolean) from scrim_billing",
      word: "list self-pay clients", stopsRuns: false),
    .init(
      testDescription: "accounts, for the console", plant: "grant select on gate.account to scrim_console",
      remove: "revoke select on gate.account from scrim_console", word: "read accounts", stopsRuns: false),
    .init(
      testDescription: "a desk that asks for no token",
      plant: """
        alter function gate.enter(text[], boolean) rename to entered;
        create function gate.enter(text[], boolean) returns void language plpgsql as $$ begin end $$
        """,
      remove: """
        drop function gate.enter(text[], boolean);
        alter function gate.entered(text[], boolean) rename to enter
        """, word: "list clients while nobody is signed in", stopsRuns: false),
    .init(
      testDescription: "temporary tables",
      plant:
        "do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$",
      remove:
        "do $$ begin execute "
        + "format('revoke temporary on database %I from public', current_database()); end $$",
      word: "make a temporary table"),
    .init(
      testDescription: "tables in public", plant: "grant usage, create on schema public to public",
      remove: "revoke all on schema public from public", word: "make a table in public", stopsRuns: false),
    .init(
      testDescription: "how many restrictions there were",
      plant: "grant select on sequence gate.restriction_restriction_id_seq to scrim_billing",
      remove: "revoke all on sequence gate.restriction_restriction_id_seq from scrim_billing",
      word: "see how many restrictions", stopsRuns: false),
    .init(
      testDescription: "a row policy that calls a function",
      plant: function + """
        alter table practice.session enable row level security;
        create policy planted on practice.session using (practice.planted(session_id) is not null);
        """,
      remove: """
        drop policy planted on practice.session; alter table practice.session disable row level security;
        drop function practice.planted(text)
        """, word: "row policy calls practice.planted"),
    .init(
      testDescription: "an index that calls a function",
      plant: function + "create index planted on practice.session ((practice.planted('x') || session_id))",
      remove: "drop index practice.planted; drop function practice.planted(text)",
      word: "index calls practice.planted"),
    .init(
      testDescription: "statistics that call a function",
      plant: function + """
        create statistics practice.planted on (practice.planted('x') || session_id) from practice.session
        """,
      remove: "drop statistics practice.planted; drop function practice.planted(text)",
      word: "statistics calls practice.planted"),
  ]

  private static let function =
    "create function practice.planted(text) returns text language sql immutable return $1; "

  /// Of a login of the test's own, since roles belong to the whole server: `LOGIN` stands for it.
  static let ofTheLogin: [PlantedHole] = [
    .init("superuser", "alter role LOGIN superuser", "alter role LOGIN nosuperuser", "is superuser"),
    .init("makes roles", "alter role LOGIN createrole", "alter role LOGIN nocreaterole", "may make roles"),
    .init(
      "row security", "alter role LOGIN bypassrls", "alter role LOGIN nobypassrls", "passes row security"),
    .init("replication", "alter role LOGIN replication", "alter role LOGIN noreplication", "may replicate"),
    .init(
      "reads everything", "grant pg_read_all_data to LOGIN", "revoke pg_read_all_data from LOGIN",
      "is a member of pg_read_all_data"),
    .init(
      "monitors", "grant pg_monitor to LOGIN", "revoke pg_monitor from LOGIN", "is a member of pg_monitor"),
    .init(
      "reads files", "grant pg_read_server_files to LOGIN", "revoke pg_read_server_files from LOGIN",
      "is a member of pg_read_server_files"),
    .init(
      "is the gatekeeper", "grant scrim_gatekeeper to LOGIN", "revoke scrim_gatekeeper from LOGIN",
      "is a member of scrim_gatekeeper"),
    .init(
      "owns something", "create schema planted authorization LOGIN", "drop schema planted", "owns 1 objects"),
  ]

  private init(_ what: String, _ plant: String, _ remove: String, _ word: String) {
    (testDescription, self.plant, self.remove, self.word) = (what, plant, remove, word)
  }

  private init(
    testDescription: String, plant: String, remove: String, word: String, stopsRuns: Bool = true
  ) {
    (self.testDescription, self.plant, self.remove, self.word) = (testDescription, plant, remove, word)
    self.stopsRuns = stopsRuns
  }
}

@Suite(Programs.areNeeded) struct `The wall` {
  private func expectHole(_ hole: PlantedHole, _ site: Site) throws {
    let check = try site.scrim("check")
    #expect(check.code == 78 && check.output.contains(hole.word), "\(check.said)")
    try expectNoValues(check.said, of: site)
    let before = try site.ledger()
    for command in ["run", "preview"] where hole.stopsRuns {
      let stopped = try site.scrim(command)
      #expect(stopped.code == 78 && stopped.errors.contains(hole.word), "\(command): \(stopped.said)")
      expectSentence(stopped)
    }
    if hole.stopsRuns { #expect(try site.ledger() == before) }
  }

  private func expectClosed(_ site: Site) throws {
    let check = try site.scrim("check")
    #expect(check.code == 2, "only the clearinghouse is missing: \(check.said)")
    #expect(try site.scrim("preview").code == 1, "held claims")
  }

  @Test(arguments: PlantedHole.inTheDatabase)
  func `stops check and run with a hole in it, and lets them go on without`(_ hole: PlantedHole) throws {
    let site = try Site(faults: nil)
    try site.script(hole.plant)
    try expectHole(hole, site)
    try site.script(hole.remove)
    try expectClosed(site)
  }

  @Test(arguments: PlantedHole.ofTheLogin)
  func `is open where the gateway's login is more than the gateway`(_ hole: PlantedHole) throws {
    let site = try Site(faults: nil)
    let login = "gateway_" + site.database.name
    try site.database.cluster.createLogin(login, memberOf: ["scrim_gateway"])
    defer { try? site.script("drop owned by \(login); drop role \(login)") }
    try site.configure { $0.change("database.logins.gateway.user", to: login) }
    try site.script(hole.plant.replacing("LOGIN", with: login))
    try expectHole(hole, site)
    try site.script(hole.remove.replacing("LOGIN", with: login))
    try expectClosed(site)
  }

  @Test func `says what the server's settings and statistics let through`() throws {
    let site = try Site(faults: nil)
    let login = "gateway_" + site.database.name
    try site.database.cluster.createLogin(login, memberOf: ["scrim_gateway"])
    defer { try? site.script("drop role \(login)") }
    try site.configure { $0.change("database.logins.gateway.user", to: login) }
    let noted = try site.scrim("check")
    #expect(noted.output.contains("pg_class") && noted.output.contains("SECURITY.md"), "\(noted.said)")
    try site.script("alter role \(login) set log_statement = 'all'")
    try site.script("alter role \(login) set debug_print_plan = on")
    try site.script("alter role \(login) set log_error_verbosity = verbose")
    let found = try site.scrim("check")
    for advice in ["log_error_verbosity = terse", "debug_print_plan = off", "log_statement of \(login)"] {
      #expect(found.output.contains(advice), "\(found.said)")
    }
  }
}
