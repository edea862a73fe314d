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

  /// Runs a script of Tests/Interop.
  static func interop(_ script: String, _ arguments: [String]) throws -> Finished {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Interop/\(script)").path
    return try Running(python ?? "no-python", [path] + arguments, in: "/tmp").finished()
  }
}
