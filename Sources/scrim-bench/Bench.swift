internal import ArgumentParser
internal import Hardening

/// Measures whole claim runs against a floor that is taken in the same run: what psql and curl need to move
/// the same rows and bytes, with none of the safety. Machines differ and are noisy; the ratio is what can be
/// compared.
@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scrim-bench",
    abstract: "Measures claim runs on synthetic practices, against a floor in the same run.",
    subcommands: [
      Generate.self, Run.self, Mark.self, Prove.self, Crash.self, Nights.self, Acknowledge.self,
      ConsoleBench.self,
    ])

  /// As `scrim` begins: what it makes and keeps are whole claims, though of invented people.
  static func main() {
    do { try Hardening.begin(as: "scrim-bench") } catch {
      say(error.description + "\n  → " + error.nextStep)
      exit(withError: ExitCode(2))
    }
    main(nil)
  }
}

struct BenchOptions: ParsableArguments {
  @Option(help: "Sessions of the synthetic practice, over 90 days.")
  var sessions = 100_000

  @Option(help: "Claims that the ledger holds already.")
  var history = 0

  @Option(help: "The same seed makes the same practice.")
  var seed = "scrim"

  @Option(help: "Where the private database cluster lives. It is kept, and used again.")
  var folder = ".scrim/bench"

  func validate() throws {
    guard (1...50_000_000).contains(sessions) else {
      throw ValidationError("--sessions must be between 1 and 50,000,000.")
    }
    guard (0...500_000_000).contains(history) else {
      throw ValidationError("--history must be between 0 and 500,000,000.")
    }
  }
}

struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fills a private database with a synthetic practice.")

  @OptionGroup var options: BenchOptions

  func run() throws {
    let practice = try BenchPractice(options)
    try practice.start()
    defer { practice.stop() }
    try practice.prepare()
    say("The database \(practice.database) in \(options.folder) holds \(options.sessions) sessions.")
  }
}

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "A claim run on generated data, and the floor in the same run.")

  @OptionGroup var options: BenchOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let practice = try BenchPractice(options)
    try practice.start()
    defer { practice.stop() }
    try practice.prepare()
    let clearinghouse = try BenchClearinghouse(practice)
    defer { clearinghouse.stop() }
    let measurement = try Measurement(practice, clearinghouse)
    let report = try measurement.take()
    print(json ? try report.json() : report.text())
  }
}
