internal import Foundation
internal import Proofs

/// A port of loopback that takes connections and says nothing.
final class SilentPort {
  let number: Int
  private let socket: Int32

  init() throws {
    socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let socket = socket
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = bind(socket, $0, length)
        _ = listen(socket, 64)
        _ = getsockname(socket, $0, &length)
      }
    }
    number = Int(UInt16(bigEndian: address.sin_port))
    _ = fcntl(socket, F_SETFL, O_NONBLOCK)
  }

  deinit { close(socket) }

  /// Whether somebody came who was not counted yet, and waits.
  var isKnockedAt: Bool {
    var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    return poll(&waiting, 1, 0) > 0
  }

  /// How many came since this was last asked.
  func connections() -> Int {
    var count = 0
    while case let client = accept(socket, nil, nil), client >= 0 {
      close(client)
      count += 1
    }
    return count
  }
}

/// An environment in which everything that the libraries of Scrim would follow leads to a port or into a
/// folder of the test's.
struct HostileEnvironment {
  let port: SilentPort
  let folder: String

  init(in place: String) throws {
    port = try SilentPort()
    folder = place + "/hostile"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    for (name, text) in [
      (".netrc", "default login someone password marmalade\n"), (".pgpass", "*:*:*:*:marmalade\n"),
      (".curlrc", "insecure\nverbose\nproxy = \"http://127.0.0.1:\(port.number)\"\n"),
      ("services", "[elsewhere]\nhost=127.0.0.1\nport=\(port.number)\n"),
      ("aliases", "localhost elsewhere\n"),
      (
        "openssl.cnf",
        "openssl_conf = all\n[all]\nproviders = none\n[none]\ndefault = off\n[off]\nactivate = 0\n"
      ),
    ] {
      try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(folder)/\(name)")
    }
  }

  /// Proxies, authorities and key logs, as curl follows them.
  var transport: [String: String] {
    var variables = ["HOME": folder, "CURL_HOME": folder, "XDG_CONFIG_HOME": folder]
    for name in ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
      variables[name] = "http://127.0.0.1:\(port.number)"
    }
    for name in ["CURL_CA_BUNDLE", "SSL_CERT_FILE"] { variables[name] = "/dev/null" }
    variables["SSL_CERT_DIR"] = folder
    variables["SSLKEYLOGFILE"] = folder + "/tls-keys"
    return variables
  }

  var all: [String: String] {
    transport.merging([
      "NETRC": folder + "/.netrc", "NO_PROXY": "", "OPENSSL_CONF": folder + "/openssl.cnf",
      "OPENSSL_MODULES": folder, "OPENSSL_ENGINES": folder, "CTLOG_FILE": folder + "/ct",
      "PGHOST": "127.0.0.1", "PGHOSTADDR": "127.0.0.1", "PGPORT": "\(port.number)", "PGUSER": "nobody",
      "PGSERVICE": "elsewhere", "PGSERVICEFILE": folder + "/services", "PGSYSCONFDIR": folder,
      "PGOPTIONS": "-c default_transaction_isolation=serializable", "PGPASSFILE": folder + "/.pgpass",
      "PGSSLKEY": folder + "/key", "PGSSLMODE": "require", "PGTARGETSESSIONATTRS": "standby",
      "PGCLIENTENCODING": "LATIN1", "PGDATESTYLE": "German",
      "LOCALDOMAIN": "elsewhere", "RES_OPTIONS": "use-vc timeout:1", "HOSTALIASES": folder + "/aliases",
      "MALLOC_TRACE": folder + "/memory", "GCONV_PATH": folder, "LOCPATH": folder, "TZDIR": folder,
      "LD_DEBUG_OUTPUT": folder + "/loader", "GLIBC_TUNABLES": "glibc.malloc.perturb=165",
      "SWIFT_BACKTRACE": Self.backtrace(to: folder + "/crash.log"),
    ]) { $1 }
  }

  /// Swift's runtime says before the first line of ours that it has no backtracer to follow the variable with.
  static func withoutComplaint(_ text: String) -> String {
    text.replacing("swift runtime: unable to locate swift-backtrace; disabling backtracing.\n", with: "")
  }

  static func backtrace(to file: String) -> String { "enable=yes,color=no,limit=20,output-to=\(file)" }

  /// What is there and was not put there by us.
  func written() throws -> [String] {
    let ours: Set = [".netrc", ".pgpass", ".curlrc", "services", "aliases", "openssl.cnf"]
    return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !ours.contains($0) }.sorted()
  }
}

/// What the kernel says of a process.
struct ProcessFacts {
  let pid: Int32

  private func file(_ name: String) -> [UInt8] {
    (try? Data(contentsOf: URL(filePath: "/proc/\(pid)/\(name)"))).map(Array.init) ?? []
  }

  private func line(_ start: String, of name: String) -> [Substring] {
    String(decoding: file(name), as: UTF8.self).split(separator: "\n").first { $0.hasPrefix(start) }?
      .split(whereSeparator: \.isWhitespace) ?? []
  }

  /// Soft and hard, in bytes.
  var coreLimits: [Substring] { line("Max core file size", of: "limits").dropFirst(4).prefix(2).map { $0 } }
  var umask: Substring? { line("Umask:", of: "status").last }
  /// Signals with a handler, from bit 0 for signal 1.
  var caught: UInt64 { line("SigCgt:", of: "status").last.flatMap { UInt64($0, radix: 16) } ?? .max }
  var name: String { String(decoding: file("comm"), as: UTF8.self).trimmingCharacters(in: .newlines) }
  /// Whose its files are (the folder stays its own): root's, where the process cannot be dumped.
  var owner: uid_t? {
    var status = stat()
    return stat("/proc/\(pid)/environ", &status) == 0 ? status.st_uid : nil
  }
  var environment: [String: String] {
    let pairs = file("environ").split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    return pairs.reduce(into: [:]) { all, pair in
      let parts = pair.split(separator: "=", maxSplits: 1)
      all[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
    }
  }

  /// Whether the bytes stand anywhere in its writable memory. Only root can look.
  func holds(_ word: String) throws -> Bool {
    let memory = try FileHandle(forReadingFrom: URL(filePath: "/proc/\(pid)/mem"))
    for line in String(decoding: file("maps"), as: UTF8.self).split(separator: "\n")
    where line.contains(" rw") {
      let ends = line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt64($0, radix: 16) }
      guard ends.count == 2, ends[1] - ends[0] < 64 << 20, (try? memory.seek(toOffset: ends[0])) != nil,
        let bytes = try? memory.read(upToCount: Int(ends[1] - ends[0]))
      else { continue }
      if bytes.range(of: Data(word.utf8)) != nil { return true }
    }
    return false
  }
}

/// A program on a pseudo-terminal, and what somebody types.
struct OnATerminal {
  let code: Int32
  /// What stood on the screen.
  let screen: String

  /// TIOCSPTLCK and TIOCGPTN of Linux, which Swift does not see.
  private static let (setLock, getNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)

  init(_ program: String, _ arguments: [String], in place: String, typing: String) throws {
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (unlocked, number) = (Int32(0), Int32(0))
    guard master >= 0, ioctl(master, Self.setLock, &unlocked) == 0,
      ioctl(master, Self.getNumber, &number) == 0
    else { throw CocoaError(.fileReadUnknown) }
    defer { close(master) }
    let slave = FileHandle(
      fileDescriptor: open("/dev/pts/\(number)", O_RDWR | O_NOCTTY), closeOnDealloc: true)
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: place)
    process.environment = ["PATH": "/usr/bin:/bin", "TERM": "dumb"]
    (process.standardInput, process.standardOutput, process.standardError) = (slave, slave, slave)
    try process.run()
    _ = write(master, typing, typing.utf8.count)
    process.waitUntilExit()
    try slave.close()
    code = process.terminationStatus
    screen = Self.readAll(master)
  }

  /// Until the other end is closed (EIO).
  private static func readAll(_ master: Int32) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = read(master, &buffer, buffer.count), count > 0 { bytes += buffer.prefix(count) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
