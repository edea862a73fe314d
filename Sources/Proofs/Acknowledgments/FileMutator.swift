internal import TestSupport

/// Draws broken files. The same seed and number give the same file.
struct FileMutator {
  let seed: UInt64

  /// How it was broken, for a finding to say, and its bytes.
  func file(_ number: Int) -> (kind: String, bytes: [UInt8]) {
    let own = SeededGenerator(seed: seed &+ UInt64(number) &* 0x2545_f491_4f6c_dd1d)
    var breaker = FileBreaker(own)
    return breaker.file()
  }
}

private struct FileBreaker {
  private var random: SeededGenerator
  private var segments: [[UInt8]] = []
  private var kinds: [String] = []

  init(_ random: SeededGenerator) { self.random = random }

  mutating func file() -> (String, [UInt8]) {
    let good = AcknowledgmentSpecimen.all
    segments = good[one(of: good.count)].segments
    let times = 1 + one(of: 3)
    let first = one(of: 3)  // segments alone, bytes alone, both
    if first != 1 { for _ in 0..<times { breakSegments() } }
    if first == 0, one(of: 4) > 0 { recount() }
    let ending: [UInt8] = [[0x7E], [0x7E], [0x7E, 0x0A], [0x7E, 0x0D, 0x0A]][one(of: 4)]
    var bytes = segments.flatMap { $0 + ending }
    if first != 0 { for _ in 0..<times { breakBytes(&bytes) } }
    if one(of: 6) == 0 { changeSeparators(&bytes) }
    return (kinds.joined(separator: ", "), bytes)
  }

  // MARK: Segments

  private mutating func breakSegments() {
    let place = one(of: segments.count)
    switch one(of: 8) {
    case 0:
      kinds.append("a segment dropped")
      if segments.count > 1 { segments.remove(at: place) }
    case 1:
      kinds.append("a segment doubled")
      segments.insert(segments[place], at: one(of: 2) == 0 ? place : one(of: segments.count))
    case 2:
      kinds.append("segments swapped")
      segments.swapAt(place, one(of: segments.count))
    case 3:
      kinds.append("an element emptied")
      changeElement(place, to: [])
    case 4 where one(of: 20) == 0:
      kinds.append("a segment grown")
      let grown = [UInt8](repeating: segments[place].last ?? 0x41, count: 1 + one(of: 20_000))
      segments[place] += grown
    case 4 where one(of: 20) == 0:
      kinds.append("a segment repeated")
      segments.insert(contentsOf: Array(repeating: segments[place], count: 1 + one(of: 1_000)), at: place)
    default:
      kinds.append("a verdict changed")
      changeVerdict()
    }
  }

  /// One of the elements that decide, by a code that there is or by one that there is not.
  private mutating func changeVerdict() {
    let deciding: [String: Int] = [
      "TA1": 4, "IK5": 1, "AK9": 1, "STC": 1, "CLP": 2, "AK1": 1, "HL": 3, "GS": 1, "ST": 1,
    ]
    let places = segments.indices.filter { deciding[name(of: segments[$0])] != nil }
    guard let place = places.randomElement(using: &random) else { return }
    let codes = [
      "A", "E", "R", "P", "M", "X", "a", "A0", "A1", "A2", "A3", "A4", "A5", "A7", "A8", "A9", "a2", "F1",
      "P1",
      "E0", "A2:20", "A7:21", "A22", "A2 ", " A2", " A", "A ", "1", "2", "4", "19", "22", "23", "25", "01",
      "1.0", "",
      "\u{C4}2", "HC", "20", "21", "PT",
    ]
    let formed = String(decoding: (0..<1 + one(of: 3)).map { _ in UInt8(0x21 + one(of: 94)) }, as: UTF8.self)
    let code = one(of: 4) == 0 ? formed : codes[one(of: codes.count)]
    changeElement(place, number: deciding[name(of: segments[place])], to: Array(code.utf8))
  }

  private mutating func changeElement(_ place: Int, number: Int? = nil, to new: [UInt8]) {
    var elements = segments[place].split(separator: 0x2A, omittingEmptySubsequences: false).map { Array($0) }
    let number = number ?? one(of: elements.count)
    guard elements.indices.contains(number) else { return }
    elements[number] = new
    segments[place] = Array(elements.joined(separator: [0x2A]))
  }

  private func name(of segment: [UInt8]) -> String {
    String(decoding: segment.prefix { $0 != 0x2A }, as: UTF8.self)
  }

  /// So that what is broken is not seen by the counts alone.
  private mutating func recount() {
    kinds.append("recounted")
    var (inSet, sets) = (0, 0)
    for place in segments.indices {
      inSet += 1
      switch name(of: segments[place]) {
      case "GS": sets = 0
      case "ST": (inSet, sets) = (1, sets + 1)
      case "SE": changeElement(place, number: 1, to: Array(String(inSet).utf8))
      case "GE": changeElement(place, number: 1, to: Array(String(sets).utf8))
      default: break
      }
    }
  }

  // MARK: Bytes

  private mutating func breakBytes(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let place = one(of: bytes.count)
    let length = min(bytes.count - place, 1 + one(of: one(of: 4) == 0 ? 400 : 12))
    switch one(of: 12) {
    case 0...5:
      kinds.append("a byte flipped")
      bytes[place] ^= one(of: 2) == 0 ? 1 << UInt8(one(of: 8)) : UInt8(1 + one(of: 255))
    case 6:
      kinds.append("bytes cut out")
      bytes.removeSubrange(place..<place + length)
    case 7:
      kinds.append("cut off")
      bytes.removeSubrange(place...)
    case 8:
      kinds.append("bytes drawn")
      for index in place..<place + length { bytes[index] = UInt8(one(of: 256)) }
    case 9:
      kinds.append("bytes put in")
      bytes.insert(contentsOf: (0..<length).map { _ in UInt8(one(of: 256)) }, at: place)
    case 10:
      kinds.append("bytes doubled")
      bytes.insert(contentsOf: bytes[place..<place + length], at: place)
    case 11 where one(of: 8) == 0:
      kinds.append("nothing but drawn bytes")
      bytes = (0..<one(of: 2_000)).map { _ in UInt8(one(of: 256)) }
    default:
      kinds.append("a byte for another")
      bytes[place] = Array("*:~^AERU12 \n".utf8)[one(of: 12)]
    }
  }

  /// Everywhere, as another sender would write it; sometimes by one that stands in data as well.
  private mutating func changeSeparators(_ bytes: inout [UInt8]) {
    kinds.append("other separators")
    let pools: [[UInt8]] = [Array("|>!".utf8), [0x1D, 0x1F, 0x1C], Array("+;'".utf8), [0x0A, 0x0D, 0x7C]]
    var others = pools[one(of: pools.count)]
    if one(of: 6) == 0 { others[one(of: 3)] = UInt8(one(of: 256)) }
    for index in bytes.indices {
      switch bytes[index] {
      case 0x2A: bytes[index] = others[0]
      case 0x3A: bytes[index] = others[1]
      case 0x7E: bytes[index] = others[2]
      default: break
      }
    }
  }

  private mutating func one(of count: Int) -> Int { Int(random.next() % UInt64(max(1, count))) }
}
