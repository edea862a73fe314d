internal import CLibPQ

/// What went wrong at the database: a code, and names from the schema. Never the server's message: its text
/// carries values of rows ("Key (member_id)=(…) already exists", "invalid input syntax for type date: …").
public struct PostgresError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Kind: Sendable {
    /// There is no connection; nothing was done.
    case connectionFailed
    /// The connection ended under a statement outside a COMMIT; an open transaction is rolled back.
    case connectionLost
    /// The connection ended while COMMIT was under way: it may have happened (`pg_xact_status` knows).
    case commitInDoubt
    /// The server refused a statement; the connection lives.
    case server
    /// A value is of another type than it was asked for as, or NULL where a value must be.
    case unexpectedType
    /// Called wrongly: no such row or column, a NUL byte in SQL, a transaction within a transaction.
    case usage
  }

  public let kind: Kind
  /// Five characters (PostgreSQL manual, appendix A). Where no server spoke: 08001 unreachable, 08004 reached
  /// but no verified TLS, 08006 lost.
  public let sqlState: String
  /// Name of the violated constraint.
  public let constraint: String?
  /// Label of the column whose type was not the one asked for.
  public let column: String?
  /// Where in the SQL text, in characters from 1.
  public let position: Int?

  public init(
    _ kind: Kind, sqlState: String, constraint: String? = nil, column: String? = nil, position: Int? = nil
  ) {
    self.kind = kind
    self.sqlState = sqlState
    self.constraint = constraint
    self.column = column
    self.position = position
  }

  public var description: String {
    let names = [constraint, column].compactMap { $0 }.map { " (\($0))" }.joined()
    return "\(sentence), SQLSTATE \(sqlState)\(names)"
  }

  private var sentence: String {
    switch kind {
    case .connectionFailed: Self.refusals[sqlState] ?? "the database server refused the connection"
    case .connectionLost: "the connection to the database was lost"
    case .commitInDoubt: "the connection was lost during COMMIT, which may have happened"
    case .server: "the database refused a statement"
    case .unexpectedType: "a column has another type than expected"
    case .usage: "the database module was called wrongly"
    }
  }

  private static let refusals = [
    "08001": "the database server cannot be reached",
    "08004": "the database server showed no TLS certificate that could be verified",
    "28P01": "the database server refused the password",
    "28000": "the database server knows no such login, or does not let it in from here",
    "3D000": "there is no such database on the server",
    "53300": "the database server has no free connection",
    "57P03": "the database server is starting or stopping",
  ]
}

extension PostgresError {
  static let wrongUse = PostgresError(.usage, sqlState: "HY000")

  /// Reads the codes of a failed result; `connection` tells whether the session survived.
  init(result: OpaquePointer?, connection: OpaquePointer) {
    let lost = PQstatus(connection) != CONNECTION_OK
    self.init(
      lost ? .connectionLost : .server,
      sqlState: Self.field("C", of: result) ?? (lost ? "08006" : "XX000"),
      constraint: Self.field("n", of: result),
      position: Self.field("P", of: result).flatMap { Int($0) })
  }

  /// PG_DIAG_SQLSTATE ('C'), PG_DIAG_CONSTRAINT_NAME ('n') and PG_DIAG_STATEMENT_POSITION ('P') are character
  /// macros, which Swift does not import.
  private static func field(_ code: Unicode.Scalar, of result: OpaquePointer?) -> String? {
    PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
  }
}
