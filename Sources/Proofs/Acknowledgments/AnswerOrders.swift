internal import TestSupport

/// As many orders of answers as the size asks for, through the ledger's own functions; and faults that they
/// have to show.
struct AnswerOrders {
  let findings: [String]
  let controls: [ProofResult.Control]
  let note: String

  init(_ size: ProofSize) throws {
    let rounds = max(1, size.rounds(1_000) / OrderTrial.practices)
    let trials = try (0..<min(2, rounds)).map { HeldApart(try OrderTrial(seed: size.seed &+ UInt64($0))) }
    concurrently(trials.count) { thread in
      for round in stride(from: thread, to: rounds, by: trials.count) {
        trials[thread].value.nextRound()
        if round.isMultiple(of: 10) { size.say("\(round) of \(rounds) rounds of orders") }
      }
    }
    if let failure = trials.compactMap(\.value.failure).first { throw failure }
    findings = trials.flatMap { $0.value.findings }
    let orders = trials.reduce(0) { $0 + $1.value.orders }
    let statements = trials.reduce(0) { $0 + $1.value.statements }
    let bound = findings.isEmpty ? "; 95 % bound \(3 / Double(orders))" : ""
    note =
      "\(findings.count) of \(orders) orders of answers, \(statements) statements in PostgreSQL, lead to "
      + "another state than the same answers in another order\(bound)"
    controls = try OrderTrial.Plant.allCases.map { plant in
      let trial = try OrderTrial(seed: size.seed, plant: plant)
      for _ in 0..<8 where trial.findings.isEmpty { try trial.round() }
      return .init(plant.sentence, isFound: !trial.findings.isEmpty)
    }
  }
}
