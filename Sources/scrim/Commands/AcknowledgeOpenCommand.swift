internal import Archive
internal import ArgumentParser
internal import Desk
internal import Settings
internal import Signing

struct AcknowledgeOpenCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "open",
    abstract: "Write one answer into a file, byte for byte as it came (PHI).",
    discussion: """
      Opens it with the archive's private key of its month, which somebody brings and nobody keeps here. \
      Whoever opens one is put on record. The file is new and only you can read it (mode 0600).
      """)

  @OptionGroup var common: Common

  @Argument(help: "Its number, as `scrim acknowledge list` has it.")
  var number: Int64

  @Option(help: ArgumentHelp("The archive's private key.", valueName: "file"))
  var key: String

  @Option(help: ArgumentHelp("The passphrase of the key, in a file.", valueName: "file"))
  var passphrase: String?

  @Option(help: ArgumentHelp("Where to write it; must not be there yet.", valueName: "file"))
  var out: String

  @Option(name: .customLong("as"), help: ArgumentHelp("Whose login you are.", valueName: "role"))
  var reader = AnswerReader.billing

  @Flag(help: "Do not ask.")
  var yes = false

  func report() throws -> OpenedAnswerReport {
    let services = try Services(common)
    let key = try PrivateKey.brought(key, passphrase: passphrase, "--key", "--passphrase")
    try Confirmation.require("This writes an answer with names and claims into \(out).", yes: yes)
    let file = try NewFile(out)
    let kept = try KeptAnswers(services.address(reader.role))
    guard let opened = try kept.open(number) else {
      throw Stop(
        .usage, "There is no answer of this number.", next: "`scrim acknowledge list` shows their numbers.")
    }
    let bytes = try OriginalAnswer(number, opened, kept, key).write(to: file)
    try file.keep()
    return OpenedAnswerReport(
      file: out, bytes: bytes, digest: Digest(bytes: opened.digest)?.description ?? "")
  }
}

/// One answer on its way out: piece by piece, and nothing of it counts before the last byte is known to be
/// right.
private struct OriginalAnswer {
  private let number: Int64
  private let opened: KeptAnswers.Opened
  private let kept: KeptAnswers
  private let key: PrivateKey

  init(_ number: Int64, _ opened: KeptAnswers.Opened, _ kept: KeptAnswers, _ key: PrivateKey) throws(Stop) {
    guard opened.pieces > 0, let id = opened.archiveKeyID else {
      throw Stop(.stopped, "Nothing of this answer was kept.", next: "Ask the clearinghouse for it.")
    }
    guard id == key.publicKey.id else {
      throw Stop(
        .usage, "This answer is sealed to the archive's key \(id), and the key that you brought is another.",
        next: "Bring the private half of that month: `scrim acknowledge list` has the id of each.")
    }
    (self.number, self.opened, self.kept, self.key) = (number, opened, kept, key)
  }

  func write(to file: NewFile) throws -> Int64 {
    guard let expected = Digest(bytes: opened.digest) else { throw Self.damaged }
    let digest = RunningDigest()
    var bytes: Int64 = 0
    for place in 1...opened.pieces {
      let sealed = SealedFile(try kept.piece(place, of: number))
      guard let sealed, let dataKey = key.unwrap(sealed.wrappedKey),
        let piece = try? sealed.open(name: keptPieceName(of: expected, Int(place)), dataKey: dataKey)
      else { throw Self.damaged }
      digest.add(piece)
      bytes += Int64(piece.count)
      try file.write(piece)
    }
    guard digest.digest() == expected, bytes == opened.bytes else { throw Self.damaged }
    return bytes
  }

  private static let damaged = Stop(
    .stopped, "What is kept of this answer is damaged; nothing was written.",
    next: "Restore the ledger's backup, or ask the clearinghouse for the file.")
}

struct OpenedAnswerReport: Report {
  let file: String
  let bytes: Int64
  let digest: String
  var exit: ExitStatus { .done }

  func write(to page: inout Page) {
    page.line("Wrote \(grouped(Int(bytes))) bytes into \(file), as they came: \(digest).")
    page.line("  → It is protected health information: delete it when it has been looked at.")
  }
}
