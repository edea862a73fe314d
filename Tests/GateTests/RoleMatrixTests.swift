internal import Proofs
internal import Testing

/// Every role tries everything on every object; the server's own verdicts must equal a reviewed file.
/// `scripts/expected-access` writes it anew; the difference is the review.
@Suite("Role matrix") struct RoleMatrixTests {
  @Test func `is the one that was reviewed, and shows every right that is planted`() throws {
    let result = try RoleMatrix.run(ProofSize { _ in })
    #expect(result.findings == [])
    #expect(result.controls.filter { !$0.isFound }.map(\.planted) == [])
    #expect(result.n > 20_000)
  }
}
