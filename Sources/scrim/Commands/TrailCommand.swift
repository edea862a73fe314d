internal import ArgumentParser
internal import FoundationEssentials
internal import Postgres
internal import Settings
internal import Signing
internal import Trail

struct TrailCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trail",
    abstract: "Sign the trail of what was done, verify it, and write it out for others to verify.",
    subcommands: [TrailVerifyCommand.self, TrailCheckpointCommand.self, TrailExportCommand.self])

  @OptionGroup var common: Common
}

struct TrailCheckpointCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint",
    abstract: "Number what was recorded and sign all of it, as each run does at its end.",
    discussion: """
      Keep checkpoints where nobody who may change the database may change them: only one from elsewhere \
      shows that the trail was put back to an older state.
      """)

  @OptionGroup var common: Common
  @OptionGroup var choice: LogChoice

  @Option(help: ArgumentHelp("Write the checkpoint to this file too.", valueName: "file"))
  var out: String?

  func report() throws -> SignedTrail {
    let services = try Services(common)
    guard let sequencer = try services.sequencer(of: choice.log) else { throw Stop.noKey(of: choice.log) }
    try services.requireDatabase(choice.log.signing)
    guard let made = try sequencer.checkpoint() else {
      throw Stop(
        .stopped, "Nothing was recorded yet: there is nothing to sign.", next: "Make a run, or a mark, first."
      )
    }
    if let out { try write(made.note.description, to: out) }
    return SignedTrail(made.checkpoint, note: made.note.description, file: out)
  }

  private func write(_ text: String, to file: String) throws(Stop) {
    do {
      try Data(text.utf8).write(to: URL(filePath: file), options: .atomic)
    } catch {
      throw Stop(
        .stopped, "The checkpoint was made, and \(file) cannot be written.",
        next: "Check the path, then call it again: it signs the same.")
    }
  }
}

struct SignedTrail: Report {
  let origin: String
  let size: Int
  let root: String
  /// The signed note.
  let checkpoint: String
  let file: String?
  var exit: ExitStatus { .done }

  private enum CodingKeys: String, CodingKey { case origin, size, root, checkpoint, file }

  init(_ checkpoint: Checkpoint, note: String, file: String?) {
    origin = checkpoint.origin
    size = checkpoint.head.size
    root = checkpoint.root
    self.checkpoint = note
    self.file = file
  }

  func write(to page: inout Page) {
    for line in checkpoint.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      page.line(String(line))
    }
  }
}

/// Public keys, where the configured private one is not at hand.
struct VerifierOptions: ParsableArguments {
  @Option(
    name: .customLong("key"),
    help: ArgumentHelp(
      "Believe this public key (trail.vkey); again for each that was in use. Default: that of keys.trail.",
      valueName: "file"))
  var keys: [String] = []
}

struct TrailExportCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the trail into a folder as a static log that others' programs can verify.",
    discussion: """
      Up to the newest checkpoint, in the format of C2SP tlog-tiles. The folder may hold an earlier export, \
      which is continued. docs/trail.md says how to verify it without Scrim.
      """)

  @OptionGroup var common: Common
  @OptionGroup var verifiers: VerifierOptions
  @OptionGroup var choice: LogChoice

  @Argument(help: ArgumentHelp("The folder.", valueName: "folder"))
  var folder: String

  func report() throws -> ExportedTrail {
    let services = try Services(common)
    let keys = try services.verifiers(verifiers.keys, of: choice.log)
    let connection = try services.requireDatabase(choice.log.reading)
    let checkpoint = try TileExport(connection, verifiers: keys, into: folder, tables: choice.log.tables)
      .write()
    return ExportedTrail(folder: folder, size: checkpoint.head.size, root: checkpoint.root)
  }
}

struct ExportedTrail: Report {
  let folder: String
  let size: Int
  let root: String
  var exit: ExitStatus { .done }

  private enum CodingKeys: String, CodingKey { case folder, size, root }

  func write(to page: inout Page) {
    page.line("\(counted(size, "entry", "entries")) in \(folder), with their checkpoint; root \(root).")
  }
}
