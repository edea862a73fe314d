internal import COpenSSL
internal import OpenSSLShim

extension PrivateKey {
  /// The key as PKCS#8 in PEM form (RFC 5958); with a passphrase encrypted under PBES2 (RFC 8018):
  /// AES-256-CBC, the key from PBKDF2 with HMAC-SHA256 and 600,000 rounds (a fifth of a second for who
  /// knows the passphrase, and for each guess of who does not).
  func pem(passphrase: Secret?) throws(SigningError) -> [UInt8] {
    let pem = writeToMemory { memory in
      guard let passphrase else {
        return PEM_write_bio_PKCS8PrivateKey(memory, handle, nil, nil, 0, nil, nil)
      }
      return passphrase.withUnsafeBytes {
        scrim_write_encrypted_pkcs8(memory, handle, $0.baseAddress, $0.count, 600_000)
      }
    }
    guard let pem else { throw .library("encode a private key") }
    return pem
  }
}
