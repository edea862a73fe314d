internal import COpenSSL
internal import Glibc

/// What a certificate is for, as its extensions say it (RFC 5280, section 4.2.1).
enum CertificateUse {
  case authority
  case signing
  case server([String])
  case client

  /// Extension and value in OpenSSL's own notation (x509v3_config), in the order in which they are added: the
  /// authority's key identifier is looked up in the subject's where the two are the same certificate.
  func extensions() throws(SigningError) -> [(Int32, String)] {
    let identifiers = [
      (NID_subject_key_identifier, "hash"), (NID_authority_key_identifier, "keyid:always"),
    ]
    return try own() + identifiers
  }

  private func own() throws(SigningError) -> [(Int32, String)] {
    let leaf = (NID_basic_constraints, "critical,CA:FALSE")
    let signs = (NID_key_usage, "critical,digitalSignature")
    switch self {
    case .authority:
      return [(NID_basic_constraints, "critical,CA:TRUE"), (NID_key_usage, "critical,keyCertSign,cRLSign")]
    case .signing:
      return [leaf, (NID_key_usage, "critical,digitalSignature,nonRepudiation")]
    case .server(let names):
      return [
        leaf, signs, (NID_ext_key_usage, "serverAuth"), (NID_subject_alt_name, try alternatives(names)),
      ]
    case .client:
      return [leaf, signs, (NID_ext_key_usage, "clientAuth")]
    }
  }

  private func alternatives(_ names: [String]) throws(SigningError) -> String {
    var entries: [String] = []
    for name in names {
      let plain = name.utf8.allSatisfy { isalnum(Int32($0)) != 0 || ".-:*".utf8.contains($0) }
      guard plain, !name.isEmpty else { throw .unusableHostName }
      entries.append((isAddress(name) ? "IP:" : "DNS:") + name)
    }
    return entries.joined(separator: ",")
  }

  private func isAddress(_ name: String) -> Bool {
    var room = in6_addr()
    return inet_pton(AF_INET, name, &room) == 1 || inet_pton(AF_INET6, name, &room) == 1
  }
}

/// A key with its certificate, not yet on the disk.
public struct Identity: Sendable {
  public let key: PrivateKey
  public let certificate: Certificate

  /// A new P-256 key with a certificate of its own signing, or of an issuer's.
  init(
    name: String, use: CertificateUse, validity: Validity, issuer: Identity? = nil
  ) throws(SigningError) {
    let key = try PrivateKey.p256()
    guard let draft = X509_new() else { throw .library("start a certificate") }
    let certificate = Certificate(owning: draft, source: name)
    guard fill(draft, name, validity), X509_set_pubkey(draft, key.handle) == 1 else {
      throw .library("fill in a certificate")
    }
    let authority = issuer?.certificate.handle ?? draft
    guard X509_set_issuer_name(draft, X509_get_subject_name(authority)) == 1,
      extend(draft, try use.extensions(), authority),
      X509_sign(draft, (issuer?.key ?? key).handle, EVP_sha256()) > 0
    else { throw .library("sign a certificate") }
    self.key = key
    self.certificate = certificate
  }

  /// Two new files, both or none: the key (PKCS#8, encrypted if there is a passphrase) and the certificate.
  @discardableResult
  public func write(
    key keyPath: String, certificate certificatePath: String, passphrase: Secret? = nil
  ) throws(SigningError) -> [String] {
    var files = try NewFiles(at: [keyPath, certificatePath])
    files.add(keyPath, try key.pem(passphrase: passphrase))
    files.add(certificatePath, certificate.pem)
    return try files.write()
  }
}

/// Version 3, an unpredictable positive serial number of 16 bytes, subject and dates.
private func fill(_ draft: OpaquePointer, _ name: String, _ validity: Validity) -> Bool {
  var serial = RandomBytes.make(16)
  serial[0] = serial[0] & 0x3f | 0x40
  let number = BN_bin2bn(serial, Int32(serial.count), nil)
  defer { BN_free(number) }
  let subject = X509_get_subject_name(draft)
  return X509_set_version(draft, 2) == 1
    && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(draft)) != nil
    && X509_NAME_add_entry_by_txt(
      subject, "CN", MBSTRING_UTF8, Array(name.utf8), Int32(name.utf8.count), -1, 0) == 1
    && ASN1_TIME_set(X509_getm_notBefore(draft), validity.notBefore) != nil
    && ASN1_TIME_set(X509_getm_notAfter(draft), validity.notAfter) != nil
}

private func extend(_ draft: OpaquePointer, _ extensions: [(Int32, String)], _ authority: OpaquePointer)
  -> Bool
{
  var context = X509V3_CTX()
  X509V3_set_ctx(&context, authority, draft, nil, nil, 0)
  return extensions.allSatisfy { kind, value in
    guard let made = X509V3_EXT_nconf_nid(nil, &context, kind, value) else { return false }
    defer { X509_EXTENSION_free(made) }
    return X509_add_ext(draft, made, -1) == 1
  }
}
