internal import Postgres

/// Reads PostgreSQL's binary form of composite values: numbers are big-endian, every value has its length
/// before it (-1 for NULL), and a record names the type of each field (documentation of PostgreSQL,
/// `record_send`).
struct BinaryReader {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0
  private static let malformed = PostgresError(.unexpectedType, sqlState: "42804", column: "lines")

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// An array of `gate.charge_line`, sorted by line number.
  mutating func chargeLines() throws(PostgresError) -> [ChargeColumns] {
    let count = try arrayCount()
    var lines: [ChargeColumns] = []
    lines.reserveCapacity(count)
    for _ in 0..<count {
      _ = try integer()  // length of the record
      lines.append(try chargeLine())
    }
    if count > 1 { lines.sort { $0.line < $1.line } }
    return lines
  }

  private mutating func chargeLine() throws(PostgresError) -> ChargeColumns {
    guard try integer() == 14 else { throw Self.malformed }
    var line = ChargeColumns()
    line.line = try fieldInt32() ?? 0
    line.coverageID = try fieldText()
    line.billingProviderID = try fieldText()
    line.renderingClinicianID = try fieldText()
    line.supervisingClinicianID = try fieldText()
    line.locationID = try fieldText()
    line.procedureCode = try fieldText()
    line.modifiers = try fieldTexts()
    line.units = try fieldInt32()
    line.chargeCents = try fieldInt64()
    line.patientPaidCents = try fieldInt64()
    line.diagnosisPointers = try fieldIntegers()
    line.placeOfService = try fieldText()
    line.priorAuthorization = try fieldText()
    return line
  }

  // MARK: Fields of a record

  private mutating func fieldLength() throws(PostgresError) -> Int? {
    _ = try integer()  // type of the field
    let length = Int(try integer())
    return length < 0 ? nil : length
  }

  private mutating func fieldText() throws(PostgresError) -> String? {
    guard let length = try fieldLength() else { return nil }
    return try text(length)
  }

  private mutating func fieldInt32() throws(PostgresError) -> Int32? {
    guard let length = try fieldLength() else { return nil }
    guard length == 4 else { throw Self.malformed }
    return try integer()
  }

  private mutating func fieldInt64() throws(PostgresError) -> Int64? {
    guard let length = try fieldLength() else { return nil }
    guard length == 8 else { throw Self.malformed }
    let high = Int64(try integer())
    let low = Int64(UInt32(bitPattern: try integer()))
    return high << 32 | low
  }

  private mutating func fieldTexts() throws(PostgresError) -> [String] {
    try fieldLength() == nil ? [] : try texts()
  }

  /// An array of texts; a NULL among them reads as an empty one.
  mutating func texts() throws(PostgresError) -> [String] {
    let count = try arrayCount()
    var texts: [String] = []
    texts.reserveCapacity(count)
    for _ in 0..<count {
      let length = Int(try integer())
      texts.append(length < 0 ? "" : try text(length))
    }
    return texts
  }

  /// A NULL among them reads as 0, which points to nothing.
  private mutating func fieldIntegers() throws(PostgresError) -> [Int32]? {
    guard try fieldLength() != nil else { return nil }
    var numbers: [Int32] = []
    for _ in 0..<(try arrayCount()) {
      let length = try integer()
      guard length == 4 || length < 0 else { throw Self.malformed }
      numbers.append(length < 0 ? 0 : try integer())
    }
    return numbers
  }

  // MARK: Bytes

  /// The number of elements of an array, all its dimensions together: PostgreSQL's `text[]` may hold arrays
  /// of arrays, and one such row must not stop the others. Leaves the position at the first element.
  private mutating func arrayCount() throws(PostgresError) -> Int {
    let dimensions = try integer()
    _ = try integer()  // whether there are NULLs
    _ = try integer()  // type of the elements
    guard dimensions >= 0 else { throw Self.malformed }
    if dimensions == 0 { return 0 }
    var count = 1
    for _ in 0..<dimensions {
      let length = Int(try integer())
      _ = try integer()  // lower bound
      guard length >= 0, length <= bytes.count else { throw Self.malformed }
      count *= length
      guard count <= bytes.count else { throw Self.malformed }
    }
    return count
  }

  private mutating func integer() throws(PostgresError) -> Int32 {
    guard position + 4 <= bytes.count else { throw Self.malformed }
    defer { position += 4 }
    return Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: Int32.self))
  }

  private mutating func text(_ length: Int) throws(PostgresError) -> String {
    guard position + length <= bytes.count else { throw Self.malformed }
    defer { position += length }
    return String(decoding: bytes[position..<position + length], as: UTF8.self)
  }
}
