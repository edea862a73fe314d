import Foundation
import Signing
import Testing
import Trail

@Suite struct `A checkpoint` {
  private static let folder =
    FileManager.default.temporaryDirectory.path + "/scrim-notes-\(UUID().uuidString)"

  /// A new key in a folder of its own: the paths of its secret and its public line.
  private func key() throws -> (secret: String, verifier: String) {
    let folder = Self.folder + "/" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: Self.folder, withIntermediateDirectories: true)
    let files = try KeyFiles.generateTrail(in: folder)
    return (files[0], files[1])
  }

  /// Key and note of golang.org/x/mod/sumdb/note's own documentation.
  private let verifier = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
  private let signer =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
  private let note = """
    If you think cryptography is the answer to your problem,
    then you don't know what your problem is.

    — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

    """

  @Test func `is signed and verified as another implementation does it`() throws {
    let file = try key().secret + ".other"
    try Data((signer + "\n").utf8).write(to: URL(filePath: file))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    let read = try #require(SignedNote(note))
    #expect(read.description == note)
    #expect(read.isSigned(by: try #require(NoteVerifier(verifier))))
    #expect(try NoteSigner(file: file).sign(read.text) == read)
    #expect(try NoteSigner(file: file).verifier.description == verifier)
  }

  @Test func `is refused with any byte of it changed`() throws {
    let verifier = try #require(NoteVerifier(verifier))
    var refused = 0
    for place in Array(note.utf8).indices {
      var bytes = Array(note.utf8)
      bytes[place] ^= 1
      guard let text = String(validating: bytes, as: UTF8.self), let changed = SignedNote(text) else {
        refused += 1
        continue
      }
      // The last character of base 64 has bits that say nothing.
      if changed.isSigned(by: verifier) { #expect(changed == SignedNote(note), "byte \(place)") }
      refused += 1
    }
    #expect(refused == note.utf8.count)
  }

  @Test(arguments: ["", "x", "a b+00000000+AA==", "+c74f20a3+ARpc", "PeterNeumann+c74f20a3+ARpc"])
  func `believes no key that is none`(text: String) { #expect(NoteVerifier(text) == nil) }

  @Test func `believes no key under another name or hash`() {
    #expect(NoteVerifier(verifier.replacing("Peter", with: "Other")) == nil)
    #expect(NoteVerifier(verifier.replacing("c74f20a3", with: "c74f20a4")) == nil)
  }

  @Test func `is not taken from another key, nor is a file that holds none`() throws {
    let (one, other) = (try key(), try key())
    let signed = try NoteSigner(file: one.secret).sign("text\n")
    #expect(signed.isSigned(by: try NoteVerifier(file: one.verifier)))
    #expect(!signed.isSigned(by: try NoteVerifier(file: other.verifier)))
    #expect(throws: SigningError.notANoteKey(one.verifier)) {
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: one.verifier)
      _ = try NoteSigner(file: one.verifier)
    }
    #expect(throws: SigningError.notANoteKey(one.secret)) { _ = try NoteVerifier(file: one.secret) }
  }

  @Test func `is kept by a witness once, in a file that holds many`() throws {
    let signer = try NoteSigner(file: key().secret)
    let file = Self.folder + "/" + UUID().uuidString
    let notes = try [1, 2, 3].map { size in
      try signer.sign(
        Checkpoint(origin: signer.name, head: TreeHead(size: size, root: TreeHash.leaf([]))).text)
    }
    try Data(notes.map { "\($0)\n" }.joined().utf8).write(to: URL(filePath: file))
    #expect(try Witness.notes(in: file) == notes)
    try Data(notes[0].description.utf8).write(to: URL(filePath: file))
    #expect(try Witness.notes(in: file) == [notes[0]])
    for text in ["x", "\(notes[0])\n\(notes[1].text)"] {
      try Data(text.utf8).write(to: URL(filePath: file))
      #expect(throws: TrailError.notAWitness(file)) { try Witness.notes(in: file) }
    }
  }
}
