internal import Submissions

#if PROOF
  internal import Foundation
#endif

/// One run, worked by one process or by several: for each clearinghouse one of them seals; whoever has a hand
/// free takes what is sealed and sends it.
extension ClaimRun {
  /// Until nothing is left that could still come to this process.
  ///
  /// - Parameter sealing: false where its leader alone knows what is to be sealed.
  func work(
    _ tally: RunTally, sealing: Bool, _ progress: @escaping @Sendable (Progress) -> Void
  ) throws {
    for (route, tools) in routes { try settle(route, tools, tally, progress) }
    while true {
      if sealing {
        for (route, tools) in routes { try submitDue(route, tools, tally, progress) }
      }
      for (route, tools) in routes { try settle(route, tools, tally, progress) }
      guard try isAwaited(tally, sealing: sealing) else { return }
      guard patience.wait(seconds: Self.pause) else { throw RunOver() }
      try doubtAbandoned()
    }
  }

  /// Whether others still seal, or have something in hand that they might leave behind.
  private func isAwaited(_ tally: RunTally, sealing: Bool) throws -> Bool {
    for (route, _) in routes where !tally.isStopped(route.profile.id) {
      let share = try ledger.shareState(tally.part, route.profile.id)
      guard share.fault == nil else { continue }
      if sealing, !share.isSealed { return true }
      if try ledger.awaits(route.profile.id, tally.part) { return true }
    }
    return try !sealing && !tally.part.leads && ledger.hasOthers(tally.part)
  }

  /// Prepares, seals and, where nobody else is there to do it, sends batch by batch. A clearinghouse that
  /// cannot be reached, or that leaves one in doubt, gets nothing more in this run; the others go on.
  private func submitDue(
    _ route: Route, _ tools: Tools, _ tally: RunTally, _ progress: @escaping @Sendable (Progress) -> Void
  ) throws {
    let clearinghouse = route.profile.id
    guard !tally.isStopped(clearinghouse), try beginSealing(route, tally) else { return }
    let share = try ledger.shareState(tally.part, clearinghouse)
    if !share.isSealed, share.fault == nil {
      do {
        try submitAll(route, tools, tally, progress)
        try ledger.noteSealed(tally.part, clearinghouse)
      } catch is ClearinghouseStopped {
        log(.clearinghouseStopped(clearinghouse: clearinghouse))
      } catch is SealedByAnother {}
    }
    try ledger.endSealing(clearinghouse, tally.part)
  }

  private func submitAll(
    _ route: Route, _ tools: Tools, _ tally: RunTally, _ progress: @escaping @Sendable (Progress) -> Void
  ) throws {
    if let unusual = try unusual(route, tools) {
      tally.wait(route.profile.id, unusual)
      log(.clearinghouseWaits(clearinghouse: route.profile.id, why: unusual))
      return
    }
    let pipeline = try pipeline(route, tools, at: .now())
    progress(.reading(clearinghouse: route.profile.id))
    let waiting = try prepareAll(pipeline) { prepared in
      guard try keepSealing(route, tally) else { throw SealedByAnother() }
      try keepHolds(prepared, route, tally)
      guard patience.isOver == nil else { throw RunOver() }
      guard let report = try submit(prepared, pipeline, tally) else { return }
      try note(report, prepared.sent, route, tally, progress)
    }
    tally.add(waiting)
    try clearHolds(route, tally)
  }

  private func submit(_ prepared: Prepared, _ pipeline: Pipeline, _ tally: RunTally) throws -> Report? {
    do {
      return try pipeline.submit(prepared, tally.part)
    } catch  where Ledger.isTaken(error) {
      // By whoever took over; else there is something wrong.
      throw try keepSealing(pipeline.route, tally) ? error : SealedByAnother()
    }
  }

  func beginSealing(_ route: Route, _ tally: RunTally) throws -> Bool {
    try ledger.beginSealing(route.profile.id, tally.part, seconds: Self.sealingSeconds)
  }

  private func keepSealing(_ route: Route, _ tally: RunTally) throws -> Bool {
    try ledger.keepSealing(route.profile.id, tally.part, seconds: Self.sealingSeconds)
  }

  /// Seconds between two looks at what the others do.
  static let pause = 0.5

  /// Who has prepared no submission for so long is taken for stopped.
  static var sealingSeconds: Int {
    #if PROOF
      if let given = ProcessInfo.processInfo.environment["SCRIM_PROOF_SEALING"] { return Int(given) ?? 300 }
    #endif
    return 300
  }
}

/// This process was held up for so long that another one goes on with it.
private struct SealedByAnother: Error {}
