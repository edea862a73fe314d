internal import Gate
internal import Postgres
internal import TestSupport

/// Marks against permits, over real connections, with merges, lifts and new clients in the middle. Whoever
/// was told "protected" was told the truth, whatever came first.
package enum Races: Proof {
  package static let name = "races"
  package static let sentence = "never sends what somebody was told is protected, whoever is first."

  private static let naiveRounds = 2_000

  package static func run(_ size: ProofSize) throws -> ProofResult {
    let naive = try race(rounds: naiveRounds, isLocked: false, seed: size.seed, say: { _ in })
    let rounds = try race(rounds: size.rounds(10_000), isLocked: true, seed: size.seed) {
      size.say("\(name): \($0) of \(size.rounds(10_000))")
    }
    let stopped = size.rounds(3)
    let findings =
      found(rounds) + (try StoppedPermit.findings(stopped)) + (try ForeignIsolation.findings())
    let violations = count(naive)
    return ProofResult(
      n: rounds.filter { $0.round.permitsTried > 0 }.count, unit: "marks, each against two permits",
      findings: findings,
      controls: [
        .init("the same without the lock, checked and then sent", isFound: violations >= naiveRounds / 10),
        .init("rounds that the mark won and rounds that the permit won", isFound: isContested(rounds)),
      ],
      notes: notes(rounds, stopped) + [
        "without the lock: \(violations) sessions in \(naiveRounds) marks; "
          + "\(naive.filter { !$0.round.refused.isEmpty }.count) rounds ended by the database"
      ])
  }

  private struct Raced: Sendable {
    let kind: RaceKind
    let round: RaceRound
    /// Found afterwards in the ledger.
    var sessionsOnRecord: Set<String> = []
  }

  private static func race(
    rounds: Int, isLocked: Bool, seed: UInt64, say: @escaping @Sendable (Int) -> Void
  ) throws -> [Raced] {
    let batches = (rounds + RacePractice.rounds - 1) / RacePractice.rounds
    let collected = Collected<[Raced]>(batches)
    let failures = Collected<any Error>(batches)
    concurrently(4) { quarter in
      for batch in stride(from: quarter, to: batches, by: 4) {
        do {
          let count = min(RacePractice.rounds, rounds - batch * RacePractice.rounds)
          collected.set(
            batch, try race(batch: count, isLocked: isLocked, seed: seed &* 1_000 &+ UInt64(batch)))
          if batch % 4 == 3 { say((batch + 1) * RacePractice.rounds) }
        } catch {
          failures.set(batch, error)
        }
      }
    }
    if let failure = failures.all.first { throw failure }
    return collected.all.flatMap { $0 }
  }

  private static func race(batch: Int, isLocked: Bool, seed: UInt64) throws -> [Raced] {
    let practice = try RacePractice(isLocked: isLocked)
    let rounds = try RaceLanes.race(practice, rounds: batch, seed: seed)
    let rows = try practice.database.connect(as: "postgres").query(
      """
      select c.session_id from claims.attempt a
      cross join lateral claims.members(a.submission_id) c order by 1
      """)
    let onRecord = Set(try (0..<rows.count).map { try rows.text($0, 0) })
    return rounds.enumerated().map { index, round in
      let own = (1...RacePractice.sessionsPerRound).map { RacePractice.session(index, $0) }
      return Raced(kind: RaceKind(index), round: round, sessionsOnRecord: onRecord.intersection(own))
    }
  }

  private static func count(_ rounds: [Raced]) -> Int {
    rounds.reduce(0) { $0 + $1.round.violations($1.kind).count }
  }

  private static func found(_ rounds: [Raced]) -> [String] {
    rounds.flatMap { raced -> [String] in
      let round = raced.round
      var found = round.violations(raced.kind).map { _ in
        "a session was called protected, and a permit was given for it (\(raced.kind))"
      }
      if round.isAnsweredWrongly { found.append("a mark under another isolation was not refused") }
      found += round.refused.map { "\($0) (\(raced.kind))" }
      if raced.sessionsOnRecord != round.permitted {
        found.append("the ledger says otherwise than the permits")
      }
      return found
    }
  }

  private static func isContested(_ rounds: [Raced]) -> Bool {
    let answered = rounds.compactMap(\.round.answers).flatMap(\.values)
    let protected = answered.filter { $0 == .protected }.count
    return protected * 50 > answered.count && (answered.count - protected) * 50 > answered.count
  }

  private static func notes(_ rounds: [Raced], _ stopped: Int) -> [String] {
    let answered = rounds.compactMap(\.round.answers).flatMap(\.values)
    let kinds = RaceKind.allCases.map { kind in "\(rounds.filter { $0.kind == kind }.count) \(kind)" }
    let refused = rounds.filter { $0.kind == .newcomer && $0.round.answers == nil }.count
    return [
      "\(answered.count) sessions told: \(answered.filter { $0 == .protected }.count) protected, "
        + "\(answered.filter { $0 == .inFlight }.count) in flight",
      "rounds: " + kinds.joined(separator: ", ") + "; \(refused) marks refused for a client not known yet",
      "\(stopped) permits stopped with SIGSTOP, 2 isolation levels through PGOPTIONS",
    ]
  }
}
