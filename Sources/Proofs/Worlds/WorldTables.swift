internal import Postgres
internal import TestSupport

/// Every table of `claims` and `trail`, column by column, and how far their sequences are.
struct WorldTables {
  private let connection: Connection

  init(_ site: Site) throws { connection = try site.database.connect(as: "postgres") }

  /// What signing and encrypting draw anew: their lengths are compared, and what they say is, elsewhere. The
  /// signature is verified there; its length varies by itself. The trail's hashes are of entries with times
  /// and random ids in them, which are compared, and `scrim trail verify` recomputes them.
  private static let random = [
    "ciphertext", "nonce", "transit_wrapped_key", "archive_wrapped_key", "leaf_hash", "root_hash", "frontier",
    "note", "sealed", "public_key",
  ]

  /// Times to come, so many seconds after a step: that there is one is compared.
  private static let deadlines = ["leased_until", "ends_before"]

  /// A run's report as it is kept for the console, without what is measured or drawn anew each time: the same
  /// is compared where a command prints it.
  private static let report = "(report - 'seconds' - 'started' - 'checkpoint')::text"

  func read(_ chance: inout Chance) throws -> [(table: String, text: String)] {
    var tables: [(String, [[Cell]])] = []
    for name in try names() { tables.append((name, try rows(of: name))) }
    let times = Set(tables.flatMap { $0.1.joined() }.compactMap(\.microseconds)).sorted()
    let byStep = Dictionary(grouping: times) { chance.step(at: $0) }
    return tables.map { name, rows in
      let lines = rows.map { row in
        row.map { cell in
          guard let time = cell.microseconds else { return chance.cell(cell.text) }
          guard let step = chance.step(at: time) else { return String(time) }
          return "time \(byStep[step]?.firstIndex(of: time) ?? 0) of \(step)"
        }.joined(separator: " | ")
      }
      return (name, lines.joined(separator: "\n"))
    } + [("sequences", try sequences())]
  }

  private struct Cell {
    let text: String
    var microseconds: Int64?
  }

  private func names() throws -> [String] {
    let rows = try connection.query(
      """
      select format('%I.%I', schemaname, tablename) from pg_catalog.pg_tables
      where schemaname in ('claims', 'trail') order by 1
      """)
    return try (0..<rows.count).map { try rows.text($0, 0) }
  }

  private func rows(of table: String) throws -> [[Cell]] {
    let columns = try connection.query(
      """
      select a.attname::text, a.atttypid = 'timestamptz'::regtype from pg_catalog.pg_attribute a
      where a.attrelid = $1::text::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum
      """, [.text(table)])
    let names = try (0..<columns.count).map { try columns.text($0, 0) }
    let isTime = try (0..<columns.count).map {
      try columns.bool($0, 1) && !Self.deadlines.contains(names[$0])
    }
    let selected = zip(names, isTime).map { name, isTime in
      if isTime { return "(extract(epoch from \(name)) * 1000000)::bigint::text" }
      if name == "signature" { return "'verified'" }
      if name == "report" { return Self.report }
      if Self.deadlines.contains(name) { return "case when \(name) is not null then 'to come' end" }
      return Self.random.contains(name) ? "'random, ' || length(\(name))" : "\(name)::text"
    }
    let found = try connection.query(
      "select \(selected.joined(separator: ", ")) from \(table) order by \(try key(of: table))")
    return try (0..<found.count).map { row in
      try names.indices.map { column in
        guard let text = try found.optionalText(row, column) else { return Cell(text: "–") }
        return Cell(text: text, microseconds: isTime[column] ? Int64(text) : nil)
      }
    }
  }

  /// The columns of the primary key, in whose order the rows are compared; of requests, whose key is drawn,
  /// the time.
  private func key(of table: String) throws -> String {
    if table == "claims.run_request" { return "asked_at" }
    return try connection.query(
      """
      select coalesce(string_agg(quote_ident(a.attname), ', '
        order by array_position(i.indkey, a.attnum)), '1')
      from pg_catalog.pg_index i
      join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
      where i.indrelid = $1::text::regclass and i.indisprimary
      """, [.text(table)]
    ).text(0, 0)
  }

  /// A number that was drawn and not used is a gap in what comes next.
  private func sequences() throws -> String {
    let rows = try connection.query(
      """
      select format('%s.%s %s', schemaname, sequencename, last_value) from pg_catalog.pg_sequences
      where schemaname in ('claims', 'trail') order by 1
      """)
    return try (0..<rows.count).map { try rows.text($0, 0) }.joined(separator: "\n")
  }
}
