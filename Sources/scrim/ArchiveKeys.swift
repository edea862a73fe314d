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
    try archiveKey.map {
      try PrivateKey.brought($0, passphrase: archivePassphrase, "--archive-key", "--archive-passphrase")
    }
  }
}

extension PrivateKey {
  /// A key that somebody brings for one command. What is wrong with it is wrong with an option, and not with
  /// the configuration.
  static func brought(
    _ file: String, passphrase: String?, _ option: String, _ passphraseOption: String
  ) throws -> PrivateKey {
    let next =
      "Name the key with \(option), and a file with its passphrase, if it has one, with \(passphraseOption)."
    do {
      return try PrivateKey(pem: file, passphrase: passphrase.map { try Secret.read(file: $0) })
    } catch let error as SigningError {
      throw Stop(.usage, error.description, next: next)
    } catch let error as SecretFileError {
      throw Stop(.usage, error.description, next: next)
    }
  }
}
