/// A value for `$n`, sent in the binary format under an explicit type, so that the server guesses nothing.
public enum Parameter: Sendable {
  case null
  case bool(Bool)
  case int32(Int32)
  case optionalInt32(Int32?)
  case int64(Int64)
  case optionalInt64(Int64?)
  case text(String)
  case optionalText(String?)
  case bytes([UInt8])
  case optionalBytes([UInt8]?)
  /// Days since 2000-01-01.
  case date(Int32)
  case optionalDate(Int32?)
  /// Microseconds since 2000-01-01 00:00 UTC; `timestamptz`.
  case timestamp(Int64)
  /// Sixteen bytes; another number is refused by the server.
  case uuid([UInt8])
  case boolArray([Bool])
  case int32Array([Int32])
  case optionalInt32Array([Int32?])
  case int64Array([Int64])
  case optionalInt64Array([Int64?])
  case textArray([String])
  case optionalTextArray([String?])
  case bytesArray([[UInt8]])
  case dateArray([Int32])
  case optionalDateArray([Int32?])
  case uuidArray([[UInt8]])
}

extension Parameter {
  /// 0 lets the server infer the type, which a bare NULL needs.
  var oid: UInt32 {
    switch self {
    case .null: 0
    case .bool: OID.bool
    case .int32, .optionalInt32: OID.int4
    case .int64, .optionalInt64: OID.int8
    case .text, .optionalText: OID.text
    case .bytes, .optionalBytes: OID.bytea
    case .date, .optionalDate: OID.date
    case .timestamp: OID.timestamptz
    case .uuid: OID.uuid
    case .boolArray: OID.boolArray
    case .int32Array, .optionalInt32Array: OID.int4Array
    case .int64Array, .optionalInt64Array: OID.int8Array
    case .textArray, .optionalTextArray: OID.textArray
    case .bytesArray: OID.byteaArray
    case .dateArray, .optionalDateArray: OID.dateArray
    case .uuidArray: OID.uuidArray
    }
  }

  /// Appends the value to `buffer`; false, and nothing appended, for NULL.
  func append(to buffer: inout BinaryWriter) -> Bool {
    switch self {
    case .null, .optionalInt32(nil), .optionalInt64(nil), .optionalText(nil), .optionalBytes(nil),
      .optionalDate(nil):
      return false
    case .bool(let value): buffer.append(value)
    case .int32(let value), .optionalInt32(let value?), .date(let value), .optionalDate(let value?):
      buffer.append(value)
    case .int64(let value), .optionalInt64(let value?), .timestamp(let value): buffer.append(value)
    case .text(let value), .optionalText(let value?): buffer.append(value)
    case .bytes(let value), .optionalBytes(let value?), .uuid(let value): buffer.append(value)
    default: appendArray(to: &buffer)
    }
    return true
  }

  private func appendArray(to buffer: inout BinaryWriter) {
    switch self {
    case .boolArray(let values): buffer.append(values, of: OID.bool) { $0.append($1) }
    case .int32Array(let values): buffer.append(values, of: OID.int4) { $0.append($1) }
    case .optionalInt32Array(let values): buffer.append(optionals: values, of: OID.int4) { $0.append($1) }
    case .int64Array(let values): buffer.append(values, of: OID.int8) { $0.append($1) }
    case .optionalInt64Array(let values): buffer.append(optionals: values, of: OID.int8) { $0.append($1) }
    case .textArray(let values): buffer.append(values, of: OID.text) { $0.append($1) }
    case .optionalTextArray(let values): buffer.append(optionals: values, of: OID.text) { $0.append($1) }
    case .bytesArray(let values): buffer.append(values, of: OID.bytea) { $0.append($1) }
    case .dateArray(let values): buffer.append(values, of: OID.date) { $0.append($1) }
    case .optionalDateArray(let values): buffer.append(optionals: values, of: OID.date) { $0.append($1) }
    case .uuidArray(let values): buffer.append(values, of: OID.uuid) { $0.append($1) }
    case .null, .bool, .int32, .optionalInt32, .int64, .optionalInt64, .text, .optionalText, .bytes,
      .optionalBytes,
      .date, .optionalDate, .timestamp, .uuid:
      break  // written by `append`
    }
  }
}

/// PostgreSQL's binary format: big-endian, arrays as header and length-prefixed elements (`array_send`).
struct BinaryWriter {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ value: Bool) { bytes.append(value ? 1 : 0) }
  mutating func append(_ value: String) { bytes.append(contentsOf: value.utf8) }
  mutating func append(_ value: [UInt8]) { bytes.append(contentsOf: value) }

  mutating func append<Integer: FixedWidthInteger>(_ value: Integer) {
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append<Element>(
    _ values: [Element], of oid: UInt32, _ write: (inout BinaryWriter, Element) -> Void
  ) {
    appendHeader(count: values.count, hasNull: false, of: oid)
    for value in values { appendElement(value, write) }
  }

  mutating func append<Element>(
    optionals values: [Element?], of oid: UInt32, _ write: (inout BinaryWriter, Element) -> Void
  ) {
    appendHeader(count: values.count, hasNull: values.contains { $0 == nil }, of: oid)
    for value in values {
      if let value { appendElement(value, write) } else { append(Int32(-1)) }
    }
  }

  private mutating func appendHeader(count: Int, hasNull: Bool, of oid: UInt32) {
    append(Int32(count == 0 ? 0 : 1))
    append(Int32(hasNull ? 1 : 0))
    append(oid)
    guard count > 0 else { return }
    append(Int32(truncatingIfNeeded: count))
    append(Int32(1))
  }

  private mutating func appendElement<Element>(
    _ value: Element, _ write: (inout BinaryWriter, Element) -> Void
  ) {
    let start = bytes.count
    append(Int32(0))
    write(&self, value)
    let length = Int32(truncatingIfNeeded: bytes.count - start - 4).bigEndian
    withUnsafeBytes(of: length) { bytes.replaceSubrange(start..<start + 4, with: $0) }
  }
}
