internal import ArgumentParser
internal import Gateway

struct ReconcileCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "reconcile",
    abstract: "Settle what is in doubt, and send nothing that was never sent.",
    discussion: """
      Sends the identical bytes again where the clearinghouse's idempotency key is alive, and otherwise asks \
      the clearinghouse where it can be asked. A run does the same before it sends anything new. Once a day \
      it also compares the claims that have left with the records: `scrim claims list` shows what these say \
      otherwise now.
      """)

  @OptionGroup var common: Common

  func report() throws -> RunSummary {
    let services = try Services(common)
    let sequencer = try services.sequencer()
    let runs = try ClaimRuns(services, Filters())
    let patience = Patience()
    let signals = StopSignals(patience)
    defer { withExtendedLifetime(signals) {} }
    let run = try runs.assemble(patience)
    try services.requireNotRestored(sequencer)
    let progress = runs.progress()
    defer { progress.clear() }
    var report = try run.reconcile { progress.show($0) }
    try services.compare(within: 20)
    report.close(with: sequencer)
    return RunSummary(report: report)
  }
}
