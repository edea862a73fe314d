internal import Postgres
internal import TestSupport

/// The console's login is nobody until a token was shown; and what is said in its settings is nobody's but its.
extension Escalation {
  static let console = [
    Escalation(name: forgedSettings) { world, actor in
      try world.entering(as: "\(privacySettings); set local scrim.token = ''", actor)
    },
    Escalation(name: "a digest out of the table of sessions as the token") { world, actor in
      let digest = "encode(sha256(convert_to('\(TrialWorld.officersToken)', 'UTF8')), 'hex')"
      let shown = "select set_config('scrim.token', \(digest), true)"
      return try world.entering(as: "\(privacySettings); \(shown)", actor)
    },
    Escalation(name: "a token of the console's, shown by another login") { world, actor in
      guard actor.name != "scrim_console" else { return nil }
      return try world.entering(as: "set local scrim.token = '\(TrialWorld.officersToken)'", actor)
    },
    Escalation(name: "the front desk's token, with the privacy officer's role in a setting") { world, actor in
      guard actor.name == "scrim_console" else { return nil }
      return try world.entering(
        as: "\(privacySettings); set local scrim.token = '\(TrialWorld.deskToken)'", actor, only: "privacy")
    },
    Escalation(name: "a mark in somebody else's name, by a setting") { world, actor in
      guard ["biller", "therapist", "privacy_officer"].contains(actor.name) else { return nil }
      guard !(try world.mark(actor, after: privacySettings, commit: true)).isEmpty else { return refused }
      let last = "select marked_by from gate.restriction order by restriction_id desc limit 1"
      return try world.superuser.query(last).text(0, 0) == actor.login ? nothing : gained
    },
    Escalation(name: "a longer list of self-pay clients, by a setting") { world, actor in
      guard ["biller", "therapist", "privacy_officer", "auditor"].contains(actor.name) else { return nil }
      let plain = world.listed(actor, after: "select 1")
      let forged = world.listed(actor, after: privacySettings)
      return forged == nil ? refused : forged == plain ? nothing : gained
    },
  ]

  static let forgedSettings = "who is there in settings of one's own, without a token"

  private static let privacySettings =
    "set local scrim.person = '\(TrialWorld.officer)'; set local scrim.role = 'privacy'"
}

extension TrialWorld {
  static let officer = "officer_of_the_trial"
  static let officersToken = "token-of-the-officer"
  static let deskToken = "token-of-the-front-desk"

  /// Two people who are signed in at the console, both with a fresh confirmation.
  func seatPeople() throws {
    for (login, role, token) in [
      (Self.officer, "privacy", Self.officersToken), ("desk_of_the_trial", "front_desk", Self.deskToken),
    ] {
      try superuser.script(
        """
        insert into gate.person (login, role_name) values ('\(login)', '\(role)');
        insert into gate.account (login) values ('\(login)');
        insert into gate.console_session (token, login, acts_as, key)
        values (sha256(convert_to('\(token)', 'UTF8')), '\(login)', '\(role)', sha256('k'))
        """)
    }
  }

  /// Calls every function that asks whose token was shown, after these settings.
  ///
  /// - Parameter role: of these alone for which the front desk may not use.
  func entering(as settings: String, _ actor: Actor, only role: String? = nil) throws -> String {
    let calls = try entered(closedToFrontDesk: role != nil)
    guard calls.count >= 3 else { throw Missing(actor: "functions of the console") }
    for call in calls {
      let script = "begin; \(settings); select \(call); rollback"
      switch Escalation.state(of: script, on: actor.connection) {
      case "42501", "SC006", "SC030", "SC031", "3F000": continue
      default: return Escalation.gained
      }
    }
    return Escalation.refused
  }

  /// From the catalogue: a new one is tried from the day it appears.
  private func entered(closedToFrontDesk: Bool) throws -> [String] {
    let rows = try superuser.query(
      """
      select format('%I.%I(%s)', n.nspname, p.proname, (select string_agg(
          'null::' || format_type(t, null), ', ' order by i)
         from unnest(p.proargtypes) with ordinality as a(t, i)))
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname in ('gate', 'desk') and p.proname <> 'open_desk' and p.prosrc ~ 'gate\\.enter\\('
        and ($1 is false or p.prosrc !~ 'front_desk')
      order by 1
      """, [.bool(closedToFrontDesk)])
    return try (0..<rows.count).map { try rows.text($0, 0) }
  }

  /// How many clients are listed; nil where the list is refused.
  func listed(_ actor: Actor, after settings: String) -> Int64? {
    defer { try? actor.connection.script("rollback") }
    do throws(PostgresError) {
      try actor.connection.script("begin; \(settings)")
      return try actor.connection.query("select count(*) from gate.list_self_pay(true)").int64(0, 0)
    } catch {
      return nil
    }
  }
}
