internal import Glibc

/// The practice's signing key with its certificate: what signs payloads and requests.
public struct SigningKey: Sendable {
  public let key: PrivateKey
  public let certificate: Certificate
  /// Names the key, not the certificate: the first 16 hexadecimal digits of SHA-256 over its
  /// SubjectPublicKeyInfo.
  public let keyID: String

  /// Refuses a key that is not P-256, a certificate of another key, and one that is not valid at `moment`
  /// (seconds since 1970; now, if nil).
  public init(
    keyPath: String, certificatePath: String, passphrase: Secret?, at moment: Int? = nil
  ) throws(SigningError) {
    let key = try PrivateKey(pem: keyPath, passphrase: passphrase)
    let certificate = try Certificate(pem: certificatePath)
    // CMS with Ed25519 is beyond OpenSSL 3.0 ("no default digest").
    guard key.algorithm == .ecdsaP256 else { throw .unsuitableKey(keyPath, wanted: "P-256") }
    guard certificate.belongs(to: key) else {
      throw .certificateOfAnotherKey(certificate: certificatePath, key: keyPath)
    }
    try certificate.requireValid(at: moment ?? time(nil))
    self.key = key
    self.certificate = certificate
    keyID = key.publicKey.id
  }
}
