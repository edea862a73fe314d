/// A pattern of the manifest, ready to be compared with a value.
struct Matcher: Sendable {
  /// Sets of bytes, one after the other; of a literal one for each byte.
  private let rows: [[Item]]
  private let bytes: ASCIISet
  let least: Int
  let most: Int

  private struct Item: Sendable {
    let set: ASCIISet
    let least: Int
    let most: Int
  }

  init(_ pattern: Pattern) {
    rows = pattern.alternatives.map { alternative in
      switch alternative {
      case .literal(let bytes): bytes.map { Item(set: ASCIISet([$0]), least: 1, most: 1) }
      case .sets(let items):
        items.map { Item(set: ASCIISet($0.bytes), least: $0.least, most: $0.most) }
      }
    }
    bytes = ASCIISet(pattern.bytes)
    (least, most) = (pattern.least, pattern.most)
  }

  /// What is wrong with a value; nil: it is one of the pattern's.
  func fault(in payload: Payload, _ range: Range<Int>) -> EgressRefusal.Code? {
    for index in range where !bytes.contains(payload[index]) { return .character }
    guard range.count >= least, range.count <= most else { return .length }
    return rows.contains { matches($0, payload, range) } ? nil : .pattern
  }

  /// At most one set has a variable count, so the counts of all follow from the length of the whole.
  private func matches(_ row: [Item], _ payload: Payload, _ range: Range<Int>) -> Bool {
    var spare = range.count - row.reduce(0) { $0 + $1.least }
    guard spare >= 0 else { return false }
    var at = range.lowerBound
    for item in row {
      let more = min(spare, item.most - item.least)
      spare -= more
      let next = at + item.least + more
      while at < next, item.set.contains(payload[at]) { at += 1 }
      guard at == next else { return false }
    }
    return at == range.upperBound
  }
}

/// Bytes of ASCII; no other is ever in one.
private struct ASCIISet: Sendable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  init(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      if byte < 64 { low |= 1 << UInt64(byte) } else if byte < 128 { high |= 1 << UInt64(byte - 64) }
    }
  }

  func contains(_ byte: UInt8) -> Bool {
    byte < 64 ? low >> UInt64(byte) & 1 == 1 : byte < 128 && high >> UInt64(byte - 64) & 1 == 1
  }
}
