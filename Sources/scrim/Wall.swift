internal import Postgres
internal import Schema
internal import Settings

/// Tries, as one login, to see and to do what is not its business. The wall holds if PostgreSQL refuses every
/// attempt (SQLSTATE 42501). No attempt reads or changes a row: each asks for none, and is rolled back.
struct Wall {
  private let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  /// - Returns: how many attempts were refused. Throws a stop that names those that were not.
  func attack(as role: Database.Role) throws -> Int {
    let attempts = try WallAttempt.all(as: role, on: connection)
    let excess = try LoginRights(connection, as: role).excess()
    try requireNone(excess + holes(in: attempts).map { "could " + $0 }, as: role)
    return attempts.count
  }

  /// The part that a run makes before it admits anything, as the gateway: what it is, what a function in a
  /// source view would do with the gate's rights, and the gravest attempts.
  func requireClosed() throws {
    let calls = try SourceViews.calls(connection)
    guard calls.isEmpty else { throw Stop(sources: calls) }
    let excess = try LoginRights(connection, as: .gateway).excess()
    try requireNone(excess + holes(in: WallAttempt.gravest(as: .gateway)).map { "could " + $0 }, as: .gateway)
  }

  private func isRefused(_ attempt: WallAttempt) throws -> Bool {
    do {
      try connection.transaction {
        _ = try connection.query(attempt.sql)
        throw Undone()
      }
    } catch is Undone {
      return false
    } catch let error as PostgresError where ["42501", "3F000", "SC030", "SC006"].contains(error.sqlState) {
      // 3F000: an administrator has dropped the schema public; nothing can be made there. SC030: the
      // console's login may ask, and nobody is signed in. SC006: whoever it is, is nobody of the practice.
      return true
    }
    return false
  }

  /// Ends a transaction that succeeded where it should not have.
  private struct Undone: Error {}

  /// Every attempt that succeeded, in words.
  private func holes(in attempts: [WallAttempt]) throws -> [String] {
    try attempts.filter { try !isRefused($0) }.map(\.what)
  }

  private func requireNone(_ holes: [String], as role: Database.Role) throws {
    guard !holes.isEmpty else { return }
    throw Stop(
      .configuration, "The wall is open: the login of \(role.rawValue) \(holes.joined(separator: ", ")).",
      next:
        "Revoke what lets it (superuser? membership in another role? a grant to PUBLIC?), then check again.")
  }
}
