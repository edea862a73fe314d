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
  /// Of the archive, as far as somebody has brought them: what is taken back is made from sealed originals.
  public var archiveKeys: [PrivateKey] = []
  /// Told the number of a run that begins, before it seals anything.
  public var began: @Sendable (UniqueID) throws -> Void = { _ in }
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
  ///
  /// - Parameter isWhole: nothing is filtered out, so that others who join may seal for it too.
  public func run(
    approved: Digest? = nil, isWhole: Bool = true, _ progress: @escaping @Sendable (Progress) -> Void
  ) throws -> RunReport {
    guard try ledger.lockRuns() else { throw GatewayError.anotherRunHoldsTheLock }
    let started = Date()
    try prepare()
    try withdrawStale()
    let plan = try approved.map { try replay($0) }
    let sharing: Sharing = plan != nil ? .none : isWhole ? .all : .sending
    return try conduct(begin(started, sharing), since: started) { tally in
      if let plan {
        try submitApproved(plan, tally, progress)
      } else {
        try work(tally, sealing: true, progress)
      }
    }
  }

  /// Takes part in the run that goes on; leads one where there is none.
  public func join(_ progress: @escaping @Sendable (Progress) -> Void) throws -> RunReport {
    let started = Date()
    while true {
      do { return try run(progress) } catch GatewayError.anotherRunHoldsTheLock {}
      try requireApprovedSources()
      if let part = try ledger.joinRun() {
        return try conduct(part, since: started) { try work($0, sealing: part.seals, progress) }
      }
      // Somebody is about to begin one, or lets nobody in yet.
      guard patience.wait(seconds: Self.pause) else {
        return RunReport.nothing(since: started, patience.isOver ?? .timeOver)
      }
    }
  }

  /// Settles what is in doubt, and sends nothing that was never sent.
  ///
  /// - Parameter evidence: brings what may settle it, once no other run is going on.
  public func reconcile(
    after evidence: () throws -> Void = {}, _ progress: @escaping @Sendable (Progress) -> Void
  ) throws -> RunReport {
    guard try ledger.lockRuns() else { throw GatewayError.anotherRunHoldsTheLock }
    let started = Date()
    try prepare()
    try evidence()
    return try conduct(begin(started, .none), since: started) { tally in
      for (route, tools) in routes { try settle(route, tools, tally, onlyDoubtful: true, progress) }
    }
  }

  /// What admission must know, as it is now.
  func prepare() throws {
    try requireApprovedSources()
    try ledger.importRestrictions()
    for (route, _) in routes { try ledger.noteRules(route.permitted) }
  }

  func begin(_ started: Date, _ sharing: Sharing) throws -> Membership {
    let run = UniqueID.v7(milliseconds: Int64(started.timeIntervalSince1970 * 1_000))
    let part = try ledger.beginRun(run, sharing: sharing)
    try began(run)
    return part
  }

  /// From this process's first line in the ledger of the run to its last. What somebody left in flight is in
  /// doubt first.
  func conduct(
    _ part: Membership, since started: Date, _ work: (RunTally) throws -> Void
  ) throws -> RunReport {
    let tally = RunTally(part, started: started)
    log(.runStarted(run: tally.part.run))
    try doubtAbandoned()
    do { try work(tally) } catch is RunOver { tally.end(patience.isOver ?? .timeOver) }
    return try finish(tally, since: started)
  }

  func doubtAbandoned() throws {
    let doubted = try ledger.doubtAbandoned()
    if doubted > 0 { log(.attemptsDoubted(count: doubted)) }
    let settled = try ledger.settleAcknowledged()
    if settled > 0 { log(.submissionsAcknowledged(count: settled)) }
  }

  private func finish(_ tally: RunTally, since started: Date) throws -> RunReport {
    for (route, _) in routes {
      let clearinghouse = route.profile.id
      if try !ledger.isTrusted(clearinghouse) {
        tally.distrust(clearinghouse)
        log(.clearinghouseContradicts(clearinghouse: clearinghouse))
      }
      let share = try ledger.shareState(tally.part, clearinghouse)
      if let fault = share.fault { tally.stop(clearinghouse, fault) }
    }
    let others = try ledger.acceptedByOthers(tally.part)
    if others.submissions > 0 { tally.addOthers(others) }
    try ledger.finishRun(tally.part)
    log(.runFinished(run: tally.part.run))
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

  func keepHolds(_ prepared: Prepared, _ route: Route, _ tally: RunTally) throws {
    #if PROOF
      if !prepared.held.isEmpty { try Leak.throwText() }
    #endif
    try ledger.hold(prepared.held, clearinghouse: route.profile.id, run: tally.part.run)
    tally.add(held: prepared.held.count)
  }

  func clearHolds(_ route: Route, _ tally: RunTally) throws {
    let admission = route.admission
    guard let oldest = admission.payers.map(\.oldest).min() else { return }
    let window = HoldWindow(
      clearinghouse: route.profile.id, payers: admission.payers.map(\.id),
      from: admission.from.daysSince2000, through: admission.through.daysSince2000,
      oldest: oldest.daysSince2000)
    try ledger.clearHolds(window, run: tally.part.run)
  }

  /// Counts an outcome, tells of it, and ends this clearinghouse's part, for everybody in the run, where its
  /// line is dead.
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
      try ledger.stopShare(tally.part, route.profile.id, fault)
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
