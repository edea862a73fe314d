public import Postgres
public import Signing

/// Numbers what was recorded and signs the tree of all of it, as whoever may. It goes on from the last
/// checkpoint, which it believes only where its own key signed it: a smaller tree, or one that does not begin
/// with the last, it cannot sign.
public struct Sequencer {
  private let address: Address
  private let signer: NoteSigner
  private let witness: Witness?
  private let tables: LogTables

  public init(_ address: Address, signer: NoteSigner, witness: Witness?, tables: LogTables = .trail) {
    self.address = address
    self.signer = signer
    self.witness = witness
    self.tables = tables
  }

  /// Of the log.
  public var name: String { signer.name }

  /// Before what is to be recorded is done: a witness that is gone is found while nothing has happened yet.
  public func requireReady() throws(TrailError) { try witness?.requireWritable() }

  /// Entries under the newest checkpoint of the witness, where the database does not have it: it was put back
  /// to an older state, or cut. Nil where it has.
  public func unknownToDatabase() throws -> Int? {
    do {
      try requireKnown(try witness?.newest(), Connection(address))
      return nil
    } catch TrailError.unknownToDatabase(let size, _) {
      return size
    }
  }

  /// Entries under the newest checkpoint of the witness, whether the database has it or not; nil: there is
  /// none.
  public func witnessedSize() throws(TrailError) -> Int? {
    try witness?.newest().flatMap { Checkpoint(text: $0.text)?.head.size }
  }

  /// - Returns: the new checkpoint, or the last one where nothing was recorded since; nil if nothing was.
  /// - Throws: `TrailError`, `PostgresError`, `SigningError`.
  public func checkpoint() throws -> (checkpoint: Checkpoint, note: SignedNote)? {
    try requireReady()
    let connection = try Connection(address)
    let made = try connection.transaction { try numberAndSign(connection) }
    // After the COMMIT: what the witness holds is on record here.
    if let made { try witness?.append(made.note) }
    return made
  }

  /// Under the database's lock, to the end of the transaction.
  private func numberAndSign(_ connection: Connection) throws -> (checkpoint: Checkpoint, note: SignedNote)? {
    let size = Int(try connection.query("select \(tables.prefix)sequence()").int64(0, 0))
    try requireKnown(try witness?.newest(), connection)
    guard size > 0 else { return nil }
    let last = try LastCheckpoint(connection, tables)
    let frontier = try grown(to: size, from: last, connection)
    let checkpoint = Checkpoint(
      origin: signer.name, head: TreeHead(size: frontier.size, root: frontier.root))
    let note = try checkpoint.signed(by: signer)
    try connection.query(
      "select \(tables.prefix)store_checkpoint($1, $2, $3, $4)",
      [
        .int64(Int64(frontier.size)), .bytes(checkpoint.head.root.bytes), .bytes(frontier.bytes),
        .text(note.description),
      ])
    return (checkpoint, note)
  }

  /// What the witness saw last must be on record, or the database was put back to an older state.
  private func requireKnown(_ note: SignedNote?, _ connection: Connection) throws {
    guard let note, let witness else { return }
    guard let seen = Checkpoint(text: note.text) else { throw TrailError.notAWitness(witness.path) }
    let isKnown = try connection.query(
      "select \(tables.prefix)has_checkpoint($1, $2)",
      [.int64(Int64(seen.head.size)), .bytes(seen.head.root.bytes)])
    guard try isKnown.bool(0, 0) else {
      throw TrailError.unknownToDatabase(size: seen.head.size, witness: witness.path)
    }
  }

  /// From the last checkpoint if it is ours; else all leaves again, through its root.
  private func grown(
    to size: Int, from last: LastCheckpoint?, _ connection: Connection
  ) throws -> Frontier {
    var frontier = try last?.trusted(by: signer.verifier) ?? Frontier()
    while frontier.size < size {
      let leaves = try connection.query(
        "select \(tables.prefix)leaf_hashes($1, $2)",
        [.int64(Int64(frontier.size)), .int32(Self.leavesPerQuery)])
      guard leaves.count > 0 else { break }
      for row in 0..<leaves.count {
        guard let leaf = Digest(bytes: try leaves.bytes(row, 0)) else { break }
        frontier.append(leaf)
        if let last, frontier.size == last.head.size, frontier.root != last.head.root {
          throw TrailError.checkpointDamaged(size: last.head.size)
        }
      }
    }
    guard frontier.size == size, size >= last?.head.size ?? 0 else {
      throw TrailError.checkpointDamaged(size: last?.head.size ?? size)
    }
    return frontier
  }

  private static let leavesPerQuery: Int32 = 65_536
}

/// The newest checkpoint on record.
private struct LastCheckpoint {
  let head: TreeHead
  private let frontier: [UInt8]
  private let note: String

  init?(_ connection: Connection, _ tables: LogTables) throws {
    let rows = try connection.query(
      "select tree_size, root_hash, frontier, note from \(tables.prefix)latest_checkpoint()")
    guard rows.count == 1, let root = Digest(bytes: try rows.bytes(0, 1)) else { return nil }
    head = TreeHead(size: Int(try rows.int64(0, 0)), root: root)
    frontier = try rows.bytes(0, 2)
    note = try rows.text(0, 3)
  }

  /// The tree as this key signed it; nil where another key did.
  func trusted(by verifier: NoteVerifier) throws(TrailError) -> Frontier? {
    guard let note = SignedNote(note), let signed = Checkpoint(text: note.text) else {
      throw .checkpointDamaged(size: head.size)
    }
    guard signed.origin == verifier.name else { return nil }
    guard note.checkpoint(by: [verifier])?.head == head,
      let frontier = Frontier(size: head.size, bytes: frontier), frontier.root == head.root
    else { throw .checkpointDamaged(size: head.size) }
    return frontier
  }
}
