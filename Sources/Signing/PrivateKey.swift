internal import COpenSSL
internal import OpenSSLShim

/// A private key, P-256 or Ed25519 for signing; others load, and are refused where they would be used.
///
/// An `EVP_PKEY` may be used by several threads at once as long as nobody changes it, and nobody does.
public final class PrivateKey: @unchecked Sendable {
  let handle: OpaquePointer

  /// Reads PKCS#8 (encrypted or not), SEC 1 or PKCS#1 from a file that is private (`Secret.read`).
  ///
  /// With a passphrase the key must be encrypted: whoever configured one believes that it is.
  public init(pem path: String, passphrase: Secret?) throws(SigningError) {
    var pem: [UInt8]
    do { pem = try readPrivateFile(path) } catch { throw .file(error) }
    defer { cleanse(&pem) }
    let asked = PassphraseRequest(passphrase)
    let key = withMemory(pem) { memory in
      PEM_read_bio_PrivateKey(memory, nil, answerPassphrase, Unmanaged.passUnretained(asked).toOpaque())
    }
    ERR_clear_error()
    handle = try Self.judge(key, asked, path)
  }

  init(owning handle: OpaquePointer) { self.handle = handle }

  deinit { EVP_PKEY_free(handle) }

  /// A new P-256 key.
  public static func p256() throws(SigningError) -> PrivateKey {
    try made(by: scrim_generate_p256())
  }

  /// A new Ed25519 key.
  public static func ed25519() throws(SigningError) -> PrivateKey {
    try made(by: scrim_generate_ed25519())
  }

  /// A new RSA key, for wrapping and not for signing.
  public static func rsa(bits: Int) throws(SigningError) -> PrivateKey {
    try made(by: scrim_generate_rsa(bits))
  }

  public var algorithm: SignatureAlgorithm? { SignatureAlgorithm(of: handle) }

  public var publicKey: PublicKey { PublicKey(sharing: handle) }

  private static func made(by handle: OpaquePointer?) throws(SigningError) -> PrivateKey {
    guard let handle else { throw .library("make a key") }
    return PrivateKey(owning: handle)
  }

  private static func judge(
    _ key: OpaquePointer?, _ asked: PassphraseRequest, _ path: String
  ) throws(SigningError) -> OpaquePointer {
    switch (key, asked.count > 0, asked.passphrase == nil) {
    case (let key?, let encrypted, let noPassphrase):
      if encrypted || noPassphrase { return key }
      EVP_PKEY_free(key)
      throw .keyNotEncrypted(path)
    case (nil, true, true): throw .passphraseNeeded(path)
    case (nil, true, false): throw .wrongPassphrase(path)
    case (nil, false, _): throw .notAPrivateKey(path)
    }
  }
}

/// What OpenSSL's question for a passphrase is answered with, and how often it asked.
private final class PassphraseRequest {
  let passphrase: Secret?
  var count = 0

  init(_ passphrase: Secret?) { self.passphrase = passphrase }
}

/// `pem_password_cb`: with one of our own, OpenSSL never asks on the terminal.
private func answerPassphrase(
  _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int32, _ forWriting: Int32,
  _ context: UnsafeMutableRawPointer?
) -> Int32 {
  guard let buffer, let context else { return -1 }
  let request = Unmanaged<PassphraseRequest>.fromOpaque(context).takeUnretainedValue()
  request.count += 1
  guard let passphrase = request.passphrase, passphrase.count <= Int(size) else { return -1 }
  let room = UnsafeMutableRawBufferPointer(start: buffer, count: Int(size))
  passphrase.withUnsafeBytes { room.copyBytes(from: $0) }
  return Int32(passphrase.count)
}

/// How raw signatures are made; the names are those of RFC 9421, section 6.2.2.
public enum SignatureAlgorithm: String, Sendable {
  case ecdsaP256 = "ecdsa-p256-sha256"
  case ed25519 = "ed25519"

  /// The algorithm follows from the key alone, never from what a message says about itself.
  init?(of key: OpaquePointer) {
    if EVP_PKEY_is_a(key, "ED25519") == 1 {
      self = .ed25519
    } else if EVP_PKEY_is_a(key, "EC") == 1, EVP_PKEY_get_bits(key) == 256,
      groupName(key) == SN_X9_62_prime256v1
    {
      self = .ecdsaP256
    } else {
      return nil
    }
  }
}

private func groupName(_ key: OpaquePointer) -> String {
  var name = [CChar](repeating: 0, count: 64)
  guard EVP_PKEY_get_group_name(key, &name, name.count, nil) == 1 else { return "" }
  return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
