internal import Demonstration
internal import Foundation
internal import Postgres
internal import Testing

@Suite("Private cluster", .serialized) struct PrivateClusterTests {
  /// A folder that is removed, with the cluster in it, when the test is over.
  private final class Place {
    let path: String
    private let parent: String
    private var clusters: [PrivateCluster] = []

    init(below parent: String = "/tmp") {
      self.parent = parent
      path = "\(parent)/scrim-cluster-\(UUID().uuidString.prefix(8))"
    }

    deinit {
      for cluster in clusters {
        try? cluster.stop()
        try? FileManager.default.removeItem(atPath: cluster.home)
      }
      try? FileManager.default.removeItem(atPath: parent == "/tmp" ? path : parent)
    }

    func cluster(settings: [String: String] = [:]) throws -> PrivateCluster {
      let cluster = try PrivateCluster(path, settings: settings)
      clusters.append(cluster)
      return cluster
    }
  }

  private let place = Place()

  private func user(_ cluster: PrivateCluster, database: String = "postgres", as name: String) throws
    -> String
  {
    try Connection(cluster.address(database: database, user: name)).query("select current_user::text").text(
      0, 0)
  }

  @Test func `can be started and stopped any number of times`() throws {
    let cluster = try place.cluster()
    #expect(!cluster.isRunning)
    try cluster.stop()
    for _ in 1...2 {
      try cluster.start()
      try cluster.start()
      #expect(cluster.isRunning)
      #expect(try user(cluster, as: "postgres") == "postgres")
      try cluster.stop()
      #expect(!cluster.isRunning)
    }
  }

  @Test func `keeps its data, and makes a database once`() throws {
    let cluster = try place.cluster()
    try cluster.start()
    try cluster.createDatabase("scrim")
    let address = cluster.address(database: "scrim", user: "scrim_migrator")
    try Connection(address).script("create table kept as select 7 as n")
    try cluster.stop()
    try cluster.start()
    try cluster.createDatabase("scrim")
    #expect(try Connection(address).query("select n from kept").int32(0, 0) == 7)
  }

  @Test func `gets up after it was killed, also when its number is somebody else's`() throws {
    let cluster = try place.cluster()
    try cluster.start()
    let pidFile = cluster.home + "/data/postmaster.pid"
    let lines = try String(contentsOfFile: pidFile, encoding: .utf8)
    let process = try #require(lines.split(separator: "\n").first.flatMap { pid_t($0) })
    kill(process, SIGKILL)
    while kill(process, 0) == 0, cluster.isRunning { usleep(10_000) }
    #expect(!cluster.isRunning)
    // The dead server's number, given to a process that lives: this one.
    try lines.replacing("\(process)\n", with: "\(getpid())\n", maxReplacements: 1)
      .write(toFile: pidFile, atomically: false, encoding: .utf8)
    #expect(!cluster.isRunning)
    try cluster.start()
    #expect(cluster.isRunning)
    #expect(try user(cluster, as: "postgres") == "postgres")
  }

  @Test func `starts over after an interrupted beginning`() throws {
    try FileManager.default.createDirectory(
      atPath: place.path + "/data.new/base", withIntermediateDirectories: true)
    let cluster = try place.cluster()
    try cluster.start()
    #expect(cluster.isRunning)
  }

  @Test func `lets several live side by side`() throws {
    let other = Place()
    let (one, two) = (try place.cluster(), try other.cluster())
    try one.start()
    try two.start()
    try one.createDatabase("only_in_one")
    try one.stop()
    #expect(two.isRunning)
    #expect(try user(two, as: "scrim_migrator") == "scrim_migrator")
    let error = try #require(throws: PostgresError.self) {
      try user(two, database: "only_in_one", as: "postgres")
    }
    #expect(error.sqlState == "3D000")
  }

  @Test func `lets in whom it was told to, as what they may be`() throws {
    let cluster = try place.cluster()
    try cluster.start()
    let refused = try #require(throws: PostgresError.self) { try user(cluster, as: "locum") }
    #expect(refused.sqlState == "28000")
    try cluster.createLogin("locum", memberOf: ["pg_monitor"])
    try cluster.createLogin("locum", memberOf: ["pg_monitor"])
    #expect(try user(cluster, as: "locum") == "locum")
    let connection = try Connection(cluster.address(database: "postgres", user: "locum"))
    #expect(try connection.query("select pg_has_role('pg_monitor', 'member')").bool(0, 0))
    #expect(try !connection.query("select rolsuper from pg_roles where rolname = current_user").bool(0, 0))
    for name in ["", "7up", "a b", "a;b", "A", "\"", String(repeating: "a", count: 64)] {
      #expect(throws: ClusterError.nameRefused(name)) { try cluster.createLogin(name, memberOf: []) }
      #expect(throws: ClusterError.nameRefused(name)) { try cluster.createDatabase(name) }
    }
  }

  @Test func `copies a database with its content and with who may use it`() throws {
    let cluster = try place.cluster()
    try cluster.start()
    try cluster.createLogin("auditor", memberOf: [])
    try cluster.createDatabase("original")
    let address = cluster.address(database: "original", user: "scrim_migrator")
    try Connection(address).script(
      "create table kept as select 7 as n; revoke all on database original from public")
    try cluster.createDatabase("closed_copy", copying: "original")
    let refused = try #require(throws: PostgresError.self) {
      try user(cluster, database: "closed_copy", as: "auditor")
    }
    #expect(refused.sqlState == "42501")
    try Connection(address).script("grant connect on database original to auditor")
    try cluster.createDatabase("copy", copying: "original")
    #expect(try user(cluster, database: "copy", as: "auditor") == "auditor")
    let copy = try Connection(cluster.address(database: "copy", user: "scrim_migrator"))
    #expect(try copy.query("select n from kept").int32(0, 0) == 7)
    #expect(try copy.query("select has_database_privilege('auditor', 'copy', 'temp')").bool(0, 0) == false)
  }

  @Test func `has no network, and takes the settings that it is given`() throws {
    let cluster = try place.cluster(settings: [
      "shared_buffers": "16MB", "listen_addresses": "*", "log_error_verbosity": "verbose",
      "cluster_name": "it's one",
    ])
    try cluster.start()
    let connection = try Connection(cluster.address(database: "postgres", user: "postgres"))
    for (name, value) in [
      ("shared_buffers", "16MB"), ("listen_addresses", ""), ("log_error_verbosity", "terse"),
      ("cluster_name", "it's one"),
    ] {
      #expect(try connection.query("select current_setting($1)", [.text(name)]).text(0, 0) == value)
    }
  }

  @Test func `keeps values of rows out of its log`() throws {
    let cluster = try place.cluster()
    try cluster.start()
    let connection = try Connection(cluster.address(database: "postgres", user: "postgres"))
    try connection.script("create table t (word text primary key check (length(word) < 20))")
    for sql in [
      "insert into t values ($1), ($1)", "select $1::integer", "insert into t values (repeat($1, 3))",
      "select 1 / (length($1) - 9)",
    ] {
      #expect(throws: PostgresError.self) { try connection.query(sql, [.text("Zimtwolke")]) }
    }
    #expect(throws: PostgresError.self) { try connection.script("select 'Zimtwolke' from nowhere") }
    #expect(try !String(contentsOfFile: cluster.log, encoding: .utf8).contains("Zimtwolke"))
    // The control: this log is where it would have been.
    try connection.script("set log_min_messages = error")
    #expect(throws: PostgresError.self) { try connection.query("select $1::integer", [.text("Zimtwolke")]) }
    #expect(try String(contentsOfFile: cluster.log, encoding: .utf8).contains("Zimtwolke"))
  }

  @Test func `finds another place where the socket's path would be too long`() throws {
    let deep = Place(below: "/tmp/scrim-" + String(repeating: "long-", count: 20))
    let cluster = try deep.cluster()
    #expect(cluster.home.hasPrefix("/var/tmp/scrim-"))
    try cluster.start()
    #expect(try user(cluster, as: "postgres") == "postgres")
    #expect(try PrivateCluster(deep.path).isRunning)
  }

  @Test(.enabled(if: geteuid() == 0)) func `finds another place where the server's account cannot go`() throws
  {
    let closed = "/tmp/scrim-closed-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(
      atPath: closed, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(atPath: closed) }
    let cluster = try Place(below: closed).cluster()
    #expect(cluster.home.hasPrefix("/var/tmp/scrim-"))
    try? FileManager.default.removeItem(atPath: cluster.home)
  }
}
