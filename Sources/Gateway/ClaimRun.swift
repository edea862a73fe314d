internal import Archive
internal import Foundation
internal import Sessions
public import Signing
public import Submissions

/// A claim run over one or more clearinghouses: the lock, what earlier runs left, then each clearinghouse's
/// pipeline.
public struct ClaimRun: Sendable {
  let routes: [(Route, Tools)]
  let ledger: Ledger
  /// The practice's, an IANA name: envelopes show its clocks.
  let timeZone: String
  let log: EventLog
  let patience: Patience
  public let clock = StageClock()

  /// - Parameter routes: in the order in which they are worked. All share the ledger's connection.
  public init(
    routes: [(Route, Tools)], ledger: Ledger, timeZone: String, log: EventLog, patience: Patience = Patience()
  ) {
    self.routes = routes
    self.ledger = ledger
    self.timeZone = timeZone
    self.log = log
    self.patience = patience
  }

  /// Sends everything that is due. With an approval, exactly what the preview with that digest showed, or
  /// nothing.
  public func run(approved: Digest? = nil, _ progress: @escaping @Sendable (Progress) -> Void) throws
    -> RunReport
  {
    guard try ledger.lockRuns() else { throw GatewayError.anotherRunHoldsTheLock }
    try requireApprovedSources()
    let started = Date()
    try ledger.importRestrictions()
    try withdrawStale()
    let plan = try approved.map { try replay($0) }
    return try conduct(since: started) { run, tally in
      if let plan { return try submitApproved(plan, run, tally, progress) }
      for (route, tools) in routes { try settle(route, tools, tally, progress) }
      for (route, tools) in routes { try submitDue(route, tools, tally, progress) }
    }
  }

  /// Settles what is in doubt, and sends nothing that was never sent.
  public func reconcile(_ progress: @escaping @Sendable (Progress) -> Void) throws -> RunReport {
    guard try ledger.lockRuns() else { throw GatewayError.anotherRunHoldsTheLock }
    try requireApprovedSources()
    let started = Date()
    try ledger.importRestrictions()
    return try conduct(since: started) { _, tally in
      for (route, tools) in routes { try settle(route, tools, tally, onlyDoubtful: true, progress) }
    }
  }

  /// From the run's first line in the ledger to its last. What a stopped run left in flight is in doubt
  /// first.
  private func conduct(
    since started: Date, _ work: (UniqueID, RunTally) throws -> Void
  ) throws -> RunReport {
    let run = UniqueID.v7(milliseconds: Int64(started.timeIntervalSince1970 * 1_000))
    try ledger.beginRun(run)
    log(.runStarted(run: run))
    let tally = RunTally(run: run, started: started)
    let doubted = try ledger.doubtAbandoned()
    if doubted > 0 { log(.attemptsDoubted(count: doubted)) }
    do { try work(run, tally) } catch is RunOver { tally.end(patience.isOver ?? .timeOver) }
    return try finish(run, tally, since: started)
  }

  private func finish(_ run: UniqueID, _ tally: RunTally, since started: Date) throws -> RunReport {
    for (route, _) in routes where try !ledger.isTrusted(route.profile.id) {
      tally.distrust(route.profile.id)
      log(.clearinghouseContradicts(clearinghouse: route.profile.id))
    }
    try ledger.finishRun(run)
    log(.runFinished(run: run))
    return tally.report(seconds: Date().timeIntervalSince(started))
  }

  func requireApprovedSources() throws {
    #if PROOF
      try Leak.showOutside()
    #endif
    guard try ledger.sourcesApproved() else { throw GatewayError.sourcesNotApproved }
  }

  /// - Parameter isReviewed: somebody sees, or has seen in a preview, what comes out of it.
  func pipeline(_ route: Route, _ tools: Tools, at minute: EnvelopeMinute, isReviewed: Bool = false) throws
    -> Pipeline
  {
    var route = route
    route.admission.isReviewed = isReviewed
    let envelopes = Envelopes(
      route: route, identifiers: tools.identifiers, stamp: minute.stamp(in: timeZone),
      numbers: try ledger.freeNumbers(route.profile.id))
    return Pipeline(route: route, tools: tools, envelopes: envelopes, patience: patience, clock: clock)
  }

  /// Prepares and sends batch by batch. A clearinghouse that cannot be reached, or that leaves one in doubt,
  /// gets nothing more in this run; the others go on.
  private func submitDue(
    _ route: Route, _ tools: Tools, _ tally: RunTally, _ progress: @escaping @Sendable (Progress) -> Void
  ) throws {
    guard !tally.isStopped(route.profile.id) else { return }
    if let unusual = try unusual(route, tools) {
      tally.wait(route.profile.id, unusual)
      log(.clearinghouseWaits(clearinghouse: route.profile.id, why: unusual))
      return
    }
    let pipeline = try pipeline(route, tools, at: .now())
    progress(.reading(clearinghouse: route.profile.id))
    do {
      try pipeline.run { prepared in
        try keepHolds(prepared, route, tally)
        guard patience.isOver == nil else { throw RunOver() }
        guard let report = try pipeline.submit(prepared, run: tally.run) else { return }
        try note(report, prepared.sent, route, tally, progress)
      }
      try clearHolds(route, tally)
    } catch is ClearinghouseStopped {
      log(.clearinghouseStopped(clearinghouse: route.profile.id))
    }
  }

  func keepHolds(_ prepared: Prepared, _ route: Route, _ tally: RunTally) throws {
    #if PROOF
      if !prepared.held.isEmpty { try Leak.throwText() }
    #endif
    try ledger.hold(prepared.held, clearinghouse: route.profile.id, run: tally.run)
    tally.add(held: prepared.held.count)
  }

  func clearHolds(_ route: Route, _ tally: RunTally) throws {
    let admission = route.admission
    guard let oldest = admission.payers.map(\.oldest).min() else { return }
    let window = HoldWindow(
      clearinghouse: route.profile.id, payers: admission.payers.map(\.id),
      from: admission.from.daysSince2000, through: admission.through.daysSince2000,
      oldest: oldest.daysSince2000)
    try ledger.clearHolds(window, run: tally.run)
  }

  /// Counts an outcome, tells of it, and ends this clearinghouse's part where its line is dead.
  func note(
    _ report: Report, _ sent: SentSubmission, _ route: Route, _ tally: RunTally,
    _ progress: (Progress) -> Void
  ) throws {
    tally.add(report, sent, route.profile.id)
    log(.submissionConcluded(submission: sent.key, outcome: report.outcome))
    progress(
      .submitted(
        clearinghouse: route.profile.id, submissions: tally.submissions(route.profile.id),
        claims: tally.claims(route.profile.id), outcome: report.outcome))
    switch report.outcome {
    case .accepted, .rejected: break
    case .notSent(let fault), .inDoubt(let fault):
      tally.stop(route.profile.id, fault)
      throw ClearinghouseStopped()
    }
  }
}

/// Ends one clearinghouse's part of a run; its report says why.
struct ClearinghouseStopped: Error {}

/// What is told of a submission once it was sent.
struct SentSubmission: Sendable {
  let key: UniqueID
  let payload: Digest
  let bytes: Int
  let claims: Int
}
