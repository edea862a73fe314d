/// The Content-Digest header's value (RFC 9530, section 2) for a body with this SHA-256.
public func contentDigest(_ digest: Digest) -> String { "sha-256=:\(base64(digest.bytes)):" }

public func contentDigest(_ body: [UInt8]) -> String { contentDigest(Digest(sha256Of: body)) }

/// The parts of an HTTP request that its signature covers, as they will be sent.
public struct SignedRequest: Sendable {
  public let method: String
  public let targetURI: String
  public let contentType: String
  public let contentDigest: String
  public let idempotencyKey: String

  public init(
    method: String, targetURI: String, contentType: String, contentDigest: String, idempotencyKey: String
  ) {
    self.method = method
    self.targetURI = targetURI
    self.contentType = contentType
    self.contentDigest = contentDigest
    self.idempotencyKey = idempotencyKey
  }

  /// Names and values in the order in which they are signed. Date, Host and Content-Length are not among
  /// them: the HTTP library writes those, and the digest covers the body.
  var components: [SignatureBase.Component] {
    [
      .init("@method", method), .init("@target-uri", targetURI), .init("content-type", contentType),
      .init("content-digest", contentDigest), .init("idempotency-key", idempotencyKey),
    ]
  }
}

/// Signs requests (RFC 9421) with the profile `sig1=("@method" "@target-uri" "content-type"
/// "content-digest" "idempotency-key");created;keyid;alg;nonce;tag`.
public struct RequestSigner: Sendable {
  private let key: PrivateKey
  public let keyID: String

  public init(key: PrivateKey, keyID: String) {
    self.key = key
    self.keyID = keyID
  }

  public init(_ signingKey: SigningKey) {
    self.init(key: signingKey.key, keyID: signingKey.keyID)
  }

  /// The values of the headers Signature-Input and Signature.
  ///
  /// To be called at the moment of sending: a second attempt needs a new `created` (seconds since 1970) and
  /// a new nonce, and keeps its idempotency key.
  public func sign(
    _ request: SignedRequest, created: Int, nonce: String
  ) throws(SigningError) -> (signatureInput: String, signature: String) {
    guard let algorithm = key.algorithm else { throw .unsuitableKey(keyID, wanted: "P-256 or Ed25519") }
    let strings = [("keyid", keyID), ("alg", algorithm.rawValue), ("nonce", nonce), ("tag", "claims-submit")]
    var parameters = ";created=\(created)"
    for (name, value) in strings { parameters += ";\(name)=\(try quoted(value, name))" }
    let base = try SignatureBase(request.components, parameters: parameters)
    let signature = try key.sign(Array(base.text.utf8))
    return ("sig1=\(base.signatureParameters)", "sig1=:\(base64(signature)):")
  }
}

/// The text that is signed (RFC 9421, section 2.5): one line for each component, the parameters last, no
/// line end after them.
package struct SignatureBase: Sendable {
  package struct Component: Sendable {
    let name: String
    let parameters: String
    let value: String

    package init(_ name: String, parameters: String = "", _ value: String) {
      self.name = name
      self.parameters = parameters
      self.value = value
    }

    var identifier: String { "\"\(name)\"\(parameters)" }
  }

  /// The inner list with its parameters, exactly as the header Signature-Input carries it.
  package let signatureParameters: String
  package let text: String

  /// - Parameter parameters: what follows the inner list, already in its final form.
  package init(_ components: [Component], parameters: String) throws(SigningError) {
    var lines = ""
    for component in components {
      // A line end in a value could stand for a component that was never sent (RFC 9421, section 7.5.6).
      guard isVisibleASCII(component.value) else { throw .unsignable(part: component.name) }
      lines += "\(component.identifier): \(component.value)\n"
    }
    signatureParameters = "(\(components.map(\.identifier).joined(separator: " ")))\(parameters)"
    text = lines + "\"@signature-params\": \(signatureParameters)"
  }
}

/// A String of RFC 8941, section 3.3.3.
private func quoted(_ text: String, _ part: String) throws(SigningError) -> String {
  guard isVisibleASCII(text) else { throw .unsignable(part: part) }
  var result = "\""
  for character in text {
    if character == "\"" || character == "\\" { result.append("\\") }
    result.append(character)
  }
  return result + "\""
}

/// Only the characters from space to tilde.
private func isVisibleASCII(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20...0x7e).contains($0) } }
