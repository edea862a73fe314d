internal import COpenSSL

/// 32 bytes for AES-256-GCM (NIST SP 800-38D), overwritten when they are no longer needed.
final class SymmetricKey: @unchecked Sendable {  // immutable from init to deinit
  static let nonceBytes = 12
  static let tagBytes = 16
  private static let keyBytes = 32

  private let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: keyBytes, alignment: 16)

  init?(_ source: [UInt8]) {
    guard source.count == Self.keyBytes else { return nil }
    bytes.copyBytes(from: source)
  }

  private init() {
    precondition(RAND_bytes(start, Int32(bytes.count)) == 1, "the random generator is not available")
  }

  deinit {
    OPENSSL_cleanse(bytes.baseAddress, bytes.count)
    bytes.deallocate()
  }

  static func random() -> SymmetricKey { SymmetricKey() }

  /// Encrypts in place and appends the tag. A key and a nonce together are used once only.
  func encrypt(_ text: inout [UInt8], nonce: [UInt8], label: [UInt8]) -> Bool {
    guard nonce.count == Self.nonceBytes, let context = EVP_CIPHER_CTX_new() else { return false }
    defer { EVP_CIPHER_CTX_free(context) }
    var tag = [UInt8](repeating: 0, count: Self.tagBytes)
    guard EVP_EncryptInit_ex2(context, EVP_aes_256_gcm(), start, nonce, nil) == 1,
      run(context, &text, label, EVP_EncryptUpdate, EVP_EncryptFinal_ex),
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), &tag) == 1
    else { return false }
    text += tag
    return true
  }

  /// What was encrypted; nil if the key, the nonce, the label or any byte is another.
  func decrypt(_ sealed: [UInt8], nonce: [UInt8], label: [UInt8]) -> [UInt8]? {
    guard nonce.count == Self.nonceBytes, sealed.count >= Self.tagBytes, let context = EVP_CIPHER_CTX_new()
    else { return nil }
    defer { EVP_CIPHER_CTX_free(context) }
    var text = Array(sealed.dropLast(Self.tagBytes))
    var tag = Array(sealed.suffix(Self.tagBytes))
    guard EVP_DecryptInit_ex2(context, EVP_aes_256_gcm(), start, nonce, nil) == 1,
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1,
      run(context, &text, label, EVP_DecryptUpdate, EVP_DecryptFinal_ex)
    else {
      ERR_clear_error()
      return nil
    }
    return text
  }

  /// This key, encrypted under another: nonce, ciphertext, tag.
  func wrapped(under other: SymmetricKey, label: [UInt8]) throws(ArchiveError) -> [UInt8] {
    let nonce = randomBytes(Self.nonceBytes)
    var key = Array(bytes)
    guard other.encrypt(&key, nonce: nonce, label: label) else { throw .library("wrap a data key") }
    return nonce + key
  }

  /// The key that `wrapped` encrypted under this one.
  func unwrap(_ wrapped: [UInt8], label: [UInt8]) -> SymmetricKey? {
    let (nonce, sealed) = (Array(wrapped.prefix(Self.nonceBytes)), Array(wrapped.dropFirst(Self.nonceBytes)))
    guard var key = decrypt(sealed, nonce: nonce, label: label) else { return nil }
    defer { key.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) } }
    return SymmetricKey(key)
  }

  func withUnsafeBytes<T>(_ body: (UnsafeMutablePointer<UInt8>?, Int) -> T) -> T { body(start, bytes.count) }

  private var start: UnsafeMutablePointer<UInt8>? { bytes.assumingMemoryBound(to: UInt8.self).baseAddress }
}

private typealias Update = (
  OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int32>?, UnsafePointer<UInt8>?, Int32
) -> Int32
private typealias Final = (OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int32>?) ->
  Int32

/// The label is authenticated, the text encrypted or decrypted where it lies.
private func run(
  _ context: OpaquePointer, _ text: inout [UInt8], _ label: [UInt8], _ update: Update, _ final: Final
) -> Bool {
  var count: Int32 = 0
  guard let textCount = Int32(exactly: text.count),
    update(context, nil, &count, label, Int32(label.count)) == 1
  else { return false }
  return text.withUnsafeMutableBufferPointer { buffer in
    let encrypted =
      textCount == 0 || update(context, buffer.baseAddress, &count, buffer.baseAddress, textCount) == 1
    return encrypted && final(context, nil, &count) == 1
  }
}

func randomBytes(_ count: Int) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: count) { out, initialized in
    precondition(RAND_bytes(out.baseAddress, Int32(count)) == 1, "the random generator is not available")
    initialized = count
  }
}
