/// What the transport told us about one attempt. Not what the payer thinks of the claims: that comes later,
/// as acknowledgments.
public enum Outcome: Equatable, Sendable {
  /// Evidence of the class that the clearinghouse offers.
  case accepted(Receipt)
  /// A definite refusal: nothing of it will be processed.
  case rejected(Refusal)
  /// Provably no byte of the request left this machine.
  case notSent(Fault)
  /// Anything else. Settled by evidence only, never by a timer.
  case inDoubt(Fault)

  /// The word that is stored and reported.
  public var name: String {
    switch self {
    case .accepted: "accepted"
    case .rejected: "rejected"
    case .notSent: "not_sent"
    case .inDoubt: "in_doubt"
    }
  }
}

/// A clearinghouse's evidence that it has the payload.
public struct Receipt: Equatable, Sendable {
  public enum Evidence: String, Sendable {
    /// The receipt names our submission and the SHA-256 digest of our bytes.
    case digest
    /// A 2xx answer and an identifier at the configured place.
    case identifier
  }
  public let evidence: Evidence
  /// Strict grammar `[A-Za-z0-9._-]{1,64}`: nothing else of an answer is kept in the clear.
  public let number: String

  public init(evidence: Evidence, number: String) {
    self.evidence = evidence
    self.number = number
  }
}

/// Why a clearinghouse refused, as codes.
public struct Refusal: Equatable, Sendable {
  public let httpStatus: Int
  public init(httpStatus: Int) { self.httpStatus = httpStatus }
}

/// Why a submission did not arrive, or why nobody can say whether it did.
public enum Fault: String, Sendable, CaseIterable {
  case nameNotResolved = "name-not-resolved"
  case connectionRefused = "connection-refused"
  case connectTimedOut = "connect-timed-out"
  case tlsHandshakeFailed = "tls-handshake-failed"
  case serverCertificateRefused = "server-certificate-refused"
  case pinRefused = "pin-refused"
  case clientCertificateRefused = "client-certificate-refused"
  case clientCertificateUnusable = "client-certificate-unusable"
  case brokenOff = "broken-off"
  case timedOut = "timed-out"
  case serverError = "server-error"
  case throttled = "throttled"
  case unauthorized = "unauthorized"
  case answerUnreadable = "answer-unreadable"
  case receiptMissing = "receipt-missing"
  case receiptDigestDiffers = "receipt-digest-differs"
  case receiptNamesAnother = "receipt-names-another"
  case gatewayStopped = "gateway-stopped"
  /// This process was held up for so long that others may have taken it for stopped.
  case permitOver = "permit-over"
  case other = "other"
}
