internal import COpenSSL

/// A detached CMS signature (RFC 5652, SignedData without content) over exactly these bytes, in DER: P-256
/// with SHA-256, the signer's certificate inside. `openssl cms -verify -binary -inform DER` verifies it.
public func signDetached(_ payload: [UInt8], by signer: SigningKey) throws(SigningError) -> [UInt8] {
  // Without CMS_BINARY line ends would be rewritten before hashing.
  let flags = UInt32(CMS_BINARY | CMS_DETACHED | CMS_NOSMIMECAP | CMS_PARTIAL)
  guard let message = CMS_sign(nil, nil, nil, nil, flags) else { throw .library("start a signature") }
  defer { CMS_ContentInfo_free(message) }
  guard CMS_add1_signer(message, signer.certificate.handle, signer.key.handle, EVP_sha256(), flags) != nil,
    withMemory(payload, { CMS_final(message, $0, nil, flags) }) == 1,
    let der = encoded(message)
  else { throw .library("sign a payload") }
  return der
}

/// Refuses a signature that is not this certificate's key's over exactly these bytes.
///
/// The key is the one given, never one that the signature brings along, and the certificate's dates are not
/// looked at: a payload of six years ago still verifies.
public func verifyDetached(
  _ signature: [UInt8], over payload: [UInt8], by certificate: Certificate
) throws(SigningError) {
  let message = signature.withUnsafeBufferPointer { buffer in
    var start = buffer.baseAddress
    return d2i_CMS_ContentInfo(nil, &start, buffer.count)
  }
  defer { ERR_clear_error() }
  guard let message else { throw .signatureRefused }
  defer { CMS_ContentInfo_free(message) }
  let trusted = required(OPENSSL_sk_new_null())
  defer { OPENSSL_sk_free(trusted) }
  OPENSSL_sk_push(trusted, UnsafeRawPointer(certificate.handle))
  let flags = UInt32(CMS_BINARY | CMS_DETACHED | CMS_NOINTERN | CMS_NO_SIGNER_CERT_VERIFY)
  guard withMemory(payload, { CMS_verify(message, trusted, nil, $0, nil, flags) }) == 1 else {
    throw .signatureRefused
  }
}

private func encoded(_ message: OpaquePointer) -> [UInt8]? {
  let count = i2d_CMS_ContentInfo(message, nil)
  guard count > 0 else { return nil }
  return [UInt8](unsafeUninitializedCapacity: Int(count)) { out, written in
    var end = out.baseAddress
    written = Int(i2d_CMS_ContentInfo(message, &end))
  }
}
