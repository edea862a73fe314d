internal import ArgumentParser
internal import Gate
internal import Settings

struct SelfPayConfirmCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "confirm",
    abstract: "As the privacy officer, confirm that a mark is lifted: the client has asked for it.")

  @OptionGroup var common: Common

  @Argument(help: "The client's id in the practice's records; - reads it from standard input.")
  var client: String

  @Option(help: ArgumentHelp("Only the mark of this session.", valueName: "id"))
  var session: String?

  func report() throws -> ConfirmReport {
    let client = try typedID(client)
    let restrictions = try Restrictions(try Services(common).address(.privacy))
    let lifted = try restrictions.confirmLift(client: client, session: session)
    guard lifted > 0 else {
      throw Stop(
        .usage, "Nobody has asked to lift such a mark.",
        next: "Record the client's request first: `scrim self-pay lift`.")
    }
    return ConfirmReport(client: client, lifted: lifted)
  }
}

struct ConfirmReport: Report {
  let client: String
  let lifted: Int
  var exit: ExitStatus { .done }

  func write(to page: inout Page) {
    page.line(
      "Lifted: \(counted(lifted, "mark")). Sessions of before go out only after billing has seen them in a "
        + "preview and approved it; those to come are billed like every other.")
  }
}
