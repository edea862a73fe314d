public import Postgres

/// What a clinician sees of their own clients: how each stands, and what became of each session. No claims,
/// no money.
public struct Caseload {
  private let connection: Connection

  /// - Parameter connection: of the console, in a transaction in which somebody's token was shown.
  public init(console connection: Connection) { self.connection = connection }

  public enum Standing: String, Sendable {
    /// A mark of the whole client, for today or later days.
    case selfPay = "self-pay"
    /// A plan in force, and the client's consent to bill it.
    case billed
    case noConsent = "no-consent"
    case noCoverage = "no-coverage"
  }

  public struct Person: Sendable {
    public let id: String
    /// Nil where the records have no such client any more.
    public let familyName, givenName: String?
    public let standing: Standing
    /// Days since 2000-01-01, as all dates here; nil: open on that side.
    public let from, through: Int32?
    /// The plan's name, where one is in force.
    public let payer: String?
    /// Sessions that are marked one by one.
    public let markedSessions: Int
    public let liftRequestedOn: Int32?
  }

  /// By name.
  public func clients() throws(PostgresError) -> [Person] {
    try Self.clients(
      connection.query(
        """
        select client_id, family_name, given_name, state, from_date, through_date, payer, marked_sessions,
          lift_requested_on
        from desk.my_clients()
        """))
  }

  /// Their ids alone, in no order: to find whom an address means.
  public func ids() throws(PostgresError) -> [String] {
    let rows = try connection.query("select client_id from desk.my_client_ids()")
    var ids: [String] = []
    for row in 0..<rows.count { ids.append(try rows.text(row, 0)) }
    return ids
  }

  /// Nil where the client is not the caller's.
  public func client(_ id: String) throws(PostgresError) -> Person? {
    try Self.clients(
      connection.query(
        """
        select client_id, family_name, given_name, state, from_date, through_date, payer, marked_sessions,
          lift_requested_on
        from desk.my_client($1)
        """, [.text(id)])
    ).first
  }

  private static func clients(_ rows: Rows) throws(PostgresError) -> [Person] {
    var clients: [Person] = []
    for row in 0..<rows.count {
      clients.append(
        Person(
          id: try rows.text(row, 0), familyName: try rows.optionalText(row, 1),
          givenName: try rows.optionalText(row, 2),
          // A word that is not known can only be less than billable.
          standing: Standing(rawValue: try rows.text(row, 3)) ?? .noConsent,
          from: try rows.optionalDate(row, 4), through: try rows.optionalDate(row, 5),
          payer: try rows.optionalText(row, 6), markedSessions: Int(try rows.int64(row, 7)),
          liftRequestedOn: try rows.optionalDate(row, 8)))
    }
    return clients
  }

  public struct Name: Sendable {
    public let client: String
    public let familyName, givenName: String?
  }

  /// Of those whom the caller may see.
  public func names(of clients: [String]) throws(PostgresError) -> [Name] {
    let rows = try connection.query(
      "select client_id, family_name, given_name from desk.names_of($1)", [.textArray(clients)])
    var names: [Name] = []
    for row in 0..<rows.count {
      names.append(
        Name(
          client: try rows.text(row, 0), familyName: try rows.optionalText(row, 1),
          givenName: try rows.optionalText(row, 2)))
    }
    return names
  }

  /// What the plans of these clients are called, by the payer's id.
  public func payers(of clients: [String]) throws(PostgresError) -> [String: String] {
    let rows = try connection.query(
      "select payer, payer_name from desk.payers_of($1)", [.textArray(clients)])
    var names: [String: String] = [:]
    for row in 0..<rows.count { names[try rows.text(row, 0)] = try rows.text(row, 1) }
    return names
  }

  public enum Fate: String, Sendable {
    case sent
    case inFlight = "in-flight"
    /// Self-pay, and nothing has left.
    case marked
    /// Nothing has left.
    case waiting
  }

  public struct Session: Sendable {
    public let id: String
    public let serviceDate: Int32
    public let fate: Fate
    public let isMarked: Bool
    /// Day and payer, where it was sent.
    public let sentOn: Int32?
    public let payer: String?
  }

  /// Newest first; none where the client is not the caller's.
  public func sessions(of client: String) throws(PostgresError) -> [Session] {
    let rows = try connection.query(
      "select session_id, service_date, state, is_marked, sent_on, payer from desk.my_sessions($1)",
      [.text(client)])
    var sessions: [Session] = []
    for row in 0..<rows.count {
      sessions.append(
        Session(
          id: try rows.text(row, 0), serviceDate: try rows.date(row, 1),
          fate: Fate(rawValue: try rows.text(row, 2)) ?? .inFlight, isMarked: try rows.bool(row, 3),
          sentOn: try rows.optionalDate(row, 4), payer: try rows.optionalText(row, 5)))
    }
    return sessions
  }

  /// One sending of a claim about a client.
  public struct Disclosure: Sendable {
    /// In the practice's time zone: `2026-11-23 02:14`.
    public let at: String
    public let session: String
    public let serviceDate: Int32
    public let payer, clearinghouse: String
    /// CLM05-3: 1, 7 or 8.
    public let frequency: Int
    public let outcome: Outcome

    public enum Outcome: String, Sendable {
      case arrived, perhaps
      case notArrived = "not-arrived"
    }
  }

  /// Newest first; that somebody looked is recorded. SQLSTATE SC007 where the client is not the caller's.
  public func disclosures(about client: String) throws(PostgresError) -> [Disclosure] {
    let rows = try connection.query(
      """
      select to_char(at, 'YYYY-MM-DD HH24:MI'), session_id, service_date, payer, clearinghouse,
        frequency::integer, outcome
      from desk.left_about($1)
      """, [.text(client)])
    var found: [Disclosure] = []
    for row in 0..<rows.count {
      found.append(
        Disclosure(
          at: try rows.text(row, 0), session: try rows.text(row, 1), serviceDate: try rows.date(row, 2),
          payer: try rows.text(row, 3), clearinghouse: try rows.text(row, 4),
          frequency: Int(try rows.int32(row, 5)),
          outcome: Disclosure.Outcome(rawValue: try rows.text(row, 6)) ?? .perhaps))
    }
    return found
  }

  /// What a mark would answer now; nothing is marked. SQLSTATE SC007 where the client is not the caller's.
  public func forecast(_ mark: Restrictions.Mark) throws(PostgresError) -> [Restrictions.Reached] {
    try Restrictions.reached(
      connection.query(
        "select session_id, service_date, answer, sent_on, payer from desk.forecast($1, $2, $3, $4)",
        [
          .text(mark.client), .optionalText(mark.session), .optionalDate(mark.from),
          .optionalDate(mark.through),
        ]))
  }

  /// Today, in the practice's time zone.
  public func today() throws(PostgresError) -> Int32 {
    try connection.query("select current_date").date(0, 0)
  }
}
