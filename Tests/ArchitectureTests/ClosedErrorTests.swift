internal import Testing

@Suite struct `Errors and events` {
  @Test func `carry ids, codes and counts, and the texts that were reviewed`() throws {
    let found = ClosedErrors.all(in: try Repository.sources().map(\.released))
    #expect(found.types.count >= 15 && found.types.contains("Event") && found.types.contains("PostgresError"))
    #expect(found.openMembers == [])
    #expect(ClosedErrors.reviewedTexts.subtracting(found.texts) == [], "reviewed, and no longer there")
  }

  @Test(arguments: [
    "enum Planted: Error {\n  case unreadable(String)\n}",
    "struct Planted: Error, Sendable {\n  let text: String\n}",
    "public enum Planted: Error {\n  case of(claim: Claim)\n}",
    "enum Event: Sendable {\n  case said(text: String)\n}",
    "struct Outer {\n  struct Planted: Error {\n    let bytes: [UInt8]\n  }\n}",
    "enum Planted: Error {\n  case row(Int, [String])\n}",
  ])
  func `are found where they carry more`(_ text: String) {
    #expect(ClosedErrors.all(in: [Source("Sources/Claims/Planted.swift", text)]).openMembers.count == 1)
  }

  @Test func `are at rest where they carry a code`() {
    let text =
      "enum Planted: Error {\n  case one\n  case two(Int, reason: Reason)\n  var text: String { words }\n}"
    let found = ClosedErrors.all(in: [Source("Sources/Claims/Planted.swift", text)])
    #expect(found.types == ["Planted"] && found.openMembers == [])
  }

  /// What is not known shows the name of its type: its text might carry a value.
  @Test func `that are not known are not told in their own words`() throws {
    let sources = try Repository.sources().filter { $0.target == "scrim" }.map(\.released)
    let lines = sources.flatMap { source in source.lines.filter { $0.contains("\\(") } }
    #expect(lines.flatMap(Interpolations.expressions).contains("type(of: error)"))
    #expect(sources.flatMap(Interpolations.ofErrors) == [])
    for line in [
      #"say("\(error)")"#, #"say("\(error.localizedDescription)")"#, #"say("\(String(describing: error))")"#,
    ] {
      #expect(Interpolations.ofErrors(in: Source("Sources/scrim/Planted.swift", line)).count == 1)
    }
  }
}
