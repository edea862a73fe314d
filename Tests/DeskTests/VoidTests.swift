internal import Desk
internal import Gate
internal import Postgres
internal import Sessions
internal import Submissions
internal import TestSupport
internal import Testing

/// Who may have a claim taken back, when, and what becomes of it.
@Suite("Voids") struct VoidTests {
  private let desk: DeskPractice
  private let officer: BillingDesk
  private let claim: String

  init() throws {
    desk = try DeskPractice()
    officer = try BillingDesk(desk.practice.database.address(as: "privacy_officer"))
    claim = try desk.claim()
  }

  private var session: AdmittedSession { desk.sent[0] }
  private var permitted: PermittedPayers { Practice.permitted }

  private func accept(_ number: String? = "PCN-1") throws {
    try desk.say(.claim(claim, "adjudicating", number: number))
  }

  @discardableResult
  private func void(_ desk: BillingDesk, _ claim: String, number: String? = nil) throws -> BillingDesk.Wish? {
    try desk.void(claim, payerClaimNumber: number, DeskPractice.payers)
  }

  private func due() throws -> [DueVoid] { try desk.ledger.dueVoids("harborlink", payers: permitted) }

  /// Seals what is due, as a run would, and says how the clearinghouse met it; nil where there is no permit.
  private func send(_ outcome: Report = .accepted) throws -> Submission? {
    let submission = try desk.ledger.seal(due().map { ClaimReference($0) }, run: desk.practice.run)
    guard let permit = try desk.ledger.permit(submission, payers: permitted) else { return nil }
    try desk.ledger.conclude(permit, outcome)
    return submission
  }

  private func mark() throws -> Restrictions.Answer? {
    let mark = Restrictions.Mark(
      client: session.clientReference, requestedOn: Practice.anchor.daysSince2000)
    var one = mark
    one.session = session.record.reference
    return try Restrictions(desk.practice.database.address(as: "therapist")).mark(one).first?.answer
  }

  @Test func `are asked for where the payer has taken the claim in, by its number`() throws {
    // Nobody has said yet that the payer has it: who knows better has its number.
    #expect(try void(desk.desk, claim) == .numberMissing && due().isEmpty)
    #expect(try void(desk.desk, "NOSUCHCLAIM") == nil)
    try accept(nil)
    #expect(try void(desk.desk, claim) == .numberMissing)
    #expect(try void(desk.desk, claim, number: "PCN-9") == .recorded)
    #expect(try void(desk.desk, claim) == .notNow && desk.state(claim) == "to-be-voided")
    #expect(try due().map(\.payerClaimNumber) == ["PCN-9"] && due()[0].original == claim)
    // The records' own way is closed to it.
    #expect(try desk.sendNext().isEmpty)
    let waiting = try desk.desk.waitingVoids()
    #expect(waiting.count == 1 && waiting[0].voids == 1)
  }

  @Test func `go, and what was taken back can be billed to another payer`() throws {
    try accept()
    #expect(try void(desk.desk, claim) == .recorded)
    #expect(try send() != nil)
    #expect(try desk.state(claim) == "voided" && due().isEmpty)
    #expect(try desk.desk.rebill(claim, DeskPractice.payers) == .notNow)
    let void = try desk.claim(version: 2)
    try desk.say(.claim(void, "adjudicating", number: "PCN-2"))
    #expect(try desk.desk.rebill(claim, DeskPractice.payers) == .recorded)
    let again = try desk.practice.admitted().first {
      $0.record.reference == session.record.reference
    }
    #expect(again?.version == 3)
  }

  @Test func `are asked for anew where they were rejected`() throws {
    try accept()
    try void(desk.desk, claim)
    #expect(try send() != nil)
    let void = try desk.claim(version: 2)
    try desk.say(.claim(void, "rejected", codes: ["A7:464"]))
    #expect(try desk.desk.sendAgain(void, DeskPractice.payers, knownBy: nil) == .recorded)
    #expect(try due().map(\.version) == [3] && due()[0].original == void)
  }

  @Test func `are taken back while nothing is sealed`() throws {
    try accept()
    try void(desk.desk, claim)
    #expect(try desk.desk.takeBack(claim) == .recorded && desk.state(claim) == "adjudicating")
    #expect(try due().isEmpty && void(desk.desk, claim) == .recorded)
    // What the privacy officer wants, the privacy officer takes back.
    #expect(try void(officer, claim) == .recorded && desk.desk.takeBack(claim) == .notNow)
    #expect(try officer.takeBack(claim) == .recorded && due().isEmpty)
  }

  @Test(arguments: ["restricted", "un-signed"])
  func `of a session that is not there to be billed are the privacy officer's`(_ cause: String) throws {
    try accept()
    if cause == "restricted" {
      #expect(try mark() == .alreadySent)
    } else {
      try desk.practice.ask(
        "update practice.session set signed_at = null, status = 'scheduled' where session_id = $1",
        [.text(session.record.reference)])
    }
    #expect(try void(desk.desk, claim) == .notReady && due().isEmpty)
    let tasks = try PrivacyDesk(desk.practice.database.address(as: "privacy_officer"))
    let asked = try #require(try tasks.open().first { $0.kind == .voidAsked })
    #expect(asked.claim == claim && asked.session == session.record.reference)
    #expect(try tasks.decisions(.voidAsked) == ["recalled", "left"])
    #expect(try void(officer, claim) == .recorded && due().count == 1)
    #expect(try send() != nil && desk.state(claim) == "voided")
    #expect(try tasks.close(asked.id, decision: "recalled"))
  }

  @Test func `that billing asked for stop at a mark, until the privacy officer decides`() throws {
    try accept()
    try void(desk.desk, claim)
    let reference = try #require(try due().first)
    #expect(try mark() == .alreadySent)
    #expect(try due().isEmpty, "a void that billing asked for goes past a mark")
    #expect(try void(officer, claim) == .recorded)
    #expect(try due().map(\.session) == [reference.session])
    #expect(try send() != nil)
  }

  @Test func `that are sealed stop at a mark, and are made anew when the privacy officer decides`() throws {
    try accept()
    try void(desk.desk, claim)
    let due = try #require(try due().first)
    let sealed = try desk.ledger.seal([ClaimReference(due)], run: desk.practice.run)
    #expect(try mark() == .alreadySent, "what was sent is not protected by what was not")
    #expect(try desk.ledger.permit(sealed, payers: permitted) == nil)
    #expect(try self.due().isEmpty && desk.sendNext().isEmpty)
    #expect(try void(desk.desk, claim) == .notNow)
    #expect(try void(officer, claim) == .recorded && self.due().count == 1)
    #expect(try send() != nil && desk.state(claim) == "voided")
  }
}
