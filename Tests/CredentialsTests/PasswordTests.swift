import Credentials
import Testing

@Suite struct `A proof of a password` {
  /// RFC 7914, section 12; its keys are 64 bytes, of which the first 32 are the key of 32.
  @Test(arguments: [
    (
      "password", "NaCl", "scrypt:10:8:16",
      "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
    ),
    (
      "pleaseletmein", "SodiumChloride", "scrypt:14:8:1",
      "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
    ),
  ])
  func `is that of the standard`(_ password: String, _ salt: String, _ cost: String, _ key: String) throws {
    let cost = try #require(PasswordCost(cost))
    #expect(hex(try Password.proof(password, salt: Array(salt.utf8), cost: cost)) == key)
  }

  /// Made with Python's `hashlib.scrypt`.
  @Test func `is that of another program at the usual cost`() throws {
    let proof = try Password.proof(
      "grünes Fahrrad 木 🚲", salt: Array("sixteen of bytes".utf8), cost: .current)
    #expect(hex(proof) == "e02218e0124c2dcf094b926265e479e77458da476604ee6fb81273041f2f3423")
  }

  @Test func `differs with the password, the salt and the cost`() throws {
    let cheap = try #require(PasswordCost("scrypt:10:8:1"))
    let dearer = try #require(PasswordCost("scrypt:11:8:1"))
    let (one, other) = (Password.newSalt(), Password.newSalt())
    #expect(one.count == 16 && one != other)
    let proofs = [
      try Password.proof("a", salt: one, cost: cheap), try Password.proof("b", salt: one, cost: cheap),
      try Password.proof("a", salt: other, cost: cheap), try Password.proof("a", salt: one, cost: dearer),
      try Password.proof("", salt: one, cost: cheap), try Password.proof("a ", salt: one, cost: cheap),
    ]
    #expect(Set(proofs).count == proofs.count && proofs.allSatisfy { $0.count == 32 })
    #expect(Password.isEqual(proofs[0], try Password.proof("a", salt: one, cost: cheap)))
    #expect(!Password.isEqual(proofs[0], proofs[1]) && !Password.isEqual(proofs[0], []))
  }

  @Test(arguments: [
    ("\u{e9}", "e\u{301}"), ("\u{212b}", "\u{c5}"), ("\u{1e69}", "s\u{307}\u{323}"),
    ("\u{ac01}", "\u{1100}\u{1161}\u{11a8}"), ("\u{958}", "\u{915}\u{93c}"),
  ])
  func `is one however a keyboard writes a letter`(_ one: String, _ other: String) throws {
    let cheap = try #require(PasswordCost("scrypt:10:8:1"))
    #expect(Array(one.utf8) != Array(other.utf8))
    #expect(
      try Password.proof(one, salt: [1], cost: cheap) == Password.proof(other, salt: [1], cost: cheap))
  }

  /// NFC keeps apart what NFKC would join.
  @Test func `is not one for letters that only look alike`() throws {
    let cheap = try #require(PasswordCost("scrypt:10:8:1"))
    #expect(
      try Password.proof("\u{fb01}", salt: [1], cost: cheap) != Password.proof("fi", salt: [1], cost: cheap))
  }

  @Test func `says in a sentence why it was not made`() {
    let error = CredentialsError.library(reason: 7)
    #expect(error.description.contains("7") && error.description.hasSuffix("."))
    #expect(error.nextStep.hasSuffix("."))
  }
}

@Suite struct `The cost of a password` {
  @Test func `is written as it is read`() throws {
    #expect(PasswordCost.current.description == "scrypt:14:8:5")
    #expect(PasswordCost("scrypt:14:8:5") == .current)
    #expect(PasswordCost(logN: 14, r: 8, p: 5) == .current)
    #expect(PasswordCost.current.memoryBytes == 16 << 20)
    #expect(PasswordCost("scrypt:16:8:2")?.memoryBytes == 64 << 20)
  }

  @Test(arguments: [
    "scrypt:17:8:1", "scrypt:16:9:1", "scrypt:62:8:1", "scrypt:9:8:1", "scrypt:10:1:1", "scrypt:14:0:5",
    "scrypt:14:8:0", "scrypt:14:8:17", "scrypt:16:8:16", "scrypt:14:-8:5", "scrypt:014:8:5", "scrypt:+14:8:5",
    "scrypt:14:8", "scrypt:14:8:5:1", "scrypt:14:8:5 ", "Scrypt:14:8:5", "argon2:14:8:5", "", ":::",
    "scrypt:14:8:99999999999999999999",
  ])
  func `is refused where it is absurd or not in its form`(_ text: String) {
    #expect(PasswordCost(text) == nil)
  }

  /// What may be configured must also be derivable: OpenSSL has a limit of its own.
  @Test func `is bearable at its limit`() throws {
    let limit = try #require(PasswordCost("scrypt:16:8:1"))
    #expect(try Password.proof("a", salt: [1], cost: limit).count == 32)
  }
}
