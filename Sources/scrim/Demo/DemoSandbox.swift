internal import FoundationEssentials
internal import Glibc

/// The stand-in clearinghouse as a process of its own, which goes on after the demo with `--keep`. One
/// process plays every clearinghouse: each has its own path.
struct DemoSandbox {
  let folder: DemoFolder
  /// PEM of the certificate whose request signatures it takes.
  let signer: String

  private var process: DemoProcess {
    DemoProcess(
      program: "clearinghouse-sandbox", number: folder.sandboxProcess,
      log: folder.sandboxLog, mark: folder.received)
  }

  /// The port, of the process that runs already or of a new one: the port of last time, if it is free, so
  /// that what was sealed for that address can still be sent.
  func start() throws(Stop) -> Int {
    if process.running != nil, let port { return port }
    if let port, try launch(port: port) { return port }
    guard try launch(port: 0), let port else {
      throw Stop(
        .stopped, "The sandbox clearinghouse did not start.",
        next: "Read \(folder.sandboxLog), then try again.")
    }
    return port
  }

  /// False where there was nothing to stop.
  func stop() -> Bool { process.stop() }

  private var port: Int? { folder.read(folder.sandboxPort).flatMap { Int($0) } }

  /// Whether it took the port and waits for requests.
  private func launch(port: Int) throws(Stop) -> Bool {
    let previous = folder.read(folder.sandboxPort)
    unlink(folder.sandboxPort)
    if try process.launch(arguments(port: port), isUp: { self.port != nil }) { return true }
    if let previous { try? folder.write(previous + "\n", to: folder.sandboxPort) }
    return false
  }

  private func arguments(port: Int) -> [String] {
    [
      "--port", "\(port)", "--port-file", folder.sandboxPort,
      "--certificate", folder.tls + "/server.crt.pem", "--key", folder.tls + "/server.key.pem",
      "--client-authority", folder.tls + "/authority.crt.pem", "--signer", signer,
      "--received", folder.received, "--record-headers",
    ]
  }
}

/// A program in a session of its own, so that it outlives us and the terminal; what it says goes to a file.
enum Spawned {
  /// POSIX_SPAWN_SETSID of glibc 2.26, which Swift does not see.
  private static let newSession: Int16 = 0x80
  private static let environment = ["PATH=/usr/bin:/bin", "LC_ALL=C", "SWIFT_BACKTRACE=enable=no"]

  static func start(_ arguments: [String], log: String) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawnattr_setflags(&attributes, newSession)
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    let words = arguments.map { strdup($0) }
    let variables = environment.map { strdup($0) }
    defer { for copy in words + variables { free(copy) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, arguments[0], &actions, &attributes, words + [nil], variables + [nil])
    return code == 0 ? child : nil
  }
}
