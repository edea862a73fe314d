import Archive
import Foundation
import Signing
import Testing

@Suite struct `Archived payloads` {
  let folder: Folder
  let archive: Archive
  let payload = (0..<2000).flatMap { "CLM*\($0)*150***10:B:1*Y*A*Y*Y~\nHI*ABK:F411~\n".utf8 }

  init() throws {
    folder = try Folder()
    archive = try Archive(transitKey: RandomBytes.make(32), archivePublicKey: folder.publicKey)
  }

  @Test(arguments: [0, 1, 16, 4096, 3_000_000])
  func `any payload comes back, exactly`(_ count: Int) throws {
    let payload = RandomBytes.make(count)
    let sealed = try archive.seal(payload, submission: "s-1")
    #expect(sealed.payloadBytes == count)
    #expect(try archive.open(sealed, submission: "s-1") == payload)
  }

  @Test func `claims are compressed and cannot be read`() throws {
    let sealed = try archive.seal(payload, submission: "s-1")
    #expect(sealed.ciphertext.count < payload.count / 5)
    #expect(Data(payload).range(of: Data("F411".utf8)) != nil)
    #expect(Data(sealed.ciphertext).range(of: Data("F411".utf8)) == nil)
    #expect(
      (sealed.nonce.count, sealed.transitWrappedKey.count, sealed.archiveWrappedKey.count) == (12, 60, 384))
    #expect(sealed.archiveKeyID == archive.archiveKeyID)
  }

  @Test func `the same payload is sealed differently each time`() throws {
    let (one, two) = (try archive.seal(payload, submission: "s"), try archive.seal(payload, submission: "s"))
    #expect(one.ciphertext != two.ciphertext && one.nonce != two.nonce)
    #expect(one.transitWrappedKey != two.transitWrappedKey && one.archiveWrappedKey != two.archiveWrappedKey)
  }

  @Test func `the archive key is named as its file's key is`() throws {
    #expect(archive.archiveKeyID == (try PublicKey(pem: folder.publicKey).id))
  }

  @Test func `OpenSSL and the private key give back the data key, and that the payload`() throws {
    let sealed = try archive.seal(payload, submission: "s-1")
    let dataKey = try #require(try folder.unwrap(sealed.archiveWrappedKey))
    #expect(dataKey.count == 32)
    #expect(try Archive.open(sealed, submission: "s-1", dataKey: dataKey) == payload)
    var other = dataKey
    other[0] ^= 1
    #expect(throws: ArchiveError.payloadRefused) {
      try Archive.open(sealed, submission: "s-1", dataKey: other)
    }
    var broken = sealed.archiveWrappedKey
    broken[200] ^= 1
    #expect(try folder.unwrap(broken) == nil)
  }

  @Test func `without the transit wrapping only the archive's key is left`() throws {
    let whole = try archive.seal(payload, submission: "s-1")
    let sealed = changed(whole, transit: [])
    #expect(throws: ArchiveError.transitWrappingRefused) { try archive.open(sealed, submission: "s-1") }
    let dataKey = try #require(try folder.unwrap(sealed.archiveWrappedKey))
    #expect(try Archive.open(sealed, submission: "s-1", dataKey: dataKey) == payload)
  }

  @Test func `every changed byte of every field is refused`() throws {
    let sealed = try archive.seal(Array("ISA*00~GS~".utf8), submission: "s-1")
    #expect(throws: Never.self) { try archive.open(sealed, submission: "s-1") }
    let variants =
      everyFlip(sealed.ciphertext).map { changed(sealed, ciphertext: $0) }
      + everyFlip(sealed.nonce).map { changed(sealed, nonce: $0) }
      + everyFlip(sealed.archiveWrappedKey).map { changed(sealed, archive: $0) }
    for variant in variants {
      #expect(throws: ArchiveError.payloadRefused) { try archive.open(variant, submission: "s-1") }
    }
    for transit in everyFlip(sealed.transitWrappedKey) {
      let variant = changed(sealed, transit: transit)
      #expect(throws: ArchiveError.transitWrappingRefused) { try archive.open(variant, submission: "s-1") }
    }
  }

  @Test func `another key's name, length or submission is refused`() throws {
    let sealed = try archive.seal(payload, submission: "s-1")
    for length in [-1, 0, payload.count - 1, payload.count + 1, Int.max] {
      let variant = SealedPayload(
        ciphertext: sealed.ciphertext, nonce: sealed.nonce, keys: keys(of: sealed), payloadBytes: length)
      #expect(throws: ArchiveError.payloadRefused) { try archive.open(variant, submission: "s-1") }
    }
    let renamed = SealedPayload(
      ciphertext: sealed.ciphertext, nonce: sealed.nonce, keys: keys(of: sealed, id: "0000000000000000"),
      payloadBytes: sealed.payloadBytes)
    #expect(throws: ArchiveError.payloadRefused) { try archive.open(renamed, submission: "s-1") }
    #expect(throws: ArchiveError.transitWrappingRefused) { try archive.open(sealed, submission: "s-2") }
  }

  @Test func `truncated fields are refused`() throws {
    let sealed = try archive.seal(payload, submission: "s-1")
    for count in [0, 1, 15, 16, 17] {
      let short = changed(sealed, ciphertext: Array(sealed.ciphertext.prefix(count)))
      #expect(throws: ArchiveError.payloadRefused) { try archive.open(short, submission: "s-1") }
      let wrapped = changed(sealed, transit: Array(sealed.transitWrappedKey.prefix(count)))
      #expect(throws: ArchiveError.transitWrappingRefused) { try archive.open(wrapped, submission: "s-1") }
      let nonce = changed(sealed, nonce: Array(sealed.nonce.prefix(min(count, 11))))
      #expect(throws: ArchiveError.payloadRefused) { try archive.open(nonce, submission: "s-1") }
    }
  }

  @Test func `another transit key opens nothing`() throws {
    let other = try Archive(transitKey: RandomBytes.make(32), archivePublicKey: folder.publicKey)
    let sealed = try archive.seal(payload, submission: "s-1")
    #expect(throws: ArchiveError.transitWrappingRefused) { try other.open(sealed, submission: "s-1") }
  }

  @Test func `unsuitable keys are refused at the start`() throws {
    let load = { (path: String) in
      try Archive(transitKey: [UInt8](repeating: 1, count: 32), archivePublicKey: path)
    }
    #expect(throws: ArchiveError.transitKeyUnsuitable) {
      try Archive(transitKey: [1, 2], archivePublicKey: folder.publicKey)
    }
    #expect(throws: ArchiveError.archiveKeyMissing("none")) { try load("none") }
    #expect(throws: ArchiveError.archiveKeyUnreadable(folder.privateKey)) { try load(folder.privateKey) }
    let small = try folder.write("small.pem", PrivateKey.rsa(bits: 2048).publicKey.pem)
    #expect(throws: ArchiveError.archiveKeyUnsuitable(small)) { try load(small) }
    let curve = try folder.write("curve.pem", PrivateKey.p256().publicKey.pem)
    #expect(throws: ArchiveError.archiveKeyUnsuitable(curve)) { try load(curve) }
  }

  @Test func `threads share an archive`() async throws {
    try await withThrowingTaskGroup(of: Bool.self) { [archive, payload] group in
      for number in 0..<4 {
        group.addTask {
          try (0..<20).allSatisfy { round in
            let sealed = try archive.seal(payload, submission: "\(number)-\(round)")
            return try archive.open(sealed, submission: "\(number)-\(round)") == payload
          }
        }
      }
      for try await same in group { #expect(same) }
    }
  }

  @Test func `every error is a sentence with a next step`() {
    let errors: [ArchiveError] = [
      .transitKeyUnsuitable, .archiveKeyMissing("F"), .archiveKeyUnreadable("F"), .archiveKeyUnsuitable("F"),
      .transitWrappingRefused,
      .payloadRefused, .compressionFailed, .library(operation: "F", reason: 1),
    ]
    for error in errors {
      #expect(error.description.hasSuffix("."))
      #expect(error.nextStep.hasSuffix("."))
    }
  }
}

private func everyFlip(_ bytes: [UInt8]) -> [[UInt8]] {
  bytes.indices.map { index in
    var copy = bytes
    copy[index] ^= 1
    return copy
  }
}

private func keys(of sealed: SealedPayload, id: String? = nil) -> WrappedKeys {
  WrappedKeys(
    transit: sealed.transitWrappedKey, archive: sealed.archiveWrappedKey,
    archiveKeyID: id ?? sealed.archiveKeyID)
}

/// The same with some fields exchanged.
private func changed(
  _ sealed: SealedPayload, ciphertext: [UInt8]? = nil, nonce: [UInt8]? = nil, transit: [UInt8]? = nil,
  archive: [UInt8]? = nil
) -> SealedPayload {
  let keys = WrappedKeys(
    transit: transit ?? sealed.transitWrappedKey, archive: archive ?? sealed.archiveWrappedKey,
    archiveKeyID: sealed.archiveKeyID)
  return SealedPayload(
    ciphertext: ciphertext ?? sealed.ciphertext, nonce: nonce ?? sealed.nonce, keys: keys,
    payloadBytes: sealed.payloadBytes)
}
