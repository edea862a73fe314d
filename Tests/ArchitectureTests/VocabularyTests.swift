internal import Testing

@Suite struct `The pipeline's vocabulary` {
  @Test func `has no word for self-pay`() throws {
    let sources = try Repository.sources().filter { Vocabulary.pipeline.contains($0.target) }
    #expect(Set(sources.map(\.target)) == Set(Vocabulary.pipeline))
    #expect(sources.flatMap(Vocabulary.slips) == [])
  }

  @Test func `calls the gate's import in one place`() throws {
    let naming = try Repository.sources().filter { Vocabulary.pipeline.contains($0.target) }
      .filter { $0.lines.contains { $0.contains("gate.import_restrictions") } }
    #expect(naming.map(\.path) == ["Sources/Submissions/Ledger.swift"])
  }

  @Test(arguments: [
    "let isSelfPay = true", "// a self-pay client", "case restricted",
    "let sql = \"select from source.restriction\"",
    "try ledger.importRestrictions(); countRestrictions()",
  ])
  func `is heard where it slips`(_ line: String) {
    #expect(Vocabulary.slips(in: Source("Sources/Gateway/Planted.swift", line)).count == 1)
  }

  @Test func `may say self.payer and self.payload`() {
    #expect(
      Vocabulary.slips(in: Source("Sources/Gateway/Planted.swift", "self.payer = 1; self.payload = 2")) == [])
  }
}
