import Egress
import Foundation
import Testing

@Suite("Egress check, fuzzed")
struct EgressFuzzTests {
  /// Every payload one byte away that is accepted keeps each element within the manifest's own pattern, read
  /// here by another regular-expression engine from the file that people review.
  @Test(arguments: [UInt64(1), 2, 3, 4])
  func `accepts a changed byte only within the pattern of its element`(_ seed: UInt64) throws {
    let patterns = try DisclosurePatterns()
    var random = SplitMix(state: seed)
    let lines = Sample.all
    let payload = Sample.payload(lines)
    var accepted = 0
    for _ in 0..<6_000 {
      var changed = payload
      let index = Int(random.next() % UInt64(payload.count))
      changed[index] = random.byte()
      guard (try? check(changed, expecting: Sample.expectedOfAll)) != nil else { continue }
      accepted += 1
      try expectListed(changed, lines, patterns)
    }
    // The control: some changes (another letter in a name) are within the rules.
    #expect(accepted > 60)
  }

  @Test(arguments: [UInt64(11), 12])
  func `survives inserted, removed and moved bytes`(_ seed: UInt64) {
    var random = SplitMix(state: seed)
    let payload = Sample.payload(Sample.all)
    for _ in 0..<4_000 {
      var changed = payload
      for _ in 0...random.next() % 3 { random.change(&changed) }
      // Refused or accepted: it returns, whatever the bytes are.
      _ = try? check(changed, expecting: Sample.expectedOfAll)
    }
  }

  @Test func `survives noise`() {
    var random = SplitMix(state: 21)
    let frame = Sample.payload([Sample.all[0]])
    for count in 0..<2_000 {
      let noise = (0..<count % 400).map { _ in random.next() % 4 == 0 ? random.byte() : random.separator() }
      #expect(throws: EgressRefusal.self) { try check(noise, expecting: Sample.expected) }
      let framed = frame + noise + [UInt8(ascii: "~")]
      #expect(throws: EgressRefusal.self) { try check(framed, expecting: Sample.expected) }
    }
  }

  private func expectListed(
    _ payload: [UInt8], _ lines: [String], _ patterns: DisclosurePatterns
  ) throws {
    let text = try #require(String(bytes: payload, encoding: .ascii))
    let segments = text.split(separator: "~", omittingEmptySubsequences: false).dropLast()
    try #require(segments.count == lines.count)
    for (line, segment) in zip(lines, segments) where Sample.segment(line) != segment {
      let fault = patterns.fault(in: segment, loop: Sample.loop(line))
      #expect(fault == nil)
    }
  }
}

/// The patterns of schemas/disclosure.json, for each loop and segment those of all its variants.
private struct DisclosurePatterns {
  private struct File: Decodable { let formats: [String: Format] }
  private struct Format: Decodable { let segments: [Segment]? }
  private struct Segment: Decodable {
    let loop: String
    let segment: String
    let elements: [Element]
  }
  private struct Element: Decodable {
    let at: String
    let through: String?
    let pattern: String
  }

  private var segments: [String: [[String: String]]] = [:]

  init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let data = try Data(contentsOf: root.appending(path: "schemas/disclosure.json"))
    let format = try #require(try JSONDecoder().decode(File.self, from: data).formats["x12-837p"])
    for segment in try #require(format.segments) {
      var patterns: [String: String] = [:]
      for element in segment.elements {
        for at in Self.places(element.at, element.through ?? element.at) { patterns[at] = element.pattern }
      }
      segments["\(segment.loop) \(segment.segment)", default: []].append(patterns)
    }
  }

  /// The position of an element that no variant of its segment allows; nil when all are in order.
  func fault(in segment: Substring, loop: Substring) -> String? {
    let identifier = segment.prefix { $0 != "*" }
    let variants = segments["\(loop) \(identifier)"] ?? []
    let faults = variants.map { fault(in: segment, $0) }
    return faults.contains(nil) ? nil : faults.first ?? "\(loop) \(identifier)"
  }

  private func fault(in segment: Substring, _ patterns: [String: String]) -> String? {
    let elements = segment.split(separator: "*", omittingEmptySubsequences: false).dropFirst()
    for (number, element) in zip(1..., elements) where !element.isEmpty {
      let isWhole = patterns[Self.at(number, 0)] != nil
      let components = isWhole ? [element] : element.split(separator: ":", omittingEmptySubsequences: false)
      for (component, value) in zip(1..., components) {
        let at = Self.at(number, isWhole ? 0 : component)
        guard let pattern = patterns[at], matches(value, pattern) else { return at }
      }
    }
    return nil
  }

  private func matches(_ value: Substring, _ pattern: String) -> Bool {
    value.range(of: "^(?:\(pattern))$", options: .regularExpression) == value.startIndex..<value.endIndex
  }

  private static func at(_ element: Int, _ component: Int) -> String {
    (element < 10 ? "0" : "") + "\(element)" + (component > 0 ? "-\(component)" : "")
  }

  /// `02-2` through `12-2`, or `01-3` through `01-6`.
  private static func places(_ first: String, _ last: String) -> [String] {
    let (from, through) = (numbers(first), numbers(last))
    return (from.0...through.0).flatMap { element in
      (from.1...through.1).map { at(element, $0) }
    }
  }

  private static func numbers(_ at: String) -> (Int, Int) {
    let parts = at.split(separator: "-").map { Int($0) ?? 0 }
    return (parts[0], parts.count > 1 ? parts[1] : 0)
  }
}

/// Sebastiano Vigna's splitmix64 (public domain): the same bytes for the same seed everywhere.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Any byte, but more often one that X12 knows.
  mutating func byte() -> UInt8 {
    let value = next()
    let known = Array("ABCXYZ0123459 '.-#&*:~^".utf8)
    return value % 3 == 0 ? UInt8(truncatingIfNeeded: value >> 8) : known[Int(value >> 8) % known.count]
  }

  mutating func separator() -> UInt8 { Array("*:~A1 ".utf8)[Int(next() % 6)] }

  mutating func change(_ bytes: inout [UInt8]) {
    let index = Int(next() % UInt64(max(bytes.count, 1)))
    switch next() % 4 {
    case 0: bytes.insert(byte(), at: index)
    case 1: bytes.remove(at: index)
    case 2: bytes.removeSubrange(index..<min(bytes.count, index + Int(next() % 40)))
    default: bytes.insert(contentsOf: bytes[index..<min(bytes.count, index + Int(next() % 80))], at: index)
    }
  }
}
