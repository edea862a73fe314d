import Egress
import Foundation
import Testing

@Suite("Disclosure manifest")
struct ManifestTests {
  /// Leaves out one line of the embedded text at a time. Whatever is lost, the sample that has it stays in.
  @Test func `decides: without any one of its lines, what stood there does not leave`() throws {
    let lines = Manifest.text.split(separator: "\n")
    let payload = Sample.payload(Sample.all)
    #expect(throws: Never.self) { try check(payload, Sample.expectedOfAll, lines) }
    for index in lines.indices {
      var fewer = lines
      fewer.remove(at: index)
      #expect(throws: EgressRefusal.self, "line \(index + 1)") {
        try check(payload, Sample.expectedOfAll, fewer)
      }
    }
  }

  @Test(arguments: [
    ("limit;linesPerClaim;50", "limit;linesPerClaim;many"), ("limit;linesPerClaim", "limit;wordsPerClaim"),
    ("segment;1000A", "section;1000A"), ("element;05-1;required", "element;05-1;optional"),
    (";date;", ";dates;"), ("[A-Z0-9]{2}", "[A-Z]+"), ("[A-Z0-9]{2}", "[A-Z{2}"), ("[A-Z0-9]{2}", "[A-Z]{2"),
    ("[A-Z0-9]{2}", ".."), ("[A-Z0-9]{2}", "[^a]{2}"), ("[A-Z0-9]{2}", ""),
    ("[A-Z0-9]{2}", "[A-Z]{0,1}[A-Z]{0,1}"),
    ("[A-Z0-9]{2}", "[A-Z~]{2}"), ("[A-Z0-9]{2}", "[A-Z*]{2}"), ("element;01;", "element;x;"),
  ])
  func `that is not understood lets nothing leave`(_ old: String, _ new: String) throws {
    let range = try #require(Manifest.text.range(of: old))
    let lines = Manifest.text.replacingCharacters(in: range, with: new).split(separator: "\n")
    let refusal = #expect(throws: EgressRefusal.self) {
      try check(Sample.payload(Sample.all), Sample.expectedOfAll, lines)
    }
    #expect(refusal?.code == .manifest)
  }

  @Test(arguments: ["embed-disclosure", "what-leaves"])
  func `is what the program and the page say`(_ script: String) throws {
    #expect(try run(Self.root.appending(path: "scripts/\(script)")) == 0)
  }

  @Test(arguments: ["embed-disclosure", "what-leaves"])
  func `is shown to differ when it was changed alone`(_ script: String) throws {
    let copy = FileManager.default.temporaryDirectory.appending(path: "manifest-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: copy) }
    let files = [
      "scripts/\(script)", "scripts/disclosure.py", "scripts/claim_schema.py", "schemas/disclosure.json",
      "schemas/claim.schema.json", "docs/what-leaves.md", "Sources/Egress/Embedded/Disclosure837P.swift",
      "Sources/Egress/Embedded/DisclosureJSON.swift",
      "Sources/Proofs/FreeText/Embedded/DisclosedColumns.swift",
    ]
    for file in files {
      let target = copy.appending(path: file)
      try FileManager.default.createDirectory(
        at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(contentsOf: Self.root.appending(path: file)).write(to: target)
    }
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: copy.appending(path: "scripts/\(script)").path)
    #expect(try run(copy.appending(path: "scripts/\(script)")) == 0)
    let manifest = copy.appending(path: "schemas/disclosure.json")
    let text = try String(contentsOf: manifest, encoding: .utf8)
    try text.replacing("\"linesPerClaim\": 50", with: "\"linesPerClaim\": 51")
      .replacing("\"patient control number\"", with: "\"a number\"")
      .write(to: manifest, atomically: true, encoding: .utf8)
    #expect(try run(copy.appending(path: "scripts/\(script)")) == 1)
  }

  private func check(_ payload: [UInt8], _ expected: ExpectedInterchange, _ lines: [Substring]) throws {
    guard let manifest = Manifest(text: lines.joined(separator: "\n")) else {
      throw EgressRefusal(code: .manifest, segment: 0, element: "manifest")
    }
    _ = try Egress.check(payload, expecting: expected, by: manifest)
  }

  private func run(_ script: URL) throws -> Int32 {
    let process = Process()
    process.executableURL = script
    process.arguments = ["--check"]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
}
