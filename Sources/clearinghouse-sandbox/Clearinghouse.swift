// What the stand-in clearinghouse decides about a request. No network here: a request comes in, a reply goes
// out.

internal import Crypto
internal import FoundationEssentials

/// What goes back, and how.
package struct Reply: Equatable, Sendable {
  package enum Manner: Equatable, Sendable { case whole, half, reset, silent }
  package var status: Int
  package var body: [UInt8]
  var location: String?
  package var manner: Manner
  package var mediaType: String

  package init(
    status: Int = 200, body: [UInt8] = [], location: String? = nil, manner: Manner = .whole,
    mediaType: String = "application/json"
  ) {
    self.status = status
    self.body = body
    self.location = location
    self.manner = manner
    self.mediaType = mediaType
  }

  package static func refusal(_ status: Int, _ code: String) -> Reply {
    Reply(status: status, body: Array("{\"error\":\"\(code)\"}".utf8))
  }
}

package struct Clearinghouse: Sendable {
  static let payloadBytes = 64 << 20
  private static let hugeAnswerBytes = 100 << 20

  private var signatures: SignatureVerifier?
  private var received: ReceivedFolder
  private var faults: FaultPlan
  private var tokens: TokenDesk?
  /// Knows no idempotency: what is taken counts, whatever its key.
  package var isForgetful = false
  /// nil answers nothing but the requests themselves.
  package var answers: AnswerOffice?

  /// - Parameters:
  ///   - signatures: nil takes requests without a request signature.
  ///   - tokens: nil takes requests without an access token.
  package init(
    signatures: SignatureVerifier?, received: ReceivedFolder, faults: FaultPlan, tokens: TokenDesk? = nil
  ) {
    self.tokens = tokens
    self.signatures = signatures
    self.received = received
    self.faults = faults
  }

  package mutating func refusesConnection() -> Bool { faults.refusesConnection() }

  /// - Parameter now: seconds since 1970.
  package mutating func reply(to request: ReceivedRequest, now: Int) -> Reply {
    if request.target.hasSuffix("/faults") { return scriptFaults(request) }
    if request.target.hasSuffix("/token") {
      return tokens?.reply(to: request, now: now) ?? .refusal(404, "no-tokens-here")
    }
    if let key = statusKey(request) { return status(of: key) }
    if let reply = replyAboutAnswers(request, now: now) { return reply }
    try? received.note(request)
    switch faults.next() {
    case .hang: return Reply(manner: .silent)
    case .reset: return Reply(manner: .reset)
    case .status(let status): return refused(with: status)
    case .echo: return Reply(status: 422, body: Self.page(repeating: request))
    case .echoTaken:
      _ = submit(request, now: now)
      return Reply(body: Self.page(repeating: request))
    case let fault: return distort(submit(request, now: now), by: fault)
    }
  }

  /// The script of the answers, and their pick-up. A token is needed where submissions need one.
  private mutating func replyAboutAnswers(_ request: ReceivedRequest, now: Int) -> Reply? {
    guard answers != nil else { return nil }
    if request.target.hasSuffix("/answers") { return answers?.script(request) }
    guard AnswerOffice.isPickUp(request) else { return nil }
    if let tokens, !tokens.takes(request, now: now) { return .refusal(401, "invalid_token") }
    settleAnswers(now: now)
    return answers?.pickUp(request, now: now)
  }

  /// Where an answer cannot be written, it is tried again with the next request.
  package mutating func settleAnswers(now: Int) {
    try? answers?.settle(now: now) { [received] in received.payload($0) }
  }

  /// The last part of `…/status/KEY`.
  private func statusKey(_ request: ReceivedRequest) -> String? {
    let parts = request.target.split(separator: "/")
    guard request.method == "GET", parts.count > 2, parts[parts.count - 2] == "status" else { return nil }
    return String(parts[parts.count - 1])
  }

  private func status(of key: String) -> Reply {
    guard let receipt = received.receipts[key] else {
      return Reply(body: Array("{\"state\":\"unknown\",\"submission\":\"\(key)\"}".utf8))
    }
    return Reply(
      body: Array(
        """
        {"digest":"\(receipt.digest)","receipt":"\(receipt.receipt)","state":"received",\
        "submission":"\(receipt.submission)"}
        """.utf8))
  }

  private mutating func scriptFaults(_ request: ReceivedRequest) -> Reply {
    if request.method == "POST" {
      let words = String(decoding: request.body, as: UTF8.self).split { $0.isWhitespace || $0 == "," }
      guard let plan = FaultPlan(words.map(String.init)) else { return .refusal(400, "fault-unknown") }
      faults = plan
    } else if request.method != "GET" {
      return .refusal(405, "method")
    }
    let quoted = faults.descriptions.map { "\"\($0)\"" }.joined(separator: ",")
    return Reply(body: Array("{\"faults\":[\(quoted)]}".utf8))
  }

  /// As the error pages of some servers do.
  private static func page(repeating request: ReceivedRequest) -> [UInt8] {
    let head = request.fields.map { "\($0.name): \($0.value)\n" }.joined()
    return Array("<html><body><h1>Request refused</h1><pre>\(head)\n".utf8) + request.body
      + Array("</pre></body></html>".utf8)
  }

  private func refused(with status: Int) -> Reply {
    var reply = Reply.refusal(status, "scripted")
    if (300..<400).contains(status) { reply.location = "/elsewhere" }
    return reply
  }

  /// The answer to a payload that was taken, bent; a refusal stays what it is.
  private func distort(_ taken: Result<GivenReceipt, Refused>, by fault: FaultKind?) -> Reply {
    let receipt: GivenReceipt
    switch taken {
    case .failure(let refused): return .refusal(refused.status, refused.code)
    case .success(let given): receipt = given
    }
    var shown = receipt
    switch fault {
    case .wrongDigest: shown.digest = "sha256:" + String(repeating: "0", count: 64)
    case .wrongSubmission: shown.submission = "another-submission"
    case .otherReceipt: shown.receipt = "X-" + shown.receipt
    case .noReceipt: return Reply(body: Array("{}".utf8))
    case .hugeAnswer: return Reply(body: Array(repeating: 0x20, count: Self.hugeAnswerBytes))
    default: break
    }
    var reply = Reply(body: Array((try? Self.encoder.encode(shown)) ?? Data()))
    if fault == .dropAnswer { reply.manner = .reset }
    if fault == .halfAnswer { reply.manner = .half }
    return reply
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return encoder
  }
}

/// A refusal: an HTTP status and a code.
private struct Refused: Error {
  var status: Int
  var code: String

  init(_ status: Int, _ code: String) {
    self.status = status
    self.code = code
  }
}

extension Clearinghouse {
  /// Takes a payload, or says why not. The order: form, digest, signature, key, envelope.
  private mutating func submit(_ request: ReceivedRequest, now: Int) -> Result<GivenReceipt, Refused> {
    Result { () throws(Refused) in
      try checkForm(request)
      if let tokens, !tokens.takes(request, now: now) { throw Refused(401, "invalid_token") }
      let digest = try checkDigest(request)
      let signer = try checkSignature(request, now: now)
      guard let submission = request.field("idempotency-key"), Self.isIdentifier(submission) else {
        throw Refused(400, "idempotency-key")
      }
      if !isForgetful, let earlier = received.receipts[submission] {
        guard earlier.digest == digest else { throw Refused(422, "idempotency-key-reused") }
        return earlier
      }
      try checkEnvelope(request.body)
      do {
        try announce(submission, request)
        let receipt = try received.keep(
          request, by: signer, as: GivenReceipt(receipt: "", submission: submission, digest: digest))
        settleAnswers(now: now)
        return receipt
      } catch let refused as Refused {
        throw refused
      } catch {
        throw Refused(507, "not-kept")
      }
    }
  }

  private mutating func announce(_ submission: String, _ request: ReceivedRequest) throws {
    guard answers != nil else { return }
    guard let name = AnswerOffice.clearinghouse(request.target) else {
      throw Refused(404, "clearinghouse-unknown")
    }
    try answers?.announce(submission, at: name)
  }

  private func checkForm(_ request: ReceivedRequest) throws(Refused) {
    guard request.method == "POST" else { throw Refused(405, "method") }
    let form = ClaimDocument.isOne(request.body) ? "application/json" : "application/edi-x12"
    guard request.field("content-type") == form else { throw Refused(415, "content-type") }
    guard request.field("content-encoding") == nil else { throw Refused(415, "content-encoding") }
  }

  /// RFC 9530: `Content-Digest: sha-256=:<base64>:` over the bytes received.
  private func checkDigest(_ request: ReceivedRequest) throws(Refused) -> String {
    let digest = SHA256.hash(data: request.body)
    guard let field = request.field("content-digest"),
      let text = FieldScanner.byteSequences(field)?["sha-256"],
      let named = Data(base64Encoded: text)
    else { throw Refused(400, "content-digest-missing") }
    guard named.elementsEqual(digest) else { throw Refused(400, "content-digest-differs") }
    return "sha256:" + hexadecimal(digest)
  }

  private mutating func checkSignature(_ request: ReceivedRequest, now: Int) throws(Refused) -> SignerKey? {
    do throws(SignatureFault) {
      return try signatures?.verify(request, now: now)
    } catch {
      throw Refused(401, error.rawValue)
    }
  }

  private func checkEnvelope(_ body: [UInt8]) throws(Refused) {
    if ClaimDocument.isOne(body) { return try checkDocument(body) }
    let summary: InterchangeSummary
    do { summary = try InterchangeReader.read(body) } catch { throw Refused(400, error.rawValue) }
    guard summary.usage == "T" else { throw Refused(400, "isa15-not-a-test") }
    guard summary.claims > 0 else { throw Refused(400, "no-claim") }
  }

  private func checkDocument(_ body: [UInt8]) throws(Refused) {
    do throws(DocumentFault) { _ = try ClaimDocument.read(body) } catch { throw Refused(400, error.rawValue) }
  }

  /// `[A-Za-z0-9-]{1,64}`: it becomes a file name.
  private static func isIdentifier(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
        default: false
        }
      }
  }
}
