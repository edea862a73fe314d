/// Compiles a manifest and a grammar into `Tables`. A manifest that it does not understand whole, or an entry
/// that no rule leads to, ends it: nothing leaves then.
struct TableBuilder {
  private let manifest: Manifest
  private(set) var sets = [UInt64](repeating: 0, count: 256)
  private(set) var slots: [Tables.Slot] = []
  private(set) var literals: [UInt128] = []
  private(set) var alternatives: [Tables.Alternative] = []
  private(set) var items: [Tables.Item] = []
  private(set) var forms = Place.allCases.map { _ in Tables.Form() }
  private(set) var successors: [Tables.Successor] = []
  private var known: [Set<UInt8>: UInt64] = [:]

  init(_ manifest: Manifest) { self.manifest = manifest }

  mutating func compile(_ rules: [Rule]) throws(EgressRefusal) {
    let segments = Dictionary(manifest.segments.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    let unused = Set(segments.keys).subtracting(rules.map(\.entry))
    guard segments.count == manifest.segments.count, unused.isEmpty,
      Set(rules.map(\.place)).count == Place.allCases.count, rules.count == Place.allCases.count
    else { throw Tables.broken }
    for rule in rules {
      guard let segment = segments[rule.entry] else { throw Tables.broken }
      let range = try compile(segment)
      forms[Int(rule.place.rawValue)] = try Tables.Form(
        slots: range, successors: compile(rule.next, rules),
        identifierCount: segment.identifier.utf8.count, name: segment.name,
        elements: range.filter { slots[$0].separator == .star })
    }
  }

  private mutating func compile(_ next: [Place], _ rules: [Rule]) throws(EgressRefusal) -> Range<Int> {
    let start = successors.count
    for place in next {
      guard let rule = rules.first(where: { $0.place == place }), let begins = Tables.Word(rule.begins),
        let ends = Tables.Word(rule.ends),
        let identifier = Tables.Word(rule.begins.prefix { $0 != "*" } + "*")
      else { throw Tables.broken }
      successors.append(Tables.Successor(place: place, begins: begins, ends: ends, identifier: identifier))
    }
    return start..<successors.count
  }

  private mutating func compile(_ segment: Manifest.Segment) throws(EgressRefusal) -> Range<Int> {
    let start = slots.count
    var element = 1
    for index in segment.elements {
      let entry = manifest.elements[index]
      while element < entry.element {
        slots.append(Tables.Slot())
        element += 1
      }
      try slots.append(slot(entry, index))
      element = entry.element + 1
    }
    guard start < slots.count else { throw Tables.broken }
    setEnds(start..<slots.count)
    return start..<slots.count
  }

  private mutating func slot(_ entry: Manifest.Element, _ index: Int) throws(EgressRefusal) -> Tables.Slot {
    var slot = Tables.Slot()
    slot.separator = UInt8(ascii: entry.component > 1 ? ":" : "*")
    slot.mayBeEmpty = entry.use == .situational && entry.component == 0
    slot.segmentMayEnd = entry.use == .situational
    slot.compositeMayEnd = entry.use == .situational && entry.component > 1
    (slot.least, slot.most) = (entry.pattern.least, entry.pattern.most)
    (slot.check, slot.entry) = (entry.check, index)
    slot.set = try intern(entry.pattern.bytes)
    (slot.literals, slot.alternatives) = try compile(entry.pattern, in: slot.set)
    if case .literal(let bytes) = entry.pattern.alternatives[0], entry.pattern.alternatives.count == 1 {
      slot.constant = Tables.Word(String(decoding: bytes, as: UTF8.self)) ?? .none
    }
    let hasCheck = entry.check != .none && entry.check != .diagnosis
    slot.isPlain = slot.literals.isEmpty && slot.alternatives.isEmpty && !hasCheck
    return slot
  }

  /// From the end back: a segment may end before a slot when everything from there on may be left out.
  private mutating func setEnds(_ range: Range<Int>) {
    var (restMayEnd, nextElement, compositeMayEnd) = (true, range.upperBound, true)
    for index in range.reversed() {
      let slot = slots[index]
      slots[index].nextElement = nextElement
      if slot.separator == UInt8(ascii: ":") {
        compositeMayEnd = compositeMayEnd && slot.compositeMayEnd
        slots[index].compositeMayEnd = compositeMayEnd
        slots[index].segmentMayEnd = compositeMayEnd && restMayEnd
      } else {
        restMayEnd = restMayEnd && (slot.segmentMayEnd || slot.entry < 0)
        slots[index].segmentMayEnd = restMayEnd
        (nextElement, compositeMayEnd) = (index, true)
      }
    }
  }

  private mutating func compile(
    _ pattern: Pattern, in whole: UInt64
  ) throws(EgressRefusal) -> (literals: Range<Int>, alternatives: Range<Int>) {
    let (firstLiteral, first) = (literals.count, alternatives.count)
    for alternative in pattern.alternatives {
      switch alternative {
      case .literal(let bytes):
        guard bytes.count <= 16, !bytes.contains(0) else { throw Tables.broken }
        literals.append(bytes.reduce(0) { $0 << 8 | UInt128($1) })
      case .sets(let parts):
        // One set with a count is said by the slot's own set and length.
        if pattern.alternatives.count == 1, parts.count == 1 { break }
        let firstItem = items.count
        for part in parts {
          let set = try intern(part.bytes)
          items.append(Tables.Item(set: set, least: part.least, most: part.most, isWhole: set == whole))
        }
        let row = firstItem..<items.count
        alternatives.append(Tables.Alternative(items: row, least: alternative.least, most: alternative.most))
      }
    }
    return (firstLiteral..<literals.count, first..<alternatives.count)
  }

  /// The bit of a set of bytes. No separator but the component separator of ISA16 is ever in one.
  private mutating func intern(_ bytes: Set<UInt8>) throws(EgressRefusal) -> UInt64 {
    if let bit = known[bytes] { return bit }
    guard known.count < 64, !bytes.contains(UInt8(ascii: "~")), !bytes.contains(UInt8(ascii: "*")) else {
      throw Tables.broken
    }
    let bit = UInt64(1) << UInt64(known.count)
    known[bytes] = bit
    for byte in bytes { sets[Int(byte)] |= bit }
    return bit
  }
}
