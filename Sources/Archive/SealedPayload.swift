/// An encrypted payload as it is stored. Nothing in it can be read, or changed unnoticed, without one of
/// the keys.
public struct SealedPayload: Equatable, Sendable {
  /// The compressed payload, encrypted, and 16 bytes of tag.
  public let ciphertext: [UInt8]
  /// 12 bytes.
  public let nonce: [UInt8]
  let keys: WrappedKeys
  /// The length of the payload before compression.
  public let payloadBytes: Int

  public init(ciphertext: [UInt8], nonce: [UInt8], keys: WrappedKeys, payloadBytes: Int) {
    self.ciphertext = ciphertext
    self.nonce = nonce
    self.keys = keys
    self.payloadBytes = payloadBytes
  }

  public var transitWrappedKey: [UInt8] { keys.transit }
  public var archiveWrappedKey: [UInt8] { keys.archive }
  public var archiveKeyID: String { keys.archiveKeyID }
}

/// A data key, wrapped twice.
public struct WrappedKeys: Equatable, Sendable {
  /// AES-256-GCM under the transit key: 12 bytes of nonce, 32 of key, 16 of tag. Empty once it is destroyed.
  public let transit: [UInt8]
  /// RSA-OAEP with SHA-256 (RFC 8017, section 7.1) under the archive's public key; as long as its modulus.
  public let archive: [UInt8]
  public let archiveKeyID: String

  public init(transit: [UInt8], archive: [UInt8], archiveKeyID: String) {
    self.transit = transit
    self.archive = archive
    self.archiveKeyID = archiveKeyID
  }
}
