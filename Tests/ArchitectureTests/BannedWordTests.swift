internal import Testing

@Suite struct `Words in Sources` {
  @Test func `never crash with a value, or go round the compiler`() throws {
    let found = try Repository.sources().flatMap(BannedWords.inCode)
    #expect(found == [])
  }

  @Test func `promise nothing that is not there`() throws {
    let found = try Repository.sources().flatMap(BannedWords.unfinished)
    #expect(found == [])
  }

  @Test func `classify every outcome`() throws {
    let sources = try Repository.sources()
    #expect(sources.flatMap(BannedWords.openOutcomes) == [])
    let seen = sources.flatMap { Switch.all(in: $0.code) }
    #expect(seen.count { $0.isOverOutcome } >= 3)
    #expect(seen.count { $0.hasDefault } >= 3)
  }

  @Test func `name types as billing offices do`() throws {
    let found = try Repository.sources().flatMap(BannedWords.foreignNames)
    #expect(found == [])
    let folders = try Repository.sources().flatMap { $0.path.split(separator: "/").dropLast() }
    #expect(Set(folders).isDisjoint(with: BannedWords.layers))
  }

  @Test(arguments: [
    "let x = try! work()", "let name = record.name!", "let first = list[0]!.code", "let x = y as! Int",
    "fatalError(\"no\")",
    "Dictionary(uniqueKeysWithValues: pairs)",
    "dump(record)", "print(record)", "precondition(ok, \"bad \\(value)\")", "return .init(.unsafeFlags([]))",
  ])
  func `are found where they are banned`(_ line: String) {
    #expect(BannedWords.inCode(Source("Sources/Claims/Planted.swift", line)).count == 1)
    #expect(
      BannedWords.inCode(Source("Sources/Claims/Planted.swift", "// \(line)\nlet text = #\"\(line)\"#")) == []
    )
  }

  @Test(arguments: [
    "// TODO", "struct MockCourier {}", "// A stub.", "// We add it later.", "// Fine for now.",
  ])
  func `are found where they promise`(_ line: String) {
    #expect(BannedWords.unfinished(Source("Sources/Claims/Planted.swift", line)).count == 1)
  }

  @Test func `are found where an outcome has a default`() {
    let text = """
      switch outcome {
      case .accepted(let receipt): work(receipt)
      case .inDoubt: switch other { case .one: break }
      default: break
      }
      """
    #expect(BannedWords.openOutcomes(Source("Sources/Gateway/Planted.swift", text)).count == 1)
    let whole = text.replacing("default: break", with: "case .rejected, .notSent: break")
    #expect(BannedWords.openOutcomes(Source("Sources/Gateway/Planted.swift", whole)) == [])
  }

  @Test(arguments: [
    "struct TradingPartner {}", "enum Status: String {}", "final class SessionDTO {}", "struct Row {}",
  ])
  func `are found where a type has a foreign name`(_ line: String) {
    #expect(BannedWords.foreignNames(Source("Sources/Claims/Planted.swift", line)).count == 1)
  }
}
