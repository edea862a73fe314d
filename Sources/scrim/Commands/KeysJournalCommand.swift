internal import ArgumentParser
internal import FoundationEssentials
internal import Journal
internal import Signing

struct KeysJournalCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "journal",
    abstract: "Make the pair that the journal of marks is sealed with; nothing is overwritten.",
    discussion: """
      The private half opens every mark. It belongs to the privacy officer and must not stay on this host: \
      --private-key-to names a removable disk, for instance. It is needed after a restore, for `scrim adopt`.
      """)

  @OptionGroup var common: Common

  @Option(help: ArgumentHelp("The folder for the public half.", valueName: "folder"))
  var into = "keys"

  @Option(help: ArgumentHelp("The folder for the privacy officer's private half.", valueName: "folder"))
  var privateKeyTo: String

  @Option(help: ArgumentHelp("A file with a passphrase for the private half.", valueName: "file"))
  var passphrase: String?

  @Option(help: ArgumentHelp("Begin a new journal in this folder, too.", valueName: "folder"))
  var journal: String?

  func report() throws -> GeneratedJournalKey {
    for folder in [into, privateKeyTo] + [journal].compactMap({ $0 }) { try makePrivateFolder(folder) }
    let files = try KeyFiles.generateJournal(
      publicIn: into, privateIn: privateKeyTo, passphrase: passphrase.map { try Secret.read(file: $0) })
    if let journal {
      let sign = "\(journal)/\(MarkJournal.sign)"
      guard FileManager.default.createFile(atPath: sign, contents: Data()) else {
        throw Stop(.stopped, "The file \(sign) cannot be made.", next: "Make it, empty, by hand.")
      }
    }
    return GeneratedJournalKey(files: files, journal: journal)
  }
}

struct GeneratedJournalKey: Report {
  let files: [String]
  let journal: String?
  var exit: ExitStatus { .done }

  private enum CodingKeys: String, CodingKey { case files, journal }

  func write(to page: inout Page) {
    page.line("Made \(counted(files.count, "file")), readable by you alone:")
    for file in files { page.line("  \(file)") }
    page.line()
    page.line("Name the first in scrim.json as keys.journalPublicKey; everybody who marks has to read it.")
    page.line("The second belongs to the privacy officer: take it off this host, and keep a copy.")
    if let journal { page.line("A journal begins in \(journal): name it as restrictions.journal.") }
  }
}
