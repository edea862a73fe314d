/// Reading the payload by the tables: what place a segment is at, and what its elements may be.
extension Tables {
  /// The place of the segment that starts here; nil when none that may follow does.
  func successor(of place: Place, _ payload: Payload, _ position: Int) -> Place? {
    let head = payload.word(at: position)
    for index in forms[Int(place.rawValue)].successors {
      let candidate = successors[index]
      guard head & candidate.begins.mask == candidate.begins.value else { continue }
      if candidate.ends.mask == 0 || ends(payload, position, with: candidate.ends) { return candidate.place }
    }
    return nil
  }

  /// The slot of an element, or of one of its components, where the manifest lists it.
  func slot(of place: Place, _ element: Int, _ component: Int) -> Int? {
    guard element <= forms[Int(place.rawValue)].elements.count else { return nil }
    let first = forms[Int(place.rawValue)].elements[element - 1]
    let slot = first + max(component - 1, 0)
    return slot < slots[first].nextElement ? slot : nil
  }

  /// Whether the manifest has a segment of this identifier anywhere.
  func lists(_ head: UInt64) -> Bool {
    successors.contains { head & $0.identifier.mask == $0.identifier.value }
  }

  /// Whether the segment that starts here ends so; HL is the only one that must, and it is short.
  private func ends(_ payload: Payload, _ position: Int, with word: Word) -> Bool {
    var end = position
    while end < payload.count, payload[end] != .tilde {
      guard end < position + 32 else { return false }
      end += 1
    }
    let start = end - (word.mask.nonzeroBitCount / 8)
    return start >= position && payload.word(at: start) & word.mask == word.value
  }

  /// Reads one element or component and returns where it ends, which is always a separator or the terminator.
  func read(_ payload: Payload, _ start: Int, slot index: Int) throws(EgressRefusal.Code) -> Int {
    let constant = slots[index].constant
    if constant.mask != 0, payload.word(at: start) & constant.mask == constant.value {
      let end = start + slots[index].least
      if payload[end].isSeparator { return end }
    }
    return try readValue(payload, start, slot: index)
  }

  private func readValue(
    _ payload: Payload, _ start: Int, slot index: Int
  ) throws(EgressRefusal.Code) -> Int {
    let slot = slots[index]
    var end = start
    while sets[Int(payload[end])] & slot.set != 0 { end += 1 }
    guard payload[end].isSeparator else { throw slot.entry < 0 ? .elementNotListed : .character }
    guard end > start else {
      guard slot.mayBeEmpty else { throw .elementMissing }
      return end
    }
    guard end - start >= slot.least, end - start <= slot.most else { throw .length }
    if slot.isPlain { return end }
    guard matches(index, payload, start..<end) else { throw .pattern }
    if let code = payload.fault(slot.check, start..<end) { throw code }
    return end
  }

  /// Whether the bytes, all of them in the slot's set, are one of the slot's alternatives.
  private func matches(_ slot: Int, _ payload: Payload, _ range: Range<Int>) -> Bool {
    let (literals, alternatives) = (slots[slot].literals, slots[slot].alternatives)
    if !literals.isEmpty, range.count <= 16 {
      let value = payload.literal(range)
      for index in literals where self.literals[index] == value { return true }
    }
    for index in alternatives where matches(self.alternatives[index], payload, range) { return true }
    return literals.isEmpty && alternatives.isEmpty
  }

  /// At most one item has a variable length, so the lengths of all follow from the length of the whole.
  private func matches(_ alternative: Alternative, _ payload: Payload, _ range: Range<Int>) -> Bool {
    guard range.count >= alternative.least, range.count <= alternative.most else { return false }
    var at = range.lowerBound
    var spare = range.count - alternative.least
    for index in alternative.items {
      let item = items[index]
      let more = min(spare, item.most - item.least)
      let next = at + item.least + more
      spare -= more
      if !item.isWhole {
        while at < next, sets[Int(payload.bytes[at])] & item.set != 0 { at += 1 }
        guard at == next else { return false }
      }
      at = next
    }
    return true
  }
}

extension UInt8 {
  static let star = UInt8(ascii: "*")
  static let colon = UInt8(ascii: ":")
  static let tilde = UInt8(ascii: "~")
  static let space = UInt8(ascii: " ")

  var isSeparator: Bool { self == .star || self == .colon || self == .tilde }
}
