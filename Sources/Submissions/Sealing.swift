public import Postgres
public import Signing

/// One claim as the ledger keeps it: references and totals, no content.
public struct ClaimReference: Sendable {
  public let session: String
  public let version: Int32
  public let client: String
  public let payer: String
  /// Days since 2000-01-01.
  public let serviceDate: Int32
  public let chargeCents: Int64
  public let patientControlNumber: String
  /// ST02 of the transaction set that holds it.
  public var set: Int32 = 1
  /// CLM05-3, and the payer's number of what it corrects where that is not 1.
  public var frequency: Int32 = 1
  public var payerClaimNumber: String?
  /// CLM20, where it says that it is late.
  public var delayReason: String?
  /// Of what the claim says of its session; nil: it is not compared with the records later.
  public var said: Fingerprints?

  public init(
    session: String, version: Int32, client: String, payer: String, serviceDate: Int32, chargeCents: Int64,
    patientControlNumber: String
  ) {
    self.session = session
    self.version = version
    self.client = client
    self.payer = payer
    self.serviceDate = serviceDate
    self.chargeCents = chargeCents
    self.patientControlNumber = patientControlNumber
  }
}

/// A payload that is rendered, checked, signed and encrypted, and not yet on record.
public struct NewSubmission: Sendable {
  /// The payload, encrypted, and the two wraps of its data key.
  public struct Sealed: Sendable {
    public let ciphertext: [UInt8]
    public let nonce: [UInt8]
    public let transitWrappedKey: [UInt8]
    public let archiveWrappedKey: [UInt8]
    public let archiveKeyID: String

    public init(
      ciphertext: [UInt8], nonce: [UInt8], transitWrappedKey: [UInt8], archiveWrappedKey: [UInt8],
      archiveKeyID: String
    ) {
      self.ciphertext = ciphertext
      self.nonce = nonce
      self.transitWrappedKey = transitWrappedKey
      self.archiveWrappedKey = archiveWrappedKey
      self.archiveKeyID = archiveKeyID
    }
  }

  /// What the bytes are called and where they go.
  public struct Address: Sendable {
    /// Random; leaves as the Idempotency-Key.
    public let key: UniqueID
    public let clearinghouse: String
    /// Endpoint, authority, pins and ids, as one digest.
    public let destination: Digest
    /// ISA13.
    public let controlNumber: Int
    public let batchID: String

    public init(
      key: UniqueID, clearinghouse: String, destination: Digest, controlNumber: Int, batchID: String
    ) {
      self.key = key
      self.clearinghouse = clearinghouse
      self.destination = destination
      self.controlNumber = controlNumber
      self.batchID = batchID
    }
  }

  public let address: Address
  public let payload: Digest
  public let payloadBytes: Int
  /// Detached CMS, DER.
  public let signature: [UInt8]
  public let signingKeyID: String
  public let sealed: Sealed
  public let claims: [ClaimReference]

  public init(
    address: Address, payload: Digest, payloadBytes: Int, signature: (der: [UInt8], keyID: String),
    sealed: Sealed,
    claims: [ClaimReference]
  ) {
    self.address = address
    self.payload = payload
    self.payloadBytes = payloadBytes
    self.signature = signature.der
    self.signingKeyID = signature.keyID
    self.sealed = sealed
    self.claims = claims
  }
}

/// A submission on record, by its number in the ledger.
public struct Submission: Sendable, Equatable {
  public let id: Int64
  public let key: UniqueID
  public let payload: Digest
  public let claims: Int
  /// The number of the lease under which this process may send it; nil where no others take part.
  public private(set) var lease: Int64?

  public init(id: Int64, key: UniqueID, payload: Digest, claims: Int) {
    self.id = id
    self.key = key
    self.payload = payload
    self.claims = claims
  }

  func leased(_ lease: Int64) -> Submission {
    var leased = self
    leased.lease = lease
    return leased
  }
}

extension Ledger {
  /// Step 8. Freezes the bytes and the claims they contain; from now on only these bytes are ever sent.
  ///
  /// Throws SQLSTATE SC002 where another run took the control number, 23505 (`claimed_once`) where a session
  /// is claimed already; nothing is stored then.
  public func seal(_ new: NewSubmission, run: UniqueID) throws(PostgresError) -> Submission {
    let (said, delays) = (fingerprints(new.claims), delays(new.claims))
    let id = try transition(
      Self.sealing(notingSaid: !said.isEmpty, delays: !delays.isEmpty), parameters(new, run) + said + delays
    ).int64(0, 0)
    return Submission(id: id, key: new.address.key, payload: new.payload, claims: new.claims.count)
  }

  /// The next ISA13 for a clearinghouse, without taking it.
  public func freeNumbers(_ clearinghouse: String) throws(PostgresError) -> FreeNumbers {
    let rows = try transition(
      "select free, next from claims.control_numbers($1)", [.text(clearinghouse)])
    return FreeNumbers(
      returned: try rows.int32Array(0, 0).map(Int.init), next: Int(try rows.int32(0, 1)))
  }

  /// The first of them.
  public func nextControlNumber(_ clearinghouse: String) throws(PostgresError) -> Int {
    Int(try transition("select claims.next_control_number($1)", [.text(clearinghouse)]).int32(0, 0))
  }

  /// Takes back one submission that was never sent; its claims wait to be sealed again.
  public func withdraw(_ submission: Submission) throws(PostgresError) {
    _ = try transition("select claims.withdraw($1)", [.int64(submission.id)])
  }

  /// Takes back what a run sealed and did not send.
  public func withdraw(run: UniqueID) throws(PostgresError) -> Int {
    Int(try transition("select claims.withdraw_run($1)", [.uuid(run.bytes)]).int32(0, 0))
  }

  private static let sealing = """
    select claims.seal($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, \
    $22, $23, $24, $25)
    """

  /// With what is kept beside it in the same transaction. Nearly all submissions note what they said, nearly
  /// none has a late claim.
  private static func sealing(notingSaid: Bool, delays: Bool) -> String {
    switch (notingSaid, delays) {
    case (false, false): sealing
    case (true, false): sealingAnd + said + " from sealed s"
    case (false, true): sealingAnd + "claims.hold_delay_reasons($26, $27, $28) from sealed s"
    case (true, true): sealingAnd + said + ", claims.hold_delay_reasons($31, $32, $33) from sealed s"
    }
  }

  private static let sealingAnd = "with sealed as materialized (" + sealing + " as id) select s.id, "
  private static let said = "claims.note_said(s.id, $26, $16, $27, $28, $29, $30)"

  private func parameters(_ new: NewSubmission, _ run: UniqueID) -> [Parameter] {
    let sealed = new.sealed
    return [
      .uuid(run.bytes), .uuid(new.address.key.bytes), .text(new.address.clearinghouse),
      .bytes(new.address.destination.bytes), .int32(Int32(new.address.controlNumber)),
      .text(new.address.batchID),
      .int32(Int32(new.payloadBytes)), .bytes(new.payload.bytes), .bytes(new.signature),
      .text(new.signingKeyID),
      .bytes(sealed.ciphertext), .bytes(sealed.nonce), .bytes(sealed.transitWrappedKey),
      .bytes(sealed.archiveWrappedKey), .text(sealed.archiveKeyID),
      .textArray(new.claims.map(\.session)), .int32Array(new.claims.map(\.version)),
      .textArray(new.claims.map(\.client)), .textArray(new.claims.map(\.payer)),
      .dateArray(new.claims.map(\.serviceDate)), .int64Array(new.claims.map(\.chargeCents)),
      .textArray(new.claims.map(\.patientControlNumber)), .int32Array(new.claims.map(\.set)),
    ] + corrections(new.claims)
  }

  /// What the claims say, as fingerprints; empty unless each of them has some.
  private func fingerprints(_ claims: [ClaimReference]) -> [Parameter] {
    let said = claims.compactMap(\.said)
    guard let first = said.first, said.count == claims.count else { return [] }
    return [
      .int64(first.keyPrint), .int64Array(said.map(\.charges)), .int64Array(said.map(\.diagnoses)),
      .int64Array(said.map(\.services)), .int64Array(said.map(\.clinicians)),
    ]
  }

  /// Of the claims that are late: sessions, versions and reasons.
  private func delays(_ claims: [ClaimReference]) -> [Parameter] {
    let late = claims.compactMap { claim in claim.delayReason.map { (claim, $0) } }
    guard !late.isEmpty else { return [] }
    return [
      .textArray(late.map(\.0.session)), .int32Array(late.map(\.0.version)), .textArray(late.map(\.1)),
    ]
  }

  /// Frequencies and payers' numbers; NULL where all are originals, as on nearly every day.
  private func corrections(_ claims: [ClaimReference]) -> [Parameter] {
    guard claims.contains(where: { $0.frequency != 1 }) else { return [.null, .null] }
    return [.int32Array(claims.map(\.frequency)), .optionalTextArray(claims.map(\.payerClaimNumber))]
  }
}
