internal import Demonstration
internal import Foundation
internal import Postgres
internal import Proofs
internal import Schema
internal import TestSupport
internal import Testing

/// A server of its own, and pg_receivewal as its synchronous standby: it confirms what is on its disk.
private final class StandbySite {
  let cluster: PrivateCluster
  private let folder = "/tmp/scrim-standby-" + UUID().uuidString.prefix(8).lowercased()
  private var standby: Running?

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    cluster = try PrivateCluster(folder + "/cluster")
    try cluster.start()
    try cluster.createDatabase("scrim")
    _ = try Migrator(connect("scrim_migrator")).migrate(kind: .synthetic)
    try cluster.createLogin("therapist", memberOf: ["scrim_clinician"])
    try connect("scrim_migrator").script("insert into gate.person (login) values ('therapist')")
    try letReplicate()
    var document = try SiteConfiguration(cluster.address(database: "scrim", user: ""), port: 9).document()
    document["restrictions"] = ["standby": true]
    try JSONSerialization.data(withJSONObject: document).write(to: URL(filePath: folder + "/scrim.json"))
  }

  deinit {
    standby?.kill()
    try? cluster.stop(.immediate)
    try? FileManager.default.removeItem(atPath: cluster.home)
    try? FileManager.default.removeItem(atPath: folder)
  }

  func connect(_ user: String) throws -> Connection {
    try Connection(cluster.address(database: "scrim", user: user))
  }

  private func letReplicate() throws {
    let server = try connect("postgres")
    let access = URL(filePath: try server.query("show hba_file").text(0, 0))
    try Data("local all all peer map=scrim\nlocal replication all peer map=scrim\n".utf8).write(to: access)
    try server.script("select pg_reload_conf()")
  }

  /// Connected, and named, or neither.
  func startStandby() throws {
    let programs = try FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql").compactMap(
      Int.init)
    let program = "/usr/lib/postgresql/\(programs.max() ?? 15)/bin/pg_receivewal"
    try FileManager.default.createDirectory(atPath: folder + "/wal", withIntermediateDirectories: true)
    standby = try Running(
      program, ["-h", cluster.socketDirectory, "-U", "postgres", "-D", folder + "/wal", "--synchronous"],
      in: folder)
    try waitFor("select from pg_stat_replication where state = 'streaming'")
    let server = try connect("postgres")
    try server.script("alter system set synchronous_standby_names = 'pg_receivewal'")
    try server.script("select pg_reload_conf()")
    try waitFor("select from pg_stat_replication where sync_state = 'sync'")
  }

  func endStandby() throws {
    standby?.end()
    try waitFor("select where not exists (select from pg_stat_replication)")
  }

  /// Until the server has such a row.
  func waitFor(_ sql: String) throws {
    let server = try connect("postgres")
    while try server.query(sql).count == 0 { usleep(20_000) }
  }

  func mark(_ client: String) throws -> Running {
    try Running(
      Programs.scrim, ["self-pay", "mark", client, "--requested-on", Today.text, "--json"], in: folder)
  }
}

@Suite(Programs.areNeeded) struct `A mark that relies on a synchronous standby` {
  @Test func `is answered when the standby has it, and waits for it until then`() throws {
    let site = try StandbySite()
    let alone = try site.mark("C-alone").finished()
    #expect(alone.code == 1 && alone.errors.contains("no synchronous standby"), "\(alone.said)")
    try site.startStandby()
    let kept = try site.mark("C-kept").finished()
    #expect(try kept.code == 0 && kept.json()["survivesRestore"].flag, "\(kept.said)")
    try site.endStandby()
    let waiting = try site.mark("C-waiting")
    try site.waitFor("select from pg_stat_activity where wait_event = 'SyncRep' and usename = 'therapist'")
    #expect(waiting.isRunning)
    #expect(try !waiting.said().output.contains(UInt8(ascii: "{")))
    try site.startStandby()
    let answered = try waiting.finished()
    #expect(answered.code == 0, "\(answered.said)")
    #expect(try site.connect("postgres").query("select from gate.restriction").count == 3)
  }
}
