package import Demonstration
internal import Foundation
internal import Postgres
internal import Signing
package import TestSupport

/// A database server that is reached over the network, by verified TLS and a password, with certificates for
/// it and for a clearinghouse beside it.
package final class NetworkedServer: @unchecked Sendable {  // under the monitor
  private let monitor = Monitor()
  private var current: PrivateCluster
  private var hasPasswords = false
  /// Certificates and the gateway's password.
  package let folder: String
  /// The host in an address: one, or several with commas between.
  package let host: String

  /// - Parameters:
  ///   - addresses: of this machine, at which it listens.
  ///   - host: where it is looked for; also at others that take over.
  ///   - certified: further addresses for which the certificates stand.
  package init(_ addresses: [String], host: String? = nil, clients: String, certified: [String] = []) throws {
    let folder = "/tmp/scrim-net-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
    self.folder = folder
    self.host = host ?? addresses.joined(separator: ",")
    let files = try DemoCertificates.write(
      in: folder, serverNames: addresses + certified + ["127.0.0.1"], validity: .days(30))
    try Data("\(UUID().uuidString)\n".utf8).write(to: URL(filePath: folder + "/password"))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder + "/password")
    current = try Self.cluster(
      in: folder + "/one", addresses, clients, (files.serverCertificate, files.serverKey))
    try current.start()
  }

  /// The one that takes writes.
  package var cluster: PrivateCluster { monitor.locked { current } }

  package func takeOver(by other: PrivateCluster) { monitor.locked { current = other } }

  deinit {
    try? cluster.stop(.immediate)
    try? FileManager.default.removeItem(atPath: cluster.home)
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Another one with the same certificates, not started.
  package func another(_ addresses: [String], clients: String) throws -> PrivateCluster {
    try Self.cluster(
      in: folder + "/other", addresses, clients, (folder + "/server.crt.pem", folder + "/server.key.pem"))
  }

  private static func cluster(
    in folder: String, _ addresses: [String], _ clients: String, _ server: (certificate: String, key: String)
  ) throws -> PrivateCluster {
    try PrivateCluster(
      folder, settings: ["fsync": "off", "full_page_writes": "off"],
      network: ClusterNetwork(
        addresses: addresses, clients: clients, certificate: server.certificate, key: server.key))
  }

  /// Gateway and auditor may log in, once there are such roles. They are the server's, not the database's:
  /// two sessions that alter one at once end with an error, so that it is done once, and by one.
  package func letIn(_ database: TemporaryDatabase) throws {
    try monitor.locked {
      guard !hasPasswords else { return }
      let password = try String(contentsOfFile: folder + "/password", encoding: .utf8).prefix {
        !$0.isNewline
      }
      let connection = try database.connect(as: "postgres")
      for login in ["scrim_gateway", "auditor"] {
        try connection.script("alter role \(login) password '\(password)'")
      }
      hasPasswords = true
    }
  }

  /// The file for one of a clearinghouse's settings.
  package func file(_ setting: String) -> String? {
    let names = [
      "authority": "authority.crt.pem", "clientCertificate": "client.crt.pem", "clientKey": "client.key.pem",
    ]
    return names[setting].map { "\(folder)/\($0)" }
  }

  /// `database` of a configuration that goes over the network.
  package func section(_ database: String) -> [String: Any] {
    [
      "host": host, "name": database, "kind": "synthetic", "rootCertificate": folder + "/authority.crt.pem",
      "logins": [
        "gateway": ["user": "scrim_gateway", "passwordFile": folder + "/password"],
        "auditor": ["user": "auditor", "passwordFile": folder + "/password"],
      ],
    ]
  }
}
