internal import FoundationEssentials
internal import Signing

/// Size and root of the tree under the log's name (C2SP tlog-checkpoint): three lines, and nothing after.
public struct Checkpoint: Equatable, Sendable {
  /// The name of the key that signs it.
  public let origin: String
  public let head: TreeHead

  public init(origin: String, head: TreeHead) {
    self.origin = origin
    self.head = head
  }

  /// Reads exactly what `text` writes; nil for anything else.
  init?(text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count == 4, let size = Int(lines[1]), size >= 0,
      let bytes = Data(base64Encoded: lines[2]), let root = Digest(bytes: Array(bytes))
    else { return nil }
    self.init(origin: lines[0], head: TreeHead(size: size, root: root))
    guard self.text == text else { return nil }
  }

  public var text: String { "\(origin)\n\(head.size)\n\(root)\n" }

  /// In base 64.
  public var root: String { Data(head.root.bytes).base64EncodedString() }

  func signed(by signer: NoteSigner) throws(SigningError) -> SignedNote { try signer.sign(text) }
}

extension SignedNote {
  /// What the note says, if one of the keys signed it as the log of its own name.
  func checkpoint(by verifiers: [NoteVerifier]) -> Checkpoint? {
    guard let checkpoint = Checkpoint(text: text) else { return nil }
    return verifiers.contains { $0.name == checkpoint.origin && isSigned(by: $0) } ? checkpoint : nil
  }

  /// Notes one after the other, with an empty line between: what a witness keeps. Nil where one is none.
  static func all(in text: String) -> [SignedNote]? {
    let parts = text.split(separator: "\n\n").map { $0.drop { $0 == "\n" } }.filter { !$0.isEmpty }
    guard parts.count.isMultiple(of: 2) else { return nil }
    var notes: [SignedNote] = []
    for place in stride(from: 0, to: parts.count, by: 2) {
      let signatures = parts[place + 1].hasSuffix("\n") ? parts[place + 1] : parts[place + 1] + "\n"
      guard let note = SignedNote("\(parts[place])\n\n\(signatures)") else { return nil }
      notes.append(note)
    }
    return notes
  }
}
