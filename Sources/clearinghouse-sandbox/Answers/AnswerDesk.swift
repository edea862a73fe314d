// The answers of one clearinghouse, on disk: a file for each, whose name is its id, and a book of what was
// taken and said, so that a restarted sandbox goes on where it was.
//
// A file is written under a waiting name first; one line of the book makes it and everything else that came
// of an interchange true at once; it gets its id when it is handed out. What is interrupted before the line
// is done again, with the same numbers.

internal import Crypto
internal import FoundationEssentials

/// One answer that can be fetched.
struct PublishedAnswer: Codable, Equatable, Sendable {
  var id: String
  var bytes: Int
  /// SHA-256, hexadecimal.
  var digest: String

  /// The number before the point.
  static func number(_ id: String) -> Int? {
    id.firstIndex(of: ".").flatMap { id[..<$0].utf8.count <= 9 ? Int(id[..<$0]) : nil }
  }
}

/// A line of the book.
private struct BookLine: Codable {
  /// A submission whose bytes are about to be kept.
  var taken: String?
  /// One that was answered, and what it changed.
  var answered: String?
  var numbers: Numbers?
  var claims: [KnownClaim]?
  var files: [WaitingFile]?
}

/// A file that is not handed out yet.
private struct WaitingFile: Codable, Sendable {
  var name: String
  var ending: String
  var requests: Int
  /// Seconds since 1970.
  var until: Int
}

struct AnswerDesk: Sendable {
  static let listMax = 500

  private let name: String
  private let folder: URL
  private var numbers = Numbers()
  private var ledger = Ledger()
  private(set) var unanswered: [String] = []
  private(set) var answeredCount = 0
  private var waiting: [WaitingFile] = []
  private(set) var published: [PublishedAnswer] = []

  private var book: URL { folder.appending(path: ".book.jsonl") }
  private var waitingFolder: URL { folder.appending(path: ".waiting", directoryHint: .isDirectory) }

  init(name: String, folder: URL) throws {
    self.name = name
    self.folder = folder
    try FileManager.default.createDirectory(at: waitingFolder, withIntermediateDirectories: true)
    try DurableFile.sync(folder.deletingLastPathComponent())
    try readBook()
    for id in try FileManager.default.contentsOfDirectory(atPath: folder.path) where !id.hasPrefix(".") {
      published.append(try Self.listed(id, in: folder))
    }
    published.sort { (PublishedAnswer.number($0.id) ?? 0) < (PublishedAnswer.number($1.id) ?? 0) }
  }

  private static func listed(_ id: String, in folder: URL) throws -> PublishedAnswer {
    let bytes = try Data(contentsOf: folder.appending(path: id))
    return PublishedAnswer(id: id, bytes: bytes.count, digest: hexadecimal(SHA256.hash(data: bytes)))
  }

  private mutating func readBook() throws {
    guard let whole = FileManager.default.contents(atPath: book.path) else { return }
    // What was cut off while it was written had not happened.
    let lines = whole.lastIndex(of: 0x0A).map { whole[...$0] } ?? Data()
    if lines.count < whole.count { try DurableFile.write(Array(lines), to: book) }
    for text in lines.split(separator: 0x0A) {
      guard let line = try? JSONDecoder().decode(BookLine.self, from: Data(text)) else {
        throw AnswerFault.bookUnreadable
      }
      if let taken = line.taken { unanswered.append(taken) }
      unanswered.removeAll { $0 == line.answered }
      if line.answered != nil { answeredCount += 1 }
      if let numbers = line.numbers { self.numbers = numbers }
      for claim in line.claims ?? [] { ledger.put(claim) }
      waiting += line.files ?? []
    }
    _ = ledger.takeChanges()
    // Those that have their id are handed out.
    waiting = waiting.filter {
      FileManager.default.fileExists(atPath: waitingFolder.appending(path: $0.name).path)
    }
  }

  /// Says that a submission comes, before it is kept.
  mutating func announce(_ submission: String) throws {
    guard !unanswered.contains(submission) else { return }
    try write(BookLine(taken: submission))
    unanswered.append(submission)
  }

  /// Makes the answers to a submission that is kept. Where this fails, the next call makes them.
  mutating func answer(_ submission: String, _ bytes: [UInt8], _ script: inout AnswerScript, now: Int) throws
  {
    guard unanswered.contains(submission), let interchange = ReceivedInterchange.read(bytes) else { return }
    var answering = Answering(script: script, ledger: ledger, numbers: numbers, name: name, now: now)
    let files = answering.answer(interchange)
    var line = BookLine(answered: submission, claims: answering.ledger.takeChanges(), files: [])
    for file in files {
      let waiting = WaitingFile(
        name: padded(Numbers.take(&answering.numbers.file), 8), ending: file.ending,
        requests: file.delayRequests,
        until: file.delaySeconds == 0 ? 0 : now + file.delaySeconds)
      try DurableFile.write(file.bytes, to: waitingFolder.appending(path: waiting.name))
      line.files?.append(waiting)
    }
    line.numbers = answering.numbers
    try write(line)
    (script, ledger, numbers) = (answering.script, answering.ledger, answering.numbers)
    unanswered.removeAll { $0 == submission }
    answeredCount += 1
    waiting += line.files ?? []
    try publish(now: now)
  }

  private func write(_ line: BookLine) throws {
    try DurableFile.append(Array(try JSONEncoder().encode(line)) + [0x0A], to: book)
  }

  /// Gives an id to everything that waits for nothing any more.
  ///
  /// - Parameter now: nil is the end of all waiting.
  mutating func publish(now: Int?) throws {
    let due = waiting.filter { file in now.map { file.requests == 0 && file.until <= $0 } ?? true }
    for file in due {
      let number = (published.last.flatMap { PublishedAnswer.number($0.id) } ?? 0) + 1
      let id = padded(number, 6) + "." + file.ending
      try DurableFile.rename(waitingFolder.appending(path: file.name), to: folder.appending(path: id))
      published.append(try Self.listed(id, in: folder))
      waiting.removeAll { $0.name == file.name }
    }
  }

  /// What came after that id, the oldest first. Asking is what some files wait for.
  mutating func list(after: String?, now: Int) throws -> [PublishedAnswer] {
    try publish(now: now)
    for index in waiting.indices where waiting[index].requests > 0 { waiting[index].requests -= 1 }
    let number = after.flatMap(PublishedAnswer.number) ?? 0
    return Array(published.drop { PublishedAnswer.number($0.id) ?? 0 <= number }.prefix(Self.listMax))
  }

  func bytes(of id: String) -> [UInt8]? {
    guard published.contains(where: { $0.id == id }) else { return nil }
    return FileManager.default.contents(atPath: folder.appending(path: id).path).map { Array($0) }
  }
}
