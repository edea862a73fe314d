internal import Glibc

/// Text for people: lines, tables and a little emphasis where a terminal can show it.
struct Page {
  private(set) var text = ""
  let emphasis: Bool

  init(emphasis: Bool) { self.emphasis = emphasis }

  mutating func line(_ line: String = "") { text += Self.harmless(line) + "\n" }

  /// An id from the records may hold anything: what would move the cursor or turn the writing direction shows
  /// as a point. Our own emphasis passes.
  private static func harmless(_ line: String) -> String {
    let parts = line.split(separator: "\u{1B}", omittingEmptySubsequences: false)
    return parts.enumerated().map { index, part in
      let clean = String(
        String.UnicodeScalarView(
          part.unicodeScalars.map {
            [.control, .format].contains($0.properties.generalCategory) ? "·" : $0
          }))
      guard index > 0 else { return clean }
      return (emphases.contains { part.hasPrefix($0) } ? "\u{1B}" : "·") + clean
    }.joined()
  }

  private static let emphases = ["[0m", "[1m", "[2m", "[2;9m"]

  mutating func heading(_ title: String) {
    if !text.isEmpty, !text.hasSuffix("\n\n"), text != "\n" { line() }
    line(strong(title))
  }

  /// Columns as wide as their widest cell; those of numbers stand to the right.
  mutating func table(_ rows: [[String]], numbers: Set<Int> = [], indent: Int = 2) {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0
    }
    for row in rows {
      let cells = row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return numbers.contains(column) ? space + cell : cell + space
      }
      var line = String(repeating: " ", count: indent) + cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      self.line(line)
    }
  }

  /// Words in lines of at most 88 characters, each indented.
  mutating func paragraph(_ words: String, indent: Int = 2) {
    let margin = String(repeating: " ", count: indent)
    var current = margin
    for word in words.split(separator: " ") {
      if current.count > indent, current.count + 1 + word.count > 88 {
        line(current)
        current = margin
      }
      current += (current.count > indent ? " " : "") + word
    }
    line(current)
  }

  func strong(_ text: String) -> String { emphasis ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  func faint(_ text: String) -> String { emphasis ? "\u{1B}[2m\(text)\u{1B}[0m" : text }

  /// Struck out; where nothing can show that, between marks.
  func struck(_ text: String) -> String { emphasis ? "\u{1B}[2;9m\(text)\u{1B}[0m" : "[\(text)]" }
}

/// `1,234,567`
func grouped(_ number: Int) -> String {
  var digits = Array(String(number.magnitude))
  for position in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: position) }
  return (number < 0 ? "-" : "") + String(digits)
}

/// `1 claim`, `1,234 claims`
func counted(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
  "\(grouped(number)) \(number == 1 ? noun : plural ?? noun + "s")"
}

/// `$ 1,234.50`
func dollars(_ cents: Int64) -> String {
  let rest = String(cents.magnitude % 100)
  return "$\(grouped(Int(cents / 100))).\(rest.utf8.count == 1 ? "0" : "")\(rest)"
}

enum Terminal {
  static var output: Bool { isatty(STDOUT_FILENO) == 1 }
  static var error: Bool { isatty(STDERR_FILENO) == 1 }
  static var input: Bool { isatty(STDIN_FILENO) == 1 }
  /// https://no-color.org
  static var mayColour: Bool {
    getenv("NO_COLOR") == nil && getenv("TERM").map { String(cString: $0) } != "dumb"
  }
}
