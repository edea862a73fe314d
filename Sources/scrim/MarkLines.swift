internal import Gate

/// Marks whom each line of standard input names, one after the other over one session of the database, and
/// answers each line before the next is read. One that cannot be marked is told and does not keep back those
/// behind it.
struct MarkLines {
  private var keeping: MarkKeeping
  private let pattern: Restrictions.Mark
  private let asJSON: Bool
  /// Lines that were not marked, or have an answer that a person follows up.
  private var forAPerson = 0

  /// - Parameter pattern: the days, the same for every line.
  init(_ keeping: MarkKeeping, like pattern: Restrictions.Mark, asJSON: Bool) {
    self.keeping = keeping
    self.pattern = pattern
    self.asJSON = asJSON
  }

  /// - Returns: `.needsAPerson` where it is true of a line.
  mutating func run() throws -> ExitStatus {
    var (line, named) = (0, 0)
    while let text = Self.next() {
      line += 1
      let words = text.split { $0 == " " || $0 == "\t" }
      if words.isEmpty { continue }
      named += 1
      try answer(words.map(String.init), line: line)
    }
    guard named > 0 else { throw Stop.noLine }
    let report = MarkLinesReport(named: named, forAPerson: forAPerson)
    if !asJSON { try Output.show(report, asJSON: false) }
    return report.exit
  }

  private static func next() -> String? {
    if Terminal.input { Output.say("Id: ") }
    return readLine()
  }

  private mutating func answer(_ words: [String], line: Int) throws {
    let answer: MarkLine.Answer
    do {
      let mark = try mark(of: words)
      try keeping.renew()
      answer = .marked(MarkReport(mark, try keeping.mark(mark)))
    } catch {
      let stop = explain(error)
      guard stop.exit == .usage || stop.exit == .needsAPerson else { throw stop.leaving(line) }
      answer = .refused(StopReport(stop))
    }
    let report = MarkLine(line: line, answer: answer)
    if report.exit != .done { forAPerson += 1 }
    try asJSON ? Output.showOnOneLine(report) : Output.show(report, asJSON: false)
  }

  private func mark(of words: [String]) throws(Stop) -> Restrictions.Mark {
    let isFit =
      words.count <= 2
      && words.allSatisfy { word in
        word.utf8.count <= 200 && word.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
      }
    guard isFit else { throw .noIDs }
    var mark = pattern
    mark.client = words[0]
    guard words.count == 2 else { return mark }
    guard mark.from == nil, mark.through == nil else { throw .dayAndSession }
    mark.session = words[1]
    return mark
  }
}

/// The one answer to one line.
struct MarkLine: Report {
  enum Answer {
    case marked(MarkReport)
    case refused(StopReport)
  }
  /// From 1, blank ones counted.
  let line: Int
  let answer: Answer

  var exit: ExitStatus {
    switch answer {
    case .marked(let report): report.exit
    case .refused: .needsAPerson
    }
  }

  private enum CodingKeys: String, CodingKey { case line }

  /// The answer's own members, and the line's number.
  func encode(to encoder: any Encoder) throws {
    var own = encoder.container(keyedBy: CodingKeys.self)
    try own.encode(line, forKey: .line)
    switch answer {
    case .marked(let report): try report.encode(to: encoder)
    case .refused(let report): try report.encode(to: encoder)
    }
  }

  func write(to page: inout Page) {
    page.line("Line \(line):")
    switch answer {
    case .marked(let report): report.write(to: &page)
    case .refused(let report): report.write(to: &page)
    }
  }
}

private struct MarkLinesReport: Report {
  let named, forAPerson: Int
  var exit: ExitStatus { forAPerson > 0 ? .needsAPerson : .done }

  func write(to page: inout Page) {
    page.line(
      forAPerson > 0
        ? "\(counted(named, "line")), of which \(forAPerson) \(forAPerson == 1 ? "needs" : "need") a person."
        : "\(counted(named, "line")), all of them marked.")
  }
}

extension Stop {
  fileprivate static let noLine = Stop(
    .usage, "No id came on standard input; nothing was done.", next: "Send a client's id on each line.")

  fileprivate static let noIDs = Stop(
    .usage, "This line is not a client's id, alone or with a session's behind it; nothing was marked.",
    next: "Write ids as the records have them, with a space between the two.")

  fileprivate static let dayAndSession = Stop(
    .usage, "A session is marked whatever its day; nothing was marked.",
    next: "Leave out --from and --through, or the session's id.")

  /// Where nothing can be marked any more.
  fileprivate func leaving(_ line: Int) -> Stop {
    let rest = Stop(
      exit, "Line \(line) has no answer, and none behind it was read.",
      next: "Send them again from this line on: marking twice does no harm.")
    return Stop(exit, problems + rest.problems)
  }
}
