public import Postgres

/// Brings a database to the structure that this program knows: each migration in a transaction of its own,
/// under an advisory lock, with the digest of its text on record. Can be run any number of times, and by
/// several at once.
public struct Migrator {
  private let connection: Connection
  private let migrations: [Migration]

  /// - Parameters:
  ///   - connection: to the database, as its owner `scrim_migrator`.
  ///   - migrations: ascending; the first makes the table `scrim.migration`.
  public init(_ connection: Connection, migrations: [Migration] = Migration.embedded) {
    self.connection = connection
    self.migrations = migrations
  }

  /// - Returns: the names of the migrations that were applied now.
  public func migrate(kind: DatabaseKind) throws(MigrationError) -> [String] {
    try locked { () throws(MigrationError) in
      let applied = try history()
      try compare(applied)
      if let fixed = try self.kind(), fixed != kind { throw .kindDiffers(database: fixed) }
      let pending = migrations.filter { applied[$0.number] == nil }
      for migration in pending { try apply(migration, kind: kind) }
      return pending.map(\.name)
    }
  }

  /// Names of the migrations that `migrate` would apply; for `scrim check`.
  public func pending() throws(MigrationError) -> [String] {
    let applied = try history()
    try compare(applied)
    return migrations.filter { applied[$0.number] == nil }.map(\.name)
  }

  /// Nil before the first migration.
  public func kind() throws(MigrationError) -> DatabaseKind? {
    try reading { () throws(PostgresError) in
      guard try exists("scrim.database_kind") else { return nil }
      let rows = try connection.query("select kind from scrim.database_kind")
      return rows.count == 0 ? nil : DatabaseKind(rawValue: try rows.text(0, 0))
    }
  }
}

extension Migrator {
  private struct Applied {
    let name: String
    let sha256: String
  }

  /// "scrimmig" in ASCII.
  private static let lockKey: Int64 = 0x7363_7269_6d6d_6967

  /// Holds the lock over all transactions. The time-out is for it and for every lock that a migration waits
  /// for.
  private func locked<T>(_ work: () throws(MigrationError) -> T) throws(MigrationError) -> T {
    do throws(PostgresError) {
      try connection.script("set lock_timeout = '60s'")
      try connection.query("select pg_advisory_lock($1)", [.int64(Self.lockKey)])
    } catch {
      throw error.sqlState == "55P03" ? .busy : .database(error)
    }
    defer {
      // If this fails the connection is gone, and the lock with it.
      _ = try? connection.query("select pg_advisory_unlock($1)", [.int64(Self.lockKey)])
      try? connection.script("reset lock_timeout")
    }
    return try work()
  }

  private func history() throws(MigrationError) -> [Int32: Applied] {
    try reading { () throws(PostgresError) in
      guard try exists("scrim.migration") else { return [:] }
      let rows = try connection.query("select number, name, sha256 from scrim.migration")
      var applied: [Int32: Applied] = [:]
      for row in 0..<rows.count {
        applied[try rows.int32(row, 0)] = Applied(name: try rows.text(row, 1), sha256: try rows.text(row, 2))
      }
      return applied
    }
  }

  private func compare(_ applied: [Int32: Applied]) throws(MigrationError) {
    let newest = applied.keys.max() ?? .min
    for migration in migrations {
      guard let known = applied[migration.number] else {
        guard migration.number > newest else { throw .outOfOrder(migration.name) }
        continue
      }
      guard known.sha256 == (try digest(of: migration)) else { throw .changed(migration.name) }
    }
    let numbers = Set(migrations.map(\.number))
    if let unknown = applied.filter({ !numbers.contains($0.key) }).max(by: { $0.key < $1.key }) {
      throw .newerThanProgram(unknown.value.name)
    }
  }

  private func digest(of migration: Migration) throws(MigrationError) -> String {
    try reading { () throws(PostgresError) in
      try connection.query(
        "select encode(sha256(convert_to($1, 'UTF8')), 'hex')", [.text(migration.sql)]
      ).text(0, 0)
    }
  }

  /// Roles belong to all databases of a server. Where two databases are migrated at once, one is told that a
  /// row of the role catalog changed under it (XX000 "tuple concurrently updated", 23505): it starts that
  /// migration anew.
  private func apply(_ migration: Migration, kind: DatabaseKind) throws(MigrationError) {
    for attempt in 1... {
      do {
        return try connection.transaction { try run(migration, kind: kind) }
      } catch let error as PostgresError {
        guard ["XX000", "23505", "42710", "40P01"].contains(error.sqlState), attempt < 5 else {
          throw error.sqlState == "55P03"
            ? .busy : .failed(migration.name, line: line(of: error, in: migration), error)
        }
        try pause()
      } catch {
        throw .failed(migration.name, line: nil, PostgresError(.usage, sqlState: "HY000"))
      }
    }
  }

  private func run(_ migration: Migration, kind: DatabaseKind) throws {
    // From version 16 on, whoever makes a role administers it and cannot become it, unless this is set.
    if connection.serverVersion >= 160_000 {
      try connection.script("set local createrole_self_grant = 'set, inherit'")
    }
    try connection.script(migration.sql)
    // A migration becomes the owner of what it makes; the record is the migrator's.
    try connection.script("reset role")
    try connection.query(
      "insert into scrim.database_kind (kind) values ($1) on conflict do nothing", [.text(kind.rawValue)])
    try connection.query(
      """
      insert into scrim.migration (number, name, sha256)
      values ($1, $2, encode(sha256(convert_to($3, 'UTF8')), 'hex'))
      """, [.int32(migration.number), .text(migration.name), .text(migration.sql)])
  }

  private func pause() throws(MigrationError) {
    _ = try reading { () throws(PostgresError) in try connection.query("select pg_sleep(0.1)") }
  }

  private func line(of error: PostgresError, in migration: Migration) -> Int? {
    error.position.map { position in
      1 + migration.sql.unicodeScalars.prefix(position - 1).count { $0 == "\n" }
    }
  }

  private func exists(_ table: String) throws(PostgresError) -> Bool {
    try connection.query("select to_regclass($1) is not null", [.text(table)]).bool(0, 0)
  }

  private func reading<T>(_ work: () throws(PostgresError) -> T) throws(MigrationError) -> T {
    do throws(PostgresError) { return try work() } catch { throw .database(error) }
  }
}
