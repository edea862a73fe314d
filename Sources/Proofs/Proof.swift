/// Something that Scrim says of itself, put to the test at any size. Every zero comes with its n, and with a
/// planted violation that the same search must find: a proof that cannot fail proves nothing.
package protocol Proof: Sendable {
  /// As in `scrim-bench prove --only NAME`.
  static var name: String { get }
  /// The rest of a sentence that begins with "Scrim": true where nothing is found.
  static var sentence: String { get }
  /// Puts it to the test. Throws only where the test itself could not be made.
  static func run(_ size: ProofSize) throws -> ProofResult
}

/// How much is tried. `ci` is what `scripts/test` does.
package struct ProofSize: Sendable {
  /// Sessions of the practice that canaries are planted in.
  package var sessions: Int
  /// A multiple of what CI does for everything else; 1 in CI.
  package var factor: Double
  package var seed: UInt64
  /// Progress for people: what is being done.
  package var say: @Sendable (String) -> Void

  package init(
    sessions: Int = 20_000, factor: Double = 1, seed: UInt64 = 1, say: @escaping @Sendable (String) -> Void
  ) {
    (self.sessions, self.factor, self.seed, self.say) = (sessions, factor, seed, say)
  }

  /// So many in CI, a multiple of it otherwise; at least one.
  package func rounds(_ inCI: Int) -> Int { max(1, Int(Double(inCI) * factor)) }
}

package struct ProofResult: Encodable, Sendable {
  /// A violation that was planted, and whether the search found it.
  package struct Control: Encodable, Sendable {
    package let planted: String
    package let isFound: Bool

    package init(_ planted: String, isFound: Bool) { (self.planted, self.isFound) = (planted, isFound) }
  }

  /// How many were looked at, and of what.
  package let n: Int
  package let unit: String
  /// Violations, each in a sentence without a value of a record. Empty: the sentence of the proof holds.
  package let findings: [String]
  package let controls: [Control]
  /// Further lines for people: tables, medians.
  package let notes: [String]
  /// This machine has not what it takes; a note says what.
  package let isSkipped: Bool

  package init(
    n: Int, unit: String, findings: [String], controls: [Control], notes: [String] = []
  ) {
    (self.n, self.unit, self.findings, self.controls, self.notes) = (n, unit, findings, controls, notes)
    isSkipped = false
  }

  /// It could not be made here, and why.
  package init(notHere why: String) {
    (n, unit, findings, controls, notes) = (0, "", [], [], ["not made: \(why)"])
    isSkipped = true
  }

  /// Nothing was found, something was looked at, and every control was seen.
  package var holds: Bool { isSkipped || findings.isEmpty && n > 0 && !isBlind }
  package var isBlind: Bool { controls.isEmpty || controls.contains { !$0.isFound } }
  /// Where nothing was found in n: with 95 % confidence the rate is below this (the rule of three).
  package var bound: Double? { findings.isEmpty && n > 0 ? 3 / Double(n) : nil }
}

/// Every proof there is, in the order in which they are made.
package let proofs: [any Proof.Type] = [
  BadInputProof.self,
  AcknowledgmentProof.self,
  TimeZoneProof.self,
  RoleMatrix.self,
  MutantProof.self,
  CrashProof.self,
  HostsProof.self,
  FailOverProof.self,
  Races.self,
  ConsoleRace.self,
  NetworkProof.self,
  TwoWorlds.self,
  ThirdWorld.self,
  FreeTextProof.self,
]
