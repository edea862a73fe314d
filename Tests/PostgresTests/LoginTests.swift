internal import Foundation
internal import Postgres
internal import TestSupport
internal import Testing

@Suite("Login", .serialized) struct LoginTests {
  let database: TemporaryDatabase

  init() throws { database = try TemporaryDatabase() }

  @Test func `tells its refusals apart`() throws {
    var nowhere = database.address()
    nowhere.host = "/nonexistent"
    #expect(try refusal(nowhere) == "08001")
    var absent = database.address()
    absent.database = "no_such_database"
    #expect(try refusal(absent) == "3D000")
    // The map lets this name in, and the role may not log in, if there is one; the other is not in the map.
    #expect(try refusal(database.address(as: "scrim_practice")) == "28000")
    #expect(try refusal(database.address(as: "somebody_else")) == "28000")
  }

  @Test(arguments: ["", "@abstract", "example.org", "/tmp\0x"])
  func `refuses an address that would not be verified`(host: String) {
    let address = Address(host: host, database: "scrim", user: "scrim_gateway")
    #expect(throws: PostgresError(.usage, sqlState: "HY000")) { try Connection(address) }
  }

  @Test func `is not led astray by the environment`() throws {
    for (name, value) in [
      ("PGHOST", "/nonexistent"), ("PGHOSTADDR", "192.0.2.1"), ("PGSERVICE", "elsewhere"),
      ("PGUSER", "postgres"),
      ("PGOPTIONS", "-c default_transaction_isolation=serializable"), ("PGPASSFILE", "/dev/null"),
      ("PGTARGETSESSIONATTRS", "standby"), ("PGDATESTYLE", "German"), ("PGTZ", "Asia/Tokyo"),
    ] { setenv(name, value, 1) }
    let connection = try database.connect()
    #expect(try connection.query("select current_user::text").text(0, 0) == "scrim_migrator")
    #expect(try connection.query("show transaction_isolation").text(0, 0) == "read committed")
    #expect(try connection.query("show timezone").text(0, 0) == "UTC")
  }

  @Test func `ends in time where nobody answers`() throws {
    let silent = try ScriptedListener(answer: nil)
    var address = Address(host: "localhost", port: silent.port, database: "scrim", user: "scrim_gateway")
    address.rootCertificate = "/etc/ssl/certs/ca-certificates.crt"
    address.connectTimeoutSeconds = 1
    let started = ContinuousClock.now
    #expect(try refusal(address) == "08004")
    #expect(started.duration(to: .now) < .seconds(5))
  }

  @Test func `is not made in the clear where the server has no TLS`() throws {
    let plain = try ScriptedListener(answer: UInt8(ascii: "N"))
    var address = Address(host: "localhost", port: plain.port, database: "scrim", user: "scrim_gateway")
    address.rootCertificate = "/etc/ssl/certs/ca-certificates.crt"
    #expect(try refusal(address) == "08004")
    // SSLRequest alone: no start-up packet, which would have named the user.
    #expect(plain.received() == [0, 0, 0, 8, 4, 210, 22, 47])
  }

  @Test func `shows no password`() {
    var address = database.address()
    address.password = "Zimtwolke"
    var dumped = ""
    dump(address, to: &dumped)
    #expect(!("\(address)" + String(reflecting: address) + dumped).contains("Zimtwolke"))
  }

  private func refusal(_ address: Address) throws -> String {
    let error = try #require(throws: PostgresError.self) { try Connection(address) }
    #expect(error.kind == .connectionFailed)
    return error.sqlState
  }
}

/// A server on loopback that takes one connection, answers one byte or nothing, and keeps what it was sent.
private final class ScriptedListener: @unchecked Sendable {
  let port: Int
  private let socket: Int32
  private let done = DispatchSemaphore(value: 0)
  private var bytes: [UInt8] = []

  init(answer: UInt8?) throws {
    let listener = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = bind(listener, $0, length)
        _ = listen(listener, 1)
        _ = getsockname(listener, $0, &length)
      }
    }
    socket = listener
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [self] in serve(answer) }
  }

  deinit { close(socket) }

  /// What came until the client hung up.
  func received() -> [UInt8] {
    done.wait()
    return bytes
  }

  private func serve(_ answer: UInt8?) {
    defer { done.signal() }
    let client = accept(socket, nil, nil)
    defer { close(client) }
    var buffer = [UInt8](repeating: 0, count: 1024)
    while case let count = read(client, &buffer, buffer.count), count > 0 {
      bytes += buffer.prefix(count)
      if var answer { write(client, &answer, 1) }
    }
  }
}
