internal import Archive
internal import Claims
internal import Sessions
internal import Signing
internal import Submissions

/// What is taken back at its payer. It says what was said: it is made from the sealed original, which this
/// host cannot open before somebody brings the archive's private key, and the records are not read for it.
/// From there on it is a submission like any other: rendered, checked, signed, sealed, permitted.
extension ClaimRun {
  /// Everything that a route has to send now: what is due; then what is taken back, by itself.
  ///
  /// - Returns: voids that cannot be made now.
  func prepareAll(
    _ pipeline: Pipeline, _ finish: @escaping @Sendable (Prepared) throws -> Void
  ) throws -> [WaitingVoids] {
    try pipeline.run(finish)
    var batch = Batch()
    var waiting: [WaitingVoids] = []
    for group in try dueVoids(pipeline.route) {
      do {
        for one in try made(group, pipeline) {
          batch.voids.append(one.void)
          batch.references.append(one.reference)
          guard batch.count >= pipeline.route.profile.claimsPerBatch else { continue }
          try pipeline.prepare(&batch, finish)
        }
      } catch let unopened as Unopened {
        waiting.note(group, unopened, pipeline.route)
      }
    }
    if batch.count > 0 { try pipeline.prepare(&batch, finish) }
    return waiting
  }

  /// Those whose originals stand in one submission, together.
  private func dueVoids(_ route: Route) throws -> [[DueVoid]] {
    let payers = PermittedPayers(
      ids: route.admission.payers.map(\.id),
      firstServiceDates: route.admission.payers.map { $0.firstServiceDate.daysSince2000 })
    return try ledger.dueVoids(route.profile.id, payers: payers).reduce(into: []) { groups, void in
      if groups.last?.first?.submission == void.submission {
        groups[groups.count - 1].append(void)
      } else {
        groups.append([void])
      }
    }
  }

  private func made(_ group: [DueVoid], _ pipeline: Pipeline) throws -> [(
    void: ClaimVoid, reference: ClaimReference
  )] {
    guard let first = group.first else { return [] }
    guard let key = archiveKeys.first(where: { $0.publicKey.id == first.archiveKeyID }) else {
      throw Unopened.keyMissing
    }
    let payload = try opened(first.submission, key)
    guard let originals = try? SealedOriginals(payload, of: Set(group.map(\.original))) else {
      throw Unopened.damaged
    }
    return try group.map { due in
      let control = try pipeline.tools.identifiers.patientControlNumber(of: due.session, version: due.version)
      let void = ClaimVoid(
        of: due.original, in: originals, control: control, payerClaimNumber: due.payerClaimNumber)
      guard let void else { throw Unopened.damaged }
      guard void.format == pipeline.route.profile.format else { throw Unopened.otherFormat }
      return (void, ClaimReference(due, control))
    }
  }

  /// The exact bytes that were sent.
  private func opened(_ submission: Int64, _ key: PrivateKey) throws -> [UInt8] {
    guard let stored = try ledger.sealedOriginal(submission),
      let dataKey = key.unwrap(stored.archiveWrappedKey)
    else { throw Unopened.damaged }
    let keys = WrappedKeys(
      transit: [], archive: stored.archiveWrappedKey, archiveKeyID: stored.archiveKeyID)
    let sealed = SealedPayload(
      ciphertext: stored.ciphertext, nonce: stored.nonce, keys: keys, payloadBytes: stored.payloadBytes)
    guard let payload = try? Archive.open(sealed, submission: stored.key.description, dataKey: dataKey),
      Digest(sha256Of: payload) == stored.payload
    else { throw Unopened.damaged }
    return payload
  }
}

private enum Unopened: Error { case keyMissing, damaged, otherFormat }

extension Pipeline {
  /// What a format wants by itself goes by itself.
  fileprivate func prepare(_ batch: inout Batch, _ finish: (Prepared) throws -> Void) throws {
    for part in batch.parts(route) { try finish(prepare(part)) }
    batch = Batch()
  }
}

extension [WaitingVoids] {
  fileprivate mutating func note(_ group: [DueVoid], _ unopened: Unopened, _ route: Route) {
    guard let key = group.first?.archiveKeyID else { return }
    let reason: WaitingVoids.Reason =
      switch unopened {
      case .keyMissing: .keyMissing
      case .damaged: .damaged
      case .otherFormat: .otherFormat
      }
    if let place = firstIndex(where: { $0.archiveKey == key && $0.reason == reason }) {
      self[place].voids += group.count
    } else {
      append(
        WaitingVoids(
          clearinghouse: route.profile.id, archiveKey: key, voids: group.count, reason: reason))
    }
  }
}

extension ClaimReference {
  fileprivate init(_ due: DueVoid, _ control: PatientControlNumber) {
    self.init(
      session: due.session, version: due.version, client: due.client, payer: due.payer,
      serviceDate: due.serviceDate, chargeCents: due.chargeCents, patientControlNumber: control.description)
    (frequency, payerClaimNumber) = (Correction.Frequency.void.rawValue, due.payerClaimNumber)
  }
}
