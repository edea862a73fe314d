public import Postgres

/// What billing staff see: where submissions stand, what is held and why, what could be billed and is not.
/// Nothing here differs by whether anyone pays for themselves.
public final class BillingDesk {
  let connection: Connection
  let at: Schemas

  public init(_ address: Address) throws(PostgresError) {
    connection = try Connection(address)
    at = .ofLogin
  }

  /// - Parameter connection: of the console, in a transaction in which somebody's token was shown.
  public init(console connection: Connection) {
    self.connection = connection
    at = .ofConsole
  }

  /// Today, in the time zone of the connection, in days since 2000-01-01.
  public func today() throws(PostgresError) -> Int32 {
    try connection.query("select current_date").date(0, 0)
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
      "select clearinghouse, state, submissions, claims::bigint, oldest from \(at.claims).standing()")
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
  /// - Parameters:
  ///   - key: as `scrim status` shows it.
  ///   - knownBy: `portal`, `phone`, `letter`, `report` or `payer`.
  /// - Returns: its state now, `accepted` or `withdrawn`; nil where nothing of that key is in doubt.
  public func settle(key: [UInt8], receipt: String?, knownBy: String) throws(PostgresError) -> String? {
    try connection.query(
      "select \(at.claims).settle($1, $2, $3, $4)",
      [.uuid(key), .bool(receipt != nil), .optionalText(receipt), .text(knownBy)]
    ).optionalText(0, 0)
  }

  /// The submission in doubt that a claim is in, and how many claims it holds; nil where it is in none.
  public func doubtful(claim: String) throws(PostgresError) -> (key: String, claims: Int)? {
    let rows = try connection.query(
      "select submission_key::text, claims from \(at.claims).doubtful_of($1)", [.text(claim)])
    guard rows.count > 0 else { return nil }
    return (try rows.text(0, 0), Int(try rows.int32(0, 1)))
  }

  /// The clearinghouse has mended what it contradicted; false where it contradicted nothing.
  public func trust(_ clearinghouse: String) throws(PostgresError) -> Bool {
    try connection.query("select \(at.claims).clear_contradictions($1)", [.text(clearinghouse)]).bool(0, 0)
  }

  /// How it goes with one clearinghouse.
  public struct Line: Sendable {
    public let clearinghouse: String
    /// Microseconds since 2000-01-01 UTC.
    public let lastAccepted: Int64?
    /// Why the last attempt did not get through, as a code.
    public let lastFault: String?
  }

  public func lines() throws(PostgresError) -> [Line] {
    let rows = try connection.query("select clearinghouse, last_accepted, fault from \(at.claims).lines()")
    var lines: [Line] = []
    for row in 0..<rows.count {
      lines.append(
        Line(
          clearinghouse: try rows.text(row, 0), lastAccepted: try rows.optionalTimestamp(row, 1),
          lastFault: try rows.optionalText(row, 2)))
    }
    return lines
  }

  /// Clearinghouses that contradicted what they promise.
  public func distrusted() throws(PostgresError) -> [String] {
    let rows = try connection.query("select clearinghouse from \(at.claims).distrusted()")
    var found: [String] = []
    for row in 0..<rows.count { found.append(try rows.text(row, 0)) }
    return found
  }

  public struct Doubtful: Sendable {
    public let key: String
    public let clearinghouse: String
    public let claims: Int
    /// Microseconds since 2000-01-01 UTC.
    public let sealedAt: Int64
    /// How often it was sent, and what became of the last time: a code, an HTTP status, bytes of the request.
    public let tries: Int
    public let fault: String?
    public let httpStatus: Int?
    public let requestBytes: Int
    /// What the clearinghouse said when it was asked last.
    public let answer: String?
    public let isContradicted: Bool
  }

  public func doubtful() throws(PostgresError) -> [Doubtful] {
    let rows = try connection.query(
      """
      select submission_key::text, clearinghouse, claims, sealed_at, tries, fault, http_status, request_bytes,
        last_answer, contradicts
      from \(at.claims).doubtful()
      """)
    var found: [Doubtful] = []
    for row in 0..<rows.count {
      found.append(
        Doubtful(
          key: try rows.text(row, 0), clearinghouse: try rows.text(row, 1),
          claims: Int(try rows.int32(row, 2)), sealedAt: try rows.timestamp(row, 3),
          tries: Int(try rows.int64(row, 4)), fault: try rows.optionalText(row, 5),
          httpStatus: try rows.optionalInt32(row, 6).map { Int($0) },
          requestBytes: Int(try rows.optionalInt64(row, 7) ?? 0), answer: try rows.optionalText(row, 8),
          isContradicted: try rows.bool(row, 9)))
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
      """
      select session_id, clearinghouse, payer_id, service_date, defects, first_held_at
      from \(at.claims).held()
      """
    )
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
    /// For each the first day of service that can be filed today: as an original, and as a replacement. Empty
    /// where nobody asks for what is late.
    public var oldest: [Int32] = []
    public var oldestCorrected: [Int32] = []

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
    /// Of the age that was given for half of the time for filing, and for its last part.
    public let half, late: Int
  }

  /// How many sessions a run would look at now.
  ///
  /// - Parameter aged: for each payer the dates of service that count as half and as late, or any older.
  public func due(
    _ payers: Payers, from: Int32, through: Int32, aged: (half: [Int32], late: [Int32])
  ) throws(PostgresError) -> [Due] {
    let rows = try connection.query(
      "select payer_id, sessions, oldest, half, late from \(at.gate).due($1, $2, $3, $4, $5, $6)",
      parameters(payers, from, through) + [.dateArray(aged.half), .dateArray(aged.late)])
    var due: [Due] = []
    for row in 0..<rows.count {
      due.append(
        Due(
          payer: try rows.text(row, 0), sessions: Int(try rows.int64(row, 1)),
          oldest: try rows.date(row, 2),
          half: Int(try rows.int64(row, 3)), late: Int(try rows.int64(row, 4))))
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

  /// Sessions that look billable and were not admitted, oldest first. What is late, and nothing else is wrong
  /// with it, is among them where the payers' limits are told.
  public func unbilled(_ payers: Payers, from: Int32, through: Int32) throws(PostgresError) -> [Unbilled] {
    let rows = try connection.query(
      "select session_id, service_date, payer_id, reason from \(at.gate).unbilled($1, $2, $3, $4, $5, $6)",
      parameters(payers, from, through) + payers.limits)
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
