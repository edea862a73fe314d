internal import Signing

/// A code that people copy by hand: 120 random bits in base 32, lower case, in six groups of four. That many
/// need no salt and no cost where they are kept (OWASP ASVS 5.0, 6.5.2: 112 bits and more).
enum SpokenCode {
  private static let byteCount = 15
  private static let characterCount = 24

  static func make() -> String {
    let text = Base32.encoded(RandomBytes.make(byteCount)).lowercased()
    return stride(from: 0, to: characterCount, by: 4).map { String(text.dropFirst($0).prefix(4)) }
      .joined(separator: "-")
  }

  /// 32 bytes: SHA-256 of the characters.
  static func digest(_ typed: String) -> [UInt8]? {
    guard typed.utf8.count <= 256, let code = normalized(typed) else { return nil }
    return Digest(sha256Of: Array(code.utf8)).bytes
  }

  /// The alphabet has no 0, 1, 8 and 9: who types one of the first three has read a letter as it.
  private static func normalized(_ typed: String) -> String? {
    let kept = typed.lowercased().unicodeScalars.filter {
      !$0.properties.isWhitespace && !$0.properties.isDash
    }
    let code = String(String.UnicodeScalarView(kept.map { misread[$0] ?? $0 }))
    return code.utf8.count == characterCount && Base32.decoded(code)?.count == byteCount ? code : nil
  }

  private static let misread: [Unicode.Scalar: Unicode.Scalar] = ["0": "o", "1": "l", "8": "b"]
}

/// Codes for somebody whose authenticator is lost. Each is good once; only digests are kept.
public enum RecoveryCodes {
  /// Ten different codes such as `k3fa-7qpl-mz2c-x5ue-h6ab-v3dt`, to be shown once.
  public static func make() -> [String] { (0..<10).map { _ in SpokenCode.make() } }

  /// 32 bytes of SHA-256, the same for capitals, without hyphens and with spaces, and where 0, 1 or 8 was
  /// typed for o, l or b; nil for what can be no code.
  public static func digest(_ typed: String) -> [UInt8]? { SpokenCode.digest(typed) }
}

/// The code that somebody is invited with, to choose a password of their own. Only its digest is kept.
public enum InvitationCode {
  /// Such as `k3fa-7qpl-mz2c-x5ue-h6ab-v3dt`, to be shown once.
  public static func make() -> String { SpokenCode.make() }

  /// As `RecoveryCodes.digest`.
  public static func digest(_ typed: String) -> [UInt8]? { SpokenCode.digest(typed) }
}
