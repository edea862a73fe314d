/// Swift source reduced to its code: comments and the text of string literals become spaces, what is
/// interpolated stays, and every line stays where it is.
///
/// Knows nested comments, raw and multi-line strings and interpolation; regular expression literals count as
/// code.
struct SwiftText {
  /// Line by line, from line 1.
  let code: [Substring]

  init(_ source: String) {
    var reader = Reader(bytes: Array(source.utf8))
    reader.readCode(until: nil)
    code = String(decoding: reader.bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
  }
}

private struct Reader {
  var bytes: [UInt8]
  private var place = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  private func at(_ text: StaticString, _ offset: Int = 0) -> Bool {
    let start = place + offset
    guard start + text.utf8CodeUnitCount <= bytes.count else { return false }
    return text.withUTF8Buffer { wanted in wanted.indices.allSatisfy { bytes[start + $0] == wanted[$0] } }
  }

  private mutating func blank(_ count: Int = 1) {
    for _ in 0..<count where place < bytes.count {
      if bytes[place] != UInt8(ascii: "\n") { bytes[place] = UInt8(ascii: " ") }
      place += 1
    }
  }

  /// - Parameter close: the parenthesis that ends an interpolation, left in place.
  mutating func readCode(until close: UInt8?) {
    var depth = 0
    while place < bytes.count {
      if at("//") {
        while place < bytes.count, bytes[place] != UInt8(ascii: "\n") { blank() }
      } else if at("/*") {
        readComment()
      } else if let pounds = poundsBeforeQuote() {
        readString(pounds: pounds)
      } else {
        if bytes[place] == UInt8(ascii: "(") { depth += 1 }
        if bytes[place] == UInt8(ascii: ")") {
          if depth == 0, bytes[place] == close { return }
          depth -= 1
        }
        place += 1
      }
    }
  }

  private mutating func readComment() {
    var depth = 0
    repeat {
      if at("/*") {
        depth += 1
      } else if at("*/") {
        depth -= 1
      } else {
        blank()
        continue
      }
      blank(2)
    } while depth > 0 && place < bytes.count
  }

  /// How many `#` stand before a quotation mark here; nil where no string begins.
  private func poundsBeforeQuote() -> Int? {
    var count = 0
    while place + count < bytes.count, bytes[place + count] == UInt8(ascii: "#") { count += 1 }
    return at("\"", count) ? count : nil
  }

  private mutating func readString(pounds: Int) {
    let quotes = at("\"\"\"", pounds) ? 3 : 1
    place += pounds + quotes
    while place < bytes.count {
      if ends(quotes, pounds) {
        place += quotes + pounds
        return
      }
      if bytes[place] == UInt8(ascii: "\\"), hasPounds(pounds, at: place + 1) {
        readEscape(pounds: pounds)
      } else {
        blank()
      }
    }
  }

  private mutating func readEscape(pounds: Int) {
    guard place + 1 + pounds < bytes.count, bytes[place + 1 + pounds] == UInt8(ascii: "(") else {
      return blank(2 + pounds)
    }
    place += 2 + pounds  // The interpolation's own mark stays: rules look for it.
    readCode(until: UInt8(ascii: ")"))
    place += 1
  }

  private func ends(_ quotes: Int, _ pounds: Int) -> Bool {
    (quotes == 3 ? at("\"\"\"") : at("\"")) && hasPounds(pounds, at: place + quotes)
  }

  private func hasPounds(_ count: Int, at start: Int) -> Bool {
    start + count <= bytes.count && bytes[start..<(start + count)].allSatisfy { $0 == UInt8(ascii: "#") }
  }
}
