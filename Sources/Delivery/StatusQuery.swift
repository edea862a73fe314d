internal import CLibCurl
internal import Foundation
public import Signing
public import Submissions

/// What came of asking a clearinghouse whether it has a submission.
public enum Asked: Equatable, Sendable {
  case answered(StatusAnswer)
  case unanswered(Fault)
}

extension Courier {
  /// Asks by the submission's key alone: `GET <status endpoint>/<key>`. The answer is
  /// `{"submission": key, "state": "received", "receipt": …, "digest": …}` or
  /// `{"submission": key, "state": "unknown"}`; anything else is none.
  ///
  /// - Parameter digest: of the bytes that were sent; an answer that names others is told apart.
  public func ask(_ key: String, digest: Digest) -> Asked {
    guard let status = destination.statusEndpoint, Token.isIdempotencyKey(key) else {
      return .unanswered(.other)
    }
    switch get(status + "/" + key, accepting: "application/json") {
    case .found(let answer): return Self.read(answer, key, digest)
    case .unanswered(let fault): return .unanswered(fault)
    }
  }

  /// A question that names nothing but what is in its address.
  func get(_ url: String, accepting: String, atMost bytes: Int = Limit.answerBytes) -> PickedUp<Answer> {
    do {
      let token = try tokens?.token(prepared)
      let exchange = try prepared()
      exchange.answerBytes = bytes
      try exchange.set(CURLOPT_URL, try Endpoint(url).url)
      try exchange.set(CURLOPT_HTTPGET, 1)
      try exchange.setHeaders(["Accept: \(accepting)"] + authorization(token?.value))
      let code = exchange.connect()
      guard code == CURLE_OK else {
        let failure = TransportFailure(
          curlCode: code, alert: exchange.wire.alert, requestBytes: exchange.wire.requestBytes)
        return .unanswered(failure.fault)
      }
      if exchange.status == 401 { tokens?.forget() }
      return .found(Answer(status: exchange.status, mediaType: exchange.mediaType, body: exchange.body))
    } catch {
      return .unanswered((error as? TokenSource.Refused)?.fault ?? .other)
    }
  }

  /// What an answer other than 200 says of asking.
  static func fault(of status: Int) -> Fault? {
    switch status {
    case 200: nil
    case 401, 403, 407: .unauthorized
    case 408, 409, 425, 429: .throttled
    case 500...599: .serverError
    default: .answerUnreadable
    }
  }

  package static func read(_ answer: Answer, _ key: String, _ digest: Digest) -> Asked {
    if let fault = fault(of: answer.status) { return .unanswered(fault) }
    guard answer.mediaType == "application/json",
      let json = try? JSONDecoder().decode(JSON.self, from: Data(answer.body)),
      json.value(at: "submission")?.text == key
    else { return .unanswered(.answerUnreadable) }
    switch json.value(at: "state")?.text {
    case "unknown": return .answered(.unknown)
    case "received":
      guard let number = json.value(at: "receipt")?.text, Token.isReceiptNumber(number),
        let said = json.value(at: "digest")?.text
      else { return .unanswered(.receiptMissing) }
      return .answered(said == digest.description ? .received(receipt: number) : .otherBytes)
    default: return .unanswered(.answerUnreadable)
    }
  }
}
