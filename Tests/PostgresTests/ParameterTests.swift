internal import Postgres
internal import TestSupport
internal import Testing

@Suite("Parameters") struct ParameterTests {
  let database: TemporaryDatabase
  let connection: Connection

  init() throws {
    database = try TemporaryDatabase()
    connection = try database.connect()
  }

  @Test(
    arguments: [
      (.null, "unknown", nil), (.bool(true), "boolean", "true"), (.int32(.min), "integer", "-2147483648"),
      (.optionalInt32(nil), "integer", nil), (.int64(.max), "bigint", "9223372036854775807"),
      (.optionalInt64(5), "bigint", "5"), (.text("a\"b"), "text", "a\"b"), (.text(""), "text", ""),
      (.optionalText(nil), "text", nil), (.optionalText("é"), "text", "é"),
      (.bytes([0, 255]), "bytea", "\\x00ff"),
      (.bytes([]), "bytea", "\\x"), (.optionalBytes(nil), "bytea", nil), (.date(9823), "date", "2026-11-23"),
      (.date(-1), "date", "1999-12-31"), (.optionalDate(nil), "date", nil),
      (.timestamp(1_000_000), "timestamp with time zone", "2000-01-01 00:00:01+00"),
      (.uuid([UInt8](0..<16)), "uuid", "00010203-0405-0607-0809-0a0b0c0d0e0f"),
      (.boolArray([true, false]), "boolean[]", "{t,f}"), (.int32Array([1, -2]), "integer[]", "{1,-2}"),
      (.int32Array([]), "integer[]", "{}"), (.optionalInt32Array([nil, 2]), "integer[]", "{NULL,2}"),
      (.int64Array([1 << 40]), "bigint[]", "{1099511627776}"),
      (.optionalInt64Array([nil]), "bigint[]", "{NULL}"),
      (.textArray(["a", "b,c", ""]), "text[]", "{a,\"b,c\",\"\"}"), (.textArray([]), "text[]", "{}"),
      (.optionalTextArray(["a", nil]), "text[]", "{a,NULL}"),
      (.bytesArray([[1], []]), "bytea[]", "{\"\\\\x01\",\"\\\\x\"}"),
      (.dateArray([0]), "date[]", "{2000-01-01}"),
      (.optionalDateArray([0, nil]), "date[]", "{2000-01-01,NULL}"),
      (.uuidArray([[UInt8](repeating: 0, count: 16)]), "uuid[]", "{00000000-0000-0000-0000-000000000000}"),
    ] as [(Parameter, String, String?)])
  func `arrive as the type and value that they are`(_ parameter: Parameter, type: String, text: String?)
    throws
  {
    let typed = type == "unknown" ? "$1::text" : "$1"
    let rows = try connection.query("select pg_typeof(\(typed))::text, \(typed)::text", [parameter])
    #expect(try rows.text(0, 0) == (type == "unknown" ? "text" : type))
    #expect(try rows.optionalText(0, 1) == text)
  }

  @Test func `are refused by the server where they are malformed`() throws {
    #expect(throws: PostgresError.self) { try connection.query("select $1", [.uuid([1, 2])]) }
    #expect(throws: PostgresError(.server, sqlState: "22021")) {
      try connection.query("select $1", [.text("a\0b")])
    }
    #expect(try connection.query("select 1").int32(0, 0) == 1)
  }

  @Test func `feed set-based statements`() throws {
    try connection.script("create table fed (id text, cents int8, note text)")
    let inserted = try connection.query(
      "insert into fed select * from unnest($1, $2, $3)",
      [.textArray(["a", "b"]), .int64Array([100, 250]), .optionalTextArray([nil, "x"])])
    #expect(inserted.affected == 2)
    #expect(try connection.query("select sum(cents)::int8 from fed").int64(0, 0) == 350)
  }
}
