import Foundation
import Signing
import Testing

/// RFC 9421, Appendix B, from `Vectors/rfc9421_vectors.json`: every signature base is rebuilt byte for byte
/// and every signature verified. RSA-PSS is not of our profile: there the OpenSSL command line verifies
/// over our base.
@Suite struct `RFC 9421 Appendix B` {
  let folder: Folder

  init() throws { folder = try Folder() }

  @Test(arguments: try Vectors.load().cases)
  func `a signature base is rebuilt and its signature verifies`(_ vector: Vector) throws {
    let message = try #require(Vectors.load().messages[vector.message])
    let base = try message.base(for: vector.signatureInput)
    #expect(base.text == vector.signatureBase)
    #expect("\(vector.label)=\(base.signatureParameters)" == vector.signatureInput)
    let signature = try #require(sequence(vector.signature, vector.label))
    #expect(try verifies(signature, over: Array(base.text.utf8), vector.keyid, vector.alg))
    #expect(try !verifies(signature, over: Array(base.text.utf8).flipping(3), vector.keyid, vector.alg))
  }

  @Test(arguments: try Vectors.load().transforms)
  func `what a proxy may change verifies, and what it may not does not`(_ transform: Transform) throws {
    let field = { (name: String) in transform.message.field(name) ?? "" }
    let base = try transform.message.base(for: field("signature-input"))
    let signature = try #require(sequence(field("signature"), transform.label))
    let accepted = try verifies(signature, over: Array(base.text.utf8), transform.keyid, transform.alg)
    #expect(accepted == transform.valid)
  }

  @Test func `our Ed25519 signature is the printed one`() throws {
    let vector = try #require(Vectors.load().cases.first { $0.section == "B.2.6" })
    let pem = try #require(Vectors.load().keys[vector.keyid]?.privatePEM)
    let key = try PrivateKey(pem: folder.write("key", pem.utf8), passphrase: nil)
    #expect(try key.sign(Array(vector.signatureBase.utf8)) == sequence(vector.signature, vector.label))
  }

  @Test func `our ECDSA signature verifies with the printed key`() throws {
    let keys = try #require(Vectors.load().keys["test-key-ecc-p256"])
    let key = try PrivateKey(pem: folder.write("key", (keys.privatePEM ?? "").utf8), passphrase: nil)
    let publicKey = try PublicKey(pem: Array((keys.publicPEM ?? "").utf8), from: "vector")
    // Often enough to meet an r or s that begins with a zero byte.
    for round in 0..<600 {
      let message = Array("\(round)".utf8)
      let signature = try key.sign(message)
      #expect(signature.count == 64)
      #expect(publicKey.verifies(signature, over: message))
    }
  }

  @Test func `the printed digests are ours`() throws {
    let examples = try Vectors.load().digests
    #expect(examples.count == 2)
    for example in examples {
      #expect(example.values.contains(contentDigest(Array(example.body.utf8))))
    }
  }

  private func verifies(_ signature: [UInt8], over base: [UInt8], _ keyid: String, _ alg: String) throws
    -> Bool
  {
    let key = try #require(Vectors.load().keys[keyid])
    if alg == "hmac-sha256" {
      let secret = try #require(Data(base64Encoded: key.base64 ?? ""))
      return KeyedHash(key: Array(secret)).hash(bytes: base) == signature
    }
    let pem = Array((key.publicPEM ?? "").utf8)
    if alg == "rsa-pss-sha512" { return try opensslVerifies(signature, over: base, pem) }
    let publicKey = try PublicKey(pem: pem, from: keyid)
    #expect(publicKey.algorithm?.rawValue == alg)
    return publicKey.verifies(signature, over: base)
  }

  private func opensslVerifies(_ signature: [UInt8], over base: [UInt8], _ pem: [UInt8]) throws -> Bool {
    try run(
      "openssl", "dgst", "-sha512", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest",
      "-verify", folder.write("key", pem), "-signature", folder.write("signature", signature),
      folder.write("base", base)
    ).status == 0
  }
}
