internal import Desk
internal import Gate
internal import Postgres
internal import Sessions
internal import Signing
internal import Submissions
internal import TestSupport
internal import Testing

/// What was told of a session, and how it ends.
@Suite("Answer") struct AnswerTests {
  private let practice: Practice
  private let front: Front

  init() throws {
    practice = try Practice()
    front = Front(practice: practice)
  }

  private func answer(_ session: AdmittedSession, as login: String = "therapist") throws -> GivenAnswer? {
    try front.restrictions(as: login).answers().first { $0.session == session.record.reference }
  }

  private func tasks() throws -> [PrivacyDesk.OpenTask] {
    try PrivacyDesk(practice.database.address(as: "privacy_officer")).open()
  }

  @Test func `in flight ends in one of the other two, with the end of the attempt`() throws {
    let ledger = try practice.ledger()
    let sessions = try practice.admitted()
    let ends: [(Report, Restrictions.Answer)] = [
      (.accepted, .alreadySent), (.rejected, .alreadySent), (.notSent, .protected), (.inDoubt, .inFlight),
    ]
    for (index, (end, expected)) in ends.enumerated() {
      let submission = try ledger.seal([sessions[index]], run: practice.run)
      let permit = try #require(try ledger.permit(submission, payers: Practice.permitted))
      #expect(try front.mark(sessions[index]) == .inFlight)
      #expect(try answer(sessions[index])?.settledOn == nil)
      try ledger.conclude(permit, end)
      let told = try #require(try answer(sessions[index]))
      #expect(told.answer == expected && told.wasInFlight)
      #expect((told.settledOn != nil) == (expected != .inFlight))
      #expect((told.sentOn != nil && told.payer != nil) == (expected == .alreadySent))
      if expected == .protected { #expect(try front.isTakenBack(submission)) }
    }
    // What is in doubt ends when a person says what the clearinghouse told them.
    let desk = try BillingDesk(practice.database.address(as: "biller"))
    let key = try practice.ask(
      "select uuid_send(submission_key) from claims.submission where state = 'in_doubt'"
    ).bytes(0, 0)
    #expect(try desk.doubtful().count == 1)
    #expect(try desk.settle(key: key, receipt: nil, knownBy: "phone") == "withdrawn")
    #expect(try answer(sessions[3])?.answer == .protected)
    #expect(try desk.settle(key: key, receipt: nil, knownBy: "phone") == nil)
  }

  /// One sentence, and a true one: what was sent before is sent, whatever waits to follow it.
  @Test func `of a claim that was replaced is about all its versions`() throws {
    let ledger = try practice.ledger()
    let session = try practice.admitted()[0]
    let first = try ledger.seal([session], run: practice.run)
    try ledger.conclude(try #require(try ledger.permit(first, payers: Practice.permitted)), .accepted)
    try practice.ask(
      """
      insert into claims.next_version (session_id, version, frequency, payer_claim_number)
      values ($1, 2, 7, 'PCN-1')
      """, [.text(session.record.reference)])
    let again = try #require(
      try practice.admitted().first { $0.record.reference == session.record.reference })
    let second = try ledger.seal([again], run: practice.run)
    #expect(try front.mark(session) == .alreadySent && front.isTakenBack(second))
    #expect(try ledger.permit(second, payers: Practice.permitted) == nil)
    #expect(try front.mark(session) == .alreadySent, "nor when the rest was withdrawn")
    #expect(try tasks().contains { $0.kind == .recall && $0.session == session.record.reference })
  }

  @Test func `in flight ends also where it waited for a lock only`() throws {
    let sessions = try practice.admitted()
    try practice.ask(
      "alter function gate.mark_self_pay(text, text, date, date, date, date) set lock_timeout = '100ms'")
    let stopped = try practice.database.connect(as: "postgres")
    try stopped.script("begin; select pg_advisory_xact_lock_shared(gate.lock_key())")
    #expect(try front.mark(sessions[0]) == .inFlight)
    #expect(try answer(sessions[0])?.answer == .inFlight)  // still held
    try stopped.script("rollback")
    #expect(try answer(sessions[0])?.answer == .protected)
  }

  @Test func `settled by a person as arrived is already sent, under the number that they were told`() throws {
    let ledger = try practice.ledger()
    let session = try practice.admitted()[0]
    let submission = try ledger.seal([session], run: practice.run)
    try ledger.conclude(#require(try ledger.permit(submission, payers: Practice.permitted)), .inDoubt)
    #expect(try front.mark(session) == .inFlight)
    let desk = try BillingDesk(practice.database.address(as: "biller"))
    #expect(try desk.settle(key: submission.key.bytes, receipt: "HL-77", knownBy: "portal") == "accepted")
    #expect(try front.state(submission) == "accepted")
    #expect(try answer(session)?.answer == .alreadySent)
    #expect(try tasks().contains { $0.kind == .recall && $0.session == session.record.reference })
    for login in ["therapist", "auditor", "scrim_gateway"] {
      let refusal = front.refusal {
        _ = try BillingDesk(practice.database.address(as: login)).settle(
          key: submission.key.bytes, receipt: "x", knownBy: "phone")
      }
      #expect(refusal == "42501", "\(login)")
    }
  }

  @Test func `already sent opens a recall, with a breach assessment where the client had asked before`()
    throws
  {
    let ledger = try practice.ledger()
    let sessions = try practice.admitted()
    for session in sessions[0..<2] {
      let submission = try ledger.seal([session], run: practice.run)
      try ledger.conclude(#require(try ledger.permit(submission, payers: Practice.permitted)), .accepted)
    }
    let today = try practice.ask("select current_date").date(0, 0)
    #expect(try front.mark(sessions[0]) == .alreadySent)  // asked in 2025, before it was sent
    try practice.ask(
      "update claims.submission set decided_at = decided_at - interval '9 days' where submission_id = 2")
    var late = Restrictions.Mark(client: sessions[1].clientReference, requestedOn: today)
    late.session = sessions[1].record.reference
    #expect(try front.restrictions(as: "biller").mark(late).map(\.answer) == [.alreadySent])
    let recalls = try tasks().filter { $0.kind == .recall }
    #expect(recalls.map(\.session) == sessions[0..<2].map(\.record.reference))
    #expect(recalls.map(\.breachAssessmentBy) == [today + 60, nil])
    // A second mark of the same opens no second task.
    try front.mark(sessions[0])
    #expect(try tasks().filter { $0.kind == .recall }.count == 2)
  }

  @Test func `of a flag in the records opens the same tasks, though nobody was told anything`() throws {
    let ledger = try practice.ledger()
    let session = try #require(try practice.admitted().first { $0.clientReference == "C-002" })
    let submission = try ledger.seal([session], run: practice.run)
    try ledger.conclude(#require(try ledger.permit(submission, payers: Practice.permitted)), .accepted)
    try practice.change("update practice.client set self_pay_since = '2025-01-01' where client_id = 'C-002'")
    _ = try practice.admitted()
    #expect(try tasks().contains { $0.kind == .recall && $0.session == session.record.reference })
  }
}
