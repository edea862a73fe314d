internal import COpenSSL
internal import Glibc

/// An X.509 certificate (RFC 5280).
public final class Certificate: @unchecked Sendable {  // never changed after init
  let handle: OpaquePointer
  /// Where it came from, for errors.
  public let source: String

  /// The first certificate in a PEM file.
  public init(pem path: String) throws(SigningError) {
    let bytes = try readPublicFile(path)
    let certificate = withMemory(bytes) { PEM_read_bio_X509($0, nil, nil, nil) }
    ERR_clear_error()
    guard let certificate else { throw .notACertificate(path) }
    handle = certificate
    source = path
  }

  init(owning handle: OpaquePointer, source: String) {
    self.handle = handle
    self.source = source
  }

  deinit { X509_free(handle) }

  /// Seconds since 1970.
  public var notBefore: Int { seconds(X509_get0_notBefore(handle)) }

  /// Seconds since 1970.
  public var notAfter: Int { seconds(X509_get0_notAfter(handle)) }

  public var publicKey: PublicKey {
    get throws(SigningError) {
      guard let key = X509_get0_pubkey(handle) else { throw .library("read a certificate's key") }
      return PublicKey(sharing: key)
    }
  }

  /// Whether the private key is this certificate's.
  public func belongs(to key: PrivateKey) -> Bool {
    guard let own = try? publicKey else { return false }
    return own.matches(key.publicKey)
  }

  /// Refuses a certificate that is not valid at a moment, in seconds since 1970.
  public func requireValid(at moment: Int) throws(SigningError) {
    guard moment >= notBefore else { throw .certificateNotYetValid(source, until: day(notBefore)) }
    guard moment <= notAfter else { throw .certificateExpired(source, on: day(notAfter)) }
  }

  /// The certificate as PEM.
  public var pem: [UInt8] { writeToMemory { PEM_write_bio_X509($0, handle) } ?? [] }
}

/// RFC 5280 times are UTC. A time that cannot be read counts as long past, so that the certificate is
/// refused.
private func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int {
  var parts = tm()
  guard ASN1_TIME_to_tm(time, &parts) == 1 else { return Int.min }
  return timegm(&parts)
}

/// YYYY-MM-DD in UTC.
func day(_ seconds: Int) -> String {
  var moment = time_t(seconds)
  var parts = tm()
  gmtime_r(&moment, &parts)
  func padded(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
  return "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
}
