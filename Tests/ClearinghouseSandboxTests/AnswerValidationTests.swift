import Foundation
import Testing
import clearinghouse_sandbox

/// What pyx12, which shares no code with either side, says of the answers.
@Suite(
  .enabled(
    if: AnswerValidator.python != nil || ProcessInfo.processInfo.environment["CI"] == "true",
    "SCRIM_TEST_PYTHON does not name a Python with Tests/requirements.txt"))
struct `Answers that pyx12 reads` {
  private let mixed = ClaimFile(
    .init(number: "A-1"),
    .init(number: "A-2", payer: "TIDE1", charges: ["100", "50.5"], isOfDependent: true),
    .init(number: "A-3", member: "ZM0003", provider: "1999999984"))

  /// Indentation and PLB are not asked about: it takes neither. (The readers of Scrim do, and say so in tests.)
  /// Its map of the 277CA wants a TRN at the billing provider (2200C), which payers leave out when all is well:
  /// the one finding that is expected, and of a payer's 277CA alone.
  private func judge(_ folder: AnswerFolder, _ files: [AnswerText]) throws {
    let judged = try AnswerValidator.judge(files.map { "\(folder.path)/\($0.name)" })
    #expect(judged.count == files.count)
    for file in files {
      let words = try #require(judged[file.name])
      let isOfPayer =
        ["277", "x12"].contains(file.ending) && file.lines("NM1").contains { $0.hasPrefix("NM1*PR") }
      let others = words.dropFirst().filter { !($0.hasPrefix("IK3*TRN*") && $0.hasSuffix("*3")) }
      #expect(words.first == "accepted" || isOfPayer && others.isEmpty, "\(file.name): \(words)")
    }
  }

  @Test(arguments: [
    "", "set claim A-2: accept-with-errors I5 segment NM1 8 element 9 7", "group: accept-with-errors 5",
    "interchange: reject 025", "group: reject 2", "set: reject 5 segment CLM 8 element 5:3 I12",
    "clearinghouse claim A-1: A3:116", "payer: A7:562:85+A7:145:85", "payer claim A-3: A7:454 at line",
    "payer claim A-1: A0:20 then A2:20", "remittance: in-full", "remittance: denied CO-197",
    "remittance: in-part then reversed then denied CO-29", "remittance: not-ours",
    "files: split", "files: crlf", "files: separators |>!%", "files of TA1: before-group",
    "files: joined",
  ])
  func `are accepted, but for what its maps get wrong`(_ script: String) throws {
    let folder = AnswerFolder()
    try judge(folder, try folder.answer(mixed, script: script))
  }

  @Test
  func `are accepted of a replacement and a void too`() throws {
    let folder = AnswerFolder()
    let first = try folder.answer(ClaimFile(["A-1"]))
    let number = try #require(first[4].segments.first { $0[0] == "CLP" })[7]
    let second = try folder.answer(ClaimFile(.init(number: "A-2", frequency: "7", payerNumber: number)))
    let newer = try #require(second[4].segments.last { $0[0] == "CLP" })[7]
    try judge(
      folder, second + folder.answer(ClaimFile(.init(number: "A-3", frequency: "8", payerNumber: newer))))
  }

  /// It does refuse what is wrong.
  @Test(arguments: [
    ("999", "AK9*A*1*1*1", "AK9*Q*1*1*1"), ("277", "HL*1**20*1", "HL*1**29*1"),
    ("835", "CLP*A-1*1*", "CLP*A-1*99*"),
    ("835", "TRN*1*", "TRN*7*"),
  ])
  func `are refused when they are spoilt`(_ ending: String, _ good: String, _ bad: String) throws {
    let folder = AnswerFolder()
    let file = try #require(try folder.answer(ClaimFile(["A-1"])).first { $0.ending == ending })
    let spoilt = String(decoding: file.bytes, as: UTF8.self).replacing(good, with: bad)
    #expect(Array(spoilt.utf8) != file.bytes)
    let path = "\(folder.path)/spoilt.\(ending)"
    try Data(spoilt.utf8).write(to: URL(filePath: path))
    #expect(try AnswerValidator.judge([path])["spoilt.\(ending)"]?.first == "refused")
  }
}

enum AnswerValidator {
  static let python = ProcessInfo.processInfo.environment["SCRIM_TEST_PYTHON"]

  /// File name → the words about it.
  static func judge(_ paths: [String]) throws -> [String: [String]] {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Interop/validate_answers.py").path
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: python ?? "/no-python")
    process.arguments = [script] + paths
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    return Dictionary(lines.map { ($0[0], Array($0.dropFirst())) }, uniquingKeysWith: { first, _ in first })
  }
}
