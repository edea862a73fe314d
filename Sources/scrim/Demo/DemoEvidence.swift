internal import FoundationEssentials
internal import Postgres
internal import Settings
internal import Signing

/// What can be seen afterwards: the ledger, the files that the sandbox kept, and one session's own record.
struct DemoEvidence {
  let folder: DemoFolder
  let practice: DemoPractice
  let services: Services

  struct Delivered: Encodable {
    let clearinghouse, submission, digest, receipt, file: String
    let claims, bytes: Int
    /// The file that the sandbox kept has the digest that we signed and that its receipt names.
    let isConfirmed: Bool
  }

  /// Everything that was ever accepted, oldest first.
  func delivered() throws -> [Delivered] {
    let rows = try services.connection(.billing).query(
      """
      select clearinghouse, submission_key, payload_digest, receipt_number, claim_count, payload_bytes
      from claims.submission where state = 'accepted' order by sealed_at, clearinghouse
      """)
    return try (0..<rows.count).map { row in
      let key = try rows.uuid(row, 1)
      let file = "\(folder.received)/\(key).x12"
      let stored = Digest(bytes: try rows.bytes(row, 2))
      let kept = FileManager.default.contents(atPath: file).map { Digest(sha256Of: Array($0)) }
      return Delivered(
        clearinghouse: try rows.text(row, 0), submission: key, digest: stored?.description ?? "",
        receipt: try rows.text(row, 3), file: "received/\(key).x12", claims: Int(try rows.int32(row, 4)),
        bytes: Int(try rows.int32(row, 5)), isConfirmed: stored != nil && stored == kept)
    }
  }

  /// The way of one session that was sent: the first one, by its id, that was seen by video and has two
  /// diagnoses.
  func oneSession() throws -> SessionPath? {
    let claims = try services.connection(.billing).query(
      """
      select session_id, patient_control_number, submission_key
      from claims.claim_state where state = 'accepted' order by session_id
      """)
    let ids = try (0..<claims.count).map { try claims.text($0, 0) }
    let records = try practice.records()
    let chosen = try records.query(
      """
      select s.session_id from practice.session s
      join practice.charge c on c.session_id = s.session_id and c.line = 1
      where s.session_id = any ($1)
      order by c.place_of_service = '10' and cardinality(s.diagnosis_codes) = 2 desc, s.session_id limit 1
      """, [.textArray(ids)])
    guard chosen.count == 1, let row = ids.firstIndex(of: try chosen.text(0, 0)) else { return nil }
    let file = "\(folder.received)/\(try claims.uuid(row, 2)).x12"
    return SessionPath(
      session: ids[row], columns: try columns("practice", records), seen: try columns("source", records),
      payload: FileManager.default.contents(atPath: file).map { Array($0) } ?? [],
      control: try claims.text(row, 1))
  }

  private func columns(_ schema: String, _ records: Connection) throws -> [String] {
    let rows = try records.query(
      """
      select attname from pg_catalog.pg_attribute
      where attrelid = to_regclass($1) and attnum > 0 and not attisdropped order by attnum
      """, [.text(schema + ".session")])
    return try (0..<rows.count).map { try rows.text($0, 0) }
  }
}
