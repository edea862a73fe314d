internal import Desk
internal import Gate
internal import Postgres
internal import Sessions
internal import Signing
internal import Submissions
internal import TestSupport

extension RecordedDeed {
  static let marks = [
    RecordedDeed("a client is marked") { stage in
      _ = try stage.sealed()
      return { _ = try stage.front.mark(stage.sessions[0].clientReference) }
    },
    RecordedDeed("a session is marked") { stage in
      _ = try stage.permitted()
      return { _ = try stage.front.mark(stage.sessions[0]) }
    },
    RecordedDeed("a client is marked whose records cannot be read") { stage in
      try stage.practice.ask("delete from gate.source_approval")
      return { _ = try stage.front.mark("C-001") }
    },
    RecordedDeed("a mark of the journal is made again") { stage in
      {
        _ = try stage.practice.ask(
          "select gate.replay_mark($1, 'C-001', null, null, null, current_date, null, 'therapist', now())",
          [.uuid(UniqueID.v4().bytes)], as: "privacy_officer")
      }
    },
    RecordedDeed("a mark of the journal is given up") { stage in
      {
        _ = try stage.practice.ask(
          "select gate.forgo_mark($1)", [.uuid(UniqueID.v4().bytes)], as: "privacy_officer")
      }
    },
    RecordedDeed("lifting is asked for") { stage in
      try stage.front.mark("C-001")
      return {
        _ = try stage.therapist().requestLift(client: "C-001", session: nil, requestedOn: Front.asked)
      }
    },
    RecordedDeed("lifting is confirmed") { stage in
      try stage.front.mark("C-001")
      _ = try stage.therapist().requestLift(client: "C-001", session: nil, requestedOn: Front.asked)
      return { _ = try stage.officer().confirmLift(client: "C-001", session: nil) }
    },
    RecordedDeed("a payment is recorded") { stage in
      try stage.front.mark("C-001")
      return { _ = try stage.therapist().recordPaid(client: "C-001", session: nil, on: Front.asked) }
    },
    RecordedDeed("a payment bounces") { stage in
      try stage.front.mark("C-001")
      return { _ = try stage.therapist().recordDishonoured(client: "C-001", session: nil, on: Front.asked) }
    },
  ]

  static let afterMarks = [
    RecordedDeed("an answer ends with its attempt") { stage in
      let (_, permit) = try stage.permitted()
      _ = try stage.front.mark(stage.sessions[0])
      return { try stage.ledger.conclude(permit, .accepted) }
    },
    RecordedDeed("an answer that waited for a lock ends") { stage in
      try stage.practice.ask(
        "alter function gate.mark_self_pay(text, text, date, date, date, date) set lock_timeout = '100ms'")
      let stopped = try stage.practice.database.connect(as: "postgres")
      try stopped.script("begin; select pg_advisory_xact_lock_shared(gate.lock_key())")
      _ = try stage.front.mark(stage.sessions[0])
      try stopped.script("rollback")
      return { _ = try stage.therapist().answers() }
    },
    RecordedDeed("a session is another one") { stage in
      try waitingSession(stage)
      return { _ = try stage.therapist().confirmOther(session: "S-again") }
    },
    RecordedDeed("a task is closed") { stage in
      let (_, permit) = try stage.permitted()
      try stage.ledger.conclude(permit, .accepted)
      _ = try stage.front.mark(stage.sessions[0])
      let desk = try PrivacyDesk(stage.practice.database.address(as: "privacy_officer"))
      guard let recall = try desk.open().first(where: { $0.kind == .recall }) else { throw Stage.NotReady() }
      return { _ = try desk.close(recall.id, decision: "left") }
    },
  ]

  /// A marked session that came back under a new id.
  private static func waitingSession(_ stage: Stage) throws {
    guard let marked = stage.sessions.first(where: { $0.clientReference == "C-001" })
    else { throw Stage.NotReady() }
    try stage.front.mark(marked)
    try stage.practice.change(
      """
      insert into practice.session (session_id, client_id, clinician_id, status, service_date, starts_at,
        ends_at, signed_at, diagnosis_codes)
      select 'S-again', client_id, clinician_id, status, service_date, starts_at, ends_at, signed_at,
        diagnosis_codes
      from practice.session where session_id = '\(marked.record.reference)'
      """)
    _ = try PrivacyDesk(stage.practice.database.address(as: "therapist")).open()
  }

  static let imports = [
    RecordedDeed("a flag of the records is read") { stage in
      try stage.practice.change(
        "update practice.client set self_pay_since = '2025-01-01' where client_id = 'C-002'")
      return { try stage.ledger.importRestrictions() }
    },
    RecordedDeed("a merge of records is read") { stage in
      try stage.front.mark("C-009")
      try stage.practice.change(
        "update practice.client set merged_into = 'C-010' where client_id = 'C-009'")
      return { try stage.ledger.importRestrictions() }
    },
  ]

  static let people = [
    RecordedDeed("a notice is recorded") { stage in
      let notices = try Notices(stage.practice.database.address(as: "biller"))
      return { _ = try notices.record(.clientTold, session: "S-untold-child", on: Front.asked) }
    },
    RecordedDeed("a notice is taken back") { stage in
      let notices = try Notices(stage.practice.database.address(as: "biller"))
      _ = try notices.record(.clientTold, session: "S-untold-child", on: Front.asked)
      return { _ = try notices.withdraw(.clientTold, session: "S-untold-child") }
    },
    RecordedDeed("a person is added") { stage in
      let people = try People(stage.practice.database.address())
      return { try people.add(login: stage.practice.database.name, role: .billing, clinician: nil) }
    },
    RecordedDeed("a person is disabled") { stage in
      let people = try People(stage.practice.database.address())
      try people.add(login: stage.practice.database.name, role: .billing, clinician: nil)
      return { _ = try people.disable(login: stage.practice.database.name) }
    },
    RecordedDeed("an older database is adopted") { stage in
      let desk = try PrivacyDesk(stage.practice.database.address(as: "privacy_officer"))
      return { try desk.adoptDatabase(witnessed: 0) }
    },
  ]
}
