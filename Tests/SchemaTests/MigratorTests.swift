internal import Demonstration
internal import Postgres
internal import Schema
internal import TestSupport
internal import Testing

@Suite("Migrator") struct MigratorTests {
  private static let base = Migration.embedded[0]
  private static let tables = Migration(
    number: 1, name: "0001_tables", sql: "create table public.kept (n int4)")
  private static let rows = Migration(number: 2, name: "0002_rows", sql: "insert into public.kept values (1)")

  let database: TemporaryDatabase
  let connection: Connection

  init() throws {
    database = try TemporaryDatabase()
    connection = try database.connect()
  }

  private func migrate(_ migrations: [Migration], kind: DatabaseKind = .synthetic) throws(MigrationError)
    -> [String]
  {
    try Migrator(connection, migrations: migrations).migrate(kind: kind)
  }

  private func count() throws -> Int64 { try connection.query("select count(*) from kept").int64(0, 0) }

  @Test func `applies what is missing, in order, once`() throws {
    #expect(try migrate([Self.base, Self.tables]) == ["0000_scrim", "0001_tables"])
    #expect(try migrate([Self.base, Self.tables, Self.rows]) == ["0002_rows"])
    #expect(try migrate([Self.base, Self.tables, Self.rows]) == [])
    #expect(try count() == 1)
    let recorded = try connection.query("select name, sha256 from scrim.migration order by number")
    #expect(try recorded.text(1, 0) == "0001_tables")
    // `printf 'create table public.kept (n int4)' | sha256sum`
    #expect(try recorded.text(1, 1) == "247fe5d007d9af71fdc0ca0cece182b950f03e7bd1fad89add6718347c0fbb11")
  }

  @Test func `refuses a migration that was changed after it was applied`() throws {
    _ = try migrate([Self.base, Self.tables])
    let changed = Migration(number: 1, name: "0001_tables", sql: Self.tables.sql + " ")
    #expect(throws: MigrationError.changed("0001_tables")) { try migrate([Self.base, changed, Self.rows]) }
    #expect(try count() == 0)
  }

  @Test func `refuses a database that is newer than the program`() throws {
    _ = try migrate([Self.base, Self.tables, Self.rows])
    #expect(throws: MigrationError.newerThanProgram("0002_rows")) { try migrate([Self.base, Self.tables]) }
  }

  @Test func `refuses a migration that comes before an applied one`() throws {
    _ = try migrate([Self.base, Self.rows.renumbered(3, sql: "select 1")])
    #expect(throws: MigrationError.outOfOrder("0001_tables")) {
      try migrate([Self.base, Self.tables, Self.rows.renumbered(3, sql: "select 1")])
    }
  }

  @Test func `leaves nothing of a migration that fails, and says where`() throws {
    let broken = Migration(number: 2, name: "0002_broken", sql: "insert into kept values (1);\n\nselect oops")
    let error = try #require(throws: MigrationError.self) { try migrate([Self.base, Self.tables, broken]) }
    guard case .failed("0002_broken", line: 3, let cause) = error else { throw error }
    #expect(cause.sqlState == "42703")
    #expect(try count() == 0)
    #expect(
      try Migrator(connection, migrations: [Self.base, Self.tables, Self.rows]).pending() == ["0002_rows"])
    #expect(try migrate([Self.base, Self.tables, Self.rows]) == ["0002_rows"])
  }

  @Test func `records as itself what a migration does as another role`() throws {
    let becoming = Migration(number: 1, name: "0001_becoming", sql: "set role pg_read_all_data")
    try database.cluster.createLogin("scrim_migrator", memberOf: ["pg_read_all_data"])
    #expect(try migrate([Self.base, becoming]).count == 2)
    #expect(try connection.query("select current_user::text").text(0, 0) == "scrim_migrator")
  }

  @Test(arguments: [(DatabaseKind.synthetic, DatabaseKind.real), (.real, .synthetic)])
  func `fixes the kind of the database for ever`(first: DatabaseKind, then: DatabaseKind) throws {
    #expect(try Migrator(connection).kind() == nil)
    _ = try migrate([Self.base], kind: first)
    #expect(try Migrator(connection).kind() == first)
    #expect(throws: MigrationError.kindDiffers(database: first)) {
      try migrate([Self.base, Self.tables], kind: then)
    }
    for sql in [
      "update scrim.database_kind set kind = '\(then)'", "delete from scrim.database_kind",
      "truncate scrim.database_kind",
    ] {
      #expect(throws: PostgresError(.server, sqlState: "23000")) { try connection.script(sql) }
    }
    #expect(throws: PostgresError.self) {
      try connection.script("insert into scrim.database_kind values (true, 'real')")
    }
  }

  @Test func `brings an empty database to the structure of this program`() throws {
    let names = Migration.embedded.map(\.name)
    #expect(try Migrator(connection).pending() == names)
    #expect(try Migrator(connection).migrate(kind: .synthetic) == names)
    #expect(try Migrator(connection).migrate(kind: .synthetic) == [])
    #expect(try Migrator(connection).pending() == [])
  }

  @Test func `lets one of several go first`() throws {
    let slow = Migration(
      number: 1, name: "0001_slow", sql: "create table kept (n int4); select pg_sleep(0.3)")
    let database = database
    let applied = Counter()
    concurrently(4) {
      let done = try? Migrator(database.connect(), migrations: [Self.base, slow]).migrate(kind: .synthetic)
      applied.add(done?.count ?? -100)
    }
    #expect(applied.sum == 2)
    #expect(try count() == 0)
  }

  @Test func `comes through while another database of the server changes the same role`() throws {
    let other = try TemporaryDatabase()
    try database.cluster.createLogin("shared_role", memberOf: [])
    try database.cluster.createLogin("scrim_migrator", memberOf: ["shared_role"])
    let busy = Migration(
      number: 1, name: "0001_roles",
      sql: "alter role shared_role valid until '2040-01-01'; select pg_sleep(0.05)")
    let databases = [database, other]
    let failures = Counter()
    concurrently(2) { index in
      do {
        _ = try Migrator(databases[index].connect(), migrations: [Self.base, busy]).migrate(kind: .synthetic)
      } catch {
        failures.add(1)
      }
    }
    #expect(failures.sum == 0)
  }
}

extension Migration {
  fileprivate func renumbered(_ number: Int32, sql: String) -> Migration {
    Migration(number: number, name: name, sql: sql)
  }
}
