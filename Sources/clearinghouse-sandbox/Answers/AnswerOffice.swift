// All answers of a sandbox: one desk for each clearinghouse that it plays, told apart by the first part of
// the path, and one script for all of them.

internal import FoundationEssentials

package struct AnswerOffice: Sendable {
  private let folder: URL
  private var script: AnswerScript
  private var desks: [String: AnswerDesk] = [:]

  /// - Parameter folder: of what is received; the answers stand in `.answers` within.
  package init(folder: String, script: AnswerScript) throws {
    self.folder = URL(filePath: folder, directoryHint: .isDirectory)
      .appending(path: ".answers", directoryHint: .isDirectory)
    self.script = script
    try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
    for name in try FileManager.default.contentsOfDirectory(atPath: self.folder.path) where Self.isName(name)
    {
      desks[name] = try AnswerDesk(name: name, folder: self.folder.appending(path: name))
    }
  }

  /// The first part of a path, where it can name a folder.
  static func clearinghouse(_ target: String) -> String? {
    path(target).first.flatMap { isName($0) ? $0 : nil }
  }

  /// `[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}`
  private static func isName(_ text: String) -> Bool { !text.hasPrefix(".") && isID(text) }

  /// `[A-Za-z0-9._-]{1,64}`
  private static func isID(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
      }
  }

  /// The parts of `https://host/a/b?…`: a, b.
  private static func path(_ target: String) -> [String] {
    target.prefix { $0 != "?" }.split(separator: "/").dropFirst(2).map(String.init)
  }

  private mutating func desk(_ name: String) throws -> AnswerDesk {
    try desks[name] ?? AnswerDesk(name: name, folder: folder.appending(path: name))
  }

  mutating func announce(_ submission: String, at clearinghouse: String) throws {
    var desk = try desk(clearinghouse)
    try desk.announce(submission)
    desks[clearinghouse] = desk
  }

  /// Answers everything that was kept and not answered yet.
  ///
  /// - Parameter payload: the bytes of a submission that was kept.
  package mutating func settle(now: Int, _ payload: (String) -> [UInt8]?) throws {
    for (name, found) in desks where !found.unanswered.isEmpty {
      var desk = found
      // A failure leaves what the desk has done already.
      defer { desks[name] = desk }
      for submission in found.unanswered {
        guard let bytes = payload(submission) else { continue }
        try desk.answer(submission, bytes, &script, now: now)
      }
    }
  }

  /// GET and POST of the script.
  mutating func script(_ request: ReceivedRequest) -> Reply {
    if request.method == "POST" {
      do throws(ScriptFault) {
        script = try AnswerScript(String(decoding: request.body, as: UTF8.self))
      } catch {
        let code = error.code.rawValue
        return Reply(status: 400, body: Array("{\"error\":\"\(code)\",\"line\":\(error.line)}".utf8))
      }
    } else if request.method != "GET" {
      return .refusal(405, "method")
    }
    let quoted = script.descriptions.map { "\"\($0)\"" }.joined(separator: ",")
    return Reply(body: Array("{\"answers\":[\(quoted)]}".utf8))
  }

  /// Whether a request is for the answers: `…/acknowledgments` or `…/acknowledgments/ID`.
  static func isPickUp(_ request: ReceivedRequest) -> Bool {
    let parts = path(request.target)
    return parts.count > 1 && (parts.last == word || parts[parts.count - 2] == word && parts.count > 2)
  }

  private static let word = "acknowledgments"

  mutating func pickUp(_ request: ReceivedRequest, now: Int) -> Reply {
    guard request.method == "GET" else { return .refusal(405, "method") }
    let parts = Self.path(request.target)
    guard let name = Self.clearinghouse(request.target) else { return .refusal(404, "clearinghouse-unknown") }
    if parts.last == Self.word { return list(request, at: name, now: now) }
    guard let id = parts.last, Self.isID(id), let bytes = desks[name]?.bytes(of: id) else {
      return .refusal(404, "acknowledgment-unknown")
    }
    return Reply(body: bytes, mediaType: "application/edi-x12")
  }

  private mutating func list(_ request: ReceivedRequest, at name: String, now: Int) -> Reply {
    var after: String?
    if let mark = request.target.firstIndex(of: "?") {
      let query = request.target[request.target.index(after: mark)...]
      guard query.hasPrefix("after="), Self.isID(String(query.dropFirst(6))) else {
        return .refusal(400, "query")
      }
      after = String(query.dropFirst(6))
      guard PublishedAnswer.number(after ?? "") != nil else { return .refusal(400, "after") }
    }
    do {
      let files = try desks[name]?.list(after: after, now: now) ?? []
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return Reply(body: Array(try encoder.encode(["files": files])))
    } catch {
      return .refusal(507, "not-kept")
    }
  }
}
