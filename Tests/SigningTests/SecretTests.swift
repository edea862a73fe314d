import Foundation
import Signing
import Testing

@Suite struct `Secret files` {
  let folder: Folder

  init() throws { folder = try Folder() }

  @Test(arguments: ["sesame", "sesame\n", "sesame\r\n"])
  func `a secret is one line without its end`(_ text: String) throws {
    let path = try folder.write("secret", text.utf8)
    #expect(try Secret.read(file: path).exposedText == "sesame")
  }

  @Test(arguments: [0o640, 0o604, 0o660, 0o601, 0o620])
  func `a file that is open to others is refused`(_ mode: Int) throws {
    let path = try folder.write("secret", "sesame".utf8, mode: mode)
    #expect(throws: SecretFileError.openToOthers(path)) { try Secret.read(file: path) }
  }

  @Test(.enabled(if: getuid() == 0, "only root can give a file away"))
  func `a file of another user is refused`() throws {
    let path = try folder.write("secret", "sesame".utf8)
    #expect(chown(path, 12_345, 12_345) == 0)
    #expect(throws: SecretFileError.ownedByAnother(path)) { try Secret.read(file: path) }
  }

  @Test func `what is not one secret is refused`() throws {
    #expect(throws: SecretFileError.missing(folder("none"))) { try Secret.read(file: folder("none")) }
    #expect(throws: SecretFileError.notAFile(folder.path)) { try Secret.read(file: folder.path) }
    let cases: [(String, [UInt8], (String) -> SecretFileError)] = [
      ("empty", [], { .empty($0) }),
      ("only-a-line-end", Array("\n".utf8), { .empty($0) }),
      ("two-lines", Array("sesame\nopen\n".utf8), { .notOneLine($0) }),
      ("a-nul", Array("ses\0ame".utf8), { .notOneLine($0) }),
      ("huge", [UInt8](repeating: 65, count: 70_000), { .tooLong($0) }),
    ]
    for (name, bytes, expected) in cases {
      let path = try folder.write(name, bytes)
      #expect(throws: expected(path)) { try Secret.read(file: path) }
    }
  }

  @Test func `a named pipe is refused at once`() throws {
    #expect(mkfifo(folder("pipe"), 0o600) == 0)
    #expect(throws: SecretFileError.notAFile(folder("pipe"))) { try Secret.read(file: folder("pipe")) }
  }

  @Test func `a key file holds 64 hexadecimal digits`() throws {
    let digits = String(repeating: "0f", count: 32)
    let path = try folder.write("good", (digits + "\n").utf8)
    #expect(try Secret.readKey(file: path).exposedBytes == [UInt8](repeating: 15, count: 32))
    for bad in [String(digits.dropLast(2)), digits + "00", digits.dropLast() + "g"] {
      let path = try folder.write("bad", bad.utf8)
      #expect(throws: SecretFileError.notAKey(path)) { try Secret.readKey(file: path) }
    }
  }

  @Test func `a secret does not show itself`() {
    let secret = Secret("sesame")
    var dumped = ""
    dump([secret], to: &dumped)
    for shown in [
      "\(secret)", String(reflecting: secret), dumped, "\(Optional(secret) as Any)", "\([secret])",
    ] {
      #expect(shown.contains("<secret>"))
      #expect(!shown.contains("sesame"))
    }
    #expect(secret.exposedText == "sesame")
  }

  @Test func `every error is a sentence with a next step`() {
    let errors: [SecretFileError] = [
      .missing("F"), .unreadable("F"), .notAFile("F"), .ownedByAnother("F"), .openToOthers("F"), .empty("F"),
      .tooLong("F"), .notOneLine("F"), .notAKey("F"),
    ]
    for error in errors {
      #expect(error.description.contains("F") && error.description.hasSuffix("."))
      #expect(error.nextStep.hasSuffix("."))
    }
  }
}
