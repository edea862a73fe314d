import COpenSSL
import Signing
import Testing

/// OpenSSL keeps failures in a queue for each thread. What one call leaves there would appear in another's.
@Suite struct `OpenSSL's error queue` {
  let folder: Folder

  init() throws { folder = try Folder() }

  @Test func `is empty after everything that fails`() throws {
    let key = try makeSigningKey(in: folder)
    let (keyPath, certificatePath) = (folder("signing.key.pem"), folder("signing.crt.pem"))
    let text = try folder.write("text", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8)
    let signature = try signDetached([1], by: key)
    let failures: [() throws -> Void] = [
      { _ = try PrivateKey(pem: keyPath, passphrase: Secret("wrong")) },
      { _ = try PrivateKey(pem: keyPath, passphrase: nil) },
      { _ = try PrivateKey(pem: text, passphrase: nil) },
      { _ = try Certificate(pem: text) },
      { _ = try PublicKey(pem: text) },
      { try verifyDetached(signature, over: [2], by: key.certificate) },
      { try verifyDetached([0x30, 0x80], over: [1], by: key.certificate) },
      { _ = try Identity.tooLongAName() },
    ]
    for failure in failures {
      ERR_clear_error()
      #expect(throws: SigningError.self) { try failure() }
      #expect(ERR_peek_error() == 0)
    }
    #expect(!key.key.publicKey.verifies([UInt8](repeating: 0, count: 64), over: [1]))
    #expect(ERR_peek_error() == 0)
    _ = try SigningKey(
      keyPath: keyPath, certificatePath: certificatePath,
      passphrase: .read(file: folder("signing.passphrase")))
    #expect(ERR_peek_error() == 0)
  }
}

extension Identity {
  /// A common name has at most 64 characters (RFC 5280, appendix A.1).
  fileprivate static func tooLongAName() throws -> Identity {
    try DemoCertificates(authority: "A").client(String(repeating: "x", count: 65))
  }
}
