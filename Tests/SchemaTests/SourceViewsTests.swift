internal import Postgres
internal import Schema
internal import TestSupport
internal import Testing

@Suite("Source views") struct SourceViewsTests {
  let database: TemporaryDatabase
  let connection: Connection

  init() throws {
    database = try TemporaryDatabase()
    connection = try database.connect()
    try connection.script("create schema source")
    for view in SourceViews.contract { try connection.script(Self.definition(of: view)) }
  }

  private static func definition(
    of view: SourceViews.View, kind: String = "view", changing: [String: String] = [:],
    adding further: String = ""
  ) -> String {
    let columns = view.columns.map { changing[$0.name] ?? "null::\($0.type) as \($0.name)" }
    return "create \(kind) source.\(view.name) as select \(columns.joined(separator: ", "))\(further)"
  }

  private func replace(
    _ view: String, kind: String = "view", changing: [String: String] = [:], adding further: String = ""
  ) throws {
    let view = try #require(SourceViews.contract.first { $0.name == view })
    try connection.script("drop view source.\(view.name)")
    try connection.script(Self.definition(of: view, kind: kind, changing: changing, adding: further))
  }

  @Test func `are complete with twelve views of the promised columns`() throws {
    #expect(SourceViews.contract.count == 12)
    #expect(try SourceViews.check(connection) == [])
  }

  @Test(arguments: SourceViews.contract.map(\.name))
  func `are refused without a column, or with another type of it`(name: String) throws {
    let view = try #require(SourceViews.contract.first { $0.name == name })
    for column in view.columns {
      try replace(name, changing: [column.name: "1 as other_name"])
      let problems = try SourceViews.check(connection)
      #expect(problems.contains("source.\(name).\(column.name) is missing (\(column.type))."))
      #expect(problems.count == (view.closed ? 2 : 1))
      try replace(name, changing: [column.name: "null::timestamptz as \(column.name)"])
      let type = "timestamp with time zone"
      #expect(
        try SourceViews.check(connection) == [
          "source.\(name).\(column.name) is \(type) and has to be \(column.type)."
        ])
    }
  }

  @Test func `name each view that is missing`() throws {
    try connection.script("drop schema source cascade")
    #expect(try SourceViews.check(connection).count == 12)
    try connection.script("create schema source")
    #expect(try SourceViews.check(connection).first == "source.session is missing.")
  }

  @Test func `have no further column in source.session, and may have one elsewhere`() throws {
    try replace("session", adding: ", null::text as notes")
    try replace("client", adding: ", null::text as nickname")
    #expect(
      try SourceViews.check(connection) == [
        "source.session.notes must not be there: the view has no column beyond the contract."
      ])
  }

  @Test func `are views, not copies`() throws {
    try replace("caseload", kind: "materialized view")
    #expect(try SourceViews.check(connection) == ["source.caseload has to be a view."])
  }

  @Test func `call functions of pg_catalog only, also through views of their own`() throws {
    try connection.script(
      """
      create schema practice;
      create function practice.peek() returns text language sql as 'select null::text';
      create view practice.inner_view as select practice.peek() as clinician_id;
      create function practice.same(text, text) returns boolean language sql as 'select true';
      create operator practice.=== (function = practice.same, leftarg = text, rightarg = text);
      drop view source.caseload; drop view source.client_alias;
      create view source.caseload as select upper(clinician_id) as clinician_id, ''::text as client_id
        from practice.inner_view;
      create view source.client_alias as select 'a'::text as client_id, 'b'::text as former_client_id
        where 'a'::text operator(practice.===) 'b'::text
      """)
    #expect(
      try SourceViews.check(connection) == [
        "source.caseload calls practice.peek: only functions of pg_catalog may be called.",
        "source.client_alias calls practice.===: only functions of pg_catalog may be called.",
      ])
  }

  @Test func `are shown as they are`() throws {
    let definitions = try SourceViews.definitions(connection)
    #expect(definitions.count == 12)
    #expect(definitions.map(\.view) == definitions.map(\.view).sorted())
    let caseload = try #require(definitions.first { $0.view == "source.caseload" })
    #expect(caseload.sql.contains("NULL::text AS clinician_id"))
  }
}
