internal import COpenSSL

/// Lower-case hexadecimal digits, two for each byte.
func hexDigits(_ bytes: some Collection<UInt8>) -> [UInt8] {
  bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
}

/// The same as text.
func encodedHex(_ bytes: some Collection<UInt8>) -> String {
  String(decoding: hexDigits(bytes), as: UTF8.self)
}

/// The bytes of lower-case hexadecimal digits; nil if it is anything else.
func decodedHex(_ text: some Collection<UInt8>) -> [UInt8]? {
  guard text.count.isMultiple(of: 2) else { return nil }
  var result: [UInt8] = []
  result.reserveCapacity(text.count / 2)
  var high: UInt8?
  for digit in text {
    guard let value = nibble(digit) else { return nil }
    if let first = high { result.append(first << 4 | value) }
    high = high == nil ? value : nil
  }
  return result
}

/// Base 64 with padding (RFC 4648, section 4).
func base64(_ bytes: [UInt8]) -> String {
  let count = (bytes.count + 2) / 3 * 4
  return String(unsafeUninitializedCapacity: count + 1) { out in
    Int(EVP_EncodeBlock(out.baseAddress, bytes, Int32(bytes.count)))
  }
}

private let digits = Array("0123456789abcdef".utf8)

private func nibble(_ digit: UInt8) -> UInt8? {
  switch digit {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
  default: nil
  }
}
