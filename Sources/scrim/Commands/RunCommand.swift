internal import ArgumentParser
internal import Delivery
internal import Foundation
internal import Gateway
internal import Settings
internal import Signing

struct RunCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Make a claim run: send everything that is due, after settling what earlier runs left.",
    discussion: """
      With --approve it sends exactly what the preview with that digest showed, or nothing. An approval is \
      good for the day of its preview. The first run to a clearinghouse, one to a changed destination, and \
      one that is far larger than usual wait for an approval. SIGTERM ends a run after the send in flight.

      With --worker any number of processes, on any number of machines, work one run: each joins the one \
      that goes on, or begins one.

      With --watch it makes the runs and previews that people ask for in the console, until it is told to \
      stop; with --requested those that wait now.
      """)

  @OptionGroup var common: Common
  @OptionGroup var filterOptions: FilterOptions
  @OptionGroup var archiveKeys: ArchiveKeys

  @Option(
    help: ArgumentHelp("Send exactly what this preview showed.", valueName: "digest"),
    transform: approvalDigest)
  var approve: Digest?

  @Option(
    help: ArgumentHelp(
      "Send nothing later than this, by the practice's clocks; the rest goes with the next run.",
      valueName: "time"), transform: timeOfDay)
  var noLaterThan: TimeOfDay?

  @Flag(help: "Join the run that goes on; begin one where there is none.")
  var worker = false

  @Flag(help: "Take up what is asked for in the console, until it is told to stop.")
  var watch = false

  @Flag(help: "Take up what waits in the console, and end.")
  var requested = false

  @Flag(help: "Report where the time went, in seconds for each stage; stages overlap.")
  var stages = false

  func validate() throws {
    if watch || requested {
      guard !(watch && requested), approve == nil, filterOptions.filters.isEmpty, noLaterThan == nil, !worker,
        !stages
      else {
        throw ValidationError(
          "--watch and --requested do what was asked for: leave out the other options of a run.")
      }
    }
    guard worker, approve != nil || !filterOptions.filters.isEmpty else { return }
    throw ValidationError(
      "--worker takes what is due, as whoever leads the run does: leave out --approve and the filters.")
  }

  func report() throws -> RunOutcome {
    guard watch || requested else { return .run(try once()) }
    let patience = Patience()
    let signals = StopSignals(patience)
    defer { withExtendedLifetime(signals) {} }
    let watch = Watch(common: common, archiveKeys: archiveKeys, patience: patience, log: try operatorLog())
    return .watched(try watch.run(once: requested))
  }

  private func once() throws -> RunSummary {
    let services = try Services(common)
    let sequencer = try services.sequencer()
    let runs = try ClaimRuns(services, filterOptions.filters)
    let practice = services.configuration.practice
    let patience = Patience(
      until: noLaterThan.flatMap { $0.next(after: Date(), in: practice.timeZone) })
    let signals = StopSignals(patience)
    defer { withExtendedLifetime(signals) {} }
    let heartbeat = try practice.heartbeat.map { try Heartbeat($0) }
    let run = try runs.assemble(patience, archiveKeys: archiveKeys.opened())
    try services.requireNotRestored(sequencer)
    let progress = runs.progress()
    defer { progress.clear() }
    var report =
      worker
      ? try run.join { progress.show($0) }
      : try run.run(approved: approve, isWhole: filterOptions.filters.isEmpty) { progress.show($0) }
    if stages { report.stages = run.clock.seconds }
    report.close(with: sequencer)
    publishHealth(services, run: report)
    var summary = RunSummary(report: report)
    if let heartbeat, summary.exit != .stopped { summary.isHeartbeatHeard = heartbeat.beat() }
    return summary
  }
}

extension Heartbeat {
  fileprivate init(_ given: Practice.Heartbeat) throws {
    do {
      try self.init(url: given.url, authority: given.authority)
    } catch {
      throw Stop(
        .configuration, "is not an address that can be asked.", next: "Write https://host/path.",
        path: "practice.heartbeat.url")
    }
  }
}

@Sendable private func approvalDigest(_ text: String) throws -> Digest {
  guard let digest = Digest(text) else {
    throw ValidationError("this is not a digest. Copy it whole from `scrim preview`: sha256:…")
  }
  return digest
}

/// What a run did, or what was taken up for others.
enum RunOutcome: Report {
  case run(RunSummary)
  case watched(WatchSummary)

  private var report: any Report {
    switch self {
    case .run(let summary): summary
    case .watched(let summary): summary
    }
  }

  var exit: ExitStatus { report.exit }
  func encode(to encoder: any Encoder) throws { try report.encode(to: encoder) }
  func write(to page: inout Page) { report.write(to: &page) }
}

/// A run's report, in the gateway's own words for programs and as text for people.
struct RunSummary: Report {
  let report: RunReport
  /// Nil where no heartbeat is configured, or where the run is none to tell of.
  var isHeartbeatHeard: Bool?
  var exit: ExitStatus {
    if report.isStopped || report.ended == .askedToStop { return .stopped }
    return report.needsPerson ? .needsAPerson : .done
  }

  private enum CodingKeys: String, CodingKey { case heartbeatHeard }

  func encode(to encoder: any Encoder) throws {
    try report.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(isHeartbeatHeard, forKey: .heartbeatHeard)
  }

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
    writeShares(to: &page)
    writeOthers(to: &page)
    writeEnding(to: &page)
    writeOpenEnds(to: &page)
    VoidText.write(report.voidsWaiting, to: &page)
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
    let run = report.run.isEmpty ? "There was no run to join" : "Run \(report.run)"
    return "\(what); \(report.seconds) seconds. \(run)."
  }

  private func writeShares(to page: inout Page) {
    for share in report.clearinghouses {
      guard let stopped = share.stopped else { continue }
      page.line()
      page.line("\(share.clearinghouse): sending ended early (\(stopped)).")
      page.line("  → \(FaultText.nextStep(stopped))")
    }
    for share in report.clearinghouses {
      guard let waits = share.waits else { continue }
      page.line()
      page.line("\(share.clearinghouse): nothing new was sent, \(FaultText.why(waits)).")
      page.line(
        "  → `scrim preview --clearinghouse \(share.clearinghouse)`, then the command that it prints.")
    }
    for share in report.clearinghouses where share.contradicts == true {
      page.line()
      page.line(FaultText.contradiction(share.clearinghouse))
    }
  }

  private func writeOthers(to page: inout Page) {
    guard let others = report.others else { return }
    page.line()
    page.line(
      "Others who worked the same run: \(counted(others.claims, "claim")) sent and confirmed in "
        + "\(counted(others.submissions, "submission")).")
  }

  private func writeEnding(to page: inout Page) {
    if let ended = report.ended {
      page.line()
      page.line(ended == .timeOver ? "Its time was over." : "It was asked to stop.")
      page.line("  → What is left goes with the next run.")
    }
    if isHeartbeatHeard == false {
      page.line()
      page.line("The heartbeat was not heard: whoever watches for it may call.")
      page.line("  → Check `practice.heartbeat` and the network; nothing is wrong with the run.")
    }
  }

  private func writeOpenEnds(to page: inout Page) {
    if report.settled > 0 {
      page.line()
      page.line(
        "\(counted(report.settled, "submission")) of earlier runs settled by asking the clearinghouse.")
    }
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
