internal import FoundationEssentials
internal import Glibc

/// Where the demo keeps everything: `.scrim/` in the working folder. It can be deleted as a whole when
/// nothing of it runs.
struct DemoFolder {
  let root: String

  init(_ root: String) { self.root = root }

  var configuration: String { root + "/scrim.json" }
  /// The day on which the invented practice's calendar ends.
  var anchor: String { root + "/anchor" }
  var cluster: String { root + "/cluster" }
  var keys: String { root + "/keys" }
  /// Stands for a place off the host.
  var archive: String { root + "/archive" }
  var tls: String { root + "/tls" }
  var received: String { root + "/received" }
  var sandboxProcess: String { root + "/sandbox.pid" }
  var sandboxPort: String { root + "/sandbox.port" }
  var sandboxLog: String { root + "/sandbox.log" }
  /// The console's own, apart from the gateway's keys.
  var console: String { root + "/console" }
  var consoleKey: String { console + "/console.key" }
  var consolePort: String { root + "/console.port" }
  var consoleProcess: String { root + "/console.pid" }
  var consoleLog: String { root + "/console.log" }
  /// Of the process that makes what is asked for in the console.
  var watchProcess: String { root + "/watch.pid" }
  var watchLog: String { root + "/watch.log" }

  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// Open to look into, because the database server may run as another user; keys are in folders of their
  /// own.
  func make() throws(Stop) {
    do {
      try FileManager.default.createDirectory(
        atPath: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    } catch {
      throw Stop(.stopped, "The folder \(root) cannot be made.", next: "Run the demo where you may write.")
    }
  }

  /// Makes a folder whole or not at all: `fill` works in a draft of it.
  func makeOnce(_ path: String, _ fill: (_ draft: String) throws -> Void) throws {
    guard !exists(path) else { return }
    let draft = path + ".new"
    try? FileManager.default.removeItem(atPath: draft)
    try makePrivateFolder(draft)
    try fill(draft)
    guard rename(draft, path) == 0 else {
      throw Stop(.stopped, "The folder \(path) cannot be made.", next: "Check that you may write there.")
    }
  }

  func read(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map {
      String(String(decoding: $0, as: UTF8.self).filter { !$0.isNewline })
    }
  }

  func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw Stop(.stopped, "The file \(path) cannot be written.", next: "Check that the disk is not full.")
    }
  }

  /// One demo at a time in this folder; the lock goes with the process.
  func lock() throws(Stop) {
    let file = open(root + "/demo.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0, flock(file, LOCK_EX | LOCK_NB) == 0 else {
      throw Stop(
        .locked, "Another demo is going on in \(root); nothing was done.",
        next: "Wait for it to end, or run this one in another folder.")
    }
  }
}
