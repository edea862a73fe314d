internal import FoundationEssentials
internal import Glibc
public import Postgres

/// A PostgreSQL server of one's own, in a folder, reached through a Unix socket, and through nothing else
/// unless a `ClusterNetwork` says so: for the demo, the bench and the tests. Works for root (the server then
/// runs as `postgres`) and for an ordinary user; any number of them side by side; every call can be repeated,
/// also after an interrupted one.
public final class PrivateCluster: Sendable {
  /// Who may log in at once. The roles themselves are made by the migrations and by `createLogin`.
  public static let logins = [
    "postgres", "scrim_migrator", "scrim_gateway", "scrim_console", "scrim_practice", "biller", "therapist",
    "therapist_two", "privacy_officer", "auditor",
  ]

  let folder: ClusterFolder
  private let configuration: ClusterConfiguration

  /// Makes the folder, if need be; starts nothing.
  ///
  /// - Parameters:
  ///   - settings: further lines of postgresql.conf, for example `["shared_buffers": "1GB"]`. They take
  ///     effect when the server starts. The settings that keep values out of its log cannot be changed.
  ///   - network: where it can be reached besides; nil: nowhere.
  public init(
    _ directory: String, settings: [String: String] = [:], network: ClusterNetwork? = nil
  ) throws(ClusterError) {
    folder = try ClusterFolder(directory, account: .server())
    configuration = ClusterConfiguration(socket: folder.socket, settings: settings, network: network)
  }

  /// Folder of the socket: the host of an `Address`.
  public var socketDirectory: String { folder.socket }

  /// Where the cluster lies: the folder that was asked for, or its substitute.
  public var home: String { folder.home }

  /// The server's log.
  public var log: String { folder.log }

  public func address(database: String, user: String) -> Address {
    Address(host: folder.socket, database: database, user: user)
  }

  public var isRunning: Bool { Postmaster(of: folder)?.isAlive ?? false }

  /// Makes the cluster, if there is none, and starts it, if it does not run; returns when it takes
  /// connections.
  public func start() throws(ClusterError) {
    let lock = try FolderLock(home)
    defer { lock.release() }
    try folder.prepare()
    let programs = try ServerPrograms(version: folder.read("PG_VERSION").map { $0.filter(\.isNumber) })
    if folder.read("PG_VERSION") == nil { try initialize(programs) }
    let mapChanged = try writeIdentMap(adding: [])
    if isRunning {
      if mapChanged { try reload() }
    } else {
      try launch(programs)
    }
    try createMigrator()
  }

  /// How a server ends: at once with its sessions, or as if it had died.
  public enum Ending: String, Sendable { case fast, immediate }

  /// Ends the server; open transactions are rolled back. Nothing to do if it does not run.
  public func stop(_ ending: Ending = .fast) throws(ClusterError) {
    let lock = try FolderLock(home)
    defer { lock.release() }
    guard isRunning else { return }
    let programs = try ServerPrograms(version: folder.read("PG_VERSION").map { $0.filter(\.isNumber) })
    try run([programs.control, "stop", "-D", folder.data, "-w", "-t", "60", "-m", ending.rawValue, "-s"])
  }
}

extension PrivateCluster {
  /// In a draft folder first, so that a cluster either is there whole or is not there.
  private func initialize(_ programs: ServerPrograms) throws(ClusterError) {
    let draft = folder.home + "/data.new"
    try? FileManager.default.removeItem(atPath: draft)
    try ClusterFolder.make(draft, mode: 0o700)
    try folder.give(draft)
    try run([
      programs.initdb, "-D", draft, "-U", "postgres", "--auth=peer", "-E", "UTF8", "--locale=C",
      "--no-instructions",
      "--no-sync",
    ])
    guard rename(draft, folder.data) == 0 else { throw .fileFailed(folder.data, errno: errno) }
  }

  private func launch(_ programs: ServerPrograms) throws(ClusterError) {
    try folder.write(configuration.server, to: "postgresql.conf")
    try folder.write(configuration.access, to: "pg_hba.conf")
    for (name, path) in configuration.network?.files ?? [] {
      guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
        throw .fileFailed(path, errno: ENOENT)
      }
      try folder.write(text, to: name)
    }
    let command = [programs.control, "start", "-D", folder.data, "-w", "-t", "60", "-l", folder.log, "-s"]
    // After a hard kill, orphans of the old server may hold its shared memory for a moment.
    for attempt in 1...3 {
      Postmaster.clearRemains(in: folder)
      do throws(ClusterError) {
        return try run(command)
      } catch  where attempt < 3 {
        usleep(700_000)
      } catch {
        throw .startFailed(log: folder.log)
      }
    }
  }

  func run(_ command: [String]) throws(ClusterError) {
    let name = URL(filePath: command[0]).lastPathComponent
    guard let done = ChildProcess(try folder.account.prefix() + command, in: folder.home)
    else { throw .programFailed(name, lastLine: "it could not be started") }
    guard done.status == 0 else { throw .programFailed(name, lastLine: done.lastLine) }
  }

  /// Whether the map changed. The caller, root and the server's account may be any of the logins.
  func writeIdentMap(adding users: [String]) throws(ClusterError) -> Bool {
    let existing = folder.read("pg_ident.conf")
    let people = ["root", folder.account.name] + [Account.caller?.name].compactMap { $0 }
    let map = IdentMap(existing, systemUsers: people, databaseUsers: Self.logins + users)
    guard map.text != existing else { return false }
    try folder.write(map.text, to: "pg_ident.conf")
    return true
  }
}
