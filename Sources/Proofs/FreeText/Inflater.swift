/// Deflate (RFC 1951), as far as the bytes go. Written out here so that what is looked for in compressed text
/// does not depend on a library that would refuse a frame that is cut off.
struct Inflater {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let most: Int
  private var place: Int
  private var bit = 0
  private var output: [UInt8] = []

  private struct Ended: Error {}

  init(_ bytes: UnsafeBufferPointer<UInt8>, from place: Int, atMost most: Int) {
    (self.bytes, self.place, self.most) = (bytes, place, most)
  }

  consuming func opened() -> [UInt8] {
    do {
      while try !block() {}
    } catch {}
    return output
  }

  /// Whether it was the last one.
  private mutating func block() throws(Ended) -> Bool {
    let isLast = try bits(1) == 1
    switch try bits(2) {
    case 0: try stored()
    case 1: try codes(Self.fixedLiterals, Self.fixedDistances)
    case 2:
      let (literals, distances) = try tables()
      try codes(literals, distances)
    default: throw Ended()
    }
    return isLast
  }

  private mutating func bits(_ count: Int) throws(Ended) -> Int {
    var value = 0
    for position in 0..<count {
      guard place < bytes.count else { throw Ended() }
      value |= Int(bytes[place] >> UInt8(bit) & 1) << position
      bit += 1
      if bit == 8 { (bit, place) = (0, place + 1) }
    }
    return value
  }

  private mutating func stored() throws(Ended) {
    if bit > 0 { (bit, place) = (0, place + 1) }
    let count = try bits(16)
    guard try bits(16) == count ^ 0xFFFF else { throw Ended() }
    let end = min(place + count, bytes.count)
    output += bytes[place..<end]
    place = end
    guard output.count < most else { throw Ended() }
  }

  private mutating func codes(_ literals: HuffmanTable, _ distances: HuffmanTable) throws(Ended) {
    while output.count < most {
      let symbol = try decode(literals)
      if symbol < 256 {
        output.append(UInt8(symbol))
      } else if symbol == 256 {
        return
      } else {
        guard symbol < 286 else { throw Ended() }
        let length = Self.lengths[symbol - 257] + (try bits(Self.lengthBits[symbol - 257]))
        try copy(length, try decode(distances))
      }
    }
    throw Ended()
  }

  private mutating func copy(_ length: Int, _ symbol: Int) throws(Ended) {
    guard symbol < 30 else { throw Ended() }
    let distance = Self.distances[symbol] + (try bits(max(0, symbol / 2 - 1)))
    guard distance <= output.count else { throw Ended() }
    for _ in 0..<length { output.append(output[output.count - distance]) }
  }

  private mutating func decode(_ table: HuffmanTable) throws(Ended) -> Int {
    var (code, first, index) = (0, 0, 0)
    for length in 1...15 {
      code |= try bits(1)
      let count = table.counts[length]
      // Lengths that are no code, as chance makes them, can lead outside.
      guard code >= first else { throw Ended() }
      if code - count < first { return table.symbols[index + code - first] }
      index += count
      first = (first + count) << 1
      code <<= 1
    }
    throw Ended()
  }

  private mutating func tables() throws(Ended) -> (HuffmanTable, HuffmanTable) {
    let (literals, distances) = (try bits(5) + 257, try bits(5) + 1)
    var orders = [Int](repeating: 0, count: 19)
    let sent = try bits(4) + 4
    for position in 0..<sent {
      orders[[16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15][position]] = try bits(3)
    }
    let table = HuffmanTable(orders)
    var lengths: [Int] = []
    while lengths.count < literals + distances {
      let symbol = try decode(table)
      if symbol < 16 {
        lengths.append(symbol)
      } else {
        guard symbol > 16 || !lengths.isEmpty else { throw Ended() }
        let value = symbol == 16 ? lengths[lengths.count - 1] : 0
        let times = symbol == 16 ? 3 + (try bits(2)) : symbol == 17 ? 3 + (try bits(3)) : 11 + (try bits(7))
        lengths += [Int](repeating: value, count: times)
      }
    }
    guard lengths.count == literals + distances, lengths[256] != 0 else { throw Ended() }
    return (HuffmanTable(Array(lengths[..<literals])), HuffmanTable(Array(lengths[literals...])))
  }

  private static let fixedLiterals = HuffmanTable(
    [Int](repeating: 8, count: 144) + [Int](repeating: 9, count: 112) + [Int](repeating: 7, count: 24)
      + [Int](repeating: 8, count: 8))
  private static let fixedDistances = HuffmanTable([Int](repeating: 5, count: 30))
  private static let lengthBits = [0, 0, 0, 0, 0, 0, 0, 0] + (4..<24).map { $0 / 4 } + [0]
  private static let lengths = sums(from: 3, lengthBits.dropLast()) + [258]
  private static let distances = sums(from: 1, (0..<30).map { max(0, $0 / 2 - 1) })

  /// Where each code's range begins, the ranges being laid end to end.
  private static func sums(from first: Int, _ bits: [Int]) -> [Int] {
    bits.dropLast().reduce(into: [first]) { $0.append($0[$0.count - 1] + 1 << $1) }
  }
}

/// A canonical Huffman code: how many codes of each length, and the symbols in their order.
private struct HuffmanTable {
  let counts: [Int]
  let symbols: [Int]

  init(_ lengths: [Int]) {
    var counts = [Int](repeating: 0, count: 16)
    for length in lengths where length > 0 { counts[length] += 1 }
    self.counts = counts
    symbols = (1...15).flatMap { length in lengths.indices.filter { lengths[$0] == length } }
  }
}
