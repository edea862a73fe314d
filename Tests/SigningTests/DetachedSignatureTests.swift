import Foundation
import Signing
import Testing

@Suite struct `Detached signatures` {
  let folder: Folder
  let key: SigningKey
  /// Line ends of both kinds and a NUL: what a text mode would change.
  let payload = Array("ISA*00*~\nGS*HC*\r\nST*837\rNUL\0~".utf8)

  init() throws {
    folder = try Folder()
    key = try makeSigningKey(in: folder)
  }

  /// What the OpenSSL command line thinks; the certificate is its only trust.
  private func opensslVerifies(_ signature: [UInt8], over payload: [UInt8]) throws -> Bool {
    try folder.write("signature", signature)
    try folder.write("payload", payload)
    let shown = try run(
      "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", folder("signature"), "-content",
      folder("payload"), "-CAfile", folder("signing.crt.pem"), "-out", folder("content"))
    guard shown.status == 0 else { return false }
    return try contents(folder("content")) == payload
  }

  @Test func `OpenSSL verifies exactly these bytes`() throws {
    let signature = try signDetached(payload, by: key)
    #expect(try opensslVerifies(signature, over: payload))
    #expect(try !opensslVerifies(signature, over: payload.flipping(7)))
    #expect(try !opensslVerifies(signature, over: payload + [10]))
    #expect(try !opensslVerifies(signature.flipping(signature.count - 1), over: payload))
  }

  @Test func `any changed byte of the payload is refused`() throws {
    let signature = try signDetached(payload, by: key)
    #expect(throws: Never.self) { try verifyDetached(signature, over: payload, by: key.certificate) }
    for index in payload.indices {
      #expect(throws: SigningError.signatureRefused) {
        try verifyDetached(signature, over: payload.flipping(index), by: key.certificate)
      }
    }
    #expect(throws: SigningError.signatureRefused) {
      try verifyDetached(signature, over: payload.dropLast(), by: key.certificate)
    }
  }

  @Test func `another key's signature is refused although it brings its certificate`() throws {
    let other = try Folder()
    let signature = try signDetached(payload, by: makeSigningKey(in: other))
    #expect(throws: SigningError.signatureRefused) {
      try verifyDetached(signature, over: payload, by: key.certificate)
    }
  }

  @Test func `garbage is refused`() {
    for garbage in [[], [0x30], [UInt8](repeating: 0x30, count: 500)] as [[UInt8]] {
      #expect(throws: SigningError.signatureRefused) {
        try verifyDetached(garbage, over: payload, by: key.certificate)
      }
    }
  }

  @Test func `the signature is detached, P-256 with SHA-256`() throws {
    let signature = try signDetached([UInt8](repeating: 65, count: 100_000), by: key)
    #expect(signature.count < 2000)
    try folder.write("signature", signature)
    let shown = try run("openssl", "cms", "-cmsout", "-print", "-inform", "DER", "-in", folder("signature"))
    #expect(shown.output.contains("ecdsa-with-SHA256") && shown.output.contains("prime256v1"))
    #expect(shown.output.contains("eContent: <ABSENT>"))
  }

  @Test func `an empty payload signs and verifies`() throws {
    let signature = try signDetached([], by: key)
    try verifyDetached(signature, over: [], by: key.certificate)
    #expect(throws: SigningError.signatureRefused) {
      try verifyDetached(signature, over: [0], by: key.certificate)
    }
  }
}
