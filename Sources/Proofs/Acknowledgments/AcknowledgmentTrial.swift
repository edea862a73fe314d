internal import Acknowledgments
internal import X12

/// Reads one broken file after the other and compares what was said with the judge, and with the file itself.
final class AcknowledgmentTrial {
  typealias Reading = @Sendable ([UInt8]) throws -> [Said]

  /// One finding, with all that it shows of itself.
  struct Said {
    let kind: Finding.Kind
    let subject: Finding.Subject
    var outcome: Finding.Outcome
    var codes: [String]
    var numbers: [String]
    var printed: String
  }

  private let maker: FileMutator
  private let reading: Reading
  private let echo: Echo
  private(set) var findings: [String] = []
  private(set) var read = 0
  private(set) var accepts = 0
  /// Acceptances of a claim beside a status of which not even the category is a code.
  private(set) var besideUnreadable = 0

  init(seed: UInt64, reading: @escaping Reading = { try AcknowledgmentTrial.ours($0) }) throws {
    maker = FileMutator(seed: seed)
    self.reading = reading
    echo = Echo(try Self.refusals())
  }

  func judge(_ number: Int) {
    let (kind, bytes) = maker.file(number)
    judge(bytes, as: "file \(number), \(kind)")
  }

  func judge(_ bytes: [UInt8], as name: String) {
    guard findings.count < 100 else { return }
    do {
      let said = try reading(bytes)
      read += 1
      judge(said, of: bytes, as: name)
      for one in said where repeats(one, of: bytes) {
        findings.append("\(name): something of it is repeated")
      }
    } catch {
      let text = String(decoding: bytes, as: UTF8.self)
      if echo.isHeard(text, in: Self.spoken(error)) {
        findings.append("\(name): its refusal repeats something of it")
      }
    }
  }

  /// Each acceptance needs one of the judge's, of the same thing.
  private func judge(_ said: [Said], of bytes: [UInt8], as name: String) {
    var strict = StrictJudge.licences(bytes, passingOver: false)
    var lenient = StrictJudge.licences(bytes, passingOver: true)
    for one in said where StrictJudge.accepting.contains(one.outcome) {
      accepts += 1
      let needed = StrictJudge.Licence(kind: one.kind, subject: one.subject, outcome: one.outcome)
      lenient[needed, default: 0] -= 1
      strict[needed, default: 0] -= 1
      if lenient[needed, default: 0] >= 0 {
        if strict[needed, default: 0] < 0 { besideUnreadable += 1 }
      } else {
        findings.append("\(name): an acceptance (\(one.kind.rawValue), \(one.outcome.rawValue)) that is none")
      }
    }
  }

  /// Codes and numbers have a form that has no room for text; and none of the words that stand in text alone,
  /// unless the damage itself has put one where such a number belongs.
  private func repeats(_ one: Said, of bytes: [UInt8]) -> Bool {
    if !Self.sealed.contains(one.printed) || !one.codes.allSatisfy(Self.isCode)
      || !one.numbers.allSatisfy(Self.isNumber) || one.codes.contains(where: Self.hasWord)
    {
      return true
    }
    let strange = one.numbers.filter(Self.hasWord)
    return !strange.isEmpty && !StrictJudge.numbers(bytes).isSuperset(of: strange)
  }

  private static func hasWord(_ text: String) -> Bool {
    AcknowledgmentSpecimen.windows(Array(text.utf8))
      .contains(where: AcknowledgmentSpecimen.canaryWindows.contains)
  }

  /// Parts of at most five letters and digits.
  private static func isCode(_ text: String) -> Bool {
    text.utf8.count <= 20 && !text.isEmpty
      && text.utf8.split(whereSeparator: { ":.-".utf8.contains($0) })
        .allSatisfy { $0.count <= 5 && $0.allSatisfy(isLetterOrDigit) }
  }

  private static func isNumber(_ text: String) -> Bool {
    text.utf8.count <= 50
      && text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  // MARK: What is said

  static func ours(_ bytes: [UInt8]) throws -> [Said] {
    var said: [Said] = []
    var rest = bytes[...]
    _ = try readAcknowledgments(
      {
        defer { rest = rest.dropFirst(1_000) }
        return rest.isEmpty ? nil : Array(rest.prefix(1_000))
      }, each: { said.append(Said($0)) })
    return said
  }

  /// All that a finding and its payment show of themselves.
  private static let sealed = ["Finding Finding ", "Finding Finding Payment Payment "]

  /// Numbers of segments are no text.
  private static func spoken(_ error: any Error) -> String {
    Echo.said(error).replacing(/[0-9]+/, with: "#")
  }

  /// Every refusal that there is, as it speaks.
  private static func refusals() throws -> [String] {
    var all: [String] = EnvelopeRefusal.Reason.allCases.map { spoken(EnvelopeRefusal($0, segment: 1)) }
    var reasons: Set<AcknowledgmentRefusal.Reason> = []
    for bytes in AcknowledgmentSpecimen.refused {
      do { _ = try ours(bytes) } catch let refusal as AcknowledgmentRefusal {
        reasons.insert(refusal.reason)
        all.append(spoken(refusal))
      }
    }
    guard reasons.count == AcknowledgmentRefusal.Reason.allCases.count else { throw Unheard() }
    return all
  }

  /// A reason for which there is no file.
  private struct Unheard: Error {}
}

extension AcknowledgmentTrial.Said {
  init(_ finding: Finding) {
    (kind, subject, outcome, codes) = (finding.kind, finding.subject, finding.outcome, finding.codes)
    let own: String? =
      switch finding.subject {
      case .batch(let number), .claim(let number): number
      case .payment(let number): number.isEmpty ? nil : number
      case .interchange, .group, .set: nil
      }
    numbers = [own, finding.payerClaimNumber, finding.payment?.trace, finding.saidOn].compactMap { $0 }
    codes += finding.payment?.adjustments.map(\.code) ?? []
    printed = Echo.said(finding) + (finding.payment.map { Echo.said($0) } ?? "")
  }
}
