/// One ICD-10-CM code as the HI segment carries it: three to seven characters, upper case, without the point
/// (`HI*ABK:F4323~`). Whatever is not exactly a code cannot travel in this type: text is refused, not
/// cleaned.
///
/// The form is that of the FY2026 code set, whose second character may be a letter (`QA001`), and in which
/// the second or third is always a digit, so that no word in capitals passes. Whether the code exists and is
/// billable on a day is the code table's question, asked when the claim is composed.
public struct DiagnosisCode: Hashable, Sendable {
  public let code: String

  /// Accepts `F43.23` and `F4323`; refuses lower case, spaces, a point elsewhere, and anything after the
  /// code.
  public init?(_ text: String) {
    var bytes: [UInt8] = []
    for (position, byte) in text.utf8.enumerated() {
      if position == 3, byte == UInt8(ascii: ".") { continue }
      guard Self.isAllowed(byte, at: bytes.count), bytes.count < 7 else { return nil }
      bytes.append(byte)
    }
    let endsInPoint = text.utf8.count == 4 && bytes.count == 3
    guard bytes.count >= 3, !endsInPoint, bytes[1...2].contains(where: Self.isDigit) else { return nil }
    code = String(decoding: bytes, as: UTF8.self)
  }

  private static func isAllowed(_ byte: UInt8, at position: Int) -> Bool {
    let isLetter = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
    return isLetter || (position > 0 && isDigit(byte))
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }
}
