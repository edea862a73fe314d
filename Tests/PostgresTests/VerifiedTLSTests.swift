internal import Demonstration
internal import Foundation
internal import Postgres
internal import Testing

/// A real server with TLS on two addresses of the loopback network; its certificate names the first.
@Suite("Verified TLS", .serialized) final class VerifiedTLSTests {
  private let folder = "/tmp/scrim-tls-\(UUID().uuidString.prefix(8))"
  private let cluster: PrivateCluster
  private let named: String
  private let unnamed: String

  init() throws {
    let network = "127.\(Int.random(in: 16...250)).\(Int.random(in: 1...250))"
    (named, unnamed) = (network + ".1", network + ".2")
    cluster = try PrivateCluster(folder)
    try cluster.start()
    let data = cluster.home + "/data"
    try makeCertificate(key: data + "/server.key", certificate: data + "/server.crt")
    try makeCertificate(key: folder + "/other.key", certificate: folder + "/other.crt")
    try FileManager.default.copyItem(atPath: data + "/server.crt", toPath: folder + "/root.crt")
    let access = "local all all peer map=scrim\nhostssl all all 127.0.0.0/8 scram-sha-256\n"
    try access.write(toFile: data + "/tls_hba.conf", atomically: false, encoding: .utf8)
    for file in ["server.key", "server.crt", "tls_hba.conf"] {
      try run("chown", "--reference=\(data)", "\(data)/\(file)")
    }
    let administrator = try Connection(cluster.address(database: "postgres", user: "postgres"))
    for setting in [
      "ssl = on", "listen_addresses = '\(named),\(unnamed)'", "hba_file = '\(data)/tls_hba.conf'",
    ] {
      try administrator.query("alter system set \(setting)")
    }
    try administrator.query("create role remote login password 'correct horse'")
    try cluster.stop()
    try cluster.start()
  }

  deinit {
    try? cluster.stop()
    try? FileManager.default.removeItem(atPath: cluster.home)
    try? FileManager.default.removeItem(atPath: folder)
  }

  @Test func `lets in whom it can verify, and tells the refusals apart`() throws {
    let connection = try Connection(address(named))
    let seen = try connection.query("select ssl, version from pg_stat_ssl where pid = pg_backend_pid()")
    #expect(try seen.bool(0, 0))
    #expect(try seen.text(0, 1).hasPrefix("TLSv1."))

    // Of several it takes the first that is there and takes writes.
    let absent = named.dropLast(2) + ".9"
    #expect(try Connection(address("\(absent),\(named)")).query("select 1").int32(0, 0) == 1)

    #expect(try refusal(address(unnamed)) == "08004")
    #expect(try refusal(address(named) { $0.rootCertificate = folder + "/other.crt" }) == "08004")
    #expect(try refusal(address(named) { $0.password = "wrong" }) == "28P01")
    #expect(try refusal(address(named) { $0.database = "absent" }) == "3D000")
    #expect(try refusal(address(named) { $0.port = 1 }) == "08001")
    #expect(try refusal(address("\(absent),\(absent)")) == "08001")
  }

  private func address(_ host: String, _ change: (inout Address) -> Void = { _ in }) -> Address {
    var address = Address(host: host, database: "postgres", user: "remote")
    address.password = "correct horse"
    address.rootCertificate = folder + "/root.crt"
    change(&address)
    return address
  }

  private func refusal(_ address: Address) throws -> String {
    let error = try #require(throws: PostgresError.self) { try Connection(address) }
    #expect(error.kind == .connectionFailed)
    return error.sqlState
  }

  private func makeCertificate(key: String, certificate: String) throws {
    try run(
      "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
      "2",
      "-subj", "/CN=\(named)", "-addext", "subjectAltName=IP:\(named)", "-keyout", key, "-out", certificate)
  }

  private func run(_ command: String...) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }
}
