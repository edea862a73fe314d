internal import Credentials
internal import Signing
internal import Testing

@Suite("Letter") struct LetterTests {
  private let text = Array("what one claim would say".utf8)

  private func key() throws -> LetterKey { try #require(LetterKey(RandomBytes.make(32))) }

  /// RFC 7748, section 6.1: Alice's keys.
  @Test func `has the public key that the standard gives`() throws {
    let secret: [UInt8] = [
      0x77, 0x07, 0x6d, 0x0a, 0x73, 0x18, 0xa5, 0x7d, 0x3c, 0x16, 0xc1, 0x72, 0x51, 0xb2, 0x66, 0x45,
      0xdf, 0x4c, 0x2f, 0x87, 0xeb, 0xc0, 0x99, 0x2a, 0xb1, 0x77, 0xfb, 0xa5, 0x1d, 0xb9, 0x2c, 0x2a,
    ]
    let shown: [UInt8] = [
      0x85, 0x20, 0xf0, 0x09, 0x89, 0x30, 0xa7, 0x54, 0x74, 0x8b, 0x7d, 0xdc, 0xb4, 0x3e, 0xf7, 0x5a,
      0x0d, 0xbf, 0x3a, 0x0d, 0x26, 0x38, 0x1a, 0xf4, 0xeb, 0xa4, 0xa9, 0x8e, 0xaa, 0x9b, 0x4e, 0x6a,
    ]
    #expect(try #require(LetterKey(secret)).publicKey == shown)
  }

  @Test func `is read by whom it is for, and by nobody else`() throws {
    let (mine, other) = (try key(), try key())
    let letter = try #require(Letter.seal(text, to: mine.publicKey, label: "one"))
    #expect(Letter.open(letter, with: mine, label: "one") == text)
    #expect(Letter.open(letter, with: other, label: "one") == nil)
    #expect(Letter.open(letter, with: mine, label: "two") == nil)
    #expect(letter.firstRange(of: text) == nil)
    #expect(try #require(Letter.seal(text, to: mine.publicKey, label: "one")) != letter)
  }

  @Test func `does not open with any bit changed, or cut`() throws {
    let mine = try key()
    let letter = try #require(Letter.seal(text, to: mine.publicKey, label: ""))
    for place in letter.indices {
      var changed = letter
      // The top bit of a public key is not looked at (RFC 7748, section 5); the label has it.
      changed[place] ^= 0x80
      #expect(Letter.open(changed, with: mine, label: "") == nil, "byte \(place)")
      #expect(Letter.open(Array(letter.prefix(place)), with: mine, label: "") == nil)
    }
  }

  @Test func `is written to no key that is none`() {
    #expect(Letter.seal(text, to: [], label: "") == nil)
    #expect(Letter.seal(text, to: [UInt8](repeating: 0, count: 32), label: "") == nil)
    #expect(LetterKey([1]) == nil)
  }
}
