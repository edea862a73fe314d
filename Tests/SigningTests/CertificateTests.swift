import Foundation
import Signing
import Testing

@Suite struct `Demonstration certificates` {
  let folder: Folder
  let files: DemoCertificates.Files

  init() throws {
    folder = try Folder()
    files = try DemoCertificates.write(in: folder.path)
  }

  private func verify(_ purpose: String, _ certificate: String, _ more: String...) throws -> Bool {
    let arguments = ["openssl verify -x509_strict -CAfile", files.authority, "-purpose", purpose] + more
    return try run("sh", "-c", (arguments + [certificate]).joined(separator: " ")).status == 0
  }

  @Test func `OpenSSL accepts each for its purpose and no other`() throws {
    #expect(try verify("sslserver", files.serverCertificate, "-verify_hostname localhost"))
    #expect(try verify("sslserver", files.serverCertificate, "-verify_ip 127.0.0.1"))
    #expect(try verify("sslclient", files.clientCertificate))
    #expect(try !verify("sslserver", files.serverCertificate, "-verify_hostname example.org"))
    #expect(try !verify("sslserver", files.clientCertificate))
    #expect(try !verify("sslclient", files.serverCertificate))
  }

  @Test func `another authority and a past validity are refused`() throws {
    let other = try DemoCertificates(authority: "Demonstration Authority")
    try other.client("c").write(key: folder("k1"), certificate: folder("c1"))
    #expect(try !verify("sslclient", folder("c1")))
    let demo = try DemoCertificates(authority: "Past")
    try demo.writeAuthority(to: folder("past"))
    try demo.client("c", validity: .expired).write(key: folder("k2"), certificate: folder("c2"))
    let shown = try run("openssl", "verify", "-CAfile", folder("past"), folder("c2"))
    #expect(shown.status != 0 && shown.output.contains("expired"))
  }

  @Test func `all files are private and no name can smuggle an extension`() throws {
    for path in [files.authority, files.serverKey, files.serverCertificate, files.clientKey] {
      #expect(try mode(path) == 0o600)
    }
    let demo = try DemoCertificates(authority: "A")
    #expect(throws: SigningError.unusableHostName) { try demo.server(["a,DNS:example.org"]) }
  }
}
