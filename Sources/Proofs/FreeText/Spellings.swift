/// The ways in which text is usually written down in something else.
package enum Spellings {
  /// Looked for whatever the case of their letters.
  static func folded(_ word: String) -> [[UInt8]] {
    let lower = Array(word.lowercased().utf8)
    let forms = [lower, Array(word.uppercased().utf8)].flatMap { word in
      [
        join(word) { hexadecimal($0) },
        join(word, between: " ") { hexadecimal($0) },
        join(word) { "%" + hexadecimal($0) },
        join(word) { "=" + hexadecimal($0) },
        join(word) { "\\x" + hexadecimal($0) },
        join(word) { "\\u00" + hexadecimal($0) },
        join(word) { "\\" + String($0, radix: 8) },
        join(word) { "&#" + String($0) + ";" },
        join(word) { "&#x" + hexadecimal($0) + ";" },
        join(word, between: ", ") { String($0) },
      ]
    }
    return [lower, lower.flatMap { [$0, 0] }, lower.flatMap { [0, $0] }, lower.reversed()] + forms
  }

  /// base64 tells letters apart: of the word as it is and in upper case, at each of its three alignments,
  /// less what depends on the neighbours. In letters alone no `+` or `/` comes about, so that the alphabet of
  /// URLs is the same.
  static func exact(_ word: String) -> [[UInt8]] {
    [word, word.uppercased()].flatMap { text in
      Canaries.encodings(of: Array(text.utf8)).suffix(3)
    }
  }

  /// The one after the raw word that a control is planted in.
  static func percent(_ word: String) -> [UInt8] { join(Array(word.utf8)) { "%" + hexadecimal($0) } }

  private static func join(
    _ word: [UInt8], between separator: String = "", _ write: (UInt8) -> String
  ) -> [UInt8] {
    Array(word.map(write).joined(separator: separator).lowercased().utf8)
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
