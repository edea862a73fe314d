public import Postgres

/// Previews and runs that billing staff ask for, as the console shows them. Reports are JSON of the gateway's
/// making: codes, counts, ids and sentences.
///
/// Within the transaction of the person who is signed in.
public struct RunDesk {
  private let connection: Connection

  public init(console connection: Connection) { self.connection = connection }

  public enum State: String, Sendable { case waiting, taken, ended }

  public enum Outcome: String, Sendable {
    case done, attention, refused, failed
    case notReady = "not-ready"
  }

  /// A line of the list.
  public struct Asked: Sendable {
    /// A random UUID.
    public let id: String
    public let isRun: Bool
    /// In the practice's time zone: `2026-11-23 09:14`.
    public let at: String
    public let by: String
    /// Nil: all.
    public let clearinghouse: String?
    public let state: State
    public let outcome: Outcome?
    public let claims, held: Int64?
    /// Of a preview: where a run by night would wait for an approval.
    public let waits: String?
  }

  public struct One: Sendable {
    public let isRun: Bool
    public let at, by: String
    public let clearinghouse: String?
    /// Of a run.
    public let preview: String?
    public let state: State
    public let outcome: Outcome?
    public let progress, report: String?
    public let ended: String?
    /// Claims that are listed by name.
    public let listed: Int
    public let mayBeApproved: Bool
    /// Of a preview: the run that it was approved for.
    public let run: String?
    public let taking: Int
  }

  public struct Submission: Sendable {
    public let clearinghouse: String
    public let claims: Int
    public let state: String
    public let fault: String?
  }

  public struct Claim: Sendable {
    /// In the preview's list, from 1.
    public let place: Int
    public let session, payer: String
    /// Days since 2000-01-01.
    public let serviceDate: Int32
    public let chargeCents: Int64
    public let clearinghouse: String
  }

  public struct Content: Sendable {
    public let preview, session, clearinghouse: String
    public let state: State
    public let outcome: Outcome?
    /// Why it failed.
    public let report: String?
    public let sealed: [UInt8]?
    /// When it is gone, `09:29`.
    public let gone: String?
  }
}

// MARK: Asking

extension RunDesk {
  /// The new preview, or what goes on already.
  public func askPreview(_ clearinghouse: String?) throws(PostgresError) -> String {
    try connection.query("select desk.ask_preview($1)::text", [.optionalText(clearinghouse)]).text(0, 0)
  }

  /// The run that sends exactly what this preview showed. SQLSTATE SC040: it is no preview of today that
  /// showed something; SC041: another one goes on; SC032: password and code first.
  public func approve(_ preview: String) throws(PostgresError) -> String {
    try connection.query("select desk.approve_run($1::text::uuid)::text", [.text(preview)]).text(0, 0)
  }

  /// - Parameters:
  ///   - request: its name, which the caller makes.
  ///   - key: of 32 bytes, for whom the content is sealed.
  /// - Returns: the name of an earlier request where that is still open; nil: there is no such claim, or too
  ///   many are asked for.
  public func askContent(
    _ request: String, of preview: String, place: Int32, key: [UInt8]
  ) throws(PostgresError) -> String? {
    try connection.query(
      "select desk.ask_content($1::text::uuid, $2::text::uuid, $3, $4)::text",
      [.text(request), .text(preview), .int32(place), .bytes(key)]
    ).optionalText(0, 0)
  }
}

// MARK: Looking

extension RunDesk {
  /// The newest first.
  public func latest() throws(PostgresError) -> [Asked] {
    let rows = try connection.query(
      """
      select request_id::text, kind = 'run', to_char(asked_at, 'YYYY-MM-DD HH24:MI'), asked_by, clearinghouse,
        state, outcome, claim_count, held_count, waits::text
      from desk.run_requests()
      """)
    var asked: [Asked] = []
    for row in 0..<rows.count {
      asked.append(
        Asked(
          id: try rows.text(row, 0), isRun: try rows.bool(row, 1), at: try rows.text(row, 2),
          by: try rows.text(row, 3), clearinghouse: try rows.optionalText(row, 4),
          state: try Self.state(rows.text(row, 5)), outcome: try Self.outcome(rows.optionalText(row, 6)),
          claims: try rows.optionalInt64(row, 7), held: try rows.optionalInt64(row, 8),
          waits: try rows.optionalText(row, 9)))
    }
    return asked
  }

  /// Nil where there is no such preview or run.
  public func one(_ id: String) throws(PostgresError) -> One? {
    let rows = try connection.query(
      """
      select kind = 'run', to_char(asked_at, 'YYYY-MM-DD HH24:MI'), asked_by, clearinghouse, preview_id::text,
        state, outcome, progress::text, report::text, to_char(ended_at, 'YYYY-MM-DD HH24:MI'), listed_count,
        may_be_approved, run_id::text, taking
      from desk.run_request($1::text::uuid)
      """, [.text(id)])
    guard rows.count == 1 else { return nil }
    return One(
      isRun: try rows.bool(0, 0), at: try rows.text(0, 1), by: try rows.text(0, 2),
      clearinghouse: try rows.optionalText(0, 3), preview: try rows.optionalText(0, 4),
      state: try Self.state(rows.text(0, 5)), outcome: try Self.outcome(rows.optionalText(0, 6)),
      progress: try rows.optionalText(0, 7), report: try rows.optionalText(0, 8),
      ended: try rows.optionalText(0, 9), listed: Int(try rows.int32(0, 10)),
      mayBeApproved: try rows.optionalBool(0, 11) ?? false, run: try rows.optionalText(0, 12),
      taking: Int(try rows.int32(0, 13)))
  }

  /// Asked every second by whoever watches: it does not count as coming.
  public func progress(_ id: String) throws(PostgresError) -> (state: State, progress: String?)? {
    let rows = try connection.query(
      "select state, progress::text from desk.run_progress($1::text::uuid)", [.text(id)])
    guard rows.count == 1 else { return nil }
    return (try Self.state(rows.text(0, 0)), try rows.optionalText(0, 1))
  }

  public func submissions(_ id: String) throws(PostgresError) -> [Submission] {
    let rows = try connection.query(
      "select clearinghouse, claim_count, state, fault from desk.run_submissions($1::text::uuid)",
      [.text(id)])
    var found: [Submission] = []
    for row in 0..<rows.count {
      found.append(
        Submission(
          clearinghouse: try rows.text(row, 0), claims: Int(try rows.int32(row, 1)),
          state: try rows.text(row, 2),
          fault: try rows.optionalText(row, 3)))
    }
    return found
  }

  public func claims(
    of preview: String, after: Int32, most: Int32
  ) throws(PostgresError) -> [Claim] {
    let rows = try connection.query(
      """
      select place, session_id, payer_id, service_date, charge_cents, clearinghouse
      from desk.preview_claims($1::text::uuid, $2, $3)
      """, [.text(preview), .int32(after), .int32(most)])
    var claims: [Claim] = []
    for row in 0..<rows.count {
      claims.append(
        Claim(
          place: Int(try rows.int32(row, 0)), session: try rows.text(row, 1), payer: try rows.text(row, 2),
          serviceDate: try rows.date(row, 3), chargeCents: try rows.int64(row, 4),
          clearinghouse: try rows.text(row, 5)))
    }
    return claims
  }

  /// Nil where there is none, or it is somebody else's.
  public func content(_ id: String) throws(PostgresError) -> Content? {
    let rows = try connection.query(
      """
      select preview_id::text, session_id, clearinghouse, state, outcome, report::text, sealed,
        to_char(gone_at, 'HH24:MI')
      from desk.content($1::text::uuid)
      """, [.text(id)])
    guard rows.count == 1 else { return nil }
    return Content(
      preview: try rows.text(0, 0), session: try rows.text(0, 1), clearinghouse: try rows.text(0, 2),
      state: try Self.state(rows.text(0, 3)), outcome: try Self.outcome(rows.optionalText(0, 4)),
      report: try rows.optionalText(0, 5), sealed: rows.isNull(0, 6) ? nil : try rows.bytes(0, 6),
      gone: try rows.optionalText(0, 7))
  }

  /// A word that this version does not know would be another version's.
  private static func state(_ word: String) throws(PostgresError) -> State {
    guard let state = State(rawValue: word) else { throw PostgresError(.unexpectedType, sqlState: "42804") }
    return state
  }

  private static func outcome(_ word: String?) throws(PostgresError) -> Outcome? {
    guard let word else { return nil }
    guard let outcome = Outcome(rawValue: word) else {
      throw PostgresError(.unexpectedType, sqlState: "42804")
    }
    return outcome
  }
}
