internal import Postgres
internal import Signing

/// The trail by its numbers, as the auditor sees it; one page in memory at a time.
struct TrailReader {
  let connection: Connection
  let tables: LogTables

  struct Numbered {
    let number: Int
    let entryID: Int64
    let leafHash: Digest?
    /// Nil where the entry is gone.
    let entry: TrailEntry?
  }

  func readEach(_ body: (Numbered) throws -> Void) throws {
    var next: Int64 = .min
    while true {
      let rows = try connection.query(
        """
        select l.leaf_index, l.entry_id, l.leaf_hash, e.entry_id is not null, \(TrailEntry.columns)
        from \(tables.prefix)leaf l left join \(tables.entries) e on e.entry_id = l.entry_id
        where l.leaf_index >= $1 order by l.leaf_index limit \(Self.leavesPerQuery)
        """, [.int64(next)])
      for row in 0..<rows.count {
        next = try rows.int64(row, 0) + 1
        try body(
          Numbered(
            number: Int(next - 1), entryID: try rows.int64(row, 1),
            leafHash: Digest(bytes: try rows.bytes(row, 2)),
            entry: try rows.bool(row, 3) ? TrailEntry(rows, row, from: 4) : nil))
      }
      if rows.count < Self.leavesPerQuery { return }
    }
  }

  /// A checkpoint as it is on record.
  struct Stored {
    let head: TreeHead?
    let size: Int
    let frontier: [UInt8]
    let note: String

    /// The note, where it is one, a key signed it and the columns beside it say the same.
    func checkpoint(by verifiers: [NoteVerifier]) -> (note: SignedNote, checkpoint: Checkpoint)? {
      guard let note = SignedNote(note), let checkpoint = note.checkpoint(by: verifiers),
        checkpoint.head == head,
        Frontier(size: size, bytes: frontier)?.root == checkpoint.head.root
      else { return nil }
      return (note, checkpoint)
    }
  }

  /// All of them; there is about one for each run.
  func checkpoints() throws -> [Stored] {
    let rows = try connection.query(
      """
      select tree_size, root_hash, frontier, note from \(tables.prefix)checkpoint
      order by tree_size, checkpoint_id
      """)
    return try (0..<rows.count).map { row in
      let size = Int(try rows.int64(row, 0))
      return Stored(
        head: Digest(bytes: try rows.bytes(row, 1)).map { TreeHead(size: size, root: $0) }, size: size,
        frontier: try rows.bytes(row, 2), note: try rows.text(row, 3))
    }
  }

  /// How many entries there are, and how many of them wait for a number.
  func counts() throws -> (entries: Int, waiting: Int) {
    let rows = try connection.query(
      """
      select count(*), count(*) filter (where exists (
        select from \(tables.prefix)waiting w where w.entry_id = e.entry_id)) from \(tables.entries) e
      """)
    return (Int(try rows.int64(0, 0)), Int(try rows.int64(0, 1)))
  }

  private static let leavesPerQuery = 10_000
}
