internal import Demonstration
internal import Foundation
internal import Postgres
internal import TestSupport

/// A small disk under one round: under the whole database, or under the witness of the trail on the gateway's
/// host.
struct CrashVolume {
  private let disk: SmallDisk
  private let site: Site
  private let isOfDatabase: Bool

  /// Nil where the disturbance is another.
  init?(_ site: Site, _ disturbance: Disturbance) throws {
    guard disturbance.fillsDisk else { return nil }
    (self.site, isOfDatabase) = (site, disturbance == .fullVolume)
    guard isOfDatabase else {
      disk = try SmallDisk(kibibytes: 64)
      let (known, moved) = (site.folder + "/witness", disk.path + "/witness")
      if FileManager.default.fileExists(atPath: known) {
        try FileManager.default.moveItem(atPath: known, toPath: moved)
      }
      try site.configure { $0.change("trail.witness", to: moved) }
      return
    }
    let bytes = Int(try site.rows("select pg_database_size(current_database())::text")[0][0]) ?? 0
    disk = try SmallDisk(kibibytes: bytes / 1_024 + 65_536)
    try maintain("create tablespace \(space) location '\(disk.path)'")
    try move(to: space)
  }

  func fill() { disk.fill() }
  func free() { disk.free() }

  /// The database goes on where it was.
  func end() {
    if isOfDatabase {
      try? move(to: "pg_default")
      try? maintain("drop tablespace \(space)")
    }
    disk.end()
  }

  private var space: String { "space_" + site.database.name }

  private func move(to space: String) throws {
    let name = site.database.name
    try maintain("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '\(name)'")
    try maintain("alter database \(name) set tablespace \(space)")
  }

  private func maintain(_ sql: String) throws {
    _ = try Connection(site.database.cluster.address(database: "postgres", user: "postgres")).query(sql)
  }
}
