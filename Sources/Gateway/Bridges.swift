internal import Archive
internal import Claims
internal import Defects
internal import Delivery
internal import Egress
internal import Sessions
internal import Signing
internal import Submissions

// Where one module's words become another's. The modules do not know each other; this one does.

extension ClaimReference {
  init(_ admitted: AdmittedSession, _ claim: Claim) {
    self.init(
      session: admitted.record.reference, version: admitted.version, client: admitted.clientReference,
      payer: claim.payerID, serviceDate: claim.serviceDate.day.daysSince2000, chargeCents: claim.chargeCents,
      patientControlNumber: claim.control.description)
    if let correction = claim.correction {
      (frequency, payerClaimNumber) = (correction.frequency.rawValue, correction.payerClaimNumber)
    }
    delayReason = claim.delayReason?.rawValue
  }
}

/// What a batch holds, as one payload.
func render(_ batch: Batch, as format: ClaimFormat, in envelope: Envelope) throws -> [UInt8] {
  batch.voids.isEmpty
    ? try render(batch.claims, as: format, in: envelope) : try render(batch.voids, as: format, in: envelope)
}

extension NewSubmission.Sealed {
  init(_ sealed: SealedPayload) {
    self.init(
      ciphertext: sealed.ciphertext, nonce: sealed.nonce, transitWrappedKey: sealed.transitWrappedKey,
      archiveWrappedKey: sealed.archiveWrappedKey, archiveKeyID: sealed.archiveKeyID)
  }
}

extension Report {
  init(_ delivery: Delivery) {
    self.init(
      outcome: delivery.outcome, httpStatus: delivery.httpStatus, transportCode: delivery.curlCode,
      requestBytes: delivery.requestBytes,
      answer: delivery.answer.isEmpty ? nil : Digest(sha256Of: delivery.answer))
    retryAfterSeconds = delivery.mayHelpToAskAgain ? 0 : delivery.retryAfterSeconds
  }
}

extension Pipeline {
  /// Step 6. What must be found besides the manifest: our own count, usage, parties and number, or the claim.
  func checkEgress(_ payload: [UInt8], of batch: Batch, _ address: Addressed) throws {
    switch route.profile.format {
    case .x12Professional: _ = try check(payload, expecting: interchange(batch, address))
    case .json: _ = try check(payload, expecting: document(batch, address))
    }
  }

  /// The same reading, with every element that it found.
  func elements(of payload: [UInt8], _ batch: Batch, _ address: Addressed) throws -> [DisclosedElement] {
    switch route.profile.format {
    case .x12Professional: try disclosed(payload, expecting: interchange(batch, address))
    case .json: try disclosed(payload, expecting: document(batch, address))
    }
  }

  private var usage: ExpectedInterchange.Usage { route.profile.usage == .production ? .production : .test }

  private func interchange(_ batch: Batch, _ address: Addressed) -> ExpectedInterchange {
    ExpectedInterchange(
      claims: batch.count, usage: usage, submitterID: route.profile.submitter.id,
      receiverID: route.profile.receiver.id, interchangeControlNumber: address.controlNumber)
  }

  private func document(_ batch: Batch, _ address: Addressed) -> ExpectedDocument {
    ExpectedDocument(
      patientControlNumber: batch.references.first?.patientControlNumber ?? "", usage: usage,
      submitterID: route.profile.submitter.id, receiverID: route.profile.receiver.id,
      madeOn: Int(address.envelope.moment.date) ?? 0)
  }
}

extension ClaimDefects {
  /// As a hold keeps them: each code once.
  var codes: [String] {
    all.reduce(into: []) { codes, defect in if !codes.contains(defect.code) { codes.append(defect.code) } }
  }
}
