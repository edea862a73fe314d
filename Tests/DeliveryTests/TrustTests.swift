import Delivery
import Foundation
import Signing
import Submissions
import Testing

/// Whom the courier believes, and who believes the courier.
struct `Trust` {
  @Test(arguments: ["tls1.2", "tls1.3"], [Certificates.Folder.theirs, .elsewhere])
  func `refuses a server of another authority or another name`(_ tls: String, _ folder: Certificates.Folder)
    throws
  {
    let server = try ScriptedServer("receipt:{}", tls: tls, certificates: folder)
    var destination = try Destination.local(server.port)
    if folder == .elsewhere {
      destination.authority = try Certificates.file("authority.crt.pem", .elsewhere)
      destination.clientCertificate = try Certificates.file("client.crt.pem", .elsewhere)
      destination.clientKey = try Certificates.file("client.key.pem", .elsewhere)
    }
    let delivery = try Courier(destination).send()
    #expect(delivery.outcome == .notSent(.serverCertificateRefused))
    #expect(delivery.requestBytes == 0)
    #expect(server.finish().allSatisfy { !$0.hasPrefix("request") })
  }

  @Test(arguments: ["tls1.2", "tls1.3"])
  func `refuses a server whose certificate has expired`(_ tls: String) throws {
    let folder = try Certificates.fresh().path
    let demo = try DemoCertificates(authority: "Old")
    try demo.writeAuthority(to: folder + "/authority.crt.pem")
    try demo.server(["127.0.0.1"], validity: .expired).write(
      key: folder + "/server.key.pem", certificate: folder + "/server.crt.pem")
    try demo.client("c").write(key: folder + "/c.key.pem", certificate: folder + "/c.crt.pem")
    let server = try ScriptedServer("receipt:{}", tls: tls, folder: folder)
    var destination = try Destination.local(server.port)
    destination.authority = folder + "/authority.crt.pem"
    destination.clientCertificate = folder + "/c.crt.pem"
    destination.clientKey = folder + "/c.key.pem"
    let delivery = try Courier(destination).send()
    #expect(delivery.outcome == .notSent(.serverCertificateRefused))
    #expect(delivery.requestBytes == 0)
    #expect(server.finish().allSatisfy { !$0.hasPrefix("request") })
  }

  @Test
  func `refuses a server whose key is not pinned, although its certificate is good`() throws {
    let server = try ScriptedServer("receipt:{}")
    var destination = try Destination.local(server.port)
    let stranger = try pin(of: "server.crt.pem", .theirs)
    destination.pinnedPublicKeys = [stranger]
    let refused = try Courier(destination).send()
    #expect(refused.outcome == .notSent(.pinRefused))
    #expect(refused.requestBytes == 0)
    destination.pinnedPublicKeys = [stranger, try pin(of: "server.crt.pem", .ours)]
    #expect(try Courier(destination).send().outcome.name == "accepted")
    #expect(server.finish().filter { $0.hasPrefix("request") }.count == 1)
  }

  @Test
  func `refuses a server that knows nothing newer than TLS 1.1`() throws {
    let server = try ScriptedServer("receipt:{}", tls: "tls1.1")
    let delivery = try Courier(.local(server.port)).send()
    #expect(delivery.outcome == .notSent(.tlsHandshakeFailed))
    #expect(server.finish() == ["connection", "handshake-failed"])
  }

  // In TLS 1.3 the server looks at our certificate when the request is already under way.
  @Test(arguments: [
    ("tls1.2", Outcome.notSent(.clientCertificateRefused)), ("tls1.3", .inDoubt(.clientCertificateRefused)),
  ])
  func `learns that its certificate is of another authority`(_ tls: String, _ outcome: Outcome) throws {
    let server = try ScriptedServer("receipt:{}", tls: tls)
    var destination = try Destination.local(server.port)
    destination.clientCertificate = try Certificates.file("client.crt.pem", .theirs)
    destination.clientKey = try Certificates.file("client.key.pem", .theirs)
    let courier = try Courier(destination)
    #expect(courier.send().outcome == outcome)
    #expect(courier.probe().fault == .clientCertificateRefused)
    #expect(server.finish().allSatisfy { !$0.hasPrefix("request") })
  }

  @Test(arguments: [
    ("tls1.2", Outcome.notSent(.clientCertificateRefused)), ("tls1.3", .inDoubt(.clientCertificateRefused)),
  ])
  func `learns that its certificate has expired since it was read`(_ tls: String, _ outcome: Outcome) throws {
    let folder = try Certificates.fresh().path
    let now = Int(Date().timeIntervalSince1970)
    let demo = try DemoCertificates(authority: "Short")
    try demo.writeAuthority(to: folder + "/authority.crt.pem")
    try demo.server(["127.0.0.1"]).write(
      key: folder + "/server.key.pem", certificate: folder + "/server.crt.pem")
    let brief = Validity(notBefore: now - 10, notAfter: now + 2)
    try demo.client("c", validity: brief).write(
      key: folder + "/c.key.pem", certificate: folder + "/c.crt.pem")
    let server = try ScriptedServer("receipt:{}", tls: tls, folder: folder)
    var destination = try Destination.local(server.port)
    destination.authority = folder + "/authority.crt.pem"
    destination.clientCertificate = folder + "/c.crt.pem"
    destination.clientKey = folder + "/c.key.pem"
    let courier = try Courier(destination)
    #expect(courier.send().outcome.name == "accepted")
    Thread.sleep(forTimeInterval: 3.2)
    #expect(courier.send().outcome == outcome)
    #expect(server.finish().filter { $0.hasPrefix("request") }.count == 1)
  }

  @Test
  func `probes without a request`() throws {
    let server = try ScriptedServer("receipt:{}")
    let probe = try Courier(.local(server.port)).probe()
    #expect(probe.fault == nil, "\(probe)")
    #expect(server.finish().prefix(2) == ["connection", "handshake"])
    #expect(try Courier(.local(server.port)).probe().fault == .connectionRefused)
    let stranger = try ScriptedServer("receipt:{}", certificates: .theirs)
    #expect(try Courier(.local(stranger.port)).probe().fault == .serverCertificateRefused)
    _ = stranger.finish()
  }

  private func pin(of name: String, _ folder: Certificates.Folder) throws -> String {
    let certificate = try Certificates.file(name, folder)
    let openssl = Process()
    let output = Pipe()
    openssl.executableURL = URL(filePath: "/bin/sh")
    let steps =
      "openssl x509 -in \"$1\" -noout -pubkey | openssl pkey -pubin -outform der"
    openssl.arguments = ["-c", steps + " | openssl dgst -sha256 -binary | base64", "sh", certificate]
    openssl.standardOutput = output
    try openssl.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    openssl.waitUntilExit()
    return "sha256//" + String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
