internal import TestSupport

/// One text or date that is put where a record has one. The same seed and number give the same input.
struct BadInput {
  let number: Int
  let place: Place
  /// How it was made, for a finding to say.
  let kind: String
  let text: String
  /// Days since 2000-01-01: the date of service, or of birth.
  let day: Int32

  init(_ number: Int, seed: UInt64, codes: [[UInt8]]) {
    var maker = InputMaker(SeededGenerator(seed: seed &+ UInt64(number) &* 0x2545_f491_4f6c_dd1d), codes)
    self.number = number
    place = maker.place()
    day = maker.day(place)
    (kind, text) = maker.text(place)
  }
}

/// Draws inputs. Seven of ten are for the field of diagnoses.
struct InputMaker {
  private var random: SeededGenerator
  private let codes: [[UInt8]]

  init(_ random: SeededGenerator, _ codes: [[UInt8]]) { (self.random, self.codes) = (random, codes) }

  mutating func place() -> Place {
    one(of: 10) < 7 ? .diagnosis : Place.allCases[1 + one(of: Place.allCases.count - 1)]
  }

  /// For diagnoses, days around the releases of the code set; for dates, also the ends of every calendar.
  mutating func day(_ place: Place) -> Int32 {
    let releases: [Int32] = [5_752, 7_213, 7_579, 7_671, 7_944, 8_309, 8_674, 9_040, 9_222, 9_405, 9_559]
    let edges: [Int32] = [
      .max, .min, .max - 1, .min + 1, 0, -1, -36_525, -36_524, -36_526, 36_524, 36_525, 4_321, -4_196,
      -730_120, 2_921_939, 5_000, 9_559, 9_560,
    ]
    let near = releases[one(of: releases.count)] + Int32(one(of: 5)) - 2
    guard place == .serviceDate || place == .birthDate else { return near }
    return one(of: 2) == 0 ? edges[one(of: edges.count)] : Int32(one(of: 120_000)) - 60_000
  }

  mutating func text(_ place: Place) -> (kind: String, text: String) {
    switch place {
    case .diagnosis: diagnosis()
    case .serviceDate, .birthDate: ("date", "")
    case .memberID, .groupNumber, .authorization, .postalCode, .procedure, .modifier: identifier(place)
    case .familyName, .givenName, .middleName, .suffix, .payerName, .street, .secondLine, .city: name()
    }
  }

  // MARK: Diagnoses

  private mutating func diagnosis() -> (String, String) {
    let code = codes[one(of: codes.count)]
    let written = one(of: 2) == 0 ? code : DiagnosisOracle.pointed(code)
    let text = String(decoding: written, as: UTF8.self)
    switch one(of: 16) {
    case 0...3: return ("a code", text)
    case 4: return ("a point elsewhere", inserted(".", into: code))
    case 5: return ("lower case", text.lowercased())
    case 6: return ("a look-alike", replaced(in: text))
    case 7: return ("an invisible character", inserted(invisible(), into: written))
    case 8: return ("text after it", text + separator() + prose())
    case 9: return ("text before it", prose() + separator() + text)
    case 10: return ("white space", one(of: 2) == 0 ? text + blank() : blank() + text)
    case 11:
      return (
        "a delimiter", inserted(String("~*:^|,;/\"'\\".randomElement(using: &random) ?? "~"), into: written)
      )
    case 12: return ("one character changed", changed(written))
    case 13:
      return (
        "very long", text + String(repeating: text, count: 1 + one(of: one(of: 400) == 0 ? 20_000 : 40))
      )
    case 14: return ("any bytes", bytes(one(of: 24)))
    default: return ("of the form of a code", formed())
    }
  }

  private mutating func replaced(in text: String) -> String {
    let alike: [Character: [String]] = [
      "A": ["А", "Ａ", "Α", "Á"], "E": ["Е", "Ｅ"], "F": ["Ｆ", "Ϝ"], "O": ["О", "0"], "S": ["Ѕ", "Ş"],
      "Z": ["Ζ", "Ｚ"], "0": ["O", "０", "٠"], "1": ["l", "I", "１", "¹", "١"], "4": ["４", "𝟒"],
      "3": ["３", "З"],
      ".": ["․", "。", "·", "．", ","],
    ]
    let characters = Array(text)
    let places = characters.indices.filter { alike[characters[$0]] != nil }
    guard !places.isEmpty else { return text + "\u{301}" }
    let place = places[one(of: places.count)]
    let others = alike[characters[place]] ?? []
    return String(characters[..<place]) + others[one(of: others.count)] + String(characters[(place + 1)...])
  }

  private mutating func changed(_ code: [UInt8]) -> String {
    var bytes = code
    bytes[one(of: bytes.count)] = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789. ".utf8)[one(of: 38)]
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func formed() -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ00112233445566778899X.".utf8)
    return String(
      decoding: (0..<2 + one(of: 7)).map { _ in alphabet[one(of: alphabet.count)] }, as: UTF8.self)
  }

  // MARK: Ids and names

  private mutating func identifier(_ place: Place) -> (String, String) {
    let usual: [Place: String] = [
      .postalCode: "97202-1234", .procedure: "90834", .modifier: "95", .authorization: "pa-20441",
    ]
    let text = usual[place] ?? "zMMH0001001"
    switch one(of: 10) {
    case 0, 1: return ("an id", String(text.prefix(1 + one(of: text.count))))
    case 2: return ("one character changed", changed(Array(text.utf8)))
    case 3: return ("an invisible character", inserted(invisible(), into: Array(text.utf8)))
    case 4: return ("a look-alike", replaced(in: text))
    case 5: return ("text after it", text + separator() + prose())
    case 6: return ("any bytes", bytes(one(of: 40)))
    case 7: return ("long", String(repeating: "9", count: 20 + one(of: 40)))
    case 8: return ("digits", String(String(random.next() % 10_000_000_000).prefix(one(of: 11))))
    default: return ("of its form", formed())
    }
  }

  /// Pieces that names are made of, and ones that have no place in any.
  private mutating func name() -> (String, String) {
    if one(of: 6_000) == 0 { return ("a megabyte", String(repeating: "Anna ", count: 210_000)) }
    let pieces = (0..<1 + one(of: 5)).map { _ in piece() }
    return ("a name", pieces.joined(separator: one(of: 3) == 0 ? "" : " "))
  }

  private mutating func piece() -> String {
    let words = [
      "Anna", "O'Brien", "Le", "smith-jones", "St.", "JR", "van der Berg", "Zé", "'t", "-", ".", "Main",
      "Unit",
      "XAVIER", "ñandú", "Nguyệt", "Søren", "Weiß", "Æsa", "d’Arc", "“Bo”", "A", "I",
    ]
    switch one(of: 24) {
    case 0...15: return words[one(of: words.count)]
    case 16: return String(one(of: 10_000))
    case 17: return String("~*:^&()/#,!+@?".randomElement(using: &random) ?? "~")
    case 18: return character(of: Array(TextOracle.foreign.keys).sorted())
    case 19: return character(of: Array(TextOracle.refused).sorted())
    case 20: return invisible()
    case 21: return blank()
    case 22: return bytes(one(of: 12))
    default: return prose()
    }
  }

  // MARK: Pieces

  private mutating func one(of count: Int) -> Int { Int(random.next() % UInt64(max(1, count))) }

  private mutating func character(of scalars: [UInt32]) -> String {
    UnicodeScalar(scalars[one(of: scalars.count)]).map { String($0) } ?? ""
  }

  private mutating func inserted(_ text: String, into code: [UInt8]) -> String {
    let place = one(of: code.count + 1)
    return String(decoding: code[..<place], as: UTF8.self) + text
      + String(decoding: code[place...], as: UTF8.self)
  }

  private mutating func invisible() -> String {
    let all: [UInt32] = [
      0, 1, 8, 0x1B, 0x7F, 0x85, 0xAD, 0x200B, 0x200D, 0x200E, 0x200F, 0x202E, 0x2066, 0xFEFF, 0x301, 0x308,
      0x20DD, 0xFE0F, 0xE0041,
    ]
    return character(of: all)
  }

  private mutating func blank() -> String {
    [" ", "  ", "\n", "\r\n", "\t", "\u{A0}", "\u{2003}", "\u{2028}", "\u{B}"][one(of: 9)]
  }

  private mutating func separator() -> String {
    [" – ", " ", "", ", ", "\n", ": ", "~NTE*ADD*", "."][one(of: 8)]
  }

  /// What must never come back: words of a note, each with a number of its own.
  private mutating func prose() -> String {
    let words = [
      "husband's affair", "drinks again", "suicidal since May", "HIV positive", "see note", "private",
    ]
    return words[one(of: words.count)] + " zq" + String(random.next() % 0xfff_ffff_ffff, radix: 16)
  }

  private mutating func bytes(_ count: Int) -> String {
    String(decoding: (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next() >> 32) }, as: UTF8.self)
  }
}
