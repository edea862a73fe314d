internal import FoundationEssentials

/// The folder with `initdb` and `pg_ctl`. Debian keeps it out of PATH, one for each major version.
struct ServerPrograms {
  let folder: String

  var initdb: String { folder + "/initdb" }
  var control: String { folder + "/pg_ctl" }
  var baseBackup: String { folder + "/pg_basebackup" }

  /// - Parameter version: the major version that an existing cluster needs; nil takes the newest.
  init(version: String?) throws(ClusterError) {
    let found = Self.folders.first { folder in
      guard FileManager.default.isExecutableFile(atPath: folder + "/initdb"),
        FileManager.default.isExecutableFile(atPath: folder + "/pg_ctl"), let major = Self.major(of: folder)
      else { return false }
      return version.map { $0 == String(major) } ?? (major >= 15)
    }
    guard let found else { throw .programsMissing(version: version) }
    folder = found
  }

  private static var folders: [String] {
    let root = "/usr/lib/postgresql"
    let installed = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    let packaged = installed.compactMap(Int.init).sorted(by: >).map { "\(root)/\($0)/bin" }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let configured = path.split(separator: ":").map { "\($0)/pg_config" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
      .flatMap { ChildProcess([$0, "--bindir"], in: "/") }.map(\.lastLine)
    return packaged + [configured].compactMap { $0 } + path.split(separator: ":").map(String.init)
  }

  /// `pg_ctl (PostgreSQL) 15.18 (Debian …)`
  private static func major(of folder: String) -> Int? {
    guard let answer = ChildProcess([folder + "/pg_ctl", "--version"], in: "/"), answer.status == 0 else {
      return nil
    }
    let words = answer.output.split(separator: " ")
    return words.dropFirst(2).first.flatMap { Int($0.prefix { $0.isNumber }) }
  }
}
