internal import COpenSSL

/// SHA-256 of some bytes (FIPS 180-4): 32 bytes, printed as `sha256:` and 64 lower-case hexadecimal digits.
public struct Digest: Hashable, Sendable {
  public let bytes: [UInt8]

  public init(sha256Of bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { Digest(sha256Of: $0) }
  }

  public init(sha256Of bytes: UnsafeRawBufferPointer) {
    self.bytes = [UInt8](unsafeUninitializedCapacity: Self.count) { out, count in
      var written: UInt32 = 0
      let done = EVP_Digest(bytes.baseAddress, bytes.count, out.baseAddress, &written, EVP_sha256(), nil)
      precondition(done == 1 && written == Self.count, "SHA-256 is not available")
      count = Self.count
    }
  }

  /// A digest that was stored as its 32 bytes; nil for any other number of bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == Self.count else { return nil }
    self.bytes = bytes
  }

  /// Reads exactly what `description` writes; nil for anything else.
  public init?(_ text: String) {
    guard text.hasPrefix(Self.prefix), let bytes = decodedHex(text.utf8.dropFirst(Self.prefix.count)) else {
      return nil
    }
    self.init(bytes: bytes)
  }

  /// 64 lower-case hexadecimal digits.
  public var hex: String { encodedHex(bytes) }

  static let count = 32
  private static let prefix = "sha256:"
}

extension Digest: CustomStringConvertible {
  public var description: String { Self.prefix + hex }
}
