public import Postgres
public import Signing

/// A claim that is to be taken back, and where it was sealed.
public struct DueVoid: Sendable {
  public let session: String
  /// Of the void.
  public let version: Int32
  public let client: String
  public let payer: String
  /// Days since 2000-01-01.
  public let serviceDate: Int32
  public let chargeCents: Int64
  public let payerClaimNumber: String
  /// The control number under which it was said.
  public let original: String
  /// The submission in which it was said.
  public let submission: Int64
  /// Under which its bytes were sealed for the years after.
  public let archiveKeyID: String
}

/// A decided submission's bytes as they are stored; the archive's private key opens them.
public struct SealedOriginal: Sendable {
  public let key: UniqueID
  public let payload: Digest
  public let payloadBytes: Int
  public let ciphertext: [UInt8]
  public let nonce: [UInt8]
  public let archiveWrappedKey: [UInt8]
  public let archiveKeyID: String
}

extension Ledger {
  /// In the order of the submissions in which they were said.
  public func dueVoids(
    _ clearinghouse: String, payers: PermittedPayers
  ) throws(PostgresError) -> [DueVoid] {
    let rows = try transition(
      """
      select session_id, version, client_id, payer_id, service_date, charge_cents, payer_claim_number,
        original, submission_id, archive_key_id
      from claims.due_voids($1, $2, $3)
      """, [.text(clearinghouse), .textArray(payers.ids), .dateArray(payers.firstServiceDates)])
    var due: [DueVoid] = []
    for row in 0..<rows.count {
      due.append(
        DueVoid(
          session: try rows.text(row, 0), version: try rows.int32(row, 1), client: try rows.text(row, 2),
          payer: try rows.text(row, 3), serviceDate: try rows.date(row, 4),
          chargeCents: try rows.int64(row, 5), payerClaimNumber: try rows.text(row, 6),
          original: try rows.text(row, 7), submission: try rows.int64(row, 8),
          archiveKeyID: try rows.text(row, 9)))
    }
    return due
  }

  /// Leaves an entry in the trail. Nil where nothing in it is to be voided, or where its bytes are gone.
  public func sealedOriginal(_ submission: Int64) throws(PostgresError) -> SealedOriginal? {
    let rows = try transition(
      """
      select uuid_send(submission_key), payload_digest, payload_bytes, ciphertext, nonce, archive_wrapped_key,
        archive_key_id
      from claims.sealed_original($1)
      """, [.int64(submission)])
    guard rows.count == 1, let key = UniqueID(bytes: try rows.bytes(0, 0)),
      let payload = Digest(bytes: try rows.bytes(0, 1))
    else { return nil }
    return SealedOriginal(
      key: key, payload: payload, payloadBytes: Int(try rows.int32(0, 2)), ciphertext: try rows.bytes(0, 3),
      nonce: try rows.bytes(0, 4), archiveWrappedKey: try rows.bytes(0, 5), archiveKeyID: try rows.text(0, 6))
  }
}
