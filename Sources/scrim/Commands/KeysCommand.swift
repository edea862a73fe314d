internal import ArgumentParser
internal import FoundationEssentials
internal import Sessions
internal import Settings
internal import Signing

struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "Make and list signing, transit, identifier, archive, trail and journal keys.",
    subcommands: [
      KeysGenerateCommand.self, KeysTrailCommand.self, KeysJournalCommand.self, KeysConsoleCommand.self,
      KeysListCommand.self,
    ])

  @OptionGroup var common: Common
}

struct KeysGenerateCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Make a whole set of keys as files that only you can read; nothing is overwritten.",
    discussion: """
      The archive's private key is written where --archive-private-key-to says, a folder that should not \
      stay on this host: a removable disk, for instance. Without it, archived submissions cannot be opened; \
      destroying it shreds them.
      """)

  @OptionGroup var common: Common

  @Option(help: ArgumentHelp("The folder for the keys of this host.", valueName: "folder"))
  var into = "keys"

  @Option(help: ArgumentHelp("The folder for the archive's private key.", valueName: "folder"))
  var archivePrivateKeyTo: String

  @Option(help: ArgumentHelp("The practice's name, for the signing certificate.", valueName: "name"))
  var practice: String

  @Option(help: ArgumentHelp("The archive's month, YYYY-MM; default: this one, in UTC.", valueName: "month"))
  var month: String?

  func validate() throws {
    if let month, CalendarDate("\(month)-01") == nil {
      throw ValidationError("--month: this is not a month. Write it as 2026-11.")
    }
    guard (1...64).contains(practice.count) else {
      throw ValidationError("--practice: write 1 to 64 characters.")
    }
  }

  func report() throws -> GeneratedKeys {
    let set = KeySet(
      folder: into, archivePrivateFolder: archivePrivateKeyTo, month: month ?? KeySet.thisMonth)
    return GeneratedKeys(set: set, files: try set.generate(practice: practice))
  }
}

/// The names of a set of keys, and how it is made.
struct KeySet {
  let folder: String
  let archivePrivateFolder: String
  let month: String

  static var thisMonth: String {
    let day = CalendarDate(daysSince2000: Int32(Date().timeIntervalSinceReferenceDate / 86_400 + 366))
    return String(day.description.prefix(7))
  }

  var signingKey: String { "\(folder)/signing.key.pem" }
  var signingCertificate: String { "\(folder)/signing.crt.pem" }
  var signingPassphrase: String { "\(folder)/signing.passphrase" }
  var transit: String { "\(folder)/transit.key" }
  var identifiers: String { "\(folder)/identifiers.key" }
  var trail: String { "\(folder)/trail.key" }
  var trailVerifier: String { "\(folder)/trail.vkey" }
  var archivePublicKey: String { "\(folder)/archive-\(month).public.pem" }
  var archivePrivateKey: String { "\(archivePrivateFolder)/archive-\(month).key.pem" }

  /// Either all of them are new, or none is made.
  func generate(practice: String) throws -> [String] {
    let all = [
      signingKey, signingCertificate, signingPassphrase, transit, identifiers, trail, trailVerifier,
      archivePublicKey, archivePrivateKey,
    ]
    if let present = all.first(where: { FileManager.default.fileExists(atPath: $0) }) {
      throw SigningError.fileExists(present)
    }
    for place in [folder, archivePrivateFolder] { try makePrivateFolder(place) }
    return try KeyFiles.generateSigning(in: folder, name: practice)
      + KeyFiles.generateTransit(in: folder)
      + KeyFiles.generateIdentifiers(in: folder)
      + KeyFiles.generateTrail(in: folder)
      + KeyFiles.generateArchive(month: month, publicIn: folder, privateIn: archivePrivateFolder)
  }
}

/// Makes a folder that only its owner may enter; leaves one that is there as it is.
func makePrivateFolder(_ path: String) throws(Stop) {
  do {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  } catch {
    throw Stop(.stopped, "The folder \(path) cannot be made.", next: "Check that you may write there.")
  }
}

struct GeneratedKeys: Report {
  let files: [String]
  /// For `scrim.json`.
  let keys: Section
  let archivePrivateKey: String
  var exit: ExitStatus { .done }

  struct Section: Encodable {
    struct Signing: Encodable { let key, certificate, passphraseFile: String }
    let signing: Signing
    let transit, identifiers, archivePublicKey, trail: String
  }

  init(set: KeySet, files: [String]) {
    self.files = files
    archivePrivateKey = set.archivePrivateKey
    keys = Section(
      signing: .init(
        key: set.signingKey, certificate: set.signingCertificate, passphraseFile: set.signingPassphrase),
      transit: set.transit, identifiers: set.identifiers, archivePublicKey: set.archivePublicKey,
      trail: set.trail)
  }

  private enum CodingKeys: String, CodingKey { case files, keys, archivePrivateKey }

  func write(to page: inout Page) {
    page.line("Made \(counted(files.count, "file")), readable by you alone:")
    for file in files { page.line("  \(file)") }
    page.line()
    page.line("Name them in scrim.json under keys; paths there are relative to that file.")
    page.line("Take \(archivePrivateKey) off this host, and keep a copy.")
  }
}
