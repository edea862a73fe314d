internal import Sessions
internal import TestSupport
internal import Testing

@Suite("Diagnosis code") struct DiagnosisCodeTests {
  @Test(
    arguments: [
      // text        code, or nothing
      ("F43.23", "F4323"),
      ("F4323", "F4323"),
      ("F32", "F32"),
      ("C4A.0", "C4A0"),
      ("QA00101", "QA00101"),
      ("QA0.0101", "QA00101"),
      ("T40.2X1A", "T402X1A"),
      ("", nil),
      ("F4", nil),
      ("F43.", nil),
      ("F4.323", nil),
      ("F43.2.3", nil),
      ("F43..23", nil),
      (".F43", nil),
      ("T40.2X1AA", nil),
      ("f43.23", nil),
      ("F43.23 ", nil),
      (" F43.23", nil),
      ("F43.23\n", nil),
      ("F43.23\0", nil),
      ("F43-23", nil),
      ("43.23", nil),
      ("F43.10 – husband's affair", nil),
      ("AFFAIR", nil),
      ("PTSD", nil),
      ("XXX1234", nil),
    ] as [(String, String?)])
  func `is exactly a code, with or without its point`(text: String, code: String?) {
    #expect(DiagnosisCode(text)?.code == code)
  }

  @Test func `is refused with any character more, anywhere, and with any look-alike`() {
    let strange: [Unicode.Scalar] = [
      "\u{0}", "\u{1}", "\t", "\n", "\r", " ", "\u{A0}", "\u{200B}", "\u{200E}", "\u{200F}", "\u{202E}",
      "\u{2066}",
      "\u{FEFF}", "\u{301}", "-", ",", ";", "*", "~", ":", "^", "'", "\"", "/", "\\", "a", "é", "\u{2024}",
      "\u{FF0E}",
    ]
    let lookAlikes: [Character: [Character]] = [
      "F": ["\u{FF26}", "\u{3DC}", "\u{1D405}", "f"], "4": ["\u{FF14}", "\u{664}", "\u{1D7D2}", "\u{2463}"],
      "3": ["\u{FF13}", "\u{663}", "\u{417}"], ".": ["\u{FF0E}", "\u{2024}", "\u{B7}", "\u{3002}"],
      "2": ["\u{FF12}", "\u{662}", "\u{B2}"],
    ]
    var refused = 0
    for code in ["F43.23", "F4323", "F32"] {
      #expect(DiagnosisCode(code) != nil)
      for place in 0...code.unicodeScalars.count {
        for scalar in strange {
          var scalars = Array(code.unicodeScalars)
          scalars.insert(scalar, at: place)
          refused += isRefused(String(String.UnicodeScalarView(scalars)))
        }
      }
      for (place, character) in code.enumerated() {
        for other in lookAlikes[character] ?? [] {
          var characters = Array(code)
          characters[place] = other
          refused += isRefused(String(characters))
        }
      }
    }
    #expect(refused > 500)
  }

  private func isRefused(_ text: String) -> Int {
    guard let code = DiagnosisCode(text) else { return 1 }
    Issue.record("accepted as \(code): \(text.unicodeScalars.map { String($0.value, radix: 16) })")
    return 0
  }

  @Test func `holds nothing but capitals and digits, whatever it is made from`() {
    var random = SeededGenerator(seed: 20_251_103)
    let alphabet = Array("FGZ0123456789.XA az\0\u{202E}é~*:–".unicodeScalars)
    var accepted = 0
    for _ in 0..<200_000 {
      let length = Int.random(in: 0...9, using: &random)
      let scalars = (0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
      let text = String(String.UnicodeScalarView(scalars))
      guard let code = DiagnosisCode(text) else { continue }
      accepted += 1
      #expect(code.code == text.filter { $0 != "." })
      #expect(
        text.wholeMatch(of: /[A-Z][A-Z0-9]{2}(\.?[A-Z0-9]{1,4})?/) != nil, "accepted \(text.debugDescription)"
      )
    }
    #expect(accepted > 100)
  }
}
