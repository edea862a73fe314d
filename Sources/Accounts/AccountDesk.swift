public import Postgres

/// Everybody's accounts, for the administrator; the privacy officer reads, and says yes or no to what an
/// administrator proposes. Logins of the database are made by command alone.
public struct AccountDesk {
  private let connection: Connection

  /// - Parameter connection: of the console, in a transaction in which somebody's token was shown.
  public init(console connection: Connection) { self.connection = connection }

  public struct Person: Sendable {
    public enum State: String, Sendable { case active, invited, absent }

    public let login: String
    /// As it is registered: also `auditor`, who has no role in the console. Nil: registered by hand.
    public let roleName: String?
    public let roles: AccountRoles
    public let isDisabled: Bool
    public let state: State
    /// Until when the code that is out can be used: `2026-11-29 14:05`, in the practice's time zone.
    public let invitedUntil: String?
    /// Days since 2000-01-01.
    public let signedInOn: Int32?
    /// Whether a login of the database lets them in besides.
    public let hasLogin: Bool
  }

  public func people() throws(PostgresError) -> [Person] {
    let rows = try connection.query(
      """
      select login, role_name, further_roles, clinician_id, disabled_at is not null, account,
        to_char(invited_until, 'YYYY-MM-DD HH24:MI'), signed_in_on, has_login
      from desk.people()
      """)
    var people: [Person] = []
    for row in 0..<rows.count {
      let role = try rows.optionalText(row, 1)
      people.append(
        Person(
          login: try rows.text(row, 0), roleName: role,
          roles: AccountRoles(
            first: role.flatMap(SignedIn.Role.init(rawValue:)),
            further: try rows.textArray(row, 2).compactMap(SignedIn.Role.init(rawValue:)),
            clinician: try rows.optionalText(row, 3)),
          isDisabled: try rows.bool(row, 4), state: Person.State(rawValue: try rows.text(row, 5)) ?? .absent,
          invitedUntil: try rows.optionalText(row, 6), signedInOn: try rows.optionalDate(row, 7),
          hasLogin: try rows.bool(row, 8)))
    }
    return people
  }

  // MARK: Two people

  public enum Deed: String, Sendable {
    /// A new account.
    case add
    /// Other roles, or another id in the records.
    case change
    /// A new invitation code, in place of password and authenticator.
    case reset
    /// Somebody who was disabled comes back, with a new invitation code.
    case enable

    /// Whether an invitation code comes of it.
    public var invites: Bool { self != .change }
  }

  public enum Ending: String, Sendable {
    case done, proposed, declined, withdrawn
  }

  public struct Proposal: Sendable {
    public let id: Int64
    public let deed: Deed
    public let login: String
    public let roles: AccountRoles
    public let proposedBy: String
    /// `2026-11-23 09:14`, in the practice's time zone.
    public let proposedAt: String
    /// Days since 2000-01-01.
    public let openThrough: Int32
    /// Neither the caller's own, nor about them.
    public let mayConfirm: Bool
    /// Who has the id in the records already.
    public let others: [String]
  }

  public func proposals() throws(PostgresError) -> [Proposal] {
    let rows = try connection.query(
      """
      select proposal_id, deed, login, role_name, further_roles, clinician_id, proposed_by,
        to_char(proposed_at, 'YYYY-MM-DD HH24:MI'), open_through, may_confirm, others
      from desk.proposals()
      """)
    var found: [Proposal] = []
    for row in 0..<rows.count {
      guard let deed = Deed(rawValue: try rows.text(row, 1)) else { continue }
      found.append(
        Proposal(
          id: try rows.int64(row, 0), deed: deed, login: try rows.text(row, 2),
          roles: AccountRoles(
            first: try rows.optionalText(row, 3).flatMap(SignedIn.Role.init(rawValue:)),
            further: try rows.textArray(row, 4).compactMap(SignedIn.Role.init(rawValue:)),
            clinician: try rows.optionalText(row, 5)),
          proposedBy: try rows.text(row, 6), proposedAt: try rows.text(row, 7),
          openThrough: try rows.date(row, 8), mayConfirm: try rows.bool(row, 9),
          others: try rows.textArray(row, 10)))
    }
    return found
  }

  /// Who could say yes or no to what the caller does to this account; nobody: it is done at once.
  public func secondPeople(for login: String) throws(PostgresError) -> [String] {
    try connection.query("select desk.second_people($1)", [.text(login)]).textArray(0, 0)
  }

  /// SQLSTATE SC011, SC012, SC034 to SC038, SC040 where it cannot be done (0035_administrator.sql).
  ///
  /// - Parameter invitation: SHA-256 of the code that the person gets; used where it is done at once.
  public func propose(
    _ deed: Deed, _ login: String, _ roles: AccountRoles?, invitation: [UInt8]
  ) throws(PostgresError) -> Ending {
    let ending = try connection.query(
      "select desk.propose($1, $2, $3, $4, $5, $6)",
      [
        .text(deed.rawValue), .text(login), .optionalText(roles?.first?.rawValue),
        .optionalText(roles?.clinician), .textArray(roles?.further.map(\.rawValue) ?? []),
        .bytes(invitation),
      ]
    ).text(0, 0)
    return Ending(rawValue: ending) ?? .proposed
  }

  /// SQLSTATE SC037 where it is the caller's own or about them, SC039 where it is open no more; else as
  /// `propose`.
  public func decide(
    _ proposal: Int64, agrees: Bool, invitation: [UInt8]
  ) throws(PostgresError) -> Ending {
    let ending = try connection.query(
      "select desk.decide($1, $2, $3)", [.int64(proposal), .bool(agrees), .bytes(invitation)]
    ).text(0, 0)
    return Ending(rawValue: ending) ?? .declined
  }

  // MARK: At once

  /// False where no such person is registered and enabled; SQLSTATE SC037 of oneself.
  public func disable(_ login: String) throws(PostgresError) -> Bool {
    try connection.query("select desk.disable_here($1)", [.text(login)]).bool(0, 0)
  }

  /// How many there were.
  public func endSessions(of login: String) throws(PostgresError) -> Int {
    Int(try connection.query("select desk.end_sessions_of($1)", [.text(login)]).int32(0, 0))
  }
}
