internal import Demonstration
internal import Foundation
internal import TestSupport

/// A file system in memory, of its own size, that belongs to the server.
package struct SmallDisk: Sendable {
  package let path: String

  /// A file system can only be mounted by root.
  package static let canBeMade: Bool = {
    guard let disk = try? SmallDisk(kibibytes: 64) else { return false }
    disk.end()
    return true
  }()

  package init(kibibytes: Int) throws {
    path = "/tmp/scrim-disk-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    let options = "size=\(kibibytes)k,mode=700,uid=\(try Self.owner()),gid=0"
    guard
      try Running("/usr/bin/mount", ["-t", "tmpfs", "-o", options, "tmpfs", path], in: "/tmp").finished().code
        == 0
    else {
      try? FileManager.default.removeItem(atPath: path)
      throw NotMounted()
    }
  }

  package func end() {
    _ = try? Running("/usr/bin/umount", [path], in: "/tmp").finished()
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Takes all the room that is left.
  package func fill() {
    guard let file = fopen(ballast, "w") else { return }
    let page = [UInt8](repeating: 0, count: 4_096)
    while fwrite(page, 1, page.count, file) == page.count, fflush(file) == 0 {}
    fclose(file)
  }

  package func free() { unlink(ballast) }

  private var ballast: String { path + "/ballast" }

  /// The server's user.
  private static func owner() throws -> Int {
    let data = try TestCluster.shared().home + "/data"
    return try FileManager.default.attributesOfItem(atPath: data)[.ownerAccountID] as? Int ?? 0
  }

  struct NotMounted: Error {}
}
