public import Submissions

/// What became of one attempt to deliver a payload.
public struct Delivery: Equatable, Sendable {
  public let outcome: Outcome
  /// The final status of the answer; nil if no whole answer came.
  public let httpStatus: Int?
  /// libcurl's result (0: the exchange was whole).
  public let curlCode: Int
  /// Bytes of the TLS records that were made for the request. 0 proves that none of it left.
  public let requestBytes: Int
  /// The answer's body, at most 64 KiB of it. May hold anything: it is not for logs.
  public let answer: [UInt8]
  public let seconds: Double
  /// How long the clearinghouse asks us to wait (RFC 9110, section 10.2.3).
  public internal(set) var retryAfterSeconds: Int?
  /// The number that the answer names for this submission, also where it decides nothing.
  public internal(set) var receiptNamed: String?
  /// An access token that we had kept was refused; the next request brings a new one.
  public internal(set) var mayHelpToAskAgain = false
}

/// What came of a TLS handshake without a request.
public struct Probe: Equatable, Sendable {
  /// nil: the handshake was whole.
  public let fault: Fault?
  public let curlCode: Int
  public let seconds: Double
}

extension Delivery: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "Delivery(\(outcome.name), curl \(curlCode), \(requestBytes) bytes)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: ["outcome": outcome.name]) }
}
