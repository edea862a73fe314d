// Access tokens: OAuth 2.0, client credentials (RFC 6749, section 4.4).

internal import Crypto
internal import FoundationEssentials

/// Gives out access tokens to one client, and knows those that are alive.
package struct TokenDesk: Sendable {
  private let credentials: String
  private let seconds: Int
  private var alive: [String: Int] = [:]
  private var given = 0

  package init(client: String, secret: String, seconds: Int) {
    credentials = "Basic " + Data("\(client):\(secret)".utf8).base64EncodedString()
    self.seconds = seconds
  }

  /// The answer to a request for a token.
  mutating func reply(to request: ReceivedRequest, now: Int) -> Reply {
    guard request.method == "POST" else { return .refusal(405, "method") }
    guard request.field("authorization") == credentials else { return .refusal(401, "invalid_client") }
    let words = String(decoding: request.body, as: UTF8.self).split(separator: "&")
    guard words.contains("grant_type=client_credentials") else {
      return .refusal(400, "unsupported_grant_type")
    }
    given += 1
    let token = "T-\(given)"
    alive[token] = now + seconds
    return Reply(
      body: Array(
        "{\"access_token\":\"\(token)\",\"expires_in\":\(seconds),\"token_type\":\"Bearer\"}".utf8))
  }

  func takes(_ request: ReceivedRequest, now: Int) -> Bool {
    guard let field = request.field("authorization"), field.hasPrefix("Bearer ") else { return false }
    return (alive[String(field.dropFirst("Bearer ".count))] ?? 0) > now
  }
}
