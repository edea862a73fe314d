/// Elements that hold text of people cannot be told from a sentence by a grammar of characters. What can be
/// told is how much of one would fit: few words, and in numbers hardly a word.
extension Payload {
  /// The words of a text, as far as they are counted.
  struct Words {
    var words = 0
    var wordsWithoutDigit = 0
    var hasSingleSpaces = true
  }

  /// Trailing spaces are suppressed (X12.6 3.5.1.4) and inner ones collapsed, so that spaces carry nothing.
  func textFault(
    _ range: Range<Int>, words most: Int, of count: KeyPath<Words, Int>
  ) -> EgressRefusal.Code? {
    let words = words(range)
    guard words.hasSingleSpaces else { return .spaces }
    return words[keyPath: count] <= most ? nil : .words
  }

  private func words(_ range: Range<Int>) -> Words {
    var found = Words()
    var (last, hasDigit) = (UInt8.space, false)
    for index in range {
      let byte = bytes[index]
      if byte == .space {
        if last == .space { found.hasSingleSpaces = false }
        if !hasDigit { found.wordsWithoutDigit += 1 }
        (found.words, hasDigit) = (found.words + 1, false)
      }
      if isDigit(byte) { hasDigit = true }
      last = byte
    }
    if last == .space { found.hasSingleSpaces = false }
    if !hasDigit { found.wordsWithoutDigit += 1 }
    found.words += 1
    return found
  }

  /// Numbers that plans give: letters and hyphens may stand in them, words may not.
  func identifierFault(_ range: Range<Int>, least: Int) -> EgressRefusal.Code? {
    var (digits, run, longest) = (0, 0, 0)
    for index in range {
      if isDigit(bytes[index]) { (digits, run) = (digits + 1, 0) } else { run += 1 }
      longest = max(longest, run)
    }
    return digits >= least && longest <= 8 ? nil : .identifier
  }

  private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
