internal import Glibc

/// Runs a program to its end and keeps what it said.
struct ChildProcess {
  let status: Int32
  let output: String

  var lastLine: String { output.split(separator: "\n").last.map(String.init) ?? "exit status \(status)" }

  /// The program sees this environment and no other.
  private static let environment = [
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "TZ=UTC",
  ]

  /// Runs in `folder`. Nil if the program could not be started. `arguments[0]` is its path.
  ///
  /// What it says goes through a file without a name: the end of a pipe may leak into a server that another
  /// thread starts at this moment, and would then never be closed.
  init?(_ arguments: [String], in folder: String) {
    guard let file = Self.openScratch() else { return nil }
    defer { close(file) }
    let moving = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder]
    guard let child = Self.spawn(moving + arguments, output: file) else { return nil }
    status = Self.wait(for: child)
    output = Self.readAll(file)
  }

  private static func openScratch() -> Int32? {
    let path = "/tmp/scrim-output-\(UInt64.random(in: .min ... .max))"
    let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    unlink(path)
    return file >= 0 ? file : nil
  }

  private static func spawn(_ arguments: [String], output: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, output, 2)
    let words = arguments.map { strdup($0) }
    let variables = environment.map { strdup($0) }
    defer { for copy in words + variables { free(copy) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, arguments[0], &actions, nil, words + [nil], variables + [nil])
    return code == 0 ? child : nil
  }

  private static func readAll(_ file: Int32) -> String {
    lseek(file, 0, SEEK_SET)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = read(file, &buffer, buffer.count), count > 0 { bytes += buffer.prefix(count) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The exit status; 128 and more for a signal, as in a shell.
  private static func wait(for child: pid_t) -> Int32 {
    var code: Int32 = 0
    while waitpid(child, &code, 0) < 0, errno == EINTR {}
    let signal = code & 0x7f
    return signal == 0 ? (code >> 8) & 0xff : 128 + signal
  }
}
