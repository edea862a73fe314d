internal import ArgumentParser
internal import Gateway
internal import Settings
internal import Signing

struct RunCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Make a claim run: send everything that is due, after settling what earlier runs left.",
    discussion: """
      With --approve it sends exactly what the preview with that digest showed, or nothing. An approval is \
      good for the day of its preview.
      """)

  @OptionGroup var common: Common
  @OptionGroup var filterOptions: FilterOptions

  @Option(
    help: ArgumentHelp("Send exactly what this preview showed.", valueName: "digest"),
    transform: approvalDigest)
  var approve: Digest?

  @Flag(help: "Report where the time went, in seconds for each stage; stages overlap.")
  var stages = false

  func report() throws -> RunSummary {
    let services = try Services(common)
    let sequencer = try services.sequencer()
    let runs = try ClaimRuns(services, filterOptions.filters)
    let run = try runs.assemble()
    let progress = runs.progress()
    defer { progress.clear() }
    var report = try run.run(approved: approve) { progress.show($0) }
    if stages { report.stages = run.clock.seconds }
    report.close(with: sequencer)
    return RunSummary(report: report)
  }
}

@Sendable private func approvalDigest(_ text: String) throws -> Digest {
  guard let digest = Digest(text) else {
    throw ValidationError("this is not a digest. Copy it whole from `scrim preview`: sha256:…")
  }
  return digest
}

/// A run's report, in the gateway's own words for programs and as text for people.
struct RunSummary: Report {
  let report: RunReport
  var exit: ExitStatus {
    if report.isStopped { return .stopped }
    return report.needsPerson ? .needsAPerson : .done
  }

  func encode(to encoder: any Encoder) throws { try report.encode(to: encoder) }

  func write(to page: inout Page) {
    page.line(headline)
    if !report.clearinghouses.isEmpty {
      page.line()
      page.table(
        [["clearinghouse", "submissions", "claims", "digest"]]
          + report.clearinghouses.map { share in
            [share.clearinghouse, grouped(share.submissions), grouped(share.claims), share.digest ?? "–"]
          }, numbers: [1, 2])
    }
    for share in report.clearinghouses {
      guard let stopped = share.stopped else { continue }
      page.line()
      page.line("\(share.clearinghouse): sending ended early (\(stopped)).")
      page.line("  → \(FaultText.nextStep(stopped))")
    }
    writeOpenEnds(to: &page)
    writeCheckpoint(to: &page)
    if let stages = report.stages {
      page.line()
      page.table(
        [["stage", "seconds"]]
          + stages.sorted { $0.value > $1.value }.map { [$0.key, "\(($0.value * 1_000).rounded() / 1_000)"] },
        numbers: [1])
    }
  }

  private func writeCheckpoint(to page: inout Page) {
    if let checkpoint = report.checkpoint {
      page.line()
      page.line(
        "The trail is signed: \(counted(checkpoint.size, "entry", "entries")), root \(checkpoint.root).")
    }
    if let missing = report.checkpointMissing {
      page.line()
      page.line("The trail could not be signed: \(missing)")
      page.line("  → What was sent is on record. Then run `scrim trail checkpoint`.")
    }
  }

  private var headline: String {
    let sent = report.claims.submitted
    let what =
      sent == 0
      ? "Nothing was sent"
      : "\(counted(sent, "claim")) sent and confirmed in "
        + "\(counted(report.submissions.accepted, "submission")), \(grouped(report.bytes)) bytes"
    return "\(what); \(report.seconds) seconds. Run \(report.run)."
  }

  private func writeOpenEnds(to page: inout Page) {
    let ends = [
      (report.claims.held, "claim", "held for a defect", "`scrim status` lists them with what to correct."),
      (
        report.submissions.rejected, "submission", "refused by the clearinghouse",
        "Nothing of it will be processed: ask the clearinghouse why."
      ),
      (
        report.submissions.notSent, "submission", "not sent: no byte left this machine",
        "The next run sends it."
      ),
      (
        report.submissions.inDoubt, "submission", "in doubt: it may have arrived",
        "The next run settles it if the clearinghouse offers a way; else ask the clearinghouse."
      ),
      (
        report.undecided, "submission", "of earlier runs still undecided",
        "`scrim status` shows which; ask the clearinghouse whether it has them."
      ),
    ]
    for (count, noun, what, next) in ends where count > 0 {
      page.line()
      page.line("\(counted(count, noun)) \(what).")
      page.line("  → \(next)")
    }
  }
}
