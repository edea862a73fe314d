internal import COpenSSL

// Signatures over bytes in the form of RFC 9421, section 3.3: for ECDSA the 64 bytes r and s, each filled
// up with zeros on the left, where OpenSSL has DER; for Ed25519 the 64 bytes as they are.

extension PrivateKey {
  /// 64 bytes over the message. P-256 keys sign its SHA-256; ECDSA signatures differ each time.
  public func sign(_ message: [UInt8]) throws(SigningError) -> [UInt8] {
    guard let algorithm else { throw .unsuitableKey("for signing", wanted: "P-256 or Ed25519") }
    let context = required(EVP_MD_CTX_new())
    defer { EVP_MD_CTX_free(context) }
    var signature = [UInt8](repeating: 0, count: 128)
    var count = signature.count
    guard EVP_DigestSignInit(context, nil, algorithm.digest, nil, handle) == 1,
      EVP_DigestSign(context, &signature, &count, message, message.count) == 1
    else { throw .library("sign") }
    signature.removeLast(signature.count - count)
    return algorithm == .ed25519 ? signature : try fixedWidth(der: signature)
  }
}

extension PublicKey {
  /// Whether this is the key's signature over the message. Any other length than 64 bytes is not.
  public func verifies(_ signature: [UInt8], over message: [UInt8]) -> Bool {
    defer { ERR_clear_error() }
    guard let algorithm, signature.count == 2 * coordinateBytes else { return false }
    guard let encoded = algorithm == .ed25519 ? signature : ecdsaDER(signature) else { return false }
    let context = required(EVP_MD_CTX_new())
    defer { EVP_MD_CTX_free(context) }
    return EVP_DigestVerifyInit(context, nil, algorithm.digest, nil, handle) == 1
      && EVP_DigestVerify(context, encoded, encoded.count, message, message.count) == 1
  }
}

extension SignatureAlgorithm {
  /// Ed25519 hashes by itself and wants none.
  fileprivate var digest: OpaquePointer? {
    switch self {
    case .ecdsaP256: EVP_sha256()
    case .ed25519: nil
    }
  }
}

private let coordinateBytes = 32

private func fixedWidth(der: [UInt8]) throws(SigningError) -> [UInt8] {
  let pair = der.withUnsafeBufferPointer { buffer in
    var start = buffer.baseAddress
    return d2i_ECDSA_SIG(nil, &start, buffer.count)
  }
  guard let pair else { throw .library("read its own signature") }
  defer { ECDSA_SIG_free(pair) }
  var result = [UInt8](repeating: 0, count: 2 * coordinateBytes)
  let width = Int32(coordinateBytes)
  let done = result.withUnsafeMutableBufferPointer { out in
    guard let start = out.baseAddress else { return false }
    return BN_bn2binpad(ECDSA_SIG_get0_r(pair), start, width) == width
      && BN_bn2binpad(ECDSA_SIG_get0_s(pair), start + coordinateBytes, width) == width
  }
  guard done else { throw .library("read its own signature") }
  return result
}

private func ecdsaDER(_ signature: [UInt8]) -> [UInt8]? {
  let pair = required(ECDSA_SIG_new())
  defer { ECDSA_SIG_free(pair) }
  let r = BN_bin2bn(signature, Int32(coordinateBytes), nil)
  let s = BN_bin2bn(Array(signature[coordinateBytes...]), Int32(coordinateBytes), nil)
  guard ECDSA_SIG_set0(pair, r, s) == 1 else { return nil }  // r and s are the pair's from here
  var result = [UInt8](repeating: 0, count: 128)
  let count = result.withUnsafeMutableBufferPointer { out in
    var end = out.baseAddress
    return i2d_ECDSA_SIG(pair, &end)
  }
  guard count > 0 else { return nil }
  return Array(result.prefix(Int(count)))
}
