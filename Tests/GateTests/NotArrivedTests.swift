internal import Desk
internal import Gate
internal import Postgres
internal import Sessions
internal import Signing
internal import Submissions
internal import TestSupport
internal import Testing

/// What somebody says has not arrived, and what becomes of it if it has.
@Suite("Not arrived") struct NotArrivedTests {
  private let practice: Practice
  private let front: Front

  init() throws {
    practice = try Practice()
    front = Front(practice: practice)
  }

  private func recalls() throws -> [String] {
    try PrivacyDesk(practice.database.address(as: "privacy_officer")).open().filter { $0.kind == .recall }
      .compactMap(\.session)
  }

  @Test func `nothing is said to be not arrived while it may be on its way`() throws {
    let ledger = try practice.ledger()
    let desk = try BillingDesk(practice.database.address(as: "biller"))
    let submission = try ledger.seal([#require(try practice.admitted().first)], run: practice.run)
    try ledger.conclude(#require(try ledger.permit(submission, payers: Practice.permitted)), .inDoubt)
    let ends = "update claims.attempt set concluded_at = clock_timestamp() + interval"
    try practice.ask(ends + " '1 minute'")
    let key = submission.key.bytes
    #expect(front.refusal { _ = try desk.settle(key: key, receipt: nil, knownBy: "phone") } == "SC042")
    #expect(try front.state(submission) == "in_doubt")
    try practice.ask(ends + " '-1 minute'")
    #expect(try desk.settle(key: key, receipt: nil, knownBy: "phone") == "withdrawn")
  }

  @Test func `nothing is said to be not arrived while an earlier exchange of it may be going on`() throws {
    let ledger = try practice.ledger()
    let desk = try BillingDesk(practice.database.address(as: "biller"))
    let submission = try ledger.seal([#require(try practice.admitted().first)], run: practice.run)
    try ledger.conclude(#require(try ledger.permit(submission, payers: Practice.permitted)), .inDoubt)
    try practice.ask("update claims.attempt set concluded_at = clock_timestamp() + interval '5 minutes'")
    let again = try ledger.permitAgain(submission, payers: Practice.permitted, windowHours: 24)
    try ledger.conclude(#require(again), .inDoubt)
    let key = submission.key.bytes
    #expect(front.refusal { _ = try desk.settle(key: key, receipt: nil, knownBy: "phone") } == "SC042")
    #expect(try front.state(submission) == "in_doubt")
  }

  /// Sent, in doubt, and said not to have arrived.
  private func undone(_ session: AdmittedSession, _ ledger: Ledger) throws {
    let submission = try ledger.seal([session], run: practice.run)
    try ledger.conclude(#require(try ledger.permit(submission, payers: Practice.permitted)), .inDoubt)
    let desk = try BillingDesk(practice.database.address(as: "biller"))
    #expect(try desk.settle(key: submission.key.bytes, receipt: nil, knownBy: "phone") == "withdrawn")
  }

  /// An answer comes that names it all the same.
  private func answer(_ scope: String, _ reference: String, _ outcome: String = "received") throws {
    let file = AcknowledgmentDesk.File(
      clearinghouse: "harborlink", digest: [UInt8](repeating: 7, count: 32), bytes: 100, nameThere: nil)
    _ = try AcknowledgmentDesk(practice.database.address(as: "biller")).take(file) { writer in
      try writer.note(
        """
        [{"fingerprint": "\(String(repeating: "0a", count: 32))", "kind": "277CA", "source": "clearinghouse",
          "scope": "\(scope)", "reference": "\(reference)", "outcome": "\(outcome)", "codes": [],
          "contradictory": false}]
        """)
    }
  }

  @Test(arguments: ["interchange", "claim"])
  func `an answer to what had not arrived keeps it from going again, and is told of what was marked since`(
    _ scope: String
  ) throws {
    let ledger = try practice.ledger()
    let sessions = try practice.admitted()
    let (marked, other) = (sessions[0], sessions[1])
    let control = "select patient_control_number from claims.claim where session_id = $1"
    for session in [marked, other] { try undone(session, ledger) }
    #expect(try front.mark(marked) == .protected)
    let sealed = try ledger.seal(
      [#require(practice.admitted().first { $0.record.reference == other.record.reference })],
      run: practice.run)
    let number = scope == "claim" ? nil : ["1", "2"]
    for (index, session) in [marked, other].enumerated() {
      let name = try practice.ask(control, [.text(session.record.reference)]).text(0, 0)
      try answerOnce(scope, number?[index] ?? name)
    }
    #expect(try recalls() == [marked.record.reference])
    #expect(try !practice.ask("select claims.is_trusted('harborlink')").bool(0, 0))
    #expect(try ledger.permit(sealed, payers: Practice.permitted) == nil)
    let held = try #require(
      practice.admitted().first { $0.record.reference == other.record.reference })
    #expect(held.billing.holds == ["accepted-meanwhile"])
    #expect(try front.mark(other) == .alreadySent)
    #expect(try Set(recalls()) == [marked.record.reference, other.record.reference])
  }

  private func answerOnce(_ scope: String, _ reference: String) throws {
    try practice.ask("delete from claims.statement")
    try practice.ask("delete from claims.acknowledgment")
    try answer(scope, reference)
  }

  @Test func `an answer that it is not there contradicts nothing`() throws {
    let ledger = try practice.ledger()
    let session = try #require(try practice.admitted().first)
    try undone(session, ledger)
    let claim = try practice.ask("select patient_control_number from claims.claim").text(0, 0)
    try answer("claim", claim, "not-found")
    #expect(try practice.ask("select claims.is_trusted('harborlink')").bool(0, 0))
    #expect(try front.mark(session) == .protected)
  }

  @Test func `what was taken for a mistake is held again when something new says the same`() throws {
    let ledger = try practice.ledger()
    let session = try #require(try practice.admitted().first)
    try undone(session, ledger)
    let desk = try BillingDesk(practice.database.address(as: "biller"))
    try answer("interchange", "1")
    #expect(try desk.trust("harborlink"))
    func holds() throws -> [String]? {
      try practice.admitted().first { $0.record.reference == session.record.reference }?.billing.holds
    }
    #expect(try holds() == [])
    try answerOnce("interchange", "1")
    #expect(try holds() == ["accepted-meanwhile"])
  }
}
