internal import CLibPQ
internal import FoundationEssentials
internal import Glibc

/// Opens a session, with a time limit and without libpq's habit of looking around: environment, service file,
/// password file and client certificates in the home folder are all out of play.
struct Opening {
  private let handle: OpaquePointer
  private let deadline: ContinuousClock.Instant

  static func open(_ address: Address) throws(PostgresError) -> OpaquePointer {
    let pairs = try address.keywords()
    forgetEnvironment()
    guard let handle = start(pairs) else { throw PostgresError(.connectionFailed, sqlState: "08001") }
    // Second wall: with this verbosity even libpq's own texts carry the SQLSTATE alone. It has to be set
    // before the first answer, so that a refused login reads "FATAL:  28P01".
    PQsetErrorVerbosity(handle, PQERRORS_SQLSTATE)
    PQsetErrorContextVisibility(handle, PQSHOW_CONTEXT_NEVER)
    PQsetNoticeReceiver(handle, { _, _ in }, nil)
    let opening = Opening(
      handle: handle, deadline: .now.advanced(by: .seconds(max(1, address.connectTimeoutSeconds))))
    do throws(PostgresError) {
      try opening.finish()
    } catch {
      PQfinish(handle)
      throw error
    }
    return handle
  }

  /// A value that we leave out would be taken from PGHOSTADDR, PGSERVICE, PGSSLCRL, …, and an empty value
  /// does not prevent it. The process does without these variables.
  private static func forgetEnvironment() {
    for name in ProcessInfo.processInfo.environment.keys where name.hasPrefix("PG") { unsetenv(name) }
  }

  private static func start(_ pairs: [(String, String)]) -> OpaquePointer? {
    let keywords = pairs.map { strdup($0.0) }
    let values = pairs.map { strdup($0.1) }
    defer { for copy in keywords + values { free(copy) } }
    return PQconnectStartParams(
      keywords.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 0)
  }

  private func finish() throws(PostgresError) {
    var awaited = PGRES_POLLING_WRITING
    var inTLS = false
    while awaited != PGRES_POLLING_OK {
      guard awaited != PGRES_POLLING_FAILED, isReady(for: awaited) else { throw failure(inTLS: inTLS) }
      awaited = PQconnectPoll(handle)
      let stage = PQstatus(handle)
      if stage != CONNECTION_BAD { inTLS = stage == CONNECTION_SSL_STARTUP }
    }
  }

  /// Waits for the socket; false when time is up.
  private func isReady(for direction: PostgresPollingStatusType) -> Bool {
    let left = ContinuousClock.now.duration(to: deadline).components
    let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000
    let events = Int16(direction == PGRES_POLLING_READING ? POLLIN : POLLOUT)
    var descriptor = pollfd(fd: PQsocket(handle), events: events, revents: 0)
    let ready = poll(&descriptor, 1, Int32(clamping: max(0, milliseconds)))
    return ready > 0 || (ready < 0 && errno == EINTR)
  }

  /// There is no result to ask while connecting; the text ends in the SQLSTATE, if the server spoke.
  private func failure(inTLS: Bool) -> PostgresError {
    let text = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
    let ending = text.utf8.reversed().drop { $0 == UInt8(ascii: "\n") }.prefix(7).reversed()
    let state = String(decoding: ending.suffix(5), as: UTF8.self)
    let spoken =
      ending.count == 7 && ending.prefix(2).elementsEqual("  ".utf8) && state.utf8.allSatisfy(Self.isCode)
    return PostgresError(.connectionFailed, sqlState: spoken ? state : inTLS ? "08004" : "08001")
  }

  private static func isCode(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }
}
