public import Postgres
public import Signing

/// Recomputes the whole trail: every leaf from its entry, the tree from the leaves, and every checkpoint,
/// those that were kept elsewhere too. Needs the rights of whoever may read the log, and public keys.
public struct TrailAudit {
  private let reader: TrailReader
  private let verifiers: [NoteVerifier]

  public init(_ connection: Connection, verifiers: [NoteVerifier], tables: LogTables = .trail) {
    reader = TrailReader(connection: connection, tables: tables)
    self.verifiers = verifiers
  }

  /// In one snapshot of the database.
  public func verify(_ outside: [(note: SignedNote, source: Damage.Source)] = []) throws -> AuditedTrail {
    try reader.connection.transaction(.repeatableReadOnly) { try examine(outside) }
  }

  /// The same within the caller's transaction.
  package func examine(_ outside: [(note: SignedNote, source: Damage.Source)]) throws -> AuditedTrail {
    let stored = try reader.checkpoints()
    var walk = TreeWalk()
    for one in stored {
      if let checkpoint = one.checkpoint(by: verifiers)?.checkpoint {
        walk.expect(checkpoint.head, .database)
      } else {
        walk.note(.checkpointRefused(size: one.size, .database))
      }
    }
    for (note, source) in outside {
      if let checkpoint = note.checkpoint(by: verifiers) {
        walk.expect(checkpoint.head, source)
      } else {
        walk.note(.checkpointRefused(size: nil, source))
      }
    }
    walk.begin()
    try reader.readEach { walk.step($0) }
    walk.end()
    let (entries, waiting) = try reader.counts()
    if entries > walk.entries + waiting { walk.note(.entriesAside(entries - walk.entries - waiting)) }
    return AuditedTrail(
      entries: entries, numbered: walk.size, signed: walk.signed,
      checkpoints: stored.count + outside.count, damages: walk.damages, damageCount: walk.damageCount)
  }
}

/// What was found.
public struct AuditedTrail: Sendable {
  public let entries: Int
  public let numbered: Int
  /// How many are under a checkpoint that holds.
  public let signed: Int
  public let checkpoints: Int
  /// The first of them.
  public private(set) var damages: [Damage]
  public private(set) var damageCount: Int

  public mutating func add(_ damage: Damage) {
    damages.append(damage)
    damageCount += 1
  }
}

/// Goes along the leaves and meets the checkpoints by their size.
private struct TreeWalk {
  private(set) var damages: [Damage] = []
  private(set) var damageCount = 0
  private(set) var size = 0
  /// That are numbered and there.
  private(set) var entries = 0
  private(set) var signed = 0
  private var expected: [(head: TreeHead, source: Damage.Source)] = []
  private var next = 0
  /// Of the hashes on record; nil once a number is missing.
  private var frontier: Frontier? = Frontier()
  /// Up to where the checkpoints of a source agree.
  private var agreed: [Damage.Source: Int] = [:]
  private var disputed: Set<Damage.Source> = []

  private static let damagesMax = 100

  mutating func note(_ damage: Damage) {
    damageCount += 1
    if damages.count < Self.damagesMax { damages.append(damage) }
  }

  mutating func expect(_ head: TreeHead, _ source: Damage.Source) { expected.append((head, source)) }

  mutating func begin() {
    expected.sort { $0.head.size < $1.head.size }
    meet()
  }

  mutating func step(_ leaf: TrailReader.Numbered) {
    if leaf.number != size {
      // A number below 0 was none of ours: it is one too many, not one too few.
      note(.numbersMissing(from: min(size, leaf.number), through: max(size, leaf.number) - 1))
      frontier = nil
    }
    size = leaf.number + 1
    if let entry = leaf.entry {
      entries += 1
      if TreeHash.leaf(entry.leafBytes) != leaf.leafHash {
        note(.entryChanged(number: leaf.number, entry: leaf.entryID))
      }
    } else {
      note(.entryMissing(number: leaf.number, entry: leaf.entryID))
    }
    if let hash = leaf.leafHash { frontier?.append(hash) }
    meet()
  }

  /// The checkpoints of exactly this size.
  private mutating func meet() {
    while next < expected.count, expected[next].head.size <= size {
      let (head, source) = expected[next]
      next += 1
      guard let frontier, head.size == frontier.size else { continue }
      if head.root == frontier.root {
        signed = head.size
        agreed[source] = head.size
      } else if disputed.insert(source).inserted {
        note(.hashesChanged(from: agreed[source] ?? 0, through: max(0, head.size - 1), source))
      }
    }
  }

  /// What counts more than there is; of each source the largest.
  mutating func end() {
    var largest: [Damage.Source: Int] = [:]
    for (head, source) in expected[next...] { largest[source] = head.size }
    for (source, signed) in largest.sorted(by: { $0.value < $1.value }) {
      note(.truncated(size: size, signed: signed, source))
    }
  }
}
