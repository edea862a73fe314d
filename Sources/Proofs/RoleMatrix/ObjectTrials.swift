internal import Postgres

/// Everything that can be done with every object of our schemas, as the superuser finds them in the catalog:
/// a new one is tried from the day it appears.
///
/// `references` is not among it: it needs the right to make a table, which is tried by itself.
struct ObjectTrials {
  private let superuser: Connection
  private static let ours = "'practice', 'source', 'gate', 'desk', 'claims', 'trail', 'scrim'"

  init(_ superuser: Connection) { self.superuser = superuser }

  func all() throws -> [Trial] {
    try schemas() + relations() + columns() + sequences() + functions() + roles()
  }

  private func schemas() throws -> [Trial] {
    try names("select nspname::text from pg_namespace where nspname !~ '^pg_(toast|temp)' order by 1").map {
      schema in
      Trial(
        "schema \(schema)",
        [
          Attempt("usage", "select '\(schema).no_such_relation'::regclass"),
          Attempt("create-table", "create table \(schema).made_here ()"),
          Attempt("create-function", "create function \(schema).made_here() returns int return 1"),
          Attempt("drop", "drop schema \(schema) cascade"),
        ])
    }
  }

  private static let relations = """
    select format('%I.%I', n.nspname, c.relname), c.relkind::text
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in (\(ours), 'public') and c.relkind in ('r', 'v', 'm', 'p', 'f')
    order by n.nspname collate "C", c.relname collate "C"
    """

  private func relations() throws -> [Trial] {
    try pairs(Self.relations).map { name, kind in
      let isView = kind == "v" || kind == "m"
      let noView: Set<String> = ["42809", "55000", "0A000"]
      let moment = isView ? "instead of insert" : "before insert"
      let kind = isView ? "view" : "table"
      return Trial(
        name,
        [
          Attempt("select", "select from \(name) limit 0"),
          Attempt("insert", "insert into \(name) default values", impossible: noView),
          Attempt("delete", "delete from \(name) where false", impossible: noView),
          Attempt("truncate", "truncate \(name)", impossible: ["42809"]),
          Attempt("lock", "lock table \(name) in access exclusive mode nowait"),
          Attempt(
            "trigger",
            "create trigger planted \(moment) on \(name) for each row "
              + "execute function pg_catalog.suppress_redundant_updates_trigger()"),
          Attempt("rule", "create rule planted as on update to \(name) do also nothing"),
          Attempt("alter", "alter \(kind) \(name) rename to renamed_here"),
          Attempt("drop", "drop \(kind) \(name) cascade"),
          Attempt(
            "grant",
            "\(Self.granting(name)); select 1 / count(*) from pg_class "
              + "where oid = '\(name)'::regclass and has_table_privilege('\(Actor.nobody)', oid, 'select')",
            impossible: ["22012"]),
        ])
    }
  }

  private static func granting(_ name: String) -> String { "grant select on \(name) to \(Actor.nobody)" }

  private func columns() throws -> [Trial] {
    let noView: Set<String> = ["42809", "55000", "0A000"]
    return try pairs(
      """
      select format('%I.%I', n.nspname, c.relname), quote_ident(a.attname)
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where n.nspname in (\(Self.ours), 'public') and c.relkind in ('r', 'v', 'm', 'p', 'f')
      order by n.nspname collate "C", c.relname collate "C", a.attnum
      """
    ).map { name, column in
      Trial(
        "\(name).\(column)",
        [
          Attempt("select", "select \(column) from \(name) limit 0"),
          Attempt("insert", "insert into \(name) (\(column)) values (default)", impossible: noView),
          Attempt("update", "update \(name) set \(column) = default where false", impossible: noView),
        ])
    }
  }

  private func sequences() throws -> [Trial] {
    try names(
      """
      select format('%I.%I', n.nspname, c.relname)
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in (\(Self.ours), 'public') and c.relkind = 'S'
      order by n.nspname collate "C", c.relname collate "C"
      """
    ).map { name in
      Trial(
        "sequence \(name)",
        [
          Attempt("select", "select last_value from \(name)"),
          Attempt("nextval", "select nextval('\(name)')"),
          Attempt("setval", "select setval('\(name)', 1000000)"),
          Attempt("currval", "select currval('\(name)')"),
          Attempt("alter", "alter sequence \(name) restart"),
        ])
    }
  }

  /// Run with NULLs; where that is refused, EXPLAIN tells whether the function itself was.
  private func functions() throws -> [Trial] {
    try pairs(Self.functions).map { name, call in
      Trial(
        "function \(name)",
        [
          Attempt("execute", "select \(call)"),
          Attempt(Trial.innerRefusal, "explain select \(call)"),
          Attempt("replace", "alter function \(name) cost 7"),
          Attempt("drop", "drop function \(name) cascade"),
        ])
    }
  }

  private static let functions = """
    select p.oid::regprocedure::text, format('%I.%I(%s)', n.nspname, p.proname,
      (select string_agg('null::' || format_type(t, null), ', ' order by i)
       from unnest(p.proargtypes) with ordinality as a(t, i)))
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in (\(ours), 'public') and p.prokind = 'f' order by p.oid::regprocedure::text collate "C"
    """

  private func roles() throws -> [Trial] {
    try names(
      """
      select rolname::text from pg_roles
      where rolname in ('postgres', 'pg_read_all_data', 'pg_write_all_data', 'pg_monitor',
          'pg_read_all_stats',
          'pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program', 'pg_signal_backend')
        or rolname in (\(Actor.names.map { "'\($0.replacing("*", with: ""))'" }.joined(separator: ", ")))
        or rolname in ('scrim_billing', 'scrim_clinician', 'scrim_privacy', 'scrim_auditor')
      order by 1
      """
    ).map { role in
      Trial(
        "role \(role)",
        [
          Attempt("set-role", "set local role \(role)"),
          Attempt("grant", "grant \(role) to \(Actor.nobody)", impossible: ["0LP01"]),
          Attempt("password", "alter role \(role) password null", impossible: Self.reserved),
          Attempt(
            "default-privileges", "alter default privileges for role \(role) grant all on tables to public"),
          Attempt("drop-owned", "drop owned by \(role)"),
          Attempt("reassign-owned", "reassign owned by \(role) to current_user"),
        ])
    }
  }

  /// Names that begin with pg_ cannot be changed at all.
  private static let reserved: Set<String> = ["42939"]

  private func names(_ sql: String) throws -> [String] {
    let rows = try superuser.query(sql)
    return try (0..<rows.count).map { try rows.text($0, 0) }
  }

  private func pairs(_ sql: String) throws -> [(String, String)] {
    let rows = try superuser.query(sql)
    return try (0..<rows.count).map { (try rows.text($0, 0), try rows.text($0, 1)) }
  }
}
