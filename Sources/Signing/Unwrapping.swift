internal import COpenSSL

extension PrivateKey {
  /// What was wrapped for this key's public half: RSA-OAEP with SHA-256, also in its mask, no label (RFC
  /// 8017, section 7.1.2). Nil where it was wrapped for another, or changed.
  public func unwrap(_ wrapped: [UInt8]) -> [UInt8]? {
    guard EVP_PKEY_is_a(handle, "RSA") == 1, let context = EVP_PKEY_CTX_new(handle, nil) else { return nil }
    defer {
      EVP_PKEY_CTX_free(context)
      ERR_clear_error()
    }
    var bytes = [UInt8](repeating: 0, count: Int(EVP_PKEY_get_size(handle)))
    var count = bytes.count
    guard EVP_PKEY_decrypt_init(context) == 1,
      EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1,
      EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()) == 1,
      EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) == 1,
      EVP_PKEY_decrypt(context, &bytes, &count, wrapped, wrapped.count) == 1
    else { return nil }
    return Array(bytes.prefix(count))
  }
}
