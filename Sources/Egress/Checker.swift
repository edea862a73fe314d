/// One reading of one payload. Each segment goes through three steps: which place of the grammar it is at,
/// its elements against their slots, and what its values must have to do with others (`note`).
///
/// Array accesses are bounds-checked, so that the worst that hostile bytes can do is to be refused.
struct Checker: ~Copyable {
  let payload: Payload
  let expected: ExpectedInterchange
  let tables: Tables
  /// Next byte to read.
  private(set) var position = 0
  /// Segments read so far; the one being read is counted.
  private(set) var segment = 0
  private(set) var place = Place.interchange
  /// One for each slot.
  private var marks: [Mark]
  /// Every element, in its order, where somebody asked for them.
  var found: [(entry: Int, range: Range<Int>)]?

  var interchange = InterchangeState()
  var set = SetState()
  var claim = ClaimState()
  var controlNumbers: ControlNumbers

  init(_ payload: [UInt8], _ expected: ExpectedInterchange, _ tables: Tables) {
    (self.payload, self.expected, self.tables) = (Payload(bytes: payload), expected, tables)
    marks = Array(repeating: Mark(), count: tables.slots.count)
    controlNumbers = ControlNumbers(capacity: min(max(expected.claims, 0), payload.count / 100))
  }

  mutating func run() throws(EgressRefusal) -> EgressSummary {
    try checkFrame()
    while true {
      segment += 1
      try readElements()
      try note()
      if place == .interchangeEnd { break }
      place = try successor()
    }
    guard position == payload.count else { throw refusal(.trailingBytes) }
    return EgressSummary(
      bytes: payload.count, segments: segment, transactionSets: interchange.sets, claims: interchange.claims,
      chargeCents: interchange.chargeCents, elementCounts: elementCounts)
  }

  /// Size, and the delimiters at their fixed places in the ISA segment of 106 bytes.
  private func checkFrame() throws(EgressRefusal) {
    guard payload.count <= tables.manifest.limits.payloadBytes else { throw refusal(.payloadSize) }
    guard payload.count > 106 else { throw refusal(.truncated) }
    guard payload.bytes.starts(with: "ISA*".utf8), payload[82] == UInt8(ascii: "^"), payload[104] == .colon,
      payload[105] == .tilde
    else { throw refusal(.delimiters) }
    guard payload[payload.count - 1] == .tilde else { throw refusal(.truncated) }
  }
}

extension Checker {
  /// The place of the segment that starts here, or a refusal: nothing else may stand after the last one.
  private func successor() throws(EgressRefusal) -> Place {
    if let next = tables.successor(of: place, payload, position) { return next }
    guard position < payload.count else { throw refusal(.truncated) }
    throw refusal(tables.lists(payload.word(at: position)) ? .segmentOutOfPlace : .segmentNotListed)
  }

  private mutating func readElements() throws(EgressRefusal) {
    let slots = tables.forms[Int(place.rawValue)].slots
    var index = slots.lowerBound
    var at = position + tables.forms[Int(place.rawValue)].identifierCount
    var isEmpty = false
    while index < slots.upperBound {
      let separator = payload[at]
      if separator != tables.slots[index].separator {
        if separator == .tilde, tables.slots[index].segmentMayEnd { break }
        if separator == .star, tables.slots[index].compositeMayEnd {
          index = tables.slots[index].nextElement
          continue
        }
        // A component too many belongs to the element before.
        let isMissing = separator != .colon
        throw refusal(isMissing ? .elementMissing : .elementNotListed, slot: isMissing ? index : index - 1)
      }
      let start = at + 1
      at = try readElement(start, index)
      isEmpty = at == start
      index += 1
    }
    guard payload[at] == .tilde else { throw refusal(.elementNotListed) }
    guard !isEmpty else { throw refusal(.elementEmptyAtEnd) }
    position = at + 1
  }

  /// Reads one element or component, notes where it stands and returns where it ends.
  private mutating func readElement(_ start: Int, _ index: Int) throws(EgressRefusal) -> Int {
    let end: Int
    do { end = try tables.read(payload, start, slot: index) } catch { throw refusal(error, slot: index) }
    guard end > start else { return end }
    marks[index].note(start, end, segment)
    found?.append((tables.slots[index].entry, start..<end))
    return end
  }
}

/// Where the element of a slot stood the last time, and how often it has been there.
private struct Mark {
  var start: Int32 = 0
  var end: Int32 = 0
  var segment: Int32 = 0
  var count: Int32 = 0

  mutating func note(_ start: Int, _ end: Int, _ segment: Int) {
    (self.start, self.end, self.segment) = (Int32(start), Int32(end), Int32(segment))
    count += 1
  }
}

extension Checker {
  /// The bytes of an element of this segment; empty when it is absent.
  ///
  /// Inlined, because a call of a function that only reads copies the whole of this structure first.
  subscript(element: Int, component: Int = 0) -> Range<Int> {
    @inline(__always) get { span(tables.slot(of: place, element, component)) }
  }

  @inline(__always)
  private func span(_ slot: Int?) -> Range<Int> {
    guard let slot, marks[slot].segment == Int32(segment) else { return 0..<0 }
    return Int(marks[slot].start)..<Int(marks[slot].end)
  }

  /// Parallel to the manifest: slots of several places may have the same entry.
  private var elementCounts: [Int] {
    var counts = [Int](repeating: 0, count: tables.manifest.elements.count)
    for (slot, mark) in zip(tables.slots, marks) where slot.entry >= 0 {
      counts[slot.entry] += Int(mark.count)
    }
    return counts
  }

  func refusal(_ code: EgressRefusal.Code, slot: Int) -> EgressRefusal {
    let entry = tables.slots[slot].entry
    guard entry >= 0 else { return refusal(code) }
    let element = tables.manifest.elements[entry]
    return EgressRefusal(code: code, segment: segment, element: element.loop + " " + element.position)
  }

  /// Of this segment as a whole, or of one of its elements: `refusal(.count, "01")`.
  func refusal(_ code: EgressRefusal.Code, _ element: String = "") -> EgressRefusal {
    EgressRefusal(code: code, segment: segment, element: tables.forms[Int(place.rawValue)].name + element)
  }
}
