import Delivery
import Foundation
import Signing

/// `scripted_server.py` with one behaviour, as a process. It writes to a file: a pipe would be held open by
/// every server that another test starts meanwhile.
final class ScriptedServer {
  let port: Int
  private let process = Process()
  private let log: URL

  convenience init(
    _ behaviour: String, tls: String = "tls1.3", certificates: Certificates.Folder = .ours
  ) throws {
    try self.init(behaviour, tls: tls, folder: try Certificates.path(certificates))
  }

  /// `http2_server.py`, which speaks HTTP/2 where it is asked to.
  static func http2(_ behaviour: String) throws -> ScriptedServer {
    try ScriptedServer(behaviour, script: "http2_server.py", folder: try Certificates.path(.ours))
  }

  init(
    _ behaviour: String, tls: String = "tls1.3", script name: String = "scripted_server.py", folder: String
  ) throws {
    log = try Certificates.fresh().appending(path: "seen")
    try Data().write(to: log)
    process.executableURL = URL(filePath: "/usr/bin/env")
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: name).path
    process.arguments = ["python3", script, folder, behaviour, tls]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: log)
    try process.run()
    port = try Self.firstLine(of: log, from: process)
  }

  deinit { end() }

  /// A process that a Swift task starts inherits a mask that blocks SIGTERM.
  private func end() {
    guard process.isRunning else { return }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Ends the server. What it saw, a line each.
  func finish() -> [String] {
    usleep(50_000)  // what it still has to say about the last connection
    end()
    return Self.lines(log).dropFirst().map { $0 }
  }

  private static func firstLine(of log: URL, from process: Process) throws -> Int {
    for _ in 0..<1_000 where process.isRunning {
      if let port = lines(log).first.flatMap({ Int($0) }) { return port }
      usleep(10_000)
    }
    throw ServerDidNotStart()
  }

  private static func lines(_ log: URL) -> [String] {
    let text = (try? Data(contentsOf: log)) ?? Data()
    return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

struct ServerDidNotStart: Error {}

/// Keys and certificates of this test run. `ours` is what a configured clearinghouse and practice have;
/// `theirs` is the same from another authority.
enum Certificates {
  enum Folder: String { case ours, theirs, elsewhere }

  private static let root: Result<URL, any Error> = Result {
    let root = FileManager.default.temporaryDirectory.appending(path: "delivery-\(uuidV4())")
    for (folder, name) in [
      (Folder.ours, "127.0.0.1"), (.theirs, "127.0.0.1"), (.elsewhere, "elsewhere.example"),
    ] {
      let place = root.appending(path: folder.rawValue)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      _ = try DemoCertificates.write(in: place.path, serverNames: [name])
    }
    atexit {
      if case .success(let root) = Certificates.root { try? FileManager.default.removeItem(at: root) }
    }
    return root
  }

  static func path(_ folder: Folder) throws -> String { try root.get().appending(path: folder.rawValue).path }

  static func file(_ name: String, _ folder: Folder = .ours) throws -> String {
    "\(try path(folder))/\(name)"
  }

  /// A place for something that one test makes.
  static func fresh() throws -> URL {
    let place = try root.get().appending(path: uuidV4())
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    return place
  }
}

extension Destination {
  /// A destination on this machine as it should be configured. Where the server keeps silent, a second must
  /// do.
  static func local(_ port: Int, receipt: ReceiptRule = .digest, impatient: Bool = false) throws
    -> Destination
  {
    var destination = Destination(
      endpoint: "https://127.0.0.1:\(port)/claims",
      clientCertificate: try Certificates.file("client.crt.pem"),
      clientKey: try Certificates.file("client.key.pem"),
      authority: try Certificates.file("authority.crt.pem"),
      receipt: receipt)
    destination.connectSeconds = impatient ? 1 : 30
    destination.exchangeSeconds = impatient ? 1 : 30
    return destination
  }
}

extension Courier {
  static let submission = "0198a5c2-7d6b-7c3e-9f10-3b5a4e2d1c00"

  func send(bytes count: Int = 2_000) -> Delivery {
    let payload = [UInt8](repeating: 0x41, count: count)
    return send(payload, key: Self.submission, digest: Digest(sha256Of: payload))
  }
}
