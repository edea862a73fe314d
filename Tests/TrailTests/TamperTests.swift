import Postgres
import Signing
import TestSupport
import Testing
import Trail

/// 10,000 entries under twenty checkpoints, and everything that somebody with all rights could do to them. Each
/// damage is done in a transaction that is taken back.
@Suite struct `A trail that was tampered with` {
  private let journal: Journal
  private let connection: Connection
  private static let count = 10_000

  init() throws {
    journal = try Journal()
    for _ in 0..<20 {
      try journal.record(Self.count / 20)
      try journal.checkpoint()
    }
    connection = try journal.database.connect(as: "postgres")
    try connection.script("set session_replication_role = replica")
  }

  /// What is found of a damage.
  private func found(_ sql: String, outside: [SignedNote] = []) throws -> [Damage] {
    try connection.script("begin")
    defer { try? connection.script("rollback") }
    try connection.script(sql)
    return try TrailAudit(connection, verifiers: [journal.signer.verifier])
      .examine(outside.map { ($0, .given) }).damages
  }

  @Test func `verifies where nobody touched it, with all that was kept elsewhere`() throws {
    #expect(try found("select 1", outside: journal.witness.notes()) == [])
    let audited = try journal.verify(journal.witness.notes())
    #expect(audited.entries == Self.count && audited.signed == Self.count && audited.checkpoints == 40)
  }

  /// A bit of one character or byte.
  private static let flips = [
    "entry_id": "entry_id = entry_id + 1000000",
    "recorded_at": "recorded_at = recorded_at + interval '1 microsecond'",
    "actor": "actor = overlay(actor placing chr(ascii(actor) # 1) from 1)",
    "kind": "kind = overlay(kind placing chr(ascii(kind) # 1) from 1)",
    "subject":
      "subject = case subject when '' then ' ' else overlay(subject placing chr(ascii(subject) # 1) from 1) end",
    "digest":
      "digest = case when digest is null then sha256('') else set_byte(digest, 31, get_byte(digest, 31) # 1) end",
    "detail": "detail = detail || '{\"n\": -1}'",
  ]

  @Test(arguments: flips.keys.sorted())
  func `is found in each column of each entry of a sample`(column: String) throws {
    let flip = try #require(Self.flips[column])
    for number in stride(from: 0, to: Self.count, by: 997) {
      let entry = try entry(number)
      let damages = try found("update trail.entry set \(flip) where entry_id = \(entry)")
      #expect(
        damages
          == [
            column == "entry_id"
              ? .entryMissing(number: number, entry: entry) : .entryChanged(number: number, entry: entry)
          ], "\(column) of \(number)")
    }
  }

  @Test func `has every column of an entry in the sample`() throws {
    let columns = try journal.query(
      """
      select string_agg(attname, ' ' order by attname) from pg_attribute
      where attrelid = 'trail.entry'::regclass and attnum > 0 and not attisdropped
      """)
    #expect(try columns.text(0, 0) == Self.flips.keys.sorted().joined(separator: " "))
  }

  private func entry(_ number: Int) throws -> Int64 {
    try journal.query("select entry_id from trail.leaf where leaf_index = \(number)").int64(0, 0)
  }

  @Test(arguments: [0, 1, 499, 500, 4_321, 9_998, 9_999])
  func `is found where an entry was taken out, with its number or without`(number: Int) throws {
    let entry = try entry(number)
    #expect(
      try found("delete from trail.entry where entry_id = \(entry)")
        == [.entryMissing(number: number, entry: entry)])
    let both =
      "delete from trail.entry where entry_id = \(entry); delete from trail.leaf where leaf_index = \(number)"
    let isLast = number == Self.count - 1
    #expect(
      try found(both) == [
        isLast
          ? .truncated(size: number, signed: Self.count, .database)
          : .numbersMissing(from: number, through: number)
      ])
    let closed = both + "; update trail.leaf set leaf_index = leaf_index - 1 where leaf_index > \(number)"
    #expect(try !found(closed).isEmpty)
  }

  @Test func `is found where two entries, two numbers or two hashes changed places`() throws {
    let (one, other) = (try entry(700), try entry(701))
    let entries = """
      update trail.entry e set actor = o.actor, kind = o.kind, subject = o.subject, digest = o.digest,
        detail = o.detail, recorded_at = o.recorded_at
      from trail.entry o where (e.entry_id, o.entry_id) in ((\(one), \(other)), (\(other), \(one)))
      """
    #expect(
      try found(entries)
        == [.entryChanged(number: 700, entry: one), .entryChanged(number: 701, entry: other)])
    let numbers = """
      update trail.leaf set leaf_index = -1 where leaf_index = 700;
      update trail.leaf set leaf_index = 700 where leaf_index = 701;
      update trail.leaf set leaf_index = 701 where leaf_index = -1
      """.replacing("-1", with: "99999")
    #expect(try found(numbers) == [.hashesChanged(from: 500, through: 999, .database)])
    let hashes = """
      update trail.leaf l set leaf_hash = o.leaf_hash from trail.leaf o
      where (l.leaf_index, o.leaf_index) in ((700, 701), (701, 700))
      """
    #expect(
      try found(hashes) == [
        .entryChanged(number: 700, entry: one), .entryChanged(number: 701, entry: other),
        .hashesChanged(from: 500, through: 999, .database),
      ])
  }

  @Test func `is found where an entry was changed together with its hash, or put in`() throws {
    let forged = """
      update trail.entry set subject = 'forged' where entry_id = \(try entry(4_321));
      update trail.leaf l set leaf_hash = sha256('\\x00'::bytea || trail.leaf_bytes(e))
      from trail.entry e where e.entry_id = l.entry_id and l.leaf_index = 4321
      """
    #expect(try found(forged) == [.hashesChanged(from: 4_000, through: 4_499, .database)])
    let putIn = """
      update trail.leaf set leaf_index = leaf_index + 1000000 where leaf_index >= 600;
      update trail.leaf set leaf_index = leaf_index - 999999 where leaf_index >= 1000000;
      insert into trail.entry (kind, subject) values ('run.started', 'put in');
      insert into trail.leaf select 600, e.entry_id, sha256('\\x00'::bytea || trail.leaf_bytes(e))
      from trail.entry e order by e.entry_id desc limit 1
      """
    #expect(try found(putIn) == [.hashesChanged(from: 500, through: 999, .database)])
  }

  @Test func `is found where an entry was put aside, so that it is never numbered`() throws {
    #expect(
      try found("insert into trail.entry (kind, subject) values ('run.started', 'aside')") == [
        .entriesAside(1)
      ])
    #expect(
      try found("delete from trail.leaf where leaf_index = 9999") == [
        .truncated(size: 9_999, signed: 10_000, .database), .entriesAside(1),
      ])
  }

  @Test(arguments: [
    "root_hash = set_byte(root_hash, 0, get_byte(root_hash, 0) # 1)",
    "frontier = set_byte(frontier, 0, get_byte(frontier, 0) # 1)", "tree_size = tree_size + 1",
    "note = replace(note, '5500', '5501')",
    "note = overlay(note placing case substr(note, 70, 1) when 'A' then 'B' else 'A' end from 70 for 1)",
  ])
  func `is found where a checkpoint was changed`(change: String) throws {
    let damages = try found("update trail.checkpoint set \(change) where tree_size = 5500")
    #expect(damages.count == 1)
    guard case .checkpointRefused(_, .database) = damages.first else {
      Issue.record("\(damages)")
      return
    }
  }

  @Test func `is found cut, and cut back to an older state by a checkpoint from elsewhere alone`() throws {
    let cut = "delete from trail.leaf where leaf_index >= 8000; delete from trail.entry where entry_id > 8000"
    #expect(try found(cut) == [.truncated(size: 8_000, signed: 10_000, .database)])
    let older = cut + "; delete from trail.checkpoint where tree_size > 8000"
    #expect(try found(older) == [])
    let latest = try #require(try journal.witness.notes().last)
    #expect(try found(older, outside: [latest]) == [.truncated(size: 8_000, signed: 10_000, .given)])
  }

  @Test func `is found written anew under another key, and by its own checkpoints from elsewhere`() throws {
    let forger = try Journal()
    try forger.record(20)
    let forged = try forger.checkpoint().note
    #expect(try found("select 1", outside: [forged]) == [.checkpointRefused(size: nil, .given)])
    let twin = Sequencer(
      forger.database.address(as: "scrim_gateway"), signer: journal.signer, witness: nil)
    try forger.record(9_980)
    let other = try #require(try twin.checkpoint()?.note)
    #expect(try found("select 1", outside: [other]).first == .hashesChanged(from: 0, through: 9_999, .given))
  }
}
