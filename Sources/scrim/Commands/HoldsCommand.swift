internal import ArgumentParser
internal import Desk
internal import Sessions
internal import Settings

struct HoldsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "holds",
    abstract:
      "Record what a held claim waits for: the client was told, the clinician confirms, a consent.",
    subcommands: [
      HoldsToldCommand.self, HoldsMinorCommand.self, HoldsConsentCommand.self, HoldsWithdrawCommand.self,
    ])
}

/// About the session of a held claim, as `scrim status` lists it.
struct HeldSessionOptions: ParsableArguments {
  @Argument(help: "The session's id, as `scrim status` shows it.")
  var session: String

  @Option(help: ArgumentHelp("The day on which that was.", valueName: "date"), transform: day)
  var on: CalendarDate
}

struct HoldsToldCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "told",
    abstract:
      "The client was told that the plan writes to the policyholder. It counts for that whole coverage."
  )

  @OptionGroup var common: Common
  @OptionGroup var callerOption: CallerOption
  @OptionGroup var held: HeldSessionOptions

  func report() throws -> NoticeReport {
    try record(
      Notice(
        kind: .clientTold, sentence: "Recorded. Claims under this coverage go from the next run on."),
      held, callerOption, common)
  }
}

struct HoldsMinorCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "minor",
    abstract: "As the clinician of a minor who consented alone, confirm that the plan may hear of it.")

  @OptionGroup var common: Common
  @OptionGroup var callerOption: CallerOption
  @OptionGroup var held: HeldSessionOptions

  func validate() throws {
    if callerOption.caller == .billing {
      throw ValidationError("This is the clinician's to say. Write --as clinician, or --as privacy.")
    }
  }

  func report() throws -> NoticeReport {
    try record(
      Notice(
        kind: .minorConfirmed, sentence: "Recorded. This client's claims go from the next run on."),
      held, callerOption, common)
  }
}

struct HoldsConsentCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "consent",
    abstract: "The client's consent under 42 CFR Part 2 for this plan, with the day on which it ends.")

  @OptionGroup var common: Common
  @OptionGroup var callerOption: CallerOption
  @OptionGroup var held: HeldSessionOptions

  @Option(help: ArgumentHelp("The last day of the consent.", valueName: "date"), transform: day)
  var through: CalendarDate?

  func validate() throws { try requireOrder(held.on, through) }

  func report() throws -> NoticeReport {
    try record(
      Notice(
        kind: .part2Consent, through: through,
        sentence: "Recorded. Claims under this coverage go from the next run on, while the consent lasts."),
      held, callerOption, common)
  }
}

struct HoldsWithdrawCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "withdraw",
    abstract: "Take back what was recorded: nothing more goes from now on. What was sent stays sent.")

  @OptionGroup var common: Common
  @OptionGroup var callerOption: CallerOption

  @Argument(help: "What: client-told, minor-confirmed or part2-consent.", transform: noticeKind)
  var kind: NoticeKind

  @Argument(help: "A session that it is about.")
  var session: String

  func report() throws -> NoticeReport {
    let notices = try Notices(try Services(common).address(callerOption.caller.role))
    guard try notices.withdraw(kind, session: session) else { throw Stop.noSuchSession }
    return NoticeReport(
      session: session, kind: kind, sentence: "Taken back. Nothing more goes that depended on it.")
  }
}

@Sendable private func noticeKind(_ text: String) throws -> NoticeKind {
  guard let kind = NoticeKind(rawValue: text) else {
    throw ValidationError("Write client-told, minor-confirmed or part2-consent.")
  }
  return kind
}

private func record(_ notice: Notice, _ held: HeldSessionOptions, _ caller: CallerOption, _ common: Common)
  throws -> NoticeReport
{
  let notices = try Notices(try Services(common).address(caller.caller.role))
  let isRecorded = try notices.record(
    notice.kind, session: held.session, on: held.on.daysSince2000, through: notice.through?.daysSince2000)
  guard isRecorded else { throw Stop.noSuchSession }
  return NoticeReport(session: held.session, kind: notice.kind, sentence: notice.sentence)
}

/// What is recorded, and what is said of it.
private struct Notice {
  let kind: NoticeKind
  var through: CalendarDate?
  let sentence: String
}

extension Stop {
  fileprivate static let noSuchSession = Stop(
    .usage, "There is nothing to record for this session; nothing was changed.",
    next: "Copy the id from `scrim status`; a clinician's word is for their own caseload.")
}

struct NoticeReport: Report {
  let session: String
  let kind: String
  private let sentence: String
  var exit: ExitStatus { .done }

  private enum CodingKeys: String, CodingKey { case session, kind }

  init(session: String, kind: NoticeKind, sentence: String) {
    self.session = session
    self.kind = kind.rawValue
    self.sentence = sentence
  }

  func write(to page: inout Page) { page.line(sentence) }
}
