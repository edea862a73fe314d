internal import Foundation
internal import Signing

/// The built `clearinghouse-sandbox`, as a process with a folder of its own.
final class Sandbox: @unchecked Sendable {  // never changed after init
  let port: Int
  private let folder: String
  private let process = Process()

  /// - Parameter faults: `KIND:COUNT`, in their order; afterwards it is truthful.
  init(faults: [String]) throws {
    let keys = try RunKeys.shared()
    folder = try RunKeys.folder()
    let portFile = folder + "/port"
    process.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "clearinghouse-sandbox")
    process.arguments =
      [
        "--port-file", portFile, "--received", folder, "--certificate", keys.certificates.serverCertificate,
        "--key", keys.certificates.serverKey, "--client-authority", keys.certificates.authority,
        "--signer", keys.signingCertificate,
      ] + faults.flatMap { ["--fault", $0] }
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    port = try Self.port(in: portFile, from: process)
  }

  deinit {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// What arrived, in the order of the interchanges' numbers.
  func received() throws -> [Interchange] {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".x12") }
    return try files.map { file in
      let bytes = try Data(contentsOf: URL(filePath: "\(folder)/\(file)"))
      return Interchange(submission: String(file.dropLast(4)), bytes: Array(bytes))
    }.sorted { $0.controlNumber < $1.controlNumber }
  }

  private static func port(in file: String, from process: Process) throws -> Int {
    for _ in 0..<1_000 where process.isRunning {
      let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
      if let port = Int(text.trimmingCharacters(in: .newlines)) { return port }
      usleep(10_000)
    }
    throw SandboxDidNotStart()
  }
}

struct SandboxDidNotStart: Error {}

/// A payload that arrived, read by splitting it: as little as a test needs.
struct Interchange {
  let submission: String
  let bytes: [UInt8]
  private let segments: [[Substring]]

  init(submission: String, bytes: [UInt8]) {
    self.submission = submission
    self.bytes = bytes
    segments = String(decoding: bytes, as: UTF8.self).split(separator: "~").map {
      $0.split(separator: "*", omittingEmptySubsequences: false)
    }
  }

  var digest: Digest { Digest(sha256Of: bytes) }

  /// ISA13.
  var controlNumber: Int { segments.first.flatMap { $0.count > 13 ? Int($0[13]) : nil } ?? 0 }

  /// CLM01 of each claim, in their order.
  var claims: [String] { segments.filter { $0.first == "CLM" && $0.count > 1 }.map { String($0[1]) } }

  /// NM109 of billing provider and payer, once for each claim, in their order.
  var parties: [String] {
    var (provider, payer) = ("", "")
    var parties: [String] = []
    for segment in segments {
      switch (segment.first, segment.count > 9 ? segment[1] : "") {
      case ("NM1", "85"): provider = String(segment[9])
      case ("NM1", "PR"): payer = String(segment[9])
      case ("CLM", _): parties.append("\(provider) \(payer)")
      default: break
      }
    }
    return parties
  }

  var transactionSets: Int { segments.count { $0.first == "ST" } }
}
