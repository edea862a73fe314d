internal import Foundation
internal import Hardening
internal import Proofs
internal import Testing

/// The program as the operating system and a hostile neighbour see it.
@Suite(Programs.areNeeded) struct `The process` {
  /// A run that has claims in memory and waits for a clearinghouse that never answers.
  private func waiting(_ environment: [String: String] = [:], limit: String = "unlimited") throws
    -> (site: Site, run: Running)
  {
    let site = try Site(faults: ["hang"])
    for place in 0...1 {
      try site.configure { $0.change("clearinghouses.\(place).exchangeSeconds", to: 300) }
    }
    let shell = "umask 000; ulimit -S -c \(limit); exec \"$0\" \"$@\""
    let run = try Running(
      "/bin/sh", ["-c", shell, Programs.scrim, "run"], in: site.folder, environment: environment)
    for _ in 1...500 where try site.rows("select from claims.attempt").isEmpty { usleep(20_000) }
    #expect(run.isRunning)
    return (site, run)
  }

  @Test func `has no core dump, makes files for its owner, and keeps the variables of the list`() throws {
    let (site, run) = try waiting(["SCRIM_LOG": "info", "https_proxy": "http://127.0.0.1:9", "NAME": "x"])
    let facts = ProcessFacts(pid: run.processID)
    #expect(facts.coreLimits == ["0", "0"])
    #expect(facts.umask == "0077")
    #expect(facts.name == "scrim")
    #expect(
      facts.environment == [
        "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "SCRIM_LOG": "info", "SWIFT_BACKTRACE": "enable=no",
      ])
    run.kill()
    // The control: another program is as it was started.
    let other = try Running("/bin/sleep", ["60"], in: site.folder, environment: ["NAME": "x"])
    for _ in 1...250 where ProcessFacts(pid: other.processID).environment["NAME"] == nil { usleep(20_000) }
    #expect(ProcessFacts(pid: other.processID).coreLimits != ["0", "0"])
    #expect(ProcessFacts(pid: other.processID).environment["NAME"] == "x")
    kill(other.processID, SIGKILL)
  }

  /// What every program is given is overwritten, without a second beginning; and a crash is as silent.
  @Test func `keeps no variable that a terminal gives`() throws {
    let usual = ["SHELL": "/bin/sh", "SSH_CLIENT": "192.0.2.1 1 22", "XDG_SESSION_ID": "marmalade"]
    let (site, run) = try waiting(usual)
    let facts = ProcessFacts(pid: run.processID)
    #expect(try site.rows("select from claims.attempt").count > 0 && facts.name == "scrim")
    #expect(facts.environment.isEmpty)
    #expect(facts.caught & (1 << UInt64(SIGSEGV - 1) | 1 << UInt64(SIGABRT - 1)) == 0)
    run.kill()
  }

  /// Where the server is silent the program waits for it, as anybody.
  @Test func `cannot be dumped or looked into by its own account`() throws {
    let port = try SilentPort()
    let folder = FileManager.default.temporaryDirectory.path + "/scrim-silent-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let site = try Site(faults: nil)
    var document = site.configuration
    document.change("database.host", to: "localhost")
    document.change("database.port", to: port.number)
    document.change("database.rootCertificate", to: "/etc/ssl/certs/ca-certificates.crt")
    let word = folder + "/password"
    try Data("marmalade".utf8).write(to: URL(filePath: word))
    guard chmod(word, 0o600) == 0, geteuid() != 0 || chown(word, 65534, 65534) == 0 else { return }
    for login in ["migrator", "gateway", "billing", "clinician", "privacy", "auditor", "console"] {
      document.change("database.logins.\(login).passwordFile", to: word)
    }
    let file = folder + "/scrim.json"
    try JSONSerialization.data(withJSONObject: document).write(to: URL(filePath: file))
    let account = geteuid() == 0 ? ["--reuid=65534", "--regid=65534", "--clear-groups"] : []
    let run = try Running(
      "/usr/bin/setpriv", account + [Programs.scrim, "status", "--config", file], in: folder)
    for _ in 1...250 where !port.isKnockedAt { usleep(20_000) }
    guard run.isRunning else {
      Issue.record("\(try run.finished().said)")
      return
    }
    #expect(ProcessFacts(pid: run.processID).owner == 0)
    let look = { (pid: Int32) in
      let words = account + ["/usr/bin/head", "-c", "1", "/proc/\(pid)/environ"]
      return try Running("/usr/bin/setpriv", words, in: folder).finished().code
    }
    #expect(try look(run.processID) != 0)
    run.kill()
    let other = try Running("/usr/bin/setpriv", account + ["/bin/sleep", "60"], in: folder)
    for _ in 1...250 where ProcessFacts(pid: other.processID).name != "sleep" { usleep(20_000) }
    #expect(ProcessFacts(pid: other.processID).owner == (geteuid() == 0 ? 65534 : geteuid()))
    #expect(try look(other.processID) == 0)
    kill(other.processID, SIGKILL)
  }

  @Test(
    .enabled(if: CoreFiles.areLeft, "this system leaves no core files"), arguments: [SIGSEGV, SIGABRT],
    [false, true])
  func `that crashes leaves nothing of what it held`(_ signal: Int32, isHostile: Bool) throws {
    let log = FileManager.default.temporaryDirectory.path + "/scrim-crash-\(UUID().uuidString)"
    let hostile = ["SWIFT_BACKTRACE": HostileEnvironment.backtrace(to: log)]
    let (site, run) = try waiting(isHostile ? hostile : [:])
    let values = try site.values()
    if geteuid() == 0 {
      let facts = ProcessFacts(pid: run.processID)
      #expect(try values.contains { try facts.holds($0.uppercased()) }, "there is something to lose")
    }
    kill(run.processID, signal)
    let finished = try run.finished()
    #expect(finished.code == signal && HostileEnvironment.withoutComplaint(finished.said) == "")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: site.folder).filter { $0.hasPrefix("core") } == [])
    #expect(!FileManager.default.fileExists(atPath: log))
  }

  /// The control of the backtrace: of a program that keeps its environment the variable is followed.
  @Test func `would say more in a crash, were its environment not made anew`() throws {
    let log = FileManager.default.temporaryDirectory.path + "/scrim-crash-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: log) }
    let site = try Site()
    let (tls, keys) = (try Materials.folder() + "/tls", try Materials.folder() + "/keys")
    let other = try Running(
      Programs.sandbox,
      [
        "--port", "0", "--port-file", site.folder + "/p", "--received", site.folder + "/r", "--certificate",
        "\(tls)/server.crt.pem", "--key", "\(tls)/server.key.pem", "--client-authority",
        "\(tls)/authority.crt.pem", "--signer", "\(keys)/signing.crt.pem",
      ], in: site.folder, environment: ["SWIFT_BACKTRACE": HostileEnvironment.backtrace(to: log)])
    for _ in 1...250 where !FileManager.default.fileExists(atPath: site.folder + "/p") { usleep(20_000) }
    kill(other.processID, SIGSEGV)
    for _ in 1...500 where !FileManager.default.fileExists(atPath: log) { usleep(20_000) }
    #expect(FileManager.default.fileExists(atPath: log))
    // The backtracer may wait for ever for a thread that was not its own.
    kill(other.processID, SIGKILL)
    _ = try other.finished()
  }

  @Test func `works in a hostile environment as without it, and nothing goes elsewhere`() throws {
    let (usual, bent) = (try Site(), try Site())
    let hostile = try HostileEnvironment(in: bent.folder)
    for arguments in [["check"], ["preview"], ["run"], ["status"]] {
      let plain = try usual.start(arguments).finished()
      let other = try bent.start(arguments, environment: hostile.all).finished()
      #expect(plain.code == other.code && other.code <= 1, "\(arguments): \(other.said)")
      #expect(plain.errors == HostileEnvironment.withoutComplaint(other.errors), "\(arguments)")
    }
    #expect(try bent.received().count == usual.received().count && !bent.received().isEmpty)
    #expect(hostile.port.connections() == 0)
    #expect(try hostile.written() == [])

    // The control: what does not take care follows every one of them.
    let port = bent.sandbox?.port ?? 0
    let request = ["--silent", "--max-time", "1", "https://127.0.0.1:\(port)/"]
    #expect(
      try Running("/usr/bin/curl", request, in: "/tmp", environment: hostile.transport).finished().code != 0)
    #expect(hostile.port.connections() > 0, "by the proxy")
    let direct = ["-q", "--noproxy", "*", "--insecure"] + request
    _ = try Running("/usr/bin/curl", direct, in: "/tmp", environment: hostile.transport).finished()
    #expect(try hostile.written() == ["tls-keys"])
    let led = [
      "PGSERVICE": "elsewhere", "PGSERVICEFILE": hostile.folder + "/services", "PGCONNECT_TIMEOUT": "2",
    ]
    _ = try Running("/usr/bin/psql", ["-c", "select 1"], in: "/tmp", environment: led).finished()
    #expect(hostile.port.connections() > 0, "by the service file")
  }

  @Test func `writes no message into a file where standard output and error are closed`() throws {
    let site = try Site()
    let digests = { (folder: String) in
      try Site.files(in: "\(site.folder)/\(folder)", ending: ".837").mapValues(sha256).values.sorted()
    }
    for (folder, redirection) in [("open", ""), ("closed", " <&- >&- 2>&-")] {
      let shell = "exec \"$0\" \"$@\"" + redirection
      let words = ["-c", shell, Programs.scrim, "preview", "--payload", folder, "--yes"]
      #expect(try Running("/bin/sh", words, in: site.folder).finished().code == 1, "some are held")
    }
    #expect(try !digests("open").isEmpty)
    let ends = try Site.files(in: site.folder + "/closed", ending: ".837").values.map {
      $0.suffix(1) + $0.prefix(4)
    }
    #expect(ends.allSatisfy { $0.elementsEqual("~ISA*".utf8) })
    #expect(try digests("closed").count == digests("open").count)
  }

  @Test func `makes files for its owner alone, whatever the umask`() throws {
    let site = try Site()
    let shell = "umask 000; exec \"$0\" \"$@\""
    for arguments in [
      ["keys", "generate", "--into", "made/keys", "--archive-private-key-to", "made/off", "--practice", "X"],
      ["preview", "--payload", "made/payloads", "--yes"],
    ] {
      let finished = try Running("/bin/sh", ["-c", shell, Programs.scrim] + arguments, in: site.folder)
        .finished()
      #expect(finished.code <= 1, "\(finished.said)")
    }
    let made = site.folder + "/made"
    let paths = try FileManager.default.subpathsOfDirectory(atPath: made)
    #expect(paths.count > 10)
    for path in paths {
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(made)/\(path)")
      let isFolder = attributes[.type] as? FileAttributeType == .typeDirectory
      #expect(attributes[.posixPermissions] as? Int == (isFolder ? 0o700 : 0o600), "\(path)")
    }
    _ = try Running("/bin/sh", ["-c", "umask 000; touch made/control"], in: site.folder).finished()
    let control = try FileManager.default.attributesOfItem(atPath: made + "/control")
    #expect(control[.posixPermissions] as? Int == 0o666)
  }
}

/// Whether a crash leaves a core file in the folder where it happened.
enum CoreFiles {
  static let areLeft: Bool = {
    let folder = FileManager.default.temporaryDirectory.path + "/scrim-core-\(UUID().uuidString)"
    let files = FileManager.default
    defer { try? files.removeItem(atPath: folder) }
    guard (try? files.createDirectory(atPath: folder, withIntermediateDirectories: false)) != nil else {
      return false
    }
    _ = try? Running("/bin/sh", ["-c", "ulimit -c unlimited; kill -SEGV $$"], in: folder).finished()
    return (try? files.contentsOfDirectory(atPath: folder).contains { $0.hasPrefix("core") }) ?? false
  }()
}
