internal import COpenSSL
internal import Signing

/// Time-based one-time passwords (RFC 6238) as authenticator apps make them: HMAC-SHA-1, steps of 30 seconds
/// since 1970, six digits.
public enum OneTimeCode {
  /// X of RFC 6238, section 4.1.
  public static let stepSeconds: Int64 = 30

  /// 20 unpredictable bytes, as long as the hash (RFC 4226, section 4, R6).
  public static func newSecret() -> [UInt8] { RandomBytes.make(20) }

  /// T of RFC 6238, section 4.2: whole steps since 1970.
  public static func counter(at unixSeconds: Int64) -> Int64 {
    let (steps, rest) = unixSeconds.quotientAndRemainder(dividingBy: stepSeconds)
    return rest < 0 ? steps - 1 : steps
  }

  /// The six digits for a counter (HOTP: RFC 4226, section 5.3).
  ///
  /// - Precondition: the secret is not empty, the counter not negative.
  public static func code(secret: [UInt8], counter: Int64) -> String {
    precondition(!secret.isEmpty && counter >= 0, "a one-time code needs a secret and a counter")
    let mac = hmacSHA1(secret, withUnsafeBytes(of: UInt64(counter).bigEndian) { Array($0) })
    let offset = Int(mac[mac.count - 1] & 15)
    let number = mac[offset..<(offset + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
    let digits = String(number % 1_000_000)
    return String(repeating: "0", count: digitCount - digits.count) + digits
  }

  /// The counter that what was typed belongs to; nil where it is none that may be used now. One step before and
  /// one after the present are taken, for clocks and slow fingers (RFC 6238, section 5.2). Every step is
  /// computed and compared in full, so that the time tells nothing.
  ///
  /// - Parameters:
  ///   - typed: six digits; white space anywhere is passed over.
  ///   - after: the counter that was answered for this secret last: a code is good once (section 5.2). Whoever
  ///     calls keeps the answer, in one transaction with what it permits.
  public static func matches(
    _ typed: String, secret: [UInt8], at unixSeconds: Int64, after: Int64?
  ) -> Int64? {
    let digits = typed.unicodeScalars.filter { !$0.properties.isWhitespace }
    guard digits.count == digitCount, digits.allSatisfy({ ("0"..."9").contains($0) }), !secret.isEmpty else {
      return nil
    }
    let bytes = digits.map { UInt8(truncatingIfNeeded: $0.value) }
    let now = counter(at: unixSeconds)
    // The latest wins: where two steps have the same code by chance, it is not good once more.
    return ((now - 1)...(now + 1)).filter { candidate in
      candidate >= 0 && isEqualInConstantTime(Array(code(secret: secret, counter: candidate).utf8), bytes)
    }
    .last { candidate in after.map { $0 < candidate } ?? true }
  }

  /// The address that an authenticator app reads from a QR code: `otpauth://totp/ISSUER:LOGIN?…`. It holds the
  /// secret. A colon in a name becomes a space: the format keeps it for itself.
  public static func uri(secret: [UInt8], login: String, issuer: String) -> String {
    let issuer = encoded(issuer)
    return "otpauth://totp/\(issuer):\(encoded(login))?secret=\(base32(secret))&issuer=\(issuer)"
      + "&algorithm=SHA1&digits=\(digitCount)&period=\(stepSeconds)"
  }

  /// RFC 4648, section 6: upper case, without padding; how a secret is typed into an app by hand.
  public static func base32(_ bytes: [UInt8]) -> String { Base32.encoded(bytes) }

  /// What `base32` wrote, in either case; nil for anything else.
  public static func bytes(base32 text: String) -> [UInt8]? { Base32.decoded(text) }

  private static let digitCount = 6

  private static func hmacSHA1(_ key: [UInt8], _ message: [UInt8]) -> [UInt8] {
    var mac = [UInt8](repeating: 0, count: 20)
    var written = 0
    let done = EVP_Q_mac(
      nil, "HMAC", nil, "SHA1", nil, key, key.count, message, message.count, &mac, mac.count, &written)
    precondition(done != nil && written == mac.count, "HMAC-SHA-1 is not available")
    return mac
  }

  /// Everything but the unreserved characters of RFC 3986, section 2.3, as %XX.
  private static func encoded(_ text: String) -> String {
    text.replacing(":", with: " ").utf8.reduce(into: "") { encoded, byte in
      let character = Character(Unicode.Scalar(byte))
      let isUnreserved =
        character.isASCII && (character.isLetter || character.isNumber || "-._~".contains(character))
      let hex = String(byte, radix: 16, uppercase: true)
      encoded += isUnreserved ? String(character) : "%" + (hex.count == 1 ? "0" : "") + hex
    }
  }
}
