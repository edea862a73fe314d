internal import Postgres
internal import TestSupport
internal import Testing

@Suite("Copy") struct CopyTests {
  private struct Stop: Error {}

  let database: TemporaryDatabase
  let connection: Connection

  init() throws {
    database = try TemporaryDatabase()
    connection = try database.connect()
    try connection.script("create table c (n int4 check (n < 100), word text)")
  }

  @Test func `takes rows in, wherever the chunks end`() throws {
    var chunks = ["1\tone\n2\tt", "wo\n3", "\t\\N\n"].map { Array($0.utf8) }
    let stored = try connection.copyIn("copy c from stdin") { chunks.isEmpty ? nil : chunks.removeFirst() }
    #expect(stored == 3)
    #expect(try connection.query("select word from c order by n").optionalText(1, 0) == "two")
  }

  @Test func `gives rows out`() throws {
    try connection.script("insert into c select g, 'w' || g from generate_series(1, 3) g")
    var text = ""
    let count = try connection.copyOut("copy c to stdout") { text += String(decoding: $0, as: UTF8.self) }
    #expect(count == 3)
    #expect(text == "1\tw1\n2\tw2\n3\tw3\n")
  }

  @Test func `stores nothing when the source of rows fails`() throws {
    var asked = 0
    #expect(throws: Stop.self) {
      try connection.copyIn("copy c from stdin") {
        asked += 1
        if asked == 2 { throw Stop() }
        return Array("1\tone\n".utf8)
      }
    }
    #expect(try connection.query("select count(*) from c").int64(0, 0) == 0)
  }

  @Test func `reports what the server refuses, without the row`() throws {
    var chunks = [Array("100\tcanary\n".utf8)]
    let error = #expect(throws: PostgresError.self) {
      try connection.copyIn("copy c from stdin") { chunks.popLast() }
    }
    #expect(error == PostgresError(.server, sqlState: "23514", constraint: "c_n_check"))
    #expect(try connection.query("select 1").int32(0, 0) == 1)
  }

  @Test func `can be left in the middle`() throws {
    #expect(throws: Stop.self) {
      try connection.copyOut("copy (select generate_series(1, 10000000)) to stdout") { _ in throw Stop() }
    }
    #expect(try connection.query("select 1").int32(0, 0) == 1)
  }

  @Test func `is nothing but COPY`() throws {
    #expect(throws: PostgresError(.usage, sqlState: "HY000")) { try connection.copyIn("select 1") { nil } }
    #expect(throws: PostgresError(.server, sqlState: "42P01")) {
      try connection.copyOut("copy x to stdout") { _ in }
    }
  }
}
