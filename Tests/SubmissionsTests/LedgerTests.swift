internal import Postgres
internal import Sessions
internal import Signing
internal import Submissions
internal import TestSupport
internal import Testing

@Suite("Ledger") struct LedgerTests {
  private let practice: Practice
  private let ledger: Ledger
  private let sessions: [AdmittedSession]

  init() throws {
    practice = try Practice()
    ledger = try practice.ledger()
    sessions = try practice.admitted()
  }

  private func count(_ table: String) throws -> Int64 {
    try practice.ask("select count(*) from \(table)").int64(0, 0)
  }

  private func refusal(_ work: () throws(PostgresError) -> Void) -> PostgresError? {
    do throws(PostgresError) {
      try work()
      return nil
    } catch {
      return error
    }
  }

  @Test func `stores nothing of a submission whose control number another run took`() throws {
    _ = try ledger.seal(Array(sessions[0..<2]), run: practice.run)
    for number in [1, 3] {
      let refusal = refusal { () throws(PostgresError) in
        _ = try ledger.seal(Array(sessions[2..<4]), run: practice.run, controlNumber: number)
      }
      #expect(refusal?.sqlState == "SC002")
    }
    #expect(try count("claims.submission") == 1 && count("claims.claim") == 2)
    #expect(try ledger.nextControlNumber("harborlink") == 2)
    #expect(try ledger.nextControlNumber("clearpath") == 1)
  }

  @Test func `claims a session once, and stores nothing of a submission that would claim it again`() throws {
    _ = try ledger.seal(Array(sessions[0..<3]), run: practice.run)
    let refusal = refusal { () throws(PostgresError) in
      _ = try ledger.seal(Array(sessions[2..<5]), run: practice.run)
    }
    #expect(refusal?.sqlState == "23505" && refusal?.constraint == "claimed_once")
    #expect(try count("claims.submission") == 1 && count("claims.claim") == 3)
    #expect(try ledger.nextControlNumber("harborlink") == 2)
    #expect(!(try practice.admittedIDs().contains(sessions[0].record.reference)))
  }

  @Test func `seals claims that were taken back again, any number of times, as the same claims`() throws {
    let batch = Array(sessions[0..<3])
    let claims = "select string_agg(c::text, ' ' order by session_id) from claims.claim c"
    _ = try ledger.seal(batch, run: practice.run)
    let first = try practice.ask(claims).text(0, 0)
    for _ in 2...4 {
      #expect(try ledger.withdraw(run: practice.run) == 1)
      #expect(try practice.admittedIDs().isSuperset(of: batch.map(\.record.reference)))
      let again = try ledger.seal(batch, run: practice.run)
      #expect(try ledger.undecided("harborlink").map(\.submission) == [again])
      #expect(
        try practice.ask(
          "select count(*) from claims.claim_state where submission_id = $1 and state = 'sealed'",
          [.int64(again.id)]
        ).int64(0, 0) == 3)
      // What nobody received is given again, so that no gap tells of it.
      #expect(try ledger.nextControlNumber("harborlink") == 2)
    }
    #expect(try practice.ask(claims).text(0, 0) == first)
  }

  @Test func `gives back the bytes that were sealed until they are decided`() throws {
    let submission = try ledger.seal([sessions[0]], run: practice.run)
    let stored = try #require(try ledger.sealedBytes(submission))
    #expect(stored.ciphertext.count == 64 && stored.transitWrappedKey.count == 40)
    let permit = try #require(try ledger.permit(submission, payers: Practice.permitted))
    #expect(try ledger.sealedBytes(submission)?.ciphertext == stored.ciphertext)
    try ledger.conclude(permit, .accepted)
    #expect(try ledger.sealedBytes(submission) == nil)
    let kept = try practice.ask(
      """
      select ciphertext is not null and transit_wrapped_key is null and decided_at is not null
      from claims.submission
      """)
    #expect(try kept.bool(0, 0))
  }

  @Test func `permits sending again within the key's window only, counting from the first attempt`() throws {
    let submission = try ledger.seal([sessions[0]], run: practice.run)
    let permit = try #require(try ledger.permit(submission, payers: Practice.permitted))
    try ledger.conclude(permit, .inDoubt)
    try practice.ask("update claims.attempt set permitted_at = permitted_at - interval '23 hours 59 minutes'")
    let again = try #require(try ledger.permitAgain(submission, payers: Practice.permitted, windowHours: 24))
    try ledger.conclude(again, .inDoubt)
    try practice.ask("update claims.attempt set permitted_at = permitted_at - interval '2 minutes'")
    #expect(try ledger.permitAgain(submission, payers: Practice.permitted, windowHours: 24) == nil)
    #expect(try ledger.undecided("harborlink").map(\.state) == [.inDoubt])
    #expect(
      try practice.ask("select string_agg(state, ' ' order by number) from claims.attempt").text(0, 0)
        == "resent in_doubt")
  }

  @Test func `refuses an accepted outcome without a receipt, and bytes where none were sent`() throws {
    let submission = try ledger.seal([sessions[0]], run: practice.run)
    let permit = try #require(try ledger.permit(submission, payers: Practice.permitted))
    for (outcome, bytes, constraint) in [
      ("accepted", 10, "receipt_exactly_when_accepted"), ("not_sent", 1, "nothing_left_when_not_sent"),
      ("resent", 0, "submission_state_check"), ("sealed", 0, "attempt_state_check"),
    ] {
      let refusal = refusal { () throws(PostgresError) in
        try practice.ask(
          "select claims.conclude($1, $2, null, null, null, null, 0, $3, null)",
          [.int64(permit.attempt), .text(outcome), .int64(Int64(bytes))], as: "scrim_gateway")
      }
      #expect(refusal?.sqlState == "23514" && refusal?.constraint == constraint)
    }
    try ledger.conclude(permit, .accepted)
  }

  @Test func `lets one run go at a time`() throws {
    let other = try Ledger(practice.database.address(as: "scrim_gateway"))
    #expect(try ledger.lockRuns())
    #expect(try !other.lockRuns())
    let elsewhere = try Practice()
    #expect(try elsewhere.ledger().lockRuns())
  }

  @Test func `keeps the day on which a session was first held, and forgets what is not met again`() throws {
    func held(_ ids: [String]) -> [HeldSession] {
      ids.map { HeldSession(session: $0, payer: "meridian", serviceDate: 9_400, defects: ["one", "two"]) }
    }
    try ledger.hold(held(["S-a", "S-b"]), clearinghouse: "harborlink", run: practice.run)
    let day = "select first_held_at::text from claims.hold where session_id = 'S-a'"
    let first = try practice.ask(day).text(0, 0)
    let next = UniqueID.v4()
    _ = try ledger.beginRun(next, sharing: .none)
    try ledger.hold(held(["S-a"]), clearinghouse: "harborlink", run: next)
    let window = HoldWindow(
      clearinghouse: "harborlink", payers: ["meridian"], from: 9_000, through: 9_500, oldest: 8_900)
    try ledger.clearHolds(window, run: next)
    #expect(try practice.ask(day).text(0, 0) == first)
    #expect(try practice.ask("select session_id from claims.hold").count == 1)
  }

  /// What is held is shown to billing and kept: a text of a record among the codes is refused as a whole.
  @Test(arguments: ["F43.10 – husband's affair", "", "Not-A-Code", "not a code", "code-1"])
  func `keeps codes of defects and no text`(_ text: String) throws {
    let held = HeldSession(session: "S-a", payer: "meridian", serviceDate: 9_400, defects: ["one-two", text])
    #expect(throws: PostgresError(.usage, sqlState: "SC014")) {
      try ledger.hold([held], clearinghouse: "harborlink", run: practice.run)
    }
    #expect(try practice.ask("select from claims.hold").count == 0)
  }
}
