internal import Foundation
internal import Postgres
internal import TestSupport
internal import Testing

/// Every login role tries everything on every object; the server's own verdicts must equal a reviewed file.
/// `UPDATE_FIXTURES=1` writes it anew; the difference is the review.
@Suite("Role matrix") struct RoleMatrixTests {
  private static let roles = [
    "scrim_gateway", "scrim_console", "biller", "therapist", "privacy_officer", "auditor",
  ]
  private static let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "role-matrix.tsv")

  private let practice: Practice
  private let records: Connection

  init() throws {
    practice = try Practice()
    records = try practice.database.connect(as: "postgres")
  }

  @Test func `is the one that was reviewed`() throws {
    let matrix = try table()
    if ProcessInfo.processInfo.environment["UPDATE_FIXTURES"] != nil {
      try matrix.write(to: Self.file, atomically: true, encoding: .utf8)
    }
    let reviewed = try String(contentsOf: Self.file, encoding: .utf8)
    let (found, expected) = (matrix.split(separator: "\n"), reviewed.split(separator: "\n"))
    #expect(found.filter { !expected.contains($0) } == [])
    #expect(expected.filter { !found.contains($0) } == [])
    #expect(found.count > 80)
  }

  @Test func `lets nobody delete, truncate, or make an object anywhere`() throws {
    let makers = ["temporary table": "create temp table t ()", "schema": "create schema s"]
    for role in Self.roles {
      let connection = try practice.database.connect(as: role)
      for (_, statement) in makers { #expect(refuses(connection, statement), "\(role): \(statement)") }
      for schema in try names("select nspname::text from pg_namespace where nspname !~ '^pg_toast|^pg_temp'")
      {
        #expect(refuses(connection, "create table \(schema).t ()"), "\(role) in \(schema)")
        #expect(
          refuses(connection, "create function \(schema).f() returns int return 1"), "\(role) in \(schema)")
      }
      for object in try relations() {
        #expect(refuses(connection, "delete from \(object) where false"), "\(role) from \(object)")
        #expect(refuses(connection, "truncate \(object)"), "\(role): \(object)")
      }
    }
    // The one who may is not refused: the attempts can be seen to succeed.
    #expect(!refuses(records, "create temp table t ()") && !refuses(records, "truncate claims.hold"))
    #expect(!refuses(records, "delete from claims.claim where false"))
  }

  @Test func `lets nobody but the owner become another role`() throws {
    let others = try names(
      "select rolname::text from pg_roles where rolname ~ '^scrim_' or rolname = 'postgres'")
    for role in Self.roles {
      let connection = try practice.database.connect(as: role)
      let groups = [
        "biller": "scrim_billing", "therapist": "scrim_clinician", "privacy_officer": "scrim_privacy",
        "auditor": "scrim_auditor",
      ]
      for other in others where other != role && other != groups[role] {
        #expect(refuses(connection, "set local role \(other)"), "\(role) became \(other)")
      }
    }
  }

  // MARK: The attempts

  private func table() throws -> String {
    var lines = [(["object"] + Self.roles).joined(separator: "\t")]
    let relations = try relations()
    let functions = try functions()
    let connections = try Self.roles.map { try practice.database.connect(as: $0) }
    for relation in relations {
      let columns = try names(
        """
        select quote_ident(attname) from pg_attribute
        where attrelid = '\(relation)'::regclass and attnum > 0 and not attisdropped order by attnum
        """)
      lines.append(([relation] + connections.map { rights($0, relation, columns) }).joined(separator: "\t"))
    }
    for (name, call) in functions {
      let verdicts = connections.map { refuses($0, "explain select \(call)") ? "-" : "execute" }
      lines.append(([name] + verdicts).joined(separator: "\t"))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func rights(_ connection: Connection, _ relation: String, _ columns: [String]) -> String {
    let readable = columns.filter { !refuses(connection, "select \($0) from \(relation) limit 0") }
    let writable = columns.filter {
      !refuses(connection, "update \(relation) set \($0) = default where false")
    }
    let rights = [
      readable.isEmpty ? nil : readable == columns ? "select" : "select(\(readable.joined(separator: ",")))",
      refuses(connection, "insert into \(relation) default values") ? nil : "insert",
      writable.isEmpty ? nil : "update(\(writable.joined(separator: ",")))",
      refuses(connection, "delete from \(relation) where false") ? nil : "delete",
      refuses(connection, "truncate \(relation)") ? nil : "truncate",
    ].compactMap { $0 }
    return rights.isEmpty ? "-" : rights.joined(separator: " ")
  }

  /// Whether the server says no for want of a right (42501), or because such a thing cannot be done to a view
  /// (55000, 42809). Whatever was done is undone.
  private func refuses(_ connection: Connection, _ statement: String) -> Bool {
    do throws(PostgresError) {
      try connection.script("begin")
      defer { try? connection.script("rollback") }
      try connection.script(statement)
      return false
    } catch {
      return ["42501", "55000", "42809"].contains(error.sqlState)
    }
  }

  // MARK: The objects, as the superuser sees them

  private static let ours = "('practice', 'source', 'gate', 'claims', 'trail', 'scrim')"

  private func relations() throws -> [String] {
    try names(
      """
      select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in \(Self.ours) and c.relkind in ('r', 'v', 'm', 'p', 'f') order by 1
      """)
  }

  /// Name with its types, and a call that would run it.
  private func functions() throws -> [(String, String)] {
    let rows = try records.query(
      """
      select p.oid::regprocedure::text, format('%s(%s)', p.oid::regproc,
        (select string_agg('null::' || format_type(t, null), ', ' order by i)
         from unnest(p.proargtypes) with ordinality as a(t, i)))
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname in \(Self.ours) and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype order by 1
      """)
    return try (0..<rows.count).map { (try rows.text($0, 0), try rows.text($0, 1)) }
  }

  private func names(_ sql: String) throws -> [String] {
    let rows = try records.query(sql)
    return try (0..<rows.count).map { try rows.text($0, 0) }
  }
}
