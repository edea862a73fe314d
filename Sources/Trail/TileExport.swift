internal import FoundationEssentials
public import Postgres
public import Signing

/// Writes the trail out as a static log that anybody can verify without Scrim (C2SP tlog-tiles): hashes in
/// `tile/LEVEL/N`, the entries themselves in `tile/entries/N`, and last of all `checkpoint`.
///
/// A folder may hold an earlier export: what is in it stays, and has to be what is written now.
public struct TileExport {
  private let reader: TrailReader
  private let verifiers: [NoteVerifier]
  private let files: TileFiles

  public init(
    _ connection: Connection, verifiers: [NoteVerifier], into folder: String, tables: LogTables = .trail
  ) {
    reader = TrailReader(connection: connection, tables: tables)
    self.verifiers = verifiers
    files = TileFiles(folder: folder)
  }

  /// Up to the newest checkpoint, in one snapshot of the database.
  ///
  /// - Throws: `TrailError`, `PostgresError`. `.damaged` where the entries do not have the signed root: then
  ///   the folder has no checkpoint, or its old one.
  public func write() throws -> Checkpoint {
    try reader.connection.transaction(.repeatableReadOnly) {
      guard let last = try reader.checkpoints().compactMap({ $0.checkpoint(by: verifiers) }).last else {
        throw TrailError.nothingSigned
      }
      try files.requireContinued(by: last.checkpoint)
      var tiles = Tiles(files: files, size: last.checkpoint.head.size)
      try reader.readEach { try tiles.append($0) }
      guard try tiles.finish() == last.checkpoint.head else { throw TrailError.damaged }
      try files.publish(last.note)
      return last.checkpoint
    }
  }
}

/// Fills tiles from the left; holds at most one open tile for each level.
private struct Tiles {
  private let files: TileFiles
  private let size: Int
  private var levels: [[Digest]] = []
  private var bundle: [UInt8] = []
  private var frontier = Frontier()
  private static let width = 256

  init(files: TileFiles, size: Int) {
    self.files = files
    self.size = size
  }

  mutating func append(_ numbered: TrailReader.Numbered) throws {
    guard frontier.size < size else { return }
    guard numbered.number == frontier.size, let bytes = numbered.entry?.leafBytes else {
      throw TrailError.damaged
    }
    guard bytes.count <= UInt16.max else { throw TrailError.entryTooLong(Int(numbered.entryID)) }
    let leaf = TreeHash.leaf(bytes)
    bundle += [UInt8(bytes.count >> 8), UInt8(bytes.count & 0xff)] + bytes
    frontier.append(leaf)
    if frontier.size.isMultiple(of: Self.width) {
      try files.write(bundle, to: "entries", tile: frontier.size / Self.width - 1)
      bundle = []
    }
    try add(leaf, to: 0)
  }

  /// A full tile is a leaf of the tile above it.
  private mutating func add(_ hash: Digest, to level: Int) throws {
    if levels.count == level { levels.append([]) }
    levels[level].append(hash)
    guard levels[level].count == Self.width else { return }
    let above = levels[level].reduce(into: Frontier()) { $0.append($1) }.root
    try files.write(
      levels[level].flatMap(\.bytes), to: "\(level)", tile: frontier.size >> (8 * (level + 1)) - 1)
    levels[level] = []
    try add(above, to: level + 1)
  }

  /// Writes the tiles that are not full.
  mutating func finish() throws -> TreeHead {
    let open = frontier.size % Self.width
    if open > 0 { try files.write(bundle, to: "entries", tile: frontier.size / Self.width, width: open) }
    for (level, hashes) in levels.enumerated() where !hashes.isEmpty {
      try files.write(
        hashes.flatMap(\.bytes), to: "\(level)", tile: frontier.size >> (8 * (level + 1)), width: hashes.count
      )
    }
    return TreeHead(size: frontier.size, root: frontier.root)
  }
}
