// The answers without a network: for payloads that lie in files.

internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc

struct Answer: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes the answers to claims that lie in files (TA1, 999, 277CA, 835).",
    discussion: """
      Called again with the same folder, it knows the claims of before: a duplicate, a replacement and a void
      are answered as such. Nothing is delayed.
      \(ScriptWords.help)
      """)

  @Argument(
    help: """
      Files with one X12 interchange of 837P claims or one claim as JSON each, such as \
      `scrim preview --payload` writes.
      """)
  var payloads: [String]

  @Option(help: "The file with the script of the answers; without one all of them are good.")
  var script: String?

  @Option(help: "The folder for the answers.")
  var out: String

  @Option(help: "What the clearinghouse is called.")
  var clearinghouse = "clearinghouse"

  func run() throws {
    let script = try AnswerScript.read(script)
    let bytes = try payloads.map { path in
      let bytes = Array(try Data(contentsOf: URL(filePath: path)))
      if let fault = Self.fault(of: bytes) {
        throw ValidationError("\(path) is no claim that is taken: \(fault).")
      }
      return bytes
    }
    for name in try AnswerTool.answer(bytes, in: out, as: clearinghouse, script, now: time(nil)) {
      print(name)
    }
  }

  private static func fault(of bytes: [UInt8]) -> String? {
    guard ClaimDocument.isOne(bytes) else {
      do throws(EnvelopeFault) { _ = try InterchangeReader.read(bytes) } catch { return error.rawValue }
      return nil
    }
    do throws(DocumentFault) { _ = try ClaimDocument.read(bytes) } catch { return error.rawValue }
    return nil
  }
}

/// What `answer` does.
package enum AnswerTool {
  /// - Returns: the names of the new files in `folder`.
  package static func answer(
    _ payloads: [[UInt8]], in folder: String, as name: String, _ script: AnswerScript, now: Int
  ) throws -> [String] {
    var script = script
    let place = URL(filePath: folder, directoryHint: .isDirectory)
    var desk = try AnswerDesk(name: name, folder: place)
    let before = desk.published.count
    for bytes in payloads {
      let submission = "S-\(desk.answeredCount + 1)"
      try desk.announce(submission)
      try desk.answer(submission, bytes, &script, now: now)
      try desk.publish(now: nil)
    }
    return desk.published.dropFirst(before).map(\.id)
  }
}

extension AnswerScript {
  /// - Parameter path: nil is a script without a line.
  static func read(_ path: String?) throws -> AnswerScript {
    guard let path else { return AnswerScript() }
    let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    do throws(ScriptFault) { return try AnswerScript(text) } catch {
      throw ValidationError("\(path), line \(error.line): \(error.code.rawValue). See --help for the words.")
    }
  }
}
