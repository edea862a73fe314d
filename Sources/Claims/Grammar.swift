internal import X12

/// The exact forms of what is not free text. Whatever does not have its form is refused, never mended.
enum Grammar {
  static let digits = ByteSet("0123456789")
  static let upperCaseAndDigits = ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
  private static let identifierCharacters = ByteSet(
    "-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")

  static func isMade(of set: ByteSet, _ text: String, count: ClosedRange<Int>) -> Bool {
    let bytes = text.utf8
    return count.contains(bytes.count) && bytes.allSatisfy { set.contains($0) }
  }

  /// Letters, digits and hyphens but for the first, in upper case as X12's basic character set has them; nil
  /// for anything else.
  static func identifier(_ text: String, count: ClosedRange<Int>) -> String? {
    guard isMade(of: identifierCharacters, text, count: count), text.utf8.first != UInt8(ascii: "-")
    else { return nil }
    return text.utf8.contains { $0 >= UInt8(ascii: "a") } ? text.uppercased() : text
  }

  /// A number that a plan gave: an identifier with a digit in it, and no word.
  static func number(_ text: String, count: ClosedRange<Int>) -> String? {
    identifier(text, count: count).flatMap {
      $0.utf8.contains(where: digits.contains) && !hasWord($0) ? $0 : nil
    }
  }

  /// Nine letters or hyphens in a row are none of a plan's: they were written to be read.
  static func hasWord(_ text: String) -> Bool {
    text.utf8.split(whereSeparator: digits.contains).contains { $0.count > 8 }
  }

  /// The digits of `97201-1234` or `972011234`; nil unless there are as many as the place needs.
  static func postalCode(_ text: String, isFull: Bool) -> String? {
    let digits = withoutHyphens(text, at: [5])
    let isNine = digits.utf8.count == 9
    // A hyphen with nothing after it is a code that was cut off.
    guard isNine || digits.utf8.count == text.utf8.count else { return nil }
    guard isNine || (!isFull && digits.utf8.count == 5) else { return nil }
    return isMade(of: Self.digits, digits, count: 5...9) ? digits : nil
  }

  /// Nine digits, also as `93-1234567` (EI) or `123-45-6789` (SY).
  static func taxID(_ text: String, kind: String) -> String? {
    let digits = withoutHyphens(text, at: kind == "EI" ? [2] : [3, 6])
    return isMade(of: Self.digits, digits, count: 9...9) ? digits : nil
  }

  /// Three digits, six characters and X, such as `101YM0800X` (health care provider taxonomy).
  static func isTaxonomyCode(_ text: String) -> Bool {
    isMade(of: upperCaseAndDigits, text, count: 10...10) && text.utf8.last == UInt8(ascii: "X")
      && text.utf8.prefix(3).allSatisfy { digits.contains($0) }
  }

  /// CPT or HCPCS: three digits, and before and after them a letter or a digit.
  static func isProcedureCode(_ text: String) -> Bool {
    guard isMade(of: upperCaseAndDigits, text, count: 5...5) else { return false }
    return text.utf8.dropFirst().dropLast().allSatisfy { digits.contains($0) }
  }

  /// What a payer calls a claim of its own (2300 REF*F8).
  static func isPayerClaimNumber(_ text: String) -> Bool { number(text, count: 1...50) != nil }

  static func isModifier(_ text: String) -> Bool { isMade(of: upperCaseAndDigits, text, count: 2...2) }

  /// Leaves the hyphens out if they stand exactly where the written form has them.
  private static func withoutHyphens(_ text: String, at positions: [Int]) -> String {
    let hyphen = UInt8(ascii: "-")
    guard text.utf8.contains(hyphen) else { return text }
    let found = text.utf8.enumerated().filter { $0.element == hyphen }.map(\.offset)
    return found == positions ? String(decoding: text.utf8.filter { $0 != hyphen }, as: UTF8.self) : text
  }
}
