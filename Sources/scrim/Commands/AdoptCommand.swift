internal import ArgumentParser
internal import Foundation
internal import Gate
internal import Settings
internal import Signing
internal import Trail

struct AdoptCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "adopt",
    abstract: "As the privacy officer, let runs go on from a database that was restored from a backup.",
    discussion: """
      It knows neither the marks that were made after the backup nor what was sent, so nothing is sent from \
      it before. Marks of the journal are made again here (--journal-key). Without a journal every clinician \
      looks at `scrim self-pay list` first and marks again what is missing. In both cases what the \
      clearinghouses received since is listed in source.already_claimed (docs/backups.md).
      """)

  @OptionGroup var common: Common

  @Option(
    help: ArgumentHelp("Your private key; once for each that was in use.", valueName: "file"))
  var journalKey: [String] = []

  @Option(help: ArgumentHelp("The passphrase of these keys, in a file.", valueName: "file"))
  var journalPassphrase: String?

  @Option(
    help: ArgumentHelp("Go on without this file, which cannot be opened.", valueName: "id"),
    transform: journalID)
  var without: [UniqueID] = []

  @Flag(help: "Both has been done: do not ask.")
  var yes = false

  func report() throws -> AdoptReport {
    let services = try Services(common)
    let (witness, ofMarks) = (try Witnessed(services), try Witnessed(services, .restrictions))
    guard witness != nil || ofMarks != nil || services.journal != nil else { throw Stop.nothingKept }
    let desk = try PrivacyDesk(services.address(.privacy))
    let replay = try services.journal.map { try MarkReplay($0, desk) }
    let holdsRuns = witness?.unknown != nil || replay?.unknown.isEmpty == false
    guard holdsRuns || ofMarks?.unknown != nil else { return AdoptReport() }
    let readable = try replay?.readable(with: keys(for: replay), without: without) ?? []
    try Confirmation.require(
      replay == nil
        ? "Have all marks and all sendings since the backup been seen to?"
        : "Have all sendings since the backup been seen to? Marks are made again from the journal.",
      isPHI: false, yes: yes)
    var report = AdoptReport(witnessed: witness?.unknown, isAdopted: true)
    if let made = try replay?.replay(readable, without: without) {
      (report.replayed, report.clientsUnknown) = made
    }
    if holdsRuns { try desk.adoptDatabase(witnessed: witness?.size) }
    report.setAside = try witness?.setAside()
    report.restrictionsSetAside = try ofMarks?.setAside()
    return report
  }

  private func keys(for replay: MarkReplay?) throws -> [PrivateKey] {
    guard let replay, !replay.unknown.isEmpty else { return [] }
    guard !journalKey.isEmpty || Set(without).isSuperset(of: replay.unknown) else {
      throw Stop(
        .usage, "The journal has marks that this database does not know.",
        next: "Bring the key that opens them: --journal-key FILE.")
    }
    return try journalKey.map {
      try PrivateKey.brought($0, passphrase: journalPassphrase, "--journal-key", "--journal-passphrase")
    }
  }
}

@Sendable private func journalID(_ text: String) throws -> UniqueID {
  guard let id = UniqueID(text) else {
    throw ValidationError("this is not the name of a file of the journal. Copy it without its .mark.")
  }
  return id
}

/// What the witness says of the database.
private struct Witnessed {
  private let witness: Witness
  /// Entries under its newest checkpoint.
  let size: Int?
  /// The same, where the database does not have it.
  let unknown: Int?

  /// Nil where there is none.
  init?(_ services: Services, _ log: KeptLog = .trail) throws {
    guard let sequencer = try services.sequencer(of: log), let witness = services.witness(of: log) else {
      return nil
    }
    self.witness = witness
    unknown = try sequencer.unknownToDatabase()
    // Recorded in either case: the trail must not tell which of the two brought the database to adoption.
    size = try unknown ?? sequencer.witnessedSize()
  }

  /// Where the checkpoints of before are kept; nil where the database has them.
  func setAside() throws -> String? {
    guard unknown != nil else { return nil }
    let mark = Date().formatted(.iso8601.year().month().day().time(includingFractionalSeconds: false))
    return try witness.setAside(mark.replacing(":", with: ""))
  }
}

struct AdoptReport: Report {
  /// Entries that the witness had seen signed; nil where the database has them.
  var witnessed: Int?
  /// Where the checkpoints of before are kept: of the trail, and of the log of marks.
  var setAside: String?
  var restrictionsSetAside: String?
  /// Marks of the journal that were made again.
  var replayed = 0
  /// Of them, those of clients whom the records do not know today.
  var clientsUnknown = 0
  var isAdopted = false
  var exit: ExitStatus { clientsUnknown > 0 ? .needsAPerson : .done }

  private enum CodingKeys: String, CodingKey {
    case witnessed, setAside, restrictionsSetAside, replayed, clientsUnknown
  }

  func write(to page: inout Page) {
    guard isAdopted else {
      return page.line("The database has everything that was kept outside it; nothing was changed.")
    }
    page.line("Recorded. Runs go on.")
    for kept in [setAside, restrictionsSetAside].compactMap({ $0 }) {
      page.line("The checkpoints of before are kept in \(kept).")
    }
    if replayed > 0 {
      page.line(
        "From the journal \(counted(replayed, "mark")) was made again. What was lifted since the backup")
      page.line("protects until it is lifted again: `scrim self-pay list --as privacy`, `scrim tasks`.")
    }
    if clientsUnknown > 0 {
      page.line(
        "Of a client whom the records do not know: \(counted(clientsUnknown, "mark")), kept all the same.")
      page.line("  → Restore the practice's records to the same day, or enter the clients again.")
    }
    page.line("  → Preview before the next run: look for what was sent before the database was restored.")
  }
}

extension Stop {
  fileprivate static let nothingKept = Stop(
    .usage, "There is neither a witness nor a journal, so nobody can say that this database was restored.",
    next: "Configure `keys.trail` and `trail.witness`, and `restrictions.journal`; docs/backups.md says "
      + "what for.")
}

extension Services {
  /// Before anything is sent.
  func requireNotRestored(_ sequencer: Sequencer?) throws {
    let isBehindWitness = try sequencer?.unknownToDatabase() != nil
    guard try isBehindWitness || !knowsJournal() else { return }
    throw Stop.restored
  }
}
