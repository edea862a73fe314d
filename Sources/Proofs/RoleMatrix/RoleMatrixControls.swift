internal import Postgres

/// Rights that nobody should have, planted; each must come out as a difference.
enum RoleMatrixControls {
  private struct Planted {
    let what: String
    let sql: String
    /// What a difference begins with.
    let sign: String
  }

  private static let planted = [
    Planted(
      what: "a grant to read sessions, for billing",
      sql: "grant usage on schema source to scrim_billing; grant select on source.session to scrim_billing",
      sign: "source.session, biller: select"),
    Planted(
      what: "a grant to list self-pay clients, for billing",
      sql: "grant execute on function gate.list_self_pay(boolean) to scrim_billing",
      sign: "function gate.list_self_pay(boolean), biller: execute"),
    Planted(
      what: "a view over restrictions that billing may read",
      sql: """
        create view claims.leaking as select client_id from gate.restriction;
        grant select on claims.leaking to scrim_billing
        """, sign: "claims.leaking, biller: select"),
    Planted(
      what: "a note that the gateway may read, in one column",
      sql: "grant usage on schema practice to scrim_gateway; "
        + "grant select (session_id) on practice.session to scrim_gateway",
      sign: "practice.session.session_id, scrim_gateway: select"),
    Planted(
      what: "a sequence that billing may read",
      sql: "grant select on sequence gate.restriction_restriction_id_seq to scrim_billing",
      sign: "sequence gate.restriction_restriction_id_seq, biller: select"),
    Planted(
      what: "the right to make objects, for PUBLIC", sql: "grant create on schema public to public",
      sign: "schema public, PUBLIC*:"),
  ]

  static func all() throws -> [ProofResult.Control] {
    let world = try TrialWorld()
    for one in planted { try world.superuser.script(one.sql) }
    var matrix = AccessMatrix(roles: Actor.names)
    let tried = try ["biller", "scrim_gateway", "PUBLIC*"].map(world.actor)
    try matrix.enterRights(world, of: tried)
    let differences = matrix.differences(from: expectedAccess)
    return planted.map { one in
      ProofResult.Control(one.what, isFound: differences.contains { $0.hasPrefix(one.sign) })
    } + (try detours(world)) + [try superuser(world), try believing(world)]
  }

  /// A function as none of ours may be falls for a search_path; a plan of what one may read is seen.
  private static func detours(_ world: TrialWorld) throws -> [ProofResult.Control] {
    try world.superuser.script(Escalation.evil + Escalation.unpinned)
    let biller = try world.actor("biller")
    let isCaught = try world.isCaught(biller, after: "set search_path = evil, pg_catalog")
    try world.superuser.script("grant select on gate.restriction to scrim_billing")
    let explained = try world.psql(
      biller,
      [
        [
          "explain (analyze, costs off, timing off) "
            + "select lifted_by from gate.restriction where lifted_by = 'x'"
        ]
      ])
    return [
      ProofResult.Control("a function without a search_path of its own", isFound: isCaught),
      ProofResult.Control(
        "a count of rows that a filter removed", isFound: explained.contains("Rows Removed")),
    ]
  }

  /// A console that believes what a setting says is found out; the last, since it stays so.
  private static func believing(_ world: TrialWorld) throws -> ProofResult.Control {
    try world.superuser.script(
      """
      create or replace function gate.enter(p_roles text[], p_confirmed boolean) returns void
      language plpgsql as $$ begin end $$
      """)
    let console = try world.actor("scrim_console")
    let word = try Escalation.console.first { $0.name == Escalation.forgedSettings }?.attempt(world, console)
    return ProofResult.Control("a console that asks for no token", isFound: word == Escalation.gained)
  }

  /// The attempts can succeed: the superuser's do, but for what cannot be done to such an object.
  private static func superuser(_ world: TrialWorld) throws -> ProofResult.Control {
    let trials = try ObjectTrials(world.superuser).all().filter { !$0.object.hasPrefix("role") }
    let failed = trials.filter { $0.words(on: world.superuser).isEmpty }
    return ProofResult.Control(
      "the superuser, who may do something with each of \(trials.count) objects", isFound: failed.isEmpty)
  }
}
