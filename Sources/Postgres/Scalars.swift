extension Rows {
  public func text(_ row: Int, _ column: Int) throws(PostgresError) -> String {
    guard let text = try present(row, column).text else { throw unexpected(column) }
    return text
  }

  public func optionalText(_ row: Int, _ column: Int) throws(PostgresError) -> String? {
    guard let cell = try cell(row, column) else { return nil }
    guard let text = cell.text else { throw unexpected(column) }
    return text
  }

  /// `smallint` or `integer`.
  public func int32(_ row: Int, _ column: Int) throws(PostgresError) -> Int32 {
    guard let number = try present(row, column).int32 else { throw unexpected(column) }
    return number
  }

  public func optionalInt32(_ row: Int, _ column: Int) throws(PostgresError) -> Int32? {
    guard let cell = try cell(row, column) else { return nil }
    guard let number = cell.int32 else { throw unexpected(column) }
    return number
  }

  /// `smallint`, `integer` or `bigint`.
  public func int64(_ row: Int, _ column: Int) throws(PostgresError) -> Int64 {
    guard let number = try present(row, column).int64 else { throw unexpected(column) }
    return number
  }

  public func optionalInt64(_ row: Int, _ column: Int) throws(PostgresError) -> Int64? {
    guard let cell = try cell(row, column) else { return nil }
    guard let number = cell.int64 else { throw unexpected(column) }
    return number
  }

  public func bool(_ row: Int, _ column: Int) throws(PostgresError) -> Bool {
    guard let flag = try present(row, column).bool else { throw unexpected(column) }
    return flag
  }

  public func optionalBool(_ row: Int, _ column: Int) throws(PostgresError) -> Bool? {
    guard let cell = try cell(row, column) else { return nil }
    guard let flag = cell.bool else { throw unexpected(column) }
    return flag
  }

  /// Days since 2000-01-01.
  public func date(_ row: Int, _ column: Int) throws(PostgresError) -> Int32 {
    guard let days = try present(row, column).date else { throw unexpected(column) }
    return days
  }

  public func optionalDate(_ row: Int, _ column: Int) throws(PostgresError) -> Int32? {
    guard let cell = try cell(row, column) else { return nil }
    guard let days = cell.date else { throw unexpected(column) }
    return days
  }

  /// Microseconds since 2000-01-01 00:00 (UTC for `timestamptz`).
  public func timestamp(_ row: Int, _ column: Int) throws(PostgresError) -> Int64 {
    guard let instant = try present(row, column).timestamp else { throw unexpected(column) }
    return instant
  }

  public func optionalTimestamp(_ row: Int, _ column: Int) throws(PostgresError) -> Int64? {
    guard let cell = try cell(row, column) else { return nil }
    guard let instant = cell.timestamp else { throw unexpected(column) }
    return instant
  }

  /// `double precision`.
  public func double(_ row: Int, _ column: Int) throws(PostgresError) -> Double {
    let cell = try present(row, column)
    guard cell.family == .double, let pattern = cell.integer(UInt64.self) else { throw unexpected(column) }
    return Double(bitPattern: pattern)
  }

  /// `bytea`, or the sixteen bytes of a `uuid`.
  public func bytes(_ row: Int, _ column: Int) throws(PostgresError) -> [UInt8] {
    guard let bytes = try present(row, column).byteArray else { throw unexpected(column) }
    return bytes
  }

  public func optionalBytes(_ row: Int, _ column: Int) throws(PostgresError) -> [UInt8]? {
    guard let cell = try cell(row, column) else { return nil }
    guard let bytes = cell.byteArray else { throw unexpected(column) }
    return bytes
  }

  /// A `uuid` in its usual form: lower case, 8-4-4-4-12.
  public func uuid(_ row: Int, _ column: Int) throws(PostgresError) -> String {
    guard let uuid = try present(row, column).uuid else { throw unexpected(column) }
    return uuid
  }

  public func optionalUUID(_ row: Int, _ column: Int) throws(PostgresError) -> String? {
    guard let cell = try cell(row, column) else { return nil }
    guard let uuid = cell.uuid else { throw unexpected(column) }
    return uuid
  }
}

/// Each is nil if the value is of another type.
extension Cell {
  @inline(__always) var text: String? {
    family == .text ? String(decoding: bytes, as: UTF8.self) : nil
  }

  @inline(__always) var int32: Int32? {
    family == .int32 ? integer() : family == .int16 ? integer(Int16.self).map(Int32.init) : nil
  }

  @inline(__always) var int64: Int64? {
    family == .int64 ? integer() : int32.map(Int64.init)
  }

  @inline(__always) var bool: Bool? {
    family == .bool ? integer(UInt8.self).map { $0 != 0 } : nil
  }

  @inline(__always) var date: Int32? { family == .date ? integer() : nil }

  @inline(__always) var timestamp: Int64? { family == .timestamp ? integer() : nil }

  var byteArray: [UInt8]? { family == .bytes || family == .uuid ? [UInt8](bytes) : nil }

  var uuid: String? {
    guard family == .uuid, bytes.count == 16 else { return nil }
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for (position, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(position) { text.append(UInt8(ascii: "-")) }
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
