internal import Postgres
internal import Sessions
internal import Signing
internal import Submissions
internal import TestSupport
internal import Testing

private enum State: CaseIterable {
  case sealed, inFlight, inDoubt, accepted, rejected, withdrawn
  /// Sealed again after an attempt that was provably not sent.
  case notSent
  /// In flight for the second time, after the first attempt was in doubt.
  case resent
}

private enum Event: CaseIterable {
  case permit, permitAgain, accept, reject, notSend, doubt, abandon, takeBack, takeBackRun, seal
}

@Suite("Submission") struct TransitionTests {
  /// What must become of each state at each event: the next state, or the SQLSTATE of the refusal. `=`:
  /// nothing happens, and the answer says so.
  private static let table: [(State, [Event: String])] = [
    (.sealed, [.permit: "in_flight", .takeBack: "withdrawn", .takeBackRun: "withdrawn"]),
    (.notSent, [.permit: "in_flight", .takeBack: "withdrawn", .takeBackRun: "withdrawn"]),
    (
      .inFlight,
      [
        .accept: "accepted", .reject: "rejected", .notSend: "sealed", .doubt: "in_doubt",
        .abandon: "in_doubt",
      ]
    ),
    (
      .resent,
      // The first attempt may have arrived: that the second was refused, or did not leave, decides nothing.
      [
        .accept: "accepted", .reject: "in_doubt", .notSend: "in_doubt", .doubt: "in_doubt",
        .abandon: "in_doubt",
      ]
    ),
    (.inDoubt, [.permitAgain: "in_flight"]),
    (.accepted, [:]),
    (.rejected, [:]),
    (.withdrawn, [.permit: "=", .seal: "withdrawn"]),
  ]

  /// Where the table is silent.
  private static func refusal(of event: Event) -> String {
    switch event {
    case .abandon, .takeBackRun: "="
    case .seal: "23505 claimed_once"
    default: "SC004"
    }
  }

  @Test func `moves only along these lines`() throws {
    let practice = try Practice()
    let ledger = try practice.ledger()
    var sessions = try practice.admitted().makeIterator()
    var moves = 0
    for (state, moved) in Self.table {
      for event in Event.allCases {
        let next = sessions.next()
        let session = try #require(next)
        var walk = Walk(practice: practice, ledger: ledger, session: session)
        try walk.reach(state)
        let before = try walk.state()
        let answer = walk.apply(event)
        let expected = moved[event] ?? Self.refusal(of: event)
        let after = try walk.state()
        #expect(answer == (expected == after ? "moved" : expected), "\(state) \(event)")
        #expect(after == (expected.first?.isLowercase == true ? expected : before), "\(state) \(event)")
        try walk.leave()
        moves += 1
      }
    }
    #expect(moves == State.allCases.count * Event.allCases.count)
  }
}

/// One submission of one session, and what can be done to it.
private struct Walk {
  let practice: Practice
  let ledger: Ledger
  let session: AdmittedSession
  private let run = UniqueID.v4()
  private var submission: Submission?
  private var permit: Permit?

  init(practice: Practice, ledger: Ledger, session: AdmittedSession) {
    (self.practice, self.ledger, self.session) = (practice, ledger, session)
  }

  mutating func reach(_ state: State) throws {
    _ = try ledger.beginRun(run, sharing: .none)
    let sealed = try ledger.seal([session], run: run)
    submission = sealed
    switch state {
    case .sealed: break
    case .withdrawn: _ = try ledger.withdraw(run: run)
    default:
      let first: Permit = try #require(try ledger.permit(sealed, payers: Practice.permitted))
      permit = first
    }
    let ends: [State: Report] = [
      .accepted: .accepted, .rejected: .rejected, .notSent: .notSent, .inDoubt: .inDoubt, .resent: .inDoubt,
    ]
    guard let end = ends[state], let permit else { return }
    try ledger.conclude(permit, end)
    guard state == .resent else { return }
    let again: Permit = try #require(
      try ledger.permitAgain(sealed, payers: Practice.permitted, windowHours: 24))
    self.permit = again
  }

  func state() throws -> String {
    try practice.ask(
      "select state from claims.submission where submission_id = $1", [.int64(submission?.id ?? 0)]
    )
    .text(0, 0)
  }

  /// `moved`, `=` where nothing happened, or the refusal.
  mutating func apply(_ event: Event) -> String {
    do throws(PostgresError) {
      return try happens(event) ? "moved" : "="
    } catch {
      return [error.sqlState, error.constraint].compactMap { $0 }.joined(separator: " ")
    }
  }

  private mutating func happens(_ event: Event) throws(PostgresError) -> Bool {
    guard let submission else { return false }
    switch event {
    case .permit: return try ledger.permit(submission, payers: Practice.permitted) != nil
    case .permitAgain:
      return try ledger.permitAgain(submission, payers: Practice.permitted, windowHours: 24) != nil
    case .accept: try conclude(.accepted)
    case .reject: try conclude(.rejected)
    case .notSend: try conclude(.notSent)
    case .doubt: try conclude(.inDoubt)
    case .abandon: return try ledger.doubtAbandoned() > 0
    case .takeBack: try ledger.withdraw(submission)
    case .takeBackRun: return try ledger.withdraw(run: run) > 0
    case .seal: _ = try ledger.seal([session], run: run)
    }
    return true
  }

  private func conclude(_ report: Report) throws(PostgresError) {
    if let permit {
      try ledger.conclude(permit, report)
    } else {
      // No permit was ever given: no caller of Swift can have one, and the database knows no such attempt.
      _ = try practice.ask(
        "select claims.conclude(0, $1, null, null, null, null, 0, 0, null)", [.text(report.outcome.name)],
        as: "scrim_gateway")
    }
  }

  /// Decides what is still open, so that the next one's `abandon` does not mean it.
  func leave() throws { _ = try ledger.doubtAbandoned() }
}
