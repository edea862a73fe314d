internal import Archive
internal import Signing
internal import Submissions

#if PROOF
  internal import Sessions
#endif

/// What earlier runs left: submissions that are sealed and were not sent, and those in doubt.
extension ClaimRun {
  func settle(
    _ route: Route, _ tools: Tools, _ tally: RunTally, _ progress: @escaping @Sendable (Progress) -> Void
  ) throws {
    let undecided = try ledger.undecided(route.profile.id)
    guard !undecided.isEmpty else { return }
    progress(.settling(clearinghouse: route.profile.id, submissions: undecided.count))
    let pipeline = try pipeline(route, tools, at: .now())
    do {
      for one in undecided {
        guard let report = try sendAgain(one, pipeline, tally) else { continue }
        try note(report, one.sent, route, tally, progress)
      }
    } catch is ClearinghouseStopped {
      log(.clearinghouseStopped(clearinghouse: route.profile.id))
    }
  }

  /// Takes back what was sealed and cannot go any more: a session in it is no longer admitted, or the address
  /// is no longer the clearinghouse's. No byte of it has left; its other claims are made again.
  func withdrawStale() throws {
    for (route, _) in routes {
      try ledger.withdrawInadmissible(route.profile.id, payers: route.permitted)
      for one in try ledger.undecided(route.profile.id)
      where one.state == .sealed && one.destination != route.profile.destination {
        try ledger.withdraw(one.submission)
      }
    }
  }

  /// Nil where nothing may be sent: the bytes are for another destination, the clearinghouse offers nothing
  /// that makes a second sending safe, or the gate gives no permit.
  private func sendAgain(_ one: UndecidedSubmission, _ pipeline: Pipeline, _ tally: RunTally) throws
    -> Report?
  {
    guard one.destination == pipeline.route.profile.destination else {
      if one.state == .inDoubt { tally.addUndecided() }
      return nil
    }
    let payload = try bytes(of: one, pipeline.tools)
    switch one.state {
    case .sealed:
      guard let payload else {
        // Taken back: the gate gives no permit for what has no bytes, and withdraws it.
        _ = try ledger.permit(one.submission, payers: pipeline.route.permitted)
        return nil
      }
      return try pipeline.send(one.submission, payload)
    case .inDoubt:
      #if PROOF
        if Leak.secondSending.isPlanted, let payload {
          return pipeline.sendUnpermitted(one.submission, payload)
        }
      #endif
      guard let payload, let hours = pipeline.route.profile.idempotencyHours,
        let permit = try ledger.permitAgain(
          one.submission, payers: pipeline.route.permitted, windowHours: hours)
      else {
        tally.addUndecided()
        return nil
      }
      return try pipeline.conclude(permit, one.submission, payload).asSecondSending
    }
  }

  /// The frozen bytes, opened with the transit key and compared with their digest; nil where they were taken
  /// back a moment ago.
  private func bytes(of one: UndecidedSubmission, _ tools: Tools) throws -> [UInt8]? {
    guard let stored = try ledger.sealedBytes(one.submission) else { return nil }
    let keys = WrappedKeys(
      transit: stored.transitWrappedKey, archive: stored.archiveWrappedKey, archiveKeyID: stored.archiveKeyID)
    let sealed = SealedPayload(
      ciphertext: stored.ciphertext, nonce: stored.nonce, keys: keys, payloadBytes: one.payloadBytes)
    let payload = try tools.archive.open(sealed, submission: one.submission.key.description)
    guard Digest(sha256Of: payload) == one.submission.payload else {
      throw GatewayError.sealedBytesUnreadable
    }
    return payload
  }
}

extension Report {
  /// What it tells of a submission that may have arrived before: a refusal of the second sending decides
  /// nothing.
  fileprivate var asSecondSending: Report {
    guard case .rejected = outcome else { return self }
    return Report(
      outcome: .inDoubt(.other), httpStatus: httpStatus, transportCode: transportCode,
      requestBytes: requestBytes, answer: answer)
  }
}

extension UndecidedSubmission {
  var sent: SentSubmission {
    SentSubmission(
      key: submission.key, payload: submission.payload, bytes: payloadBytes, claims: submission.claims)
  }
}
