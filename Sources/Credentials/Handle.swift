internal import Signing

/// An opaque name for a record in the address of a page: ids of people do not belong into addresses, which
/// are kept by browsers, proxies and logs.
public enum Handle {
  /// 22 characters of base 64 for addresses: the first 16 bytes of HMAC-SHA-256 (RFC 2104, section 5) over
  /// kind and id. The same id has another handle for each kind and key; nobody without the key can tell
  /// which.
  ///
  /// - Precondition: the key is not empty; `ConsoleKey.derive` makes one.
  public static func of(_ id: String, kind: String, key: [UInt8]) -> String {
    Base64URL.encoded(Array(KeyedHash(key: key).hash(kind, id).prefix(16)))
  }

  /// In a time that tells nothing of where they differ.
  public static func isEqual(_ handle: String, _ other: String) -> Bool {
    isEqualInConstantTime(Array(handle.utf8), Array(other.utf8))
  }
}
