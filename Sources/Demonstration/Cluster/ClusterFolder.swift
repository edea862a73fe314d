internal import FoundationEssentials
internal import Glibc

/// Where a cluster lives: `data/` and `socket/` in the folder that was asked for. If the server's account
/// cannot get there (a folder below root's home) or the socket's path would be too long for the kernel, in a
/// folder of `/var/tmp` that is named after it.
struct ClusterFolder {
  let home: String
  let account: Account

  var data: String { home + "/data" }
  var socket: String { home + "/socket" }
  var log: String { data + "/server.log" }

  /// A Unix socket's path has at most 107 bytes on Linux and 103 on macOS.
  private static let socketBytes = 100

  init(_ asked: String, account: Account) throws(ClusterError) {
    try Self.make(asked, mode: 0o755)
    guard let path = Self.resolved(asked) else { throw .fileFailed(asked, errno: ENOENT) }
    self.account = account
    home = try Self.isUsable(path, by: account) ? path : Self.substitute(for: path)
  }

  /// `data/` and `socket/`, owned by the server's account. The socket's folder can be entered by root, or by
  /// its owner.
  func prepare() throws(ClusterError) {
    try Self.make(socket, mode: geteuid() == 0 ? 0o711 : 0o700)
    try give(socket)
    for path in [data, socket] where FileManager.default.fileExists(atPath: path) {
      guard Self.owner(of: path) == account.user else { throw .ownerDiffers(path) }
    }
  }

  func give(_ path: String) throws(ClusterError) {
    guard geteuid() != 0 || lchown(path, account.user, account.group) == 0
    else { throw .fileFailed(path, errno: errno) }
  }

  /// Replaces a file of the server whole: an interrupted start leaves the old one or the new one.
  func write(_ text: String, to name: String) throws(ClusterError) {
    let path = "\(data)/\(name)"
    let draft = path + ".new"
    unlink(draft)
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .fileFailed(path, errno: errno) }
    let bytes = Array(text.utf8)
    let written = Glibc.write(descriptor, bytes, bytes.count)
    close(descriptor)
    try give(draft)
    guard written == bytes.count, rename(draft, path) == 0 else { throw .fileFailed(path, errno: errno) }
  }

  func read(_ name: String) -> String? { try? String(contentsOfFile: "\(data)/\(name)", encoding: .utf8) }

  private static func isUsable(_ path: String, by account: Account) throws(ClusterError) -> Bool {
    guard "\(path)/socket/.s.PGSQL.5432".utf8.count <= socketBytes else { return false }
    let entering = try account.prefix() + ["/bin/sh", "-c", "cd \"$1\"", "sh", path]
    return ChildProcess(entering, in: "/")?.status == 0
  }

  /// The name is predictable, so what lies there has to be ours. A marker in the folder asked for tells a
  /// cluster in use from what a deleted folder left behind, which is cleared away.
  private static func substitute(for path: String) throws(ClusterError) -> String {
    let home = "/var/tmp/scrim-" + fingerprint("\(path) of \(geteuid())")
    let marker = path + "/cluster-is-elsewhere"
    if !FileManager.default.fileExists(atPath: marker), owner(of: home) == geteuid() {
      try? FileManager.default.removeItem(atPath: home)
    }
    try make(home, mode: geteuid() == 0 ? 0o711 : 0o700)
    guard owner(of: home) == geteuid(), mode(of: home) & 0o022 == 0 else { throw .folderRefused(home) }
    guard (try? Data((home + "\n").utf8).write(to: URL(filePath: marker))) != nil
    else { throw .fileFailed(marker, errno: errno) }
    return home
  }

  /// FNV-1a: a name, not a secret.
  private static func fingerprint(_ text: String) -> String {
    let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }

  static func make(_ path: String, mode: mode_t) throws(ClusterError) {
    let parent = URL(filePath: path).deletingLastPathComponent().path
    if !FileManager.default.fileExists(atPath: parent) { try make(parent, mode: 0o755) }
    guard mkdir(path, mode) == 0 else {
      if errno == EEXIST { return }
      throw .fileFailed(path, errno: errno)
    }
    // Whatever the caller's umask is: the server's account must pass.
    guard chmod(path, mode) == 0 else { throw .fileFailed(path, errno: errno) }
  }

  private static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  private static func owner(of path: String) -> uid_t? { status(of: path)?.st_uid }

  private static func mode(of path: String) -> mode_t { status(of: path)?.st_mode ?? 0o777 }

  private static func status(of path: String) -> stat? {
    var status = stat()
    return lstat(path, &status) == 0 ? status : nil
  }
}
