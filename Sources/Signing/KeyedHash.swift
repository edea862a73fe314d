internal import COpenSSL
internal import OpenSSLShim

/// HMAC-SHA256 (RFC 2104) under a key that stays here: what it derives cannot be guessed from its input.
///
/// May be called from any thread. The keyed state is prepared once and copied for each call: two blocks of
/// SHA-256 for each hash, not four.
public struct KeyedHash: Sendable {
  private let keyed: Context

  /// - Precondition: the key is not empty.
  public init(key: Secret) {
    keyed = Context(key)
  }

  public init(key: [UInt8]) {
    self.init(key: Secret(key))
  }

  /// 32 bytes over the parts. Each part goes in behind its length (8 bytes, most significant first), so that
  /// `("ab", "c")` and `("a", "bc")` differ.
  public func hash(_ parts: String...) -> [UInt8] {
    keyed.run { mac in
      for part in parts {
        var part = part
        part.withUTF8 { utf8 in
          var length = UInt64(utf8.count).bigEndian
          withUnsafeBytes(of: &length) { Context.update(mac, $0) }
          Context.update(mac, UnsafeRawBufferPointer(utf8))
        }
      }
    }
  }

  /// 32 bytes over exactly these bytes.
  public func hash(bytes: [UInt8]) -> [UInt8] {
    keyed.run { mac in bytes.withUnsafeBytes { Context.update(mac, $0) } }
  }
}

extension KeyedHash {
  /// Written once, in `init`; copying it for a call only reads it.
  private final class Context: @unchecked Sendable {
    private let template: OpaquePointer

    init(_ key: Secret) {
      precondition(key.count > 0, "a keyed hash needs a key")
      template = required(key.withUnsafeBytes { scrim_hmac_sha256($0.baseAddress, $0.count) })
    }

    deinit { EVP_MAC_CTX_free(template) }

    func run(_ body: (OpaquePointer) -> Void) -> [UInt8] {
      let mac = required(EVP_MAC_CTX_dup(template))
      defer { EVP_MAC_CTX_free(mac) }
      body(mac)
      return [UInt8](unsafeUninitializedCapacity: Digest.count) { out, count in
        precondition(EVP_MAC_final(mac, out.baseAddress, &count, Digest.count) == 1, "HMAC-SHA256 failed")
      }
    }

    static func update(_ mac: OpaquePointer, _ bytes: UnsafeRawBufferPointer) {
      let done = EVP_MAC_update(mac, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count)
      precondition(done == 1, "HMAC-SHA256 failed")
    }
  }
}

extension KeyedHash: CustomStringConvertible, CustomReflectable {
  public var description: String { "KeyedHash" }
  public var customMirror: Mirror { Mirror(reflecting: description) }
}

/// An OpenSSL object whose making fails only where memory or the library itself is missing.
func required(_ object: OpaquePointer?) -> OpaquePointer {
  guard let object else { preconditionFailure("OpenSSL could not allocate") }
  return object
}
