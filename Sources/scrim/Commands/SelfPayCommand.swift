internal import ArgumentParser
internal import Gate
internal import Sessions
internal import Settings

struct SelfPayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "self-pay",
    abstract:
      "Mark clients and sessions that no plan is told of, ask to lift a mark, list your own caseload's.",
    subcommands: [
      SelfPayMarkCommand.self, SelfPayLiftCommand.self, SelfPayConfirmCommand.self, SelfPayListCommand.self,
      SelfPayPaidCommand.self, SelfPayDishonouredCommand.self, SelfPayOtherCommand.self,
    ])

  @OptionGroup var common: Common
}

/// Whose login is used: the person's own, under the role that it has.
enum Caller: String, ExpressibleByArgument, CaseIterable {
  case clinician, privacy, billing

  var role: Database.Role {
    switch self {
    case .clinician: .clinician
    case .privacy: .privacy
    case .billing: .billing
    }
  }
}

struct CallerOption: ParsableArguments {
  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("Whose login of the configuration you are.", valueName: "role"))
  var caller = Caller.clinician

  /// Anyone of the practice may mark: a client phones the front desk. The rest is not billing's to see.
  func refuseFrontDesk() throws {
    if caller == .billing {
      throw ValidationError("--as billing goes with mark only. Write --as clinician or --as privacy.")
    }
  }
}

struct SelfPayMarkCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "mark",
    abstract: "From now on Scrim sends nothing about this client, or this session.",
    discussion: """
      Answers exactly one of "protected", "in flight" and "already sent" for each session that it reaches. \
      The session need not be in the records yet. The mark binds from the client's request on, paid or not \
      (45 CFR 164.522(a)).
      """)

  @OptionGroup var common: Common
  @OptionGroup var callerOption: CallerOption

  @Argument(help: "The client's id in the practice's records; - reads it from standard input.")
  var client: String

  @Option(help: ArgumentHelp("Only this session.", valueName: "id"))
  var session: String?

  @Option(
    help: ArgumentHelp("From this day of service.", valueName: "date"), transform: day)
  var from: CalendarDate?

  @Option(
    help: ArgumentHelp("Through this day of service.", valueName: "date"),
    transform: day)
  var through: CalendarDate?

  @Option(
    help: ArgumentHelp("The day on which the client asked.", valueName: "date"),
    transform: day)
  var requestedOn: CalendarDate

  @Option(
    help: ArgumentHelp("The day on which the client paid in full.", valueName: "date"),
    transform: day)
  var paidOn: CalendarDate?

  func validate() throws {
    try requireOrder(from, through)
    if let session, session.allSatisfy(\.isWhitespace) {
      throw ValidationError("--session is empty. Give its id, or leave it out for the whole client.")
    }
    if session != nil, from != nil || through != nil {
      throw ValidationError("--session marks one session, whatever its day: leave out --from and --through.")
    }
  }

  func report() throws -> MarkReport {
    let services = try Services(common)
    var mark = Restrictions.Mark(client: try typedID(client), requestedOn: requestedOn.daysSince2000)
    mark.session = session
    mark.from = from?.daysSince2000
    mark.through = through?.daysSince2000
    mark.paidOn = paidOn?.daysSince2000
    let restrictions = try Restrictions(services.address(callerOption.caller.role))
    let marked = try MarkKeeping(services: services, restrictions: restrictions).mark(mark)
    return MarkReport(mark, reached: marked.reached, survivesRestore: marked.survivesRestore)
  }
}

struct MarkReport: Report {
  struct Session: Encodable {
    let session, serviceDate, answer: String
    let sentOn, payer: String?
  }
  let client: String
  let sessions: [Session]
  /// Whether it stands outside the database as well; nil for a synthetic one without such a place.
  let survivesRestore: Bool?
  private let wholeClient: Bool
  /// What has left, or may have, is the privacy officer's to follow up.
  var exit: ExitStatus {
    areAllProtected && survivesRestore != false ? .done : .needsAPerson
  }
  private var areAllProtected: Bool {
    sessions.allSatisfy { $0.answer == Restrictions.Answer.protected.rawValue }
  }

  private enum CodingKeys: String, CodingKey { case client, sessions, survivesRestore }

  init(_ mark: Restrictions.Mark, reached: [Restrictions.Reached], survivesRestore: Bool?) {
    client = mark.client
    self.survivesRestore = survivesRestore
    wholeClient = mark.session == nil
    sessions = reached.map {
      Session(
        session: $0.session, serviceDate: CalendarDate(daysSince2000: $0.serviceDate).description,
        answer: $0.answer.rawValue, sentOn: $0.sentOn.map { CalendarDate(daysSince2000: $0).description },
        payer: $0.payer)
    }
  }

  func write(to page: inout Page) {
    page.line("Marked. From now on Scrim sends nothing of this.")
    if survivesRestore == false {
      page.line("→ It stands in the database alone: after a restore from a backup it would be forgotten.")
      page.line("  Whoever administers Scrim should read docs/backups.md.")
    }
    guard !sessions.isEmpty else {
      return page.line(
        wholeClient
          ? "No session is reached so far; those to come will be protected."
          : "The records have no session of this client with this id yet. It will be protected "
            + "if it comes: look at the id once more.")
    }
    page.table(
      [["session", "day of service", "answer", "sent"]]
        + sessions.map { one in
          [
            one.session, one.serviceDate, one.answer,
            one.sentOn.map { "on \($0)" + (one.payer.map { " to \($0)" } ?? "") } ?? "",
          ]
        })
    if !areAllProtected {
      page.line(
        "→ The privacy officer has a task for what was sent already. What is in flight ends as one of"
      )
      page.line("  the other two: `scrim self-pay list` shows which, and when.")
    }
  }
}

struct SelfPayLiftCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "lift",
    abstract:
      "Record the client's own request to lift a mark; it takes effect when the privacy officer confirms.")

  @OptionGroup var common: Common
  @OptionGroup var callerOption: CallerOption

  @Argument(help: "The client's id in the practice's records; - reads it from standard input.")
  var client: String

  @Option(help: ArgumentHelp("Only the mark of this session.", valueName: "id"))
  var session: String?

  @Option(
    help: ArgumentHelp("The day on which the client asked.", valueName: "date"),
    transform: day)
  var requestedOn: CalendarDate

  func validate() throws { try callerOption.refuseFrontDesk() }

  func report() throws -> LiftReport {
    let services = try Services(common)
    let client = try typedID(client)
    let restrictions = try Restrictions(services.address(callerOption.caller.role))
    let concerned = try restrictions.requestLift(
      client: client, session: session, requestedOn: requestedOn.daysSince2000)
    guard concerned > 0 else {
      throw Stop(
        .usage, "There is no such mark, or its lifting has been asked for already.",
        next: "`scrim self-pay list` shows the marks of your caseload.")
    }
    return LiftReport(client: client, restrictions: concerned)
  }
}

struct LiftReport: Report {
  let client: String
  let restrictions: Int
  var exit: ExitStatus { .done }

  private enum CodingKeys: String, CodingKey { case client, restrictions }

  func write(to page: inout Page) {
    page.line("Recorded the client's request for \(counted(restrictions, "mark")).")
    page.line("Nothing changes until the privacy officer confirms.")
  }
}
