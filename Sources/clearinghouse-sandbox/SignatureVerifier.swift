// Verifies request signatures (RFC 9421) of the profile that this clearinghouse asks for: P-256 with SHA-256,
// tag "claims-submit", and at least method, target, content type, content digest and idempotency key covered.

package import Crypto
internal import FoundationEssentials
internal import NIOSSL

/// A request as it was received: the target is `https://` + Host + request target.
package struct ReceivedRequest: Sendable {
  package var method: String
  package var target: String
  package var fields: [(name: String, value: String)]
  package var body: [UInt8]

  package init(method: String, target: String, fields: [(name: String, value: String)], body: [UInt8]) {
    self.method = method
    self.target = target
    self.fields = fields
    self.body = body
  }

  /// RFC 9421, section 2.1: the values of all fields of that name, outer whitespace trimmed, joined by ", ".
  package func field(_ name: String) -> String? {
    let values = fields.filter { $0.name.lowercased() == name }.map { trimmed($0.value) }
    return values.isEmpty ? nil : values.joined(separator: ", ")
  }

  private func trimmed(_ value: String) -> String {
    let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    return String(value.drop(while: blank).reversed().drop(while: blank).reversed())
  }
}

/// A public key whose signatures are taken. Its identifier is the one given, or else the first 16 hexadecimal
/// digits of the SHA-256 of its SubjectPublicKeyInfo.
package struct SignerKey: Sendable {
  let identifier: String
  let key: P256.Signing.PublicKey

  init(argument: String) throws {
    let parts = argument.split(separator: "=", maxSplits: 1)
    let path = String(parts.last ?? "")
    let pem = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    let key = try Self.key(pem)
    self.init(key, identifier: parts.count == 2 ? String(parts[0]) : nil)
  }

  package init(_ key: P256.Signing.PublicKey, identifier: String? = nil) {
    self.key = key
    let digest = SHA256.hash(data: key.derRepresentation)
    self.identifier = identifier ?? hexadecimal(digest.prefix(8))
  }

  private static func key(_ pem: String) throws -> P256.Signing.PublicKey {
    guard pem.contains("BEGIN CERTIFICATE") else { return try P256.Signing.PublicKey(pemRepresentation: pem) }
    let certificate = try NIOSSLCertificate(bytes: Array(pem.utf8), format: .pem)
    return try P256.Signing.PublicKey(derRepresentation: certificate.extractPublicKey().toSPKIBytes())
  }
}

/// Why a signature is not taken.
package enum SignatureFault: String, Error, Equatable {
  case missing = "signature-missing"
  case unreadable = "signature-unreadable"
  case componentMissing = "signature-component-missing"
  case componentUnknown = "signature-component-unknown"
  case keyUnknown = "signature-key-unknown"
  case algorithm = "signature-algorithm"
  case tooOld = "signature-created"
  case replayed = "signature-nonce-replayed"
  case wrong = "signature-wrong"
}

package struct SignatureVerifier: Sendable {
  static let tag = "claims-submit"
  package static let required = [
    "@method", "@target-uri", "content-type", "content-digest", "idempotency-key",
  ]
  static let skewSeconds = 300

  private let signers: [String: SignerKey]
  /// Nonces seen, with the second until which they could be used again. Not kept over a restart: a request
  /// that is repeated then gets the receipt that its Idempotency-Key already has.
  private var nonces: [String: Int] = [:]

  package init(keys: [SignerKey]) {
    signers = Dictionary(keys.map { ($0.identifier, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// - Parameter now: seconds since 1970.
  /// - Returns: whose signature it is.
  @discardableResult
  package mutating func verify(_ request: ReceivedRequest, now: Int) throws(SignatureFault) -> SignerKey {
    let input = try Self.input(of: request)
    guard case .string(let keyID)? = input.parameters["keyid"], let signer = signers[keyID] else {
      throw .keyUnknown
    }
    // The key record decides the algorithm; `alg` may only repeat it.
    guard input.parameters["alg"] == .string("ecdsa-p256-sha256") else { throw .algorithm }
    guard case .number(let created)? = input.parameters["created"], abs(now - created) <= Self.skewSeconds
    else {
      throw .tooOld
    }
    let signature = try Self.signature(of: request, label: input.label)
    let base = try Self.base(of: request, input: input)
    guard signer.key.isValidSignature(signature, for: Data(base.utf8)) else { throw .wrong }
    // Only a genuine signature uses up a nonce.
    guard case .string(let nonce)? = input.parameters["nonce"], !nonce.isEmpty else { throw .unreadable }
    nonces = nonces.filter { $0.value >= now }
    guard nonces.updateValue(created + Self.skewSeconds, forKey: keyID + " " + nonce) == nil else {
      throw .replayed
    }
    return signer
  }

  private static func input(of request: ReceivedRequest) throws(SignatureFault) -> SignatureInput {
    guard let field = request.field("signature-input") else { throw .missing }
    guard let inputs = FieldScanner.signatureInputs(field) else { throw .unreadable }
    // The label is not signed: the tag selects.
    let ours = inputs.filter { $0.parameters["tag"] == .string(tag) }
    guard ours.count == 1, let input = ours.first, Set(inputs.map(\.label)).count == inputs.count else {
      throw .unreadable
    }
    guard Set(input.parameters.keys).isSubset(of: ["created", "keyid", "alg", "nonce", "tag"]) else {
      throw .unreadable
    }
    guard Set(input.components).count == input.components.count else { throw .unreadable }
    guard Set(required).isSubset(of: input.components) else { throw .componentMissing }
    return input
  }

  private static func signature(
    of request: ReceivedRequest, label: String
  ) throws(SignatureFault) -> P256.Signing.ECDSASignature {
    guard let field = request.field("signature") else { throw .missing }
    // 64 bytes r || s (RFC 9421, section 3.3.4); DER is refused by its length.
    guard let text = FieldScanner.byteSequences(field)?[label], let raw = Data(base64Encoded: text),
      raw.count == 64,
      let signature = try? P256.Signing.ECDSASignature(rawRepresentation: raw)
    else { throw .unreadable }
    return signature
  }

  /// RFC 9421, section 2.5: a line for each component, then `"@signature-params"`, separated by LF.
  static func base(of request: ReceivedRequest, input: SignatureInput) throws(SignatureFault) -> String {
    var lines: [String] = []
    for name in input.components {
      guard let value = value(of: name, in: request) else { throw .componentUnknown }
      lines.append("\"\(name)\": \(value)")
    }
    lines.append("\"@signature-params\": \(input.text)")
    return lines.joined(separator: "\n")
  }

  private static func value(of name: String, in request: ReceivedRequest) -> String? {
    switch name {
    case "@method": request.method
    case "@target-uri": request.target
    default: name.hasPrefix("@") ? nil : request.field(name)
    }
  }
}

package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef")
  return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}
