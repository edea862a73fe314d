internal import Archive

/// Bytes that look like a compressed frame, opened as far as they can be.
enum Compressed {
  /// Something that is nothing compressed may begin like it; opening it soon fails.
  private static let most = 4 << 20

  /// By the first eight bytes: zstd (RFC 8878), gzip with deflate (RFC 1952), zlib (RFC 1950).
  @inline(__always)
  static func mayBegin(_ start: UInt64) -> Bool {
    switch start >> 56 {
    case 0x28: start >> 32 == 0x28B5_2FFD
    case 0x1F: start >> 40 == 0x1F8B08
    case 0x78: [0x7801, 0x785E, 0x789C, 0x78DA].contains(start >> 48)
    default: false
    }
  }

  /// What comes out before its end, or before it turns out not to be compressed.
  static func opened(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    switch bytes[0] {
    case 0x28: return ZstdFrames.opened(Array(bytes.prefix(most)), atMost: most)
    case 0x1F: return Inflater(bytes, from: afterGzipHeader(bytes), atMost: most).opened()
    default: return Inflater(bytes, from: 2, atMost: most).opened()
    }
  }

  private static func afterGzipHeader(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    guard bytes.count > 12 else { return bytes.count }
    let flags = bytes[3]
    var place = 10
    if flags & 4 != 0 { place += 2 + Int(bytes[10]) + Int(bytes[11]) << 8 }
    for flag: UInt8 in [8, 16] where flags & flag != 0 {
      place = (bytes.indices.dropFirst(place).first { bytes[$0] == 0 } ?? bytes.count) + 1
    }
    return flags & 2 != 0 ? place + 2 : place
  }
}
