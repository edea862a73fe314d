internal import Gateway
internal import Submissions

/// What a person can do about a fault of the transport, by its stored code.
enum FaultText {
  static func why(_ unusual: Unusual) -> String {
    switch unusual {
    case .firstRun: "nothing was ever sent there by an approval"
    case .destinationChanged: "its endpoint, authority, pins or ids have changed"
    case .unusuallyLarge: "far more is due than in any of its last thirty runs"
    }
  }

  static func contradiction(_ clearinghouse: String) -> String {
    "\(clearinghouse) contradicts itself: two receipts for one submission, one that it had and has not, or "
      + "an answer to one that had not arrived: if it has that, `scrim claims hold` its sessions first. "
      + "Nothing is sent to it a second time. Speak with it, then `scrim claims trust \(clearinghouse)`."
  }

  static func nextStep(_ code: String) -> String {
    guard let fault = Fault(rawValue: code) else { return "Run `scrim check`." }
    return switch fault {
    case .nameNotResolved: "Check the endpoint's host name and this machine's DNS."
    case .connectionRefused, .connectTimedOut:
      "The clearinghouse cannot be reached: check the endpoint, the network and its own status page."
    case .tlsHandshakeFailed: "Both sides must offer TLS 1.2 or later: ask the clearinghouse."
    case .serverCertificateRefused:
      "The server's certificate is not from the configured authority, or not for this host: compare "
        + "`authority` and `endpoint` with what the clearinghouse published; do not go on until they agree."
    case .pinRefused:
      "The server's key is not one of pinnedPublicKeys: ask the clearinghouse whether it changed."
    case .clientCertificateRefused:
      "The clearinghouse did not accept our certificate: has it been registered there?"
    case .clientCertificateUnusable: "Check clientCertificate and clientKey with `scrim keys list`."
    case .brokenOff, .timedOut, .serverError, .gatewayStopped:
      "Nobody knows whether it arrived. The next run asks, if the clearinghouse offers a way."
    case .throttled: "The clearinghouse wants fewer requests: run again later."
    case .unauthorized: "The clearinghouse did not accept our credentials: check `authorization`."
    case .answerUnreadable, .receiptMissing, .receiptDigestDiffers, .receiptNamesAnother:
      "The answer is not a receipt for what was sent: compare `receipt` with what the clearinghouse offers, "
        + "and ask it whether it has the submission."
    case .permitOver:
      "This machine was held up for too long, so nothing was sent: look at its load. The next run sends it."
    case .other: "Run `scrim check`; then run again."
    }
  }
}
