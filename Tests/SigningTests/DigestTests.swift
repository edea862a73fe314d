import Signing
import Testing

@Suite struct `Digests and keyed hashes` {
  @Test func `a digest is SHA-256 and prints with its name`() {
    let digest = Digest(sha256Of: Array("abc".utf8))  // FIPS 180-4, example
    #expect(digest.hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect("\(digest)" == "sha256:" + digest.hex)
    #expect(Digest("\(digest)") == digest)
    #expect(Digest(bytes: digest.bytes) == digest)
  }

  @Test(arguments: ["", "sha256:", "sha256:BA78", "sha1:00", "sha256:" + String(repeating: "g", count: 64)])
  func `only a whole digest is read back`(_ text: String) {
    #expect(Digest(text) == nil)
  }

  @Test(arguments: [
    // RFC 4231, test cases 1, 2 and 6: key, data, HMAC-SHA-256
    (
      [UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8),
      "sha256:b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
      "sha256:5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      [UInt8](repeating: 0xaa, count: 131),
      Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      "sha256:60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
  ])
  func `a keyed hash is HMAC-SHA256`(_ key: [UInt8], _ data: [UInt8], _ expected: String) {
    let hash = KeyedHash(key: key)
    #expect(Digest(bytes: hash.hash(bytes: data)) == Digest(expected))
    #expect(hash.hash(bytes: data) == hash.hash(bytes: data))
  }

  @Test func `where one part ends is part of the hash`() {
    let hash = KeyedHash(key: Secret.random(32))
    #expect(hash.hash("S-1", "1") == hash.hash("S-1", "1"))
    #expect(hash.hash("S-1", "1") != hash.hash("S-", "11"))
    #expect(hash.hash("S-1", "1") != hash.hash("S-11"))
    #expect(hash.hash("S-1") != KeyedHash(key: Secret.random(32)).hash("S-1"))
  }

  @Test func `threads share a keyed hash`() async {
    let hash = KeyedHash(key: Array("key".utf8))
    let expected = (0..<100).map { hash.hash("\($0)") }
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<4 {
        group.addTask { (0..<20_000).allSatisfy { hash.hash("\($0 % 100)") == expected[$0 % 100] } }
      }
      for await same in group { #expect(same) }
    }
  }
}

@Suite struct `Random identifiers` {
  @Test func `version 4 tells nothing and differs each time`() {
    let made = (0..<1000).map { _ in uuidV4() }
    #expect(Set(made).count == 1000)
    for id in made.prefix(20) {
      #expect(id.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
    }
  }

  @Test func `an identifier comes back from its 16 bytes only`() {
    let id = UniqueID.v4()
    #expect(UniqueID(bytes: id.bytes) == id)
    #expect(UniqueID(bytes: Array(id.bytes.dropLast())) == nil)
    #expect(UniqueID(bytes: id.bytes + [0]) == nil)
  }

  @Test func `version 7 begins with the time`() {
    let id = uuidV7(milliseconds: 0x017F_22E2_79B0)  // RFC 9562, appendix A.6
    #expect(id.hasPrefix("017f22e2-79b0-7"))
    #expect(uuidV7(milliseconds: 1) < uuidV7(milliseconds: 2))
  }
}
