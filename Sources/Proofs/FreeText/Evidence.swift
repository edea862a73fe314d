internal import Foundation
internal import TestSupport

/// Everything that the programs of a site showed of themselves: what they said, how they were called, what
/// they held open. Kept in files, in a folder that is not the site's.
final class Evidence {
  /// Who reads what a command says.
  enum Audience: String, CaseIterable { case billing, gate }

  let site: Site
  let folder: String
  /// The programs' own place for files that do not stay.
  let temporary: String
  /// Where `preview --payload` writes, as it was told to.
  let previews: String
  private var seen: Set<Int> = []
  private(set) var commands = 0

  init(of site: Site) throws {
    self.site = site
    folder = FileManager.default.temporaryDirectory.path + "/scrim-evidence-\(UUID().uuidString)"
    temporary = site.folder + "/temporary"
    previews = site.folder + "/previews"
    for path in [folder, temporary, previews] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  static func output(_ audience: Audience) -> String { "output-\(audience.rawValue)" }
  static let errors = "errors"
  static let processes = "processes"
  static let openFiles = "open-files"
  static let clearinghouse = "clearinghouse"
  static let reflections = "reflections"

  func append(_ bytes: [UInt8], to name: String) throws {
    let path = "\(folder)/\(name)"
    if !FileManager.default.fileExists(atPath: path) {
      _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    defer { try? file.close() }
    try file.seekToEnd()
    try file.write(contentsOf: Data(bytes + [UInt8(ascii: "\n")]))
  }

  /// Runs `scrim` with everything that it logs, and keeps what it shows of itself. Returns its exit code.
  @discardableResult
  func scrim(
    _ arguments: [String], for audience: Audience = .billing, killedAfter milliseconds: Int? = nil
  ) throws -> Int32 {
    try run(Programs.scrim, arguments, for: audience, killedAfter: milliseconds)
  }

  @discardableResult
  func run(
    _ program: String, _ arguments: [String], for audience: Audience = .billing,
    environment: [String: String] = [:], killedAfter milliseconds: Int? = nil
  ) throws -> Int32 {
    try finish(
      try start(program, arguments, environment: environment), for: audience, killedAfter: milliseconds)
  }

  func start(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Running {
    commands += 1
    let all = ["SCRIM_LOG": "trace", "TMPDIR": temporary].merging(environment) { $1 }
    return try Running(program, arguments, in: site.folder, environment: all)
  }

  @discardableResult
  func finish(
    _ running: Running, for audience: Audience, killedAfter milliseconds: Int? = nil
  ) throws -> Int32 {
    var waited = 0
    while running.isRunning {
      try watch(running.processID)
      if let milliseconds, 2 * waited > milliseconds { running.kill() }
      usleep(waited < 250 ? 2_000 : 10_000)
      waited += 1
    }
    let finished = try running.finished()
    let said = try running.said()
    try append(said.output, to: Self.output(audience))
    try append(said.errors, to: Self.errors)
    return finished.code
  }

  /// As anybody of the same account, or root, could: the process table, and which files are open.
  func watch(_ process: Int32) throws {
    for name in ["cmdline", "environ"] { try keep("/proc/\(process)/\(name)", as: Self.processes) }
    let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd")) ?? []
    for descriptor in open {
      let link = "/proc/\(process)/fd/\(descriptor)"
      guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: link),
        path.hasPrefix("/"), !path.hasPrefix("/dev/")
      else { continue }
      if seen.insert(path.hashValue).inserted { try append(Array(path.utf8), to: Self.openFiles) }
      let isKnown = path.hasPrefix(previews) || path.contains("/scrim-said-") || path.contains(".so")
      if !isKnown { try keep(link, as: Self.openFiles) }
    }
  }

  /// Once for each content.
  private func keep(_ path: String, as name: String) throws {
    guard let file = FileHandle(forReadingAtPath: path) else { return }
    defer { try? file.close() }
    guard let data = try? file.read(upToCount: 1 << 20), seen.insert(data.hashValue).inserted else { return }
    try append(Array(data), to: name)
  }

  /// Another clearinghouse on the same port; what the one before said is kept.
  func restart(faults: [String]) throws {
    try append(Array((site.sandbox?.said() ?? "").utf8), to: Self.clearinghouse)
    try site.restart(faults: faults)
  }
}
