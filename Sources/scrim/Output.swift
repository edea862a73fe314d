internal import FoundationEssentials
internal import Glibc

/// What a command found out: text for people, and the same facts as one JSON document.
protocol Report: Encodable {
  var exit: ExitStatus { get }
  func write(to page: inout Page)
}

enum Output {
  static func show(_ report: some Report, asJSON: Bool) throws {
    if asJSON {
      print(try json(report))
    } else {
      var page = Page(emphasis: Terminal.output && Terminal.mayColour)
      report.write(to: &page)
      print(page.text, terminator: "")
    }
  }

  /// A stop speaks to people on standard error, so that a pipe's reader never takes it for a result.
  static func show(_ stop: Stop, asJSON: Bool) {
    let report = StopReport(stop)
    var page = Page(emphasis: false)
    report.write(to: &page)
    say(page.text)
    if asJSON, let document = try? json(report) { print(document) }
  }

  /// To standard error.
  static func say(_ text: String) {
    fflush(nil)
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      guard written > 0 else { return }
      rest = rest.dropFirst(written)
    }
  }

  private static func json(_ report: some Report) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(report), as: UTF8.self)
  }
}
