internal import ArgumentParser
internal import Foundation
internal import Proofs

struct Prove: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Puts what Scrim says of itself to the test. Each zero with its n, and with a control that is found.",
    discussion: "Ends 1 where anything is found, or where a planted violation is not seen.")

  @Option(help: "Sessions of the practice in which canaries are planted.")
  var sessions = 20_000

  @Option(help: "How many times as much as CI does of everything else.")
  var rounds = 1.0

  @Option(help: "The same seed draws the same cases.")
  var seed: UInt64 = 1

  @Option(help: "Only the proof of this name; may be given more than once.")
  var only: [String] = []

  @Flag(help: "Print one JSON document.")
  var json = false

  func validate() throws {
    let names = proofs.map { $0.name }
    for name in only where !names.contains(name) {
      throw ValidationError("There is no proof \"\(name)\". There are: \(names.joined(separator: ", ")).")
    }
    guard sessions >= 100 else { throw ValidationError("--sessions must be at least 100.") }
    guard rounds > 0 else { throw ValidationError("--rounds must be more than 0.") }
  }

  func run() throws {
    let size = ProofSize(sessions: sessions, factor: rounds, seed: seed) { say("  " + $0) }
    try Self.prove(proofs.filter { only.isEmpty || only.contains($0.name) }, size, json: json)
  }

  fileprivate static func prove(_ chosen: [any Proof.Type], _ size: ProofSize, json: Bool) throws {
    var proved: [Proved] = []
    for proof in chosen {
      say("\(proof.name): Scrim \(proof.sentence)")
      let start = ContinuousClock.now
      let result = try proof.run(size)
      let one = Proved(proof, result, seconds: (ContinuousClock.now - start) / .seconds(1))
      if !json {
        print(one.text)
        fflush(nil)
      }
      proved.append(one)
    }
    if json { print(try Proved.document(proved)) }
    if proved.contains(where: { !$0.result.holds }) { throw ExitCode(1) }
  }
}

struct Crash: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Cuts runs off at every transition and step of an exchange; the next run has to put it right.",
    discussion: "The proof `crash` alone. Builds the program with failpoints if it is not there.")

  @Option(help: "How often each point is tried; others are drawn in proportion.")
  var rounds = 1.0

  @Option(help: "The same seed draws the same cases.")
  var seed: UInt64 = 1

  @Flag(help: "Print one JSON document.")
  var json = false

  func validate() throws {
    guard rounds > 0 else { throw ValidationError("--rounds must be more than 0.") }
  }

  func run() throws {
    try Prove.prove([CrashProof.self], ProofSize(factor: rounds, seed: seed) { say("  " + $0) }, json: json)
  }
}

struct Nights: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soak",
    abstract: "Night after night of sessions, marks and disturbed runs: what leaks, grows or is forgotten.",
    discussion: """
      No part of `prove`, since it goes on for as long as it is told to. Ends 1 where anything is found, or \
      where a planted violation is not seen.
      """)

  @Option(help: "How long.")
  var minutes = 60.0

  @Option(
    help: "The same seed draws the same nights; how far a run is when it is disturbed is the machine's.")
  var seed: UInt64 = 1

  @Flag(help: "Print one JSON document.")
  var json = false

  func validate() throws {
    guard minutes > 0 else { throw ValidationError("--minutes must be more than 0.") }
  }

  func run() throws {
    try Prove.prove([Soak.self], ProofSize(factor: minutes, seed: seed) { say("  " + $0) }, json: json)
  }
}

/// One proof and how it ended, for people and for programs.
private struct Proved: Encodable {
  let name: String
  let sentence: String
  let seconds: Double
  let result: ProofResult

  private enum CodingKeys: String, CodingKey {
    case name, sentence, seconds, holds, skipped, n, unit, found, findings, bound95, controls, notes
  }

  init(_ proof: any Proof.Type, _ result: ProofResult, seconds: Double) {
    (name, sentence, self.result) = (proof.name, proof.sentence, result)
    self.seconds = (seconds * 10).rounded() / 10
  }

  func encode(to encoder: any Encoder) throws {
    var keyed = encoder.container(keyedBy: CodingKeys.self)
    try keyed.encode(name, forKey: .name)
    try keyed.encode(sentence, forKey: .sentence)
    try keyed.encode(seconds, forKey: .seconds)
    try keyed.encode(result.holds, forKey: .holds)
    if result.isSkipped { try keyed.encode(true, forKey: .skipped) }
    try keyed.encode(result.n, forKey: .n)
    try keyed.encode(result.unit, forKey: .unit)
    try keyed.encode(result.findings.count, forKey: .found)
    try keyed.encode(result.findings, forKey: .findings)
    try keyed.encodeIfPresent(result.bound, forKey: .bound95)
    try keyed.encode(result.controls, forKey: .controls)
    try keyed.encode(result.notes, forKey: .notes)
  }

  var text: String {
    let bound = result.bound.map { "; 95 % bound \(Proved.short($0))" } ?? ""
    let seen = result.controls.filter(\.isFound).count
    var lines = [
      "\(word)  \(name): \(result.findings.count) found in n = \(result.n) "
        + "\(result.unit)\(bound); \(seen) of \(result.controls.count) controls found; \(seconds) s"
    ]
    lines += result.findings.prefix(20).map { "  found: " + $0 }
    if result.findings.count > 20 { lines.append("  and \(result.findings.count - 20) more") }
    lines += result.controls.filter { !$0.isFound }.map { "  not seen though planted: " + $0.planted }
    return (lines + result.notes.map { "  " + $0 }).joined(separator: "\n")
  }

  private var word: String { result.isSkipped ? "SKIPPED" : result.holds ? "holds" : "FAILS" }

  /// Two digits are all that such a bound is worth: `1.5e-04`.
  private static func short(_ bound: Double) -> String { String(format: "%.1e", bound) }

  static func document(_ proved: [Proved]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(["proofs": proved]), as: UTF8.self)
  }
}
