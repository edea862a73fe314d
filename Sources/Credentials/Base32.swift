/// Base 32 (RFC 4648, section 6) without padding.
enum Base32 {
  private static let upper = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
  private static let values = Dictionary(
    upper.enumerated().map { ($0.element, UInt8($0.offset)) }, uniquingKeysWith: { first, _ in first })

  /// Upper case.
  static func encoded(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    var bits = 0
    var pending = 0
    for byte in bytes {
      pending = pending << 8 | Int(byte)
      bits += 8
      while bits >= 5 {
        bits -= 5
        text.append(upper[pending >> bits & 31])
      }
      pending &= 1 << bits - 1
    }
    if bits > 0 { text.append(upper[pending << (5 - bits) & 31]) }
    return String(decoding: text, as: UTF8.self)
  }

  /// Of either case. Nil for another character, for a length that no bytes have, and where bits are left over
  /// that are not zero: no bytes have two texts.
  static func decoded(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var bits = 0
    var pending = 0
    for character in text.utf8 {
      let isLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(character)
      guard let value = values[isLower ? character - 32 : character] else { return nil }
      pending = pending << 5 | Int(value)
      bits += 5
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(pending >> bits))
        pending &= 1 << bits - 1
      }
    }
    return bits < 5 && pending == 0 ? bytes : nil
  }
}
