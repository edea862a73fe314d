internal import COpenSSL
internal import FoundationEssentials

// Keys of signed notes (C2SP signed-note, Ed25519), as one line of text each: the name travels with the key.

/// Whom a note is believed: `NAME+HASH+BASE64`, the base 64 of 0x01 and the public key.
public struct NoteVerifier: Sendable {
  public let name: String
  /// The first four bytes of SHA-256 over the name, a line feed, 0x01 and the public key.
  let hash: [UInt8]
  private let key: PublicKey
  private let encoded: [UInt8]

  /// Reads exactly what `description` writes; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, let bytes = Data(base64Encoded: parts[2]).map({ Array($0) }), bytes.first == 1,
      let key = PublicKey(ed25519: Array(bytes.dropFirst()))
    else { return nil }
    self.init(name: parts[0], key)
    guard description == text else { return nil }
  }

  /// The one line in a file, which need not be secret.
  public init(file path: String) throws(SigningError) {
    let line = String(decoding: try readPublicFile(path), as: UTF8.self)
    guard let read = NoteVerifier(line.hasSuffix("\n") ? String(line.dropLast()) : line) else {
      throw .notANoteKey(path)
    }
    self = read
  }

  /// Nil unless the name is one (no space, no plus) and the key is Ed25519.
  init?(name: String, _ key: PublicKey) {
    guard isNoteName(name), let raw = key.rawEd25519 else { return nil }
    self.name = name
    self.key = key
    encoded = [1] + raw
    hash = Array(Digest(sha256Of: Array(name.utf8) + [UInt8(ascii: "\n")] + encoded).bytes.prefix(4))
  }

  func accepts(_ signature: [UInt8], of text: String) -> Bool {
    key.verifies(signature, over: Array(text.utf8))
  }
}

extension NoteVerifier: CustomStringConvertible {
  public var description: String { "\(name)+\(encodedHex(hash))+\(base64(encoded))" }
}

/// Who signs notes: `PRIVATE+KEY+NAME+HASH+BASE64`, the base 64 of 0x01 and the private key's 32 bytes.
public struct NoteSigner: Sendable {
  public let verifier: NoteVerifier
  private let key: PrivateKey

  public var name: String { verifier.name }

  /// The one line in a file that is private (`Secret.read`).
  public init(file path: String) throws(SigningError) {
    let line: Secret
    do { line = try Secret.read(file: path) } catch { throw .file(error) }
    let parts = line.exposedText.split(separator: "+", maxSplits: 4, omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0] == "PRIVATE", parts[1] == "KEY",
      let bytes = Data(base64Encoded: String(parts[4])), bytes.first == 1,
      let key = PrivateKey(ed25519: Array(bytes.dropFirst())),
      let verifier = NoteVerifier(name: String(parts[2]), key.publicKey),
      encodedHex(verifier.hash) == parts[3]
    else { throw .notANoteKey(path) }
    self.key = key
    self.verifier = verifier
  }

  /// The text with this key's signature. The text ends in a line feed.
  public func sign(_ text: String) throws(SigningError) -> SignedNote {
    let signature = verifier.hash + (try key.sign(Array(text.utf8)))
    return SignedNote(text: text, signatures: [.init(name: name, bytes: signature)])
  }

  /// A new key: its private and its public line.
  static func generate(name: String) throws(SigningError) -> (secret: [UInt8], verifier: [UInt8]) {
    let key = try PrivateKey.ed25519()
    guard let raw = key.rawEd25519, let verifier = NoteVerifier(name: name, key.publicKey) else {
      throw .library("encode a key for notes")
    }
    let secret = ["PRIVATE", "KEY", name, encodedHex(verifier.hash), base64([1] + raw)].joined(separator: "+")
    return (Array((secret + "\n").utf8), Array((verifier.description + "\n").utf8))
  }
}

func isNoteName(_ name: String) -> Bool {
  !name.isEmpty && name.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0 != "+" }
}

extension PrivateKey {
  /// An Ed25519 key from its 32 bytes (RFC 8032); nil for any other number.
  convenience init?(ed25519 bytes: [UInt8]) {
    let key = EVP_PKEY_new_raw_private_key_ex(nil, "ED25519", nil, bytes, bytes.count)
    ERR_clear_error()
    guard let key else { return nil }
    self.init(owning: key)
  }

  var rawEd25519: [UInt8]? {
    guard algorithm == .ed25519 else { return nil }
    return rawBytes { EVP_PKEY_get_raw_private_key(handle, $0, $1) }
  }
}

extension PublicKey {
  /// An Ed25519 key from its 32 bytes; nil for any other number.
  convenience init?(ed25519 bytes: [UInt8]) {
    let key = EVP_PKEY_new_raw_public_key_ex(nil, "ED25519", nil, bytes, bytes.count)
    ERR_clear_error()
    guard let key else { return nil }
    self.init(sharing: key)
    EVP_PKEY_free(key)
  }

  var rawEd25519: [UInt8]? {
    guard algorithm == .ed25519 else { return nil }
    return rawBytes { EVP_PKEY_get_raw_public_key(handle, $0, $1) }
  }
}

private func rawBytes(_ get: (UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int>) -> Int32) -> [UInt8]? {
  var count = 32
  let bytes = [UInt8](unsafeUninitializedCapacity: count) { out, written in
    written = get(out.baseAddress, &count) == 1 ? count : 0
  }
  return bytes.count == 32 ? bytes : nil
}
