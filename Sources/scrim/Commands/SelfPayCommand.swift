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
