internal import Testing

@Suite struct `The fixtures` {
  /// Those of fixtures/defects/ are for tests alone, which read them by name.
  private static let files = Repository.paths.filter { $0.hasPrefix("fixtures/") }.map {
    String($0.dropFirst(9))
  }.filter { !$0.hasPrefix("defects/") }

  @Test func `are each expected to lead to something`() throws {
    let expected = try Fixtures.expected()
    #expect(expected.count >= 400)
    #expect(Fixtures.orphans(files: Self.files, situations: Set(expected.map(\.situation))) == [])
    #expect(expected.allSatisfy { !$0.expectation.isEmpty })
  }

  @Test func `have each session once`() throws {
    let expected = try Fixtures.expected()
    #expect(Set(expected.map(\.session)).count == expected.count)
  }

  @Test func `are read by a test that compares them with what happens`() throws {
    let readers = try Repository.tests().filter { !$0.path.hasPrefix("Tests/ArchitectureTests/") }
      .filter { $0.lines.contains { $0.contains("expected.tsv") } }
    #expect(!readers.isEmpty)
  }

  @Test func `are travelling with the program, all of them`() throws {
    let embedded = try Repository.text("Sources/Demonstration/Embedded/Fixtures.swift")
    for file in Self.files where file.hasSuffix(".sql") {
      #expect(embedded.contains("fixtures/\(file)"), "\(file): call scripts/embed-schemas")
    }
  }

  @Test func `are missed where nobody expects anything of them`() {
    let files = ["00-practice.sql", "10-regular.sql", "20-lonely.sql", "expected.tsv", "old.csv"]
    #expect(
      Fixtures.orphans(files: files, situations: ["regular", "ghost"]) == ["ghost", "lonely", "old.csv"])
  }
}
