internal import Glibc
internal import Postgres
internal import TestSupport
internal import Testing

@Suite("Connection") struct ConnectionTests {
  let database: TemporaryDatabase
  let connection: Connection

  init() throws {
    database = try TemporaryDatabase()
    connection = try database.connect()
  }

  @Test func `answers a question`() throws {
    let rows = try connection.query("select $1 || ' & ' || $2 as pair", [.text("Sun"), .text("Moon")])
    #expect(rows.count == 1)
    #expect(rows.columns == ["pair"])
    #expect(try rows.text(0, rows.column(named: "pair")) == "Sun & Moon")
  }

  @Test func `takes values for values, whatever they spell`() throws {
    let hostile = "'; drop table x; -- $1 \\ \u{202E} 𝄞"
    #expect(try connection.query("select $1", [.text(hostile)]).text(0, 0) == hostile)
  }

  @Test func `runs a script of several statements, or none of it`() throws {
    try connection.script("create table kept (n int4); insert into kept values (1)")
    #expect(throws: PostgresError.self) {
      try connection.script("insert into kept values (2); select 1/0")
    }
    #expect(try connection.query("select count(*) from kept").int64(0, 0) == 1)
  }

  @Test func `tells how many rows a command touched`() throws {
    try connection.script("create table touched (n int4)")
    #expect(try connection.query("insert into touched select generate_series(1, 5)").affected == 5)
    #expect(try connection.query("delete from touched where n > 3").affected == 2)
  }

  @Test func `goes on after a refused statement`() throws {
    #expect(throws: PostgresError.self) { try connection.query("select nothing from nowhere") }
    #expect(try connection.query("select 1").int32(0, 0) == 1)
  }

  @Test func `refuses a NUL byte instead of cutting the statement there`() {
    #expect(throws: PostgresError(.usage, sqlState: "HY000")) { try connection.query("select 1\0 + 1") }
    #expect(throws: PostgresError(.usage, sqlState: "HY000")) { try connection.script("select 1\0 + 1") }
  }

  @Test func `refuses a COPY in the wrong place and goes on`() throws {
    try connection.script("create table c (n int4)")
    #expect(throws: PostgresError(.usage, sqlState: "HY000")) { try connection.query("copy c from stdin") }
    #expect(throws: PostgresError(.usage, sqlState: "HY000")) { try connection.script("copy c to stdout") }
    #expect(try connection.query("select 1").int32(0, 0) == 1)
  }

  @Test func `pins what the session depends on`() throws {
    try connection.script(
      "alter role scrim_migrator in database \(database.name) set timezone = 'Asia/Tokyo'")
    let fresh = try database.connect()
    #expect(try fresh.query("show timezone").text(0, 0) == "UTC")
    #expect(try fresh.query("show transaction_isolation").text(0, 0) == "read committed")
    #expect(try fresh.query("show client_encoding").text(0, 0) == "UTF8")
    #expect(try fresh.query("show application_name").text(0, 0) == "scrim")
  }

  @Test func `knows when the server ended it`() throws {
    let victim = try database.connect()
    #expect(victim.isAlive)
    let backend = victim.backendProcess
    try connection.query("select pg_terminate_backend($1, 5000)", [.int32(backend)])
    #expect(!victim.isAlive)
    let error = #expect(throws: PostgresError.self) { try victim.query("select 1") }
    #expect(error?.kind == .connectionLost)
  }

  @Test func `can be interrupted from another thread`() throws {
    let canceller = connection.canceller()
    let error = #expect(throws: PostgresError.self) {
      try withThread {
        usleep(200_000)
        canceller.cancel()
      } while: {
        try connection.query("select pg_sleep(30)")
      }
    }
    #expect(error == PostgresError(.server, sqlState: "57014"))
    #expect(try connection.query("select 1").int32(0, 0) == 1)
  }
}

/// Runs `other` on a thread of its own while `body` runs here.
private func withThread<T>(_ other: @escaping @Sendable () -> Void, while body: () throws -> T) rethrows -> T
{
  var thread = pthread_t()
  pthread_create(
    &thread, nil,
    { argument in
      argument.map { Unmanaged<Work>.fromOpaque($0).takeRetainedValue().run() }
      return nil
    }, Unmanaged.passRetained(Work(other)).toOpaque())
  defer { pthread_join(thread, nil) }
  return try body()
}

private final class Work: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
