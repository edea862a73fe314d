internal import Foundation
internal import Testing

/// The built programs, as a person runs them. `SCRIM_TEST_PROGRAMS` names their folder.
enum Programs {
  private static let folder = ProcessInfo.processInfo.environment["SCRIM_TEST_PROGRAMS"]
  private static let python = ProcessInfo.processInfo.environment["SCRIM_TEST_PYTHON"]
  /// There, nothing is skipped: what is missing fails.
  private static let isStrict = ProcessInfo.processInfo.environment["CI"] == "true"

  static var scrim: String { "\(folder ?? "no-folder")/scrim" }
  static var sandbox: String { "\(folder ?? "no-folder")/clearinghouse-sandbox" }

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

/// How a program ended, and what it said.
struct Finished {
  let code: Int32
  let output: String
  let errors: String

  var said: String { output + errors }

  /// The one document of `--json`.
  func json() throws -> JSON { JSON(try JSONSerialization.jsonObject(with: Data(output.utf8))) }
}

/// A program that was started.
final class Running {
  private let process = Process()
  private let folder: String

  /// - Parameter environment: all of it, besides PATH.
  init(_ program: String, _ arguments: [String], in place: String, environment: [String: String] = [:]) throws
  {
    folder = FileManager.default.temporaryDirectory.path + "/scrim-said-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: place)
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"].merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try file("output")
    process.standardError = try file("errors")
    try process.run()
  }

  deinit {
    if process.isRunning { process.terminate() }
    try? FileManager.default.removeItem(atPath: folder)
  }

  var isRunning: Bool { process.isRunning }

  func finished() throws -> Finished {
    process.waitUntilExit()
    return Finished(code: process.terminationStatus, output: try text("output"), errors: try text("errors"))
  }

  func end() {
    process.terminate()
    process.waitUntilExit()
  }

  private func file(_ name: String) throws -> FileHandle {
    let path = "\(folder)/\(name)"
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    return try FileHandle(forWritingTo: URL(filePath: path))
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: "\(folder)/\(name)")), as: UTF8.self)
  }
}

/// A document, read by key and place; what is not there is null.
struct JSON {
  private let value: Any?

  init(_ value: Any?) { self.value = value }

  subscript(key: String) -> JSON { JSON((value as? [String: Any])?[key]) }
  var list: [JSON] { (value as? [Any])?.map { JSON($0) } ?? [] }
  var text: String { value as? String ?? "" }
  var number: Int { (value as? NSNumber)?.intValue ?? -1 }
  var flag: Bool { (value as? NSNumber)?.boolValue ?? false }
}
