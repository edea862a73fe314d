import Foundation
import Signing

func hex(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// A folder for one test, removed with its last reference.
final class Folder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "scrim-credentials-" + uuidV4()
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func callAsFunction(_ name: String) -> String { path + "/" + name }
}
