internal import CLibCurl
internal import Foundation
public import Signing
internal import Submissions

/// How we show who we are where a clearinghouse gives out access tokens: OAuth 2.0, client credentials
/// (RFC 6749, section 4.4).
public struct ClientCredentials: Sendable {
  /// `https://host[:port]/path`.
  public let endpoint: String
  public let clientID: String
  public let clientSecret: Secret
  /// Words with blanks between them; nil: what the clearinghouse gives by itself.
  public let scope: String?

  public init(endpoint: String, clientID: String, clientSecret: Secret, scope: String?) {
    self.endpoint = endpoint
    self.clientID = clientID
    self.clientSecret = clientSecret
    self.scope = scope
  }
}

/// The access token of one clearinghouse: fetched once for all who wait for it, kept for four fifths of its
/// life.
final class TokenSource: @unchecked Sendable {  // under its lock
  /// A token, and whether it was fetched for whoever asks.
  struct Token {
    let value: Secret
    let isFresh: Bool
  }
  struct Refused: Error { let fault: Fault }

  private let credentials: ClientCredentials
  private let endpoint: Endpoint
  private let lock = NSLock()
  private var kept: (value: Secret, until: ContinuousClock.Instant)?

  init(_ credentials: ClientCredentials) throws(DeliveryError) {
    self.credentials = credentials
    endpoint = try Endpoint(credentials.endpoint)
  }

  /// - Parameter prepared: an exchange with the trust of the clearinghouse.
  func token(_ prepared: () throws(DeliveryError) -> Exchange) throws -> Token {
    try lock.withLock {
      if let kept, kept.until > .now { return Token(value: kept.value, isFresh: false) }
      let (value, seconds) = try fetch(try prepared())
      kept = (value, .now.advanced(by: .seconds(Double(seconds) * Self.share)))
      return Token(value: value, isFresh: true)
    }
  }

  /// The clearinghouse did not take it.
  func forget() { lock.withLock { kept = nil } }

  private func fetch(_ exchange: Exchange) throws -> (Secret, seconds: Int) {
    try exchange.set(CURLOPT_URL, endpoint.url)
    try exchange.setHeaders([
      "Content-Type: application/x-www-form-urlencoded", "Accept: application/json", "Expect:",
      "Authorization: Basic \(basic)",
    ])
    let code = try exchange.post(Array(form.utf8))
    guard code == CURLE_OK else {
      throw Refused(
        fault: TransportFailure(curlCode: code, alert: exchange.wire.alert, requestBytes: 0).fault)
    }
    switch exchange.status {
    case 200: break
    case 429: throw Refused(fault: .throttled)
    case 500...599: throw Refused(fault: .serverError)
    default: throw Refused(fault: .unauthorized)
    }
    guard let answer = try? JSONDecoder().decode(JSON.self, from: Data(exchange.body)),
      let token = answer.value(at: "access_token")?.text, Self.isToken(token),
      answer.value(at: "token_type")?.text?.lowercased() == "bearer"
    else { throw Refused(fault: .answerUnreadable) }
    let seconds = answer.value(at: "expires_in")?.text.flatMap { Int($0) } ?? Self.unknownLife
    return (Secret("Bearer " + token), max(0, min(seconds, Self.longestLife)))
  }

  private var form: String {
    "grant_type=client_credentials" + (credentials.scope.map { "&scope=\(Self.encoded($0))" } ?? "")
  }

  /// RFC 6749, section 2.3.1: each half in the form's encoding first.
  private var basic: String {
    let halves = "\(Self.encoded(credentials.clientID)):\(Self.encoded(credentials.clientSecret.exposedText))"
    return Data(halves.utf8).base64EncodedString()
  }

  private static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: String(UnicodeScalar(byte))
      case 0x20: "+"
      default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }.joined()
  }

  /// RFC 6750, section 2.1.
  private static func isToken(_ text: String) -> Bool {
    (1...8_192).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~+/=".utf8.contains(byte)
        }
      }
  }

  private static let share = 0.8
  /// Seconds, where the answer does not say.
  private static let unknownLife = 300
  private static let longestLife = 86_400
}
