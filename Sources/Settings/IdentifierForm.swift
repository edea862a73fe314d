/// What a payer's identifiers look like, in a small language: alternatives (`|`) of characters and sets of
/// them (`[A-Z0-9]`), each with a count (`{9}`, `{6,9}`) or without. `W[0-9]{9}|[A-Z]{3}[0-9]{6,9}`. It means
/// the same as a regular expression that must match the whole, and has nothing that could take long.
public struct IdentifierForm: Sendable, Equatable {
  public struct Part: Sendable, Equatable {
    /// Capital letters, digits and hyphens.
    public let characters: Set<UInt8>
    public let least: Int
    public let most: Int
  }

  public let alternatives: [[Part]]

  /// Nil for anything outside the language, and where a whole identifier would be longer than 30 characters.
  public init?(_ text: String) {
    guard (1...200).contains(text.utf8.count) else { return nil }
    var alternatives: [[Part]] = []
    for one in text.utf8.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false) {
      var reader = Reader(rest: one)
      guard let parts = reader.parts(), parts.reduce(0, { $0 + $1.most }) <= 30 else { return nil }
      alternatives.append(parts)
    }
    self.alternatives = alternatives
  }
}

private struct Reader {
  var rest: Substring.UTF8View

  /// Nil where something stands that the language has not; empty alternatives are none.
  mutating func parts() -> [IdentifierForm.Part]? {
    var parts: [IdentifierForm.Part] = []
    while let first = rest.popFirst() {
      guard let characters = first == UInt8(ascii: "[") ? set() : character(first), let count = count() else {
        return nil
      }
      parts.append(.init(characters: characters, least: count.lowerBound, most: count.upperBound))
    }
    return parts.isEmpty ? nil : parts
  }

  private func character(_ byte: UInt8) -> Set<UInt8>? { Self.isAllowed(byte) ? [byte] : nil }

  /// After the bracket: single characters and ranges (`A-Z`); a hyphen of its own stands last.
  private mutating func set() -> Set<UInt8>? {
    var found: Set<UInt8> = []
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "]") { return found.isEmpty ? nil : found }
      guard Self.isAllowed(byte) else { return nil }
      guard rest.first == UInt8(ascii: "-"), let last = rest.dropFirst().first, last != UInt8(ascii: "]")
      else {
        found.insert(byte)
        continue
      }
      guard byte < last, Self.kind(byte) != nil, Self.kind(byte) == Self.kind(last) else { return nil }
      found.formUnion(byte...last)
      rest = rest.dropFirst(2)
    }
    return nil
  }

  /// `{3}` or `{3,9}`; without it, once.
  private mutating func count() -> ClosedRange<Int>? {
    guard rest.first == UInt8(ascii: "{") else { return 1...1 }
    guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else { return nil }
    let numbers = rest[..<end].dropFirst().split(
      separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    rest = rest[end...].dropFirst()
    let read = numbers.compactMap { digits in digits.allSatisfy(Self.isDigit) ? Int(Substring(digits)) : nil }
    guard read.count == numbers.count, (1...2).contains(read.count), let least = read.first,
      let most = read.last, most >= 1, least <= most
    else { return nil }
    return least...most
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isAllowed(_ byte: UInt8) -> Bool { kind(byte) != nil || byte == UInt8(ascii: "-") }

  /// Ranges stay within digits or within letters.
  private static func kind(_ byte: UInt8) -> Int? {
    isDigit(byte) ? 0 : (0x41...0x5A).contains(byte) ? 1 : nil
  }
}
