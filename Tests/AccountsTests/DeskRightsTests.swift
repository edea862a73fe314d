internal import Accounts
internal import Postgres
internal import TestSupport
internal import Testing

/// Who may call what: each function of the schema `desk`, each role, and nobody.
@Suite("Desk of the console") struct DeskRightsTests {
  private let house: House

  init() throws { house = try House() }

  private static let anyone: Set<SignedIn.Role> = [.billing, .clinician, .privacy, .frontDesk]
  private static let everybody = anyone.union([.administrator])
  private static let deciding: Set<SignedIn.Role> = [.privacy, .administrator]
  private static let treating: Set<SignedIn.Role> = [.clinician, .privacy]

  /// What a person has read and found right: function → roles, and whether it needs what is confirmed.
  private static let table = ofMarks.merging(BillingRights.table) { first, _ in first }
  private static let ofMarks: [String: (roles: Set<SignedIn.Role>, isConfirmed: Bool)] = [
    "mark_self_pay": (treating, false), "mark_journaled": (treating, false),
    "mark_unseen": ([.billing, .frontDesk], false), "record_paid": (anyone, false),
    "record_dishonoured": (anyone, false), "has_synchronous_standby": (anyone, false),
    "my_clients": ([.clinician], false), "my_client": ([.clinician], false),
    "minors_to_confirm": ([.clinician], false), "confirm_minor": ([.clinician], false),
    "my_client_ids": ([.clinician], false), "names_of": (treating, false),
    "payers_of": (treating, false), "my_sessions": (treating, false),
    "forecast": (treating, false), "left_about": (treating, false), "list_self_pay": (treating, false),
    "answers": (treating, false), "tasks": (treating, false), "confirm_other_session": (treating, false),
    "lift_self_pay": (treating, true), "confirm_lift": ([.privacy], true), "decisions": ([.privacy], false),
    "ask_preview": ([.billing], false), "approve_run": ([.billing], true), "ask_content": ([.billing], false),
    "run_requests": ([.billing], false), "run_request": ([.billing], false),
    "run_progress": ([.billing], false), "run_submissions": ([.billing], false),
    "preview_claims": ([.billing], false), "content": ([.billing], false),
    "close_task": ([.privacy], false), "people": (deciding, false), "proposals": (deciding, false),
    "decide": (deciding, true), "second_people": ([.administrator], false),
    "propose": ([.administrator], true), "disable_here": ([.administrator], true),
    "end_sessions_of": ([.administrator], true), "account_notices": (everybody, false),
    "acknowledge_notices": (everybody, false), "health": ([.administrator], false),
    "line_health": ([.administrator], false), "trail_standing": ([.administrator], false),
    "recent_trail": ([.administrator], false), "recent_restriction_trail": ([.privacy], false),
  ]

  /// Of everything that asks whose token was shown: name and a call with nothing in it.
  private func functions(_ schema: String) throws -> [(name: String, call: String)] {
    let rows = try house.practice.ask(
      """
      select p.proname::text, format('%I.%I(%s)', n.nspname, p.proname, (select string_agg(
          'null::' || format_type(t, null), ', ' order by i)
         from unnest(p.proargtypes) with ordinality as a(t, i)))
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = $1 and p.prosrc ~ 'gate\\.enter\\(' and p.proname <> 'open_desk' order by 1
      """, [.text(schema)])
    return try (0..<rows.count).map { (try rows.text($0, 0), try rows.text($0, 1)) }
  }

  private func token(_ role: SignedIn.Role) throws -> String {
    let clinician = role == .clinician ? "D-01" : nil
    return try house.signIn(
      house.member("person_\(role.rawValue)", role.rawValue, clinician: clinician)
    ).orMissing()
  }

  /// The SQLSTATE of the call; nil: it was done. Nothing of it stays.
  private func state(_ call: String, _ token: String) throws -> String? {
    let console = try house.console()
    return house.refusal {
      try console.script("begin")
      _ = try console.query("select set_config('scrim.token', $1, true)", [.text(token)])
      _ = try console.query("select \(call)")
    }
  }

  /// What says that somebody may not, or may not now.
  private static let refusals: Set<String> = ["SC006", "SC030", "SC031", "SC032", "42501"]

  @Test func `has no function that is not in the table, and none that does not ask`() throws {
    #expect(try Set(functions("desk").map(\.name)) == Set(Self.table.keys))
    let rows = try house.practice.ask(
      "select count(*) from pg_proc where pronamespace = 'desk'::regnamespace")
    #expect(try rows.int64(0, 0) == Int64(Self.table.count))
  }

  @Test func `lets each role do what the table says, and nobody who is signed out anything`() throws {
    let functions = try functions("desk")
    for role in SignedIn.Role.allCases {
      let token = try token(role)
      for function in functions {
        let rule = try Self.table[function.name].orMissing()
        let found = try state(function.call, token)
        if rule.roles.contains(role) {
          #expect(found.map(Self.refusals.contains) != true, "\(function.name), \(role): \(found ?? "")")
        } else {
          #expect(found == "SC031", "\(function.name), \(role)")
        }
      }
    }
    for function in functions {
      for token in ["", SignedOut.token] {
        #expect(try state(function.call, token) == "SC030", "\(function.name)")
      }
    }
  }

  @Test func `asks for password and code once more after five minutes, where the table says so`() throws {
    let functions = try functions("desk")
    for role in SignedIn.Role.allCases {
      let token = try token(role)
      try house.pass("240 seconds")
      for function in functions where Self.table[function.name]?.roles.contains(role) == true {
        #expect(try state(function.call, token) != "SC032", "\(function.name)")
      }
      try house.pass("61 seconds")
      for function in functions where Self.table[function.name]?.roles.contains(role) == true {
        let isAsked = try state(function.call, token) == "SC032"
        #expect(try isAsked == Self.table[function.name].orMissing().isConfirmed, "\(function.name)")
      }
    }
  }

  @Test func `is not open to a session that ended, lay idle, or whose person was disabled`() throws {
    let token = try token(.privacy)
    for (change, back) in [
      ("update gate.console_session set ended_at = now()", "update gate.console_session set ended_at = null"),
      (
        "update gate.console_session set seen_at = seen_at - interval '15 minutes'",
        "update gate.console_session set seen_at = seen_at + interval '15 minutes'"
      ),
      (
        "update gate.console_session set started_at = started_at - interval '12 hours'",
        "update gate.console_session set started_at = started_at + interval '12 hours'"
      ),
      (
        "update gate.person set disabled_at = now(), disabled_by = 'x' where login = 'person_privacy'",
        "update gate.person set disabled_at = null, disabled_by = null"
      ),
    ] {
      try house.practice.ask(change)
      for function in try functions("desk") {
        #expect(try state(function.call, token) == "SC030", "\(function.name), \(change)")
      }
      try house.practice.ask(back)
      #expect(try state("desk.people()", token) == nil, "\(back)")
    }
  }

  @Test func `is the console's alone, and so is what is done with one's own session`() throws {
    let token = try token(.privacy)
    let own = try functions("gate")
    #expect(
      own.map(\.name) == [
        "console_act_as", "console_change_password", "console_confirm", "console_leave",
        "console_renew_recovery", "console_sessions",
      ])
    for function in own {
      for signedOut in ["", SignedOut.token] {
        #expect(try state(function.call, signedOut) == "SC030", "\(function.name)")
      }
    }
    for login in ["biller", "therapist", "privacy_officer", "auditor", "scrim_gateway"] {
      let connection = try house.practice.database.connect(as: login)
      for function in try own + functions("desk") {
        let refusal = house.refusal {
          try connection.transaction {
            _ = try connection.query("select set_config('scrim.token', $1, true)", [.text(token)])
            _ = try connection.query("select \(function.call)")
          }
        }
        #expect(refusal == "42501", "\(function.name), \(login)")
      }
    }
  }
}
