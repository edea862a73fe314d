package import Foundation

/// The built programs, as a person runs them: in the folder that `SCRIM_TEST_PROGRAMS` names, or beside the
/// program that asks.
package enum Programs {
  /// Nil in a test run without them.
  package static let folder: String? =
    ProcessInfo.processInfo.environment["SCRIM_TEST_PROGRAMS"] ?? beside()

  package static var scrim: String { "\(folder ?? "no-folder")/scrim" }
  package static var sandbox: String { "\(folder ?? "no-folder")/clearinghouse-sandbox" }

  private static func beside() -> String? {
    guard let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    else { return nil }
    let folder = URL(filePath: own).deletingLastPathComponent().path
    return FileManager.default.isExecutableFile(atPath: folder + "/scrim") && own.hasSuffix("/scrim-bench")
      ? folder : nil
  }
}

/// How a program ended, and what it said.
package struct Finished {
  package let code: Int32
  package let output: String
  package let errors: String

  package var said: String { output + errors }

  /// The one document of `--json`.
  package func json() throws -> JSON { JSON(try JSONSerialization.jsonObject(with: Data(output.utf8))) }
}

/// A program that was started.
package final class Running {
  private let process = Process()
  private let folder: String

  /// - Parameter environment: all of it, besides PATH.
  package init(
    _ program: String, _ arguments: [String], in place: String, environment: [String: String] = [:]
  ) throws {
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

  package var isRunning: Bool { process.isRunning }
  package var pid: Int32 { process.processIdentifier }

  package func finished() throws -> Finished {
    process.waitUntilExit()
    return Finished(code: process.terminationStatus, output: try text("output"), errors: try text("errors"))
  }

  package func end() {
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
package struct JSON {
  private let value: Any?

  package init(_ value: Any?) { self.value = value }

  package subscript(key: String) -> JSON { JSON((value as? [String: Any])?[key]) }
  package var list: [JSON] { (value as? [Any])?.map { JSON($0) } ?? [] }
  package var text: String { value as? String ?? "" }
  package var number: Int { (value as? NSNumber)?.intValue ?? -1 }
  package var flag: Bool { (value as? NSNumber)?.boolValue ?? false }
}
