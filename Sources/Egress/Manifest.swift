/// The disclosure manifest of a format: every element that may leave, and nothing else. Written in
/// `schemas/disclosure.json`, embedded as text by `scripts/embed-disclosure`.
public struct Manifest: Sendable {
  /// In the order of the wire. `EgressSummary.elementCounts` is parallel to it.
  public let elements: [Element]
  let segments: [Segment]
  let limits: Limits

  /// An element (`2010BA NM109`) or a component (`2300 HI01-2`) that may leave.
  public struct Element: Sendable {
    public let loop: String
    /// Segment and position, `NM109`.
    public let position: String
    public let name: String
    public let use: Use
    let element: Int
    /// One-based; 0 for an element without components.
    let component: Int
    let check: Check
    let pattern: Pattern
  }

  public enum Use: String, Sendable { case required, situational, constant, generated }

  /// What a pattern cannot say of an element by itself.
  enum Check: String, Sendable {
    case none = ""
    /// Text of records, as little of a sentence as such text can be.
    case name, organization, street, unit, number, group
    case date, time, amount, npi
    /// Dates and amounts as JSON has them.
    case day, money
    /// Checked when the claim's date of service is known.
    case diagnosis = "icd-10-cm"
  }

  /// A segment and its elements: a range of `elements`.
  struct Segment: Sendable {
    /// `2010AA NM1 person`: loop, segment and variant.
    let key: String
    let identifier: String
    /// `2010AA NM1`.
    let name: String
    var elements: Range<Int>
  }

  struct Limits: Sendable {
    var payloadBytes = 0
    var transactionSets = 0
    var claimsPerTransactionSet = 0
    var linesPerClaim = 0
  }

  /// The embedded text.
  package static var text: String { Disclosure837P.text }

  /// 837P, 005010X222A1.
  public static func professionalClaim() throws(EgressRefusal) -> Manifest {
    guard let manifest = Manifest(text: Disclosure837P.text) else {
      throw EgressRefusal(code: .manifest, segment: 0, element: "manifest")
    }
    return manifest
  }
}

/// Reading the embedded text, one line at a time. Nil when any line is not understood: nothing leaves then.
extension Manifest {
  package init?(text: String) {
    var reader = Reader()
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
      guard reader.read(fields) else { return nil }
    }
    let limits = reader.limits
    guard !reader.elements.isEmpty, limits.payloadBytes > 0, limits.transactionSets > 0,
      limits.claimsPerTransactionSet > 0, limits.linesPerClaim > 0
    else { return nil }
    (elements, segments, self.limits) = (reader.elements, reader.segments, limits)
  }

  private struct Reader {
    var elements: [Element] = []
    var segments: [Segment] = []
    var limits = Limits()

    mutating func read(_ fields: [String]) -> Bool {
      switch (fields.first, fields.count) {
      case ("limit", 3): readLimit(fields)
      case ("segment", 5): readSegment(fields)
      case ("element", 6): readElement(fields)
      default: false
      }
    }

    private mutating func readLimit(_ fields: [String]) -> Bool {
      guard let value = Int(fields[2]) else { return false }
      switch fields[1] {
      case "payloadBytes": limits.payloadBytes = value
      case "transactionSets": limits.transactionSets = value
      case "claimsPerTransactionSet": limits.claimsPerTransactionSet = value
      case "linesPerClaim": limits.linesPerClaim = value
      default: return false
      }
      return true
    }

    private mutating func readSegment(_ fields: [String]) -> Bool {
      let key = fields[1...3].filter { !$0.isEmpty }.joined(separator: " ")
      segments.append(
        Segment(
          key: key, identifier: fields[2], name: fields[1] + " " + fields[2],
          elements: elements.count..<elements.count))
      return true
    }

    private mutating func readElement(_ fields: [String]) -> Bool {
      let numbers = fields[1].split(separator: "-").map { Int($0) ?? 0 }
      guard let last = segments.indices.last, let loop = segments[last].key.split(separator: " ").first,
        let element = numbers.first, element > 0, let use = Use(rawValue: fields[2]),
        let check = Check(rawValue: fields[3]), let pattern = Pattern(fields[4])
      else { return false }
      elements.append(
        Element(
          loop: String(loop), position: segments[last].identifier + fields[1], name: fields[5], use: use,
          element: element, component: numbers.count > 1 ? numbers[1] : 0, check: check, pattern: pattern))
      segments[last].elements = segments[last].elements.lowerBound..<elements.count
      return true
    }
  }
}
