internal import Archive

/// A search for many words in any bytes, however they are spelled, and in what is compressed there. Streams:
/// memory does not grow with what is searched.
package struct WordSearch: Sendable {
  package let words: [PlantedWord]
  private let folded: Needles
  private let exact: Needles

  package init(_ words: [PlantedWord]) {
    self.words = words
    var (folded, exact) = (Needles(), Needles())
    for (index, word) in words.enumerated() {
      for spelling in Spellings.folded(word.text) { folded.add(spelling, of: index) }
      for spelling in Spellings.exact(word.text) { exact.add(spelling, of: index) }
    }
    (self.folded, self.exact) = (folded, exact)
  }

  /// The generator's words of single rows, `zq` and nine hexadecimal digits: an excerpt of a text may have
  /// one of these and none of ours.
  static let excerpt = -1

  /// Words by their place in `words`, or `excerpt`, that begin at the places given.
  func find(
    _ bytes: UnsafeBufferPointer<UInt8>, _ places: Range<Int>, depth: Int = 0, into found: inout Set<Int>
  ) {
    guard !places.isEmpty, bytes.count - places.lowerBound >= Needles.window else { return }
    var (low, plain): (UInt64, UInt64) = (0, 0)
    for index in places.lowerBound..<min(places.upperBound + Needles.window - 1, bytes.count) {
      let byte = bytes[index]
      low = low << 8 | UInt64(Self.lower(byte))
      plain = plain << 8 | UInt64(byte)
      let start = index - Needles.window + 1
      guard start >= places.lowerBound else { continue }
      if folded.mayBegin(low) { found.formUnion(folded.words(at: low, bytes[start...], Self.lower)) }
      if exact.mayBegin(plain) { found.formUnion(exact.words(at: plain, bytes[start...]) { $0 }) }
      if low >> 48 == 0x7A71, Self.isExcerpt(bytes, at: start) { found.insert(Self.excerpt) }
      if depth < 2, Compressed.mayBegin(plain) { open(bytes[start...], depth, &found) }
    }
  }

  private func open(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ depth: Int, _ found: inout Set<Int>) {
    let opened = Compressed.opened(UnsafeBufferPointer(rebasing: bytes))
    opened.withUnsafeBufferPointer { find($0, 0..<$0.count, depth: depth + 1, into: &found) }
  }

  /// In one case throughout but for a capital at the beginning, and in no longer run of letters and digits:
  /// in a claim's control number, or in base64, chance makes some.
  private static func isExcerpt(_ all: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
    let bytes = all[start...]
    let digits = bytes.dropFirst(2).prefix(9)
    let before = all[..<start].suffix(16).reversed().prefix { isInWord($0) }.count
    let after = bytes.dropFirst(11).prefix(16).prefix { isInWord($0) }.count
    guard digits.count == 9, before + 11 + after < 16 else { return false }
    let isNumber = { (byte: UInt8) in (0x30...0x39).contains(byte) }
    return digits.allSatisfy { isNumber($0) || (0x61...0x66).contains($0) }
      || (bytes.prefix(2).allSatisfy { $0 < 0x60 }
        && digits.allSatisfy { isNumber($0) || (0x41...0x46).contains($0) })
  }

  private static func isInWord(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(lower(byte))
  }

  @inline(__always)
  private static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}

/// What was searched so far: bytes go in, in pieces of any size, and words come out.
package final class Reading {
  private let search: WordSearch
  private var buffer: [UInt8] = []
  package private(set) var bytes = 0
  /// Places in the search's words, or `WordSearch.excerpt`.
  package private(set) var found: Set<Int> = []

  /// A spelling, or something compressed, may go on for so long in the next piece.
  private static let overlap = 64 << 10
  private static let piece = 1 << 20

  package init(_ search: WordSearch) {
    self.search = search
    buffer.reserveCapacity(Self.piece + 2 * Self.overlap)
  }

  package func take(_ more: UnsafeRawBufferPointer) {
    var rest = more[...]
    while !rest.isEmpty {
      let part = rest.prefix(Self.piece)
      buffer.append(contentsOf: part)
      rest = rest.dropFirst(part.count)
      if buffer.count >= Self.piece + Self.overlap { look(upTo: buffer.count - Self.overlap) }
    }
    bytes += more.count
  }

  package func take(_ more: [UInt8]) { more.withUnsafeBytes { take($0) } }

  /// What follows has nothing to do with what was before.
  package func end() {
    look(upTo: buffer.count)
    buffer.removeAll(keepingCapacity: true)
  }

  private func look(upTo place: Int) {
    buffer.withUnsafeBufferPointer { search.find($0, 0..<place, into: &found) }
    buffer.removeFirst(place)
  }
}
