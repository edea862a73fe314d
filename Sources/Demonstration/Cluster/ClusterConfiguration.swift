/// The three configuration files of a private cluster, written anew at each start.
struct ClusterConfiguration {
  let socket: String
  /// Further settings of postgresql.conf, name to value.
  var settings: [String: String] = [:]
  var network: ClusterNetwork?

  private static let defaults = [
    "max_connections": "100", "timezone": "UTC", "log_timezone": "UTC",
    "default_text_search_config": "pg_catalog.english",
  ]

  /// No network, and no values of rows in the server's log: no details, statements and parameters of errors,
  /// and (from `log` up, which in this setting means without `error`) no errors, since a failed cast names
  /// its text.
  private var walls: [String: String] {
    [
      "listen_addresses": "", "unix_socket_directories": socket, "unix_socket_permissions": "0777",
      "port": "5432", "log_error_verbosity": "terse", "log_min_error_statement": "panic",
      "log_min_messages": "log",
      "log_parameter_max_length": "0", "log_parameter_max_length_on_error": "0", "lc_messages": "C",
    ]
  }

  var server: String {
    let all = Self.defaults.merging(settings) { $1 }.merging(walls) { $1 }
      .merging(network?.settings ?? [:]) { $1 }
    return all.sorted { $0.key < $1.key }.map { "\($0.key) = '\(Self.quoted($0.value))'\n" }.joined()
  }

  /// Who may log in is decided by the map alone.
  var access: String { "local all all peer map=scrim\n" + (network?.access ?? "") }

  private static func quoted(_ value: String) -> String {
    value.map { $0 == "'" ? "''" : $0 == "\\" ? "\\\\" : $0 == "\n" ? " " : String($0) }.joined()
  }
}

/// `pg_ident.conf`: which operating system user may be which database user. Everybody who may use the demo
/// may be each of its people; the roles' rights are what is demonstrated.
struct IdentMap: Equatable {
  private(set) var systemUsers: Set<String>
  private(set) var databaseUsers: Set<String>

  /// Adds to what an existing file says.
  init(_ existing: String?, systemUsers: [String], databaseUsers: [String]) {
    let lines = (existing ?? "").split(separator: "\n").map { $0.split(separator: "\t") }.filter {
      $0.count == 3
    }
    self.systemUsers = Set(systemUsers).union(lines.map { $0[1].filter { $0 != "\"" } })
    self.databaseUsers = Set(databaseUsers).union(lines.map { String($0[2]) })
  }

  var text: String {
    systemUsers.sorted().flatMap { system in
      databaseUsers.sorted().map { "scrim\t\"\(system)\"\t\($0)\n" }
    }.joined()
  }
}
