public import Postgres

/// The people of the practice and their logins, as the administrator keeps them. Each has a login of their
/// own; who calls is the login, and never something that is passed.
public final class People {
  private let connection: Connection

  /// - Parameter address: the migrator's, who may make roles; the privacy officer's can list.
  public init(_ address: Address) throws(PostgresError) {
    connection = try Connection(address)
  }

  public enum Role: String, Sendable, CaseIterable {
    case billing, clinician, privacy, auditor
  }

  public struct Person: Sendable {
    public let login: String
    /// Nil for one who was registered by hand.
    public let role: Role?
    /// The id in the practice's records; it opens a caseload.
    public let clinician: String?
    public let isDisabled: Bool
  }

  /// Makes the login if there is none, lets it into the role's group and out of the others, and registers it.
  ///
  /// Throws SQLSTATE SC011 where it cannot be a person's login, SC012 where the records know no such
  /// clinician.
  public func add(login: String, role: Role, clinician: String?) throws(PostgresError) {
    _ = try connection.query(
      "select gate.add_person($1, $2, $3)",
      [.text(login), .text(role.rawValue), .optionalText(clinician)])
  }

  /// From this moment on the login may do nothing here, also where it is connected already. False where no
  /// such person is registered and enabled.
  public func disable(login: String) throws(PostgresError) -> Bool {
    try connection.query("select gate.disable_person($1)", [.text(login)]).bool(0, 0)
  }

  public func list() throws(PostgresError) -> [Person] {
    let rows = try connection.query(
      "select login, role_name, clinician_id, disabled_at is not null from gate.people()")
    var people: [Person] = []
    for row in 0..<rows.count {
      people.append(
        Person(
          login: try rows.text(row, 0), role: try rows.optionalText(row, 1).flatMap(Role.init(rawValue:)),
          clinician: try rows.optionalText(row, 2), isDisabled: try rows.bool(row, 3)))
    }
    return people
  }
}
