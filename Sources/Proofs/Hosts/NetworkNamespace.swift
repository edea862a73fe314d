internal import Foundation
internal import Glibc

/// A machine of its own, as far as the network goes (network_namespaces(7)): one line to the practice's
/// server, which can be cut.
final class NetworkNamespace: Sendable {
  let name: String
  private let number: Int

  /// Where the server can be reached from every namespace.
  static let server = "10.213.255.1"
  static let clients = "10.213.0.0/16"
  /// Two machines for each of two lanes.
  static let numbers = 1...4
  private static let tool = "/usr/sbin/ip"

  /// Why there can be none here; nil where there can.
  static func obstacle() -> String? {
    guard FileManager.default.isExecutableFile(atPath: tool) else { return "the package iproute2 is missing" }
    do {
      try removeLeftovers()
      let trials = try numbers.map { try NetworkNamespace($0) }
      guard try trials.allSatisfy({ try $0.run(["/bin/true"]).finished().code == 0 }) else {
        return "nothing can be run in a namespace"
      }
      return try trials.allSatisfy { try $0.reachesServer() }
        ? nil : "nothing gets from a namespace to \(server) (a firewall, or a route to \(clients)?)"
    } catch {
      return "this account may not make network namespaces (it takes root)"
    }
  }

  /// Of a proof that was killed: the line to it has the addresses of ours, and takes what is for them. The
  /// line goes with the namespace, unless something still runs in that.
  private static func removeLeftovers() throws {
    let listed = try Running(tool, ["netns", "list"], in: "/").finished().output
    for line in listed.split(separator: "\n") {
      let name = line.prefix { $0 != " " }
      let parts = name.split(separator: "-")
      guard parts.count == 4, name.hasPrefix("scrim-proof-"), let process = pid_t(parts[2]) else { continue }
      if kill(process, 0) != 0 { try? call("netns", "delete", String(name)) }
    }
    let links = try Running(tool, ["-o", "link", "show", "type", "veth"], in: "/").finished().output
    for match in links.matches(of: /sp([0-9]{1,5})o[0-9]@/) {
      guard let ending = pid_t(match.1), ending > 0, isNobodys(ending) else { continue }
      try? call("link", "delete", String(match.0.dropLast()))
    }
  }

  /// Whether no process has a number that ends so (`outer`).
  private static func isNobodys(_ ending: pid_t) -> Bool {
    stride(from: ending, through: 4_194_304, by: 100_000).allSatisfy { kill($0, 0) != 0 }
  }

  /// - Parameter number: one of `numbers`, unique in this process.
  init(_ number: Int) throws {
    (self.number, name) = (number, "scrim-proof-\(getpid())-\(number)")
    try? Self.call("addr", "add", "\(Self.server)/32", "dev", "lo")
    try Self.call("netns", "add", name)
    do { try connect() } catch {
      try? Self.call("netns", "delete", name)
      throw error
    }
  }

  deinit {
    try? Self.call("link", "delete", outer)
    try? Self.call("netns", "delete", name)
  }

  /// A name of an interface has 15 bytes at most.
  private var outer: String { "sp\(getpid() % 100_000)o\(number)" }
  private var inner: String { "sp\(getpid() % 100_000)i\(number)" }

  private func connect() throws {
    try Self.call("link", "add", outer, "type", "veth", "peer", "name", inner, "netns", name)
    try Self.call("addr", "add", "10.213.\(number - 1).1/24", "dev", outer)
    try Self.call("link", "set", outer, "up")
    try Self.call("-n", name, "addr", "add", "10.213.\(number - 1).2/24", "dev", inner)
    try Self.call("-n", name, "link", "set", "lo", "up")
    try restore()
  }

  /// Nothing comes and goes any more, and nobody is told.
  func cut() throws { try Self.call("-n", name, "link", "set", inner, "down") }

  func restore() throws {
    try Self.call("-n", name, "link", "set", inner, "up")
    try Self.call("-n", name, "route", "replace", "default", "via", "10.213.\(number - 1).1")
  }

  /// A program in it. `ip` becomes the program, so that its number is the program's.
  func run(_ command: [String], in place: String = "/", environment: [String: String] = [:]) throws -> Running
  {
    try Running(Self.tool, ["netns", "exec", name] + command, in: place, environment: environment)
  }

  /// Whether a connection is made from it, over its line.
  private func reachesServer() throws -> Bool {
    let listening = try LocalSocket.listen(on: Self.server)
    defer { close(listening.socket) }
    let attempt = "exec 3<>/dev/tcp/\(Self.server)/\(listening.port)"
    return try run(["/usr/bin/timeout", "10", "/bin/bash", "-c", attempt]).finished().code == 0
  }

  struct Refused: Error { let said: String }

  private static func call(_ arguments: String...) throws {
    let finished = try Running(tool, arguments, in: "/").finished()
    guard finished.code == 0 else { throw Refused(said: finished.said) }
  }
}
