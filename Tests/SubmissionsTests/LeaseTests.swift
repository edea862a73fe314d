internal import Glibc
internal import Postgres
internal import Sessions
internal import Signing
internal import Submissions
internal import TestSupport
internal import Testing

@Suite("A lease") struct LeaseTests {
  private let practice: Practice
  private let sessions: [AdmittedSession]

  init() throws {
    practice = try Practice()
    sessions = try practice.admitted()
  }

  /// A process that takes part: its connection is its life.
  private func process() throws -> Ledger { try Ledger(practice.database.address(as: "scrim_gateway")) }

  /// One that leads a run, another that joined it, and so many sealed submissions.
  private func run(
    sealed: Int, sharing: Sharing = .all
  ) throws -> (one: (Ledger, Membership), other: (Ledger, Membership)?, [Submission]) {
    let (leader, joiner) = (try process(), try process())
    let part = try leader.beginRun(.v4(), sharing: sharing)
    let submissions = try sessions.prefix(sealed).map { try leader.seal([$0], run: part.run) }
    let joined = try joiner.joinRun()
    return ((leader, part), joined.map { (joiner, $0) }, submissions)
  }

  private func next(_ member: (Ledger, Membership), seconds: Int = 60) throws -> UndecidedSubmission? {
    try member.0.takeNext("harborlink", member.1, seconds: seconds, onlyDoubtful: false)
  }

  private func passTime(_ submission: Submission) throws {
    try practice.ask(
      """
      update claims.submission set leased_until = leased_until - interval '1 hour' where submission_id = $1
      """, [.int64(submission.id)])
    try practice.ask(
      "update claims.attempt set ends_before = ends_before - interval '1 hour' where submission_id = $1",
      [.int64(submission.id)])
  }

  private func states() throws -> String {
    try practice.ask(
      "select coalesce(string_agg(state, ' ' order by submission_id), '') from claims.submission"
    ).text(0, 0)
  }

  @Test func `gives each submission to one of those who ask at the same moment`() throws {
    let (one, other, sealed) = try run(sealed: 40)
    let members = try [one, #require(other)]
    let taken = Taken()
    concurrently(2) { index in
      while let mine = try? next(members[index]) { taken.add(mine.submission.id) }
    }
    #expect(taken.all.sorted() == sealed.map(\.id))
  }

  @Test func `comes once in a run, and again in the next`() throws {
    let (one, other, sealed) = try run(sealed: 1)
    let taken = try #require(try next(one))
    #expect(try next(try #require(other)) == nil)
    try one.0.release(taken.submission)
    #expect(try next(one) == nil && next(try #require(other)) == nil)
    try one.0.finishRun(one.1)
    let later = try process()
    #expect(
      try next((later, later.beginRun(.v4(), sharing: .all)))?.submission.id == sealed.first?.id)
  }

  @Test func `of a process that is gone is anybody's at once, and its number gives no permit any more`()
    throws
  {
    let (_, other, _) = try run(sealed: 1)
    let survivor = try #require(other)
    var gone: Ledger? = try process()
    let part = try #require(try gone?.joinRun())
    let lost = try #require(try gone?.takeNext("harborlink", part, seconds: 600, onlyDoubtful: false))
    #expect(try next(survivor) == nil)
    gone = nil
    let taken = try #require(try awaited { try next(survivor) })
    #expect(taken.submission.id == lost.submission.id)
    #expect(try survivor.0.permit(lost.submission, payers: Practice.permitted) == nil)
    #expect(try survivor.0.permit(taken.submission, payers: Practice.permitted) != nil)
  }

  @Test func `whose time is over passes to whoever asks, and comes back to nobody`() throws {
    let (one, other, _) = try run(sealed: 1)
    let paused = try #require(try next(one))
    let quick = try #require(other)
    try passTime(paused.submission)
    let taken = try #require(try next(quick))
    #expect(try one.0.permit(paused.submission, payers: Practice.permitted) == nil)
    #expect(try states() == "sealed")
    let permit = try #require(try quick.0.permit(taken.submission, payers: Practice.permitted))
    // Not even the one who lost it can conclude, or withdraw, what another one sends.
    #expect(try one.0.permit(paused.submission, payers: Practice.permitted) == nil)
    try one.0.release(paused.submission)
    #expect(try quick.0.conclude(permit, .accepted))
    #expect(try states() == "accepted")
  }

  @Test func `is kept where nobody took it, however long a pause between two tries is`() throws {
    let (one, _, _) = try run(sealed: 1)
    let mine = try #require(try next(one)).submission
    try passTime(mine)
    #expect(try one.0.permit(mine, payers: Practice.permitted) != nil)
  }

  @Test func `is needed for a permit as long as somebody has one`() throws {
    let (one, _, sealed) = try run(sealed: 1)
    #expect(try next(one) != nil)
    #expect(try one.0.permit(sealed[0], payers: Practice.permitted) == nil)
    #expect(try states() == "sealed")
  }

  @Test func `is not to be had for what an approved run has not sealed to its end`() throws {
    let (one, other, _) = try run(sealed: 2, sharing: .none)
    #expect(other == nil)
    let earlier = try process()
    let part = try earlier.beginRun(.v4(), sharing: .all)
    #expect(try next((earlier, part)) == nil)
    try one.0.share(one.1, .sending)
    #expect(try next((earlier, part)) != nil)
    try earlier.finishRun(part)
    let joiner = try process()
    let joined = try #require(try joiner.joinRun())
    #expect(joined.run == one.1.run && !joined.seals)
    #expect(try next((joiner, joined)) != nil)
  }

  @Test func `is nobody's where the line is dead for this run`() throws {
    let (one, other, _) = try run(sealed: 1)
    try one.0.stopShare(one.1, "harborlink", .connectionRefused)
    #expect(try next(try #require(other)) == nil)
    #expect(try one.0.shareState(one.1, "harborlink").fault == .connectionRefused)
  }

  @Test func `ends with the run, which ends with the last who leaves it`() throws {
    let (one, other, _) = try run(sealed: 2)
    let finished = "select count(*) from claims.run where finished_at is not null"
    _ = try next(one)
    try one.0.finishRun(one.1)
    #expect(try practice.ask(finished).int64(0, 0) == 0)
    let last = try #require(other)
    #expect(try next(last) != nil && next(last) != nil)
    try last.0.finishRun(last.1)
    #expect(try practice.ask(finished).int64(0, 0) == 1)
    #expect(try process().joinRun() == nil)
  }
}

@Suite("An attempt that was taken for abandoned") struct AbandonedAttemptTests {
  private let practice: Practice
  private let one: Ledger
  private let other: Ledger
  private let submission: Submission
  private let permit: Permit

  init() throws {
    practice = try Practice()
    one = try Ledger(practice.database.address(as: "scrim_gateway"))
    other = try Ledger(practice.database.address(as: "scrim_gateway"))
    let part = try one.beginRun(.v4(), sharing: .all)
    let sealed = try one.seal([try practice.admitted()[0]], run: part.run)
    submission = try #require(try one.take(sealed, part, seconds: 60))
    permit = try #require(try one.permit(submission, payers: Practice.permitted))
  }

  private func abandon() throws {
    try practice.ask("update claims.attempt set ends_before = clock_timestamp() - interval '1 second'")
    #expect(try other.doubtAbandoned() == 1)
  }

  private func states() throws -> String {
    try practice.ask(
      """
      select string_agg(a.state, ' ' order by a.number) || ', ' || min(s.state)
      from claims.attempt a join claims.submission s on s.submission_id = a.submission_id
      """
    ).text(0, 0)
  }

  @Test func `is not taken so while who sends it is there and has time`() throws {
    #expect(try other.doubtAbandoned() == 0)
    #expect(try one.conclude(permit, .accepted))
  }

  @Test(arguments: [
    (Report.accepted, "accepted, accepted"), (.rejected, "rejected, rejected"),
    (.notSent, "not_sent, sealed"),
    (.inDoubt, "in_doubt, in_doubt"),
  ])
  func `still counts for what is certain`(_ report: Report, _ expected: String) throws {
    try abandon()
    #expect(try states() == "in_doubt, in_doubt")
    #expect(try one.conclude(permit, report))
    #expect(try states() == expected)
  }

  @Test func `says nothing any more once others have sent again`() throws {
    try abandon()
    let part = try #require(try other.joinRun())
    #expect(try other.takeNext("harborlink", part, seconds: 60, onlyDoubtful: false) == nil)
    try practice.ask("update claims.submission set leased_until = clock_timestamp() - interval '1 second'")
    let taken = try #require(try other.takeNext("harborlink", part, seconds: 60, onlyDoubtful: false))
    let again = try #require(
      try other.permitAgain(taken.submission, payers: Practice.permitted, windowHours: 24))
    #expect(try !one.conclude(permit, .notSent))
    #expect(try states() == "resent in_flight, in_flight")
    #expect(try other.conclude(again, .accepted))
    #expect(try !one.conclude(permit, .rejected))
    #expect(try states() == "resent accepted, accepted")
  }

  @Test func `is not settled by what is answered while it may still be on its way`() throws {
    try practice.ask("update claims.submission set leased_until = clock_timestamp() - interval '1 second'")
    #expect(try other.doubtAbandoned() == 1)
    for _ in 1...3 { #expect(try other.noteStatus(submission, .unknown, minutesApart: 0) == nil) }
    try practice.ask("update claims.attempt set concluded_at = permitted_at")
    #expect(try other.noteStatus(submission, .unknown, minutesApart: 0) == .withdrawn)
  }
}

/// What several threads took.
private final class Taken: @unchecked Sendable {  // under the monitor
  private let monitor = Monitor()
  private var ids: [Int64] = []

  var all: [Int64] { monitor.locked { ids } }
  func add(_ id: Int64) { monitor.locked { ids.append(id) } }
}

/// The server notices a moment later that a session has ended.
private func awaited<T>(_ work: () throws -> T?) throws -> T? {
  for _ in 1...200 {
    if let found = try work() { return found }
    usleep(10_000)
  }
  return nil
}
