/// Keeps payloads at rest: compressed (zstd), then encrypted (AES-256-GCM) under a data key of their own,
/// which is kept wrapped twice and nowhere in the clear.
///
/// - For sending it again, under the gateway's transit key. That wrapping is destroyed when the submission is
///   concluded, and from then on this host cannot read what it sent.
/// - For the years after, under the archive's public key of the month. Its private key lives off the host,
///   and destroying it shreds the month. Whoever holds it gets at the data key with OpenSSL alone,
///
///       openssl pkeyutl -decrypt -inkey archive-2026-11.key.pem -in wrapped -out data.key \
///         -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256
///
///   and `Archive.open(_:submission:dataKey:)` opens the payload with it.
public final class Archive: Sendable {
  private let transitKey: SymmetricKey
  private let publicKey: ArchivePublicKey

  /// Names the archive's key: the first 16 hexadecimal digits of SHA-256 over its SubjectPublicKeyInfo.
  public var archiveKeyID: String { publicKey.id }

  /// - Parameters:
  ///   - transitKey: 32 bytes.
  ///   - archivePublicKey: path of a PEM file with an RSA key of at least 3072 bits.
  public init(transitKey: [UInt8], archivePublicKey: String) throws(ArchiveError) {
    guard let key = SymmetricKey(transitKey) else { throw .transitKeyUnsuitable }
    self.transitKey = key
    publicKey = try ArchivePublicKey(pem: archivePublicKey)
  }

  /// Encrypts a payload for one submission. What comes back opens for that submission alone, and unchanged
  /// or not at all.
  public func seal(_ payload: [UInt8], submission: String) throws(ArchiveError) -> SealedPayload {
    let dataKey = SymmetricKey.random()
    let keys = WrappedKeys(
      transit: try dataKey.wrapped(under: transitKey, label: transitLabel(submission)),
      archive: try publicKey.wrap(dataKey), archiveKeyID: publicKey.id)
    let label = payloadLabel(submission, keys, payload.count)
    let nonce = randomBytes(SymmetricKey.nonceBytes)
    var bytes = try compress(payload, spare: SymmetricKey.tagBytes)
    guard dataKey.encrypt(&bytes, nonce: nonce, label: label) else { throw .library("encrypt a payload") }
    return SealedPayload(ciphertext: bytes, nonce: nonce, keys: keys, payloadBytes: payload.count)
  }

  /// The payload's exact bytes, by way of the transit key.
  public func open(_ sealed: SealedPayload, submission: String) throws(ArchiveError) -> [UInt8] {
    let label = transitLabel(submission)
    guard let dataKey = transitKey.unwrap(sealed.keys.transit, label: label) else {
      throw .transitWrappingRefused
    }
    return try expand(sealed, submission, dataKey)
  }

  /// The payload's exact bytes, by way of the data key (32 bytes) that the archive's private key gave back.
  public static func open(
    _ sealed: SealedPayload, submission: String, dataKey: [UInt8]
  ) throws(ArchiveError) -> [UInt8] {
    guard let key = SymmetricKey(dataKey) else { throw .payloadRefused }
    return try expand(sealed, submission, key)
  }
}

private func expand(
  _ sealed: SealedPayload, _ submission: String, _ dataKey: SymmetricKey
) throws(ArchiveError) -> [UInt8] {
  let label = payloadLabel(submission, sealed.keys, sealed.payloadBytes)
  guard let bytes = dataKey.decrypt(sealed.ciphertext, nonce: sealed.nonce, label: label) else {
    throw .payloadRefused
  }
  return try decompress(bytes, to: sealed.payloadBytes)
}

/// What is authenticated with the payload: whose it is, and everything that is stored beside it for as long
/// as it is. A damaged archive wrapping is so noticed while the payload can still be sealed again, not in
/// six years.
private func payloadLabel(_ submission: String, _ keys: WrappedKeys, _ payloadBytes: Int) -> [UInt8] {
  label("scrim payload 1", submission, keys.archiveKeyID, String(payloadBytes)) + keys.archive
}

private func transitLabel(_ submission: String) -> [UInt8] { label("scrim transit key 1", submission) }

/// Each part behind its length, so that no two lists of parts read the same.
func label(_ parts: String...) -> [UInt8] {
  parts.flatMap { "\($0.utf8.count):\($0)".utf8 }
}
