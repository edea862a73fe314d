/// One thing that keeps a session from being billed. Names the rule and the place and never the value: it is
/// stored, logged and shown.
public struct ClaimDefect: Sendable, CustomStringConvertible {
  private let rule: Rule
  /// The service line (its number in `source.charge`) or the diagnosis (from one) that it is about, if it is
  /// about one.
  public private(set) var position: Int?

  /// Stable, kebab-case: `member-id-missing`.
  public var code: String { rule.code }
  /// Where it would stand in 005010X222A1: loop, segment and element (`2010BA NM109`).
  public var element: String { rule.element }
  /// What is wrong, for billing staff.
  public var sentence: String {
    guard let position else { return rule.text.prefix(1).uppercased() + rule.text.dropFirst() }
    return "\(rule.unit.rawValue) \(position): \(rule.text)"
  }
  public var nextStep: String { rule.nextStep }

  enum Unit: String {
    case line = "Line"
    case diagnosis = "Diagnosis"
  }

  init(_ code: String, at element: String, _ text: String, nextStep: String, unit: Unit = .line) {
    rule = Rule(code: code, element: element, text: text, nextStep: nextStep, unit: unit)
  }

  /// The same defect, of this service line or diagnosis.
  public func at(_ position: Int) -> ClaimDefect {
    var copy = self
    copy.position = position
    return copy
  }

  /// The defect with this code, to show what was stored.
  public static func named(_ code: String) -> ClaimDefect? { byCode[code] }

  public var description: String { position.map { "\(code) (\($0))" } ?? code }

  private static let byCode = Dictionary(all.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
}

extension ClaimDefect: Hashable {
  public static func == (one: ClaimDefect, other: ClaimDefect) -> Bool {
    one.code == other.code && one.position == other.position
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(code)
    hasher.combine(position)
  }
}

/// The words of a defect, made once; claims without it pass a reference around.
private final class Rule: Sendable {
  let code: String
  let element: String
  let text: String
  let nextStep: String
  let unit: ClaimDefect.Unit

  init(code: String, element: String, text: String, nextStep: String, unit: ClaimDefect.Unit) {
    self.code = code
    self.element = element
    self.text = text
    self.nextStep = nextStep
    self.unit = unit
  }
}

/// Everything that is wrong with one claim, at once; never empty.
public struct ClaimDefects: Error, Equatable, Sendable, CustomStringConvertible {
  public let all: [ClaimDefect]

  public init(all: [ClaimDefect]) { self.all = all }

  public var description: String { all.map(\.description).joined(separator: ", ") }
}
