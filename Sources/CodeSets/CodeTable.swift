/// A hash table from a code's key (42 bits) to the days on which it is valid: open addressing in one array of
/// words, so that a look-up touches one cache line.
struct CodeTable: Sendable {
  private var slots: [UInt64]
  private let shift: UInt64
  private var periods: [Range<Int>] = []
  private(set) var count = 0

  init(capacity: Int) {
    var bits: UInt64 = 1
    while (1 << bits) < capacity + capacity / 2 { bits += 1 }
    slots = Array(repeating: 0, count: 1 << Int(bits))
    shift = 64 - bits
  }

  /// The codes inserted from here on are valid on these days.
  mutating func open(_ period: Range<Int>) { periods.append(period) }

  mutating func insert(_ key: UInt64) {
    slots[slot(of: key)] = key << 8 | UInt64(periods.count - 1)
    count += 1
  }

  func period(of key: UInt64) -> Range<Int>? {
    let entry = slots[slot(of: key)]
    return entry == 0 ? nil : periods[Int(entry & 0xFF)]
  }

  /// Where the key is, or the free place where it would be. (Fibonacci hashing, linear probing.)
  private func slot(of key: UInt64) -> Int {
    var slot = Int((key &* 0x9E37_79B9_7F4A_7C15) >> shift)
    while slots[slot] != 0, slots[slot] >> 8 != key { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }
}
