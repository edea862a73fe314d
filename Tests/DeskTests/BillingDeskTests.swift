internal import Desk
internal import Postgres
internal import Sessions
internal import Submissions
internal import TestSupport
internal import Testing

@Suite("Billing desk") struct BillingDeskTests {
  private let office: DeskPractice
  private let claim: String
  private var session: String { office.sent[0].record.reference }

  init() throws {
    office = try DeskPractice()
    claim = try office.claim()
  }

  private func sendAgain(_ claim: String, knownBy: String? = nil) throws -> BillingDesk.Wish? {
    try office.desk.sendAgain(claim, DeskPractice.payers, knownBy: knownBy)
  }

  private func replace(_ claim: String, _ number: String? = nil) throws -> BillingDesk.Wish? {
    try office.desk.replace(claim, payerClaimNumber: number, DeskPractice.payers)
  }

  @Test func `sends a rejected claim again once, as a new original`() throws {
    #expect(try sendAgain(claim) == .notNow && office.practice.admittedIDs().contains(session) == false)
    try office.say(.claim(claim, "rejected", codes: ["A7:562:IL"]))
    #expect(try office.desk.work().map(\.codes) == [["A7:562:IL"]])
    #expect(try sendAgain(claim) == .recorded && office.state(claim) == "to-be-sent-again")
    #expect(try sendAgain(claim) == .notNow)
    let next = try office.sendNext()
    #expect(next.map(\.version) == [2] && next.map(\.billing.frequency) == [1])
    #expect(try office.state(claim) == "sent-again" && office.state(office.claim(version: 2)) == "submitted")
    #expect(try office.sendNext().isEmpty && sendAgain(claim) == .notNow)
    #expect(try office.desk.versions(of: claim).map(\.version) == [1, 2])
  }

  @Test func `sends a claim again that the clearinghouse refused with its whole submission`() throws {
    let refused = try DeskPractice(outcome: .rejected)
    let claim = try refused.claim()
    #expect(try refused.state(claim) == "refused")
    #expect(try refused.desk.sendAgain(claim, DeskPractice.payers, knownBy: nil) == .recorded)
    #expect(try refused.sendNext().map(\.version) == [2])
  }

  /// Between the wish and the run, between sealing and sending, and of what the clearinghouse refused: who has it
  /// after all gets no second one.
  @Test(arguments: ["adjudicating", "received"])
  func `sends nothing again that somebody has after all`(_ answer: String) throws {
    let refused = try DeskPractice(outcome: .rejected)
    let claim = try refused.claim()
    #expect(try refused.desk.sendAgain(claim, DeskPractice.payers, knownBy: nil) == .recorded)
    try refused.say(.claim(claim, answer))
    #expect(try refused.state(claim) == answer && refused.sendNext().isEmpty)
    #expect(try refused.desk.sendAgain(claim, DeskPractice.payers, knownBy: nil) == .notNow)

    let other = try refused.claim(1)
    #expect(try refused.desk.sendAgain(other, DeskPractice.payers, knownBy: nil) == .recorded)
    let due = try refused.practice.admitted().filter { $0.version == 2 }
    let sealed = try refused.ledger.seal(due, run: refused.practice.run)
    try refused.say(.claim(other, answer))
    #expect(try refused.ledger.permit(sealed, payers: Practice.permitted) == nil)
    let again = try refused.practice.admitted().first { $0.version == 2 }
    #expect(due.count == 1 && again?.billing.holds == ["accepted-meanwhile"])
  }

  @Test func `forgets a wish that was made before answers contradicted each other`() throws {
    try office.say(.claim(claim, "rejected"))
    #expect(try sendAgain(claim) == .recorded)
    try office.say(.claim(claim, "adjudicating"))
    #expect(try office.state(claim) == "rejected-by-payer" && office.sendNext().isEmpty)
    #expect(try sendAgain(claim) == .contradictory)
  }

  @Test func `asks how somebody knows where answers contradict each other`() throws {
    try office.say(.claim(claim, "rejected"), .claim(claim, "adjudicating", number: "P1"))
    #expect(try sendAgain(claim) == .contradictory)
    #expect(throws: PostgresError.self) { try sendAgain(claim, knownBy: "hearsay") }
    #expect(try sendAgain(claim, knownBy: "phone") == .recorded)
  }

  @Test func `replaces what the payer has taken in, under the payer's number`() throws {
    try office.say(.claim(claim, "received", by: "clearinghouse"))
    // Nobody has said yet that the payer has it: who knows better has its number.
    #expect(try replace(claim) == .numberMissing)
    try office.say(.claim(claim, "adjudicating"))
    #expect(try replace(claim) == .numberMissing)
    try office.say(.payment(claim, "paid", cents: 9_000, number: "MM-77"))
    #expect(try replace(claim) == .recorded && office.state(claim) == "to-be-replaced")
    let next = try #require(try office.sendNext().first)
    #expect(next.billing.frequency == 7 && next.billing.payerClaimNumber == "MM-77" && next.version == 2)
    #expect(next.billing.holds.isEmpty)
    #expect(try office.state(claim) == "replaced")
  }

  /// A rejected replacement is made again as a replacement: the payer still has what it replaces.
  @Test func `sends a rejected replacement again as one`() throws {
    try office.say(.claim(claim, "adjudicating", number: "MM-77"))
    #expect(try replace(claim) == .recorded)
    #expect(try office.sendNext().count == 1)
    let second = try office.claim(version: 2)
    try office.say(.claim(second, "rejected"))
    #expect(try sendAgain(second) == .recorded)
    let third = try #require(try office.sendNext().first)
    #expect(third.version == 3 && third.billing.frequency == 7 && third.billing.payerClaimNumber == "MM-77")
  }

  @Test func `holds a replacement that would go to another payer`() throws {
    try office.say(.claim(claim, "adjudicating", number: "MM-77"))
    #expect(try replace(claim) == .recorded)
    try office.practice.change(
      """
      update practice.coverage set payer_id = 'northfield'
      where coverage_id in (select coverage_id from practice.charge where session_id = '\(session)')
      """)
    let next = try office.practice.admitted().first { $0.record.reference == session }
    #expect(next?.billing.holds == ["replacement-differs"])
    #expect(try office.desk.takeBack(claim) == .recorded && office.state(claim) == "adjudicating")
    #expect(try office.desk.takeBack(claim) == .notNow)
  }

  @Test func `bills what was denied to another payer, and to no other than that`() throws {
    try office.say(.payment(claim, "denied", cents: 0))
    #expect(try office.desk.rebill(claim, DeskPractice.payers) == .recorded)
    func due() throws -> AdmittedSession? {
      try office.practice.admitted().first { $0.record.reference == session }
    }
    #expect(try due()?.billing.holds == ["same-payer-again"])
    try office.practice.change(
      """
      update practice.coverage set payer_id = 'northfield'
      where coverage_id in (select coverage_id from practice.charge where session_id = '\(session)')
      """)
    let next = try #require(try due())
    #expect(next.version == 2 && next.billing.frequency == 1 && next.billing.holds.isEmpty)
  }

  /// One word for every cause.
  @Test(arguments: [
    "update practice.session set signed_at = null where session_id = '%'",
    "update practice.charge set coverage_id = null where session_id = '%'",
    "restricted",
  ])
  func `says not ready, whatever the cause`(_ change: String) throws {
    try office.say(.claim(claim, "rejected"))
    if change == "restricted" {
      try office.practice.ask(
        "select from gate.mark_self_pay($1, null, '2000-01-01', null, current_date, null)",
        [.text(office.sent[0].clientReference)], as: "privacy_officer")
    } else {
      try office.practice.change(change.replacing("%", with: session))
    }
    #expect(try sendAgain(claim) == .notReady && office.state(claim) == "rejected-by-payer")
  }

  /// What was asked for before somebody marked the client never leaves.
  @Test func `makes no further version of what was restricted since`() throws {
    try office.say(.claim(claim, "rejected"))
    #expect(try sendAgain(claim) == .recorded)
    try office.practice.ask(
      "select from gate.mark_self_pay($1, null, '2000-01-01', null, current_date, null)",
      [.text(office.sent[0].clientReference)], as: "privacy_officer")
    #expect(try office.sendNext().isEmpty)
  }

  @Test func `keeps a session back, also from a permit, until it is let go`() throws {
    let due = try #require(try office.practice.admitted(Practice.admission(of: ["meridian"])).first)
    let submission = try office.ledger.seal([due], run: office.practice.run)
    #expect(try office.desk.keepBack(session: due.record.reference, reason: "asked-clinician"))
    #expect(try !office.desk.keepBack(session: due.record.reference, reason: "policy"))
    #expect(try office.ledger.permit(submission, payers: Practice.permitted) == nil)
    let held = try office.practice.admitted().first { $0.record.reference == due.record.reference }
    #expect(held?.billing.holds == ["held-by-billing"])
    #expect(try office.desk.letGo(session: due.record.reference))
    #expect(try !office.desk.letGo(session: due.record.reference))
    let free = try office.practice.admitted().first { $0.record.reference == due.record.reference }
    #expect(free?.billing.holds == [])
  }

  @Test func `closes a claim and opens it again`() throws {
    try office.say(.payment(claim, "denied", cents: 0))
    #expect(try office.desk.work().count == 1)
    #expect(try office.desk.close(claim, reason: "written-off") == .recorded)
    #expect(try office.state(claim) == "closed" && office.desk.work().isEmpty)
    #expect(try office.desk.close(claim, reason: "paid") == .notNow && sendAgain(claim) == .notNow)
    #expect(try office.desk.reopen(claim) == .recorded && office.state(claim) == "denied")
    #expect(try office.desk.reopen(claim) == .notNow && office.desk.reopen("NOSUCH") == nil)
  }

  @Test func `tells the whole story, and that somebody looked`() throws {
    try office.say(.claim(claim, "rejected", codes: ["A7:562:IL"]))
    let story = try office.desk.story(of: claim)
    #expect(story.map(\.event) == ["sealed", "attempt", "277CA"])
    #expect(story.last?.codes == ["A7:562:IL"] && story.last?.source == "payer")
    #expect(try office.desk.versions(of: claim).count == 1)
    let looked = try office.practice.ask(
      "select count(*) from trail.entry where kind = 'claim.shown' and subject = $1", [.text(claim)])
    #expect(try looked.int64(0, 0) == 1)
    #expect(try office.desk.versions(of: "NOSUCH").isEmpty)
  }

  @Test func `names what nobody has answered in time`() throws {
    func waits() throws -> [String] {
      try office.desk.unanswered("harborlink", syntaxDays: 1, claimDays: 3, paymentDays: 42).map(\.waitsFor)
    }
    #expect(try waits().isEmpty)
    try office.practice.ask("update claims.submission set decided_at = decided_at - interval '2 days'")
    #expect(try waits() == ["syntax"])
    try office.practice.ask("update claims.submission set decided_at = decided_at - interval '50 days'")
    #expect(try waits() == ["syntax", "claim"])
    try office.say(.claim(claim, "adjudicating"))
    #expect(try waits() == ["claim", "payment"])
  }
}
