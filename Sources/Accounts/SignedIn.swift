public import Postgres

/// One request of a signed-in person: within its transaction the console may do what they may.
public struct SignedIn {
  public let connection: Connection
  public let present: Present

  /// Who is there, by the token they showed.
  public struct Present: Sendable {
    public let login: String
    public let role: Role
    /// All that the person may put on.
    public let roles: [Role]
    /// 32 bytes; of this session.
    public let key: [UInt8]
    /// Whether password and code were given within the last five minutes.
    public let isConfirmed: Bool
    public let recoveryCodes: Int
    /// What was done to their account, and they have not said that they read.
    public let notices: [AccountNotice]
  }

  public enum Role: String, Sendable, CaseIterable {
    case clinician, billing, privacy
    case frontDesk = "front_desk"
    case administrator
  }

  /// - Parameter connection: of `scrim_console`, within a transaction, which is the person's from here on.
  /// - Returns: nil where nobody is signed in with this token, or not any more.
  public init?(_ connection: Connection, token: String) throws(PostgresError) {
    _ = try connection.query("select set_config('scrim.token', $1, true)", [.text(token)])
    let rows = try connection.query(
      """
      select login, acts_as, roles, key, is_confirmed, recovery_codes, has_notices
      from gate.console_arrive()
      """)
    guard rows.count == 1, let role = Role(rawValue: try rows.text(0, 1)) else { return nil }
    self.connection = connection
    present = Present(
      login: try rows.text(0, 0), role: role,
      roles: try rows.textArray(0, 2).compactMap(Role.init(rawValue:)), key: try rows.bytes(0, 3),
      isConfirmed: try rows.bool(0, 4), recoveryCodes: Int(try rows.int32(0, 5)),
      notices: try rows.bool(0, 6) ? AccountNotice.unread(connection) : [])
  }

  /// The session ends, or all of the person's. Returns how many.
  @discardableResult
  public func leave(everywhere: Bool) throws(PostgresError) -> Int {
    Int(try connection.query("select gate.console_leave($1)", [.bool(everywhere)]).int32(0, 0))
  }

  /// Puts on another of the person's roles; false where it is none of theirs.
  public func act(as role: Role) throws(PostgresError) -> Bool {
    try connection.query("select gate.console_act_as($1)", [.text(role.rawValue)]).bool(0, 0)
  }

  /// Password and code once more. The session has another token from then on.
  ///
  /// - Parameter token: SHA-256 of the new one.
  public func confirm(
    proof: [UInt8], second: SecondFactor, token: [UInt8], address: String
  ) throws(PostgresError) -> Bool {
    try connection.query(
      "select gate.console_confirm($1, $2, $3, $4, $5::text::inet)",
      [.bytes(proof), second.counter, second.recovery, .bytes(token), .text(address)]
    ).bool(0, 0)
  }

  /// Another password. Whoever is signed in as the person elsewhere is not any more. SQLSTATE SC032 where
  /// password and code were not given within the last five minutes.
  ///
  /// - Parameter verifier: SHA-256 of what is derived from it.
  public func changePassword(_ recipe: SignIns.Recipe, verifier: [UInt8]) throws(PostgresError) {
    _ = try connection.query(
      "select gate.console_change_password($1, $2, $3)",
      [.bytes(recipe.salt), .text(recipe.cost), .bytes(verifier)])
  }

  /// One of the person's sessions that go on.
  public struct Session: Sendable {
    /// In the practice's time zone: `2026-11-23 09:14`.
    public let started, seen: String
    public let role: Role?
    public let isThis: Bool
  }

  /// This one first.
  public func sessions() throws(PostgresError) -> [Session] {
    let rows = try connection.query(
      """
      select to_char(started_at, 'YYYY-MM-DD HH24:MI'), to_char(seen_at, 'YYYY-MM-DD HH24:MI'),
        acts_as, is_this
      from gate.console_sessions()
      """)
    var sessions: [Session] = []
    for row in 0..<rows.count {
      sessions.append(
        Session(
          started: try rows.text(row, 0), seen: try rows.text(row, 1),
          role: Role(rawValue: try rows.text(row, 2)),
          isThis: try rows.bool(row, 3)))
    }
    return sessions
  }

  /// - Parameter digests: SHA-256 of each new recovery code, in place of all old ones.
  public func renewRecovery(_ digests: [[UInt8]]) throws(PostgresError) {
    _ = try connection.query("select gate.console_renew_recovery($1)", [.bytesArray(digests)])
  }
}
