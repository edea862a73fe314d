internal import Foundation
internal import Glibc
internal import ProcessShim
internal import TestSupport

/// A program that was started, by the system's own calls: Foundation's `Process` reads past the end of the
/// list of open descriptors before it starts one, and now and then that ends us.
package final class Running: Sendable {
  package let processID: Int32
  private let folder: String
  private let ending = Ending()

  /// - Parameter environment: all of it, besides PATH and HOME.
  package init(
    _ program: String, _ arguments: [String], in place: String, environment: [String: String] = [:]
  ) throws {
    folder = FileManager.default.temporaryDirectory.path + "/scrim-said-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    let variables = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"].merging(environment) { $1 }
    processID = try Spawn(place: place, output: "\(folder)/output", errors: "\(folder)/errors")
      .start([program] + arguments, variables.map { "\($0.key)=\($0.value)" })
  }

  deinit {
    if isRunning { signal(SIGKILL) }
    _ = ending.wait(for: processID)
    try? FileManager.default.removeItem(atPath: folder)
  }

  package var isRunning: Bool { ending.isRunning(processID) }

  /// At once, with no time to tidy up.
  package func kill() { signal(SIGKILL) }

  /// What it said so far, byte for byte.
  package func said() throws -> (output: [UInt8], errors: [UInt8]) {
    (try bytes("output"), try bytes("errors"))
  }

  /// Any number of times.
  package func finished() throws -> Finished {
    let code = ending.wait(for: processID)
    return Finished(code: code, output: try text("output"), errors: try text("errors"))
  }

  package func end() {
    signal(SIGTERM)
    _ = ending.wait(for: processID)
  }

  private func signal(_ number: Int32) { ending.signal(processID, number) }

  private func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  private func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
  }
}

/// How a child ended. Until it is asked for, the kernel keeps the child's number for it.
private final class Ending: @unchecked Sendable {  // under the monitor
  private let monitor = Monitor()
  private var code: Int32?

  func isRunning(_ child: pid_t) -> Bool {
    monitor.locked {
      collect(child)
      return code == nil
    }
  }

  /// The exit code, or the number of the signal that ended it.
  func wait(for child: pid_t) -> Int32 {
    while true {
      if let code = monitor.locked({ code }) { return code }
      var seen = siginfo_t()
      // Seen and left: whoever has the monitor collects it, so that no signal goes to a number used again.
      while waitid(P_PID, id_t(child), &seen, WEXITED | WNOWAIT) < 0, errno == EINTR {}
      monitor.locked { collect(child) }
    }
  }

  func signal(_ child: pid_t, _ number: Int32) {
    monitor.locked { if code == nil { _ = Glibc.kill(child, number) } }
  }

  private func collect(_ child: pid_t) {
    var status: Int32 = 0
    guard code == nil, waitpid(child, &status, WNOHANG) != 0 else { return }
    code = status & 0x7f == 0 ? status >> 8 & 0xff : status & 0x7f
  }
}

/// Where a program is started, and where what it says goes.
private struct Spawn {
  let place, output, errors: String

  struct CannotStart: Error { let code: Int32 }

  func start(_ arguments: [String], _ environment: [String]) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    let (words, variables) = (arguments.map { strdup($0) }, environment.map { strdup($0) })
    defer {
      for text in words + variables { free(text) }
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    for (descriptor, file) in [(STDOUT_FILENO, output), (STDERR_FILENO, errors)] {
      posix_spawn_file_actions_addopen(
        &actions, descriptor, file, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o600)
    }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    process_shim_start_in(&actions, place)
    unblockSignals(&attributes)
    var child: pid_t = 0
    let code = posix_spawnp(&child, arguments[0], &actions, &attributes, words + [nil], variables + [nil])
    guard code == 0 else { throw CannotStart(code: code) }
    return child
  }

  /// Threads of Dispatch block signals, and a child would inherit that.
  private func unblockSignals(_ attributes: inout posix_spawnattr_t) {
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
  }
}
