internal import FoundationEssentials

/// A text and who signed it (C2SP signed-note):
///
/// ```
/// the text, in lines
///
/// — NAME BASE64
/// ```
///
/// The base 64 is of the key's four-byte hash and the signature over the text with its last line feed.
public struct SignedNote: Equatable, Sendable {
  public struct Signature: Equatable, Sendable {
    let name: String
    let bytes: [UInt8]
  }
  public let text: String
  public let signatures: [Signature]

  init(text: String, signatures: [Signature]) {
    self.text = text
    self.signatures = signatures
  }

  /// Reads exactly what `description` writes; nil for anything else.
  public init?(_ note: String) {
    guard let end = note.ranges(of: "\n\n").last else { return nil }
    let lines = note[end.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count > 1, lines.last == "" else { return nil }
    var signatures: [Signature] = []
    for line in lines.dropLast() {
      guard let signature = Signature(line) else { return nil }
      signatures.append(signature)
    }
    self.init(text: note[..<end.lowerBound] + "\n", signatures: signatures)
  }

  /// Whether this key signed it. Lines of other keys say nothing; a wrong one under this key's hash refuses
  /// the note.
  public func isSigned(by verifier: NoteVerifier) -> Bool {
    let mine = signatures.filter { $0.name == verifier.name && $0.bytes.starts(with: verifier.hash) }
    return !mine.isEmpty && mine.allSatisfy { verifier.accepts(Array($0.bytes.dropFirst(4)), of: text) }
  }
}

extension SignedNote: CustomStringConvertible {
  public var description: String {
    text + "\n" + signatures.map { "— \($0.name) \(base64($0.bytes))\n" }.joined()
  }
}

extension SignedNote.Signature {
  fileprivate init?(_ line: Substring) {
    let parts = line.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "—", isNoteName(String(parts[1])),
      let bytes = Data(base64Encoded: String(parts[2])), bytes.count > 4
    else { return nil }
    name = String(parts[1])
    self.bytes = Array(bytes)
  }
}
