/// The National Provider Identifier (45 CFR 162.406): ten digits, the first 1 or 2, the last a check digit by
/// the Luhn formula over `80840` and the nine digits before it. `1234567893` is the published valid example.
public enum NPI {
  public static func isValid(_ text: String) -> Bool { hasValidCheckDigit(text.utf8) }

  public static func isValid(_ text: UnsafeRawBufferPointer) -> Bool { hasValidCheckDigit(text) }

  private static func hasValidCheckDigit(_ text: some Sequence<UInt8>) -> Bool {
    var sum = 24  // what the prefix 80840 adds
    var count = 0
    for byte in text {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), count < 10 else { return false }
      let digit = Int(byte - UInt8(ascii: "0"))
      if count == 0, digit != 1, digit != 2 { return false }
      let doubled = digit * 2 > 9 ? digit * 2 - 9 : digit * 2
      sum += count.isMultiple(of: 2) ? doubled : digit
      count += 1
    }
    return count == 10 && sum.isMultiple(of: 10)
  }
}
