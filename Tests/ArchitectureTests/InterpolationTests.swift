internal import Testing

@Suite struct `Values in messages` {
  @Test func `are ids, codes and counts, each of them reviewed`() throws {
    let sources = try Repository.sources()
    #expect(sources.flatMap(Interpolations.unreviewed) == [])
    let used = Set(
      sources.filter { Interpolations.reviewed[$0.target] != nil }.flatMap(\.lines).map(
        Interpolations.expressions
      )
      .joined())
    let reviewed = Interpolations.reviewed.values.reduce(into: Set<String>()) { $0.formUnion($1) }
    #expect(reviewed.subtracting(used) == [], "reviewed, and no longer there")
  }

  @Test(arguments: Interpolations.sealedTypes)
  func `never come out of a sealed type, printed or reflected`(_ type: String) throws {
    let conformances = try Self.conformances(type)
    let all =
      conformances.contains("Sealed") ? conformances + (try Self.conformances("Sealed")) : conformances
    #expect(all.contains("CustomReflectable") && all.contains("CustomStringConvertible"))
  }

  private static func conformances(_ type: String) throws -> String {
    try Repository.sources().map(\.code).joined().filter { line in
      ["extension", "struct", "class", "protocol"].contains { line.contains("\($0) \(type):") }
    }.joined(separator: " ")
  }

  @Test func `are found where nobody reviewed them`() {
    let text = "log(\"held \\(record.diagnosisTexts.map { \"(\\($0))\" }) for \\(code.rawValue)\")"
    let found = Interpolations.unreviewed(in: Source("Sources/Egress/Planted.swift", text))
    #expect(found == ["Sources/Egress/Planted.swift:1: \\(record.diagnosisTexts.map { \"(\\($0))\" })"])
  }
}
