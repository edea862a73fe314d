internal import COpenSSL

/// The archive's public key of a month. What it wraps, this host cannot unwrap.
final class ArchivePublicKey: @unchecked Sendable {  // never changed after init
  private static let bitsMin: Int32 = 3072

  private let handle: OpaquePointer
  /// The first 16 hexadecimal digits of SHA-256 over the SubjectPublicKeyInfo.
  let id: String

  init(pem path: String) throws(ArchiveError) {
    guard let file = BIO_new_file(path, "r") else {
      ERR_clear_error()
      throw .archiveKeyMissing(path)
    }
    defer { BIO_free(file) }
    let key = PEM_read_bio_PUBKEY(file, nil, nil, nil)
    ERR_clear_error()
    guard let key else { throw .archiveKeyUnreadable(path) }
    guard EVP_PKEY_is_a(key, "RSA") == 1, EVP_PKEY_get_bits(key) >= Self.bitsMin, let id = identifier(key)
    else {
      EVP_PKEY_free(key)
      throw .archiveKeyUnsuitable(path)
    }
    handle = key
    self.id = id
  }

  deinit { EVP_PKEY_free(handle) }

  /// RSA-OAEP with SHA-256, also in its mask, no label (RFC 8017, section 7.1.1).
  func wrap(_ key: SymmetricKey) throws(ArchiveError) -> [UInt8] {
    guard let context = EVP_PKEY_CTX_new(handle, nil) else { throw .library("wrap a data key") }
    defer { EVP_PKEY_CTX_free(context) }
    var wrapped = [UInt8](repeating: 0, count: Int(EVP_PKEY_get_size(handle)))
    var count = wrapped.count
    guard EVP_PKEY_encrypt_init(context) == 1,
      EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1,
      EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()) == 1,
      EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) == 1,
      key.withUnsafeBytes({ EVP_PKEY_encrypt(context, &wrapped, &count, $0, $1) }) == 1,
      count == wrapped.count
    else { throw .library("wrap a data key") }
    return wrapped
  }
}

private func identifier(_ key: OpaquePointer) -> String? {
  var encoded: UnsafeMutablePointer<UInt8>?
  let count = i2d_PUBKEY(key, &encoded)
  defer { CRYPTO_free(encoded, nil, 0) }
  var digest = [UInt8](repeating: 0, count: 32)
  guard count > 0, EVP_Digest(encoded, Int(count), &digest, nil, EVP_sha256(), nil) == 1 else { return nil }
  return digest.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
