/// Small code lists of 005010X222A1 that elements of a claim are taken from.
enum Codes {
  /// SBR02, and no loop 2000C.
  static let relationshipSelf = "18"

  /// SBR09.
  static let filingIndicators = CodeList(
    "11 12 13 14 15 16 17 AM BL CH CI DS FI HM LM MA MB MC OF TV VA WC ZZ")

  /// PAT01.
  static let dependents = CodeList("01 19 20 21 39 40 53 G8")

  /// CLM05-1: the place-of-service codes of CMS.
  static let placesOfService = CodeList(
    """
    01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 31 32 33 34
    41 42 49 50 51 52 53 54 55 56 57 58 60 61 62 65 66 71 72 81 99
    """)

  /// Telehealth and the client's home: no service location is named.
  static let placesWithoutLocation = CodeList("02 10 12")

  /// N402, with the territories and the armed forces' post offices.
  static let states = CodeList(
    """
    AA AE AK AL AP AR AS AZ CA CO CT DC DE FL FM GA GU HI IA ID IL IN KS KY LA MA MD ME MH MI MN
    MO MP MS MT NC ND NE NH NJ NM NV NY OH OK OR PA PR PW RI SC SD TN TX UT VA VI VT WA WI WV WY
    """)
}

/// A set of codes of two characters, asked once or more for each claim.
struct CodeList: Sendable {
  private var isMember = [Bool](repeating: false, count: 36 * 36)

  /// Codes separated by white space.
  init(_ codes: String) {
    for code in codes.split(whereSeparator: \.isWhitespace) {
      if let place = Self.place(code.utf8) { isMember[place] = true }
    }
  }

  func contains(_ code: String) -> Bool {
    guard let place = Self.place(code.utf8) else { return false }
    return isMember[place]
  }

  private static func place(_ code: some Sequence<UInt8>) -> Int? {
    var place = 0
    var length = 0
    for byte in code {
      guard length < 2, let digit = digit(byte) else { return nil }
      place = place * 36 + digit
      length += 1
    }
    return length == 2 ? place : nil
  }

  private static func digit(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
  }
}
