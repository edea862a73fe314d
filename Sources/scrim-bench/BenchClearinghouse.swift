internal import Demonstration
internal import Foundation
internal import Glibc
internal import Signing

/// Keys, certificates, the configuration, and the sandbox clearinghouse of a bench.
final class BenchClearinghouse {
  let practice: BenchPractice
  let folder: String
  let programs: String
  private var sandboxes: [pid_t] = []

  init(_ practice: BenchPractice) throws {
    self.practice = practice
    folder = try Self.absolute(practice.options.folder) + "/run"
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    programs = String(own[..<(own.lastIndex(of: "/") ?? own.endIndex)])
    try? FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try makeKeys()
    try writeConfiguration(
      port: try startSandbox("received", ["--signer", folder + "/keys/signing.crt.pem"]))
  }

  var configuration: String { folder + "/scrim.json" }
  var received: String { folder + "/received" }

  func stop() {
    for sandbox in sandboxes { kill(sandbox, SIGTERM) }
    try? FileManager.default.removeItem(atPath: received)
    try? FileManager.default.removeItem(atPath: folder + "/floor-received")
  }

  /// What the sandbox kept, so that the floor posts the same bytes.
  func payloads() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: received).filter { $0.hasSuffix(".x12") }
      .map { received + "/" + $0 }.sorted()
  }

  private static func absolute(_ path: String) throws -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  }

  private func makeKeys() throws {
    try Child.require([
      programs + "/scrim", "keys", "generate", "--into", folder + "/keys", "--archive-private-key-to",
      folder + "/elsewhere", "--practice", "Bench",
    ])
    try FileManager.default.createDirectory(atPath: folder + "/tls", withIntermediateDirectories: true)
    _ = try DemoCertificates.write(in: folder + "/tls")
  }

  /// Returns the port. The floor's own sandbox takes requests without a signature.
  func startSandbox(_ received: String, _ signatures: [String]) throws -> Int {
    let portFile = "\(folder)/\(received).port"
    sandboxes.append(
      try Child.start(
        [
          programs + "/clearinghouse-sandbox", "--port", "0", "--port-file", portFile,
          "--certificate", folder + "/tls/server.crt.pem", "--key", folder + "/tls/server.key.pem",
          "--client-authority", folder + "/tls/authority.crt.pem", "--received", "\(folder)/\(received)",
        ] + signatures))
    for _ in 0..<400 {
      if let text = try? String(contentsOfFile: portFile, encoding: .utf8),
        let port = Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
      {
        return port
      }
      usleep(25_000)
    }
    throw BenchError("The sandbox clearinghouse did not start.")
  }

  private func writeConfiguration(port: Int) throws {
    let archive = try FileManager.default.contentsOfDirectory(atPath: folder + "/keys")
      .first { $0.hasPrefix("archive-") && $0.hasSuffix(".public.pem") }
    guard let archive else { throw BenchError("There is no archive key in \(folder)/keys.") }
    let payers = ["meridian", "northfield", "cascade", "union"].map {
      """
      {"id": "\($0)", "clearinghouse": "bench", "payerID": "\($0.uppercased().prefix(5))1",
       "firstServiceDate": "2020-01-01", "originalFilingDays": 365}
      """
    }
    let text = """
      {"practice": {"name": "Bench", "timeZone": "UTC", "part2Programme": false},
       "database": {"host": "\(practice.cluster.socketDirectory)", "name": "\(practice.database)", "kind": "synthetic",
         "logins": {"migrator": {"user": "scrim_migrator"}, "gateway": {"user": "scrim_gateway"},
           "billing": {"user": "biller"}}},
       "keys": {"signing": {"key": "keys/signing.key.pem", "certificate": "keys/signing.crt.pem",
         "passphraseFile": "keys/signing.passphrase"}, "transit": "keys/transit.key",
         "identifiers": "keys/identifiers.key", "archivePublicKey": "keys/\(archive)"},
       "clearinghouses": [{"id": "bench", "format": "x12-837p", "transport": "https",
         "endpoint": "https://127.0.0.1:\(port)/claims", "usage": "test", "submitterID": "BENCH",
         "submitterName": "BENCH", "submitterContactName": "BILLING DESK", "submitterContactPhone": "5035550142",
         "receiverID": "SANDBOX", "receiverName": "SANDBOX", "clientCertificate": "tls/client.crt.pem",
         "clientKey": "tls/client.key.pem", "authority": "tls/authority.crt.pem",
         "authorization": {"kind": "none"}, "requestSignature": "rfc9421",
         "idempotency": {"kind": "key", "windowHours": 24}, "receipt": {"kind": "digest"},
         "claimsPerSubmission": 5000}],
       "payers": [\(payers.joined(separator: ",\n"))]}
      """
    try Data(text.utf8).write(to: URL(fileURLWithPath: configuration))
    guard chmod(configuration, 0o600) == 0 else { throw BenchError("\(configuration) cannot be protected.") }
  }
}
