internal import ArgumentParser
internal import Signing

/// The archive's private keys, which live elsewhere and are brought for one command. They are used in this
/// process's memory, and not kept.
struct ArchiveKeys: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The archive's private key of a month, to make voids from what was sealed then; again for each month.",
      valueName: "file"))
  var archiveKey: [String] = []

  @Option(help: ArgumentHelp("The passphrase of these keys, in a file.", valueName: "file"))
  var archivePassphrase: String?

  func validate() throws {
    if archivePassphrase != nil, archiveKey.isEmpty {
      throw ValidationError("--archive-passphrase goes with --archive-key.")
    }
  }

  func opened() throws -> [PrivateKey] {
    let passphrase = try archivePassphrase.map { try Secret.read(file: $0) }
    return try archiveKey.map { try PrivateKey(pem: $0, passphrase: passphrase) }
  }
}
