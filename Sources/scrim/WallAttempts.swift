internal import Postgres
internal import Settings

/// Something that PostgreSQL must refuse. No attempt reads or changes a row: each asks for none, and is
/// rolled back.
struct WallAttempt {
  /// The rest of "could …".
  let what: String
  let sql: String

  private init(_ what: String, _ sql: String) { (self.what, self.sql) = (what, sql) }

  /// All that a login of this role has no business with.
  static func all(as role: Database.Role, on connection: Connection) throws -> [WallAttempt] {
    try reading(connection) + gravest(as: role) + ledger + making + server + becoming(connection, role)
      + particular(to: role)
  }

  /// What a run tries as the gateway: the records, the restrictions, the way around the gate.
  static func gravest(as role: Database.Role) -> [WallAttempt] {
    let list = WallAttempt("list self-pay clients", "select from gate.list_self_pay(true) limit 0")
    let trail = WallAttempt(
      "read the trail of restrictions", "select from gate.restriction_entry limit 0")
    return switch role {
    case .privacy: grave
    case .clinician: grave + [trail]
    case .migrator, .gateway, .billing, .auditor, .console: grave + [list, trail]
    }
  }

  private static let grave = [
    WallAttempt("read source.session", "select from source.session limit 0"),
    WallAttempt("read source.restriction", "select from source.restriction limit 0"),
    WallAttempt("read gate.restriction", "select from gate.restriction limit 0"),
    WallAttempt("change gate.restriction", "update gate.restriction set session_id = session_id where false"),
    WallAttempt("delete restrictions", "delete from gate.restriction where false"),
    WallAttempt("read which sessions are covered", "select from gate.covered limit 0"),
    WallAttempt("read the privacy officer's tasks", "select from gate.task limit 0"),
    WallAttempt("read the list of people", "select from gate.person limit 0"),
    WallAttempt(
      "write an attempt without a permit",
      "insert into claims.attempt (submission_id, number, state) select 1, 1, 'sent' where false"),
    WallAttempt("read sealed payloads", "select ciphertext from claims.submission limit 0"),
    WallAttempt("become the owner of the tables", "set local role scrim_owner"),
    WallAttempt("become the owner of the gate's functions", "set local role scrim_gatekeeper"),
    WallAttempt("make a temporary table", "create temporary table scrim_check ()"),
  ]

  private static let ledger = [
    WallAttempt("change claims", "update claims.claim set version = version where false"),
    WallAttempt("delete claims", "delete from claims.claim where false"),
    WallAttempt("delete attempts", "delete from claims.attempt where false"),
    WallAttempt("delete the trail", "delete from trail.entry where false"),
    WallAttempt("empty the ledger", "truncate claims.claim cascade"),
    WallAttempt("approve source views", "insert into gate.source_approval (digest) select '' where false"),
    WallAttempt("see how many restrictions were made", "select from gate.restriction_restriction_id_seq"),
  ]

  /// What others would run, or mistake for ours.
  private static let making = [
    WallAttempt("make a table", "create table claims.scrim_check ()"),
    WallAttempt("make a schema", "create schema scrim_check"),
    WallAttempt("make a table in public", "create table public.scrim_check ()"),
    WallAttempt("make a function", "create function public.scrim_check() returns int return 1"),
    WallAttempt(
      "make a function of its own session", "create function pg_temp.scrim_check() returns int return 1"),
    WallAttempt("make a role", "create role scrim_check"),
    WallAttempt(
      "make a trigger on restrictions",
      "create trigger scrim_check before insert on gate.restriction for each row "
        + "execute function pg_catalog.suppress_redundant_updates_trigger()"),
  ]

  private static let server = [
    WallAttempt("read files of the server", "select pg_catalog.pg_stat_file('PG_VERSION')"),
    WallAttempt("run programs on the server", "copy (select where false) to program 'true'"),
    WallAttempt("read values in the server's statistics", "select from pg_catalog.pg_statistic limit 0"),
    WallAttempt("read passwords", "select from pg_catalog.pg_authid limit 0"),
    WallAttempt("switch triggers off", "set local session_replication_role = replica"),
    WallAttempt("have statements logged", "set local log_statement = 'all'"),
    WallAttempt("have functions counted", "set local track_functions = 'all'"),
  ]

  private static func particular(to role: Database.Role) -> [WallAttempt] {
    let claims = WallAttempt("read claims", "select from claims.claim_state limit 0")
    let confirm = WallAttempt(
      "confirm that a mark is lifted", "select gate.confirm_lift('', '') where false")
    let admit = WallAttempt(
      "admit sessions",
      "select gate.admit('{}', '{}', '{}', '2000-01-01', '2000-01-01', false, true) where false")
    let permit = WallAttempt("permit a submission", "select gate.permit(0, '{}', '{}', false) where false")
    let mark = WallAttempt(
      "mark self-pay", "select gate.mark_self_pay('', null, null, null, null, null) where false")
    return switch role {
    case .migrator: []
    case .gateway: [confirm, mark]
    case .billing: [confirm, admit, permit]
    case .clinician: [claims, confirm, admit, permit]
    case .privacy: [admit, permit]
    case .auditor: [confirm, admit, permit, mark]
    case .console: [claims, confirm, admit, permit, mark] + forging
    }
  }

  /// What the console's login asks for while nobody's token was shown, also where it says who is there.
  private static let forging = [
    WallAttempt("read accounts", "select from gate.account limit 0"),
    WallAttempt("read who is signed in", "select from gate.console_session limit 0"),
    WallAttempt("read who tried to sign in", "select from gate.sign_in limit 0"),
    WallAttempt("make an invitation", "select gate.invite('', null, null) where false"),
    WallAttempt("list clients while nobody is signed in", "select from desk.my_clients()"),
    WallAttempt(
      "mark as somebody it names itself",
      """
      select desk.mark_self_pay('', null, null, null, null, null)
      from (select pg_catalog.set_config('scrim.person', p.name, true),
        pg_catalog.set_config('scrim.role', 'privacy', true),
        pg_catalog.set_config('scrim.token', '', true) from (values ('scrim_console')) p (name)) forged
      """),
  ]

  /// Each role of ours that it is not.
  private static func becoming(_ connection: Connection, _ role: Database.Role) throws -> [WallAttempt] {
    let group = LoginRights(connection, as: role).group
    let rows = try connection.query(
      """
      select rolname::text from pg_catalog.pg_roles
      where rolname in ('scrim_migrator', 'scrim_practice', 'scrim_gateway', 'scrim_billing',
          'scrim_clinician', 'scrim_privacy', 'scrim_auditor', 'scrim_console')
        and rolname <> session_user and rolname <> $1 order by 1
      """, [.text(group)])
    return try (0..<rows.count).map {
      let name = try rows.text($0, 0)
      return WallAttempt("become \(name)", "set local role \(name)")
    }
  }

  /// Every table and view in the schemas that the source views read from, and each of its columns: a grant on
  /// one column is a hole as well.
  private static func reading(_ connection: Connection) throws -> [WallAttempt] {
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
      select format('%I.%I', n.nspname, c.relname), quote_ident(a.attname)
      from pg_catalog.pg_class c
      join beneath b on b.relnamespace = c.relnamespace
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
      order by 1, a.attnum
      """)
    return try (0..<rows.count).map {
      let (table, column) = (try rows.text($0, 0), try rows.text($0, 1))
      return WallAttempt("read \(table).\(column)", "select \(column) from \(table) limit 0")
    }
  }
}
