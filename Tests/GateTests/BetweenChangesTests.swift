internal import Desk
internal import Dispatch
internal import Gate
internal import Postgres
internal import Sessions
internal import Signing
internal import Submissions
internal import TestSupport
internal import Testing

/// What happens in the records, or at the desk, between two steps of Scrim.
@Suite("Between two changes") struct BetweenChangesTests {
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

  /// Of two clients, on one day, neither with anybody else.
  private func sameDay() throws -> (AdmittedSession, AdmittedSession) {
    let sessions = try practice.admitted().filter { $0.clientReference.hasPrefix("C-0") }
    let pairs = sessions.flatMap { one in sessions.map { (one, $0) } }
    return try #require(
      pairs.first { $0.serviceDay == $1.serviceDay && $0.clientReference != $1.clientReference })
  }

  private func takePart(_ client: String, in session: AdmittedSession) throws {
    try practice.change(
      """
      insert into practice.session_participant (session_id, seat, client_id)
      values ('\(session.record.reference)', 7, '\(client)')
      """)
  }

  private func ageFlags() throws {
    try practice.ask("update gate.import set imported_at = clock_timestamp() - interval '1 minute'")
  }

  @Test(arguments: ["biller", "therapist"])
  func `a mark answers for nothing but what it reaches`(_ login: String) throws {
    try front.mark("C-009")
    try practice.change("update practice.client set merged_into = 'C-010' where client_id = 'C-009'")
    let reached = try Set(front.mark("C-001", as: login).keys)
    let own = try practice.ask("select session_id from source.session where client_id = 'C-001'")
    #expect(try reached == Set((0..<own.count).map { try own.text($0, 0) }) && own.count == 8)
    let merged = try practice.admitted().filter { $0.clientReference == "C-010" }
    #expect(merged.isEmpty)
  }

  @Test func `a mark of one session answers for that one, whatever was merged meanwhile`() throws {
    let one = try #require(try practice.admitted().first { $0.clientReference == "C-001" })
    try front.mark("C-009")
    try practice.change("update practice.client set merged_into = 'C-010' where client_id = 'C-009'")
    let session = one.record.reference
    #expect(try front.mark("C-001", session: session, as: "biller") == [session: .protected])
    let covered = try practice.ask("select from gate.covered where client_id = 'C-010'")
    #expect(covered.count == 8)  // at once
  }

  @Test func `a joint hour is guarded for whoever is entered after the mark`() throws {
    let (marked, other) = try sameDay()
    #expect(try front.mark(marked) == .protected)
    #expect(try practice.admittedIDs().contains(other.record.reference))
    try takePart(other.clientReference, in: marked)
    #expect(try !practice.admittedIDs().contains(other.record.reference))
    #expect(try front.restrictions(as: "privacy_officer").confirmOther(session: other.record.reference))
    #expect(try practice.admittedIDs().contains(other.record.reference))
  }

  @Test func `a joint hour is guarded for whoever is entered between seal and permit`() throws {
    let ledger = try practice.ledger()
    let (marked, other) = try sameDay()
    try front.mark(marked)
    _ = try practice.admitted()
    let submission = try ledger.seal([other], run: practice.run)
    try takePart(other.clientReference, in: marked)
    try ageFlags()
    #expect(try ledger.permit(submission, payers: Practice.permitted) == nil)
    #expect(try front.state(submission) == "withdrawn")
  }

  @Test func `what was sent and comes under a mark later is the privacy officer's task`() throws {
    let ledger = try practice.ledger()
    let sent = try #require(try practice.admitted().first { $0.clientReference == "C-005" })
    let submission = try ledger.seal([sent], run: practice.run)
    try ledger.conclude(#require(try ledger.permit(submission, payers: Practice.permitted)), .accepted)
    try front.mark("C-001")
    #expect(try recalls() == [])
    let session = sent.record.reference
    try practice.change("update practice.session set client_id = 'C-001' where session_id = '\(session)'")
    _ = try practice.admitted()
    #expect(try recalls() == [session])
    let answer = try practice.ask(
      "select answer, sent_on is not null from gate.answer where session_id = $1", [.text(session)])
    #expect(try answer.text(0, 0) == "already sent" && answer.bool(0, 1))
    _ = try practice.admitted()
    #expect(try recalls() == [session])
  }

  @Test func `a mark stands although somebody is importing`() throws {
    try front.mark("C-009")
    try practice.change("update practice.client set merged_into = 'C-010' where client_id = 'C-009'")
    let importer = try practice.database.connect(as: "postgres")
    try importer.script("begin; select pg_advisory_xact_lock(gate.lock_key() + 1)")
    #expect(try front.mark("C-001").values.allSatisfy { $0 == .protected })
    try importer.script("rollback")
    #expect(try practice.admitted().allSatisfy { !["C-001", "C-009", "C-010"].contains($0.clientReference) })
  }

  /// Whoever takes a lease on it, say. A hundredth of a second would be too short to be tried here.
  @Test func `a mark waits for whoever has a submission in hand, and takes it back`() throws {
    let ledger = try practice.ledger()
    let session = try #require(try practice.admitted().first)
    let submission = try ledger.seal([session], run: practice.run)
    try practice.ask("alter function gate.take_back(bigint[]) set lock_timeout = '30s'")
    let holder = try practice.database.connect(as: "postgres")
    try holder.script("begin; select from claims.submission for update")
    let release = Handed(holder)
    DispatchQueue(label: "holder").asyncAfter(deadline: .now() + .milliseconds(500)) { release.commit() }
    #expect(try front.mark(session) == .protected)
    #expect(try front.isTakenBack(submission))
  }

  @Test func `a mark waits for nobody who keeps a submission, and its permit is refused`() throws {
    let ledger = try practice.ledger()
    let session = try #require(try practice.admitted().first)
    let submission = try ledger.seal([session], run: practice.run)
    let holder = try practice.database.connect(as: "postgres")
    try holder.script("begin; select from claims.submission for update")
    #expect(try front.mark(session) == .protected)
    #expect(try !front.isTakenBack(submission))
    try holder.script("rollback")
    #expect(try ledger.permit(submission, payers: Practice.permitted) == nil)
    #expect(try front.state(submission) == "withdrawn")
  }

  @Test func `a list of holds forgets the other's record of a joint hour at once`() throws {
    let ledger = try practice.ledger()
    let (marked, other) = try sameDay()
    try takePart(other.clientReference, in: marked)
    _ = try practice.admitted()
    try ledger.hold(
      [
        HeldSession(
          session: other.record.reference, payer: other.billing.payerID, serviceDate: other.serviceDay,
          defects: ["x"])
      ], clearinghouse: "harborlink", run: practice.run)
    let held = "select session_id from claims.held()"
    #expect(try practice.ask(held, as: "biller").count == 1)
    try front.mark(marked)
    #expect(try practice.ask(held, as: "biller").count == 0)
  }

  @Test func `what may go is looked at before a run without the gate's lock`() throws {
    let ledger = try practice.ledger()
    let session = try #require(try practice.admitted().first)
    let submission = try ledger.seal([session], run: practice.run)
    let run = try practice.database.connect(as: "postgres")
    try run.script("begin")
    let withdrawn = try run.query(
      "select gate.withdraw_inadmissible('harborlink', $1, $2, false)",
      [.textArray(Practice.payers), .dateArray(Practice.permitted.firstServiceDates)])
    #expect(try withdrawn.int32(0, 0) == 0)
    #expect(try practice.ask("select pg_try_advisory_xact_lock(gate.lock_key())").bool(0, 0))
    try run.script("rollback")
    #expect(try front.state(submission) == "sealed")
  }

  @Test func `flags that nobody has read since are read by the next permit`() throws {
    let ledger = try practice.ledger()
    let sessions = try practice.admitted()
    let submissions = try (0...1).map { try ledger.seal([sessions[$0]], run: practice.run) }
    try ageFlags()
    #expect(try ledger.permit(submissions[0], payers: Practice.permitted) != nil)
    let age = try practice.ask("select clock_timestamp() - imported_at < interval '10 s' from gate.import")
    #expect(try age.bool(0, 0))
  }

  @Test func `what a lift covers first and had left is told as well`() throws {
    let ledger = try practice.ledger()
    let sent = try #require(try practice.admitted().first { $0.clientReference == "C-005" })
    let submission = try ledger.seal([sent], run: practice.run)
    try ledger.conclude(#require(try ledger.permit(submission, payers: Practice.permitted)), .accepted)
    for client in ["C-001", "C-003"] { try front.mark(client) }
    let session = sent.record.reference
    try practice.change("update practice.session set client_id = 'C-001' where session_id = '\(session)'")
    let officer = try front.restrictions(as: "privacy_officer")
    _ = try officer.requestLift(client: "C-003", session: nil, requestedOn: Front.asked)
    _ = try officer.confirmLift(client: "C-003", session: nil)
    _ = try practice.admitted()
    #expect(try recalls() == [session])
  }

  /// Neither the answer nor what was done for it: whether the transaction wrote anything.
  @Test func `billing cannot tell a session that is marked from one that is not there`() throws {
    let sessions = try practice.admitted()
    try front.mark(sessions[0])
    try practice.change(
      "update practice.session set signed_at = null where session_id = '\(sessions[1].record.reference)'")
    let asked = [
      "select gate.record_notice('client-told', $1, current_date - 1, null)",
      "select gate.withdraw_notice('client-told', $1)",
    ]
    for statement in asked {
      let seen = try sessions[0...1].map { session in
        let biller = try practice.database.connect(as: "biller")
        try biller.script("begin")
        let answer = try biller.query(statement, [.text(session.record.reference)]).bool(0, 0)
        let wrote = try biller.query(
          """
          select pg_current_xact_id_if_assigned() is not null, count(*)::text from pg_locks
          where pid = pg_backend_pid() and locktype <> 'virtualxid'
          """)
        defer { try? biller.script("rollback") }
        return "\(answer) \(try wrote.bool(0, 0)) \(try wrote.text(0, 1))"
      }
      #expect(seen[0] == seen[1] && seen[0].hasPrefix("false true"), "\(seen)")
    }
  }
}

/// A connection that is handed to another thread for its end.
private final class Handed: @unchecked Sendable {
  private let connection: Connection
  init(_ connection: Connection) { self.connection = connection }
  func commit() { try? connection.script("commit") }
}
