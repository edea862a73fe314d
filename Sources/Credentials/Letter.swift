internal import COpenSSL
public import Carriers
internal import Signing

/// Something for one reader alone: whoever writes it needs the reader's public key and cannot read it back.
///
/// X25519 (RFC 7748) with a key pair of its own for each letter; a key for AES-256-GCM from what both sides
/// know, by HMAC-SHA-256. One byte of version (1), 32 of the letter's public key, 12 of nonce, the text
/// encrypted, 16 of tag. It opens with the same label alone.
public enum Letter {
  public static let keyBytes = 32
  private static let version: UInt8 = 1

  /// Nil for what cannot be anybody's public key.
  public static func seal(_ text: [UInt8], to reader: [UInt8], label: String) -> [UInt8]? {
    guard let own = LetterKey(RandomBytes.make(keyBytes)), let key = own.shared(with: reader, reader: reader)
    else { return nil }
    let nonce = RandomBytes.make(SealingKey.nonceBytes)
    let head = [version] + own.publicKey + nonce
    return head + key.encrypt(text, nonce: nonce, label: head + Array(label.utf8))
  }

  /// What was written; nil where the key, the label or any byte is another.
  public static func open(_ letter: [UInt8], with key: LetterKey, label: String) -> [UInt8]? {
    let headBytes = 1 + keyBytes + SealingKey.nonceBytes
    guard letter.first == version, letter.count >= headBytes + SealingKey.tagBytes else { return nil }
    let head = Array(letter.prefix(headBytes))
    guard let shared = key.shared(with: Array(head[1...keyBytes]), reader: key.publicKey) else { return nil }
    return shared.decrypt(
      Array(letter.dropFirst(headBytes)), nonce: Array(head.suffix(SealingKey.nonceBytes)),
      label: head + Array(label.utf8))
  }
}

/// The private half of a reader's key.
public struct LetterKey: Sendable {
  public let publicKey: [UInt8]
  private let secret: Secret

  /// - Parameter bytes: 32 unpredictable ones; nil for another number of them.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == Letter.keyBytes, let handle = Self.handle(bytes) else { return nil }
    defer { EVP_PKEY_free(handle) }
    var (half, count) = ([UInt8](repeating: 0, count: Letter.keyBytes), Letter.keyBytes)
    guard EVP_PKEY_get_raw_public_key(handle, &half, &count) == 1, count == half.count else { return nil }
    publicKey = half
    secret = Secret(bytes)
  }

  private static func handle(_ bytes: [UInt8]) -> OpaquePointer? {
    EVP_PKEY_new_raw_private_key_ex(nil, "X25519", nil, bytes, bytes.count)
  }

  /// Bound to both public keys, so that it is the key of this letter to this reader and of no other.
  fileprivate func shared(with other: [UInt8], reader: [UInt8]) -> SealingKey? {
    guard other.count == Letter.keyBytes,
      let theirs = EVP_PKEY_new_raw_public_key_ex(nil, "X25519", nil, other, other.count)
    else { return nil }
    defer { EVP_PKEY_free(theirs) }
    guard var agreed = agreed(with: theirs) else { return nil }
    defer { cleanse(&agreed) }
    let letter = other == reader ? publicKey : other
    return SealingKey(
      KeyedHash(key: agreed).hash(bytes: Array("scrim letter 1".utf8) + letter + reader))
  }

  /// OpenSSL refuses a key that would make it all zeros (RFC 7748, section 6.1).
  private func agreed(with theirs: OpaquePointer) -> [UInt8]? {
    guard let mine = Self.handle(secret.exposedBytes) else { return nil }
    defer { EVP_PKEY_free(mine) }
    guard let context = EVP_PKEY_CTX_new_from_pkey(nil, mine, nil) else { return nil }
    defer {
      EVP_PKEY_CTX_free(context)
      ERR_clear_error()
    }
    var (agreed, count) = ([UInt8](repeating: 0, count: Letter.keyBytes), Letter.keyBytes)
    guard EVP_PKEY_derive_init(context) == 1, EVP_PKEY_derive_set_peer(context, theirs) == 1,
      EVP_PKEY_derive(context, &agreed, &count) == 1, count == agreed.count
    else { return nil }
    return agreed
  }
}

extension LetterKey: SealedCarrier {}

extension ConsoleKey {
  /// Another for every name; whoever has the console's key can always make it again.
  public func letterKey(_ name: String) -> LetterKey? { LetterKey(derive("letter " + name)) }
}
