internal import Desk
internal import Gate
internal import Postgres
internal import Sessions
internal import Submissions
internal import TestSupport
internal import Testing

/// Holds that the law suggests, on by default.
@Suite("Legal hold") struct LegalHoldTests {
  private let practice: Practice
  private let front: Front

  init() throws {
    practice = try Practice()
    front = Front(practice: practice)
  }

  private func holds(part2: Bool = false) throws -> [String: [String]] {
    var admission = Practice.admission()
    if part2 {
      admission = Admission(
        payers: admission.payers, from: admission.from, through: admission.through, isPart2Programme: true)
    }
    let admitted = try practice.admitted(admission).filter { !$0.billing.holds.isEmpty }
    return Dictionary(admitted.map { ($0.record.reference, $0.billing.holds) }) { first, _ in first }
  }

  private func notices(as login: String) throws -> Notices {
    try Notices(practice.database.address(as: login))
  }

  @Test func `keeps the first claims under a policy that may be somebody else's, until the client was told`()
    throws
  {
    #expect(try holds()["S-untold-child"] == ["client-not-told"])
    #expect(try holds()["S-untold-whose"] == ["client-not-told"])  // nobody knows whose
    #expect(try notices(as: "biller").record(.clientTold, session: "S-untold-child", on: Front.asked))
    #expect(try holds()["S-untold-child"] == nil)
    #expect(try holds()["S-untold-whose"] == ["client-not-told"])
    // Taken back: held again, and what is sealed gets no permit.
    let ledger = try practice.ledger()
    let child = try #require(try practice.admitted().first { $0.record.reference == "S-untold-child" })
    let submission = try ledger.seal([child], run: practice.run)
    #expect(try notices(as: "biller").withdraw(.clientTold, session: "S-untold-child"))
    #expect(try ledger.permit(submission, payers: Practice.permitted) == nil)
    #expect(try holds()["S-untold-child"] == ["client-not-told"])
  }

  @Test func `keeps the claims of a minor who consented alone, until their clinician confirms`() throws {
    #expect(try holds()["S-minor-alone"] == ["minor-not-confirmed"])
    #expect(try !notices(as: "biller").record(.minorConfirmed, session: "S-minor-alone", on: Front.asked))
    #expect(
      try !notices(as: "therapist_two").record(.minorConfirmed, session: "S-minor-alone", on: Front.asked))
    #expect(try notices(as: "therapist").record(.minorConfirmed, session: "S-minor-alone", on: Front.asked))
    #expect(try holds()["S-minor-alone"] == nil)
  }

  @Test
  func `keeps every claim of a programme under Part 2, until the client has consented and while it lasts`()
    throws
  {
    let all = try practice.admitted().count
    #expect(try holds(part2: true).count == all)
    let session = try practice.admitted()[0]
    let biller = try notices(as: "biller")
    let today = try practice.ask("select current_date").date(0, 0)
    #expect(
      try biller.record(.part2Consent, session: session.record.reference, on: today - 9, through: today - 1))
    #expect(try holds(part2: true)[session.record.reference] == ["programme-consent-missing"])
    #expect(
      try biller.record(.part2Consent, session: session.record.reference, on: today - 9, through: today))
    #expect(try holds(part2: true)[session.record.reference] == nil)
    // The permit asks for it again.
    let ledger = try practice.ledger()
    let payers = PermittedPayers(
      ids: Practice.payers, firstServiceDates: Practice.permitted.firstServiceDates, isPart2Programme: true)
    let other = try #require(try practice.admitted().first { $0.clientReference != session.clientReference })
    #expect(try ledger.permit(ledger.seal([other], run: practice.run), payers: payers) == nil)
    #expect(try ledger.permit(ledger.seal([session], run: practice.run), payers: payers) != nil)
  }

  @Test func `keeps both records of one joint hour, while both are charged`() throws {
    #expect(try holds()["S-twice-1"] == ["joint-session-twice"])
    #expect(try holds()["S-twice-2"] == ["joint-session-twice"])
    try practice.change("update practice.charge set coverage_id = null where session_id = 'S-twice-2'")
    #expect(try holds()["S-twice-1"] == nil)
  }

  @Test func `is recorded by people of the practice, about sessions that there are`() throws {
    #expect(try !notices(as: "biller").record(.clientTold, session: "S-none", on: Front.asked))
    #expect(
      front.refusal { _ = try notices(as: "stranger").record(.clientTold, session: "S-0001", on: 1) }
        == "SC006")
    #expect(
      front.refusal { _ = try notices(as: "biller").record(.clientTold, session: "S-0001", on: 20_000) }
        == "SC008")
    for login in ["auditor", "scrim_gateway"] {
      #expect(
        front.refusal { _ = try notices(as: login).record(.clientTold, session: "S-0001", on: 1) } == "42501")
    }
    // Of a session that is restricted billing is told what it is told of one that is not there.
    for session in ["S-self-pay-1", "S-none"] {
      #expect(try !notices(as: "biller").record(.clientTold, session: session, on: Front.asked))
      #expect(try !notices(as: "biller").withdraw(.clientTold, session: session))
    }
    #expect(try notices(as: "biller").record(.clientTold, session: "S-0001", on: Front.asked))
    let entry = try practice.ask("select actor from trail.entry where kind = 'notice.recorded'")
    #expect(try entry.text(0, 0) == "biller")
  }
}
