/// What of a file may be kept: codes, numbers and amounts of a strict form. Everything else is left where
/// it is.
enum Codes {
  /// One to five letters and digits.
  static func code(_ text: String?) -> String? {
    guard let text, (1...5).contains(text.utf8.count), text.utf8.allSatisfy(isLetterOrDigit) else {
      return nil
    }
    return text
  }

  /// A number of ours that comes back: CLM01 (at most 20), BHT03 (at most 30).
  static func reference(_ text: String?) -> String? { number(text, most: 30) }

  /// A payer's claim number or payment trace.
  static func payerNumber(_ text: String?) -> String? { number(text, most: 50) }

  private static func number(_ text: String?, most: Int) -> String? {
    guard let text, (1...most).contains(text.utf8.count), text.utf8.first != hyphen,
      text.utf8.allSatisfy({ isLetterOrDigit($0) || $0 == hyphen })
    else { return nil }
    return text
  }

  /// Type R: `-120.5` is -12050. Nil for more than two decimals, for an exponent, and for what no claim
  /// costs.
  static func cents(_ text: String?) -> Int64? {
    guard let text else { return nil }
    let isNegative = text.hasPrefix("-")
    let parts = text.dropFirst(isNegative ? 1 : 0).split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count),
      parts[0].utf8.count + (parts.count == 2 ? parts[1].utf8.count : 0) > 0,
      parts[0].utf8.count <= 13, parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      parts.count == 1 || parts[1].utf8.count <= 2
    else { return nil }
    let whole = Int64(parts[0]) ?? 0
    let rest = parts.count == 2 ? (Int64(parts[1]) ?? 0) * (parts[1].utf8.count == 1 ? 10 : 1) : 0
    return (isNegative ? -1 : 1) * (whole * 100 + rest)
  }

  private static let hyphen = UInt8(ascii: "-")

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }
}
