public import Postgres

/// Why a database was not migrated. Nothing of the migration that failed is left; earlier ones stay.
public enum MigrationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// An applied migration has another text than the one of this program.
  case changed(String)
  /// The database has a migration that this program does not know: the program is older than the database.
  case newerThanProgram(String)
  /// A migration of this program is older than one that is applied.
  case outOfOrder(String)
  case kindDiffers(database: DatabaseKind)
  /// Another program is migrating, or holds what a migration needs.
  case busy
  /// `line` of the migration's file, where the server said it.
  case failed(String, line: Int?, PostgresError)
  case database(PostgresError)

  public var description: String {
    switch self {
    case .changed(let name):
      "Migration \(name) was applied with another text. Applied migrations never change: use the program "
        + "that belongs to this database."
    case .newerThanProgram(let name):
      "The database has migration \(name), which this program does not know: use a newer program."
    case .outOfOrder(let name): "Migration \(name) is older than one that is applied already."
    case .kindDiffers(let kind):
      "The database is \(kind.rawValue) for ever, and the configuration says otherwise: use another database."
    case .busy: "Another program holds the database or is migrating it: try again when it is done."
    case .failed(let name, let line, let error):
      "Migration \(name) failed\(line.map { " in line \($0)" } ?? ""): \(error)."
    case .database(let error): "\(error)."
    }
  }
}
