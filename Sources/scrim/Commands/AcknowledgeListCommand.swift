internal import ArgumentParser
internal import Desk
internal import Sessions
internal import Settings

/// Who may have answers back as they came: whoever works with them, and the privacy officer.
enum AnswerReader: String, ExpressibleByArgument, CaseIterable {
  case billing, privacy

  var role: Database.Role { self == .billing ? .billing : .privacy }
}

struct AcknowledgeListCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the answers that were taken in: from whom, when, of what kind, how much they say.",
    discussion: "The newest first, at most 1,000. What they say of claims is in `scrim claims list`.")

  @OptionGroup var common: Common

  @Option(help: ArgumentHelp("Only of this clearinghouse.", valueName: "id"))
  var clearinghouse: String?

  @Option(help: ArgumentHelp("First day on which it was taken in.", valueName: "date"), transform: day)
  var from: CalendarDate?

  @Option(help: ArgumentHelp("Last day on which it was taken in.", valueName: "date"), transform: day)
  var through: CalendarDate?

  @Option(name: .customLong("as"), help: ArgumentHelp("Whose login you are.", valueName: "role"))
  var reader = AnswerReader.billing

  func validate() throws { try requireOrder(from, through) }

  func report() throws -> KeptAnswersReport {
    let services = try Services(common)
    try Filters(clearinghouse: clearinghouse).requireKnownNames(in: services.configuration)
    var filter = KeptAnswers.Filter()
    filter.clearinghouse = clearinghouse
    (filter.from, filter.through) = (from?.daysSince2000, through?.daysSince2000)
    let kept = try KeptAnswers(services.address(reader.role))
    return KeptAnswersReport(try kept.list(filter, atMost: 1_000))
  }
}

struct KeptAnswersReport: Report {
  struct Answer: Encodable {
    let number, bytes, statements: Int64
    let clearinghouse, taken, takenBy: String
    /// Its name at the clearinghouse, where it was picked up there.
    let nameThere: String?
    let kinds: [String]
    /// Of the archive's key that it is sealed to.
    let archiveKey: String?
  }
  let answers: [Answer]
  var exit: ExitStatus { .done }

  init(_ answers: [KeptAnswers.Answer]) {
    self.answers = answers.map {
      Answer(
        number: $0.number, bytes: $0.bytes, statements: $0.statements, clearinghouse: $0.clearinghouse,
        taken: isoTime(microseconds: $0.taken), takenBy: $0.takenBy, nameThere: $0.nameThere,
        kinds: $0.kinds, archiveKey: $0.archiveKeyID)
    }
  }

  func write(to page: inout Page) {
    guard !answers.isEmpty else { return page.line("No answer was taken in.") }
    page.table(
      [
        [
          "number", "taken in (UTC)", "clearinghouse", "kind", "statements", "bytes", "name there",
          "archive key",
        ]
      ]
        + answers.map {
          [
            String($0.number), $0.taken, $0.clearinghouse, $0.kinds.joined(separator: " "),
            grouped(Int($0.statements)), grouped(Int($0.bytes)), $0.nameThere ?? "–", $0.archiveKey ?? "–",
          ]
        }, numbers: [4, 5])
    page.paragraph("→ `scrim acknowledge open NUMBER` gives one back as it came.")
  }
}
