internal import COpenSSL

/// A public key, for verifying and for its name.
public final class PublicKey: @unchecked Sendable {  // never changed after init
  let handle: OpaquePointer

  /// Reads a `PUBLIC KEY` PEM file (SubjectPublicKeyInfo, RFC 5280 section 4.1.2.7).
  public convenience init(pem path: String) throws(SigningError) {
    try self.init(pem: readPublicFile(path), from: path)
  }

  /// The same from bytes; `source` is what an error names.
  public init(pem bytes: [UInt8], from source: String) throws(SigningError) {
    let key = withMemory(bytes) { PEM_read_bio_PUBKEY($0, nil, nil, nil) }
    ERR_clear_error()
    guard let key else { throw .notAPublicKey(source) }
    handle = key
  }

  /// The public half of any key.
  init(sharing key: OpaquePointer) {
    precondition(EVP_PKEY_up_ref(key) == 1, "OpenSSL lost count of a key")
    handle = key
  }

  deinit { EVP_PKEY_free(handle) }

  /// The SubjectPublicKeyInfo in DER.
  public var der: [UInt8] {
    let count = i2d_PUBKEY(handle, nil)
    precondition(count > 0, "a public key has an encoding")
    return [UInt8](unsafeUninitializedCapacity: Int(count)) { out, written in
      var end = out.baseAddress
      written = Int(i2d_PUBKEY(handle, &end))
    }
  }

  /// The key as PEM.
  public var pem: [UInt8] { writeToMemory { PEM_write_bio_PUBKEY($0, handle) } ?? [] }

  /// The first 16 hexadecimal digits of the SHA-256 of the SubjectPublicKeyInfo: the same for a key, its
  /// certificate and its renewed certificate.
  public var id: String { String(Digest(sha256Of: der).hex.prefix(16)) }

  /// The key as libcurl pins it (RFC 7469, section 2.4): `sha256//` and base 64 of the same hash.
  public var pin: String { "sha256//" + base64(Digest(sha256Of: der).bytes) }

  public var algorithm: SignatureAlgorithm? { SignatureAlgorithm(of: handle) }

  func matches(_ other: PublicKey) -> Bool {
    defer { ERR_clear_error() }
    return EVP_PKEY_eq(handle, other.handle) == 1
  }
}
