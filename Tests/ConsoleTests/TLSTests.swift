import Foundation
import Glibc
import Proofs
import Testing

/// The console with a certificate of its own, asked by curl.
@Suite(.enabled(if: Programs.folder != nil, "SCRIM_TEST_PROGRAMS is not set"))
struct `The console over TLS` {
  private let site: Site
  private let port: Int
  private let tls: String

  init() throws {
    site = try Site(faults: nil)
    let free = try LocalSocket.listen()
    port = free.port
    close(free.socket)
    tls = try Materials.folder() + "/tls"
    #expect(try site.scrim("keys", "console", "--into", "console").code == 0)
    try serve(key: "server.key.pem")
    try site.script(
      "do $$ begin create role scrim_console login; exception when duplicate_object or unique_violation "
        + "then null; end $$")
  }

  private func serve(key: String) throws {
    try site.configure { document in
      document["console"] =
        [
          "address": "https://localhost:\(port)", "port": port, "key": "console/console.key",
          "certificate": "\(tls)/server.crt.pem", "certificateKey": "\(tls)/\(key)",
        ] as [String: Any]
    }
  }

  private func start() throws -> Running { try Running(Programs.console, [], in: site.folder) }

  private func awaitAnswer(of console: Running) throws {
    for _ in 0..<1_000 where console.isRunning {
      if try ask("/health").code == 0 { return }
      usleep(20_000)
    }
  }

  private func ask(_ target: String, _ options: [String] = []) throws -> Finished {
    try Running(
      "/usr/bin/curl",
      ["--silent", "--show-error", "--include", "--cacert", "\(tls)/authority.crt.pem"] + options
        + ["https://localhost:\(port)\(target)"], in: site.folder
    ).finished()
  }

  @Test func `speaks it from 1.2 on, under its certificate`() throws {
    let console = try start()
    defer { console.end() }
    try awaitAnswer(of: console)
    let page = try ask("/sign-in")
    #expect(page.code == 0 && page.output.hasPrefix("HTTP/1.1 200"))
    #expect(page.output.lowercased().contains("strict-transport-security"))
    #expect(try ask("/health", ["--tls-max", "1.2"]).code == 0)
    #expect(try ask("/health", ["--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0"]).code == 35)
    let plain = try site.shell("curl --silent http://localhost:\(port)/health")
    #expect(plain.code != 0 && !plain.output.contains("here"))
    #expect(try console.said().errors.isEmpty)
  }

  @Test func `does not begin with another's key, or with one that others can read`() throws {
    try serve(key: "client.key.pem")
    let another = try start().finished()
    #expect(another.code != 0 && another.errors.contains("that belong together"))
    let open = site.folder + "/open.key.pem"
    try FileManager.default.copyItem(atPath: "\(tls)/server.key.pem", toPath: open)
    #expect(chmod(open, 0o644) == 0)
    try site.configure { $0.change("console.certificateKey", to: open) }
    let read = try start().finished()
    #expect(read.code != 0 && read.errors.contains("open to other users"))
  }

  @Test func `says why it cannot listen`() throws {
    let first = try start()
    defer { first.end() }
    try awaitAnswer(of: first)
    let second = try start().finished()
    #expect(second.code != 0 && second.errors.contains("Is another console running there?"))
  }
}
