internal import COpenSSL
internal import Carriers
internal import Signing

/// 32 bytes for AES-256-GCM (NIST SP 800-38D).
struct SealingKey: Sendable {
  static let nonceBytes = 12
  static let tagBytes = 16

  private let key: Secret

  init(_ bytes: [UInt8]) {
    precondition(bytes.count == 32, "AES-256 has keys of 32 bytes")
    key = Secret(bytes)
  }

  /// As long as the text, and the tag. A nonce is used once only.
  func encrypt(_ text: [UInt8], nonce: [UInt8], label: [UInt8]) -> [UInt8] {
    precondition(nonce.count == Self.nonceBytes, "AES-256-GCM has nonces of 12 bytes here")
    var sealed = [UInt8](repeating: 0, count: text.count)
    var tag = [UInt8](repeating: 0, count: Self.tagBytes)
    let done = withContext { context, key in
      EVP_EncryptInit_ex2(context, EVP_aes_256_gcm(), key, nonce, nil) == 1
        && update(context, label, text, &sealed, EVP_EncryptUpdate)
        && finish(context, EVP_EncryptFinal_ex)
        && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagBytes), &tag) == 1
    }
    // It fails only where memory or the library itself is missing.
    precondition(done, "AES-256-GCM is not available")
    return sealed + tag
  }

  /// Nil if the key, the nonce, the label or any byte is another.
  func decrypt(_ sealed: [UInt8], nonce: [UInt8], label: [UInt8]) -> [UInt8]? {
    guard nonce.count == Self.nonceBytes, sealed.count >= Self.tagBytes else { return nil }
    let text = Array(sealed.dropLast(Self.tagBytes))
    var tag = Array(sealed.suffix(Self.tagBytes))
    var opened = [UInt8](repeating: 0, count: text.count)
    let done = withContext { context, key in
      EVP_DecryptInit_ex2(context, EVP_aes_256_gcm(), key, nonce, nil) == 1
        && update(context, label, text, &opened, EVP_DecryptUpdate)
        && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagBytes), &tag) == 1
        && finish(context, EVP_DecryptFinal_ex)
    }
    guard done else {
      // Decrypted, and not authentic.
      cleanse(&opened)
      return nil
    }
    return opened
  }

  private func withContext(_ body: (OpaquePointer, UnsafePointer<UInt8>?) -> Bool) -> Bool {
    guard let context = EVP_CIPHER_CTX_new() else { return false }
    defer {
      EVP_CIPHER_CTX_free(context)
      ERR_clear_error()
    }
    return key.withUnsafeBytes { body(context, $0.assumingMemoryBound(to: UInt8.self).baseAddress) }
  }
}

extension SealingKey: SealedCarrier {}

private typealias Update = (
  OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int32>?, UnsafePointer<UInt8>?, Int32
) -> Int32
private typealias Final = (OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int32>?) ->
  Int32

/// The label is authenticated, the text encrypted or decrypted.
private func update(
  _ context: OpaquePointer, _ label: [UInt8], _ text: [UInt8], _ out: inout [UInt8], _ update: Update
) -> Bool {
  var count: Int32 = 0
  guard let textCount = Int32(exactly: text.count), let labelCount = Int32(exactly: label.count),
    update(context, nil, &count, label, labelCount) == 1
  else { return false }
  return textCount == 0 || update(context, &out, &count, text, textCount) == 1
}

/// In GCM nothing is written at the end; the library wants a place for it all the same.
private func finish(_ context: OpaquePointer, _ final: Final) -> Bool {
  var nothing = [UInt8](repeating: 0, count: SealingKey.tagBytes)
  var count: Int32 = 0
  return final(context, &nothing, &count) == 1
}
