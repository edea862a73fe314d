internal import FoundationEssentials

/// Base 64 for addresses (RFC 4648, section 5) without padding.
enum Base64URL {
  static func encoded(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
      "=", with: "")
  }

  /// Nil for anything that `encoded` does not write.
  static func decoded(_ text: String) -> [UInt8]? {
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    let usual = text.replacing("-", with: "+").replacing("_", with: "/") + padding
    guard let data = Data(base64Encoded: usual), encoded(Array(data)) == text else { return nil }
    return Array(data)
  }
}
