internal import FoundationEssentials
internal import Glibc

/// What a command found out: text for people, and the same facts as one JSON document.
protocol Report: Encodable {
  var exit: ExitStatus { get }
  func write(to page: inout Page)
}

enum Output {
  /// - Throws: `Stop` where it cannot be written: nobody may take silence for a report.
  static func show(_ report: some Report, asJSON: Bool) throws {
    if asJSON {
      try write(try json(report) + "\n")
    } else {
      var page = Page(emphasis: Terminal.output && Terminal.mayColour)
      report.write(to: &page)
      try write(page.text)
    }
  }

  /// The JSON document on one line, for whoever reads answers one by one.
  static func showOnOneLine(_ report: some Report) throws { try write(try json(report, oneLine) + "\n") }

  private static func write(_ text: String) throws {
    guard send(text, to: STDOUT_FILENO) else {
      throw Stop(
        .stopped,
        "What the command found out cannot be written: standard output is closed, or its disk is full.",
        next: "What it did is done and recorded: make room, and look with `scrim status`.")
    }
  }

  /// A stop speaks to people on standard error, so that a pipe's reader never takes it for a result.
  static func show(_ stop: Stop, asJSON: Bool, onOneLine: Bool = false) {
    let report = StopReport(stop)
    var page = Page(emphasis: false)
    report.write(to: &page)
    say(page.text)
    if asJSON, let document = try? json(report, onOneLine ? oneLine : wellSpaced) { print(document) }
  }

  /// To standard error.
  static func say(_ text: String) { _ = send(text, to: STDERR_FILENO) }

  /// Whether all of it was taken.
  private static func send(_ text: String, to descriptor: Int32) -> Bool {
    fflush(nil)
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return false }
      rest = rest.dropFirst(written)
    }
    return true
  }

  private static let oneLine: JSONEncoder.OutputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  private static let wellSpaced = oneLine.union(.prettyPrinted)

  private static func json(
    _ report: some Report, _ formatting: JSONEncoder.OutputFormatting = wellSpaced
  ) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting
    return String(decoding: try encoder.encode(report), as: UTF8.self)
  }
}
