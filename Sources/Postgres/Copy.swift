internal import CLibPQ

extension Connection {
  /// `COPY … FROM STDIN`: asks `next` for bytes until it answers nil; chunk borders mean nothing.
  ///
  /// - Returns: the rows stored. When `next` throws, nothing is stored and its error is passed on.
  @discardableResult
  public func copyIn(_ sql: String, _ next: () throws -> [UInt8]?) throws -> Int {
    try startCopy(sql, expecting: PGRES_COPY_IN)
    do {
      while let chunk = try next() {
        let sent = chunk.withUnsafeBytes {
          PQputCopyData(
            handle, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: $0.count))
        }
        guard sent == 1 else { break }  // the reason follows below
      }
    } catch {
      PQputCopyEnd(handle, "given up")
      _ = try? finishCopy()
      throw error
    }
    PQputCopyEnd(handle, nil)
    return try finishCopy()
  }

  /// `COPY … TO STDOUT`: hands each row (in the text format with its line end) to `body`; valid within it
  /// only.
  ///
  /// - Returns: the number of rows.
  @discardableResult
  public func copyOut(_ sql: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Int {
    try startCopy(sql, expecting: PGRES_COPY_OUT)
    var buffer: UnsafeMutablePointer<CChar>?
    while true {
      let length = PQgetCopyData(handle, &buffer, 0)
      guard length >= 0 else { break }
      defer { PQfreemem(buffer) }
      do {
        try body(UnsafeRawBufferPointer(start: buffer, count: Int(length)))
      } catch {
        leaveCopy(PGRES_COPY_OUT)
        throw error
      }
    }
    return try finishCopy()
  }

  private func startCopy(_ sql: String, expecting direction: ExecStatusType) throws(PostgresError) {
    guard !sql.utf8.contains(0) else { throw .wrongUse }
    let result = PQexec(handle, sql)
    guard PQresultStatus(result) != direction else { return PQclear(result) }
    _ = try Rows(owning: result, connection: self)
    throw .wrongUse  // a statement, but no COPY
  }

  @discardableResult
  private func finishCopy() throws(PostgresError) -> Int {
    var rows: Int?
    var failure: PostgresError?
    while let result = PQgetResult(handle) {
      do throws(PostgresError) {
        rows = try Rows(owning: result, connection: self).affected
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    guard let rows else { throw PostgresError(result: nil, connection: handle) }
    return rows
  }

  /// Ends a COPY that nobody wants, so that the connection can be used again.
  func leaveCopy(_ status: ExecStatusType) {
    if status == PGRES_COPY_IN { PQputCopyEnd(handle, "not wanted") }
    if status == PGRES_COPY_OUT {
      canceller().cancel()
      var buffer: UnsafeMutablePointer<CChar>?
      while PQgetCopyData(handle, &buffer, 0) >= 0 { PQfreemem(buffer) }
    }
    guard status == PGRES_COPY_IN || status == PGRES_COPY_OUT else { return }
    while let result = PQgetResult(handle) { PQclear(result) }
  }
}
