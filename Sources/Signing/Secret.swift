internal import COpenSSL

/// Bytes that must not be shown: a passphrase, a password, a key. However it is printed, dumped or
/// reflected, it says `<secret>`; its memory is overwritten when the last copy goes.
public struct Secret: Sendable {
  private let storage: Storage

  public init(_ bytes: [UInt8]) { storage = Storage(bytes) }

  public init(_ text: String) { storage = Storage(Array(text.utf8)) }

  /// `count` unpredictable bytes.
  public static func random(_ count: Int) -> Secret { Secret(RandomBytes.make(count)) }

  public var count: Int { storage.bytes.count }

  /// The bytes, for as long as `body` runs.
  public func withUnsafeBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
    try body(UnsafeRawBufferPointer(storage.bytes))
  }

  /// A copy of the bytes, for a library that wants to own them. The copy is not overwritten: prefer
  /// `withUnsafeBytes`.
  public var exposedBytes: [UInt8] { withUnsafeBytes { Array($0) } }

  /// A copy as text, for a library that wants a string. The copy is not overwritten.
  public var exposedText: String { withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }

  private final class Storage: @unchecked Sendable {  // immutable from init to deinit
    let bytes: UnsafeMutableRawBufferPointer

    init(_ source: [UInt8]) {
      bytes = .allocate(byteCount: source.count, alignment: 1)
      bytes.copyBytes(from: source)
    }

    deinit {
      OPENSSL_cleanse(bytes.baseAddress, bytes.count)
      bytes.deallocate()
    }
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "<secret>" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(reflecting: description) }
}
