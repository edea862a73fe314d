internal import TestSupport

/// Diagnoses, names, ids and dates of every kind, put where a record has them.
package enum BadInputProof: Proof {
  package static let name = "bad-input"
  package static let sentence =
    "accepts as a diagnosis what is a billable code and nothing else, sends names, ids and dates only as "
    + "the manifest has them, and says nothing of what it refuses"

  package static func run(_ size: ProofSize) throws -> ProofResult {
    let oracle = DiagnosisOracle()
    let cases = size.rounds(1_000_000)
    let gauntlets = try (0..<2).map { _ in HeldApart(try Gauntlet(seed: size.seed, oracle)) }
    concurrently(gauntlets.count) { thread in
      for number in stride(from: thread, to: cases, by: gauntlets.count) {
        gauntlets[thread].value.judge(number)
        if number.isMultiple(of: 200_000) { size.say("\(number) of \(cases) inputs") }
      }
    }
    let passed = gauntlets.reduce(0) { $0 + $1.value.passed }
    return ProofResult(
      n: cases, unit: "inputs", findings: gauntlets.flatMap { $0.value.findings },
      controls: try controls(size, oracle)
        + [.init("one input in ten, at least, goes through every step", isFound: passed >= cases / 10)],
      notes: ["\(passed) of them went through redaction, composing, rendering and the egress check"])
  }

  private static func controls(_ size: ProofSize, _ oracle: DiagnosisOracle) throws -> [ProofResult.Control] {
    let trimming = try Gauntlet(seed: size.seed, oracle) { text in
      let words = text.split { !($0.isLetter || $0.isNumber || $0 == ".") }
      return String(words.first { oracle.code(String($0), on: 2026_03_04) != nil } ?? "")
    }
    let folding = try Gauntlet(seed: size.seed, oracle) { $0.uppercased() }
    for number in 0..<4_000 {
      trimming.judge(number)
      folding.judge(number)
    }
    let echo = try Echo.ofRefusals()
    let text = "F41.1 – husband's affair"
    let echoed = Echoing(text: text, cause: nil)
    return [
      .init("a redactor that cuts a code out of its text", isFound: !trimming.findings.isEmpty),
      .init("a redactor that mends lower case", isFound: !folding.findings.isEmpty),
      .init("an error that prints the input", isFound: echo.isHeard(text, in: Echo.said(echoed))),
      .init(
        "an error that holds four characters of it, further in",
        isFound: echo.isHeard(text, in: Echo.said(Echoing(text: "", cause: Echoing.Cause(of: "affa"))))),
    ]
  }

  /// What must not be: an error with the text, printed or only kept.
  private struct Echoing: Error {
    let text: String
    let cause: Cause?

    struct Cause { let of: String }
  }
}

/// Handed to one thread and read again after it has ended.
final class HeldApart<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}
