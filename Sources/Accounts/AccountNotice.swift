public import Postgres

/// What was done to somebody's account, for them to read.
public struct AccountNotice: Sendable {
  public enum Kind: String, Sendable {
    /// Other roles, or another id in the practice's records.
    case mapped
    /// Somebody else has the same id in the records from now on, and sees the same clients.
    case shared
    /// A new invitation code was made.
    case reset
    /// Their sessions were ended.
    case ended
    case disabled, enabled
  }

  public let id: Int64
  public let kind: Kind
  /// Who has the same id, of `shared`.
  public let about: String?
  public let roles: AccountRoles
  public let doneBy: String
  /// Who proposed it, where a second person confirmed it.
  public let proposedBy: String?
  /// In the practice's time zone: `2026-11-23 09:14`.
  public let doneAt: String
  /// Who else has the id in the records now.
  public let others: [String]

  static func unread(_ connection: Connection) throws(PostgresError) -> [AccountNotice] {
    let rows = try connection.query(
      """
      select notice_id, kind, about, role_name, further_roles, clinician_id, done_by, proposed_by,
        to_char(done_at, 'YYYY-MM-DD HH24:MI'), others
      from desk.account_notices()
      """)
    var found: [AccountNotice] = []
    for row in 0..<rows.count {
      guard let kind = Kind(rawValue: try rows.text(row, 1)) else { continue }
      found.append(
        AccountNotice(
          id: try rows.int64(row, 0), kind: kind, about: try rows.optionalText(row, 2),
          roles: AccountRoles(
            first: try rows.optionalText(row, 3).flatMap(SignedIn.Role.init(rawValue:)),
            further: try rows.textArray(row, 4).compactMap(SignedIn.Role.init(rawValue:)),
            clinician: try rows.optionalText(row, 5)),
          doneBy: try rows.text(row, 6), proposedBy: try rows.optionalText(row, 7),
          doneAt: try rows.text(row, 8), others: try rows.textArray(row, 9)))
    }
    return found
  }
}

/// What somebody may put on, and who they are in the practice's records.
public struct AccountRoles: Sendable, Equatable {
  /// That of their login of the database, if they have one.
  public let first: SignedIn.Role?
  public let further: [SignedIn.Role]
  /// The id in the practice's records; it opens a caseload.
  public let clinician: String?

  public init(first: SignedIn.Role?, further: [SignedIn.Role] = [], clinician: String? = nil) {
    (self.first, self.further, self.clinician) = (first, further, clinician)
  }

  public var all: [SignedIn.Role] { (first.map { [$0] } ?? []) + further.filter { $0 != first } }
}

extension SignedIn {
  /// The person has read what was done to their account, up to this notice.
  public func acknowledge(through notice: Int64) throws(PostgresError) {
    _ = try connection.query("select desk.acknowledge_notices($1)", [.int64(notice)])
  }
}
