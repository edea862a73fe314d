internal import CLibPQ

/// The rows of a result, decoded cell by cell when asked for. Immutable, so any thread may read it.
///
/// The accessors never trap: another type than the one asked for, or NULL where the accessor is not an
/// optional one, is `.unexpectedType`; a row or column that does not exist is `.usage`.
public final class Rows: @unchecked Sendable {
  public let count: Int
  private let result: OpaquePointer
  private let families: [Family]

  /// Takes ownership of a result.
  init(owning result: OpaquePointer?, connection: Connection) throws(PostgresError) {
    let status = PQresultStatus(result)
    guard let result, status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY
    else {
      let isCopy = status == PGRES_COPY_IN || status == PGRES_COPY_OUT
      let error =
        isCopy ? PostgresError.wrongUse : PostgresError(result: result, connection: connection.handle)
      PQclear(result)
      connection.leaveCopy(status)
      throw error
    }
    self.result = result
    count = Int(PQntuples(result))
    families = (0..<PQnfields(result)).map { Family(oid: PQftype(result, $0)) }
  }

  deinit { PQclear(result) }

  public var columnCount: Int { families.count }

  public var columns: [String] { (0..<families.count).map(label) }

  /// Rows that INSERT, UPDATE, DELETE, COPY or SELECT touched.
  public var affected: Int { PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0 }

  /// The command tag's first word, for example `INSERT`.
  var command: String {
    let tag = PQcmdStatus(result).map { String(cString: $0) } ?? ""
    return String(tag.prefix { $0 != " " })
  }

  public func column(named name: String) throws(PostgresError) -> Int {
    for column in 0..<families.count where label(column) == name { return column }
    throw PostgresError(.usage, sqlState: "42703", column: name)
  }

  public func isNull(_ row: Int, _ column: Int) -> Bool {
    PQgetisnull(result, Int32(clamping: row), Int32(clamping: column)) == 1
  }

  /// The raw value, whatever its type; an empty buffer for NULL. It is valid within `body` only.
  public func withBytes<T, Failure: Error>(
    _ row: Int, _ column: Int, _ body: (UnsafeRawBufferPointer) throws(Failure) -> T
  ) throws(Failure) -> T {
    let (row, column) = (Int32(clamping: row), Int32(clamping: column))
    let length = Int(PQgetlength(result, row, column))
    return try body(UnsafeRawBufferPointer(start: PQgetvalue(result, row, column), count: length))
  }

  private func label(_ column: Int) -> String {
    PQfname(result, Int32(column)).map { String(cString: $0) } ?? ""
  }
}

extension Rows {
  /// The value's bytes, nil for NULL. The length is asked for first: it is 0 for NULL, so that the usual cell
  /// costs two calls into libpq instead of three.
  @inline(__always)
  func cell(_ row: Int, _ column: Int) throws(PostgresError) -> Cell? {
    guard row >= 0, row < count, column >= 0, column < families.count else { throw .wrongUse }
    let (line, place) = (Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column))
    let length = Int(PQgetlength(result, line, place))
    if length == 0, PQgetisnull(result, line, place) == 1 { return nil }
    let bytes = UnsafeRawBufferPointer(start: PQgetvalue(result, line, place), count: length)
    return Cell(bytes: bytes, family: families[column])
  }

  @inline(__always)
  func present(_ row: Int, _ column: Int) throws(PostgresError) -> Cell {
    guard let cell = try cell(row, column) else { throw unexpected(column, sqlState: "22004") }
    return cell
  }

  /// 42804: another type; 22004: NULL.
  @inline(never)
  func unexpected(_ column: Int, sqlState: String = "42804") -> PostgresError {
    PostgresError(.unexpectedType, sqlState: sqlState, column: label(column))
  }
}

/// One value of a result, in PostgreSQL's binary format. Valid while its `Rows` lives.
struct Cell {
  let bytes: UnsafeRawBufferPointer
  let family: Family

  /// A big-endian integer, nil unless the value has exactly its size.
  @inline(__always)
  func integer<Integer: FixedWidthInteger>(_: Integer.Type = Integer.self) -> Integer? {
    guard bytes.count == MemoryLayout<Integer>.size else { return nil }
    return Integer(bigEndian: bytes.loadUnaligned(as: Integer.self))
  }
}
