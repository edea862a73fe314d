internal import Foundation

/// `scrim` with leaks in it, built from the same sources with `-DPROOF` into a folder of its own.
enum ProofProgram {
  struct NotMade: Error { let why: String }

  /// Its path; built first where it is missing or older than the sources.
  static func path(_ say: (String) -> Void) throws -> String {
    let root = try root()
    let program = "\(root)/.build/proof/release/scrim"
    let built = try? FileManager.default.attributesOfItem(atPath: program)[.modificationDate] as? Date
    if let built, built > newest(in: root) { return program }
    say("building the program with leaks: \(built == nil ? "there is none yet" : "the sources are newer")")
    try borrowPackages(root)
    let finished = try Running(
      "/usr/bin/env",
      ["swift", "build", "-c", "release", "--scratch-path", ".build/proof", "--product", "scrim"]
        + ["-Xswiftc", "-DPROOF"], in: root, environment: environment
    ).finished()
    guard finished.code == 0 else { throw NotMade(why: String(finished.said.suffix(2_000))) }
    try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: program)
    return program
  }

  /// The folder of `Package.swift`, above the running program.
  private static func root() throws -> String {
    var folder = URL(filePath: Programs.folder ?? "/").resolvingSymlinksInPath()
    while folder.path != "/" {
      if FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
        return folder.path
      }
      folder = folder.deletingLastPathComponent()
    }
    throw NotMade(why: "the sources are not above the programs: run it where they were built")
  }

  private static func newest(in root: String) -> Date {
    let files = FileManager.default
    let sources = files.enumerator(atPath: "\(root)/Sources")?.compactMap { $0 as? String } ?? []
    let made = sources.filter { !$0.hasPrefix("Proofs/") && !$0.hasPrefix("scrim-bench/") }.compactMap {
      try? files.attributesOfItem(atPath: "\(root)/Sources/\($0)")[.modificationDate] as? Date
    }
    return made.max() ?? .distantFuture
  }

  /// What the usual build has fetched need not be fetched again.
  private static func borrowPackages(_ root: String) throws {
    let files = FileManager.default
    try files.createDirectory(atPath: "\(root)/.build/proof", withIntermediateDirectories: true)
    for name in ["checkouts", "repositories", "artifacts", "workspace-state.json"] {
      let (from, to) = ("\(root)/.build/\(name)", "\(root)/.build/proof/\(name)")
      if files.fileExists(atPath: from), !files.fileExists(atPath: to) {
        try files.copyItem(atPath: from, toPath: to)
      }
    }
  }

  /// The compiler's, as whoever asks has it.
  private static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
