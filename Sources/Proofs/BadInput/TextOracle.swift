/// What may stand for a name, a place or an id, written from `schemas/disclosure.json` and from what the
/// documents say of folding, sharing no code with the program.
enum TextOracle {
  enum Verdict: Equatable {
    /// Accepted, and this stands in the payload.
    case sent(String)
    case refused
    /// The table of letters below does not know all of it: what is sent must fit the manifest's pattern.
    case fits
  }

  /// How the text of an element is made, beyond its length.
  enum Form {
    case person, suffix, organization, street, unit, city

    fileprivate var punctuation: String {
      switch self {
      case .person, .city: "'-."
      case .suffix: "."
      case .organization, .street, .unit: "#&'(),./-"
      }
    }

    /// More words are a sentence; in addresses those with a digit in them do not count.
    fileprivate var words: Int {
      switch self {
      case .person, .city: 5
      case .suffix: 1
      case .organization: 10
      case .street: 8
      case .unit: 4
      }
    }

    fileprivate var countsNumbers: Bool { self != .street && self != .unit }

    fileprivate var hasDigits: Bool { self != .person && self != .city }

    /// What the first character may be besides a letter, or a digit where there may be digits.
    fileprivate var first: String {
      switch self {
      case .person: "'"
      case .street, .unit: "#"
      case .suffix, .organization, .city: ""
      }
    }
  }

  static func name(_ text: String, _ form: Form, _ length: ClosedRange<Int>) -> Verdict {
    var words: [String] = [""]
    for scalar in text.unicodeScalars {
      switch letters(scalar, form) {
      case .some(" "): words.append("")
      case .some(let more): words[words.count - 1] += more
      case nil where isKnown(scalar): return .refused
      case nil: return .fits
      }
    }
    let kept = words.filter { !$0.isEmpty }
    let sent = kept.joined(separator: " ")
    if sent.isEmpty, length.lowerBound == 0 { return .sent("") }
    guard fits(sent, form, length), form != .suffix || kept.count == 1 else { return .refused }
    return .sent(sent)
  }

  /// Whether it could stand in the payload by the manifest.
  static func fits(_ sent: String, _ form: Form, _ length: ClosedRange<Int>) -> Bool {
    let bytes = Array(sent.utf8)
    guard let first = bytes.first, length.contains(bytes.count), bytes.last != UInt8(ascii: " ") else {
      return false
    }
    let starts = isLetter(first) || (form.hasDigits && isDigit(first)) || form.first.utf8.contains(first)
    let inner = bytes.allSatisfy {
      isLetter($0) || (form.hasDigits && isDigit($0)) || form.punctuation.utf8.contains($0)
        || ($0 == UInt8(ascii: " ") && form != .suffix)
    }
    let words = bytes.split(separator: 0x20).filter { form.countsNumbers || !$0.contains(where: isDigit) }
    return starts && inner && words.count <= form.words
      && !zip(bytes, bytes.dropFirst()).contains { $0 == 0x20 && $1 == 0x20 }
  }

  /// `[A-Z0-9][A-Z0-9-]*` once its letters are capitals.
  static func identifier(_ text: String, _ length: ClosedRange<Int>) -> Verdict {
    let bytes = Array(text.utf8)
    let isWhole = bytes.allSatisfy {
      isDigit($0) || isLetter($0) || isLetter($0 &- 32) || $0 == UInt8(ascii: "-")
    }
    guard isWhole, length.contains(bytes.count), bytes[0] != UInt8(ascii: "-") else { return .refused }
    return .sent(String(decoding: bytes.map { isLetter($0 &- 32) ? $0 - 32 : $0 }, as: UTF8.self))
  }

  /// A number that a plan gave: no nine characters in a row without a digit, and as many digits at least.
  static func number(_ text: String, _ length: ClosedRange<Int>, digits: Int) -> Verdict {
    let verdict = identifier(text, length)
    let bytes = Array(text.utf8)
    let isRead = bytes.split(whereSeparator: isDigit).contains { $0.count > 8 }
    return isRead || bytes.filter(isDigit).count < digits ? .refused : verdict
  }

  /// Five or nine digits, a hyphen after the fifth of nine.
  static func postalCode(_ text: String) -> Verdict {
    var bytes = Array(text.utf8)
    if bytes.count == 10, bytes[5] == UInt8(ascii: "-") { bytes.remove(at: 5) }
    guard bytes.count == 5 || bytes.count == 9, bytes.allSatisfy(isDigit) else { return .refused }
    return .sent(String(decoding: bytes, as: UTF8.self))
  }

  /// CPT or HCPCS, and two characters of a modifier.
  static func procedure(_ text: String) -> Verdict {
    let bytes = Array(text.utf8)
    guard bytes.count == 5, bytes[1...3].allSatisfy(isDigit),
      [bytes[0], bytes[4]].allSatisfy({ isLetter($0) || isDigit($0) })
    else { return .refused }
    return .sent(text)
  }

  /// Codes that never stand alone, as the one line of a specimen does. What may leave has them; a claim is
  /// held.
  static let addOns: Set<String> = [
    "90785", "90833", "90836", "90838", "90840", "90863", "96113", "96121", "96131", "96133", "96137",
    "96139",
    "96159", "96165", "96168", "96171", "99354", "99355", "99356", "99357", "99359", "99415", "99416",
    "99417",
    "99418",
  ]

  static func modifier(_ text: String) -> Verdict {
    text.utf8.count == 2 && text.utf8.allSatisfy { isLetter($0) || isDigit($0) } ? .sent(text) : .refused
  }

  // MARK: Characters

  /// What one character becomes; a space where it only parts words; nil where it has no place.
  private static func letters(_ scalar: Unicode.Scalar, _ form: Form) -> String? {
    guard scalar.isASCII else { return foreign[scalar.value].map { form.kept($0) } }
    let byte = UInt8(scalar.value)
    if isLetter(byte) { return String(scalar) }
    if isLetter(byte &- 32) { return String(UnicodeScalar(byte - 32)) }
    if isDigit(byte) { return form.hasDigits ? String(scalar) : nil }
    guard byte >= 0x20, byte < 0x7F else { return nil }
    return form.kept(String(scalar))
  }

  private static func isKnown(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII || refused.contains(scalar.value)
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Letters with marks, letters that are two, marks of their own (which become nothing), and typography.
  static let foreign: [UInt32: String] = [
    0xC9: "E", 0xE9: "E", 0xFC: "U", 0xD6: "O", 0xE5: "A", 0xF1: "N", 0xE7: "C", 0x17E: "Z", 0x159: "R",
    0x142: "L", 0xF8: "O", 0x111: "D", 0x131: "I", 0x1EC7: "E", 0x105: "A", 0xDF: "SS", 0xE6: "AE",
    0x153: "OE", 0xFE: "TH", 0xF0: "D", 0x301: "", 0x308: "", 0x327: "", 0x2019: "'", 0x2018: "'",
    0x2013: "-", 0x2014: "-", 0x2010: "-", 0xA0: " ", 0x202F: " ", 0x201C: "\"", 0x201D: "\"",
  ]

  /// No letters of ours, whatever they look like: Cyrillic and Greek ones, full-width digits and letters,
  /// invisible characters, marks of direction, pictures, signs of other scripts.
  static let refused: Set<UInt32> = [
    0x410, 0x412, 0x415, 0x41A, 0x430, 0x43E, 0x391, 0x395, 0x3BF, 0xFF26, 0xFF14, 0xFF11, 0x200B, 0x200D,
    0x200E, 0x200F, 0x202A, 0x202E, 0x2066, 0xFEFF, 0xAD, 0x1F600, 0x1F468, 0x4E2D, 0x6587, 0x5D0, 0x627,
    0x661, 0xFFFD, 0x85, 0x2028, 0xB2, 0x1D7D2,
  ]
}

extension TextOracle.Form {
  /// Punctuation that has a place in this form; anything else parts words.
  fileprivate func kept(_ text: String) -> String {
    let isPunctuation = text.utf8.count == 1 && !text.utf8.allSatisfy { (0x41...0x5A).contains($0) }
    return isPunctuation && !punctuation.contains(text) ? " " : text
  }
}
