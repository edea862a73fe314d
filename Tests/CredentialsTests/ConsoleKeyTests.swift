import Credentials
import Foundation
import Signing
import Testing

@Suite struct `The console's key` {
  let folder: Folder
  let key: ConsoleKey

  init() throws {
    folder = try Folder()
    try ConsoleKey.create(at: folder("console.key"))
    key = try ConsoleKey(file: folder("console.key"))
  }

  private func write(_ text: String, mode: Int = 0o600) throws -> String {
    let path = folder("written")
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return path
  }

  @Test func `is a new file for its owner alone`() throws {
    let attributes = try FileManager.default.attributesOfItem(atPath: folder("console.key"))
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let text = String(decoding: try Data(contentsOf: URL(filePath: folder("console.key"))), as: UTF8.self)
    #expect(text.wholeMatch(of: /[0-9a-f]{64}\n/) != nil)
    try ConsoleKey.create(at: folder("other.key"))
    #expect(try ConsoleKey(file: folder("other.key")).derive("x") != key.derive("x"))
    #expect(throws: SigningError.fileExists(folder("other.key"))) {
      try ConsoleKey.create(at: folder("other.key"))
    }
    #expect(throws: SigningError.cannotWrite(folder("none/x.key"))) {
      try ConsoleKey.create(at: folder("none/x.key"))
    }
  }

  @Test(arguments: [0o640, 0o604, 0o660, 0o601])
  func `is refused where others can read it`(_ mode: Int) throws {
    let path = try write(String(repeating: "0b", count: 32) + "\n", mode: mode)
    #expect(throws: SecretFileError.openToOthers(path)) { try ConsoleKey(file: path) }
  }

  @Test func `is refused where it is no key`() throws {
    #expect(throws: SecretFileError.missing(folder("none"))) { try ConsoleKey(file: folder("none")) }
    for text in ["sesame", String(repeating: "0b", count: 31), String(repeating: "0B", count: 32)] {
      let path = try write(text)
      #expect(throws: SecretFileError.notAKey(path)) { try ConsoleKey(file: path) }
    }
  }

  @Test(arguments: [0, 1, 20, 5000])
  func `opens what it sealed, under the same label`(_ count: Int) throws {
    let secret = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let sealed = key.seal(secret, label: "totp ann")
    #expect(sealed.count == 1 + 12 + count + 16 && sealed.first == 1)
    #expect(key.open(sealed, label: "totp ann") == secret)
    #expect(key.open(sealed, label: "totp bob") == nil)
    #expect(key.open(sealed, label: "") == nil)
    try ConsoleKey.create(at: folder("other.key"))
    #expect(try ConsoleKey(file: folder("other.key")).open(sealed, label: "totp ann") == nil)
    #expect(key.seal(secret, label: "totp ann") != sealed)
  }

  @Test func `opens nothing that was changed in any bit, or cut`() {
    let sealed = key.seal([1, 2, 3, 4], label: "x")
    for index in sealed.indices {
      for bit in 0..<8 {
        var changed = sealed
        changed[index] ^= 1 << UInt8(bit)
        #expect(key.open(changed, label: "x") == nil)
      }
    }
    for count in 0..<sealed.count { #expect(key.open(Array(sealed.prefix(count)), label: "x") == nil) }
    #expect(key.open(sealed + [0], label: "x") == nil)
    #expect(key.open(sealed, label: "x") == [1, 2, 3, 4])
  }

  /// Made with Python's `hmac` and `cryptography` from a key of 32 bytes 0x0b.
  @Test func `derives and opens what another program did`() throws {
    let key = try ConsoleKey(file: try write(String(repeating: "0b", count: 32)))
    #expect(hex(key.derive("handles")) == "9bec4d836ecbf84b052e7f57713157cc4f634d36552738dcbd97eae45773b8dd")
    let sealed = bytes(
      "01000102030405060708090a0bc7fd716565358a1814768d490a586f932605b8fc68ffb1b9ece8e6b726620e70096056d0")
    #expect(key.open(sealed, label: "totp ann") == Array("12345678901234567890".utf8))
  }

  @Test func `derives another key for every purpose`() {
    let derived = ["a", "b", "", "ab"].map(key.derive)
    #expect(Set(derived).count == 4 && derived.allSatisfy { $0.count == 32 })
    #expect(key.derive("a") == derived[0])
  }

  @Test func `does not show itself`() throws {
    let file = String(decoding: try Data(contentsOf: URL(filePath: folder("console.key"))), as: UTF8.self)
    let first = try #require(UInt8(file.prefix(2), radix: 16))
    let second = try #require(UInt8(file.dropFirst(2).prefix(2), radix: 16))
    var dumped = ""
    dump([key], to: &dumped)
    let shown = [
      "\(key)", String(reflecting: key), "\([key])", "\(Optional(key) as Any)", "\((1, key))", dumped,
    ]
    for text in shown {
      #expect(text.contains("ConsoleKey"))
      for part in [String(file.prefix(8)), "\(first), \(second)", "Secret", "KeyedHash"] {
        #expect(!text.contains(part))
      }
    }
    #expect(Mirror(reflecting: key).children.isEmpty)
  }

  private func bytes(_ hex: String) -> [UInt8] {
    stride(from: 0, to: hex.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
  }
}
