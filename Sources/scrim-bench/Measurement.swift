internal import Foundation

/// One bench: claim runs of the built program, as whole processes, and the floor beside them.
struct Measurement {
  let practice: BenchPractice
  let clearinghouse: BenchClearinghouse

  init(_ practice: BenchPractice, _ clearinghouse: BenchClearinghouse) throws {
    self.practice = practice
    self.clearinghouse = clearinghouse
  }

  func take() throws -> BenchReport {
    var report = BenchReport(sessions: practice.options.sessions, history: practice.options.history)
    if practice.options.history > 0 {
      report.windowOverEmptyLedgerSeconds = try claimRun(window: true).finished.seconds
      try practice.emptyLedger()
      try practice.addHistory()
      report.windowSeconds = try claimRun(window: true).finished.seconds
    }
    say("The claim run.")
    let run = try claimRun(window: false)
    report.seconds = run.finished.seconds
    report.peakResidentMegabytes = Double(run.finished.peakResidentBytes) / 1_048_576
    report.claims = run.report.claims.submitted
    report.held = run.report.claims.held
    report.payloadMegabytes = Double(run.report.bytes) / 1_000_000
    report.stages = run.report.stages ?? [:]
    guard run.report.submissions.accepted > 0 else { throw BenchError("No submission was accepted.") }
    say("The floor.")
    report.floor = try Floor(practice, clearinghouse).take()
    return report
  }

  /// `scrim run`, over the default window or the last three days of the records.
  private func claimRun(window: Bool) throws -> (finished: Child.Finished, report: RunOutput) {
    var arguments = [
      clearinghouse.programs + "/scrim", "run", "--config", clearinghouse.configuration, "--json", "--stages",
    ]
    if window {
      arguments += [
        "--from", Date(timeIntervalSinceNow: -6 * 86_400).formatted(.iso8601.year().month().day()),
      ]
    }
    let finished = try Child.require(arguments, codes: [0, 1])
    return (finished, try JSONDecoder().decode(RunOutput.self, from: Data(finished.output.utf8)))
  }
}

/// The part of `scrim run --json` that is read here.
struct RunOutput: Decodable {
  struct Claims: Decodable { let submitted: Int, held: Int }
  struct Submissions: Decodable { let accepted: Int }
  let claims: Claims
  let submissions: Submissions
  let bytes: Int
  let stages: [String: Double]?
}
