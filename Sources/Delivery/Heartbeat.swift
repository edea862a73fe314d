internal import CLibCurl

/// A sign of life after a run, for a service that calls somebody when it stays away. It says that a run ended
/// well and nothing else: one GET of a fixed address.
public struct Heartbeat: Sendable {
  private let endpoint: Endpoint
  private let authority: String

  /// - Parameter authority: PEM; whom to believe to be that service.
  public init(url: String, authority: String) throws(DeliveryError) {
    endpoint = try Endpoint(url)
    self.authority = authority
  }

  /// Whether the service answered with 2xx. Waits ten seconds at most.
  public func beat() -> Bool {
    guard let exchange = try? prepared() else { return false }
    return exchange.connect() == CURLE_OK && (200...299).contains(exchange.status)
  }

  private func prepared() throws(DeliveryError) -> Exchange {
    let exchange = try Exchange()
    try exchange.observe()
    try exchange.setStraight(to: endpoint)
    try exchange.set(CURLOPT_HTTPGET, 1)
    try exchange.setHeaders(["Accept:"])
    try exchange.setVerified(by: authority)
    try exchange.set(CURLOPT_NOSIGNAL, 1)
    try exchange.set(CURLOPT_TIMEOUT_MS, 10_000)
    return exchange
  }
}
