internal import FoundationEssentials
internal import Glibc

/// The server process that `postmaster.pid` names.
struct Postmaster {
  private let process: pid_t
  private let data: String

  /// Nil if there is no such file.
  init?(of folder: ClusterFolder) {
    guard let first = folder.read("postmaster.pid")?.split(separator: "\n").first, let process = pid_t(first)
    else { return nil }
    self.process = process
    data = folder.data
  }

  /// A server works in its data folder. Looking there tells it from another process that got the number of a
  /// dead server (after a container was started anew), and from a dead one that nobody waited for.
  var isAlive: Bool {
    guard kill(process, 0) == 0 || errno == EPERM else { return false }
    guard FileManager.default.fileExists(atPath: "/proc/self/cwd") else { return true }
    return (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/cwd")) == data
  }

  /// Removes what a killed server left behind and what would keep the next one from starting.
  static func clearRemains(in folder: ClusterFolder) {
    guard Postmaster(of: folder)?.isAlive != true else { return }
    unlink(folder.data + "/postmaster.pid")
    unlink(folder.socket + "/.s.PGSQL.5432")
    unlink(folder.socket + "/.s.PGSQL.5432.lock")
  }
}

/// One start or stop at a time for each folder. The kernel releases it if this process dies.
struct FolderLock {
  private let descriptor: Int32

  init(_ folder: String) throws(ClusterError) {
    // Close on exec: a server that inherited the lock would hold it as long as it runs.
    let path = folder + "/cluster.lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .fileFailed(path, errno: errno) }
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
  }

  func release() { close(descriptor) }
}
