internal import Foundation
internal import Schema
internal import Testing

@Suite("Embedded SQL") struct EmbeddingTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  @Test func `is that of the repository`() throws {
    let script = Process()
    script.executableURL = Self.root.appending(path: "scripts/embed-schemas")
    script.arguments = ["--check"]
    let output = Pipe()
    script.standardOutput = output
    try script.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    script.waitUntilExit()
    #expect(script.terminationStatus == 0, "run scripts/embed-schemas: \(text)")
  }

  @Test(arguments: Migration.embedded)
  func `equals its file, byte for byte`(_ migration: Migration) throws {
    let file = Self.root.appending(path: "schemas/postgres/\(migration.name).sql")
    #expect(try String(contentsOf: file, encoding: .utf8) == migration.sql)
    #expect(migration.name.hasPrefix(String(format: "%04d_", migration.number)))
  }

  @Test func `is ascending`() {
    let numbers = Migration.embedded.map(\.number)
    #expect(numbers.first == 0)
    #expect(zip(numbers, numbers.dropFirst()).allSatisfy(<))
  }
}
