internal import Glibc
internal import Postgres

extension PrivateCluster {
  /// A database owned by `scrim_migrator`, ready to be migrated. Nothing to do if there is one.
  ///
  /// - Parameter template: a database of this cluster to copy, which nobody is connected to; nil: an empty
  ///   one.
  public func createDatabase(_ name: String, copying template: String? = nil) throws(ClusterError) {
    let source = template ?? "template0"
    try check(name, source)
    try administer { connection throws(PostgresError) in
      guard try connection.query("select from pg_database where datname = $1", [.text(name)]).count == 0
      else { return }
      try ignoring("42P04", "23505") { () throws(PostgresError) in
        try connection.query(
          "create database \(name) owner scrim_migrator template \(source) encoding 'UTF8'")
      }
      if template != nil { try copyRights(from: source, to: name, connection) }
    }
  }

  /// CREATE DATABASE copies what is in a database, and not who may connect to it.
  private func copyRights(from source: String, to name: String, _ connection: Connection)
    throws(PostgresError)
  {
    try connection.query("revoke all on database \(name) from public")
    let rights = try connection.query(
      """
      select format('grant %s on database %I to %s', privilege_type, $2,
        case grantee when 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end)
      from pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) where datname = $1
      """, [.text(source), .text(name)])
    for row in 0..<rights.count { try connection.query(try rights.text(row, 0)) }
  }

  public func hasDatabase(_ name: String) throws(ClusterError) -> Bool {
    var isThere = false
    try administer { connection throws(PostgresError) in
      isThere = try connection.query("select from pg_database where datname = $1", [.text(name)]).count > 0
    }
    return isThere
  }

  /// Ends the sessions in it.
  public func dropDatabase(_ name: String) throws(ClusterError) {
    try check(name)
    try administer { connection throws(PostgresError) in
      try connection.query("drop database if exists \(name) with (force)")
    }
  }

  /// A person or program that may log in through the socket, and be what the roles may. The roles have to
  /// exist.
  public func createLogin(_ user: String, memberOf roles: [String]) throws(ClusterError) {
    try check(user)
    for role in roles { try check(role) }
    guard isRunning else { throw .notRunning(socketDirectory) }
    let lock = try FolderLock(home)
    defer { lock.release() }
    try createRole(user, attributes: "login")
    try administer { connection throws(PostgresError) in
      for role in roles { try connection.query("grant \(role) to \(user)") }
    }
    guard try writeIdentMap(adding: [user]) else { return }
    try reload()
    awaitMap(letting: user)
  }

  /// The one login that may make roles: the migrations run as it and make all others.
  func createMigrator() throws(ClusterError) {
    try createRole("scrim_migrator", attributes: "login createrole")
  }

  func reload() throws(ClusterError) {
    try administer { connection throws(PostgresError) in try connection.query("select pg_reload_conf()") }
  }

  /// The server reads the map a moment after it was told to; at most two seconds.
  private func awaitMap(letting user: String) {
    for _ in 1...100 where (try? Connection(address(database: "postgres", user: user))) == nil {
      usleep(20_000)
    }
  }

  private func createRole(_ name: String, attributes: String) throws(ClusterError) {
    try administer { connection throws(PostgresError) in
      guard try connection.query("select from pg_roles where rolname = $1", [.text(name)]).count == 0 else {
        return
      }
      try ignoring("42710", "23505") { () throws(PostgresError) in
        try connection.query("create role \(name) \(attributes)")
      }
    }
  }

  private func administer(_ work: (Connection) throws(PostgresError) -> Void) throws(ClusterError) {
    do throws(PostgresError) {
      try work(Connection(address(database: "postgres", user: "postgres")))
    } catch {
      throw .database(error)
    }
  }

  /// Names go into SQL text, where no parameter may stand.
  private func check(_ names: String...) throws(ClusterError) {
    for name in names {
      let plain = name.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      }
      let startsWithDigit = name.utf8.first.map { $0 <= UInt8(ascii: "9") } ?? true
      guard plain, !startsWithDigit, name.utf8.count <= 63 else { throw .nameRefused(name) }
    }
  }
}

/// Somebody else was faster: what was wanted is there.
private func ignoring(
  _ states: String..., work: () throws(PostgresError) -> Rows
) throws(PostgresError) {
  do throws(PostgresError) {
    _ = try work()
  } catch  where !states.contains(error.sqlState) {
    throw error
  } catch {}
}
