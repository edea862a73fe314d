internal import Gateway
internal import Settings
internal import Signing
internal import Trail

extension Services {
  var witness: Witness? { configuration.trail.witness.map { Witness($0) } }

  /// Opened before anything is done that it will sign. Nil where no key is configured.
  func sequencer() throws -> Sequencer? {
    guard let key = configuration.keys.trail else { return nil }
    let sequencer = Sequencer(
      try address(.gateway), signer: try NoteSigner(file: key), witness: witness)
    try sequencer.requireReady()
    return sequencer
  }

  /// The public keys in these files; without any, that of the configured key.
  func verifiers(_ files: [String]) throws -> [NoteVerifier] {
    guard files.isEmpty else { return try files.map { try NoteVerifier(file: $0) } }
    guard let key = configuration.keys.trail else { throw Stop.noTrailKey }
    return [try NoteSigner(file: key).verifier]
  }
}

extension Stop {
  static let noTrailKey = Stop(
    .configuration, "is missing, and checkpoints of the trail are signed with it.",
    next: "Make it with `scrim keys trail`, and name it; to verify only, give its public half with --key.",
    path: "keys.trail")
}

extension RunReport {
  /// Signs the trail with what the run recorded. What was sent stays reported, whatever comes of this.
  mutating func close(with sequencer: Sequencer?) {
    do {
      checkpoint = try sequencer?.checkpoint().map {
        .init(size: $0.checkpoint.head.size, root: $0.checkpoint.root)
      }
    } catch {
      checkpointMissing = explain(error).problems.map(\.sentence).joined(separator: " ")
    }
  }
}
