internal import Proofs
internal import Testing

/// A thousandth of what `scrim-bench prove` does in CI would not meet every kind of damage: a fiftieth does.
@Suite struct `Broken acknowledgments` {
  @Test func `are read without a crash, a wrong acceptance or an echo`() throws {
    let result = try AcknowledgmentProof.run(ProofSize(factor: 0.02, seed: 7) { _ in })
    #expect(result.n == 2_000 && result.findings.isEmpty)
    for control in result.controls { #expect(control.isFound, "\(control.planted)") }
    #expect(result.holds)
  }
}
