internal import Gate
internal import Postgres
internal import Sessions
internal import Submissions
internal import TestSupport
internal import Testing

/// Marks of people; shared by the suites of restrictions.
struct Front {
  let practice: Practice

  static let asked = Practice.anchor.daysSince2000

  func restrictions(as login: String) throws -> Restrictions {
    try Restrictions(practice.database.address(as: login))
  }

  /// The answer for each session that the mark reaches.
  @discardableResult
  func mark(
    _ client: String, session: String? = nil, from: Int32? = nil, as login: String = "therapist"
  ) throws -> [String: Restrictions.Answer] {
    var mark = Restrictions.Mark(client: client, requestedOn: Self.asked)
    (mark.session, mark.from) = (session, from)
    let reached = try restrictions(as: login).mark(mark)
    return Dictionary(uniqueKeysWithValues: reached.map { ($0.session, $0.answer) })
  }

  @discardableResult
  func mark(_ admitted: AdmittedSession, as login: String = "therapist") throws -> Restrictions.Answer? {
    let session = admitted.record.reference
    return try mark(admitted.clientReference, session: session, as: login)[session]
  }

  func state(_ submission: Submission) throws -> String {
    try practice.ask("select state from claims.submission where submission_id = $1", [.int64(submission.id)])
      .text(0, 0)
  }

  /// Nothing is left of it that could be sent; in the ledger it is withdrawn by the next run.
  func isTakenBack(_ submission: Submission) throws -> Bool {
    try practice.ask(
      """
      select state = 'sealed' and ciphertext is null and transit_wrapped_key is null
        and archive_wrapped_key is null
      from claims.submission where submission_id = $1
      """, [.int64(submission.id)]
    ).bool(0, 0)
  }

  func refusal(_ work: () throws -> Void) -> String? {
    do {
      try work()
      return nil
    } catch {
      return (error as? PostgresError)?.sqlState ?? "\(error)"
    }
  }
}

@Suite("Restriction") struct RestrictionTests {
  private let practice: Practice
  private let front: Front

  init() throws {
    practice = try Practice()
    front = Front(practice: practice)
  }

  @Test func `is set by anyone of the practice who is registered, and by nobody else`() throws {
    let sessions = try practice.admitted()
    for (index, login) in ["therapist", "biller", "privacy_officer"].enumerated() {
      #expect(try front.mark(sessions[index], as: login) == .protected)
    }
    for (login, state) in [
      "stranger": "SC006", "auditor": "42501", "scrim_gateway": "42501", "scrim_console": "42501",
    ] {
      #expect(front.refusal { try front.mark(sessions[5], as: login) } == state, "\(login)")
    }
    let admitted = try practice.admittedIDs()
    #expect(admitted.isDisjoint(with: sessions[0..<3].map(\.record.reference)))
    #expect(admitted.contains(sessions[5].record.reference))
    let trail = try practice.ask(
      "select string_agg(actor, ' ' order by entry_id) from gate.restriction_entry where kind = 'marked'")
    #expect(try trail.text(0, 0) == "therapist biller privacy_officer")
  }

  @Test func `needs the day on which the client asked`() throws {
    var mark = Restrictions.Mark(client: "C-001", requestedOn: 20_000)  // 2054
    #expect(front.refusal { _ = try front.restrictions(as: "therapist").mark(mark) } == "SC008")
    (mark.requestedOn, mark.from, mark.through) = (Front.asked, 10, 9)
    #expect(front.refusal { _ = try front.restrictions(as: "therapist").mark(mark) } == "23514")
    #expect(try practice.ask("select from gate.restriction where origin = 'practice'").count == 0)
  }

  @Test func `answers for each session what is true of it`() throws {
    let ledger = try practice.ledger()
    let sessions = try practice.admitted()
    let cases: [(Report?, again: Report?, sealed: Bool, Restrictions.Answer, state: String)] = [
      (nil, nil, true, .protected, "sealed"),
      (.notSent, nil, true, .protected, "sealed"),
      (.inDoubt, nil, true, .inFlight, "in_doubt"),
      (.inDoubt, .notSent, true, .inFlight, "in_doubt"),
      (.inDoubt, .accepted, true, .alreadySent, "accepted"),
      (.accepted, nil, true, .alreadySent, "accepted"),
      (.rejected, nil, true, .alreadySent, "rejected"),
    ]
    #expect(try front.mark(sessions[99]) == .protected)  // never sealed
    for (index, (end, again, _, answer, state)) in cases.enumerated() {
      let submission = try ledger.seal([sessions[index]], run: practice.run)
      if let end {
        try ledger.conclude(#require(try ledger.permit(submission, payers: Practice.permitted)), end)
      }
      if let again {
        let permit = try ledger.permitAgain(submission, payers: Practice.permitted, windowHours: 24)
        try ledger.conclude(#require(permit), again)
      }
      #expect(try front.mark(sessions[index]) == answer, "case \(index)")
      #expect(try front.state(submission) == state, "case \(index)")
      #expect(try front.isTakenBack(submission) == (answer == .protected), "case \(index)")
    }
  }

  @Test func `says in flight while a request is on its way, and afterwards what became of it`() throws {
    let ledger = try practice.ledger()
    let sessions = try practice.admitted()
    let ends: [(Report, Restrictions.Answer)] = [
      (.accepted, .alreadySent), (.notSent, .protected), (.inDoubt, .inFlight),
    ]
    for (index, (end, answer)) in ends.enumerated() {
      let submission = try ledger.seal([sessions[index]], run: practice.run)
      let permit = try #require(try ledger.permit(submission, payers: Practice.permitted))
      #expect(try front.mark(sessions[index]) == .inFlight)
      try ledger.conclude(permit, end)
      #expect(try front.mark(sessions[index]) == answer)
    }
  }

  @Test func `names day and payer of what was sent already`() throws {
    let ledger = try practice.ledger()
    let session = try #require(try practice.admitted().first)
    let submission = try ledger.seal([session], run: practice.run)
    try ledger.conclude(#require(try ledger.permit(submission, payers: Practice.permitted)), .accepted)
    let reached = try front.restrictions(as: "therapist")
      .mark(Restrictions.Mark(client: session.clientReference, requestedOn: Front.asked))
    let sent = try #require(reached.first { $0.answer == .alreadySent })
    #expect(
      sent.session == session.record.reference && sent.payer == session.billing.payerID && sent.sentOn != nil)
    #expect(reached.count == 8 && reached.filter { $0.answer == .protected }.count == 7)
  }

  @Test func `takes back every sealed submission that it reaches, and the other claims are sealed again`()
    throws
  {
    let ledger = try practice.ledger()
    let admitted = try practice.admitted()
    let one = admitted.filter { $0.clientReference == "C-001" }
    let others = Array(admitted.filter { $0.clientReference == "C-005" })
    let submissions = try [[one[0]] + others[0..<3], [one[1]] + others[3..<5], Array(others[5..<7])].map {
      try ledger.seal($0, run: practice.run)
    }
    #expect(try front.mark("C-001").values.allSatisfy { $0 == .protected })
    #expect(try submissions.map(front.isTakenBack) == [true, true, false])
    try ledger.withdrawInadmissible("harborlink", payers: Practice.permitted)  // as the next run does
    #expect(try submissions.map(front.state) == ["withdrawn", "withdrawn", "sealed"])
    let again = try practice.admitted().filter { ["C-001", "C-005"].contains($0.clientReference) }
    #expect(Set(again.map(\.record.reference)) == Set((others[0..<5] + others[7...]).map(\.record.reference)))
    let resealed = try ledger.seal(again, run: practice.run)
    #expect(try ledger.permit(resealed, payers: Practice.permitted) != nil)
    let numbers = try practice.ask(
      """
      select s.interchange_control_number
      from claims.claim_state k join claims.submission s using (submission_id)
      where k.session_id = $1
      """, [.text(others[0].record.reference)])
    #expect(try numbers.int32(0, 0) == 1)  // nobody has received the first
  }

  @Test func `removes the hold of its sessions`() throws {
    let ledger = try practice.ledger()
    let sessions = try practice.admitted()
    try ledger.hold(
      sessions[0..<2].map {
        HeldSession(
          session: $0.record.reference, payer: "cascade", serviceDate: $0.serviceDay, defects: ["x"])
      }, clearinghouse: "clearpath", run: practice.run)
    try front.mark(sessions[0])
    let held = try practice.ask("select session_id from claims.hold")
    #expect(try held.count == 1 && held.text(0, 0) == sessions[1].record.reference)
  }

  @Test func `leaves nothing that tells billing or an auditor what took a submission back`() throws {
    let ledger = try practice.ledger()
    let sessions = try practice.admitted()
    let marked = try ledger.seal([sessions[0]], run: practice.run)
    let unsigned = try ledger.seal([sessions[1]], run: practice.run)
    try front.mark(sessions[0])
    try practice.change(
      "update practice.session set signed_at = null where session_id = '\(sessions[1].record.reference)'")
    #expect(try [marked, unsigned].map(front.state) == ["sealed", "sealed"])
    for submission in [marked, unsigned] {
      #expect(try ledger.permit(submission, payers: Practice.permitted) == nil)
    }
    let traces = [
      "select kind || ' ' || actor from claims.claim_event where submission_id = $1",
      """
      select kind || ' ' || actor || ' ' || detail from trail.entry
      where subject = $1::text and kind <> 'submission.sealed'
      """,
      "select state || ' ' || claim_count from claims.submission where submission_id = $1",
      "select state || ' ' || version from claims.claim_state where submission_id = $1",
    ]
    for trace in traces {
      let seen = try [marked, unsigned].map { submission in
        let rows = try practice.ask(trace, [.int64(submission.id)], as: "auditor")
        return try (0..<rows.count).map { try rows.text($0, 0) }
      }
      #expect(seen[0] == seen[1] && seen[0].count == 1)
    }
    let everything = try practice.ask("select string_agg(e::text, ' ') from trail.entry e").text(0, 0)
    #expect(!everything.contains("therapist") && everything.contains("scrim_gateway"))
  }

  @Test func `stands although a stopped permit holds the gate, and promises nothing then`() throws {
    let ledger = try practice.ledger()
    let sessions = try practice.admitted()
    let submission = try ledger.seal([sessions[0]], run: practice.run)
    try practice.ask(
      "alter function gate.mark_self_pay(text, text, date, date, date, date) set lock_timeout = '100ms'")
    let stopped = try practice.database.connect(as: "postgres")
    try stopped.script("begin; select pg_advisory_xact_lock_shared(gate.lock_key())")
    #expect(try front.mark(sessions[0]) == .inFlight)
    #expect(try front.mark(sessions[1]) == .inFlight)  // might be in what the stopped one permits
    #expect(try front.state(submission) == "sealed")
    try stopped.script("rollback")
    #expect(try ledger.permit(submission, payers: Practice.permitted) == nil)
    #expect(try front.mark(sessions[0]) == .protected)
    #expect(try front.mark(sessions[1]) == .protected)
  }

  @Test func `reaches a session that is not in the records yet`() throws {
    let session = try #require(try practice.admitted().first { $0.clientReference == "C-001" }).record
      .reference
    try practice.change("update practice.session set signed_at = null where session_id = '\(session)'")
    #expect(try front.mark("C-001", session: session) == [:])
    try practice.change("update practice.session set signed_at = now() where session_id = '\(session)'")
    #expect(try !practice.admittedIDs().contains(session))
  }

  @Test func `of any participant reaches the joint session`() throws {
    #expect(try practice.admittedIDs().contains("S-couple"))
    #expect(try front.mark("C-couple-2")["S-couple"] == .protected)
    let admitted = try practice.admittedIDs()
    #expect(!admitted.contains("S-couple") && admitted.contains("S-couple-guest"))
  }

  @Test func `reaches from its first day to its last, and no other`() throws {
    let days = try practice.admitted().filter { $0.clientReference == "C-001" }.map(\.serviceDay).sorted()
    var mark = Restrictions.Mark(client: "C-001", requestedOn: Front.asked)
    (mark.from, mark.through) = (days[2], days[4])
    let reached = try front.restrictions(as: "therapist").mark(mark)
    #expect(reached.map(\.serviceDate) == Array(days[2...4]))
    let left = try practice.admitted().filter { $0.clientReference == "C-001" }.map(\.serviceDay).sorted()
    #expect(left == Array(days[0..<2]) + Array(days[5...]))
  }
}
