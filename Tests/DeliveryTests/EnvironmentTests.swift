import CLibCurl
import CurlShim
import Delivery
import Foundation
import Signing
import Submissions
import Testing

/// Everything that the environment could bend is set to something hostile. Each variable is shown to work on
/// a bare libcurl handle first: what has no effect there proves nothing.
struct `The environment` {
  @Test
  func `changes nothing about a delivery`() async throws {
    let server = try ScriptedServer("echo")
    let proxy = try ScriptedServer("echo")
    let folder = try Certificates.fresh().path
    let (port, proxyPort, ours) = (server.port, proxy.port, try Certificates.path(.ours))
    await #expect(processExitsWith: .success) {
      [port = port as Int, proxyPort = proxyPort as Int, folder = folder as String, ours = ours as String] in
      try Hostile.set(folder: folder, proxyPort: proxyPort)
      var destination = Destination(
        endpoint: "https://127.0.0.1:\(port)/claims", clientCertificate: ours + "/client.crt.pem",
        clientKey: ours + "/client.key.pem", authority: ours + "/authority.crt.pem", receipt: .none)
      destination.authorization = AuthorizationHeader(name: "X-Key", value: Secret("the word"))
      let delivery = try Courier(destination).send([1], key: "key", digest: Digest(sha256Of: [1]))
      try #require(delivery.httpStatus == 200)
      try Data(delivery.answer).write(to: URL(filePath: folder + "/answer"))
    }
    #expect(proxy.finish() == [])
    #expect(server.finish().filter { $0.hasPrefix("request") }.count == 1)
    #expect(!FileManager.default.fileExists(atPath: folder + "/keys"))
    let answer = try JSONDecoder().decode(
      [String: [String: String]].self, from: Data(contentsOf: URL(filePath: folder + "/answer")))
    let fields = try #require(answer["fields"])
    #expect(
      Set(fields.keys) == [
        "request-line", "host", "user-agent", "accept", "content-type", "content-digest", "idempotency-key",
        "x-key",
        "content-length",
      ])
    #expect(fields["request-line"] == "POST /claims HTTP/1.1")
    #expect(fields["user-agent"] == "scrim")
    #expect(fields["x-key"] == "the word")
  }

  @Test
  func `bends a bare handle, so that the other test can fail`() async throws {
    let server = try ScriptedServer("echo")
    let proxy = try ScriptedServer("echo")
    let folder = try Certificates.fresh().path
    let (port, proxyPort, ours) = (server.port, proxy.port, try Certificates.path(.ours))
    await #expect(processExitsWith: .success) {
      [port = port as Int, proxyPort = proxyPort as Int, folder = folder as String, ours = ours as String] in
      try Hostile.set(folder: folder, proxyPort: proxyPort)
      curl_global_init(Int(CURL_GLOBAL_ALL))
      try #require(Hostile.bareRequest(port: port, folder: ours) != CURLE_OK)  // went to the proxy
      for name in Hostile.proxies { unsetenv(name) }
      _ = Hostile.bareRequest(port: port, folder: ours)
    }
    #expect(proxy.finish().contains("connection"))
    #expect(server.finish().contains("handshake"))
    #expect(FileManager.default.fileExists(atPath: folder + "/keys"))
  }

  /// OpenSSL's own settings may allow less than TLS 1.2, here by its configuration file.
  @Test
  func `cannot bring a delivery below TLS 1.2, where a bare handle would go`() async throws {
    let server = try ScriptedServer("echo", tls: "tls1.1")
    let folder = try Certificates.fresh().path
    let (port, ours) = (server.port, try Certificates.path(.ours))
    await #expect(processExitsWith: .success) {
      [port = port as Int, folder = folder as String, ours = ours as String] in
      try Hostile.allowOldVersions(folder: folder)
      try #require(Hostile.bareRequest(port: port, folder: ours) == CURLE_OK)
      let destination = Destination(
        endpoint: "https://127.0.0.1:\(port)/claims", clientCertificate: ours + "/client.crt.pem",
        clientKey: ours + "/client.key.pem", authority: ours + "/authority.crt.pem", receipt: .none)
      let delivery = try Courier(destination).send([1], key: "key", digest: Digest(sha256Of: [1]))
      try #require(delivery.outcome == .notSent(.tlsHandshakeFailed))
      try #require(delivery.requestBytes == 0)
    }
    #expect(server.finish().filter { $0.hasPrefix("request") }.count == 1)
  }
}

enum Hostile {
  static let proxies = ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]

  static func set(folder: String, proxyPort: Int) throws {
    for name in proxies { setenv(name, "http://127.0.0.1:\(proxyPort)", 1) }
    setenv("SSLKEYLOGFILE", folder + "/keys", 1)
    let netrc =
      "machine 127.0.0.1 login someone password marmalade\ndefault login someone password marmalade\n"
    for name in [".netrc", ".curlrc", "_curlrc"] {
      try Data((name == ".netrc" ? netrc : "insecure\nverbose\n").utf8).write(
        to: URL(filePath: "\(folder)/\(name)"))
    }
    for name in ["HOME", "CURL_HOME", "XDG_CONFIG_HOME", "SSL_CERT_DIR"] { setenv(name, folder, 1) }
    setenv("NETRC", folder + "/.netrc", 1)
    for name in ["CURL_CA_BUNDLE", "SSL_CERT_FILE"] { setenv(name, "/dev/null", 1) }
  }

  static func allowOldVersions(folder: String) throws {
    let settings = """
      openssl_conf = all
      [all]
      ssl_conf = versions
      [versions]
      system_default = old
      [old]
      MinProtocol = TLSv1
      CipherString = ALL:@SECLEVEL=0

      """
    try Data(settings.utf8).write(to: URL(filePath: folder + "/openssl.cnf"))
    setenv("OPENSSL_CONF", folder + "/openssl.cnf", 1)
  }

  /// A request with nothing set but where to and the certificates.
  static func bareRequest(port: Int, folder: String) -> CURLcode {
    guard let handle = curl_easy_init() else { return CURLE_FAILED_INIT }
    defer { curl_easy_cleanup(handle) }
    let options = [
      (CURLOPT_URL, "https://127.0.0.1:\(port)/"), (CURLOPT_CAINFO, folder + "/authority.crt.pem"),
      (CURLOPT_SSLCERT, folder + "/client.crt.pem"), (CURLOPT_SSLKEY, folder + "/client.key.pem"),
    ]
    for (option, value) in options { _ = curl_shim_set_text(handle, option, value) }
    _ = curl_shim_set_number(handle, CURLOPT_TIMEOUT_MS, 3_000)
    return curl_easy_perform(handle)
  }
}
