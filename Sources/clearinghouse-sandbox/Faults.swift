// What can go wrong at the other side, on request.

/// One way to misbehave.
enum FaultKind: Equatable, Sendable {
  /// The connection is closed as soon as it is made.
  case refuse
  /// The request is read, and never answered.
  case hang
  /// The request is read, nothing is done with it, and the connection is reset.
  case reset
  /// The payload is taken, then the connection is reset before the answer.
  case dropAnswer
  /// The payload is taken; half of the answer is sent.
  case halfAnswer
  /// The payload is taken; the receipt names other bytes.
  case wrongDigest
  /// The payload is taken; the receipt names another submission.
  case wrongSubmission
  /// The payload is taken, or was; the receipt has a number that was never given for it.
  case otherReceipt
  /// The payload is taken; the answer is 200 without a receipt.
  case noReceipt
  /// The payload is taken; the answer is 100 MiB long.
  case hugeAnswer
  /// Nothing is done; the answer is a page, status 422, that repeats the request.
  case echo
  /// The payload is taken; the answer is such a page, status 200.
  case echoTaken
  /// Nothing is done; the answer has this status. A 3xx points at /elsewhere.
  case status(Int)

  private static let names: [(String, FaultKind)] = [
    ("refuse", .refuse), ("hang", .hang), ("reset", .reset), ("drop-answer", .dropAnswer),
    ("half-answer", .halfAnswer), ("wrong-digest", .wrongDigest), ("wrong-submission", .wrongSubmission),
    ("other-receipt", .otherReceipt),
    ("no-receipt", .noReceipt), ("huge-answer", .hugeAnswer), ("echo", .echo), ("echo-taken", .echoTaken),
  ]

  static var list: String { names.map(\.0).joined(separator: ", ") + ", or an HTTP status from 300 to 999" }

  init?(_ name: Substring) {
    if let known = Self.names.first(where: { $0.0 == name }) {
      self = known.1
    } else if let status = Int(name), (300...999).contains(status) {
      self = .status(status)
    } else {
      return nil
    }
  }

  var name: String {
    if case .status(let status) = self { return String(status) }
    return Self.names.first { $0.1 == self }?.0 ?? ""
  }
}

/// The faults to come, in order; each so many times, or for ever.
package struct FaultPlan: Sendable {
  private var steps: [(kind: FaultKind, remaining: Int?)] = []

  package init?(_ texts: [String]) {
    for text in texts {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard let kind = parts.first.flatMap({ FaultKind($0) }) else { return nil }
      switch parts.count {
      case 1: steps.append((kind, nil))
      case 2:
        guard let count = Int(parts[1]), count > 0 else { return nil }
        steps.append((kind, count))
      default: return nil
      }
    }
  }

  var descriptions: [String] {
    steps.map { step in step.remaining.map { "\(step.kind.name):\($0)" } ?? step.kind.name }
  }

  /// A connection was made: whether it is to be closed at once.
  mutating func refusesConnection() -> Bool {
    guard steps.first?.kind == .refuse else { return false }
    useFirst()
    return true
  }

  /// A request was read: the fault that meets it.
  mutating func next() -> FaultKind? {
    guard let kind = steps.first?.kind, kind != .refuse else { return nil }
    useFirst()
    return kind
  }

  private mutating func useFirst() {
    guard let remaining = steps[0].remaining else { return }
    if remaining == 1 { steps.removeFirst() } else { steps[0].remaining = remaining - 1 }
  }
}
