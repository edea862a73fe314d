public import Signing

/// One clearinghouse as libcurl needs it. Files are PEM, by path; nothing has a value here that the
/// configuration did not give, except where the default cannot weaken anything.
public struct Destination: Sendable {
  /// `https://host[:port]/path`, as libcurl writes it: no user, no fragment, lower-case host.
  public var endpoint: String
  public var clientCertificate: String
  public var clientKey: String
  public var clientKeyPassphrase: Secret?
  /// The certificates of the authorities that may vouch for the server, instead of the system's.
  public var authority: String
  /// Each `sha256//` and the Base64 SHA-256 of a SubjectPublicKeyInfo; the server's key must be one of them.
  public var pinnedPublicKeys: [String] = []
  public var authorization: AuthorizationHeader?
  /// Instead of a header of its own: an access token, fetched when it is needed.
  public var clientCredentials: ClientCredentials?
  /// Signs each request (RFC 9421) for clearinghouses that ask for it.
  public var requestSigner: RequestSigner?
  public var receipt: ReceiptRule
  /// Where the clearinghouse says whether it has a submission; nil: nowhere.
  public var statusEndpoint: String?
  /// Where acknowledgments wait to be picked up; nil: nowhere.
  public var acknowledgmentEndpoint: String?
  public var contentType = "application/edi-x12"
  public var connectSeconds = 10
  public var exchangeSeconds = 60

  public init(
    endpoint: String, clientCertificate: String, clientKey: String, authority: String, receipt: ReceiptRule
  ) {
    self.endpoint = endpoint
    self.clientCertificate = clientCertificate
    self.clientKey = clientKey
    self.authority = authority
    self.receipt = receipt
  }
}

/// A header that carries a clearinghouse's API key.
public struct AuthorizationHeader: Sendable {
  public let name: String
  public let value: Secret

  public init(name: String, value: Secret) {
    self.name = name
    self.value = value
  }
}

/// What a clearinghouse offers as evidence that it has a payload.
public enum ReceiptRule: Equatable, Sendable {
  /// `{"receipt": "…", "submission": "<Idempotency-Key>", "digest": "sha256:<hex>"}`
  case digest
  /// An identifier at this place of a JSON answer, names joined by points.
  case identifier(path: String)
  /// None: every submission stays in doubt until an acknowledgment comes.
  case none
}

/// Limits that no configuration changes.
enum Limit {
  /// Of an answer's body, and of its header.
  static let answerBytes = 64 << 10
  /// Of a list of files, and of one file that is picked up.
  static let listBytes = 256 << 10
  static let acknowledgmentBytes = 64 << 20
  /// Between a permit and the exchange, for what this machine has to do meanwhile.
  static let permitSeconds = 5
  static let probeMilliseconds: Int32 = 1_000
}
