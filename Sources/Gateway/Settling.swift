internal import Archive
internal import Delivery
internal import Signing
internal import Submissions

#if PROOF
  internal import Sessions
#endif

/// What earlier runs left: submissions that are sealed and were not sent, and those in doubt.
extension ClaimRun {
  /// - Parameter onlyDoubtful: nothing is sent that was never sent before.
  func settle(
    _ route: Route, _ tools: Tools, _ tally: RunTally, onlyDoubtful: Bool = false,
    _ progress: @escaping @Sendable (Progress) -> Void
  ) throws {
    guard !tally.isStopped(route.profile.id) else { return }
    var pipeline: Pipeline?
    do {
      while let one = try next(route, tools, tally, onlyDoubtful) {
        if pipeline == nil { progress(.settling(clearinghouse: route.profile.id)) }
        let ready = try pipeline ?? self.pipeline(route, tools, at: .now())
        pipeline = ready
        let report = try sendAgain(one, ready, tally)
        try ledger.release(one.submission)
        if let report { try note(report, one.sent, route, tally, progress) }
      }
    } catch is ClearinghouseStopped {
      log(.clearinghouseStopped(clearinghouse: route.profile.id))
    }
  }

  private func next(
    _ route: Route, _ tools: Tools, _ tally: RunTally, _ onlyDoubtful: Bool
  ) throws -> UndecidedSubmission? {
    guard patience.isOver == nil else { throw RunOver() }
    return try ledger.takeNext(
      route.profile.id, tally.part, seconds: tools.courier.permitTime.toEnd, onlyDoubtful: onlyDoubtful)
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
    #if PROOF
      if one.state == .inDoubt, Leak.secondSending.isPlanted, let payload {
        return pipeline.sendUnpermitted(one.submission, payload)
      }
    #endif
    switch (one.state, payload) {
    case (.sealed, nil):
      // Taken back: the gate gives no permit for what has no bytes, and withdraws it.
      _ = try ledger.permit(one.submission, payers: pipeline.route.permitted)
      return nil
    case (.sealed, let payload?): return try pipeline.send(one.submission, payload)
    case (.inDoubt, let payload):
      if let payload, let report = try pipeline.send(one.submission, payload, inDoubt: true) { return report }
      if try ask(one, pipeline) { tally.addSettled() } else { tally.addUndecided() }
      return nil
    }
  }

  /// Asks the clearinghouse whether it has the submission, by its key alone. True where that has settled it.
  private func ask(_ one: UndecidedSubmission, _ pipeline: Pipeline) throws -> Bool {
    guard let minutes = pipeline.route.profile.statusMinutesApart else { return false }
    let asked = pipeline.tools.courier.ask(
      one.submission.key.description, digest: one.submission.payload)
    guard case .answered(let answer) = asked else { return false }
    let settlement = try ledger.noteStatus(one.submission, answer, minutesApart: minutes)
    if let settlement { log(.submissionSettled(submission: one.submission.key, as: settlement)) }
    return settlement != nil
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
  /// What it tells of a submission that may have arrived before: that a later sending was refused, or did not
  /// leave, decides nothing.
  var asSecondSending: Report {
    let doubt: Fault
    switch outcome {
    case .accepted, .inDoubt: return self
    case .rejected: doubt = .other
    case .notSent(let fault): doubt = fault
    }
    var report = Report(
      outcome: .inDoubt(doubt), httpStatus: httpStatus, transportCode: transportCode,
      requestBytes: requestBytes, answer: answer)
    report.retryAfterSeconds = retryAfterSeconds
    return report
  }
}

extension UndecidedSubmission {
  var sent: SentSubmission {
    SentSubmission(
      key: submission.key, payload: submission.payload, bytes: payloadBytes, claims: submission.claims)
  }
}
