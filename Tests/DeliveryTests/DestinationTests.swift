import Delivery
import Foundation
import Signing
import Submissions
import Testing

/// What is refused before a connection is made.
struct `A destination` {
  @Test(arguments: [
    ("http://127.0.0.1/claims", DeliveryError.endpointNotHTTPS),
    ("ftp://127.0.0.1/claims", .endpointNotHTTPS),
    ("file:///etc/passwd", .endpointNotHTTPS),
    ("https://user:word@127.0.0.1/claims", .endpointCarriesPassword),
    ("https://user@127.0.0.1/claims", .endpointCarriesPassword),
    ("https://127.0.0.1/claims#part", .endpointUnreadable),
    ("https://Example.org/claims", .endpointUnreadable),
    ("https://127.0.0.1/a b", .endpointUnreadable),
    ("https://127.0.0.1/a\r\nX-More: 1", .endpointUnreadable),
    ("", .endpointUnreadable),
  ])
  func `has an https endpoint without credentials`(_ endpoint: String, _ error: DeliveryError) throws {
    var destination = try Destination.local(443)
    destination.endpoint = endpoint
    #expect(throws: error) { try Courier(destination) }
  }

  @Test(arguments: ["sha256//", "sha1//aGVsbG8=", "sha256//;", "/etc/passwd", "sha256//AAAA;sha256//AAAA"])
  func `has well-formed pins`(_ pin: String) throws {
    var destination = try Destination.local(443)
    destination.pinnedPublicKeys = [pin]
    #expect(throws: DeliveryError.pinUnreadable) { try Courier(destination) }
  }

  @Test(arguments: [("Authorization:", "word"), ("", "word"), ("X-Key", "a\r\nX-More: 1"), ("X-Key", "")])
  func `has a header that ends no header`(_ name: String, _ value: String) throws {
    var destination = try Destination.local(443)
    destination.authorization = AuthorizationHeader(name: name, value: Secret(value))
    #expect(throws: DeliveryError.headerUnreadable(name)) { try Courier(destination) }
  }

  @Test
  func `has a client certificate that is valid now and belongs to its key`() throws {
    let folder = try Certificates.fresh().path
    let demo = try DemoCertificates(authority: "A")
    try demo.client("old", validity: .expired).write(key: folder + "/k.pem", certificate: folder + "/c.pem")
    var destination = try Destination.local(443)
    destination.clientCertificate = folder + "/c.pem"
    #expect(
      throws: DeliveryError.file(
        .certificateOfAnotherKey(
          certificate: destination.clientCertificate, key: destination.clientKey))
    ) { try Courier(destination) }
    destination.clientKey = folder + "/k.pem"
    #expect { try Courier(destination) } throws: { error in
      guard case .file(.certificateExpired(folder + "/c.pem", _))? = error as? DeliveryError else {
        return false
      }
      return "\(error)".contains("expired on")
    }
  }

  @Test
  func `has files that are there, private, and open with the passphrase given`() throws {
    let folder = try Certificates.fresh().path
    let demo = try DemoCertificates(authority: "A")
    let files = (key: folder + "/k.pem", certificate: folder + "/c.pem")
    try demo.client("c").write(key: files.key, certificate: files.certificate, passphrase: Secret("right"))
    var destination = try Destination.local(443)
    (destination.clientKey, destination.clientCertificate) = files
    #expect(throws: DeliveryError.file(.passphraseNeeded(files.key))) { try Courier(destination) }
    destination.clientKeyPassphrase = Secret("wrong")
    #expect(throws: DeliveryError.file(.wrongPassphrase(files.key))) { try Courier(destination) }
    destination.clientKeyPassphrase = Secret("right")
    _ = try Courier(destination)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: files.key)
    #expect(throws: DeliveryError.file(.file(.openToOthers(files.key)))) { try Courier(destination) }
    destination = try Destination.local(443)
    destination.authority = folder + "/none.pem"
    #expect(throws: DeliveryError.self) { try Courier(destination) }
  }

  @Test
  func `may have an encrypted client key`() throws {
    let folder = try Certificates.fresh().path
    let demo = try DemoCertificates(authority: "A")
    try demo.writeAuthority(to: folder + "/authority.crt.pem")
    try demo.server(["127.0.0.1"]).write(
      key: folder + "/server.key.pem", certificate: folder + "/server.crt.pem")
    try demo.client("c").write(
      key: folder + "/k.pem", certificate: folder + "/c.pem", passphrase: Secret("open sesame"))
    let server = try ScriptedServer("receipt:{}", folder: folder)
    var destination = try Destination.local(server.port)
    destination.authority = folder + "/authority.crt.pem"
    (destination.clientKey, destination.clientCertificate) = (folder + "/k.pem", folder + "/c.pem")
    destination.clientKeyPassphrase = Secret("open sesame")
    #expect(try Courier(destination).send().outcome.name == "accepted")
    _ = server.finish()
  }
}
