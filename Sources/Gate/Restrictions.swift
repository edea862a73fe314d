public import Postgres

/// Restrictions under 45 CFR 164.522(a)(1)(vi), set and lifted by people under their own login. The database
/// knows who calls; nobody passes it.
public final class Restrictions {
  let connection: Connection
  let desk: Desk

  public init(_ address: Address) throws(PostgresError) {
    connection = try Connection(address)
    desk = .ofLogin
  }

  /// - Parameter connection: of the console, in a transaction in which somebody's token was shown.
  public init(console connection: Connection) {
    self.connection = connection
    desk = .ofConsole
  }

  /// Whether the session of the database is still there, as far as can be known without asking the server.
  public var isAlive: Bool { connection.isAlive }

  /// What is marked: a client from a date (or until one), or one session, also one that is not in the records
  /// yet.
  public struct Mark: Sendable {
    public var client: String
    public var session: String?
    /// Days since 2000-01-01, as all dates here.
    public var from: Int32?
    public var through: Int32?
    /// The day on which the client asked.
    public var requestedOn: Int32
    /// The day on which the client paid in full, where that is known.
    public var paidOn: Int32?

    public init(client: String, requestedOn: Int32) {
      self.client = client
      self.requestedOn = requestedOn
    }
  }

  /// The one true sentence for a session that a mark reaches.
  public enum Answer: String, Sendable {
    /// No byte about it has left, and none will.
    case protected
    /// A request was on its way; it will become one of the other two.
    case inFlight = "in flight"
    case alreadySent = "already sent"
  }

  public struct Reached: Sendable {
    public let session: String
    public let serviceDate: Int32
    public let answer: Answer
    /// Day and payer, where it was sent already.
    public let sentOn: Int32?
    public let payer: String?
  }

  /// Refused with SQLSTATE SC006 where the login is not registered as a person, SC008 where a date makes no
  /// sense, SC007 and SC009 where the records know no such client, or the session as another client's.
  ///
  /// - Parameter journal: 16 bytes, the id under which it is written into the journal once it is committed.
  public func mark(_ mark: Mark, journal: [UInt8]? = nil) throws(PostgresError) -> [Reached] {
    let columns = "session_id, service_date, answer, sent_on, payer"
    let parameters: [Parameter] = [
      .text(mark.client), .optionalText(mark.session), .optionalDate(mark.from), .optionalDate(mark.through),
      .date(mark.requestedOn), .optionalDate(mark.paidOn),
    ]
    let rows =
      if let journal {
        try connection.query(
          "select \(columns) from \(desk).mark_journaled($7, $1, $2, $3, $4, $5, $6)",
          parameters + [.uuid(journal)])
      } else {
        try connection.query(
          "select \(columns) from \(desk).mark_self_pay($1, $2, $3, $4, $5, $6)", parameters)
      }
    return try Self.reached(rows)
  }

  /// For whoever may mark and see no session of the client: in the console alone. Refused like `mark`.
  ///
  /// - Returns: of one session, whether the practice's records or the ledger have it; of a client, true.
  public func markUnseen(_ mark: Mark, journal: [UInt8]? = nil) throws(PostgresError) -> Bool {
    try connection.query(
      "select desk.mark_unseen($1, $2, $3, $4, $5, $6, $7)",
      [
        journal.map { .uuid($0) } ?? .null, .text(mark.client), .optionalText(mark.session),
        .optionalDate(mark.from), .optionalDate(mark.through), .date(mark.requestedOn),
        .optionalDate(mark.paidOn),
      ]
    ).bool(0, 0)
  }

  static func reached(_ rows: Rows) throws(PostgresError) -> [Reached] {
    var reached: [Reached] = []
    for row in 0..<rows.count {
      // A word that is not known can only be less than "protected".
      let answer = Answer(rawValue: try rows.text(row, 2)) ?? .inFlight
      reached.append(
        Reached(
          session: try rows.text(row, 0), serviceDate: try rows.date(row, 1), answer: answer,
          sentOn: try rows.optionalDate(row, 3), payer: try rows.optionalText(row, 4)))
    }
    return reached
  }

  /// The login as the database knows it, and its clock in UTC.
  public func caller() throws(PostgresError) -> (login: String, moment: String) {
    let rows = try connection.query(
      """
      select session_user::text, to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
      """)
    return (try rows.text(0, 0), try rows.text(0, 1))
  }

  /// Whether what is committed is answered only once a standby has it.
  public func hasSynchronousStandby() throws(PostgresError) -> Bool {
    try connection.query("select \(desk).has_synchronous_standby()").bool(0, 0)
  }

  /// Records the client's own request to lift. Returns how many restrictions it concerns; it takes effect
  /// when the privacy officer confirms.
  public func requestLift(
    client: String, session: String?, requestedOn: Int32
  ) throws(PostgresError) -> Int {
    Int(
      try connection.query(
        "select \(desk).lift_self_pay($1, $2, $3)",
        [.text(client), .optionalText(session), .date(requestedOn)]
      ).int32(0, 0))
  }

  /// The privacy officer's confirmation. Returns how many restrictions are lifted.
  public func confirmLift(client: String, session: String?) throws(PostgresError) -> Int {
    Int(
      try connection.query("select \(desk).confirm_lift($1, $2)", [.text(client), .optionalText(session)])
        .int32(
          0, 0))
  }

  public struct Listed: Sendable {
    public let client: String
    public let session: String?
    public let from: Int32?
    public let through: Int32?
    public let requestedOn: Int32
    public let paidOn: Int32?
    /// Whether the practice's records marked it, and not a person here.
    public let isFromRecords: Bool
    public let liftRequestedOn: Int32?
    public let liftedOn: Int32?
  }

  /// The caller's own caseload; everybody's for the privacy officer.
  ///
  /// - Parameter withLifted: also the marks that were lifted; no mark is ever deleted.
  public func list(withLifted: Bool = false) throws(PostgresError) -> [Listed] {
    let rows = try connection.query(
      """
      select client_id, session_id, from_date, through_date, requested_on, paid_on, origin, lift_requested_on,
        lifted_on
      from \(desk).list_self_pay($1)
      """, [.bool(withLifted)])
    var listed: [Listed] = []
    for row in 0..<rows.count {
      listed.append(
        Listed(
          client: try rows.text(row, 0), session: try rows.optionalText(row, 1),
          from: try rows.optionalDate(row, 2),
          through: try rows.optionalDate(row, 3), requestedOn: try rows.date(row, 4),
          paidOn: try rows.optionalDate(row, 5), isFromRecords: try rows.text(row, 6) != "practice",
          liftRequestedOn: try rows.optionalDate(row, 7), liftedOn: try rows.optionalDate(row, 8)))
    }
    return listed
  }
}
