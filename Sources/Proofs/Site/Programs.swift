internal import Foundation

/// The built programs, as a person runs them: in the folder that `SCRIM_TEST_PROGRAMS` names, or beside the
/// program that asks.
package enum Programs {
  /// Nil in a test run without them.
  package static let folder: String? =
    ProcessInfo.processInfo.environment["SCRIM_TEST_PROGRAMS"] ?? beside()

  package static var scrim: String { "\(folder ?? "no-folder")/scrim" }
  package static var console: String { "\(folder ?? "no-folder")/scrim-console" }
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
  package func json() throws -> JSON { try JSON(text: output) }
}

/// A document, read by key and place; what is not there is null.
package struct JSON {
  private let value: Any?

  package init(_ value: Any?) { self.value = value }

  package init(text: String) throws {
    self.init(try JSONSerialization.jsonObject(with: Data(text.utf8)))
  }

  package subscript(key: String) -> JSON { JSON((value as? [String: Any])?[key]) }
  package var list: [JSON] { (value as? [Any])?.map { JSON($0) } ?? [] }
  package var text: String { value as? String ?? "" }
  package var number: Int { (value as? NSNumber)?.intValue ?? -1 }
  package var flag: Bool { (value as? NSNumber)?.boolValue ?? false }
}
