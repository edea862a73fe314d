/// One-dimensional arrays. An array with a NULL among its elements needs the `optional…` accessor; an array
/// that is NULL itself is `.unexpectedType` (ask `isNull` first).
extension Rows {
  public func textArray(_ row: Int, _ column: Int) throws(PostgresError) -> [String] {
    try array(row, column) { $0.text }
  }

  public func optionalTextArray(_ row: Int, _ column: Int) throws(PostgresError) -> [String?] {
    try optionalArray(row, column) { $0.text }
  }

  public func int32Array(_ row: Int, _ column: Int) throws(PostgresError) -> [Int32] {
    try array(row, column) { $0.int32 }
  }

  public func optionalInt32Array(_ row: Int, _ column: Int) throws(PostgresError) -> [Int32?] {
    try optionalArray(row, column) { $0.int32 }
  }

  public func int64Array(_ row: Int, _ column: Int) throws(PostgresError) -> [Int64] {
    try array(row, column) { $0.int64 }
  }

  public func optionalInt64Array(_ row: Int, _ column: Int) throws(PostgresError) -> [Int64?] {
    try optionalArray(row, column) { $0.int64 }
  }

  public func boolArray(_ row: Int, _ column: Int) throws(PostgresError) -> [Bool] {
    try array(row, column) { $0.bool }
  }

  public func optionalBoolArray(_ row: Int, _ column: Int) throws(PostgresError) -> [Bool?] {
    try optionalArray(row, column) { $0.bool }
  }

  /// Days since 2000-01-01.
  public func dateArray(_ row: Int, _ column: Int) throws(PostgresError) -> [Int32] {
    try array(row, column) { $0.date }
  }

  public func optionalDateArray(_ row: Int, _ column: Int) throws(PostgresError) -> [Int32?] {
    try optionalArray(row, column) { $0.date }
  }

  /// `bytea[]`, or `uuid[]` as sixteen bytes each.
  public func bytesArray(_ row: Int, _ column: Int) throws(PostgresError) -> [[UInt8]] {
    try array(row, column) { $0.byteArray }
  }

  public func uuidArray(_ row: Int, _ column: Int) throws(PostgresError) -> [String] {
    try array(row, column) { $0.uuid }
  }

  @inline(__always)
  private func array<Element>(
    _ row: Int, _ column: Int, _ decode: (Cell) -> Element?
  ) throws(PostgresError) -> [Element] {
    guard var elements = ArrayElements(try present(row, column)) else { throw unexpected(column) }
    var values: [Element] = []
    values.reserveCapacity(elements.count)
    while let element = elements.next() {
      guard let cell = element.cell else { throw unexpected(column, sqlState: "22004") }
      guard let value = decode(cell) else { throw unexpected(column) }
      values.append(value)
    }
    return values
  }

  @inline(__always)
  private func optionalArray<Element>(
    _ row: Int, _ column: Int, _ decode: (Cell) -> Element?
  ) throws(PostgresError) -> [Element?] {
    guard var elements = ArrayElements(try present(row, column)) else { throw unexpected(column) }
    var values: [Element?] = []
    values.reserveCapacity(elements.count)
    while let element = elements.next() {
      guard let cell = element.cell else {
        values.append(nil)
        continue
      }
      guard let value = decode(cell) else { throw unexpected(column) }
      values.append(value)
    }
    return values
  }
}

/// Walks a binary array (`array_send`): dimensions, null flag, element type, then for the one dimension its
/// size and lower bound; each element with its length, -1 for NULL.
private struct ArrayElements {
  let count: Int
  private let family: Family
  private var rest: UnsafeRawBufferPointer
  private var left: Int

  /// Nil for what is not an array, and for several dimensions.
  init?(_ cell: Cell) {
    guard cell.family == .array, cell.bytes.count >= 12 else { return nil }
    rest = cell.bytes
    let dimensions = Self.take(&rest)
    _ = Self.take(&rest)
    family = Family(oid: UInt32(bitPattern: Self.take(&rest)))
    guard dimensions == 0 || (dimensions == 1 && rest.count >= 8) else { return nil }
    count = dimensions == 0 ? 0 : Int(Self.take(&rest))
    if dimensions == 1 { _ = Self.take(&rest) }
    // Each element has at least its length: a count that lies cannot make us reserve more than there is.
    guard count >= 0, count <= rest.count / 4 else { return nil }
    left = count
  }

  struct Element { let cell: Cell? }

  mutating func next() -> Element? {
    guard left > 0, rest.count >= 4 else { return nil }
    left -= 1
    let length = Int(Self.take(&rest))
    guard length >= 0 else { return Element(cell: nil) }
    let bytes = UnsafeRawBufferPointer(rebasing: rest.prefix(length))
    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(length))
    return Element(cell: Cell(bytes: bytes, family: family))
  }

  private static func take(_ rest: inout UnsafeRawBufferPointer) -> Int32 {
    let value = Int32(bigEndian: rest.loadUnaligned(as: Int32.self))
    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(4))
    return value
  }
}
