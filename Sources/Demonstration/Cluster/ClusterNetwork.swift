/// Where a private cluster can be reached over the network too: with verified TLS and a password alone. For
/// proofs with more than one machine.
public struct ClusterNetwork: Sendable {
  /// Of this machine.
  public let addresses: [String]
  /// Where those who log in come from, as in `10.0.0.0/8`.
  public let clients: String
  /// PEM files; they are copied.
  public let certificate: String
  public let key: String

  public init(addresses: [String], clients: String, certificate: String, key: String) {
    self.addresses = addresses
    self.clients = clients
    self.certificate = certificate
    self.key = key
  }

  var settings: [String: String] {
    [
      "listen_addresses": addresses.joined(separator: ","), "ssl": "on",
      "ssl_cert_file": Self.certificateFile,
      "ssl_key_file": Self.keyFile,
    ]
  }

  /// A standby follows through the socket.
  var access: String {
    "hostssl all all \(clients) scram-sha-256\nlocal replication postgres peer map=scrim\n"
  }

  /// Name in the server's folder → what is copied there.
  var files: [(String, String)] { [(Self.certificateFile, certificate), (Self.keyFile, key)] }

  static let certificateFile = "server.crt"
  static let keyFile = "server.key"
}
