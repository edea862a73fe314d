internal import Foundation
internal import Sessions
internal import Signing
internal import Submissions

/// Previews, and runs that send exactly what a preview showed.
extension ClaimRun {
  /// What a run would send now. It stores nothing but its trail entry and the minute that makes the bytes
  /// repeatable, and takes back what could not be sent any more.
  ///
  /// - Parameter folder: receives each payload as a file of its own, mode 0600 (PHI).
  public func preview(
    folder: PayloadFolder? = nil, _ progress: @escaping @Sendable (Progress) -> Void
  ) throws -> PreviewReport {
    try rehearse(Rehearsal(folder: folder), progress).report
  }

  func rehearse(
    _ rehearsal: Rehearsal, _ progress: @escaping @Sendable (Progress) -> Void
  ) throws -> Rehearsal {
    try prepare()
    try withdrawStale()
    let minute = EnvelopeMinute.now()
    try rehearse(at: minute, rehearsal, progress)
    try ledger.recordPreview(rehearsal.approval.digest, minute: minute.microseconds)
    return rehearsal
  }

  /// Makes what the preview showed once more, and refuses any difference before anything is stored or sent.
  func replay(_ approved: Digest) throws -> Rehearsal {
    guard let microseconds = try ledger.previewedMinute(approved) else { throw GatewayError.approvalUnknown }
    let minute = EnvelopeMinute(microseconds: microseconds)
    let zone = timeZone
    guard minute.stamp(in: zone).date == EnvelopeMinute.now().stamp(in: zone).date else {
      throw GatewayError.approvalUnknown
    }
    let rehearsal = Rehearsal(folder: nil)
    try rehearse(at: minute, rehearsal) { _ in }
    guard rehearsal.approval.digest == approved else { throw GatewayError.approvalDiffers }
    rehearsal.minute = minute
    return rehearsal
  }

  /// Seals everything first, each payload compared with the approved one, and sends only when all of it is
  /// sealed: what earlier runs left as well.
  func submitApproved(
    _ plan: Rehearsal, _ tally: RunTally, _ progress: @escaping @Sendable (Progress) -> Void
  ) throws {
    let expected = ApprovedPayloads(plan.fresh)
    do {
      for (route, tools) in routes { try sealApproved(route, tools, plan, expected, tally) }
      guard expected.isComplete else { throw GatewayError.payloadsChangedWhileApproved }
    } catch {
      _ = try ledger.withdraw(run: tally.part.run)
      throw error
    }
    for (route, _) in routes where plan.submissions(to: route.profile.id).count > 0 {
      try ledger.approveDestination(route.profile.id, route.profile.destination)
    }
    try ledger.share(tally.part, .sending)
    try work(tally, sealing: false, progress)
  }

  private func sealApproved(
    _ route: Route, _ tools: Tools, _ plan: Rehearsal, _ expected: ApprovedPayloads, _ tally: RunTally
  ) throws {
    // Somebody who worked an earlier run may still be at it.
    guard try beginSealing(route, tally) else { throw GatewayError.anotherRunHoldsTheLock }
    let pipeline = try pipeline(route, tools, at: plan.minute, isReviewed: true)
    let waiting = try prepareAll(pipeline) { prepared in
      try keepHolds(prepared, route, tally)
      guard let submission = prepared.submission else { return }
      guard expected.takeNext(submission.payload) else { throw GatewayError.payloadsChangedWhileApproved }
      _ = try ledger.seal(submission, run: tally.part.run)
    }
    tally.add(waiting)
    try clearHolds(route, tally)
    try ledger.endSealing(route.profile.id, tally.part)
  }

  private func rehearse(
    at minute: EnvelopeMinute, _ rehearsal: Rehearsal, _ progress: @escaping @Sendable (Progress) -> Void
  ) throws {
    for (route, tools) in routes {
      rehearsal.begin(route, sealedEarlier: try ledger.undecided(route.profile.id))
      let pipeline = try pipeline(route, tools, at: minute, isReviewed: true)
      progress(.reading(clearinghouse: route.profile.id))
      let waiting = try prepareAll(pipeline) { prepared in
        try rehearsal.add(prepared, route)
        let ready = rehearsal.submissions(to: route.profile.id)
        progress(.prepared(clearinghouse: route.profile.id, submissions: ready.count, claims: ready.claims))
      }
      rehearsal.add(waiting)
    }
  }
}

/// The payloads of an approval, in their order, each to be sealed once.
private final class ApprovedPayloads: @unchecked Sendable {  // one thread seals
  private var remaining: ArraySlice<Digest>

  init(_ payloads: [Digest]) { remaining = payloads[...] }

  var isComplete: Bool { remaining.isEmpty }

  func takeNext(_ payload: Digest) -> Bool {
    guard remaining.first == payload else { return false }
    remaining.removeFirst()
    return true
  }
}
