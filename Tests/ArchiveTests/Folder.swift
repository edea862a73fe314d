import Foundation
import Signing

/// A folder with an archive's key pair for one test, removed with its last reference.
final class Folder: Sendable {
  /// Made once: RSA keys take their time.
  private static let pair = Result {
    let path = NSTemporaryDirectory() + "scrim-archive-" + uuidV4()
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try KeyFiles.generateArchive(month: "2026-11", publicIn: path, privateIn: path)
      .map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0))) }
  }

  let path: String
  var publicKey: String { path + "/public.pem" }
  var privateKey: String { path + "/private.pem" }

  init() throws {
    path = NSTemporaryDirectory() + "scrim-archive-" + uuidV4()
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    let pair = try Self.pair.get()
    try write("public.pem", pair[0])
    try write("private.pem", pair[1])
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
    return path + "/" + name
  }

  /// What `openssl pkeyutl` makes of a wrapped key, as the documentation of `Archive` says; nil if it
  /// refuses.
  func unwrap(_ wrapped: [UInt8]) throws -> [UInt8]? {
    let (input, output) = (try write("wrapped", wrapped), path + "/data.key")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["openssl", "pkeyutl", "-decrypt", "-inkey", privateKey, "-in", input, "-out", output]
      + ["rsa_padding_mode:oaep", "rsa_oaep_md:sha256", "rsa_mgf1_md:sha256"].flatMap { ["-pkeyopt", $0] }
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: output)))
  }
}
