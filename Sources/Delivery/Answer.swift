internal import FoundationEssentials
package import Signing
package import Submissions

/// A whole HTTP answer.
package struct Answer {
  var status: Int
  /// Without parameters, lower case.
  var mediaType: String
  var body: [UInt8]

  package init(status: Int, mediaType: String, body: [UInt8]) {
    self.status = status
    self.mediaType = mediaType
    self.body = body
  }
}

/// What an answer means for the submission that it answers. The table stands in docs/outcomes.md.
package struct AnswerReader {
  let rule: ReceiptRule
  /// The Idempotency-Key that was sent.
  let submission: String
  let digest: Digest

  package init(rule: ReceiptRule, submission: String, digest: Digest) {
    self.rule = rule
    self.submission = submission
    self.digest = digest
  }

  package func outcome(of answer: Answer) -> Outcome {
    switch answer.status {
    case 200...299: receiptOutcome(answer)
    case let status where Self.definiteRefusals.contains(status): .rejected(Refusal(httpStatus: status))
    case 401, 403, 407: .inDoubt(.unauthorized)
    case 408: .inDoubt(.timedOut)
    case 409, 425, 429: .inDoubt(.throttled)
    case 500...599: .inDoubt(.serverError)
    default: .inDoubt(.answerUnreadable)
    }
  }

  /// Answers that say: this request, as it is, has not been and will not be processed (RFC 9110, section
  /// 15.5). A status that is not listed decides nothing.
  private static let definiteRefusals: Set<Int> = [
    400, 404, 405, 406, 410, 411, 413, 414, 415, 417, 421, 422, 431,
  ]

  private func receiptOutcome(_ answer: Answer) -> Outcome {
    guard rule != .none else { return .inDoubt(.receiptMissing) }
    guard answer.mediaType == "application/json",
      let json = try? JSONDecoder().decode(JSON.self, from: Data(answer.body))
    else { return .inDoubt(.answerUnreadable) }
    switch rule {
    case .digest: return digestOutcome(json)
    case .identifier(let path): return identifierOutcome(json, path)
    case .none: return .inDoubt(.receiptMissing)
    }
  }

  private func digestOutcome(_ json: JSON) -> Outcome {
    guard let number = receiptNumber(json.value(at: "receipt")),
      let named = json.value(at: "submission")?.text,
      let said = json.value(at: "digest")?.text
    else { return .inDoubt(.receiptMissing) }
    guard named == submission else { return .inDoubt(.receiptNamesAnother) }
    guard said == digest.description else { return .inDoubt(.receiptDigestDiffers) }
    return .accepted(Receipt(evidence: .digest, number: number))
  }

  private func identifierOutcome(_ json: JSON, _ path: String) -> Outcome {
    guard let number = receiptNumber(json.value(at: path)) else { return .inDoubt(.receiptMissing) }
    return .accepted(Receipt(evidence: .identifier, number: number))
  }

  /// The number that an answer names for our submission, whatever else is wrong with it.
  package func receiptNamed(in answer: Answer) -> String? {
    guard (200...299).contains(answer.status), answer.mediaType == "application/json",
      let json = try? JSONDecoder().decode(JSON.self, from: Data(answer.body))
    else { return nil }
    switch rule {
    case .none: return nil
    case .identifier(let path): return receiptNumber(json.value(at: path))
    case .digest:
      return json.value(at: "submission")?.text == submission ? receiptNumber(json.value(at: "receipt")) : nil
    }
  }

  private func receiptNumber(_ value: JSON?) -> String? {
    guard let text = value?.text, Token.isReceiptNumber(text) else { return nil }
    return text
  }
}

/// As much of JSON as a receipt needs.
enum JSON: Decodable {
  case object([String: JSON])
  case text(String)
  case number(Int64)
  case other

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let object = try? container.decode([String: JSON].self) {
      self = .object(object)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let number = try? container.decode(Int64.self) {
      self = .number(number)
    } else {
      self = .other
    }
  }

  /// A string, or a whole number as one.
  var text: String? {
    switch self {
    case .text(let text): text
    case .number(let number): String(number)
    case .object, .other: nil
    }
  }

  /// - Parameter path: names of members, joined by points.
  func value(at path: String) -> JSON? {
    path.split(separator: ".", omittingEmptySubsequences: false).reduce(Optional(self)) { value, name in
      guard case .object(let members)? = value else { return nil }
      return members[String(name)]
    }
  }
}

/// Grammars of short texts, byte by byte.
enum Token {
  /// `[A-Za-z0-9._-]{1,64}`
  static func isReceiptNumber(_ text: String) -> Bool { holds(text, upTo: 64, besides: "._-") }

  /// `[A-Za-z0-9-]{1,64}`
  static func isIdempotencyKey(_ text: String) -> Bool { holds(text, upTo: 64, besides: "-") }

  /// `[A-Za-z0-9-]{1,64}` names a header field; its value is visible ASCII and blanks, so that none can end
  /// it.
  static func isFieldName(_ text: String) -> Bool { holds(text, upTo: 64, besides: "-") }
  static func isFieldValue(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
  }

  private static func holds(_ text: String, upTo limit: Int, besides others: String) -> Bool {
    (1...limit).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: others.utf8.contains(byte)
        }
      }
  }
}
