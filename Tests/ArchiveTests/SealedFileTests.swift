import Archive
import Foundation
import Signing
import Testing

@Suite struct `Sealed files` {
  let folder: Folder
  let recipient: Recipient
  let key: PrivateKey
  let text = (0..<2000).flatMap { "STC*A2:20:PR*20261124*WQ*175~REF*1K*MMH\($0)~\n".utf8 }

  init() throws {
    folder = try Folder()
    recipient = try Recipient(publicKey: folder.publicKey)
    #expect(chmod(folder.privateKey, 0o600) == 0)
    key = try PrivateKey(pem: folder.privateKey, passphrase: nil)
  }

  private func open(_ bytes: [UInt8], name: String = "a file") throws -> [UInt8]? {
    guard let sealed = SealedFile(bytes), let dataKey = key.unwrap(sealed.wrappedKey) else { return nil }
    return try? sealed.open(name: name, dataKey: dataKey)
  }

  @Test(arguments: [0, 1, 4096, 1_000_000]) func `come back exactly, compressed or not`(_ count: Int) throws {
    for bytes in [RandomBytes.make(count), Array((0..<count).map { UInt8($0 % 7) })] {
      #expect(try open(recipient.seal(bytes, name: "a file")) == bytes)
      #expect(try open(recipient.sealCompressed(bytes, name: "a file")) == bytes)
    }
  }

  @Test func `are smaller where compressing helps, and no longer where it does not`() throws {
    let plain = try recipient.seal(text, name: "a file")
    #expect(try recipient.sealCompressed(text, name: "a file").count < plain.count / 5)
    let noise = RandomBytes.make(10_000)
    #expect(
      try recipient.sealCompressed(noise, name: "a file").count == recipient.seal(noise, name: "a file").count
    )
  }

  @Test func `open under their own name alone, and not as another kind`() throws {
    let sealed = try recipient.sealCompressed(text, name: "a file")
    #expect(try open(sealed) == text && open(sealed, name: "another") == nil)
    let words = String(decoding: sealed, as: UTF8.self)
    #expect(words.hasPrefix("scrim-sealed-2 "))
    for other in ["scrim-sealed-1 ", "scrim-sealed-3 ", "scrim-sealed-22 "] {
      #expect(try open(Array(words.replacing("scrim-sealed-2 ", with: other).utf8)) == nil)
    }
  }

  @Test func `that were changed anywhere do not open`() throws {
    let sealed = try recipient.sealCompressed(Array("ISA*00~GS~".utf8) + text.prefix(400), name: "a file")
    #expect(try open(sealed) != nil)
    for place in stride(from: 0, to: sealed.count - 1, by: 3) {
      var changed = sealed
      changed[place] = changed[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
      #expect(try open(changed) == nil, "byte \(place)")
    }
  }
}
