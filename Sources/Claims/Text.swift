internal import X12

/// Names and addresses in X12's basic characters: upper case, accents folded (`É` is `E`, `ß` is `SS`), one
/// space between words. Delimiters and other punctuation become a space, since X12 has no escape; what has no
/// Latin equivalent is refused, and so is a digit where a person's name has none: a name with a hole in it is
/// another's.
enum Text {
  /// What the text of an element is made of.
  struct Form {
    let kept: ByteSet
    let first: ByteSet
    /// More of them are a sentence that somebody wrote into the field, and not its value.
    var words = 1
    /// House numbers, boxes and suites are no words.
    var countsNumbers = true
  }

  /// NM103 to NM105 of a person.
  static let person = Form(kept: letters(and: " '-."), first: letters(and: "'"), words: 5)
  /// NM107.
  static let suffix = Form(kept: lettersAndDigits(and: "."), first: lettersAndDigits(and: ""))
  /// NM103 of an organization.
  static let organization = Form(
    kept: lettersAndDigits(and: " #&'(),./-"), first: lettersAndDigits(and: ""), words: 10)
  /// N301.
  static let street = Form(
    kept: lettersAndDigits(and: " #&'(),./-"), first: lettersAndDigits(and: "#"), words: 8,
    countsNumbers: false)
  /// N302.
  static let unit = Form(kept: street.kept, first: street.first, words: 4, countsNumbers: false)
  /// N401.
  static let city = Form(kept: letters(and: " '-."), first: letters(and: ""), words: 5)

  /// Nil where it cannot take this form; empty where nothing is left of it.
  static func folded(_ text: String, as form: Form) -> String? {
    guard let folded = isFolded(text, form.kept) ? text : rewritten(text, form.kept) else { return nil }
    guard let first = folded.utf8.first else { return folded }
    return form.first.contains(first) && isShort(folded, form) ? folded : nil
  }

  /// Counted only where there are more spaces than words may be.
  private static func isShort(_ text: String, _ form: Form) -> Bool {
    let spaces = text.utf8.count { $0 == UInt8(ascii: " ") }
    guard spaces >= form.words else { return true }
    let words = text.utf8.split(separator: UInt8(ascii: " "))
    let counted = form.countsNumbers ? words : words.filter { !$0.contains(where: Grammar.digits.contains) }
    return counted.count <= form.words
  }

  private static func rewritten(_ text: String, _ kept: ByteSet) -> String? {
    var isWhole = true
    // Folding never makes a character longer than it was in UTF-8.
    let result = String(unsafeUninitializedCapacity: text.utf8.count) { buffer in
      var line = Line(buffer: buffer)
      for scalar in text.unicodeScalars where isWhole {
        if let byte = ascii(scalar) {
          isWhole = kept.contains(byte) || !Grammar.digits.contains(byte)
          line.append(kept.contains(byte) ? byte : UInt8(ascii: " "))
        } else if let letters = latinLetters(scalar) {
          for byte in letters.utf8 { line.append(byte) }
        } else {
          isWhole = false
        }
      }
      return line.count
    }
    // A form without spaces has no place for what became one.
    return isWhole && (result.isEmpty || isFolded(result, kept)) ? result : nil
  }

  private static func letters(and more: String) -> ByteSet { ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZ" + more) }

  private static func lettersAndDigits(and more: String) -> ByteSet { letters(and: "0123456789" + more) }

  private static func isFolded(_ text: String, _ kept: ByteSet) -> Bool {
    var previous = UInt8(ascii: " ")
    for byte in text.utf8 {
      guard kept.contains(byte), byte != UInt8(ascii: " ") || previous != byte else { return false }
      previous = byte
    }
    return previous != UInt8(ascii: " ")
  }

  /// Printable ASCII in upper case, and what typography made of it. Control characters are not text.
  private static func ascii(_ scalar: Unicode.Scalar) -> UInt8? {
    switch scalar.value {
    case 0x61...0x7A: UInt8(scalar.value - 0x20)
    case 0x20...0x7E: UInt8(scalar.value)
    case 0xA0, 0x2009, 0x202F: UInt8(ascii: " ")
    case 0x02BB, 0x02BC, 0x2018, 0x2019, 0x201B, 0x2032: UInt8(ascii: "'")
    case 0x201C...0x201F: UInt8(ascii: "\"")
    case 0x2010...0x2015, 0x2212: UInt8(ascii: "-")
    default: nil
    }
  }

  /// The letters under a Latin letter's marks, read from its Unicode name: LATIN SMALL LETTER E WITH ACUTE is
  /// E.
  private static func latinLetters(_ scalar: Unicode.Scalar) -> String? {
    if (0x0300...0x036F).contains(scalar.value) { return "" }  // a mark of its own, after its letter
    guard let name = scalar.properties.name else { return nil }
    let words = name.split(separator: " ")
    guard words.count >= 4, words[0] == "LATIN", words[1] == "CAPITAL" || words[1] == "SMALL",
      words[2] == "LETTER" || words[2] == "LIGATURE", let base = baseLetters(words[3...])
    else { return nil }
    return base
  }

  private static func baseLetters(_ words: ArraySlice<Substring>) -> String? {
    let base = words.prefix { $0 != "WITH" }.joined(separator: " ")
    switch base {
    case "SHARP S": return "SS"
    case "DOTLESS I": return "I"
    case "ETH": return "D"
    case "THORN": return "TH"
    case "AE", "OE", "IJ": return base
    default: return base.utf8.count == 1 ? base : nil
    }
  }
}

/// Text being written without doubled, leading or trailing spaces.
private struct Line {
  let buffer: UnsafeMutableBufferPointer<UInt8>
  private(set) var count = 0
  private var hasSpace = false

  init(buffer: UnsafeMutableBufferPointer<UInt8>) { self.buffer = buffer }

  mutating func append(_ byte: UInt8) {
    if byte == UInt8(ascii: " ") {
      hasSpace = count > 0
      return
    }
    if hasSpace { put(UInt8(ascii: " ")) }
    hasSpace = false
    put(byte)
  }

  private mutating func put(_ byte: UInt8) {
    guard count < buffer.count else { return }
    buffer[count] = byte
    count += 1
  }
}
