public import Postgres

/// The people of the practice, as the administrator keeps them: their logins of the database, and what they
/// may put on in the console. Who calls is the login, and never something that is passed.
public final class People {
  private let connection: Connection

  /// - Parameter address: the migrator's, who may make roles; the privacy officer's can list.
  public init(_ address: Address) throws(PostgresError) {
    connection = try Connection(address)
  }

  public enum Role: String, Sendable, CaseIterable {
    case billing, clinician, privacy, auditor
    /// Marks in the console, and has no login of the database.
    case frontDesk = "front_desk"
    /// Sees to accounts in the console, and has no login of the database.
    case administrator
  }

  public struct Person: Sendable {
    public let login: String
    /// Nil for one who was registered by hand.
    public let role: Role?
    /// What they may put on besides, in the console.
    public let further: [Role]
    /// The id in the practice's records; it opens a caseload.
    public let clinician: String?
    public let isDisabled: Bool
    public let account: Account
    /// Until when the code that is out can be used, in the practice's time zone: `2026-11-29 14:05`.
    public let invitedUntil: String?
  }

  /// How it stands with somebody's account of the console.
  public enum Account: String, Sendable {
    /// A password and a second factor of their own.
    case active
    /// A code is out, and nothing was chosen yet.
    case invited
    case absent
  }

  /// Makes the login if there is none, lets it into the role's group and out of the others, and registers it.
  /// For the front desk and the administrator it is closed, and none is made. What the person had before and
  /// is not named here is taken away.
  ///
  /// Throws SQLSTATE SC011 where it cannot be a person's login, SC012 where the records know no such
  /// clinician.
  public func add(
    login: String, role: Role, clinician: String?, further: [Role] = []
  ) throws(PostgresError) {
    _ = try connection.query(
      "select gate.add_person($1, $2, $3, $4)",
      [
        .text(login), .text(role.rawValue), .optionalText(clinician), .textArray(further.map(\.rawValue)),
      ])
  }

  /// From this moment on the person may do nothing here, also where they are connected or signed in already,
  /// and their account of the console ends. False where no such person is registered and enabled.
  public func disable(login: String) throws(PostgresError) -> Bool {
    try connection.query("select gate.disable_person($1)", [.text(login)]).bool(0, 0)
  }

  /// Lets somebody choose a password and a second factor with a code, in place of those that they may have.
  ///
  /// - Parameter code: its SHA-256, 32 bytes.
  /// - Returns: until when, as `Person.invitedUntil`; nil where this login has no role in the console.
  public func invite(login: String, code: [UInt8], hours: Int32) throws(PostgresError) -> String? {
    let rows = try connection.query(
      """
      select gate.invite($1, $2, u.until), to_char(u.until, 'YYYY-MM-DD HH24:MI')
      from (select clock_timestamp() + make_interval(hours => $3) as until offset 0) u
      """, [.text(login), .bytes(code), .int32(hours)])
    return try rows.bool(0, 0) ? try rows.text(0, 1) : nil
  }

  public func list() throws(PostgresError) -> [Person] {
    let rows = try connection.query(
      """
      select login, role_name, further_roles, clinician_id, disabled_at is not null, account,
        to_char(invited_until, 'YYYY-MM-DD HH24:MI')
      from gate.people()
      """)
    var people: [Person] = []
    for row in 0..<rows.count {
      people.append(
        Person(
          login: try rows.text(row, 0), role: try rows.optionalText(row, 1).flatMap(Role.init(rawValue:)),
          further: try rows.textArray(row, 2).compactMap(Role.init(rawValue:)),
          clinician: try rows.optionalText(row, 3), isDisabled: try rows.bool(row, 4),
          account: Account(rawValue: try rows.text(row, 5)) ?? .absent,
          invitedUntil: try rows.optionalText(row, 6)))
    }
    return people
  }
}
