internal import Postgres
internal import Settings

/// Tries, as one login, to see and to do what is not its business. The wall holds if PostgreSQL refuses every
/// attempt (SQLSTATE 42501). No attempt reads or changes a row: each asks for none, and is rolled back.
struct Wall {
  private let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  private struct Attempt {
    let what: String
    let sql: String
  }

  /// - Returns: how many attempts were refused. Throws a stop that names those that were not.
  func attack(as role: Database.Role) throws -> Int {
    let attempts = try common() + particular(to: role)
    let holes = try attempts.filter { try !isRefused($0) }
    guard holes.isEmpty else {
      throw Stop(
        .configuration, "The login of \(role.rawValue) could \(holes.map(\.what).joined(separator: ", ")).",
        next:
          "Revoke what lets it (superuser? membership in another role? a grant to PUBLIC?), then check again."
      )
    }
    return attempts.count
  }

  private func isRefused(_ attempt: Attempt) throws -> Bool {
    do {
      try connection.transaction {
        _ = try connection.query(attempt.sql)
        throw Undone()
      }
    } catch is Undone {
      return false
    } catch let error as PostgresError where error.sqlState == "42501" {
      return true
    }
    return false
  }

  /// Ends a transaction that succeeded where it should not have.
  private struct Undone: Error {}

  /// What nobody may: the records themselves, the views over them, the restrictions, the past.
  private func common() throws -> [Attempt] {
    let records = try practiceTables().map { Attempt(what: "read \($0)", sql: "select from \($0) limit 0") }
    return records + [
      Attempt(what: "read source.session", sql: "select from source.session limit 0"),
      Attempt(what: "read source.restriction", sql: "select from source.restriction limit 0"),
      Attempt(what: "read gate.restriction", sql: "select from gate.restriction limit 0"),
      Attempt(what: "read sealed payloads", sql: "select ciphertext from claims.submission limit 0"),
      Attempt(what: "change claims", sql: "update claims.claim set version = version where false"),
      Attempt(what: "delete claims", sql: "delete from claims.claim where false"),
      Attempt(what: "delete attempts", sql: "delete from claims.attempt where false"),
      Attempt(what: "delete the trail", sql: "delete from trail.entry where false"),
      Attempt(
        what: "write an attempt without a permit",
        sql: "insert into claims.attempt (submission_id, number, state) select 1, 1, 'sent' where false"),
      Attempt(
        what: "approve source views", sql: "insert into gate.source_approval (digest) select '' where false"),
      Attempt(what: "make a table", sql: "create table claims.scrim_check ()"),
      Attempt(what: "make a temporary table", sql: "create temporary table scrim_check ()"),
      Attempt(what: "make a schema", sql: "create schema scrim_check"),
    ]
  }

  private func particular(to role: Database.Role) -> [Attempt] {
    let list = Attempt(what: "list self-pay clients", sql: "select from gate.list_self_pay(true) limit 0")
    let claims = Attempt(what: "read claims", sql: "select from claims.claim_state limit 0")
    let confirm = Attempt(
      what: "confirm that a mark is lifted", sql: "select gate.confirm_lift('', '') where false")
    let admit = Attempt(
      what: "admit sessions",
      sql: "select gate.admit('{}', '{}', '{}', '2000-01-01', '2000-01-01', false, true) where false")
    return switch role {
    case .migrator: []
    case .gateway: [list, confirm]
    case .billing: [list, confirm, admit]
    case .clinician: [claims, confirm, admit]
    case .privacy: [admit]
    case .auditor: [list, confirm, admit]
    }
  }

  /// Every table and view in the schemas that the source views read from, quoted.
  private func practiceTables() throws -> [String] {
    let rows = try connection.query(
      """
      with beneath as (
        select distinct t.relnamespace
        from pg_catalog.pg_class v
        join pg_catalog.pg_namespace n on n.oid = v.relnamespace and n.nspname = 'source'
        join pg_catalog.pg_rewrite w on w.ev_class = v.oid
        join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = w.oid
          and d.refclassid = 'pg_catalog.pg_class'::regclass
        join pg_catalog.pg_class t on t.oid = d.refobjid and t.relnamespace <> v.relnamespace)
      select format('%I.%I', n.nspname, c.relname)
      from pg_catalog.pg_class c
      join beneath b on b.relnamespace = c.relnamespace
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
      order by 1
      """)
    return try (0..<rows.count).map { try rows.text($0, 0) }
  }
}
