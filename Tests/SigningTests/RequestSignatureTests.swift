import Foundation
import Signing
import Testing

@Suite struct `Request signatures` {
  let key: PrivateKey
  let signer: RequestSigner

  init() throws {
    key = try PrivateKey.p256()
    signer = RequestSigner(key: key, keyID: "0123456789abcdef")
  }

  private func request(_ targetURI: String = "https://example.org/claims") -> SignedRequest {
    SignedRequest(
      method: "POST", targetURI: targetURI, contentType: "application/edi-x12",
      contentDigest: contentDigest(Array("ISA*00~".utf8)),
      idempotencyKey: "0b9c6b1e-1111-4111-8111-111111111111")
  }

  @Test func `the headers follow the profile`() throws {
    let made = try signer.sign(request(), created: 1_790_000_000, nonce: "n-1")
    #expect(
      made.signatureInput == """
        sig1=("@method" "@target-uri" "content-type" "content-digest" "idempotency-key");created=1790000000\
        ;keyid="0123456789abcdef";alg="ecdsa-p256-sha256";nonce="n-1";tag="claims-submit"
        """)
    #expect(sequence(made.signature, "sig1")?.count == 64)
  }

  @Test func `each covered part and each parameter is protected`() throws {
    let made = try signer.sign(request(), created: 1_790_000_000, nonce: "n-1")
    let signature = try #require(sequence(made.signature, "sig1"))
    let base = """
      "@method": POST
      "@target-uri": https://example.org/claims
      "content-type": application/edi-x12
      "content-digest": \(contentDigest(Array("ISA*00~".utf8)))
      "idempotency-key": 0b9c6b1e-1111-4111-8111-111111111111
      "@signature-params": \(made.signatureInput.dropFirst("sig1=".count))
      """
    #expect(key.publicKey.verifies(signature, over: Array(base.utf8)))
    for index in base.utf8.indices.enumerated().map(\.offset) {
      #expect(!key.publicKey.verifies(signature, over: Array(base.utf8).flipping(index)))
    }
    #expect(!key.publicKey.verifies(Array(signature.dropLast()), over: Array(base.utf8)))
    #expect(!(try PrivateKey.p256()).publicKey.verifies(signature, over: Array(base.utf8)))
  }

  @Test func `Ed25519 keys sign too, and say so`() throws {
    let key = try PrivateKey.ed25519()
    let made = try RequestSigner(key: key, keyID: "k").sign(request(), created: 1, nonce: "n")
    #expect(made.signatureInput.contains(#"alg="ed25519""#))
    #expect(sequence(made.signature, "sig1")?.count == 64)
  }

  @Test(arguments: [
    "https://example.org/a\nb", "https://example.org/\r", "https://example.org/é", "a\0b", "a\tb",
  ])
  func `a part that could pass for another line is refused`(_ target: String) {
    #expect(throws: SigningError.unsignable(part: "@target-uri")) {
      try signer.sign(request(target), created: 1, nonce: "n")
    }
  }

  @Test func `quotes in a parameter are escaped and line ends refused`() throws {
    let made = try signer.sign(request(), created: 1, nonce: #"a"b\c"#)
    #expect(made.signatureInput.contains(#";nonce="a\"b\\c";"#))
    #expect(throws: SigningError.unsignable(part: "nonce")) {
      try signer.sign(request(), created: 1, nonce: "a\nb")
    }
  }

  @Test func `an RSA key does not sign requests`() throws {
    let rsa = RequestSigner(key: try PrivateKey.rsa(bits: 2048), keyID: "k")
    #expect(throws: SigningError.unsuitableKey("k", wanted: "P-256 or Ed25519")) {
      try rsa.sign(request(), created: 1, nonce: "n")
    }
  }
}

/// Runs with SCRIM_TEST_PYTHON=(a Python that has http-message-signatures), as the test script sets it.
@Suite(.enabled(if: python != nil, "SCRIM_TEST_PYTHON is not set"))
struct `Request signatures, read by http-message-signatures` {
  let folder: Folder

  init() throws { folder = try Folder() }

  private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Interop/verify_request.py").path

  /// A recorded request, as the script reads it. `change` may falsify it.
  private func verdict(_ change: (inout [String: Any], inout [UInt8]) -> Void = { _, _ in }) throws -> Int32 {
    let key = try makeSigningKey(in: folder)
    defer {
      for name in ["signing.key.pem", "signing.crt.pem", "signing.passphrase"] { unlink(folder(name)) }
    }
    var body = Array("ISA*00*~\n".utf8)
    let request = SignedRequest(
      method: "POST", targetURI: "https://127.0.0.1:8443/claims?x=1", contentType: "application/edi-x12",
      contentDigest: contentDigest(body), idempotencyKey: uuidV4())
    let made = try RequestSigner(key).sign(
      request, created: Int(Date().timeIntervalSince1970), nonce: uuidV4())
    var record: [String: Any] = [
      "method": "POST", "target_uri": request.targetURI, "keyid": key.keyID, "body_file": "body",
      "public_key_pem": String(decoding: try key.certificate.publicKey.pem, as: UTF8.self),
      "headers": [
        "Content-Type": request.contentType, "Content-Digest": request.contentDigest,
        "Idempotency-Key": request.idempotencyKey, "Signature-Input": made.signatureInput,
        "Signature": made.signature,
      ],
    ]
    change(&record, &body)
    try folder.write("body", body)
    let path = try folder.write("request.json", JSONSerialization.data(withJSONObject: record))
    let shown = try run(try #require(python), Self.script, path)
    #expect(shown.status == 0 || shown.output.hasPrefix("refused: "), "\(shown.output)")
    return shown.status
  }

  @Test func `an honest request is accepted`() throws {
    #expect(try verdict() == 0)
  }

  @Test func `a changed body is refused`() throws {
    #expect(try verdict { _, body in body[0] ^= 1 } == 1)
  }

  @Test(arguments: ["method", "target_uri", "keyid"])
  func `a changed request line or key is refused`(_ part: String) throws {
    #expect(
      try verdict { record, _ in record[part] = part == "method" ? "PUT" : "https://127.0.0.1:8443/" } == 1)
  }

  @Test(arguments: ["Content-Type", "Content-Digest", "Idempotency-Key", "Signature-Input", "Signature"])
  func `a missing header is refused`(_ name: String) throws {
    let status = try verdict { record, _ in
      var headers = record["headers"] as? [String: String] ?? [:]
      headers[name] = nil
      record["headers"] = headers
    }
    #expect(status == 1)
  }

  @Test func `a changed idempotency key is refused`() throws {
    let status = try verdict { record, _ in
      var headers = record["headers"] as? [String: String] ?? [:]
      headers["Idempotency-Key"] = uuidV4()
      record["headers"] = headers
    }
    #expect(status == 1)
  }
}

private let python = ProcessInfo.processInfo.environment["SCRIM_TEST_PYTHON"]
