internal import Postgres
internal import TestSupport
internal import Testing

@Suite("Rows") struct RowsTests {
  let database: TemporaryDatabase
  let connection: Connection

  init() throws {
    database = try TemporaryDatabase()
    connection = try database.connect()
  }

  @Test func `reads each type of the source views`() throws {
    let rows = try connection.query(
      """
      select 'é𝄞'::text, 7::int2, -7::int4, 9223372036854775807::int8, true, '2026-11-23'::date,
        '2000-01-01 00:00:01+00'::timestamptz, '\\x00ff'::bytea, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid,
        1.5::float8
      """)
    #expect(try rows.text(0, 0) == "é𝄞")
    #expect(try rows.int32(0, 1) == 7)
    #expect(try rows.int64(0, 1) == 7)
    #expect(try rows.int32(0, 2) == -7)
    #expect(try rows.int64(0, 2) == -7)
    #expect(try rows.int64(0, 3) == .max)
    #expect(try rows.bool(0, 4))
    #expect(try rows.date(0, 5) == 9823)
    #expect(try rows.timestamp(0, 6) == 1_000_000)
    #expect(try rows.bytes(0, 7) == [0, 255])
    #expect(try rows.uuid(0, 8) == "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")
    #expect(try rows.bytes(0, 8).count == 16)
    #expect(try rows.double(0, 9) == 1.5)
    #expect(rows.withBytes(0, 0) { $0.count } == 6)
  }

  @Test func `reads arrays, empty ones and ones with holes`() throws {
    let rows = try connection.query(
      """
      select '{F41.1,"a,\\"b",""}'::text[], '{}'::text[], '{x,NULL}'::text[], '{1,2}'::int4[],
        '{NULL,3}'::int8[],
        '{t,f}'::bool[], '{2000-01-02}'::date[], array['\\x01'::bytea], '{1,NULL}'::int4[], '{NULL,t}'::bool[]
      """)
    #expect(try rows.textArray(0, 0) == ["F41.1", "a,\"b", ""])
    #expect(try rows.textArray(0, 1) == [])
    #expect(try rows.optionalTextArray(0, 2) == ["x", nil])
    #expect(try rows.int32Array(0, 3) == [1, 2])
    #expect(try rows.int64Array(0, 3) == [1, 2])
    #expect(try rows.optionalInt64Array(0, 4) == [nil, 3])
    #expect(try rows.boolArray(0, 5) == [true, false])
    #expect(try rows.dateArray(0, 6) == [1])
    #expect(try rows.bytesArray(0, 7) == [[1]])
    #expect(try rows.optionalInt32Array(0, 8) == [1, nil])
    #expect(try rows.optionalBoolArray(0, 9) == [nil, true])
  }

  @Test func `tells NULL from empty`() throws {
    let rows = try connection.query(
      "select ''::text, null::text, ''::bytea, null::int4, null::date, null::bool")
    #expect(try rows.optionalText(0, 0) == "")
    #expect(try rows.optionalText(0, 1) == nil)
    #expect(try rows.optionalBytes(0, 2) == [])
    #expect(try rows.optionalInt32(0, 3) == nil)
    #expect(try rows.optionalDate(0, 4) == nil)
    #expect(try rows.optionalBool(0, 5) == nil)
    #expect(!rows.isNull(0, 0))
    #expect(rows.isNull(0, 1))
  }

  @Test func `throws, and does not trap, at another type`() throws {
    let rows = try connection.query(
      "select 'x'::text as word, 1 as number, null::text as nothing, '{{1}}'::int4[] as grid")
    let asNumber = PostgresError(.unexpectedType, sqlState: "42804", column: "word")
    #expect(throws: asNumber) { try rows.int32(0, 0) }
    #expect(throws: asNumber) { try rows.date(0, 0) }
    #expect(throws: asNumber) { try rows.textArray(0, 0) }
    #expect(throws: PostgresError(.unexpectedType, sqlState: "42804", column: "number")) {
      try rows.text(0, 1)
    }
    #expect(throws: PostgresError(.unexpectedType, sqlState: "22004", column: "nothing")) {
      try rows.text(0, 2)
    }
    #expect(throws: PostgresError(.unexpectedType, sqlState: "42804", column: "grid")) {
      try rows.int32Array(0, 3)
    }
  }

  @Test func `throws, and does not trap, beside the result`() throws {
    let rows = try connection.query("select 1")
    for (row, column) in [(1, 0), (0, 1), (-1, 0), (0, -1), (.max, .max)] {
      #expect(throws: PostgresError(.usage, sqlState: "HY000")) { try rows.int32(row, column) }
      #expect(rows.withBytes(row, column) { $0.isEmpty })
    }
    #expect(throws: PostgresError.self) { try rows.column(named: "absent") }
  }

  @Test func `outlive their connection`() throws {
    var other: Connection? = try database.connect()
    let rows = try #require(other).query("select 'still here'")
    other = nil
    #expect(try rows.text(0, 0) == "still here")
  }
}
