/// Spellings by their first eight bytes. A table of bits, one for each of a million values of a hash of
/// these, turns almost every place away before anything is looked up.
struct Needles {
  static let window = 8

  private struct Needle {
    let bytes: [UInt8]
    let word: Int
  }

  private var starts: [UInt64: [Needle]] = [:]
  private var bits = [UInt64](repeating: 0, count: 1 << 14)

  mutating func add(_ bytes: [UInt8], of word: Int) {
    precondition(bytes.count >= Self.window)
    let start = bytes.prefix(Self.window).reduce(0) { $0 << 8 | UInt64($1) }
    starts[start, default: []].append(Needle(bytes: bytes, word: word))
    let place = Self.place(start)
    bits[place >> 6] |= 1 << UInt64(place & 63)
  }

  @inline(__always)
  private static func place(_ start: UInt64) -> Int { Int((start &* 0x9E37_79B9_7F4A_7C15) >> 44) }

  @inline(__always)
  func mayBegin(_ start: UInt64) -> Bool {
    let place = Self.place(start)
    return bits[place >> 6] >> UInt64(place & 63) & 1 == 1
  }

  /// The words whose spelling begins with `start` and goes on as `rest` does, each byte seen through `fold`.
  func words(
    at start: UInt64, _ rest: Slice<UnsafeBufferPointer<UInt8>>, _ fold: (UInt8) -> UInt8
  ) -> [Int] {
    (starts[start] ?? []).filter { needle in
      needle.bytes.count <= rest.count && zip(needle.bytes, rest).allSatisfy { $0 == fold($1) }
    }.map(\.word)
  }
}
