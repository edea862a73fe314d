internal import CLibPQ

/// One session of a PostgreSQL server. Blocking, for one thread at a time; hand it over, do not share it.
///
/// Parameters and results travel in the binary format: no value is ever spelled into SQL text or parsed from
/// text.
public final class Connection {
  let handle: OpaquePointer

  /// - Throws: `.connectionFailed`; its SQLSTATE tells unreachable (08001), no verified TLS (08004), wrong
  ///   password (28P01), no such login (28000) and no such database (3D000) apart. `.usage` for an incomplete
  ///   address.
  public init(_ address: Address) throws(PostgresError) {
    handle = try Opening.open(address)
  }

  deinit { PQfinish(handle) }

  /// Runs one statement with `$1`, `$2`, … and waits for all of its rows.
  @discardableResult
  public func query(_ sql: String, _ parameters: [Parameter] = []) throws(PostgresError) -> Rows {
    guard !sql.utf8.contains(0) else { throw .wrongUse }
    let bound = BoundParameters(parameters)
    return try Rows(owning: bound.execute(sql, on: handle), connection: self)
  }

  /// Runs several statements, separated by semicolons; all of them or none, unless they contain their own
  /// BEGIN.
  public func script(_ sql: String) throws(PostgresError) {
    guard !sql.utf8.contains(0) else { throw .wrongUse }
    _ = try Rows(owning: PQexec(handle, sql), connection: self)
  }

  /// Whether the server is still there, as far as can be known without asking it.
  public var isAlive: Bool {
    // Twice: the server's farewell and the end of the stream are read one after the other.
    for _ in 1...2 where PQconsumeInput(handle) == 0 { return false }
    return PQstatus(handle) == CONNECTION_OK
  }

  /// For example 150018.
  public var serverVersion: Int { Int(PQserverVersion(handle)) }

  /// Process of the server that serves this session (`pg_stat_activity.pid`).
  public var backendProcess: Int32 { PQbackendPID(handle) }

  /// A handle with which another thread can interrupt what this connection is doing.
  public func canceller() -> Canceller { Canceller(PQgetCancel(handle)) }
}

/// Interrupts the statement that a connection is running; it ends with SQLSTATE 57014.
public final class Canceller: @unchecked Sendable {
  private let handle: OpaquePointer?

  init(_ handle: OpaquePointer?) { self.handle = handle }

  deinit { PQfreeCancel(handle) }

  /// Whether the request was sent; the statement may have ended by itself meanwhile.
  @discardableResult
  public func cancel() -> Bool {
    var complaint = [CChar](repeating: 0, count: 256)
    return handle != nil && PQcancel(handle, &complaint, Int32(complaint.count)) == 1
  }
}
