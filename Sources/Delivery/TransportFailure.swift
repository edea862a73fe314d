package import CLibCurl
package import Submissions

/// An exchange that libcurl did not finish. The table stands in docs/outcomes.md.
package struct TransportFailure {
  let curlCode: CURLcode
  /// The description of the TLS alert that the server sent (RFC 8446, section 6.2).
  let alert: UInt8?
  let requestBytes: Int
  /// We ended it ourselves, since the permit's time was over.
  let isTooLate: Bool

  package init(curlCode: CURLcode, alert: UInt8?, requestBytes: Int, isTooLate: Bool = false) {
    self.curlCode = curlCode
    self.alert = alert
    self.requestBytes = requestBytes
    self.isTooLate = isTooLate
  }

  /// Only the counter says that nothing left; never the kind of failure.
  package var outcome: Outcome { requestBytes == 0 ? .notSent(fault) : .inDoubt(fault) }

  package var fault: Fault {
    if isTooLate { return .permitOver }
    if isCertificateRefused { return .clientCertificateRefused }
    switch curlCode {
    case CURLE_COULDNT_RESOLVE_HOST: return .nameNotResolved
    case CURLE_COULDNT_CONNECT: return .connectionRefused
    case CURLE_OPERATION_TIMEDOUT: return requestBytes == 0 ? .connectTimedOut : .timedOut
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER: return .tlsHandshakeFailed
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
      return .serverCertificateRefused
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH: return .pinRefused
    case CURLE_SSL_CERTPROBLEM: return .clientCertificateUnusable
    default: return isAnswerUnreadable ? .answerUnreadable : isBrokenOff ? .brokenOff : .other
    }
  }

  /// In TLS 1.3 the server looks at our certificate after the handshake is whole for us: the refusal comes as
  /// an alert in place of an answer. In TLS 1.2 it ends the handshake. libcurl has no code for it, but for
  /// two alerts: certificate_required is CURLE_SSL_CLIENTCERT, and certificate_expired is given as if we had
  /// refused.
  private var isCertificateRefused: Bool {
    guard let alert, Self.certificateAlerts.contains(alert) else { return curlCode == CURLE_SSL_CLIENTCERT }
    switch curlCode {
    case CURLE_SSL_CONNECT_ERROR, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_SSL_CLIENTCERT:
      return true
    case CURLE_PEER_FAILED_VERIFICATION: return alert == Self.certificateExpired
    default: return false
    }
  }

  private var isBrokenOff: Bool {
    [
      CURLE_HTTP2, CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR,
      CURLE_SSL_SHUTDOWN_FAILED, CURLE_HTTP2_STREAM,
    ].contains(curlCode)
  }

  /// CURLE_WRITE_ERROR: the answer was longer than the limit. CURLE_UNSUPPORTED_PROTOCOL: not HTTP/1.x.
  private var isAnswerUnreadable: Bool {
    [
      CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_WRITE_ERROR, CURLE_BAD_CONTENT_ENCODING,
    ].contains(curlCode)
  }

  /// bad_certificate, unsupported_certificate, certificate_revoked, _expired, _unknown, unknown_ca,
  /// access_denied, certificate_required.
  private static let certificateAlerts: Set<UInt8> = [42, 43, 44, 45, 46, 48, 49, 116]
  private static let certificateExpired: UInt8 = 45
}
