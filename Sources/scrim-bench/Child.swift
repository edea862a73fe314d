internal import Foundation
internal import Glibc

/// A process that is measured: its output, seconds by the wall clock, and the most memory that it held.
struct Child {
  struct Finished {
    let status: Int32
    let output: String
    let seconds: Double
    /// Of this process alone; kernel's count, in bytes.
    let peakResidentBytes: Int
  }

  /// Runs a program to its end. Standard error goes to ours.
  static func run(_ arguments: [String], input: String? = nil) throws -> Finished {
    let folder = FileManager.default.temporaryDirectory.path
    let output = "\(folder)/scrim-bench-\(getpid())-\(UInt32.random(in: 0 ... .max)).out"
    defer { unlink(output) }
    let start = ContinuousClock.now
    let child = try spawn(arguments, output: output, input: input ?? "/dev/null")
    var status: Int32 = 0
    var usage = rusage()
    while wait4(child, &status, 0, &usage) < 0, errno == EINTR {}
    let elapsed = ContinuousClock.now - start
    let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
    return Finished(
      status: status >> 8 & 0xff, output: text,
      seconds: Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18,
      peakResidentBytes: usage.ru_maxrss * 1_024)
  }

  /// Starts a program that goes on beside us; its output is dropped.
  static func start(_ arguments: [String]) throws -> pid_t {
    try spawn(arguments, output: "/dev/null", input: "/dev/null")
  }

  /// Runs a program and throws unless it ends with one of these codes.
  @discardableResult
  static func require(
    _ arguments: [String], input: String? = nil, codes: Set<Int32> = [0]
  ) throws -> Finished {
    let finished = try run(arguments, input: input)
    guard codes.contains(finished.status) else {
      throw BenchError("\(arguments[0]) ended with \(finished.status).\n\(finished.output)")
    }
    return finished
  }

  private static func spawn(_ arguments: [String], output: String, input: String) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    let words = arguments.map { strdup($0) }
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    guard posix_spawnp(&child, arguments[0], &actions, nil, words + [nil], environ) == 0 else {
      throw BenchError("\(arguments[0]) cannot be started.")
    }
    return child
  }
}

struct BenchError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Progress, for people: standard error.
func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
