internal import Postgres
internal import Settings

/// What a login is, beside what it may do: a superuser, an owner, a member of a role that reads everything.
/// PostgreSQL asks none of our grants where one of these is true.
struct LoginRights {
  private let connection: Connection
  private let role: Database.Role

  init(_ connection: Connection, as role: Database.Role) { (self.connection, self.role) = (connection, role) }

  /// Each thing that it must not be, in words; empty where it is none of them.
  func excess() throws(PostgresError) -> [String] {
    let rows = try connection.query(Self.sql, [.text(group)])
    var found: [String] = []
    for row in 0..<rows.count { found.append(try rows.text(row, 0)) }
    return found
  }

  /// The role whose rights the login has by design.
  var group: String {
    switch role {
    case .migrator: "scrim_migrator"
    case .gateway: "scrim_gateway"
    case .billing: "scrim_billing"
    case .clinician: "scrim_clinician"
    case .privacy: "scrim_privacy"
    case .auditor: "scrim_auditor"
    case .console: "scrim_console"
    }
  }

  /// Memberships are followed as far as they go. One query: a run asks it as well.
  private static let sql = """
    select what from pg_catalog.pg_roles u
    cross join lateral (
      values (u.rolsuper, 'is superuser'), (u.rolcreaterole, 'may make roles'),
        (u.rolcreatedb, 'may make databases'),
        (u.rolbypassrls, 'passes row security'), (u.rolreplication, 'may replicate the server')
      ) as attribute (has, what)
    where u.rolname = session_user and has
    union all
    select 'is a member of ' || r.rolname from pg_catalog.pg_roles r
    where r.rolname <> session_user and r.rolname <> $1
      and pg_catalog.pg_has_role(session_user, r.oid, 'member')
      and (r.rolname like 'scrim\\_%' or r.rolname like 'pg\\_%' or r.rolsuper or r.rolcreaterole)
      and not (select s.rolsuper from pg_catalog.pg_roles s where s.rolname = session_user)
    union all
    select 'owns ' || pg_catalog.count(*) || ' objects of the server' from pg_catalog.pg_shdepend d
    where d.refclassid = 'pg_catalog.pg_authid'::regclass and d.deptype = 'o'
      and d.refobjid = (select u.oid from pg_catalog.pg_roles u where u.rolname = session_user)
    having pg_catalog.count(*) > 0
    """
}
