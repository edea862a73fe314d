internal import Signing

/// What a browser shows to be known again: 32 unpredictable bytes, of which only the digest is kept, so that
/// nobody who reads the table can be somebody else.
public enum SessionToken {
  private static let byteCount = 32

  /// 43 characters of base 64 for addresses (RFC 4648, section 5), without padding.
  public static func make() -> String { Base64URL.encoded(RandomBytes.make(byteCount)) }

  /// 32 bytes: SHA-256 of the characters; nil for what `make` cannot have made.
  public static func digest(_ token: String) -> [UInt8]? {
    guard token.utf8.count == 43, Base64URL.decoded(token)?.count == byteCount else { return nil }
    return Digest(sha256Of: Array(token.utf8)).bytes
  }
}
