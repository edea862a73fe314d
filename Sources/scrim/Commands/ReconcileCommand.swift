internal import ArgumentParser
internal import Gateway
internal import Settings

struct ReconcileCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "reconcile",
    abstract: "Pick up answers, settle what is in doubt, and send nothing that was never sent.",
    discussion: """
      First picks up the answers that wait at clearinghouses: one to what is in doubt settles it. Who cannot \
      be asked keeps nobody from the rest. Then sends the identical bytes again where the clearinghouse's \
      idempotency key is alive, and otherwise asks the clearinghouse where it can be asked. This second part \
      a run does too, before it sends anything new. Once a day it also compares the claims that have left \
      with the records: `scrim claims list` shows what these say otherwise now.
      """)

  @OptionGroup var common: Common

  func report() throws -> ReconcileReport {
    let services = try Services(common)
    let sequencer = try services.sequencer()
    let runs = try ClaimRuns(services, Filters())
    let patience = Patience()
    let signals = StopSignals(patience)
    defer { withExtendedLifetime(signals) {} }
    let run = try runs.assemble(patience)
    try services.requireNotRestored(sequencer)
    let pickingUp = PickingUp(services, try AcknowledgmentIntake(services, .gateway))
    var files: [AcknowledgeReport.File] = []
    let progress = runs.progress()
    defer { progress.clear() }
    var report = try run.reconcile(after: { files = try pickingUp.all() }, { progress.show($0) })
    try services.compare(within: 20)
    report.close(with: sequencer)
    return ReconcileReport(run: RunSummary(report: report), answers: AcknowledgeReport(files))
  }
}

/// A run's report, and beside it what was picked up.
struct ReconcileReport: Report {
  let run: RunSummary
  let answers: AcknowledgeReport

  /// Whichever of the two needs more of somebody.
  var exit: ExitStatus {
    [.stopped, .needsAPerson].first { [run.exit, answers.exit].contains($0) } ?? .done
  }

  private enum CodingKeys: String, CodingKey { case answers }

  func encode(to encoder: any Encoder) throws {
    try run.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(answers.files, forKey: .answers)
  }

  func write(to page: inout Page) {
    run.write(to: &page)
    guard !answers.files.isEmpty else { return }
    page.line()
    page.line("Answers that were picked up:")
    answers.write(to: &page)
  }
}
