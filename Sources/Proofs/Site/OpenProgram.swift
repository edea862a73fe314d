internal import Foundation
internal import Glibc

/// A program that answers each line of its standard input with one of its standard output, for as long as the
/// input is open.
package final class OpenProgram {
  private let running: Running
  private let folder: String
  private var input: Int32
  private let output: Int32
  private var unread: [UInt8] = []

  package init(_ program: String, _ arguments: [String], in place: String) throws {
    folder = FileManager.default.temporaryDirectory.path + "/scrim-open-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    input = try Self.pipe("\(folder)/input")
    output = try Self.pipe("\(folder)/output")
    let shell = "program=$1; shift; exec \"$program\" \"$@\" <'\(folder)/input' >'\(folder)/output'"
    running = try Running("/bin/sh", ["-c", shell, "sh", program] + arguments, in: place)
  }

  deinit {
    if input >= 0 { close(input) }
    close(output)
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// A named pipe, open at both ends, so that nobody waits for the other to open it.
  private static func pipe(_ path: String) throws -> Int32 {
    guard mkfifo(path, 0o600) == 0 else { throw Unanswered.noPipe }
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw Unanswered.noPipe }
    return descriptor
  }

  package enum Unanswered: Error { case noPipe, ended, inTime }

  /// - Throws: `.ended` where the program does, `.inTime` after a minute.
  package func answer(to line: String) throws -> String {
    let question = Array((line + "\n").utf8)
    guard write(input, question, question.count) == question.count else { throw Unanswered.ended }
    let deadline = ContinuousClock.now + .seconds(60)
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        defer { unread.removeFirst(end + 1) }
        return String(decoding: unread[..<end], as: UTF8.self)
      }
      guard ContinuousClock.now < deadline else { throw Unanswered.inTime }
      try readMore()
    }
  }

  private func readMore() throws {
    var awaited = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
    guard poll(&awaited, 1, 200) > 0 else {
      guard running.isRunning else { throw Unanswered.ended }
      return
    }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = read(output, &bytes, bytes.count)
    if count > 0 { unread += bytes[..<count] }
  }

  /// Ends the input, and waits for the program to end.
  ///
  /// - Returns: its exit code, and what it said to people.
  package func finished() throws -> (code: Int32, errors: String) {
    close(input)
    input = -1
    let finished = try running.finished()
    return (finished.code, finished.errors)
  }
}
