internal import Postgres

/// What the server writes into its own log, and what its statistics show: neither asks our grants.
/// SECURITY.md says what to set.
struct ServerSettings {
  let connection: () throws -> Connection

  /// A setting and the values of it that keep what records say out of the log; the first is the one to set.
  private struct Wanted {
    let name: String
    let values: [String]
    init(_ name: String, _ values: String...) { (self.name, self.values) = (name, values) }
    var advice: String { "\(name) = \(values[0])" }
  }

  private static let always = [
    Wanted("log_error_verbosity", "terse"), Wanted("log_min_error_statement", "panic"),
    Wanted("log_parameter_max_length_on_error", "0"), Wanted("debug_print_parse", "off"),
    Wanted("debug_print_rewritten", "off"), Wanted("debug_print_plan", "off"),
  ]
  /// Harmless where no parameters are logged with a statement: our statements themselves hold no values.
  private static let unlessParametersAreCut = [
    Wanted("log_statement", "none", "ddl"), Wanted("log_min_duration_statement", "-1"),
    Wanted("log_min_duration_sample", "-1"), Wanted("log_transaction_sample_rate", "0"),
  ]
  /// Set only where the library is loaded.
  private static let ofLibraries = [
    Wanted("auto_explain.log_min_duration", "-1"), Wanted("pgaudit.log_parameter", "off"),
  ]

  func requireSilence() throws -> String {
    let connection = try connection()
    var wrong = try differing(Self.always, connection)
    let logging = try differing(Self.unlessParametersAreCut, connection)
    if try !logging.isEmpty && value("log_parameter_max_length", connection) != "0" {
      wrong.append(Wanted("log_parameter_max_length", "0"))
    }
    wrong += try differing(Self.ofLibraries, connection)
    guard wrong.isEmpty else {
      throw Stop(
        .needsAPerson, "The server's log may repeat values from records.",
        next: "Set \(wrong.map(\.advice).joined(separator: ", ")) in postgresql.conf, and reload.")
    }
    return "Neither errors nor statements carry values from records into it."
  }

  /// A setting that was attached to one of our logins, or to the database, is stronger than postgresql.conf.
  func requireNoOverride() throws -> String {
    let rows = try connection().query(
      """
      select distinct coalesce(r.rolname, 'the database')::text, split_part(c, '=', 1)
      from pg_catalog.pg_db_role_setting s
      left join pg_catalog.pg_roles r on r.oid = s.setrole
      cross join lateral unnest(s.setconfig) c
      where (s.setdatabase = 0 or s.setdatabase = (
          select d.oid from pg_catalog.pg_database d where d.datname = current_database()))
        and (s.setrole = 0 or pg_catalog.pg_has_role(s.setrole, 'scrim_gateway', 'member') and not r.rolsuper
          or r.rolname like 'scrim\\_%')
        and split_part(c, '=', 1) ~
          '^(log_|debug_|auto_explain|pgaudit|session_preload|local_preload|search_path|role$)'
      order by 1, 2
      """)
    guard rows.count > 0 else {
      return "None of our roles has one that writes into the log or redirects names."
    }
    let found = try (0..<rows.count).map { "\(try rows.text($0, 1)) of \(try rows.text($0, 0))" }
    throw Stop(
      .needsAPerson, "Settings are attached to a role or the database: \(found.joined(separator: ", ")).",
      next: "Take them back: alter role … reset …, or alter database … reset ….")
  }

  /// Not a fault: PostgreSQL shows it to every login, and other software may need it.
  func whatStatisticsTell() throws -> String {
    let connection = try connection()
    let shown = Self.statistics.filter { _, sql in
      (try? connection.query(sql).count) ?? 0 > 0
    }.map(\.what)
    guard !shown.isEmpty else { return "They tell a login of Scrim nothing of restrictions." }
    return
      "A login with a raw SQL client can see \(shown.joined(separator: ", ")): give people the commands, "
      + "not SQL (SECURITY.md)."
  }

  private static let statistics = [
    (
      what: "about how many restrictions there are (pg_class)",
      sql: "select from pg_catalog.pg_class where relname = 'restriction' and reltuples is not null"
    ),
    (
      what: "how often they change (pg_stat_user_tables)",
      sql: "select from pg_catalog.pg_stat_user_tables where schemaname = 'gate' and relname = 'restriction'"
    ),
    (
      what: "statements of others (pg_stat_statements)",
      sql: "select current_setting('pg_stat_statements.track', true) as t where "
        + "current_setting('pg_stat_statements.track', true) is not null"
    ),
  ]

  private func differing(_ wanted: [Wanted], _ connection: Connection) throws -> [Wanted] {
    try wanted.filter { one in
      try value(one.name, connection).map { !one.values.contains($0) } ?? false
    }
  }

  /// Nil where the server has no such setting, because it is of another version or a library is not loaded.
  private func value(_ name: String, _ connection: Connection) throws -> String? {
    try connection.query("select current_setting($1, true)", [.text(name)]).optionalText(0, 0)
  }
}
