internal import Acknowledgments
internal import TestSupport

/// Acknowledgments come from outside, and what they say moves claims: files that are broken in every way are
/// read.
package enum AcknowledgmentProof: Proof {
  package static let name = "acknowledgments"
  package static let sentence =
    "reads any bytes as an acknowledgment without a crash, takes nothing for an acceptance that is none, "
    + "repeats nothing of what they say, and has a claim in the same state in whatever order answers come"

  package static func run(_ size: ProofSize) throws -> ProofResult {
    let good = AcknowledgmentSpecimen.all
    let cases = size.rounds(100_000)
    let trials = try (0..<2).map { _ in HeldApart(try AcknowledgmentTrial(seed: size.seed)) }
    concurrently(trials.count) { thread in
      for number in stride(from: thread, to: cases, by: trials.count) {
        trials[thread].value.judge(number)
        if number.isMultiple(of: 25_000) { size.say("\(number) of \(cases) files") }
      }
    }
    size.say("answers in any order")
    let orders = try AnswerOrders(size)
    let read = trials.reduce(0) { $0 + $1.value.read }
    let accepts = trials.reduce(0) { $0 + $1.value.accepts }
    let beside = trials.reduce(0) { $0 + $1.value.besideUnreadable }
    return ProofResult(
      n: cases, unit: "files", findings: trials.flatMap { $0.value.findings } + orders.findings,
      controls: try controls(size, good) + orders.controls + [
        .init("one file in five, at least, is read to its end", isFound: read >= cases / 5),
        .init(
          "every second of those, at least, accepts something",
          isFound: accepts >= read / 2 && accepts > 0),
      ],
      notes: [
        "\(read) of them were read to their end, with \(accepts) acceptances",
        "\(beside) acceptances stand beside a status of which not even the category is a code",
        orders.note,
      ])
  }

  /// Weak readers, each over the same files until it is seen; and whole files, of which the judge says the
  /// same as the reader.
  private static func controls(
    _ size: ProofSize, _ good: [AcknowledgmentSpecimen]
  ) throws -> [ProofResult.Control] {
    let whole = try AcknowledgmentTrial(seed: size.seed)
    for specimen in good { whole.judge(specimen.bytes, as: "a whole file") }
    return try [
      .init(
        "whole files of every kind are read and accept what the judge says",
        isFound: whole.read == good.count && whole.accepts >= good.count && whole.findings.isEmpty)
    ]
      + WeakReader.all.map { weak in
        let trial = try AcknowledgmentTrial(seed: size.seed, reading: weak.reading)
        for number in 0..<20_000 where trial.findings.isEmpty { trial.judge(number) }
        return .init(weak.name, isFound: !trial.findings.isEmpty)
      }
  }
}

/// What must be found.
private struct WeakReader: Sendable {
  let name: String
  let reading: AcknowledgmentTrial.Reading

  static let all = [
    WeakReader(name: "a reader that takes an unknown code for an acceptance") { bytes in
      try AcknowledgmentTrial.ours(bytes).map { said in
        var said = said
        if said.outcome == .unknown { said.outcome = said.kind == .claim ? .adjudicating : .accepted }
        return said
      }
    },
    WeakReader(name: "a reader that takes a rejection of a claim for its receipt") { bytes in
      try AcknowledgmentTrial.ours(bytes).map { said in
        var said = said
        if said.outcome == .rejected, said.kind == .claim { said.outcome = .received }
        return said
      }
    },
    WeakReader(name: "a reader that keeps a message among its codes") { bytes in
      try AcknowledgmentTrial.ours(bytes).map { said in
        var said = said
        said.codes.append(message(bytes))
        return said
      }
    },
    WeakReader(name: "a reader that takes a word of a message for a number") { bytes in
      try AcknowledgmentTrial.ours(bytes).map { said in
        var said = said
        said.numbers.append(String(message(bytes).prefix(11)))
        return said
      }
    },
    WeakReader(name: "a reader that shows a message where a finding is printed") { bytes in
      try AcknowledgmentTrial.ours(bytes).map { said in
        var said = said
        said.printed += message(bytes)
        return said
      }
    },
    WeakReader(name: "a refusal that says what stood there") { bytes in
      do { return try AcknowledgmentTrial.ours(bytes) } catch { throw Telling(message: message(bytes)) }
    },
  ]

  private struct Telling: Error { let message: String }

  /// Somewhere in a file, as if an element had been kept.
  private static func message(_ bytes: [UInt8]) -> String {
    let start = bytes.indices.first { bytes[$0...].starts(with: "ZQ".utf8) } ?? 0
    return String(decoding: bytes[start...].prefix(24), as: UTF8.self)
  }
}
