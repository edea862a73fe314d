import Claims
import Defects
import Sessions
import Testing

@Suite("Names and addresses")
struct NameTests {
  @Test(arguments: [
    ("Peña Núñez", "PEÑA NÚÑEZ folded", "PENA NUNEZ"),
    ("Pen\u{303}a", "decomposed", "PENA"),
    ("O'Shaughnessy", "apostrophe", "O'SHAUGHNESSY"),
    ("O’Malley", "curly apostrophe", "O'MALLEY"),
    ("Fitz-Simon", "hyphen", "FITZ-SIMON"),
    ("Fitz–Simon", "dash", "FITZ-SIMON"),
    ("Lee*Park", "element separator", "LEE PARK"),
    ("Lee: ~^Park~", "delimiters", "LEE PARK"),
    ("Łukasiewicz", "stroke", "LUKASIEWICZ"),
    ("Weiß", "sharp s", "WEISS"),
    ("Ærø", "ligature", "AERO"),
    ("Þórðardóttir", "thorn and eth", "THORDARDOTTIR"),
    ("Nguyễn", "two marks", "NGUYEN"),
    ("Işık", "dotless i", "ISIK"),
    ("  van   der  Berg ", "spaces", "VAN DER BERG"),
    ("van\u{A0}der\u{A0}Berg", "no-break spaces", "VAN DER BERG"),
    ("St. John, (Jr.)", "other punctuation", "ST. JOHN JR."),
  ])
  func `are folded to plain capitals`(name: String, what: String, expected: String) throws {
    let loops = try Practice.loops(Practice.claim { $0.subscriber.familyName = name })
    #expect(loops.contains("NM1*IL*1*\(expected)*AVERY****MI*ZMMH0001001"))
  }

  @Test(arguments: [
    ("18 Côte d’Azur Way", "18 COTE D'AZUR WAY"),
    ("5 Oak: Rear ^2", "5 OAK REAR 2"),
    ("10  Long   Road", "10 LONG ROAD"),
    ("77 Sample Ln, #4 & 5/6", "77 SAMPLE LN, #4 & 5/6"),
    ("9 \"Rose\" Cottage; flat <2>", "9 ROSE COTTAGE FLAT 2"),
  ])
  func `keep digits and common punctuation in a street`(street: String, expected: String) throws {
    let loops = try Practice.loops(Practice.claim { $0.subscriber.address1 = street })
    #expect(loops.contains("N3*\(expected)"))
  }

  @Test(arguments: [
    "李", "Ａvery", "A\u{0}very", "A\tvery", "Avery\u{202E}", "𝐀very", "A\u{FFFD}very", "🐻",
  ])
  func `are held where they cannot be folded`(name: String) {
    let defects = #expect(throws: ClaimDefects.self) {
      _ = try Practice.claim { $0.subscriber.givenName = name }
    }
    #expect(defects?.description == "subscriber-name-unusable")
  }

  @Test func `may be as long as the guide allows and no longer`() throws {
    let name = String(repeating: "Ö", count: 60)
    let loops = try Practice.loops(Practice.claim { $0.subscriber.familyName = name })
    #expect(loops.contains { $0.hasPrefix("NM1*IL*1*" + String(repeating: "O", count: 60) + "*") })
    #expect(throws: ClaimDefects.self) { _ = try Practice.claim { $0.subscriber.familyName = name + "ö" } }
  }
}
