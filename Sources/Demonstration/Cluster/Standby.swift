internal import FoundationEssentials
internal import Glibc
internal import Postgres

/// A primary and a standby that has everything before a commit is answered.
extension PrivateCluster {
  /// Becomes a standby of that cluster, whatever it was before, and runs.
  public func follow(_ primary: PrivateCluster) throws(ClusterError) {
    if isRunning { try stop(.immediate) }
    try? FileManager.default.removeItem(atPath: folder.data)
    try folder.prepare()
    try ClusterFolder.make(folder.data, mode: 0o700)
    try folder.give(folder.data)
    let programs = try ServerPrograms(
      version: primary.folder.read("PG_VERSION").map { $0.filter(\.isNumber) })
    try run([
      programs.baseBackup, "-D", folder.data, "-h", primary.socketDirectory, "-U", "postgres",
      "-c", "fast", "-R", "-X", "stream", "--no-sync",
    ])
    try start()
    try primary.waitForStandbys()
  }

  /// Takes over. Nobody follows it yet, so its commits wait for nobody.
  public func promote() throws(ClusterError) {
    let programs = try ServerPrograms(version: folder.read("PG_VERSION").map { $0.filter(\.isNumber) })
    try run([programs.control, "promote", "-D", folder.data, "-w", "-t", "60", "-s"])
  }

  /// Commits are answered whether or not a standby has them.
  public func waitForNobody() throws(ClusterError) {
    do throws(PostgresError) {
      let connection = try Connection(address(database: "postgres", user: "postgres"))
      _ = try connection.query("alter system reset synchronous_standby_names")
      _ = try connection.query("select pg_reload_conf()")
    } catch {
      throw .database(error)
    }
  }

  /// From now on each commit is answered once the standby has it on its disk.
  private func waitForStandbys() throws(ClusterError) {
    do throws(PostgresError) {
      let connection = try Connection(address(database: "postgres", user: "postgres"))
      _ = try connection.query("alter system set synchronous_standby_names = '*'")
      _ = try connection.query("select pg_reload_conf()")
      for _ in 1...600 {
        let state = try connection.query("select coalesce(min(sync_state), '') from pg_stat_replication")
        if try state.text(0, 0) == "sync" { return }
        usleep(50_000)
      }
    } catch {
      throw .database(error)
    }
    throw .startFailed(log: log)
  }
}
