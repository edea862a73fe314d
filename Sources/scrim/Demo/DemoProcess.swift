internal import FoundationEssentials
internal import Glibc

/// A program of ours that lies beside this one, as a process of its own, which goes on after the demo with
/// `--keep`.
struct DemoProcess {
  let program: String
  /// Where its number is kept, and what it says.
  let number: String
  let log: String
  /// An argument that no other process has: it names the folder.
  let mark: String

  /// The process that we started, if it still is that one.
  var running: pid_t? {
    guard let text = FileManager.default.contents(atPath: number),
      let number = pid_t(String(decoding: text, as: UTF8.self).filter { !$0.isNewline }),
      let line = FileManager.default.contents(atPath: "/proc/\(number)/cmdline"),
      line.split(separator: 0).contains(where: { $0.elementsEqual(mark.utf8) })
    else { return nil }
    return number
  }

  /// Whether it came up, and is known by its number.
  func launch(_ arguments: [String], isUp: () -> Bool) throws(Stop) -> Bool {
    guard let child = Spawned.start([try path()] + arguments, log: log) else { return false }
    for _ in 0..<400 {
      if isUp() {
        let text = Data("\(child)\n".utf8)
        guard (try? text.write(to: URL(filePath: number), options: .atomic)) != nil else { break }
        return true
      }
      guard waitpid(child, nil, WNOHANG) == 0 else { return false }
      usleep(25_000)
    }
    kill(child, SIGKILL)
    return false
  }

  /// False where there was nothing to stop.
  func stop() -> Bool {
    guard let process = running else { return false }
    kill(process, SIGTERM)
    for _ in 0..<100 where running != nil {
      waitpid(process, nil, WNOHANG)
      usleep(50_000)
    }
    if running != nil { kill(process, SIGKILL) }
    unlink(number)
    return true
  }

  private func path() throws(Stop) -> String {
    guard let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
      throw Stop(.stopped, "This program cannot find itself.", next: "Mount /proc, then try again.")
    }
    let path = String(own[..<(own.lastIndex(of: "/") ?? own.endIndex)]) + "/" + program
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw Stop(
        .stopped, "\(program) is not beside this program.",
        next: "Build it: `swift build -c release --product \(program)`, or run scripts/demo.")
    }
    return path
  }
}
