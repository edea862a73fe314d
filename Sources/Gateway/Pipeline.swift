internal import Archive
internal import Claims
internal import Defects
internal import Delivery
internal import Sessions
internal import Signing
internal import Submissions

/// The way of one clearinghouse's claims, from the practice's records to the wire. Read it from the top:
/// nothing else of Scrim sends anything.
///
/// Three threads, one for each of the three functions below, hand each other batches; memory holds a few of
/// them, however many sessions there are.
struct Pipeline {
  let route: Route
  let tools: Tools
  let envelopes: Envelopes
  let patience: Patience
  let clock: StageClock

  /// Takes everything that is due through steps 1 to 7 and hands each prepared submission to `finish`, in
  /// order.
  func run(_ finish: @escaping @Sendable (Prepared) throws -> Void) throws {
    let batches = Conveyor<Batch>()
    let prepared = Conveyor<Prepared>()
    try inParallel([
      { try batches.fill { put in try gather { for part in $0.parts(route) { try put(part) } } } },
      { try prepared.fill { put in try batches.drain { try put(prepare($0)) } } },
      { try prepared.drain(finish) },
    ])
  }

  // Steps 1 to 4.
  private func gather(_ put: (Batch) throws -> Void) throws {
    let composer = Composer(directory: try tools.reader.directory(), payers: route.rules)
    var batches = BatchBuilder(limit: route.profile.claimsPerBatch, tools.identifiers)
    try clock.measure("admit and read") {
      try tools.reader.forEachAdmitted(by: route.admission) { admitted in  // 1. admit, 2. read
        try clock.measure("redact and compose", outOf: "admit and read") {
          let control = try tools.identifiers.patientControlNumber(of: admitted)
          do {
            let session = try redact(admitted.record)  // 3. redact
            let claim = try composer.compose(session, admitted.billing, control: control)  // 4. compose
            batches.add(claim, session, admitted)
          } catch let withheld as Withheld {
            batches.hold(admitted, [ClaimDefect(withheld).code])
          } catch let defects as ClaimDefects {
            batches.hold(admitted, defects.codes)
          }
        }
        if let full = batches.takeFull() {
          try clock.measure("wait for the next stage", outOf: "admit and read") { try put(full) }
        }
      }
    }
    if let rest = batches.takeRest() { try put(rest) }
  }

  // Steps 5 to 7, and the encryption that step 8 stores.
  func prepare(_ batch: Batch) throws -> Prepared {
    guard batch.count > 0 else { return Prepared(held: batch.held) }
    let address = envelopes.next(for: batch)
    let payload = try clock.measure("render") {
      try render(batch, as: route.profile.format, in: address.envelope)  // 5. render
    }
    try clock.measure("check egress") {
      try checkEgress(payload, of: batch, address)  // 6. check egress
    }
    let digest = clock.measure("digest") { Digest(sha256Of: payload) }
    let signature = try clock.measure("sign") { try signDetached(payload, by: tools.signer) }  // 7. sign
    let sealed = try clock.measure("compress and encrypt") {
      try tools.archive.seal(payload, submission: address.key.description)
    }
    return Prepared(
      batch: batch, payload: payload, digest: digest,
      submission: NewSubmission(
        address: address.on(route), payload: digest, payloadBytes: payload.count,
        signature: (der: signature, keyID: tools.signer.keyID), sealed: .init(sealed),
        claims: batch.references))
  }

  /// Steps 8 to 11. Nil where nothing was sent: a session is no longer admitted, or others of this run are
  /// there to send it.
  func submit(_ prepared: Prepared, _ part: Membership) throws -> Report? {
    guard let new = prepared.submission else { return nil }
    let sealed = try clock.measure("seal") { try tools.ledger.seal(new, run: part.run) }  // 8. seal
    guard let mine = try tools.ledger.take(sealed, part, seconds: tools.courier.permitTime.toEnd) else {
      return nil
    }
    return try send(mine, prepared.payload)
  }

  /// Steps 9 to 11, once: for bytes that are sealed, or in doubt under a live idempotency key. Nil where the
  /// gate gives no permit.
  func sendOnce(_ submission: Submission, _ payload: [UInt8], mayHaveArrived: Bool) throws -> Report? {
    let permit = try clock.measure("permit") {
      try permission(to: submission, again: mayHaveArrived)  // 9. permit
    }
    guard let permit else { return nil }
    return try conclude(permit, submission, payload, mayHaveArrived: mayHaveArrived)
  }

  /// Steps 10 and 11: only ever with a permit in hand.
  private func conclude(
    _ permit: Permit, _ submission: Submission, _ payload: [UInt8], mayHaveArrived: Bool
  ) throws -> Report? {
    let delivery = clock.measure("send") {
      tools.courier.send(  // 10. send
        payload, key: submission.key.description, digest: submission.payload, beginBy: permit.beginBy)
    }
    let report = Report(delivery)
    if let named = delivery.receiptNamed, mayHaveArrived || report.outcome.fault != nil {
      try tools.ledger.nameReceipt(permit, named)
    }
    let counts = try clock.measure("conclude") { try tools.ledger.conclude(permit, report) }  // 11. conclude
    guard counts else { return nil }
    return mayHaveArrived ? report.asSecondSending : report
  }
}
