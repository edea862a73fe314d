public import Postgres

/// The billing desk's work on claims that have left: where they stand, and what a person does about it.
/// Nothing is edited here; what is sent again is read anew from the records, through the same gate.
extension BillingDesk {
  /// Claims that wait for somebody, of one state, reason, clearinghouse and payer.
  public struct Work: Sendable {
    /// As in `docs/claim-states.md`.
    public let state: String
    /// What was said, as codes: `A7:562:IL`.
    public let codes: [String]
    public let clearinghouse: String
    public let payer: String
    public let claims: Int
    public let chargeCents: Int64
    /// The oldest date of service, in days since 2000-01-01.
    public let oldest: Int32
    /// Microseconds since 2000-01-01 UTC.
    public let since: Int64
  }

  /// Oldest first.
  public func work() throws(PostgresError) -> [Work] {
    let rows = try connection.query(
      """
      select state, codes, clearinghouse, payer_id, claims, charge_cents, oldest, since
      from \(at.claims).work()
      """)
    var found: [Work] = []
    for row in 0..<rows.count {
      found.append(
        Work(
          state: try rows.text(row, 0), codes: try rows.textArray(row, 1),
          clearinghouse: try rows.text(row, 2), payer: try rows.text(row, 3),
          claims: Int(try rows.int64(row, 4)), chargeCents: try rows.int64(row, 5),
          oldest: try rows.date(row, 6), since: try rows.timestamp(row, 7)))
    }
    return found
  }

  /// What of a list is wanted; nil is anything.
  public struct ClaimFilter: Sendable {
    public var state: String?
    public var code: String?
    public var payer: String?
    public var clearinghouse: String?
    /// Dates of service, in days since 2000-01-01.
    public var from: Int32?
    public var through: Int32?
    public var limit = 1_000
    /// All that was said of it, and nothing else.
    public var codes: [String]?
    /// Only what comes after it in the list.
    public var after: Place?
    public init() {}
  }

  /// Where a page of a list ended.
  public struct Place: Sendable {
    public let serviceDate: Int32
    public let claim: String

    public init(serviceDate: Int32, claim: String) {
      self.serviceDate = serviceDate
      self.claim = claim
    }
  }

  public struct Listed: Sendable {
    /// CLM01, by which every answer names it.
    public let claim: String
    public let session: String
    public let version: Int
    public let payer: String
    public let clearinghouse: String
    public let serviceDate: Int32
    public let chargeCents: Int64
    public let state: String
    public let codes: [String]
    /// Something that was said of it contradicts something else.
    public let isContradictory: Bool
    /// Microseconds since 2000-01-01 UTC.
    public let changed: Int64?
  }

  /// Oldest service first.
  public func claims(_ filter: ClaimFilter) throws(PostgresError) -> [Listed] {
    let rows = try connection.query(
      """
      select patient_control_number, session_id, version::integer, payer_id, clearinghouse, service_date,
        charge_cents,
        state, codes, contradictory, changed_at
      from \(at.claims).listed_after($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      """,
      [
        .optionalText(filter.state), .optionalText(filter.code), filter.codes.map { .textArray($0) } ?? .null,
        .optionalText(filter.payer), .optionalText(filter.clearinghouse), .optionalDate(filter.from),
        .optionalDate(filter.through), .optionalDate(filter.after?.serviceDate),
        .optionalText(filter.after?.claim), .int32(Int32(filter.limit)),
      ])
    var found: [Listed] = []
    for row in 0..<rows.count {
      found.append(
        Listed(
          claim: try rows.text(row, 0), session: try rows.text(row, 1), version: Int(try rows.int32(row, 2)),
          payer: try rows.text(row, 3), clearinghouse: try rows.text(row, 4),
          serviceDate: try rows.date(row, 5), chargeCents: try rows.int64(row, 6),
          state: try rows.text(row, 7), codes: try rows.textArray(row, 8),
          isContradictory: try rows.bool(row, 9), changed: try rows.optionalTimestamp(row, 10)))
    }
    return found
  }

  /// What became of a person's wish.
  public enum Wish: String, Sendable {
    case recorded
    /// The claim's state does not allow it.
    case notNow = "not-now"
    /// Others say that the claim was accepted: somebody has to have asked.
    case contradictory
    /// The session is not there to be billed, whatever the cause.
    case notReady = "not-ready"
    /// No acknowledgment has brought the payer's claim number.
    case numberMissing = "number-missing"
    /// It is within the payer's time of filing: there is no delay to give a reason for.
    case inTime = "in-time"
  }

  /// A claim that was refused or rejected is made again from the records, as what it was.
  ///
  /// - Parameter knownBy: how somebody knows that it was not accepted, where statements contradict each
  ///   other: `portal`, `phone`, `letter`, `report` or `payer`.
  /// - Returns: nil where there is no such claim.
  public func sendAgain(_ claim: String, _ payers: Payers, knownBy: String?) throws(PostgresError) -> Wish? {
    try wish(
      "select \(at.claims).send_again($1, $2, $3, $4)",
      [.text(claim), .textArray(payers.ids), .dateArray(payers.firstServiceDates), .optionalText(knownBy)])
  }

  /// A claim that the payer has taken in is replaced by what the records say now (CLM05-3 7).
  public func replace(
    _ claim: String, payerClaimNumber: String?, _ payers: Payers
  ) throws(PostgresError) -> Wish? {
    try wish(
      "select \(at.claims).replace_claim($1, $2, $3, $4)",
      [
        .text(claim), .optionalText(payerClaimNumber), .textArray(payers.ids),
        .dateArray(payers.firstServiceDates),
      ])
  }

  /// A claim that the payer has taken in is taken back (CLM05-3 8), as it was said.
  public func void(
    _ claim: String, payerClaimNumber: String?, _ payers: Payers
  ) throws(PostgresError) -> Wish? {
    try wish(
      "select \(at.claims).void_claim($1, $2, $3, $4)",
      [
        .text(claim), .optionalText(payerClaimNumber), .textArray(payers.ids),
        .dateArray(payers.firstServiceDates),
      ])
  }

  /// Voids that wait for the archive's private keys, by the keys' ids.
  public func waitingVoids() throws(PostgresError) -> [(archiveKey: String, voids: Int)] {
    let rows = try connection.query("select archive_key_id, voids from \(at.claims).waiting_voids()")
    var waiting: [(archiveKey: String, voids: Int)] = []
    for row in 0..<rows.count { waiting.append((try rows.text(row, 0), Int(try rows.int64(row, 1)))) }
    return waiting
  }

  /// What one payer has denied, or what was voided there, is billed to another one, which the charge now
  /// names.
  public func rebill(_ claim: String, _ payers: Payers) throws(PostgresError) -> Wish? {
    try wish(
      "select \(at.claims).rebill($1, $2, $3)",
      [.text(claim), .textArray(payers.ids), .dateArray(payers.firstServiceDates)])
  }

  /// What was asked for and is not sealed yet is not made after all.
  public func takeBack(_ claim: String) throws(PostgresError) -> Wish? {
    try wish("select \(at.claims).take_back($1)", [.text(claim)])
  }

  /// - Parameter reason: `written-off`, `billed-to-client`, `appealed`, `secondary-due` or `paid`.
  public func close(_ claim: String, reason: String) throws(PostgresError) -> Wish? {
    try wish("select \(at.claims).close_claim($1, $2)", [.text(claim), .text(reason)])
  }

  public func reopen(_ claim: String) throws(PostgresError) -> Wish? {
    try wish("select \(at.claims).reopen_claim($1)", [.text(claim)])
  }

  /// Keeps a session back from the next run on; false where it is kept back already.
  ///
  /// - Parameter reason: `asked-clinician`, `asked-client`, `asked-payer` or `policy`.
  public func keepBack(session: String, reason: String) throws(PostgresError) -> Bool {
    try connection.query("select \(at.claims).keep_back($1, $2)", [.text(session), .text(reason)]).bool(0, 0)
  }

  /// False where nobody keeps it back.
  public func letGo(session: String) throws(PostgresError) -> Bool {
    try connection.query("select \(at.claims).let_go($1)", [.text(session)]).bool(0, 0)
  }

  func wish(_ sql: String, _ parameters: [Parameter]) throws(PostgresError) -> Wish? {
    guard let answer = try connection.query(sql, parameters).optionalText(0, 0) else { return nil }
    guard let wish = Wish(rawValue: answer) else { throw PostgresError(.unexpectedType, sqlState: "22P02") }
    return wish
  }
}
