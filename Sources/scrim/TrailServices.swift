internal import ArgumentParser
internal import Gateway
internal import Settings
internal import Signing
internal import Trail

/// The trail, which every run signs; or the log of restrictions, which the privacy officer signs.
struct LogChoice: ParsableArguments {
  @Flag(help: "The log of marks, as the privacy officer, and not the trail.")
  var restrictions = false

  var log: KeptLog { restrictions ? .restrictions : .trail }
}

enum KeptLog {
  case trail, restrictions

  var tables: LogTables {
    switch self {
    case .trail: .trail
    case .restrictions: LogTables(prefix: "gate.restriction_", entries: Self.restrictionEntries)
    }
  }

  /// In the trail's columns. The subject is the restriction's number: no entry says who it is about.
  private static let restrictionEntries = """
    (select r.entry_id, r.recorded_at, r.actor, r.kind, coalesce(r.restriction_id::text, '') as subject,
      null::bytea as digest, '{}'::jsonb as detail from gate.restriction_entry r)
    """

  /// Who numbers and signs.
  var signing: Database.Role {
    switch self {
    case .trail: .gateway
    case .restrictions: .privacy
    }
  }

  /// Who verifies and writes it out.
  var reading: Database.Role {
    switch self {
    case .trail: .auditor
    case .restrictions: .privacy
    }
  }
}

extension Services {
  func witness(of log: KeptLog = .trail) -> Witness? {
    let file =
      switch log {
      case .trail: configuration.trail.witness
      case .restrictions: configuration.restrictions.witness
      }
    return file.map { Witness($0) }
  }

  private func key(of log: KeptLog) -> String? {
    switch log {
    case .trail: configuration.keys.trail
    case .restrictions: configuration.keys.restrictionTrail
    }
  }

  /// Opened before anything is done that it will sign. Nil where no key is configured.
  func sequencer(of log: KeptLog = .trail) throws -> Sequencer? {
    guard let key = key(of: log) else { return nil }
    let sequencer = Sequencer(
      try address(log.signing), signer: try NoteSigner(file: key), witness: witness(of: log),
      tables: log.tables)
    try sequencer.requireReady()
    return sequencer
  }

  /// The public keys in these files; without any, that of the configured key.
  func verifiers(_ files: [String], of log: KeptLog) throws -> [NoteVerifier] {
    guard files.isEmpty else { return try files.map { try NoteVerifier(file: $0) } }
    guard let key = key(of: log) else { throw Stop.noKey(of: log) }
    return [try NoteSigner(file: key).verifier]
  }
}

extension Stop {
  static func noKey(of log: KeptLog) -> Stop {
    switch log {
    case .trail:
      Stop(
        .configuration, "is missing, and checkpoints of the trail are signed with it.",
        next:
          "Make it with `scrim keys trail`, and name it; to verify only, give its public half with --key.",
        path: "keys.trail")
    case .restrictions:
      Stop(
        .configuration, "is missing, and checkpoints of the log of marks are signed with it.",
        next:
          "Make it with `scrim keys trail` in another folder, and name it; to verify only, give its public "
          + "half with --key.",
        path: "keys.restrictionTrail")
    }
  }
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
