internal import ArgumentParser
internal import FoundationEssentials
internal import Sessions
internal import Settings

/// Options of every command, before or after its name.
struct Common: ParsableArguments {
  @Option(help: ArgumentHelp("The configuration.", valueName: "file"))
  var config: String?

  @Flag(help: "Print one JSON document instead of text.")
  var json = false

  /// The given file; else `scrim.json` in the working folder; else what `SCRIM_CONFIG` names.
  var configurationFile: String {
    let usual = "scrim.json"
    if let config { return config }
    if FileManager.default.fileExists(atPath: usual) { return usual }
    return ProcessInfo.processInfo.environment["SCRIM_CONFIG"] ?? usual
  }

  func configuration() throws(ConfigurationRefused) -> Configuration {
    try Configuration.read(
      configurationFile,
      credentialsDirectory: ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"])
  }
}

/// Which sessions a preview, a run or a list is about. What is nil is not narrowed; the default window is
/// each payer's timely-filing window through `restDays` ago.
struct Filters {
  var clearinghouse: String?
  var payer: String?
  var from: CalendarDate?
  var through: CalendarDate?

  var isEmpty: Bool { clearinghouse == nil && payer == nil && from == nil && through == nil }

  /// Names must be those of the configuration: a misspelt one must not look like an empty night.
  func requireKnownNames(in configuration: Configuration) throws(Stop) {
    try require(clearinghouse, "--clearinghouse", in: configuration.clearinghouses.map(\.id))
    try require(payer, "--payer", in: configuration.payers.map(\.id))
    guard let payer = configuration.payers.first(where: { $0.id == payer }), let clearinghouse,
      payer.clearinghouse != clearinghouse
    else { return }
    throw Stop(
      .usage, "Claims for this payer go to \(payer.clearinghouse), not to \(clearinghouse).",
      next: "Leave out --clearinghouse, or name \(payer.clearinghouse).")
  }

  private func require(_ name: String?, _ option: String, in known: [String]) throws(Stop) {
    guard let name, !known.contains(name) else { return }
    throw Stop(
      .usage, "\(option): the configuration has no such entry.",
      next: "Known are: \(known.sorted().joined(separator: ", ")).")
  }
}

struct FilterOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Only claims for this clearinghouse.", valueName: "id"))
  var clearinghouse: String?

  @Option(help: ArgumentHelp("Only claims for this payer.", valueName: "id"))
  var payer: String?

  @Option(
    help: ArgumentHelp("First day of service.", valueName: "date"), transform: day)
  var from: CalendarDate?

  @Option(
    help: ArgumentHelp("Last day of service.", valueName: "date"), transform: day)
  var through: CalendarDate?

  func validate() throws { try requireOrder(from, through) }

  var filters: Filters { Filters(clearinghouse: clearinghouse, payer: payer, from: from, through: through) }
}

/// Reads an option's ISO 8601 date.
@Sendable func day(_ text: String) throws -> CalendarDate {
  guard let day = CalendarDate(text) else {
    throw ValidationError("this is not a day of the calendar. Write it as 2026-11-23.")
  }
  return day
}

func requireOrder(_ from: CalendarDate?, _ through: CalendarDate?) throws {
  if let from, let through, from > through {
    throw ValidationError("--from \(from) is after --through \(through). Exchange them.")
  }
}
