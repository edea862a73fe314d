internal import ArgumentParser
internal import Settings

struct AcknowledgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acknowledge",
    abstract: "Read what clearinghouses and payers answer: TA1, 999, 277CA and 835 files.",
    discussion: """
      `scrim acknowledge FILE …` reads files, `scrim acknowledge` alone picks up what waits at the \
      clearinghouses. What came is kept as it came; `list` and `open` bring it back out.
      """,
    subcommands: [AcknowledgeReadCommand.self, AcknowledgeListCommand.self, AcknowledgeOpenCommand.self],
    defaultSubcommand: AcknowledgeReadCommand.self)

  @OptionGroup var common: Common
}

struct AcknowledgeReadCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "read",
    abstract: "Read files, or pick up what waits at the clearinghouses (what is done without a word).",
    discussion: """
      Each file is read whole before anything is recorded; one that cannot be read changes nothing. The same \
      file, or the same answer in another file, counts once. The original is kept, sealed to the archive's \
      key. Without files, picks up what waits at the clearinghouses.
      """)

  @OptionGroup var common: Common

  @Argument(help: "The files.")
  var files: [String] = []

  func report() throws -> AcknowledgeReport {
    let services = try Services(common)
    if files.isEmpty {
      return AcknowledgeReport(try PickingUp(services, AcknowledgmentIntake(services, .gateway)).all())
    }
    let intake = try AcknowledgmentIntake(services, .billing)
    return AcknowledgeReport(try files.map { try intake.told(FileBytes(path: $0)) })
  }
}

/// What became of each file.
struct AcknowledgeReport: Report {
  struct File: Encodable {
    /// Its path, or clearinghouse and name there.
    let file: String
    let clearinghouse: String?
    var kinds: [String] = []
    /// How many statements there are of each outcome.
    var outcomes: [String: Int] = [:]
    var isNew = false
    var repeated = 0
    var unmatched = 0
    /// Submissions in doubt that have arrived, as it shows.
    var settled = 0
    var warnings: [String] = []
    /// Why it could not be read, and what to do.
    var problem: String?
    var nextStep: String?
    /// It came, or was to come, from the clearinghouse itself.
    var isPickedUp = false

    private enum CodingKeys: String, CodingKey {
      case file, clearinghouse, kinds, outcomes, isNew, repeated, unmatched, settled, warnings
      case problem, nextStep
    }

    init(_ file: String, clearinghouse: String? = nil, problem: Problem? = nil) {
      (self.file, self.clearinghouse) = (file, clearinghouse)
      (self.problem, nextStep) = (problem?.sentence, problem?.nextStep)
    }
  }
  let files: [File]
  private let rejects: Bool

  private enum CodingKeys: String, CodingKey { case files }

  init(_ files: [File]) {
    self.files = files
    rejects = files.contains { $0.outcomes["rejected"] ?? 0 > 0 }
  }

  var exit: ExitStatus {
    let unread = files.filter { $0.problem != nil }
    if !unread.isEmpty { return unread.contains(where: \.isPickedUp) ? .stopped : .usage }
    return rejects || files.contains { $0.unmatched > 0 } ? .needsAPerson : .done
  }

  func write(to page: inout Page) {
    if files.isEmpty { page.line("No answer waits at any clearinghouse.") }
    for file in files {
      page.heading(file.file)
      if let problem = file.problem {
        page.paragraph(problem + " Nothing of it was recorded.")
        page.paragraph("→ \(file.nextStep ?? "Ask the clearinghouse for the file again.")")
        continue
      }
      guard file.isNew else {
        page.paragraph("It has been read before; nothing was changed.")
        continue
      }
      page.paragraph(
        file.kinds.joined(separator: ", ") + ": "
          + file.outcomes.sorted { $0.key < $1.key }.map { "\(grouped($0.value)) \($0.key)" }
          .joined(separator: ", "))
      if file.settled > 0 {
        page.paragraph("\(counted(file.settled, "submission")) in doubt has arrived, as it shows.")
      }
      if file.repeated > 0 {
        page.paragraph("\(counted(file.repeated, "answer was", "answers were")) known already.")
      }
      if file.unmatched > 0 {
        page.paragraph(
          "\(counted(file.unmatched, "answer speaks", "answers speak")) of nothing that was sent there.")
      }
      for warning in file.warnings { page.paragraph("Note: \(warning)") }
    }
    if rejects { page.line("→ `scrim claims list` groups what was rejected, with what to do.") }
  }
}
