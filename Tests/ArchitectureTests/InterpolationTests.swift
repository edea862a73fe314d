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
      conformances.contains("SealedCarrier")
      ? conformances + (try Self.conformances("SealedCarrier")) : conformances
    #expect(all.contains("CustomReflectable") && all.contains("CustomStringConvertible"))
  }

  @Test func `never come out of a type that stores them`() throws {
    let sources = try Repository.sources()
    let sealed = Carriers.sealed(sources)
    #expect(sealed.count > 40)
    #expect(sources.flatMap { Carriers.unsealed(in: $0, sealed) } == [])
    let planted = "struct Planted: Sendable {\n  public var memberID = \"\"\n}"
    #expect(Carriers.unsealed(in: Source("Sources/Claims/Planted.swift", planted), sealed).count == 1)
    #expect(Carriers.unsealed(in: Source("Sources/Claims/Planted.swift", planted), ["Planted"]) == [])
  }

  /// The lines that say how a type is printed.
  private static let printing = Result { () throws -> [Substring] in
    try Repository.sources().flatMap(\.code).filter {
      $0.contains("SealedCarrier") || $0.contains("CustomReflectable")
    }
  }

  private static func conformances(_ type: String) throws -> String {
    try printing.get().filter { line in
      ["extension", "struct", "class", "protocol"].contains { line.contains("\($0) \(type):") }
    }.joined(separator: " ")
  }

  @Test func `are found where nobody reviewed them`() {
    let text = "log(\"held \\(record.diagnosisTexts.map { \"(\\($0))\" }) for \\(code.rawValue)\")"
    let found = Interpolations.unreviewed(in: Source("Sources/Egress/Planted.swift", text))
    #expect(found == ["Sources/Egress/Planted.swift:1: \\(record.diagnosisTexts.map { \"(\\($0))\" })"])
  }
}
