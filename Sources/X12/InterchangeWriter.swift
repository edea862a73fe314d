/// One interchange of one functional group, written front to back into one buffer.
///
/// Control numbers of transaction sets and all counts (SE01, GE01, IEA01) are computed here, so that they
/// cannot be wrong; a level ends when the next begins or the interchange is finished.
public struct InterchangeWriter: ~Copyable {
  private var writer = SegmentWriter()
  private let interchange: Interchange
  private let group: FunctionalGroup
  private var setCount = 0
  /// Segments written before the ST of the open set.
  private var segmentsBeforeSet = 0

  public init(_ interchange: Interchange, _ group: FunctionalGroup, reservingBytes capacity: Int = 0) {
    self.interchange = interchange
    self.group = group
    writer.bytes.reserveCapacity(capacity)
    writeHeader()
    writeGroupHeader()
  }

  /// Ends the set before and begins the next; returns its control number, ST02: `0001`, `0002`, …
  public mutating func beginTransactionSet() -> String {
    endTransactionSet()
    segmentsBeforeSet = writer.segmentCount
    setCount += 1
    let (number, set, guide) = (setControlNumber, group.transactionSet, group.guide)
    segment("ST") {
      $0.element(set)
      $0.element(number)
      $0.element(guide)
    }
    return number
  }

  /// One segment of the open transaction set; `elements` writes what stands after its identifier.
  public mutating func segment(_ identifier: StaticString, _ elements: (inout SegmentWriter) -> Void) {
    writer.begin(identifier)
    if setCount == 0 { writer.refuse(.wrongLevel, at: 0) }
    elements(&writer)
    writer.end()
  }

  /// One segment of the open transaction set as another interchange of ours had it, without its terminator.
  public mutating func copy(_ segment: [UInt8]) {
    if setCount == 0 { writer.refuse(.wrongLevel, at: 0) }
    writer.copy(segment)
  }

  /// Ends what is open and hands over the bytes.
  ///
  /// - Throws: the first refusal of an element, however early it was.
  public consuming func finish() throws(X12Error) -> [UInt8] {
    endTransactionSet()
    writeTrailers()
    if let refusal = writer.refusal { throw refusal }
    return writer.bytes
  }

  private var setControlNumber: String { padded(setCount, to: 4) }

  private mutating func endTransactionSet() {
    guard setCount > 0 else { return }
    let count = writer.segmentCount - segmentsBeforeSet + 1  // ST and SE count as well
    let number = setControlNumber
    segment("SE") {
      $0.element(count)
      $0.element(number)
    }
  }

  private mutating func writeHeader() {
    writer.begin("ISA")
    let number = padded(interchange.controlNumber, to: 9)
    let fields: [(text: String, width: Int)] = [
      ("00", 2), ("", 10), ("00", 2), ("", 10), ("ZZ", 2), (interchange.sender, 15), ("ZZ", 2),
      (interchange.receiver, 15), (String(interchange.date.dropFirst(2)), 6), (interchange.time, 4), ("^", 1),
      ("00501", 5), (number, 9), ("1", 1), (interchange.usage, 1),
    ]
    for (index, field) in fields.enumerated() { writeFixed(field.text, width: field.width, at: index + 1) }
    writer.bytes += [Delimiter.element, Delimiter.component, Delimiter.segment]
    if !(1...999_999_999).contains(interchange.controlNumber) {
      writer.refuse(.controlNumberOutOfRange, at: 13)
    }
    if interchange.sender.isEmpty { writer.refuse(.wrongLength, at: 6) }
    if interchange.receiver.isEmpty { writer.refuse(.wrongLength, at: 8) }
  }

  /// An ISA element alone is padded with spaces; every other one must have exactly its width.
  private mutating func writeFixed(_ text: String, width: Int, at position: Int) {
    let bytes = Array(text.utf8)
    let isPadded = width >= 10
    if bytes.count > width || (!isPadded && bytes.count < width) { writer.refuse(.wrongLength, at: position) }
    if position != 11, !bytes.allSatisfy(dataCharacters.contains) {
      writer.refuse(.characterNotAllowed, at: position)
    }
    writer.bytes.append(Delimiter.element)
    writer.bytes += bytes
    writer.bytes += Array(repeating: UInt8(ascii: " "), count: max(0, width - bytes.count))
  }

  private mutating func writeGroupHeader() {
    writer.begin("GS")
    writer.element(group.identifier)
    writer.element(interchange.sender)
    writer.element(interchange.receiver)
    writer.element(interchange.date)
    writer.element(interchange.time)
    writer.element(interchange.controlNumber)
    writer.element("X")
    writer.element(group.guide)
    writer.end()
  }

  private mutating func writeTrailers() {
    writer.begin("GE")
    if setCount == 0 { writer.refuse(.wrongLevel, at: 0) }
    writer.element(setCount)
    writer.element(interchange.controlNumber)
    writer.end()
    writer.begin("IEA")
    writer.element(1)
    writer.element(padded(interchange.controlNumber, to: 9))
    writer.end()
  }
}

private func padded(_ number: Int, to width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
