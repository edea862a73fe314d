internal import ArgumentParser
internal import Hardening
internal import Settings

/// The command line of Scrim. Each command is a file in `Commands`; what they share is here: how they begin,
/// how they end, and with which code.
@main
struct Scrim: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scrim",
    abstract:
      "From session records to claims: diagnosis codes and dates leave, nothing else of a session does.",
    version: "0.1.0",
    subcommands: [
      DemoCommand.self, MigrateCommand.self, CheckCommand.self, PreviewCommand.self, RunCommand.self,
      ReconcileCommand.self,
      StatusCommand.self, UnbilledCommand.self, AcknowledgeCommand.self, ClaimsCommand.self,
      HoldsCommand.self, SelfPayCommand.self,
      TasksCommand.self, MetricsCommand.self, UsersCommand.self, KeysCommand.self, TrailCommand.self,
      AdoptCommand.self,
    ])

  @OptionGroup var common: Common

  /// Before anything is read, arguments included.
  static func main() {
    do {
      try Hardening.begin(as: "scrim")
    } catch {
      let stop = explain(error)
      Output.show(stop, asJSON: false)
      exit(withError: ExitCode(stop.exit.rawValue))
    }
    main(nil)
  }
}

/// A command that ends in a report.
protocol Reporting: ParsableCommand {
  associatedtype Outcome: Report
  var common: Common { get }
  func report() throws -> Outcome
}

extension Reporting {
  mutating func run() throws {
    try ending(asJSON: common.json) { try show(report()) }
  }

  func show(_ report: Outcome) throws -> ExitStatus {
    try Output.show(report, asJSON: common.json)
    return report.exit
  }
}

/// Ends with the code of what was done, or shows why it was not.
func ending(asJSON: Bool, onOneLine: Bool = false, _ work: () throws -> ExitStatus) throws {
  do {
    let exit = try work()
    if exit != .done { throw ExitCode(exit.rawValue) }
  } catch let code as ExitCode {
    throw code
  } catch {
    let stop = explain(error)
    Output.show(stop, asJSON: asJSON, onOneLine: onOneLine)
    throw ExitCode(stop.exit.rawValue)
  }
}
