internal import CLibCurl
internal import CurlShim
internal import Glibc
public import Signing
public import Submissions

/// Takes payloads to one clearinghouse. Each delivery is one request on a connection of its own, made once;
/// every way in which a network fails is an `Outcome`.
///
/// Nothing in the environment changes where bytes go, whom the other side must be, or what is written
/// elsewhere: every option that libcurl or OpenSSL would take from there is set here.
public final class Courier: Sendable {
  let destination: Destination
  private let endpoint: Endpoint
  let tokens: TokenSource?

  /// Refuses a destination that cannot work: its form, its files, and a client certificate that is not valid
  /// now.
  public init(_ destination: Destination) throws(DeliveryError) {
    self.destination = destination
    endpoint = try Endpoint(destination.endpoint)
    tokens = try destination.clientCredentials.map { (given) throws(DeliveryError) in try TokenSource(given) }
    guard destination.pinnedPublicKeys.allSatisfy(isPin) else { throw .pinUnreadable }
    if let header = destination.authorization {
      guard Token.isFieldName(header.name), Token.isFieldValue(header.value.exposedText) else {
        throw .headerUnreadable(header.name)
      }
    }
    for other in [destination.statusEndpoint, destination.acknowledgmentEndpoint].compactMap({ $0 }) {
      _ = try Endpoint(other)
    }
    let limits = 1...3_600
    guard limits.contains(destination.connectSeconds), limits.contains(destination.exchangeSeconds) else {
      throw .timeLimitNotPositive
    }
    do { try checkFiles() } catch { throw .file(error) }
    _ = try prepared()
  }

  /// How long a permit for one sending has to last: for the token, the name and the handshakes; then for the
  /// exchange, which libcurl ends by itself.
  public var permitTime: PermitTime {
    let exchange = destination.connectSeconds + destination.exchangeSeconds
    let toBegin = Limit.permitSeconds + destination.connectSeconds + (tokens == nil ? 0 : exchange)
    return PermitTime(toBegin: toBegin, toEnd: toBegin + exchange + Limit.permitSeconds)
  }

  /// One request, once. Never throws, and never sends a second time by itself.
  ///
  /// - Parameters:
  ///   - payload: the frozen bytes.
  ///   - key: the Idempotency-Key, `[A-Za-z0-9-]{1,64}`: the submission's identifier.
  ///   - digest: of these bytes; of any others, nothing is sent.
  ///   - beginBy: nothing is sent later; nil: whenever it is.
  public func send(
    _ payload: [UInt8], key: String, digest: Digest, beginBy: ContinuousClock.Instant? = nil
  ) -> Delivery {
    let clock = ContinuousClock.now
    do {
      guard Token.isIdempotencyKey(key), Digest(sha256Of: payload) == digest else {
        throw DeliveryError.libraryUnusable
      }
      let token = try tokens?.token(prepared)
      let exchange = try prepared()
      try exchange.setHeaders(headers(key: key, digest: digest, token?.value))
      if let beginBy { try exchange.begin(by: beginBy) }
      #if PROOF
        try? Failpoint.reach("before sending")
      #endif
      let code = try exchange.post(payload)
      #if PROOF
        try? Failpoint.reach("after sending")
      #endif
      let reader = AnswerReader(rule: destination.receipt, submission: key, digest: digest)
      var delivery = Delivery(exchange, code, reader, seconds: seconds(since: clock))
      if delivery.httpStatus == 401, let token {
        tokens?.forget()
        delivery.mayHelpToAskAgain = !token.isFresh
      }
      return delivery
    } catch {
      let fault = (error as? TokenSource.Refused)?.fault ?? .other
      return Delivery.neverBegun(fault, seconds: seconds(since: clock))
    }
  }

  /// The TLS handshake, both certificates, and no request.
  public func probe() -> Probe {
    let clock = ContinuousClock.now
    guard let exchange = try? prepared(), (try? setHandshakeOnly(exchange)) != nil else {
      return Probe(fault: .other, curlCode: Int(CURLE_FAILED_INIT.rawValue), seconds: 0)
    }
    var code = exchange.connect()
    if code == CURLE_OK { code = exchange.afterHandshake() }
    let failure = TransportFailure(curlCode: code, alert: exchange.wire.alert, requestBytes: 0)
    let fault = code == CURLE_OK ? nil : failure.fault
    return Probe(fault: fault, curlCode: Int(code.rawValue), seconds: seconds(since: clock))
  }

  private func checkFiles() throws(SigningError) {
    let key = try PrivateKey(pem: destination.clientKey, passphrase: destination.clientKeyPassphrase)
    let certificate = try Certificate(pem: destination.clientCertificate)
    guard certificate.belongs(to: key) else {
      throw .certificateOfAnotherKey(certificate: destination.clientCertificate, key: destination.clientKey)
    }
    try certificate.requireValid(at: time(nil))
    _ = try Certificate(pem: destination.authority)
  }

  /// Signed now: a second attempt has a `created` and a nonce of its own (RFC 9421, section 7.2.2), and the
  /// same key.
  private func headers(key: String, digest: Digest, _ token: Secret?) throws(SigningError) -> [String] {
    let contentDigest = contentDigest(digest)
    // Without `Expect:` libcurl would wait for leave to send; it chooses that by size.
    var lines = [
      "Content-Type: \(destination.contentType)", "Content-Digest: \(contentDigest)",
      "Idempotency-Key: \(key)",
      "Accept: application/json", "Expect:",
    ]
    if let signer = destination.requestSigner {
      let request = SignedRequest(
        method: "POST", targetURI: endpoint.url, contentType: destination.contentType,
        contentDigest: contentDigest, idempotencyKey: key)
      let signed = try signer.sign(request, created: time(nil), nonce: uuidV4())
      lines += ["Signature-Input: \(signed.signatureInput)", "Signature: \(signed.signature)"]
    }
    #if PROOF
      if Leak.textInHeader.isPlanted { lines.append("X-Client: " + Leak.text) }
    #endif
    return lines + authorization(token)
  }

  func authorization(_ token: Secret?) -> [String] {
    let header = destination.authorization.map { "\($0.name): \($0.value.exposedText)" }
    return [header, token.map { "Authorization: \($0.exposedText)" }].compactMap { $0 }
  }
}

// MARK: The options, all of them

extension Courier {
  func prepared() throws(DeliveryError) -> Exchange {
    let exchange = try Exchange()
    try exchange.observe()
    try setRoute(exchange)
    try setTrust(exchange)
    try setLimits(exchange)
    return exchange
  }

  private func setRoute(_ exchange: Exchange) throws(DeliveryError) {
    try exchange.setStraight(to: endpoint)
    try exchange.set(CURLOPT_POST, 1)
    #if PROOF
      try exchange.plantLeaks(endpoint.url)
    #endif
  }

  private func setTrust(_ exchange: Exchange) throws(DeliveryError) {
    try exchange.setVerified(by: destination.authority)
    if !destination.pinnedPublicKeys.isEmpty {
      try exchange.set(CURLOPT_PINNEDPUBLICKEY, destination.pinnedPublicKeys.joined(separator: ";"))
    }
    try exchange.set(CURLOPT_SSLCERT, destination.clientCertificate)
    try exchange.set(CURLOPT_SSLKEY, destination.clientKey)
    // Never nil: OpenSSL would ask for a passphrase on the terminal.
    try exchange.set(CURLOPT_KEYPASSWD, destination.clientKeyPassphrase?.exposedText ?? "")
  }

  /// The connection stays open afterwards, until the exchange ends.
  private func setHandshakeOnly(_ exchange: Exchange) throws(DeliveryError) {
    try exchange.set(CURLOPT_CONNECT_ONLY, 1)
    try exchange.set(CURLOPT_FORBID_REUSE, 0)
  }

  private func setLimits(_ exchange: Exchange) throws(DeliveryError) {
    try exchange.set(CURLOPT_NOSIGNAL, 1)
    try exchange.set(CURLOPT_CONNECTTIMEOUT_MS, destination.connectSeconds * 1_000)
    try exchange.set(CURLOPT_TIMEOUT_MS, (destination.connectSeconds + destination.exchangeSeconds) * 1_000)
  }
}

extension Exchange {
  /// No proxy (the environment's neither), no redirect, no credentials from ~/.netrc, no connection that was
  /// used before.
  func setStraight(to endpoint: Endpoint) throws(DeliveryError) {
    try set(CURLOPT_URL, endpoint.url)
    try set(CURLOPT_PROTOCOLS_STR, "https")
    try set(CURLOPT_FOLLOWLOCATION, 0)
    try set(CURLOPT_PROXY, "")
    try set(CURLOPT_PRE_PROXY, "")
    try set(CURLOPT_NOPROXY, "*")
    try set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
    try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    try set(CURLOPT_HTTP09_ALLOWED, 0)
    // libcurl sends a request again when a connection that it used before turns out dead: so, none before.
    try set(CURLOPT_FRESH_CONNECT, 1)
    try set(CURLOPT_FORBID_REUSE, 1)
    try set(CURLOPT_USERAGENT, "scrim")
  }

  /// The given authority and no other: libcurl has a directory of the system's built in (CURLOPT_CAPATH).
  func setVerified(by authority: String) throws(DeliveryError) {
    try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    try set(CURLOPT_SSL_VERIFYPEER, 1)
    try set(CURLOPT_SSL_VERIFYHOST, 2)
    try set(CURLOPT_CAINFO, authority)
    try set(CURLOPT_CAPATH, nil)
    try set(CURLOPT_SSL_SESSIONID_CACHE, 0)
  }

  /// In TLS 1.3 a server refuses our certificate after the handshake is whole for us: waits a moment for
  /// that.
  fileprivate func afterHandshake() -> CURLcode {
    guard let socket else { return CURLE_COULDNT_CONNECT }
    var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, Limit.probeMilliseconds) > 0 else { return CURLE_OK }
    let code = receive()
    return code == CURLE_AGAIN ? CURLE_OK : code
  }
}

extension Delivery {
  fileprivate init(_ exchange: Exchange, _ code: CURLcode, _ reader: AnswerReader, seconds: Double) {
    #if PROOF
      if Leak.answerInLog.isPlanted { write(STDERR_FILENO, exchange.body, exchange.body.count) }
    #endif
    let sent = exchange.wire.requestBytes
    let whole = code == CURLE_OK
    let answer = Answer(status: exchange.status, mediaType: exchange.mediaType, body: exchange.body)
    let failure = TransportFailure(
      curlCode: code, alert: exchange.wire.alert, requestBytes: sent, isTooLate: exchange.isTooLate)
    self.init(
      outcome: whole ? reader.outcome(of: answer) : failure.outcome,
      httpStatus: whole && Self.statuses.contains(answer.status) ? answer.status : nil,
      curlCode: Int(code.rawValue), requestBytes: sent, answer: exchange.body, seconds: seconds)
    retryAfterSeconds = exchange.retryAfterSeconds
    if case .accepted(let receipt) = outcome {
      receiptNamed = receipt.number
    } else if whole {
      receiptNamed = reader.receiptNamed(in: answer)
    }
  }

  /// Of HTTP (RFC 9110, section 15), and all that the ledger keeps: libcurl takes any three digits for one.
  private static let statuses = 100...599

  /// libcurl was not asked to send anything of it.
  fileprivate static func neverBegun(_ fault: Fault, seconds: Double) -> Delivery {
    Delivery(
      outcome: .notSent(fault), httpStatus: nil, curlCode: Int(CURLE_FAILED_INIT.rawValue), requestBytes: 0,
      answer: [], seconds: seconds)
  }
}

/// `sha256//` and the Base64 of 32 bytes.
private func isPin(_ text: String) -> Bool {
  let prefix = "sha256//"
  guard text.hasPrefix(prefix), text.utf8.count == prefix.utf8.count + 44, text.hasSuffix("=") else {
    return false
  }
  return text.dropFirst(prefix.count).dropLast().utf8.allSatisfy { byte in
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F: true
    default: false
    }
  }
}

private func seconds(since start: ContinuousClock.Instant) -> Double {
  (ContinuousClock.now - start) / .seconds(1)
}
