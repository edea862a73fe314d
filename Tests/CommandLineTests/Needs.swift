internal import Foundation
internal import Proofs
internal import Testing

/// What some tests need. In CI nothing is skipped: what is missing fails.
extension Programs {
  private static let python = ProcessInfo.processInfo.environment["SCRIM_TEST_PYTHON"]
  private static let isStrict = ProcessInfo.processInfo.environment["CI"] == "true"

  static let areNeeded = ConditionTrait.enabled(
    if: folder != nil || isStrict, "SCRIM_TEST_PROGRAMS does not name the folder of the built programs")
  static let pythonIsNeeded = ConditionTrait.enabled(
    if: python != nil || isStrict, "SCRIM_TEST_PYTHON does not name a Python with Tests/requirements.txt")

  static let goPath = ProcessInfo.processInfo.environment["GOPATH"] ?? "/usr/share/gocode"
  static let go = ["/usr/bin/go", "/usr/local/go/bin/go"].first(where: FileManager.default.isExecutableFile)
  private static let hasGo =
    go != nil && FileManager.default.fileExists(atPath: goPath + "/src/golang.org/x/mod/sumdb/tlog")

  static let goIsNeeded = ConditionTrait.enabled(
    if: hasGo || isStrict, "there is no Go with golang.org/x/mod (golang-go, golang-golang-x-mod-dev)")

  /// Runs a script of Tests/Interop.
  static func interop(_ script: String, _ arguments: [String]) throws -> Finished {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Interop/\(script)").path
    return try Running(python ?? "no-python", [path] + arguments, in: "/tmp").finished()
  }
}
