internal import TestSupport

/// Words that stand in free text alone, and a search for them in any bytes, raw and as they are usually
/// encoded.
package struct Canaries {
  /// In lower case, each once.
  package let words: [String]
  private let needles: [UInt64: [Needle]]

  private struct Needle {
    let bytes: [UInt8]
    let word: Int
  }

  /// Shorter ones would be found by chance.
  package static let shortest = 8

  package init(_ words: [String]) {
    self.words = words
    var needles: [UInt64: [Needle]] = [:]
    for (index, word) in words.enumerated() {
      for bytes in Self.encodings(of: Array(word.utf8)) where bytes.count >= Self.shortest {
        needles[Self.start(bytes[...]), default: []].append(Needle(bytes: bytes, word: index))
      }
    }
    self.needles = needles
  }

  /// The words of every free-text column, and of what was typed into the field for diagnoses. A column is
  /// found by its type, so that a new one is looked for from the day it appears. Throws if a value has no
  /// word of its own: it could leave unseen.
  package static func planted(in site: Site) throws -> Canaries {
    let columns = try site.rows(
      """
      select c.relname, a.attname from pg_catalog.pg_class c
      join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.atttypid = 'practice.prose'::regtype
      where c.relnamespace = 'practice'::regnamespace and c.relkind = 'r' and not a.attisdropped order by 1, 2
      """)
    guard columns.count > 20 else { throw Blind(column: "practice.prose") }
    var words: Set<String> = []
    for column in columns {
      let found = try site.rows(
        """
        select lower(t.\(column[1])::text) from practice.\(column[0]) t where t.\(column[1]) is not null
        """
      ).map { $0[0].matches(of: /zq[0-9a-f]{9}/).map { String($0.0) } }
      guard !found.isEmpty, !found.contains([]) else { throw Blind(column: column.joined(separator: ".")) }
      words.formUnion(found.joined())
    }
    let typed = try site.rows("select distinct lower(unnest(diagnosis_codes)) from practice.session")
      .flatMap { $0[0].matches(of: /zq[0-9a-f]{9}/).map { String($0.0) } }
    guard !typed.isEmpty else { throw Blind(column: "session.diagnosis_codes") }
    return Canaries(words.union(typed).sorted())
  }

  package struct Blind: Error { let column: String }

  /// The words that occur in the bytes.
  package func found(in bytes: [UInt8]) -> [String] {
    let lower = bytes.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    // base64 tells letters apart; everything else is looked for in lower case.
    return Array(search(lower).union(search(bytes))).map { words[$0] }.sorted()
  }

  private func search(_ bytes: [UInt8]) -> Set<Int> {
    var found: Set<Int> = []
    guard bytes.count >= Self.shortest else { return found }
    var window = Self.start(bytes[..<Self.shortest])
    for end in Self.shortest...bytes.count {
      if let candidates = needles[window] {
        let rest = bytes[(end - Self.shortest)...]
        for needle in candidates where rest.starts(with: needle.bytes) { found.insert(needle.word) }
      }
      if end < bytes.count { window = window << 8 | UInt64(bytes[end]) }
    }
    return found
  }

  private static func start(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.prefix(shortest).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Raw, hexadecimal, percent, UTF-16 of both orders, and base64 at each of its three alignments, less what
  /// depends on the neighbours.
  package static func encodings(of word: [UInt8]) -> [[UInt8]] {
    let hexadecimal = word.flatMap { hex($0) }
    let percent = word.flatMap { [UInt8(ascii: "%")] + hex($0) }
    let base64 = [0, 1, 2].map { shift in
      let text = base64Text([UInt8](repeating: 0, count: shift) + word)
      let whole = (shift + word.count) * 8 / 6
      return Array(text[(shift * 8 + 5) / 6..<whole])
    }
    return [word, hexadecimal, percent, word.flatMap { [$0, 0] }, word.flatMap { [0, $0] }] + base64
  }

  private static func hex(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }

  private static func base64Text(_ bytes: [UInt8]) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    return stride(from: 0, to: bytes.count, by: 3).flatMap { place in
      let three = (0..<3).map { place + $0 < bytes.count ? Int(bytes[place + $0]) : 0 }
      let number = three[0] << 16 | three[1] << 8 | three[2]
      return [18, 12, 6, 0].map { alphabet[number >> $0 & 63] }
    }
  }
}
