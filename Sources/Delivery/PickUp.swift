internal import Foundation
internal import Signing
public import Submissions

/// What came of asking a clearinghouse for something.
public enum PickedUp<Value: Sendable>: Sendable {
  case found(Value)
  case unanswered(Fault)
}

/// A file that waits at a clearinghouse.
public struct WaitingFile: Sendable, Equatable {
  /// `[A-Za-z0-9._-]{1,64}`
  public let id: String
  public let bytes: Int
  /// SHA-256, hexadecimal.
  public let digest: String
}

/// Acknowledgments are picked up where the clearinghouse lays them out: a list of names, then each file by
/// its name. Whatever is not exactly that is no answer.
extension Courier {
  /// The next files behind the one of that name, oldest first: `GET <endpoint>?after=<id>`.
  public func waiting(after id: String?) -> PickedUp<[WaitingFile]> {
    guard let endpoint = destination.acknowledgmentEndpoint, id.map(Token.isReceiptNumber) ?? true else {
      return .unanswered(.other)
    }
    let question = id.map { "?after=" + $0 } ?? ""
    switch get(endpoint + question, accepting: "application/json", atMost: Limit.listBytes) {
    case .unanswered(let fault): return .unanswered(fault)
    case .found(let answer):
      if let fault = Self.fault(of: answer.status) { return .unanswered(fault) }
      guard answer.mediaType == "application/json",
        let list = try? JSONDecoder().decode(List.self, from: Data(answer.body)),
        list.files.allSatisfy(\.isPlain)
      else { return .unanswered(.answerUnreadable) }
      return .found(
        list.files.map { WaitingFile(id: $0.id, bytes: $0.bytes, digest: $0.digest.lowercased()) })
    }
  }

  /// That file, whole, with the digest that the list named: `GET <endpoint>/<id>`.
  public func pickUp(_ file: WaitingFile) -> PickedUp<[UInt8]> {
    guard let endpoint = destination.acknowledgmentEndpoint, file.bytes <= Limit.acknowledgmentBytes else {
      return .unanswered(.answerUnreadable)
    }
    switch get(endpoint + "/" + file.id, accepting: "application/edi-x12", atMost: file.bytes) {
    case .unanswered(let fault): return .unanswered(fault)
    case .found(let answer):
      if let fault = Self.fault(of: answer.status) { return .unanswered(fault) }
      guard answer.body.count == file.bytes, Digest(sha256Of: answer.body).hex == file.digest else {
        return .unanswered(.answerUnreadable)
      }
      return .found(answer.body)
    }
  }
}

private struct List: Decodable {
  struct File: Decodable {
    let id: String
    let bytes: Int
    let digest: String

    var isPlain: Bool {
      Token.isReceiptNumber(id) && bytes > 0 && digest.wholeMatch(of: /[0-9A-Fa-f]{64}/) != nil
    }
  }
  let files: [File]
}
