internal import Demonstration
package import Postgres
package import TestSupport

/// Somebody who tries: a role, and a session of the server in which it is `session_user`.
package struct Actor {
  /// As in the file's head. A star: nobody can log in as it, so that the superuser became it.
  package let name: String
  package let login: String
  package let connection: Connection

  package static let nobody = "scrim_nobody"

  private static let logins = [
    "scrim_gateway", "scrim_console", "biller", "therapist", "privacy_officer", "auditor", "scrim_migrator",
  ]
  private static let assumed = [
    "scrim_practice": "scrim_practice", "scrim_owner": "scrim_owner", "scrim_gatekeeper": "scrim_gatekeeper",
    nobody: "PUBLIC",
  ]

  /// People and programs, then whom nobody logs in as, then somebody who is no member of anything.
  package static let names =
    logins + ["scrim_practice*", "scrim_owner*", "scrim_gatekeeper*", "PUBLIC*"]

  /// Roles that have nothing to do with clinical text and restrictions, whatever a file says.
  package static let everyday: Set<String> = [
    "scrim_gateway", "scrim_console", "biller", "auditor", "PUBLIC*",
  ]

  package static func all(in database: TemporaryDatabase) throws -> [Actor] {
    try database.cluster.createLogin("scrim_console", memberOf: [])
    try database.cluster.createLogin(nobody, memberOf: [])
    return try logins.map { try Actor($0, in: database) }
      + ["scrim_practice", "scrim_owner", "scrim_gatekeeper", nobody].map {
        try Actor($0, assumedIn: database)
      }
  }

  package init(_ login: String, in database: TemporaryDatabase) throws {
    (name, self.login, connection) = (login, login, try database.connect(as: login))
    try limit()
  }

  private init(_ login: String, assumedIn database: TemporaryDatabase) throws {
    (name, self.login) = ((Self.assumed[login] ?? login) + "*", login)
    connection = try database.connect(as: "postgres")
    try connection.script("set session authorization \(login)")
    try limit()
  }

  private func limit() throws {
    try connection.script("set statement_timeout = '20s'; set lock_timeout = '8s'")
  }
}
