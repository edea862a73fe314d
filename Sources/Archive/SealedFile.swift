internal import FoundationEssentials

/// Whom files are sealed for: the holder of one private key, and nobody on this host.
public final class Recipient: Sendable {
  private let key: ArchivePublicKey

  /// The first 16 hexadecimal digits of SHA-256 over the key's SubjectPublicKeyInfo.
  public var keyID: String { key.id }

  /// - Parameter path: a PEM file with an RSA key of at least 3072 bits.
  public init(publicKey path: String) throws(ArchiveError) { key = try ArchivePublicKey(pem: path) }

  /// A file of three lines: its kind and the key's id; a data key of its own, wrapped for the recipient; the
  /// nonce, the encrypted bytes and their tag. It opens under this name alone, and unchanged or not at all.
  public func seal(_ bytes: [UInt8], name: String) throws(ArchiveError) -> [UInt8] {
    try seal(bytes, as: .plain, name: name)
  }

  /// The same for what may be long: compressed first (zstd), where that makes it smaller.
  public func sealCompressed(_ bytes: [UInt8], name: String) throws(ArchiveError) -> [UInt8] {
    let frame = try compress(bytes, spare: SymmetricKey.tagBytes)
    return frame.count < bytes.count
      ? try seal(frame, as: .compressed, name: name) : try seal(bytes, as: .plain, name: name)
  }

  private func seal(_ bytes: [UInt8], as kind: Kind, name: String) throws(ArchiveError) -> [UInt8] {
    let dataKey = SymmetricKey.random()
    let wrapped = try key.wrap(dataKey)
    let nonce = randomBytes(SymmetricKey.nonceBytes)
    var text = bytes
    guard dataKey.encrypt(&text, nonce: nonce, label: fileLabel(kind, name, key.id, wrapped)) else {
      throw .library("encrypt a file")
    }
    let lines = [kind.word + key.id, encoded(wrapped), encoded(nonce + text)]
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }
}

/// What is encrypted: the bytes themselves, or a zstd frame that becomes them.
private enum Kind: CaseIterable {
  case plain, compressed

  /// As a file begins with it.
  var word: String {
    switch self {
    case .plain: "scrim-sealed-1 "
    case .compressed: "scrim-sealed-2 "
    }
  }

  var label: String {
    switch self {
    case .plain: "scrim sealed file 1"
    case .compressed: "scrim sealed file 2"
    }
  }
}

/// What a recipient's file says without being opened.
public struct SealedFile: Sendable {
  /// Whose key it was sealed for.
  public let keyID: String
  /// The data key, wrapped: RSA-OAEP with SHA-256 (RFC 8017, section 7.1).
  public let wrappedKey: [UInt8]
  private let kind: Kind
  private let body: [UInt8]

  /// No sealed file becomes longer than this when it is opened.
  static let openedBytesMax = 64 << 20

  /// Nil for what is no such file.
  public init?(_ bytes: [UInt8]) {
    let lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 4, lines[3].isEmpty,
      let kind = Kind.allCases.first(where: { lines[0].hasPrefix($0.word) }),
      lines[0].count == kind.word.count + 16,
      let wrapped = Data(base64Encoded: String(lines[1])), let body = Data(base64Encoded: String(lines[2]))
    else { return nil }
    self.kind = kind
    keyID = String(lines[0].dropFirst(kind.word.count))
    wrappedKey = Array(wrapped)
    self.body = Array(body)
  }

  /// What was sealed, by way of the data key (32 bytes) that the recipient's private key gave back.
  public func open(name: String, dataKey: [UInt8]) throws(ArchiveError) -> [UInt8] {
    guard let key = SymmetricKey(dataKey),
      let bytes = key.decrypt(
        Array(body.dropFirst(SymmetricKey.nonceBytes)), nonce: Array(body.prefix(SymmetricKey.nonceBytes)),
        label: fileLabel(kind, name, keyID, wrappedKey))
    else { throw .payloadRefused }
    switch kind {
    case .plain: return bytes
    case .compressed: return try decompress(bytes, atMost: Self.openedBytesMax)
    }
  }
}

private func fileLabel(_ kind: Kind, _ name: String, _ keyID: String, _ wrapped: [UInt8]) -> [UInt8] {
  label(kind.label, name, keyID) + wrapped
}

private func encoded(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
