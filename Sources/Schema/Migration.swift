/// One numbered, forward-only step of the database's structure: a file of `schemas/postgres/`.
public struct Migration: Sendable, Equatable, CustomStringConvertible {
  public let number: Int32
  /// The file's name without its ending, for example `0003_gate`.
  public let name: String
  public let sql: String

  public init(number: Int32, name: String, sql: String) {
    self.number = number
    self.name = name
    self.sql = sql
  }

  public var description: String { name }
}

/// Whether a database may hold real people; fixed for ever when it is first migrated.
public enum DatabaseKind: String, Sendable {
  case synthetic, real
}
