public import Postgres

/// What billing staff see: where submissions stand, what is held and why, what could be billed and is not.
/// Nothing here differs by whether anyone pays for themselves.
public final class BillingDesk {
  private let connection: Connection

  public init(_ address: Address) throws(PostgresError) {
    connection = try Connection(address)
  }

  /// Submissions of one clearinghouse in one state.
  public struct Standing: Sendable {
    public let clearinghouse: String
    /// `sealed`, `in_flight`, `in_doubt`, `accepted`, `rejected`.
    public let state: String
    public let submissions: Int
    public let claims: Int
    /// Microseconds since 2000-01-01 UTC.
    public let oldest: Int64
  }

  public func standing() throws(PostgresError) -> [Standing] {
    let rows = try connection.query(
      "select clearinghouse, state, submissions, claims::bigint, oldest from claims.standing()")
    var standing: [Standing] = []
    for row in 0..<rows.count {
      standing.append(
        Standing(
          clearinghouse: try rows.text(row, 0), state: try rows.text(row, 1),
          submissions: Int(try rows.int64(row, 2)), claims: Int(try rows.int64(row, 3)),
          oldest: try rows.timestamp(row, 4)))
    }
    return standing
  }

  /// A submission in doubt of which the clearinghouse told a person whether it arrived.
  ///
  /// - Parameter key: as `scrim status` shows it.
  /// - Returns: its state now, `accepted` or `withdrawn`; nil where nothing of that key is in doubt.
  public func settle(key: [UInt8], receipt: String?) throws(PostgresError) -> String? {
    try connection.query(
      "select claims.settle($1, $2, $3)", [.uuid(key), .bool(receipt != nil), .optionalText(receipt)]
    ).optionalText(0, 0)
  }

  public struct Doubtful: Sendable {
    public let key: String
    public let clearinghouse: String
    public let claims: Int
    /// Microseconds since 2000-01-01 UTC.
    public let sealedAt: Int64
  }

  public func doubtful() throws(PostgresError) -> [Doubtful] {
    let rows = try connection.query(
      """
      select submission_key::text, clearinghouse, claim_count, sealed_at from claims.submission
      where state = 'in_doubt' order by submission_id
      """)
    var found: [Doubtful] = []
    for row in 0..<rows.count {
      found.append(
        Doubtful(
          key: try rows.text(row, 0), clearinghouse: try rows.text(row, 1),
          claims: Int(try rows.int32(row, 2)), sealedAt: try rows.timestamp(row, 3)))
    }
    return found
  }

  public struct Held: Sendable {
    public let session: String
    public let clearinghouse: String
    public let payer: String
    /// Days since 2000-01-01, as all dates here.
    public let serviceDate: Int32
    public let defects: [String]
    /// Microseconds since 2000-01-01 UTC.
    public let since: Int64
  }

  public func held() throws(PostgresError) -> [Held] {
    let rows = try connection.query(
      "select session_id, clearinghouse, payer_id, service_date, defects, first_held_at from claims.held()")
    var held: [Held] = []
    for row in 0..<rows.count {
      held.append(
        Held(
          session: try rows.text(row, 0), clearinghouse: try rows.text(row, 1), payer: try rows.text(row, 2),
          serviceDate: try rows.date(row, 3), defects: try rows.textArray(row, 4),
          since: try rows.timestamp(row, 5)))
    }
    return held
  }

  /// The payers that are configured, as the gate needs them.
  public struct Payers: Sendable {
    public let ids: [String]
    public let firstServiceDates: [Int32]

    public init(ids: [String], firstServiceDates: [Int32]) {
      self.ids = ids
      self.firstServiceDates = firstServiceDates
    }
  }

  public struct Due: Sendable {
    public let payer: String
    public let sessions: Int
    /// The oldest date of service.
    public let oldest: Int32
  }

  /// How many sessions a run would look at now.
  public func due(_ payers: Payers, from: Int32, through: Int32) throws(PostgresError) -> [Due] {
    let rows = try connection.query(
      "select payer_id, sessions, oldest from gate.due($1, $2, $3, $4)", parameters(payers, from, through))
    var due: [Due] = []
    for row in 0..<rows.count {
      due.append(
        Due(
          payer: try rows.text(row, 0), sessions: Int(try rows.int64(row, 1)), oldest: try rows.date(row, 2)))
    }
    return due
  }

  public struct Unbilled: Sendable {
    public let session: String
    public let serviceDate: Int32
    public let payer: String?
    /// A code such as `coverage-lapsed`.
    public let reason: String
  }

  /// Sessions that look billable and were not admitted, oldest first.
  public func unbilled(_ payers: Payers, from: Int32, through: Int32) throws(PostgresError) -> [Unbilled] {
    let rows = try connection.query(
      "select session_id, service_date, payer_id, reason from gate.unbilled($1, $2, $3, $4)",
      parameters(payers, from, through))
    var unbilled: [Unbilled] = []
    for row in 0..<rows.count {
      unbilled.append(
        Unbilled(
          session: try rows.text(row, 0), serviceDate: try rows.date(row, 1),
          payer: try rows.optionalText(row, 2),
          reason: try rows.text(row, 3)))
    }
    return unbilled
  }

  private func parameters(_ payers: Payers, _ from: Int32, _ through: Int32) -> [Parameter] {
    [.textArray(payers.ids), .dateArray(payers.firstServiceDates), .date(from), .date(through)]
  }
}
