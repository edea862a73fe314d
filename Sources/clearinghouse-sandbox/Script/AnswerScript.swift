// What the clearinghouse and the payers are told to answer. A script is lines of
//
//     SUBJECT [CONDITION VALUE]… : WORDS
//
// such as `payer member ZMMH0001001: A7:562:IL`. For each thing that is answered, the first line wins that is
// about it and whose conditions hold; where none does, the answer is a good one.

/// What a line is about.
enum ScriptSubject: String, CaseIterable, Sendable {
  /// The TA1.
  case interchange
  /// A functional group, and a transaction set, in the 999.
  case group, set
  /// What the 277CA of the clearinghouse, and that of the payer, says of a claim.
  case clearinghouse, payer
  /// What the 835 says of a claim, and the 835 as a whole.
  case remittance, payment
  /// How a file looks, and when it is handed out.
  case files
  /// In which order the files of one interchange are handed out.
  case order
}

/// The kinds of files, in the order in which they come of themselves.
package enum AnswerKind: String, CaseIterable, Codable, Sendable {
  case interchange = "TA1"
  case syntax = "999"
  case received = "277CA-clearinghouse"
  case adjudicating = "277CA-payer"
  case payment = "835"

  /// Of a file's name.
  var ending: String {
    switch self {
    case .interchange: "ta1"
    case .syntax: "999"
    case .received, .adjudicating: "277"
    case .payment: "835"
    }
  }
}

/// What a line lays down.
enum ScriptRuling: Equatable, Sendable {
  case verdict(Verdict)
  case statuses([ClaimStatus])
  case payments([PaymentStep])
  case payment(PaymentChange)
  case files(FileDress)
  case order([AnswerKind])
}

/// Why a script is refused: a code, and the line, counted from 1.
package struct ScriptFault: Error, Equatable {
  package enum Code: String, Error {
    case character = "answers-character"
    case length = "answers-length"
    case subject = "answers-subject"
    case condition = "answers-condition"
    case words = "answers-words"
  }
  package var code: Code
  package var line: Int

  package init(code: Code, line: Int) {
    self.code = code
    self.line = line
  }
}

package struct AnswerScript: Sendable {
  private static let linesMax = 1_000
  private var lines: [ScriptLine] = []

  package init() {}

  /// - Parameter text: a line for each rule; what follows a `#`, and empty lines, are not read.
  package init(_ text: String) throws(ScriptFault) {
    for (index, text) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let words = text.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" || $0 == "\r" }.map(String.init)
      guard !words.isEmpty else { continue }
      do throws(ScriptFault.Code) {
        guard lines.count < Self.linesMax else { throw .length }
        lines.append(try ScriptLine(words))
      } catch {
        throw ScriptFault(code: error, line: index + 1)
      }
    }
  }

  /// As they were given, with single spaces.
  package var descriptions: [String] { lines.map(\.text) }

  /// The ruling of the first line that is about this; its count goes on.
  mutating func ruling(
    _ subject: ScriptSubject, on claims: [ReceivedClaim], kind: AnswerKind? = nil
  ) -> ScriptRuling? {
    for index in lines.indices where lines[index].subject == subject {
      if lines[index].applies(to: claims, kind) { return lines[index].ruling }
    }
    return nil
  }
}

struct ScriptLine: Sendable {
  let subject: ScriptSubject
  let ruling: ScriptRuling
  let text: String
  private var conditions: [ScriptCondition] = []
  /// Of what fulfils all the other conditions.
  private var every = 1
  private var first = Int.max
  private var seen = 0

  init(_ words: [String]) throws(ScriptFault.Code) {
    text = words.joined(separator: " ")
    // They are shown within JSON.
    guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }) else {
      throw .character
    }
    guard let colon = text.firstIndex(of: ":") else { throw .words }
    let head = text[..<colon].split(separator: " ").map(String.init)
    let tail = text[text.index(after: colon)...].split(separator: " ").map(String.init)
    guard let subject = ScriptSubject(rawValue: head.at(0)) else { throw .subject }
    self.subject = subject
    guard let ruling = ScriptWords.ruling(subject, tail) else { throw .words }
    self.ruling = ruling
    var rest = Array(head.dropFirst())
    if rest == ["all"] { rest = [] }
    guard rest.count % 2 == 0 else { throw .condition }
    for index in stride(from: 0, to: rest.count, by: 2) { try addCondition(rest[index], rest[index + 1]) }
  }

  private mutating func addCondition(_ name: String, _ value: String) throws(ScriptFault.Code) {
    switch name {
    case "every", "first":
      guard let number = Int(value), number > 0 else { throw .condition }
      if name == "every" { every = number } else { first = number }
    default:
      guard let condition = ScriptCondition(name, value) else { throw .condition }
      conditions.append(condition)
    }
  }

  mutating func applies(to claims: [ReceivedClaim], _ kind: AnswerKind?) -> Bool {
    let ofKind = conditions.filter(\.isOfKind)
    let ofClaims = conditions.filter { !$0.isOfKind }
    guard ofKind.allSatisfy({ $0.holds(kind) }),
      ofClaims.isEmpty || claims.contains(where: { claim in ofClaims.allSatisfy { $0.holds(claim) } })
    else { return false }
    seen += 1
    return seen % every == 0 && seen / every <= first
  }
}

/// One condition on a claim, or on the kind of a file.
enum ScriptCondition: Equatable, Sendable {
  case member(String)
  case claim(String)
  case payer(String)
  case diagnosis(String)
  case procedure(String)
  case frequency(String)
  case of(String)

  init?(_ name: String, _ value: String) {
    switch name {
    case "member": self = .member(value)
    case "claim": self = .claim(value)
    case "payer": self = .payer(value)
    case "diagnosis": self = .diagnosis(value)
    case "procedure": self = .procedure(value)
    case "frequency": self = .frequency(value)
    case "of":
      guard value == "277CA" || AnswerKind(rawValue: value) != nil else { return nil }
      self = .of(value)
    default: return nil
    }
  }

  var isOfKind: Bool {
    if case .of = self { return true }
    return false
  }

  func holds(_ kind: AnswerKind?) -> Bool {
    guard case .of(let value) = self, let kind else { return false }
    return kind.rawValue == value || value == "277CA" && kind.rawValue.hasPrefix("277CA")
  }

  func holds(_ claim: ReceivedClaim) -> Bool {
    switch self {
    case .member(let value): claim.subscriber.identifier == value
    case .claim(let value): claim.number == value
    case .payer(let value): claim.payer.identifier == value
    case .diagnosis(let value): claim.diagnoses.contains(value)
    case .procedure(let value): claim.lines.contains { $0.procedure.at(1) == value }
    case .frequency(let value): claim.frequency == value
    case .of: false
    }
  }
}
