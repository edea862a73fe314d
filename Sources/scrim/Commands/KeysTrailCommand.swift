internal import ArgumentParser
internal import Signing

struct KeysTrailCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "trail",
    abstract: "Make only the key that checkpoints of the trail are signed with; nothing is overwritten.")

  @OptionGroup var common: Common

  @Option(help: ArgumentHelp("The folder for the keys of this host.", valueName: "folder"))
  var into = "keys"

  func report() throws -> GeneratedTrailKey {
    try makePrivateFolder(into)
    let files = try KeyFiles.generateTrail(in: into)
    let set = KeySet(folder: into, archivePrivateFolder: into, month: KeySet.thisMonth)
    return GeneratedTrailKey(files: files, verifier: try NoteVerifier(file: set.trailVerifier).description)
  }
}

struct GeneratedTrailKey: Report {
  let files: [String]
  /// For whoever verifies.
  let verifier: String
  var exit: ExitStatus { .done }

  private enum CodingKeys: String, CodingKey { case files, verifier }

  func write(to page: inout Page) {
    page.line("Made \(counted(files.count, "file")), readable by you alone:")
    for file in files { page.line("  \(file)") }
    page.line()
    page.line("Name the first in scrim.json as keys.trail, and a file on another volume as trail.witness.")
    page.line("Give the second to whoever verifies; it is not secret:")
    page.line("  \(verifier)")
  }
}
