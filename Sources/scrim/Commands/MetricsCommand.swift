internal import ArgumentParser
internal import Desk
internal import Foundation
internal import Settings

struct MetricsCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "Where everything stands, in numbers for monitoring (Prometheus text format).",
    discussion: """
      Works as the auditor. With --out it replaces that file at once, for a collector that reads files; a \
      timer calls it. No number tells whether anyone pays for themselves.
      """)

  @OptionGroup var common: Common

  @Option(help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"))
  var out: String?

  func report() throws -> MetricsReport {
    let services = try Services(common)
    let desk = try BillingDesk(services.address(.auditor))
    let text = try Exposition(desk, services.configuration.clearinghouses, now: Date()).text
    guard let out else { return MetricsReport(text: text, file: nil) }
    do {
      try Data(text.utf8).write(to: URL(filePath: out), options: .atomic)
    } catch {
      throw Stop(
        .stopped, "The file for the metrics could not be written.",
        next: "Name a file in a folder that exists and that you may write to.")
    }
    return MetricsReport(text: text, file: out)
  }
}

struct MetricsReport: Report {
  let text: String
  let file: String?
  var exit: ExitStatus { .done }

  private enum CodingKeys: String, CodingKey {
    case text = "metrics"
    case file
  }

  func write(to page: inout Page) {
    guard file == nil else { return page.line("Written.") }
    for line in text.split(separator: "\n") { page.line(String(line)) }
  }
}

/// The text format, version 0.0.4. Names and help are promises, like those of commands.
private struct Exposition {
  private(set) var text = ""

  init(_ desk: BillingDesk, _ clearinghouses: [Clearinghouse], now: Date) throws {
    let standing = try desk.standing()
    let places = standing.map { ["clearinghouse": $0.clearinghouse, "state": $0.state] }
    gauge("scrim_submissions", "Submissions by state.", zip(places, standing.map { Double($0.submissions) }))
    gauge("scrim_claims", "Claims in them.", zip(places, standing.map { Double($0.claims) }))
    gauge(
      "scrim_oldest_submission_seconds", "Age of the oldest.",
      zip(places, standing.map { now.timeIntervalSince1970 - Self.seconds($0.oldest) }))
    let attempts = try desk.attempts()
    add(
      "scrim_attempts_total", "counter", "Attempts to send, by outcome.",
      zip(
        attempts.map { ["clearinghouse": $0.clearinghouse, "outcome": $0.outcome] },
        attempts.map { Double($0.count) }))
    let held = Dictionary(grouping: try desk.held(), by: \.clearinghouse).sorted { $0.key < $1.key }
    gauge(
      "scrim_held_sessions", "Sessions held for a defect.",
      zip(held.map { ["clearinghouse": $0.key] }, held.map { Double($0.value.count) }))
    try addLines(desk, clearinghouses, now)
    try addRuns(desk)
  }

  private mutating func addLines(_ desk: BillingDesk, _ clearinghouses: [Clearinghouse], _ now: Date) throws {
    let accepted = try desk.lines().compactMap { line in line.lastAccepted.map { (line.clearinghouse, $0) } }
    gauge(
      "scrim_last_accepted_timestamp_seconds", "When a clearinghouse last took a submission.",
      zip(accepted.map { ["clearinghouse": $0.0] }, accepted.map { Self.seconds($0.1) }))
    let distrusted = try desk.distrusted()
    gauge(
      "scrim_clearinghouse_contradicts", "1 where a clearinghouse contradicts what it promises.",
      zip(
        clearinghouses.map { ["clearinghouse": $0.id] },
        clearinghouses.map { distrusted.contains($0.id) ? 1 : 0 }))
    let cutoffs = clearinghouses.compactMap { one in
      one.cutoff.flatMap { $0.next(after: now) }.map { (one.id, $0) }
    }
    gauge(
      "scrim_next_cutoff_timestamp_seconds", "Until when a clearinghouse works on the same day.",
      zip(cutoffs.map { ["clearinghouse": $0.0] }, cutoffs.map { $0.1.timeIntervalSince1970 }))
  }

  private mutating func addRuns(_ desk: BillingDesk) throws {
    guard let run = try desk.lastRun() else { return }
    gauge(
      "scrim_run_started_timestamp_seconds", "When the last run began.", [([:], Self.seconds(run.started))])
    guard let finished = run.finished else { return }
    gauge(
      "scrim_run_finished_timestamp_seconds", "When the last run that came to its end did so.",
      [([:], Self.seconds(finished))])
    if let seconds = run.seconds { gauge("scrim_run_seconds", "How long it took.", [([:], seconds)]) }
  }

  private mutating func gauge(
    _ name: String, _ help: String, _ samples: some Sequence<([String: String], Double)>
  ) { add(name, "gauge", help, samples) }

  private mutating func add(
    _ name: String, _ type: String, _ help: String, _ samples: some Sequence<([String: String], Double)>
  ) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    for (labels, value) in samples {
      // Ids of the configuration and our own words: nothing in them needs quoting.
      let list = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\($0.value)\"" }
      text += name + (list.isEmpty ? "" : "{\(list.joined(separator: ","))}") + " \(Self.number(value))\n"
    }
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() ? String(Int64(value)) : String((value * 1_000).rounded() / 1_000)
  }

  /// Of microseconds since 2000, since 1970.
  private static func seconds(_ microseconds: Int64) -> Double {
    Double(microseconds) / 1_000_000 + 946_684_800
  }
}
