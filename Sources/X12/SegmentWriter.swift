/// Writes the elements of one segment after the other into one buffer.
///
/// Separators are computed: an empty element only counts a position, and separators are written when a later
/// element has content, so that trailing empty elements and components are trimmed as X12 demands. The first
/// element that may not be written is remembered and refuses the whole interchange in the end; callers need
/// not ask after each.
public struct SegmentWriter {
  var bytes: [UInt8] = []
  private(set) var segmentCount = 0
  private(set) var refusal: X12Error?
  private var identifier: StaticString = "ISA"
  private var position = 0
  private var pendingElements = 0
  private var pendingComponents = 0

  mutating func begin(_ identifier: StaticString) {
    self.identifier = identifier
    position = 0
    pendingElements = 0
    pendingComponents = 0
    identifier.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  mutating func end() {
    if position == pendingElements { refuse(.emptySegment, at: 0) }
    bytes.append(Delimiter.segment)
    segmentCount += 1
  }

  /// The next element; an empty one keeps its place.
  public mutating func element(_ text: String) {
    position += 1
    pendingElements += 1
    pendingComponents = 0
    if !text.isEmpty { appendData(text) }
  }

  /// The next component of the element before.
  public mutating func component(_ text: String) {
    pendingComponents += 1
    if !text.isEmpty { appendData(text) }
  }

  public mutating func emptyElements(_ count: Int) {
    position += count
    pendingElements += count
    pendingComponents = 0
  }

  /// Type N0: digits only.
  public mutating func element(_ number: Int) { element(String(number)) }

  public mutating func component(_ number: Int) { component(String(number)) }

  /// Type R with at most two decimals: no decimal zeros at the end, a point only where one is needed (`175`,
  /// `150.5`, `0.05`).
  public mutating func element(hundredths: Int64) {
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return element(sign + String(whole)) }
    let decimals = rest.isMultiple(of: 10) ? String(rest / 10) : rest < 10 ? "0" + String(rest) : String(rest)
    element(sign + String(whole) + "." + decimals)
  }

  /// A whole segment as it was written before, without its terminator.
  mutating func copy(_ segment: [UInt8]) {
    identifier = "copy"
    if segment.isEmpty { refuse(.emptySegment, at: 0) }
    let allowed = segment.allSatisfy {
      dataCharacters.contains($0) || $0 == Delimiter.element || $0 == Delimiter.component
    }
    if !allowed { refuse(.characterNotAllowed, at: 0) }
    bytes += segment
    bytes.append(Delimiter.segment)
    segmentCount += 1
  }

  mutating func refuse(_ reason: X12Error.Reason, at element: Int) {
    guard refusal == nil else { return }
    refusal = X12Error(reason: reason, segment: identifier.description, element: element)
  }

  private mutating func appendData(_ text: String) {
    let data = text.utf8.span
    var allowed = true
    bytes.append(addingCapacity: pendingElements + pendingComponents + data.count) { out in
      for _ in 0..<pendingElements { out.append(Delimiter.element) }
      for _ in 0..<pendingComponents { out.append(Delimiter.component) }
      for index in data.indices {
        let byte = data[index]
        allowed = allowed && dataCharacters.contains(byte)
        out.append(byte)
      }
    }
    pendingElements = 0
    pendingComponents = 0
    if !allowed { refuse(.characterNotAllowed, at: position) }
    if data[data.count - 1] == UInt8(ascii: " ") { refuse(.trailingSpace, at: position) }
  }
}
