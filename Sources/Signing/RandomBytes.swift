internal import COpenSSL

/// Unpredictable bytes from OpenSSL's generator.
public enum RandomBytes {
  public static func make(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { out, initialized in
      precondition(RAND_bytes(out.baseAddress, Int32(count)) == 1, "the random generator is not available")
      initialized = count
    }
  }
}

/// A UUID (RFC 9562): 16 bytes, printed in the usual 36 lower-case characters.
public struct UniqueID: Hashable, Sendable, CustomStringConvertible {
  public let bytes: [UInt8]

  /// Random throughout: tells nothing, not even when it was made (version 4, RFC 9562 section 5.4).
  public static func v4() -> UniqueID {
    UniqueID(RandomBytes.make(16), version: 4)
  }

  /// Begins with the time in milliseconds since 1970, so that an index stays in order (version 7, section
  /// 5.7).
  public static func v7(milliseconds: Int64) -> UniqueID {
    let time = (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * Int64($0))) }
    return UniqueID(time + RandomBytes.make(10), version: 7)
  }

  /// Sixteen bytes that were one before; nil for another number of them.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  /// Reads exactly what `description` writes.
  public init?(_ text: String) {
    guard let bytes = decodedHex(text.utf8.filter { $0 != UInt8(ascii: "-") }) else { return nil }
    self.init(bytes: bytes)
    guard description == text else { return nil }
  }

  private init(_ bytes: [UInt8], version: UInt8) {
    var marked = bytes
    marked[6] = version << 4 | marked[6] & 0x0f
    marked[8] = 0x80 | marked[8] & 0x3f
    self.bytes = marked
  }

  public var description: String {
    let groups = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16]
    return groups.map { encodedHex(bytes[$0]) }.joined(separator: "-")
  }
}

/// A random UUID as text, lower case.
public func uuidV4() -> String { UniqueID.v4().description }

/// A UUID in order of time as text, lower case; `milliseconds` since 1970.
public func uuidV7(milliseconds: Int64) -> String { UniqueID.v7(milliseconds: milliseconds).description }
