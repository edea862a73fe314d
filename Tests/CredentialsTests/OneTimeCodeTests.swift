import Credentials
import Dispatch
import Synchronization
import Testing

@Suite struct `A one-time code` {
  private let secret = Array("12345678901234567890".utf8)

  /// RFC 4226, appendix D.
  @Test func `is that of the standard for each counter`() {
    let codes = [
      "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
    ]
    #expect((0..<10).map { OneTimeCode.code(secret: secret, counter: $0) } == codes)
  }

  /// RFC 6238, appendix B; it has eight digits, of which an app shows the last six.
  @Test(
    arguments: [
      (59, 0x1, "94287082"), (1_111_111_109, 0x23523EC, "07081804"), (1_111_111_111, 0x23523ED, "14050471"),
      (1_234_567_890, 0x273EF07, "89005924"), (2_000_000_000, 0x3F940AA, "69279037"),
      (20_000_000_000, 0x27BC_86AA, "65353130"),
    ] as [(Int64, Int64, String)])
  func `is that of the standard for each time`(_ time: Int64, _ counter: Int64, _ code: String) {
    #expect(OneTimeCode.counter(at: time) == counter)
    let typed = String(code.suffix(6))
    #expect(OneTimeCode.code(secret: secret, counter: counter) == typed)
    #expect(OneTimeCode.matches(typed, secret: secret, at: time, after: nil) == counter)
  }

  @Test func `is good one step before and after, and no further`() {
    let now: Int64 = 1_800_000_000
    let counter = OneTimeCode.counter(at: now)
    let found = (-3...3).map { (step: Int64) -> Int64? in
      let code = OneTimeCode.code(secret: secret, counter: counter + step)
      return OneTimeCode.matches(code, secret: secret, at: now, after: nil).map { $0 - counter }
    }
    #expect(found == [nil, nil, -1, 0, 1, nil, nil])
    #expect(OneTimeCode.counter(at: -1) == -1 && OneTimeCode.counter(at: -30) == -1)
    #expect(OneTimeCode.matches("755224", secret: secret, at: 0, after: nil) == 0)
    #expect(OneTimeCode.matches("755224", secret: secret, at: -1, after: nil) == 0)
  }

  @Test func `is good once`() {
    let now: Int64 = 1_800_000_000
    let counter = OneTimeCode.counter(at: now)
    func matches(_ step: Int64, after: Int64) -> Int64? {
      let code = OneTimeCode.code(secret: secret, counter: counter + step)
      return OneTimeCode.matches(code, secret: secret, at: now, after: counter + after).map { $0 - counter }
    }
    #expect(matches(0, after: -1) == 0)
    #expect(matches(0, after: 0) == nil)
    #expect(matches(-1, after: 0) == nil)
    #expect(matches(1, after: 0) == 1)
    #expect(matches(1, after: 1) == nil)
  }

  /// Found by looking for it: counters one apart with one code. The later one is what counts, or the code
  /// would be good again.
  @Test func `is good once where two steps share it`() throws {
    let twin = try #require(
      (0..<4_000_000).first { (counter: Int64) in
        OneTimeCode.code(secret: [7], counter: counter) == OneTimeCode.code(secret: [7], counter: counter + 1)
      })
    let code = OneTimeCode.code(secret: [7], counter: twin)
    #expect(OneTimeCode.matches(code, secret: [7], at: twin * 30, after: nil) == twin + 1)
    #expect(OneTimeCode.matches(code, secret: [7], at: twin * 30, after: twin + 1) == nil)
  }

  /// Of 400,000 secrets, asked for on several threads, the code of at most a dozen: 1.2 are to be expected.
  @Test func `is hit by a guess three times in a million`() {
    let now: Int64 = 1_800_000_000
    let hits = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      for _ in 0..<50_000 {
        let hit = OneTimeCode.matches("000000", secret: OneTimeCode.newSecret(), at: now, after: nil)
        if hit != nil { hits.withLock { $0 += 1 } }
      }
    }
    #expect(hits.withLock { $0 } <= 12)
  }

  @Test(arguments: ["287082", " 287 082 ", "287\u{a0}082", "2 8 7 0 8 2\n"])
  func `may be typed with spaces`(_ typed: String) {
    #expect(OneTimeCode.matches(typed, secret: secret, at: 59, after: nil) == 1)
  }

  @Test(arguments: [
    "", "28708", "2870820", "287083", "28708a", "-87082", "287,082", "٢٨٧٠٨٢", "２８７０８２", "287082\0",
  ])
  func `is nothing else`(_ typed: String) {
    #expect(OneTimeCode.matches(typed, secret: secret, at: 59, after: nil) == nil)
  }

  @Test func `has a secret of its own`() {
    let (one, other) = (OneTimeCode.newSecret(), OneTimeCode.newSecret())
    #expect(one.count == 20 && other.count == 20 && one != other)
    #expect(OneTimeCode.matches("287082", secret: [], at: 59, after: nil) == nil)
  }

  @Test func `has an address that an app reads`() {
    #expect(
      OneTimeCode.uri(secret: secret, login: "ann.moss", issuer: "Scrim")
        == "otpauth://totp/Scrim:ann.moss?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Scrim"
        + "&algorithm=SHA1&digits=6&period=30")
    #expect(
      OneTimeCode.uri(secret: [0], login: "zoë@x.example/?&#%\n", issuer: "A: B&issuer=C")
        == "otpauth://totp/A%20%20B%26issuer%3DC:zo%C3%AB%40x.example%2F%3F%26%23%25%0A?secret=AA"
        + "&issuer=A%20%20B%26issuer%3DC&algorithm=SHA1&digits=6&period=30")
  }
}

@Suite struct `Base 32` {
  /// RFC 4648, section 10, without its padding.
  @Test(arguments: [
    ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
    ("foobar", "MZXW6YTBOI"),
  ])
  func `is that of the standard`(_ text: String, _ encoded: String) {
    #expect(OneTimeCode.base32(Array(text.utf8)) == encoded)
    #expect(OneTimeCode.bytes(base32: encoded) == Array(text.utf8))
    #expect(OneTimeCode.bytes(base32: encoded.lowercased()) == Array(text.utf8))
  }

  @Test(arguments: [
    "M", "MZX", "MZXW6Y", "A", "AAA", "AAAAAA", "MZ", "MY======", "M1", "M8", "M0", "MZ XQ", "MZÄQ",
    "MZXW6YTBO",
  ])
  func `reads nothing else`(_ text: String) {
    #expect(OneTimeCode.bytes(base32: text) == nil)
  }

  @Test func `comes back for any bytes`() {
    for count in 0..<64 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255) }
      #expect(OneTimeCode.bytes(base32: OneTimeCode.base32(bytes)) == bytes)
    }
  }
}
