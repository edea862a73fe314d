internal import Demonstration
internal import Gate
internal import Postgres
internal import TestSupport
internal import Testing

@Suite("Person") struct PeopleTests {
  private let practice: Practice
  private let front: Front
  private let administrator: People

  init() throws {
    practice = try Practice()
    front = Front(practice: practice)
    administrator = try People(practice.database.address(as: "scrim_migrator"))
  }

  @Test func `has a login of their own, one role, and for clinicians a caseload`() throws {
    let login = "rivera_\(UInt32.random(in: 0 ... .max))"
    try administrator.add(login: login, role: .clinician, clinician: "D-01")
    try practice.database.cluster.createLogin(login, memberOf: [])  // the server lets it in
    #expect(try front.mark("C-001", as: login).count == 8)
    #expect(try front.restrictions(as: login).list().contains { $0.client == "C-001" })
    try administrator.add(login: login, role: .billing, clinician: nil)
    #expect(front.refusal { _ = try front.restrictions(as: login).list() } == "42501")
    #expect(try administrator.list().first { $0.login == login }?.role == .billing)
    let before = try front.restrictions(as: login)  // connected already
    #expect(try administrator.disable(login: login))
    #expect(front.refusal { _ = try before.mark(.init(client: "C-002", requestedOn: 1)) } != nil)
    #expect(try administrator.list().first { $0.login == login }?.isDisabled == true)
    #expect(try !administrator.disable(login: login))
    #expect(front.refusal { _ = try front.restrictions(as: login) } == "28000")
    let trail = try practice.ask(
      "select string_agg(kind, ' ' order by entry_id) from trail.entry where subject = $1", [.text(login)])
    #expect(try trail.text(0, 0) == "person.registered person.registered person.disabled")
    try practice.ask("drop role \(login)")
  }

  @Test func `is nobody who administers the server, nor one of ours, nor a name that is none`() throws {
    for login in [
      "postgres", "scrim_gateway", "scrim_migrator", "pg_monitor", "public", "Rivera", "x; drop", "",
    ] {
      #expect(
        front.refusal { try administrator.add(login: login, role: .billing, clinician: nil) } == "SC011",
        "\(login)")
    }
    #expect(
      front.refusal { try administrator.add(login: "nobody_yet", role: .clinician, clinician: "D-none") }
        == "SC012")
    // Nothing of it stands: the login was not made either.
    #expect(try practice.ask("select from pg_roles where rolname = 'nobody_yet'").count == 0)
  }

  @Test func `is added by the administrator alone`() throws {
    for login in ["biller", "therapist", "privacy_officer", "scrim_gateway", "auditor", "scrim_console"] {
      let people = try People(practice.database.address(as: login))
      #expect(
        front.refusal { try people.add(login: "intruder", role: .privacy, clinician: nil) } == "42501",
        "\(login)")
    }
  }
}
