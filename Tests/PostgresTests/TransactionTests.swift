internal import Postgres
internal import TestSupport
internal import Testing

@Suite("Transaction") struct TransactionTests {
  private struct Stop: Error {}

  let database: TemporaryDatabase
  let connection: Connection

  init() throws {
    database = try TemporaryDatabase()
    connection = try database.connect()
    try connection.script("create table n (n int4 unique deferrable initially deferred)")
  }

  private func stored() throws -> Int64 {
    try database.connect().query("select count(*) from n").int64(0, 0)
  }

  @Test func `is committed when its body returns`() throws {
    let answer = try connection.transaction {
      try connection.query("insert into n values (1)")
      return 42
    }
    #expect(answer == 42)
    #expect(try stored() == 1)
  }

  @Test func `is rolled back when its body throws`() throws {
    #expect(throws: Stop.self) {
      try connection.transaction {
        try connection.query("insert into n values (1)")
        throw Stop()
      }
    }
    #expect(try stored() == 0)
    #expect(try connection.query("select 1").int32(0, 0) == 1)
  }

  @Test func `does not pass for committed after a swallowed error`() throws {
    #expect(throws: PostgresError(.server, sqlState: "25P02")) {
      try connection.transaction {
        try connection.query("insert into n values (1)")
        _ = try? connection.query("select 1/0")
      }
    }
    #expect(try stored() == 0)
  }

  @Test func `fails where a deferred constraint fails at COMMIT`() throws {
    let error = #expect(throws: PostgresError.self) {
      try connection.transaction { try connection.query("insert into n values (1), (1)") }
    }
    #expect(error == PostgresError(.server, sqlState: "23505", constraint: "n_n_key"))
    #expect(try stored() == 0)
  }

  @Test func `cannot begin within another`() throws {
    #expect(throws: PostgresError(.usage, sqlState: "HY000")) {
      try connection.transaction { try connection.transaction {} }
    }
  }

  @Test func `sees one snapshot and writes nothing when it is repeatable and read-only`() throws {
    try connection.transaction(.repeatableReadOnly) {
      #expect(try connection.query("select count(*) from n").int64(0, 0) == 0)
      try database.connect().query("insert into n values (9)")
      #expect(try connection.query("select count(*) from n").int64(0, 0) == 0)
    }
    #expect(throws: PostgresError(.server, sqlState: "25006")) {
      try connection.transaction(.repeatableReadOnly) { try connection.query("insert into n values (1)") }
    }
  }

  @Test func `is in doubt when the server is gone at COMMIT`() throws {
    let victim = try database.connect()
    let error = #expect(throws: PostgresError.self) {
      try victim.transaction {
        try victim.query("insert into n values (1)")
        try connection.query("select pg_terminate_backend($1, 5000)", [.int32(victim.backendProcess)])
      }
    }
    #expect(error?.kind == .commitInDoubt)
    #expect(try stored() == 0)
  }
}
