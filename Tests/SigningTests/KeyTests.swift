import Foundation
import Signing
import Testing

@Suite struct `Signing keys` {
  let folder: Folder

  init() throws { folder = try Folder() }

  @discardableResult
  private func load(
    _ passphrase: Secret?, key: String = "signing.key.pem", certificate: String = "signing.crt.pem"
  ) throws -> SigningKey {
    try SigningKey(keyPath: folder(key), certificatePath: folder(certificate), passphrase: passphrase)
  }

  @Test func `made keys are private, encrypted, and load`() throws {
    let written = try KeyFiles.generateSigning(in: folder.path, name: "Quiet Harbor Therapy")
    #expect(written == ["signing.key.pem", "signing.crt.pem", "signing.passphrase"].map { folder($0) })
    for path in written { #expect(try mode(path) == 0o600) }
    let key = try load(Secret.read(file: folder("signing.passphrase")))
    #expect(key.keyID.wholeMatch(of: /[0-9a-f]{16}/) != nil)
    #expect(key.keyID == (try key.certificate.publicKey.id))
    #expect(key.certificate.notAfter > Int(Date().timeIntervalSince1970) + 1095 * 86_400)
  }

  @Test func `the key file takes 600,000 rounds of PBKDF2 to open`() throws {
    _ = try KeyFiles.generateSigning(in: folder.path, name: "Practice")
    let pem = try contents(folder("signing.key.pem"))
    #expect(String(decoding: pem, as: UTF8.self).hasPrefix("-----BEGIN ENCRYPTED PRIVATE KEY-----"))
    let shown = try run("openssl", "asn1parse", "-in", folder("signing.key.pem"))
    #expect(shown.output.contains(":0927C0"))  // 600,000
    #expect(shown.output.contains("hmacWithSHA256") && shown.output.contains("aes-256-cbc"))
  }

  @Test func `nothing is ever overwritten, and nothing half made`() throws {
    try folder.write("signing.crt.pem", "mine".utf8)
    #expect(throws: SigningError.fileExists(folder("signing.crt.pem"))) {
      try KeyFiles.generateSigning(in: folder.path, name: "Practice")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["signing.crt.pem"])
    #expect(try contents(folder("signing.crt.pem")) == Array("mine".utf8))
  }

  @Test func `symmetric keys are made once and differ`() throws {
    _ = try KeyFiles.generateTransit(in: folder.path)
    _ = try KeyFiles.generateIdentifiers(in: folder.path)
    let (transit, identifiers) = (folder("transit.key"), folder("identifiers.key"))
    #expect(try Secret.readKey(file: transit).exposedBytes != Secret.readKey(file: identifiers).exposedBytes)
    #expect(throws: SigningError.fileExists(transit)) { try KeyFiles.generateTransit(in: folder.path) }
  }

  @Test func `each thing wrong with a key is its own error`() throws {
    _ = try KeyFiles.generateSigning(in: folder.path, name: "Practice", passphrase: Secret("sesame"))
    let key = folder("signing.key.pem")
    #expect(throws: Never.self) { try load(Secret("sesame")) }
    #expect(throws: SigningError.wrongPassphrase(key)) { try load(Secret("simsim")) }
    #expect(throws: SigningError.wrongPassphrase(key)) {
      try load(Secret(String(repeating: "x", count: 5000)))
    }
    #expect(throws: SigningError.passphraseNeeded(key)) { try load(nil) }
    #expect(throws: SigningError.file(.missing(folder("none")))) { try load(Secret("sesame"), key: "none") }
    #expect(throws: SigningError.missing(folder("none"))) { try load(Secret("sesame"), certificate: "none") }
    let text = try folder.write("text", "no key here".utf8)
    #expect(throws: SigningError.notAPrivateKey(text)) { try load(Secret("sesame"), key: "text") }
    #expect(throws: SigningError.notACertificate(text)) { try load(Secret("sesame"), certificate: "text") }
    chmod(key, 0o644)
    #expect(throws: SigningError.file(.openToOthers(key))) { try load(Secret("sesame")) }
  }

  @Test func `a passphrase for a key that is not encrypted is refused`() throws {
    let demo = try DemoCertificates(authority: "A")
    try demo.client("c").write(key: folder("k"), certificate: folder("c"))
    #expect(throws: SigningError.keyNotEncrypted(folder("k"))) {
      try load(Secret("sesame"), key: "k", certificate: "c")
    }
    #expect(throws: Never.self) { try load(nil, key: "k", certificate: "c") }
  }

  @Test func `key and certificate must belong together and be valid today`() throws {
    let demo = try DemoCertificates(authority: "A")
    try demo.client("one").write(key: folder("k1"), certificate: folder("c1"))
    try demo.client("two", validity: .expired).write(key: folder("k2"), certificate: folder("c2"))
    let future = Validity(notBefore: 4_102_444_800, notAfter: 4_133_980_800)  // the year 2100
    try demo.client("three", validity: future).write(key: folder("k3"), certificate: folder("c3"))
    let mismatch = SigningError.certificateOfAnotherKey(certificate: folder("c2"), key: folder("k1"))
    #expect(throws: mismatch) { try load(nil, key: "k1", certificate: "c2") }
    let yesterday = Date(timeIntervalSinceNow: -86_400).formatted(.iso8601.year().month().day())
    #expect(throws: SigningError.certificateExpired(folder("c2"), on: yesterday)) {
      try load(nil, key: "k2", certificate: "c2")
    }
    #expect(throws: SigningError.certificateNotYetValid(folder("c3"), until: "2100-01-01")) {
      try load(nil, key: "k3", certificate: "c3")
    }
  }

  @Test(arguments: ["RSA -pkeyopt rsa_keygen_bits:2048", "EC -pkeyopt ec_paramgen_curve:P-384", "ED25519"])
  func `only a P-256 key signs payloads`(_ kind: String) throws {
    let options = kind.split(separator: " ").joined(separator: " ")
    let (key, certificate) = (folder("k"), folder("c"))
    let script = """
      umask 077; openssl genpkey -algorithm \(options) -out \(key) && \
      openssl req -new -x509 -key \(key) -subj /CN=x -out \(certificate)
      """
    #expect(try run("sh", "-c", script).status == 0)
    #expect(throws: SigningError.unsuitableKey(key, wanted: "P-256")) {
      try load(nil, key: "k", certificate: "c")
    }
  }

  @Test func `every error is a sentence with a next step`() {
    let errors: [SigningError] = [
      .file(.missing("F")), .missing("F"), .unreadable("F"), .unusableHostName, .passphraseNeeded("F"),
      .wrongPassphrase("F"), .keyNotEncrypted("F"),
      .notAPrivateKey("F"), .notAPublicKey("F"), .notACertificate("F"), .unsuitableKey("F", wanted: "P-256"),
      .certificateOfAnotherKey(certificate: "F", key: "K"), .certificateExpired("F", on: "D"),
      .certificateNotYetValid("F", until: "D"), .signatureRefused, .unsignable(part: "F"), .fileExists("F"),
      .cannotWrite("F"), .library(operation: "F", reason: 1),
    ]
    for error in errors {
      #expect(error.description.hasSuffix(".") || error.description.hasSuffix(")."))
      #expect(error.nextStep.hasSuffix("."))
    }
  }
}
