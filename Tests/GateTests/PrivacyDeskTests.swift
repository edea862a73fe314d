internal import Gate
internal import Postgres
internal import Sessions
internal import Submissions
internal import TestSupport
internal import Testing

@Suite("Privacy officer's desk") struct PrivacyDeskTests {
  private let practice: Practice
  private let front: Front

  init() throws {
    practice = try Practice()
    front = Front(practice: practice)
  }

  private func desk(as login: String = "privacy_officer") throws -> PrivacyDesk {
    try PrivacyDesk(practice.database.address(as: login))
  }

  private func open(_ kind: PrivacyDesk.Kind) throws -> [PrivacyDesk.OpenTask] {
    try desk().open().filter { $0.kind == kind }
  }

  @Test func `gets a bounced payment, which lifts nothing`() throws {
    try front.mark("C-001")
    let therapist = try front.restrictions(as: "therapist")
    #expect(try therapist.recordPaid(client: "C-001", session: nil, on: Front.asked) == 1)
    #expect(try therapist.list().first { $0.client == "C-001" }?.paidOn == Front.asked)
    #expect(try therapist.recordDishonoured(client: "C-001", session: nil, on: Front.asked + 3) == 1)
    let task = try #require(try open(.paymentDishonoured).first)
    #expect(task.client == "C-001" && task.occurredOn == Front.asked + 3)
    #expect(try !practice.admitted().contains { $0.clientReference == "C-001" })
    #expect(try therapist.list().first { $0.client == "C-001" }?.paidOn == nil)
  }

  @Test func `is not told of by what billing may record`() throws {
    try front.mark("C-001")
    let biller = try front.restrictions(as: "biller")
    // The same answer whether there is a mark or not.
    #expect(try biller.recordPaid(client: "C-001", session: nil, on: Front.asked) == nil)
    #expect(try biller.recordPaid(client: "C-002", session: nil, on: Front.asked) == nil)
    #expect(try biller.recordDishonoured(client: "C-001", session: nil, on: Front.asked) == nil)
    #expect(try open(.paymentDishonoured).count == 1)
    for login in ["biller", "auditor", "scrim_gateway", "scrim_console"] {
      #expect(front.refusal { _ = try desk(as: login).open() } == "42501", "\(login)")
    }
  }

  @Test func `follows up a request without payment after thirty days`() throws {
    let today = try practice.ask("select current_date").date(0, 0)
    try front.mark("C-001")  // asked in 2025
    _ = try front.restrictions(as: "therapist").mark(.init(client: "C-002", requestedOn: today))
    #expect(try open(.paymentMissing).map(\.client) == ["C-001"])
  }

  @Test func `hears of a government payer, to whom a claim may be owed`() throws {
    try practice.change(
      """
      update practice.payer set filing_indicator = 'MB' where payer_id = (
        select payer_id from practice.coverage where client_id = 'C-001')
      """)
    try front.mark("C-001")
    #expect(try open(.governmentPayer).map(\.client) == ["C-001"])
    #expect(try !practice.admitted().contains { $0.clientReference == "C-001" })  // protected all the same
  }

  @Test func `hears of a session that the client paid in full, and that was billed`() throws {
    let ledger = try practice.ledger()
    let sessions = try practice.admitted()
    let submission = try ledger.seal(Array(sessions[0..<2]), run: practice.run)
    try ledger.conclude(#require(try ledger.permit(submission, payers: Practice.permitted)), .accepted)
    #expect(try open(.paidButBilled).isEmpty)
    let session = sessions[0].record.reference
    try practice.change(
      "update practice.charge set patient_paid_cents = charge_cents where session_id = '\(session)'")
    #expect(try open(.paidButBilled).map(\.session) == [session])
  }

  @Test func `hears of a merge that carried a mark along`() throws {
    try front.mark("C-009")
    try practice.change("update practice.client set merged_into = 'C-010' where client_id = 'C-009'")
    _ = try practice.admitted()
    #expect(try open(.clientsMerged).map(\.client).contains("C-010"))
  }

  @Test func `closes a task with a word of its kind, for good, and it stays on record`() throws {
    try front.mark("C-001")
    let task = try #require(try open(.paymentMissing).first)
    let desk = try desk()
    #expect(front.refusal { _ = try desk.close(task.id, decision: "forgotten") } == "SC013")
    #expect(try !desk.close(task.id + 1_000, decision: "paid"))
    #expect(try desk.decisions(.paymentMissing).contains("collecting"))
    #expect(try desk.close(task.id, decision: "collecting"))
    #expect(try open(.paymentMissing).isEmpty)  // and is not opened anew each time
    #expect(try !desk.close(task.id, decision: "paid"))
    let kept = try practice.ask(
      "select closed_by || ' ' || decision from gate.task where task_id = $1", [.int64(task.id)])
    #expect(try kept.text(0, 0) == "privacy_officer collecting")
    #expect(front.refusal { _ = try self.desk(as: "therapist").close(task.id, decision: "paid") } == "42501")
  }
}

@Suite("Lift") struct LiftTests {
  private let practice: Practice
  private let front: Front

  init() throws {
    practice = try Practice()
    front = Front(practice: practice)
  }

  @Test func `revives nothing without a fresh preview, and deletes no history`() throws {
    let ledger = try practice.ledger()
    let session = try #require(try practice.admitted().first { $0.clientReference == "C-001" })
    let submission = try ledger.seal([session], run: practice.run)
    try front.mark("C-001")
    let officer = try front.restrictions(as: "privacy_officer")
    #expect(try officer.requestLift(client: "C-001", session: nil, requestedOn: Front.asked) == 1)
    try ledger.recordPreview(submission.payload, minute: 0)
    #expect(try officer.confirmLift(client: "C-001", session: nil) == 1)
    #expect(try practice.ask("select from claims.preview").count == 0)  // approvals of before lapse
    // The sealed bytes are gone for good; a permit for them is not to be had.
    #expect(try ledger.permit(submission, payers: Practice.permitted) == nil)
    #expect(try !practice.admitted().contains { $0.clientReference == "C-001" })
    var reviewed = Practice.admission()
    reviewed.isReviewed = true
    let seen = try practice.admitted(reviewed).filter { $0.clientReference == "C-001" }
    #expect(seen.count == 8)
    // Sealed as somebody saw it: from then on like every other.
    let again = try ledger.seal(seen, run: practice.run)
    #expect(try ledger.permit(again, payers: Practice.permitted) != nil)
    #expect(try practice.ask("select from gate.released").count == 0)
    let history = try officer.list(withLifted: true).filter { $0.client == "C-001" }
    #expect(history.count == 1 && history[0].liftedOn != nil)
    #expect(try officer.list().contains { $0.client == "C-001" } == false)
  }
}
