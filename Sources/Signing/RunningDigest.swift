internal import COpenSSL

/// SHA-256 of bytes that come piece by piece.
public final class RunningDigest {
  private let context: OpaquePointer

  public init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      preconditionFailure("SHA-256 is not available")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  public func add(_ bytes: [UInt8]) {
    let added = bytes.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    precondition(added == 1, "SHA-256 is not available")
  }

  /// Of all that was added; ends it.
  public func digest() -> Digest {
    var bytes = [UInt8](repeating: 0, count: 32)
    var count: UInt32 = 0
    let done = EVP_DigestFinal_ex(context, &bytes, &count)
    guard done == 1, let digest = Digest(bytes: bytes) else {
      preconditionFailure("SHA-256 is not available")
    }
    return digest
  }
}
