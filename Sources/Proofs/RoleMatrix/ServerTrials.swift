/// What PostgreSQL offers beside tables: files, programs, other people's sessions, settings, and the making
/// of objects that others would run.
enum ServerTrials {
  static func all(in world: TrialWorld) -> [Trial] {
    files + settings(world.database) + catalog + objects + escalation(world.database) + sessions(world)
      + harmless(world)
  }

  private static func one(
    _ what: String, _ sql: String, _ way: Attempt.Way = .transaction, impossible: Set<String> = []
  ) -> Trial {
    Trial("server: " + what, [Attempt("may", sql, way, impossible: impossible)])
  }

  /// This server has no such library or extension, or has the feature switched off.
  private static let absent: Set<String> = ["58P01", "0A000", "55000"]

  private static let files = [
    one("read a file (pg_read_file)", "select pg_read_file('PG_VERSION')"),
    one("read a file (pg_read_binary_file)", "select pg_read_binary_file('PG_VERSION')"),
    one("look at a file (pg_stat_file)", "select pg_stat_file('PG_VERSION')"),
    one("list a folder (pg_ls_dir)", "select pg_ls_dir('.')"),
    one("list the log's folder", "select pg_ls_logdir()"),
    one("list the write-ahead log", "select pg_ls_waldir()"),
    one("list temporary files", "select pg_ls_tmpdir()"),
    one("read a file as a large object", "select lo_import('/etc/hostname')"),
    one("write a file from a large object", "select lo_export(0, '/dev/null')"),
    one("copy to a file", "copy (select 1) to '/dev/null'"),
    one("copy to a program", "copy (select 1) to program 'true'"),
    one("copy from a file", "copy claims.run from '/dev/null'"),
    one("copy from a program", "copy claims.run from program 'true'"),
  ]

  private static func settings(_ database: String) -> [Trial] {
    [
      one(
        "change the server's configuration", "alter system set log_statement = 'none'",
        .alone(undo: "alter system reset log_statement")),
      one("reload the configuration", "select pg_reload_conf()"),
      one("see the configuration files", "select from pg_file_settings"),
      one("see the access rules", "select from pg_hba_file_rules"),
      one("see settings of the superuser", "select current_setting('session_preload_libraries')"),
      one("switch triggers off", "set local session_replication_role = replica"),
      one("log statements", "set local log_statement = 'all'"),
      one("log durations with parameters", "set local log_min_duration_statement = 0"),
      one("track functions", "set local track_functions = 'all'"),
      one("load auto_explain", "load 'auto_explain'"),
      one("load auto_explain as a plugin", "load '$libdir/plugins/auto_explain'", impossible: absent),
      one("change system tables by setting", "set local allow_system_table_mods = on"),
      one("change a setting of the database", "alter database \(database) set search_path = public"),
    ]
  }

  private static let catalog = [
    one("read passwords", "select from pg_authid"),
    one("read values in statistics (pg_statistic)", "select from pg_statistic"),
    one("read extended statistics", "select from pg_statistic_ext_data"),
    one("read large objects as a table", "select from pg_largeobject"),
    one("read user mappings", "select from pg_user_mapping"),
    one("read subscriptions", "select subconninfo from pg_subscription"),
    one("change the catalog", "update pg_class set relowner = relowner where false"),
    one("reset statistics", "select pg_stat_reset()"),
    one(
      "reset one table's statistics",
      "select pg_stat_reset_single_table_counters('gate.restriction'::regclass)"),
    one(
      "run a query as XML over restrictions",
      "select query_to_xml('select * from gate.restriction', true, false, '')"),
  ]

  private static let objects = [
    one("make a temporary table", "create temporary table restriction ()"),
    one("make a temporary view", "create temporary view restriction as select 1 as client_id"),
    one("make a temporary function", "create function pg_temp.made_here() returns int return 1"),
    one("make a temporary sequence", "create temporary sequence made_here"),
    one("select into", "select 1 as one into temporary made_here"),
    one("make a schema", "create schema made_here"),
    one("make a database", "create database made_here", .alone(undo: "drop database made_here")),
    one("make a role", "create role made_here"),
    one("make a superuser", "create role made_here superuser"),
    one(
      "make an operator", "create operator public.=== (function = texteq, leftarg = text, rightarg = text)"),
    one("make a cast", "create cast (text as inet) without function as implicit"),
    one("make a domain", "create domain public.made_here as text"),
    one("make an aggregate", "create aggregate public.made_here(text) (sfunc = textcat, stype = text)"),
    one("make a trusted extension", "create extension citext schema pg_catalog", impossible: absent),
    one(
      "make an extension that connects elsewhere", "create extension dblink schema pg_catalog",
      impossible: absent),
    one(
      "make an extension that reads files",
      "create extension file_fdw schema pg_catalog", impossible: absent),
    one(
      "make an extension that reads pages", "create extension pageinspect schema pg_catalog",
      impossible: absent),
    one("make a foreign data wrapper", "create foreign data wrapper made_here"),
    one(
      "make an event trigger",
      "create event trigger made_here on ddl_command_end "
        + "execute function pg_catalog.suppress_redundant_updates_trigger()"
    ),
    one("publish all tables", "create publication made_here for all tables"),
    one("publish restrictions", "create publication made_here for table gate.restriction"),
    one("make a replication slot", "select pg_create_physical_replication_slot('made_here')"),
    one(
      "make statistics over restrictions",
      "create statistics public.made_here on client_id, session_id from gate.restriction"),
    one("make an index over restrictions", "create index on gate.restriction (client_id)"),
    one("make a row policy", "create policy made_here on gate.restriction using (true)"),
    one("prepare a transaction", "prepare transaction 'made_here'", impossible: absent),
  ]

  private static func escalation(_ database: String) -> [Trial] {
    [
      one("be superuser", "alter role current_user superuser"),
      one("make roles", "alter role current_user createrole"),
      one("pass row security", "alter role current_user bypassrls"),
      one("replicate", "alter role current_user replication"),
      one(
        "let PUBLIC connect",
        """
        grant connect on database \(database) to public;
        select 1 / count(*) from pg_database where datname = current_database()
          and has_database_privilege('\(Actor.nobody)', oid, 'connect')
        """, impossible: ["22012"]),
      one("own the database", "alter database \(database) owner to current_user"),
      one("set another login's search_path", "alter role therapist_two set search_path = public"),
    ]
  }

  private static func sessions(_ world: TrialWorld) -> [Trial] {
    [
      one("end another's session", "select pg_terminate_backend(\(world.victim))"),
      one("interrupt another's statement", "select pg_cancel_backend(\(world.victim))"),
      one("log another's memory", "select pg_log_backend_memory_contexts(\(world.victim))"),
      Trial(
        "server: see another's statement",
        [
          Attempt(
            "sees",
            "select from pg_stat_activity where pid = \(world.victim) and query like '%said by another%'",
            .sight)
        ]),
      one("read another's large object", "select lo_get(\(world.largeObject))"),
      one("write another's large object", "select lo_put(\(world.largeObject), 0, 'x')"),
    ]
  }

  /// What PostgreSQL lets every login do, and what comes of it: SECURITY.md.
  private static func harmless(_ world: TrialWorld) -> [Trial] {
    [
      one("hold the gate's advisory lock", "select pg_advisory_xact_lock(\(world.gateLock))"),
      one("listen and notify", "listen made_here; notify made_here, 'said'"),
      one("run a DO block", "do $$ begin perform 1; end $$"),
      one("run a DO block over restrictions", "do $$ begin perform 1 from gate.restriction; end $$"),
      one("keep a large object", "select lo_from_bytea(0, 'x')"),
      one("write a logical message into the log", "select pg_logical_emit_message(true, 'made', 'here')"),
      one("set the own search_path for ever", "alter role current_user set search_path = public"),
      one(
        "set the own default isolation for ever",
        "alter role current_user set default_transaction_isolation = serializable"),
      one("print plans to oneself", "set local debug_print_plan = on; set local client_min_messages = log"),
      one("log the own parameters", "set local log_parameter_max_length_on_error = -1"),
      one("export a snapshot", "select pg_export_snapshot()"),
    ]
  }
}
