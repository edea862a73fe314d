internal import Postgres
internal import TestSupport
internal import Testing

/// The server's texts carry values of rows; none may reach an error of ours, however it is printed.
@Suite("Error") struct ErrorTests {
  private static let canary = "Zimtwolke"

  let database: TemporaryDatabase
  let connection: Connection

  init() throws {
    database = try TemporaryDatabase()
    connection = try database.connect()
    try connection.script(
      """
      create table parent (word text primary key);
      create table child (
        word text not null constraint short check (length(word) < 5), day date,
        parent text constraint known references parent, constraint once unique (parent)
      );
      insert into parent values ('\(Self.canary)');
      insert into child values ('ok', null, '\(Self.canary)');
      """)
  }

  @Test(
    arguments: [
      ("insert into parent values ($1)", "23505", "parent_pkey"),
      ("insert into child values ('ok', null, $1)", "23505", "once"),
      ("insert into child values ($1)", "23514", "short"),
      ("insert into child values ('ok', null, $1 || 'x')", "23503", "known"),
      ("insert into child values (null, null, $1)", "23502", nil),
      ("select $1::date", "22007", nil),
      ("select $1::integer", "22P02", nil),
      ("select $1::uuid", "22P02", nil),
      ("select ($1 || '\\')::json", "22P02", nil),
      ("select 1 from \"Zimtwolke\" where $1 is null", "42P01", nil),
      ("do $$ begin raise exception 'Zimtwolke' using detail = 'Zimtwolke'; end $$", "P0001", nil),
    ] as [(String, String, String?)])
  func `carries a code and a name of the schema, no value`(sql: String, state: String, constraint: String?)
    throws
  {
    let parameters: [Parameter] = sql.contains("$1") ? [.text(Self.canary)] : []
    let error = try #require(throws: PostgresError.self) { try connection.query(sql, parameters) }
    #expect(error.kind == .server)
    #expect(error.sqlState == state)
    #expect(error.constraint == constraint)
    #expect(!printed(error).contains(Self.canary))
  }

  @Test func `hides what the server did say`() throws {
    // The control: these texts do carry the value, as the server's own view of them shows.
    let rows = try connection.query(
      "select 'x'::text from parent where word = $1", [.text(Self.canary)])
    #expect(rows.count == 1)
    try connection.script(
      """
      create function told() returns text language plpgsql as $$
      declare said text;
      begin
        insert into parent select word from parent;
        return 'nothing';
      exception when others then
        get stacked diagnostics said = pg_exception_detail;
        return said;
      end $$
      """)
    #expect(try connection.query("select told()").text(0, 0).contains(Self.canary))
  }

  @Test func `says where in the text the mistake is`() throws {
    let error = try #require(throws: PostgresError.self) { try connection.script("select 1;\nselect oops") }
    #expect(error.position == 18)
  }

  private func printed(_ error: PostgresError) -> String {
    var dumped = ""
    dump(error, to: &dumped)
    return "\(error)" + String(reflecting: error) + dumped
  }
}
