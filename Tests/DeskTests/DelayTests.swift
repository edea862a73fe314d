internal import Desk
internal import Gate
internal import Postgres
internal import Sessions
internal import Submissions
internal import TestSupport
internal import Testing

/// Sessions for which the payer's time of filing is over, and which go all the same.
@Suite("Delay reasons") struct DelayTests {
  private let practice: Practice
  private let ledger: Ledger
  private let desk: BillingDesk
  /// Its payer takes nothing of that day any more.
  private let late: AdmittedSession
  private let inTime: AdmittedSession

  init() throws {
    practice = try Practice()
    ledger = try practice.ledger()
    desk = try BillingDesk(practice.database.address(as: "biller"))
    let all = try practice.admitted().sorted { $0.serviceDay < $1.serviceDay }
    late = try #require(all.first { $0.billing.holds.isEmpty })
    inTime = try #require(all.last { $0.billing.holds.isEmpty })
  }

  /// The day after the late session is the first that can be filed.
  private var limit: Int32 { late.serviceDay + 1 }

  private func payers(_ limit: Int32, corrected: Int32? = nil) -> BillingDesk.Payers {
    var payers = DeskPractice.payers
    payers.oldest = payers.ids.map { _ in limit }
    payers.oldestCorrected = payers.ids.map { _ in corrected ?? limit }
    return payers
  }

  private func give(_ session: AdmittedSession, _ code: String = "1") throws -> BillingDesk.Wish? {
    try desk.giveDelayReason(session: session.record.reference, code, payers(limit))
  }

  /// What a run admits whose payers take nothing from before the limit.
  private func admitted(since day: Int32? = nil, corrected: Int32? = nil, beyond: Bool = true) throws
    -> [AdmittedSession]
  {
    let first = CalendarDate(daysSince2000: day ?? limit)
    let replaced = corrected.map(CalendarDate.init(daysSince2000:))
    var admission = Admission(
      payers: Practice.payers.map {
        .init(
          id: $0, firstServiceDate: Practice.firstServiceDate, oldest: first, oldestCorrected: replaced)
      }, from: first, through: Practice.anchor.adding(days: -2))
    admission.goesBeyond = beyond
    return try practice.admitted(admission)
  }

  private func dueNow(_ session: AdmittedSession, corrected: Int32? = nil) throws -> AdmittedSession? {
    try admitted(corrected: corrected).first { $0.record.reference == session.record.reference }
  }

  private func reason(_ session: AdmittedSession) throws -> String? {
    try desk.unbilled(
      payers(limit), from: Practice.firstServiceDate.daysSince2000, through: Practice.anchor.daysSince2000
    ).first { $0.session == session.record.reference }?.reason
  }

  private func sealed(_ sessions: [AdmittedSession]) throws -> Submission {
    try ledger.seal(sessions, run: practice.run)
  }

  private func send(_ sessions: [AdmittedSession]) throws {
    let permit = try #require(try ledger.permit(sealed(sessions), payers: Practice.permitted))
    _ = try ledger.conclude(permit, .accepted)
  }

  private func claim(_ version: Int32 = 1) throws -> String {
    try practice.ask(
      "select patient_control_number from claims.claim where session_id = $1 and version = $2",
      [.text(late.record.reference), .int32(version)]
    ).text(0, 0)
  }

  private func progress(_ state: String, _ version: Int32 = 1) throws {
    try practice.ask(
      """
      insert into claims.progress (session_id, version, state, codes, contradictory, payer_claim_number)
      values ($1, $2, $3, '{}', false, 'MM-1')
      """, [.text(late.record.reference), .int32(version), .text(state)])
  }

  @Test func `let one session go that is late, and its claim say why`() throws {
    let before = try Set(admitted().map(\.record.reference))
    #expect(try dueNow(late) == nil && reason(late) == "past-filing-limit" && reason(inTime) == nil)
    #expect(try give(late, "11") == .recorded)
    let due = try #require(try dueNow(late))
    #expect(due.billing.delayReason == "11" && due.version == 1 && due.billing.holds.isEmpty)
    #expect(try Set(admitted().map(\.record.reference)) == before.union([late.record.reference]))
    #expect(try admitted().filter { $0.billing.delayReason != nil }.count == 1)
    #expect(try reason(late) == nil)
    // Who names a first day is shown nothing from before it.
    #expect(try Set(admitted(beyond: false).map(\.record.reference)) == before)

    try send([due])
    #expect(try dueNow(late) == nil && give(late) == .notNow)
    #expect(try desk.takeBackDelayReason(session: late.record.reference) == .notNow)
    let kept = try practice.ask("select code, given_by, version::integer from claims.delay", as: "biller")
    #expect(try kept.count == 1 && kept.text(0, 0) == "11" && kept.text(0, 1) == "biller")
    #expect(try desk.story(of: claim()).contains { $0.event == "delay reason" && $0.outcome == "11" })
  }

  @Test func `are refused where the session is in time, and where they are no reason`() throws {
    #expect(try give(inTime) == .inTime)
    for code in ["0", "12", "", "01", "other"] {
      let error = #expect(throws: PostgresError.self) { try give(late, code) }
      #expect(error?.sqlState == "SC014", "\(code)")
    }
    #expect(try practice.ask("select count(*) from claims.delay").int64(0, 0) == 0)
    for code in (1...11).map(String.init) + ["15"] {
      #expect(try give(late, code) == .recorded && dueNow(late)?.billing.delayReason == code)
    }
  }

  /// What billing is told of a session, and may do with it, when it is not there to be billed.
  private func told(of session: String) throws -> [BillingDesk.Wish?] {
    let desk = desk
    return try [
      desk.giveDelayReason(session: session, "1", payers(limit)),
      desk.giveDelayReason(session: session, "1", payers(Practice.firstServiceDate.daysSince2000)),
      desk.takeBackDelayReason(session: session),
    ]
  }

  @Test(arguments: ["restricted", "un-signed", "unknown"])
  func `answer one word for what is not there to be billed, whatever the cause`(_ cause: String) throws {
    try hide(cause)
    let session = cause == "unknown" ? "S-nowhere" : late.record.reference
    #expect(try told(of: session) == [.notReady, .notReady, .notNow])
    #expect(try reason(late) == (cause == "unknown" ? "past-filing-limit" : nil))
  }

  @Test(arguments: ["restricted", "un-signed"])
  func `let nothing go past what came after them`(_ cause: String) throws {
    #expect(try give(late) == .recorded)
    let due = try #require(try dueNow(late))
    let submission = try sealed([due])
    try hide(cause)
    #expect(try dueNow(late) == nil)
    #expect(try ledger.permit(submission, payers: Practice.permitted) == nil)
    #expect(try dueNow(late) == nil && give(late) == .notReady)
    // It was withdrawn, and is as if it had never been sealed.
    #expect(try desk.takeBackDelayReason(session: late.record.reference) == .recorded)
  }

  private func hide(_ cause: String) throws {
    switch cause {
    case "restricted":
      var mark = Restrictions.Mark(
        client: late.clientReference, requestedOn: Practice.anchor.daysSince2000)
      mark.session = late.record.reference
      _ = try Restrictions(practice.database.address(as: "therapist")).mark(mark)
    case "un-signed":
      try practice.ask(
        "update practice.session set signed_at = null, status = 'scheduled' where session_id = $1",
        [.text(late.record.reference)])
    default: break
    }
  }

  @Test func `are taken back until they are sealed, and what was admitted with them is not sealed then`()
    throws
  {
    #expect(try desk.takeBackDelayReason(session: late.record.reference) == .notNow)
    for change in [
      { _ = try desk.takeBackDelayReason(session: late.record.reference) }, { _ = try give(late, "15") },
    ] {
      #expect(try give(late, "11") == .recorded)
      let due = try #require(try dueNow(late))
      try change()
      let error = #expect(throws: PostgresError.self) { try sealed([due]) }
      #expect(error.map { Ledger.isTaken($0) } == true)
      #expect(try practice.ask("select count(*) from claims.submission").int64(0, 0) == 0)
    }
    #expect(try desk.takeBackDelayReason(session: late.record.reference) == .recorded)
    #expect(try dueNow(late) == nil && reason(late) == "past-filing-limit")
    #expect(try give(late) == .recorded && sealed([#require(try dueNow(late))]).claims == 1)
  }

  @Test func `are not said where the session is in time after all`() throws {
    #expect(try give(late) == .recorded && dueNow(late)?.billing.delayReason == "1")
    let raised = try admitted(since: Practice.firstServiceDate.daysSince2000)
      .first { $0.record.reference == late.record.reference }
    #expect(raised != nil && raised?.billing.delayReason == nil)
  }

  @Test func `go with what is made after them, at the same payer alone`() throws {
    #expect(try give(late, "9") == .recorded)
    try send([#require(try dueNow(late))])
    try progress("adjudicating")
    #expect(try desk.replace(claim(), payerClaimNumber: nil, payers(limit)) == .recorded)
    // Within the time for replacements, and late as what it replaces was.
    let second = try #require(try dueNow(late, corrected: late.serviceDay))
    #expect(second.billing.frequency == 7 && second.billing.delayReason == "9")
    // Past that, too: somebody has to say so.
    #expect(try dueNow(late) == nil && reason(late) == "past-filing-limit")
    #expect(try desk.release(claim(), delayReason: "3", payers(limit), knownBy: nil) == .recorded)
    let third = try #require(try dueNow(late))
    #expect(third.version == 2 && third.billing.delayReason == "3")
    #expect(try desk.takeBack(claim()) == .recorded)
    #expect(try practice.ask("select count(*) from claims.delay").int64(0, 0) == 1)

    try practice.ask("update claims.progress set state = 'denied'")
    try practice.change(
      """
      update practice.coverage set payer_id = case payer_id when 'northfield' then 'union' else 'northfield' end
      where coverage_id in (
        select coverage_id from practice.charge where session_id = '\(late.record.reference)')
      """)
    #expect(try desk.rebill(claim(), payers(limit)) == .recorded && dueNow(late) == nil)
  }

  @Test func `let a rejected claim go that is late by now`() throws {
    let first = try #require(
      try practice.admitted().first { $0.record.reference == late.record.reference })
    try send([first])
    #expect(try desk.release(claim(), delayReason: "9", payers(limit), knownBy: nil) == .notNow)
    try progress("rejected-by-payer")
    let raised = payers(Practice.firstServiceDate.daysSince2000)
    #expect(try desk.release(claim(), delayReason: "9", raised, knownBy: nil) == .inTime)
    #expect(try desk.release("NOSUCHCLAIM", delayReason: "9", raised, knownBy: nil) == nil)
    // Without a reason it is asked for, and waits; nobody has to wonder why.
    #expect(try desk.sendAgain(claim(), payers(limit), knownBy: nil) == .recorded)
    #expect(try dueNow(late) == nil && reason(late) == "past-filing-limit")
    #expect(try desk.takeBack(claim()) == .recorded)

    #expect(try desk.release(claim(), delayReason: "9", payers(limit), knownBy: nil) == .recorded)
    let second = try #require(try dueNow(late))
    #expect(second.version == 2 && second.billing.frequency == 1 && second.billing.delayReason == "9")
    try send([second])
    // What is sent again is as late as it was.
    try progress("rejected-by-payer", 2)
    #expect(try desk.sendAgain(claim(2), payers(limit), knownBy: nil) == .recorded)
    #expect(try dueNow(late)?.billing.delayReason == "9" && dueNow(late)?.version == 3)
  }
}
