public import Carriers
public import Signing

/// The console's own key: 32 bytes in a file, 64 hexadecimal digits, that its owner alone can read. What must
/// be read again, such as the secrets of authenticators, is in the database only sealed under it.
public struct ConsoleKey: Sendable {
  private let derivation: KeyedHash
  private let sealing: SealingKey

  /// Refused unless it is a regular file of the caller's or root's that nobody else may touch.
  public init(file path: String) throws(SecretFileError) {
    derivation = KeyedHash(key: try Secret.readKey(file: path))
    // Never the key itself: what is derived for others has nothing to do with what seals.
    sealing = SealingKey(derivation.hash("scrim console seal 1"))
  }

  /// Makes a new key in a new file (0600), on the disk before the call returns. A file that is there is never
  /// overwritten.
  public static func create(at path: String) throws(SigningError) {
    try KeyFiles.generateSymmetric(at: path)
  }

  /// AES-256-GCM (NIST SP 800-38D) under a random nonce: one byte of version (1), 12 of nonce, the secret
  /// encrypted, 16 of tag. It opens with the same label alone: name in it what the secret is and whose.
  public func seal(_ secret: [UInt8], label: String) -> [UInt8] {
    let nonce = RandomBytes.make(SealingKey.nonceBytes)
    return [Self.version] + nonce + sealing.encrypt(secret, nonce: nonce, label: authenticated(label))
  }

  /// What was sealed; nil where the key, the label or any byte is another.
  public func open(_ sealed: [UInt8], label: String) -> [UInt8]? {
    guard sealed.first == Self.version else { return nil }
    let nonce = Array(sealed.dropFirst().prefix(SealingKey.nonceBytes))
    let rest = Array(sealed.dropFirst(1 + SealingKey.nonceBytes))
    return sealing.decrypt(rest, nonce: nonce, label: authenticated(label))
  }

  /// 32 bytes for a purpose: HMAC-SHA-256 under this key, another for every purpose.
  public func derive(_ purpose: String) -> [UInt8] { derivation.hash("scrim console derive 1", purpose) }

  private static let version: UInt8 = 1

  private func authenticated(_ label: String) -> [UInt8] { [Self.version] + Array(label.utf8) }
}

extension ConsoleKey: SealedCarrier {}
