internal import Archive
internal import Foundation

/// Every spelling of a word, and every kind of compression, in the middle of other bytes: found.
enum SearchControls {
  static func all(_ search: WordSearch) throws -> [ProofResult.Control] {
    guard let word = search.words.indices.randomElement() else { return [] }
    let text = search.words[word].text
    let spelled = (Spellings.folded(text) + Spellings.exact(text)).map { bytes in
      finds(word, in: bytes, search)
    }
    let noise = Array(String(repeating: "the quick brown fox; ", count: 50).utf8)
    let plain = noise + Array(text.utf8) + noise
    let gzip = try gzipped(plain)
    let zlib = [0x78, 0x9C] + gzip.dropFirst(10)
    return [
      .init("a word in each of \(spelled.count) spellings", isFound: spelled.allSatisfy { $0 }),
      .init("a word in a zstd frame", isFound: finds(word, in: try ZstdFrames.compressed(plain), search)),
      .init("a word in a gzip file", isFound: finds(word, in: gzip, search)),
      .init("a word in a zlib stream", isFound: finds(word, in: zlib, search)),
      .init("a word across two pieces", isFound: acrossPieces(word, search)),
      .init(
        "a row's own word",
        isFound: ["the Zq0123456ab. O", "NTE*ADD*ZQ0123456AB~", "of%20zq0123456ab%2E"].allSatisfy {
          finds(WordSearch.excerpt, in: Array($0.utf8), search)
        }),
      .init(
        "no row's own word in a control number",
        isFound: !finds(WordSearch.excerpt, in: Array("CLM*K7ZQ0123456AB0XWTV3M~".utf8), search)),
      .init("no word where there is none", isFound: !finds(word, in: Array("zqgggggggg".utf8), search)),
    ]
  }

  private static func finds(_ word: Int, in bytes: [UInt8], _ search: WordSearch) -> Bool {
    let reading = Reading(search)
    reading.take(Array("before ".utf8) + bytes + Array(" after".utf8))
    reading.end()
    return reading.found == [word]
  }

  /// At every place of the border between what is searched at once and what follows.
  private static func acrossPieces(_ word: Int, _ search: WordSearch) -> Bool {
    let bytes = Array(search.words[word].text.utf8)
    return (0...bytes.count).allSatisfy { before in
      let reading = Reading(search)
      for place in [1 << 20, 1 << 20 + 64 << 10] {
        reading.take([UInt8](repeating: 0x2E, count: place - before))
        reading.take(bytes)
      }
      reading.end()
      return reading.found == [word]
    }
  }

  /// By the program that everybody uses, whose code is not ours.
  private static func gzipped(_ bytes: [UInt8]) throws -> [UInt8] {
    let path = FileManager.default.temporaryDirectory.path + "/scrim-gzip-\(UUID().uuidString)"
    try Data(bytes).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let running = try Running("/bin/gzip", ["-n", "-c", path], in: "/tmp")
    _ = try running.finished()
    return try running.said().output
  }
}
