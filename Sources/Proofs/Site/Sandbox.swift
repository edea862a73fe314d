internal import Foundation

/// The stand-in clearinghouse, as a process of its own.
package final class Sandbox {
  private let process: Running
  package let port: Int
  /// Where it keeps what it received.
  package let received: String

  /// - Parameters:
  ///   - trust: the folder of the server's certificate and of the authority of its clients; by its path, or
  ///     by its name among the materials.
  ///   - port: 0 takes a free one.
  ///   - options: further ones, as its `--help` has them.
  package init(
    in folder: String, trust: String = "tls", port wanted: Int = 0, faults: [String] = [],
    options: [String] = []
  ) throws {
    received = "\(folder)/received"
    let keys = try Materials.folder() + "/keys"
    let tls = trust.hasPrefix("/") ? trust : try Materials.folder() + "/" + trust
    let portFile = "\(folder)/port-\(UUID().uuidString)"
    process = try Running(
      Programs.sandbox,
      [
        "--port", "\(wanted)", "--port-file", portFile, "--received", received, "--record-headers",
        "--certificate", "\(tls)/server.crt.pem", "--key", "\(tls)/server.key.pem",
        "--client-authority", "\(tls)/authority.crt.pem", "--signer", "\(keys)/signing.crt.pem",
      ] + faults.flatMap { ["--fault", $0] } + options, in: folder)
    port = try Self.port(in: portFile, process)
  }

  package var processID: Int32 { process.processID }

  package func end() { process.end() }

  /// What it said until it was ended.
  package func said() throws -> String {
    process.end()
    return try process.finished().said
  }

  private static func port(in file: String, _ process: Running) throws -> Int {
    for _ in 0..<1_000 where process.isRunning {
      if let text = try? String(contentsOfFile: file, encoding: .utf8),
        let port = Int(text.trimmingCharacters(in: .newlines))
      {
        return port
      }
      usleep(10_000)
    }
    throw DidNotStart(said: (try? process.finished().said) ?? "")
  }

  package struct DidNotStart: Error { let said: String }
}
