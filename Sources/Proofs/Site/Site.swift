package import Demonstration
internal import Foundation
package import Postgres
internal import Signing
package import TestSupport

/// A practice with everything that a claim run needs: a folder with its configuration, a database of its own
/// on the cluster of the run, and a stand-in clearinghouse.
package final class Site {
  package let folder: String
  package private(set) var database: TemporaryDatabase
  package private(set) var sandbox: Sandbox?
  /// What `scrim.json` says; `configure` writes it.
  package private(set) var configuration: [String: Any] = [:]
  /// Everything that every command said so far.
  package private(set) var said = ""

  /// - Parameters:
  ///   - faults: what the clearinghouse does wrong; nil: nobody is there.
  ///   - server: another database server than that of the run, and certificates for a clearinghouse
  ///     beside it.
  package init(
    _ template: Template = .fixtures, faults: [String]? = [], on server: NetworkedServer? = nil
  ) throws {
    folder = FileManager.default.temporaryDirectory.path + "/scrim-site-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    database = try TemporaryDatabase(template, on: server?.cluster)
    if let faults {
      let options = server == nil ? [] : ["--address", "0.0.0.0"]
      sandbox = try Sandbox(in: folder, trust: server?.folder ?? "tls", faults: faults, options: options)
    }
    configuration = try SiteConfiguration(database.address(), port: sandbox?.port ?? 9).document()
    try configure { _ in }
  }

  deinit {
    sandbox?.end()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Ends the clearinghouse, if there is one, and starts another on the same port.
  package func restart(
    trust: String = "tls", port: Int? = nil, faults: [String] = [], options: [String] = []
  ) throws {
    sandbox?.end()
    sandbox = try Sandbox(
      in: folder, trust: trust, port: port ?? sandbox?.port ?? 0, faults: faults, options: options)
  }

  /// The database is on another cluster from now on.
  package func move(to cluster: PrivateCluster) {
    database = TemporaryDatabase(database, nowOn: cluster)
  }

  /// Changes and writes `scrim.json`.
  package func configure(_ change: (inout [String: Any]) -> Void) throws {
    change(&configuration)
    try JSONSerialization.data(withJSONObject: configuration).write(to: URL(filePath: folder + "/scrim.json"))
  }

  package func scrim(_ arguments: String..., environment: [String: String] = [:]) throws -> Finished {
    let finished = try start(arguments, environment: environment).finished()
    heard(finished)
    return finished
  }

  /// A line of the shell, in the site's folder.
  package func shell(_ line: String) throws -> Finished {
    let finished = try Running("/bin/sh", ["-c", line], in: folder).finished()
    heard(finished)
    return finished
  }

  /// Adds to what was said.
  package func heard(_ finished: Finished) { said += finished.said }

  package func start(_ arguments: [String], environment: [String: String] = [:]) throws -> Running {
    try Running(Programs.scrim, arguments, in: folder, environment: environment)
  }

  /// The payloads that the clearinghouse keeps, by submission.
  package func received() throws -> [String: [UInt8]] {
    try Self.files(in: folder + "/received", ending: ".x12")
  }

  package static func files(in folder: String, ending: String) throws -> [String: [UInt8]] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return try names.filter { $0.hasSuffix(ending) }.reduce(into: [:]) { files, name in
      files[String(name.dropLast(ending.count))] = Array(
        try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
    }
  }

  /// The text columns of a query, as the superuser sees them.
  package func rows(_ sql: String) throws -> [[String]] {
    let rows = try database.connect(as: "postgres").query(sql)
    return try (0..<rows.count).map { row in
      try (0..<rows.columnCount).map { try rows.optionalText(row, $0) ?? "" }
    }
  }

  package func script(_ sql: String) throws { try database.connect(as: "postgres").script(sql) }

  /// A change in the practice's own records.
  package func change(_ sql: String) throws(PostgresError) {
    try database.connect().script("set role scrim_practice; " + sql)
  }
}

extension [String: Any] {
  /// Changes an object inside; lists by their place, as in `clearinghouses.0`.
  package mutating func change(_ path: String, to value: Any?) {
    let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      self[path] = value
      return
    }
    if var object = self[parts[0]] as? [String: Any] {
      object.change(parts[1], to: value)
      self[parts[0]] = object
    } else if var list = self[parts[0]] as? [[String: Any]] {
      let rest = parts[1].split(separator: ".", maxSplits: 1).map(String.init)
      guard rest.count == 2, let place = Int(rest[0]), list.indices.contains(place) else { return }
      list[place].change(rest[1], to: value)
      self[parts[0]] = list
    }
  }
}

extension Site {
  /// How many requests the clearinghouse has read whole.
  package func requests() -> Int {
    let file = folder + "/received/.requests"
    return ((try? String(contentsOfFile: file, encoding: .utf8)) ?? "").split(separator: "\n").count
  }
}
