import Crypto
import Foundation
import Testing
import clearinghouse_sandbox

/// A request, and its signature made with swift-crypto by the text of RFC 9421 section 2.5.
struct Signed {
  static let key = P256.Signing.PrivateKey()
  static let signer = SignerKey(key.publicKey, identifier: "k1")
  static let now = 1_800_000_000
  static let components = SignatureVerifier.required

  var components = Signed.components
  var parameters = ";created=\(now);keyid=\"k1\";alg=\"ecdsa-p256-sha256\";nonce=\"n1\";tag=\"claims-submit\""
  var request = ReceivedRequest(
    method: "POST", target: "https://127.0.0.1:8443/claims",
    fields: [
      ("Content-Type", "application/edi-x12"), ("Idempotency-Key", "s-1"),
      ("Content-Digest", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"),
      ("Host", "127.0.0.1:8443"),
    ], body: [])

  func signed(by key: P256.Signing.PrivateKey = Signed.key, der: Bool = false) throws -> ReceivedRequest {
    let list = "(" + components.map { "\"\($0)\"" }.joined(separator: " ") + ")" + parameters
    let lines = components.map { "\"\($0)\": \(value($0))" } + ["\"@signature-params\": \(list)"]
    let signature = try key.signature(for: Data(lines.joined(separator: "\n").utf8))
    let raw = der ? signature.derRepresentation : signature.rawRepresentation
    var request = request
    request.fields.append(("Signature-Input", "sig1=" + list))
    request.fields.append(("Signature", "sig1=:\(raw.base64EncodedString()):"))
    return request
  }

  private func value(_ name: String) -> String {
    switch name {
    case "@method": request.method
    case "@target-uri": request.target
    default: request.field(name) ?? ""
    }
  }
}

struct `A signature verifier` {
  private func fault(_ request: ReceivedRequest, at now: Int = Signed.now) -> SignatureFault? {
    var verifier = SignatureVerifier(keys: [Signed.signer])
    do {
      try verifier.verify(request, now: now)
      return nil
    } catch {
      return error
    }
  }

  @Test
  func `takes a signature of the profile`() throws {
    #expect(fault(try Signed().signed()) == nil)
    var more = Signed()
    more.components.append("host")
    #expect(fault(try more.signed()) == nil)
  }

  @Test(arguments: Signed.components)
  func `needs every component`(_ name: String) throws {
    var signed = Signed()
    signed.components.removeAll { $0 == name }
    #expect(fault(try signed.signed()) == .componentMissing)
  }

  @Test(arguments: ["Idempotency-Key", "Content-Digest", "Content-Type"])
  func `sees a covered field that was changed`(_ name: String) throws {
    var request = try Signed().signed()
    for index in request.fields.indices where request.fields[index].name == name {
      request.fields[index].value += "0"
    }
    #expect(fault(request) == .wrong)
  }

  @Test
  func `sees another method, another target, another key`() throws {
    var request = try Signed().signed()
    request.method = "PUT"
    #expect(fault(request) == .wrong)
    request = try Signed().signed()
    request.target += "/other"
    #expect(fault(request) == .wrong)
    #expect(fault(try Signed().signed(by: P256.Signing.PrivateKey())) == .wrong)
  }

  @Test(arguments: [
    ("keyid=\"k1\"", "keyid=\"k2\"", SignatureFault.keyUnknown),
    (";keyid=\"k1\"", "", .keyUnknown),
    ("ecdsa-p256-sha256", "hmac-sha256", .algorithm),
    ("created=1800000000", "created=1799999699", .tooOld),
    ("created=1800000000", "created=1800000301", .tooOld),
    (";created=1800000000", "", .tooOld),
    (";nonce=\"n1\"", "", .unreadable),
    ("claims-submit", "other", .unreadable),
    (";nonce", "; nonce", .unreadable),
    (";nonce=\"n1\"", ";nonce=\"n1\";more=1", .unreadable),
  ])
  func `needs every parameter`(_ part: String, _ replacement: String, _ expected: SignatureFault) throws {
    var signed = Signed()
    signed.parameters = signed.parameters.replacing(part, with: replacement)
    #expect(fault(try signed.signed()) == expected)
  }

  @Test
  func `takes a nonce once, as long as its signature is fresh`() throws {
    var verifier = SignatureVerifier(keys: [Signed.signer])
    let request = try Signed().signed()
    try verifier.verify(request, now: Signed.now)
    #expect(throws: SignatureFault.replayed) { try verifier.verify(request, now: Signed.now + 300) }
    #expect(throws: SignatureFault.tooOld) { try verifier.verify(request, now: Signed.now + 301) }
  }

  @Test
  func `refuses an unsigned request, DER, and a component that is listed twice or unknown`() throws {
    #expect(fault(Signed().request) == .missing)
    #expect(fault(try Signed().signed(der: true)) == .unreadable)
    var signed = Signed()
    signed.components.append("@method")
    #expect(fault(try signed.signed()) == .unreadable)
    signed = Signed()
    signed.components.append("@query-param")
    #expect(fault(try signed.signed()) == .componentUnknown)
  }
}
