public import Postgres

/// Steps 1 and 2 of the path: asks the gate to admit, and streams what it admitted through a cursor, so that
/// memory does not grow with the number of sessions. The login behind the connection cannot name the tables
/// that are read.
///
/// One thread at a time.
public final class SessionReader: @unchecked Sendable {
  private let connection: Connection

  public init(_ address: Address) throws(PostgresError) {
    connection = try Connection(address)
  }

  /// Reads over a session whose settings are the caller's: the records' days do not depend on them.
  package init(over connection: Connection) { self.connection = connection }

  /// Providers and places, whole; as many as the practice has clinicians.
  public func directory() throws -> Directory {
    try connection.transaction(.readCommitted) {
      var directory = Directory()
      try each("billing_provider") { row in directory.billingProviders[try row.text()] = try .init(&row) }
      try each("clinician") { row in directory.clinicians[try row.text()] = try .init(&row) }
      try each("location") { row in directory.locations[try row.text()] = try .init(&row) }
      return directory
    }
  }

  /// Calls `body` for each admitted session, in the order of the practice's keys. An error thrown by `body`
  /// ends it.
  public func forEachAdmitted(
    by admission: Admission, _ body: (AdmittedSession) throws -> Void
  ) throws {
    try connection.transaction(.readCommitted) {
      _ = try connection.query(
        "select gate.admit($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        [
          .textArray(admission.payers.map(\.id)),
          .dateArray(admission.payers.map(\.firstServiceDate.daysSince2000)),
          .dateArray(admission.payers.map(\.oldest.daysSince2000)),
          .date(admission.from.daysSince2000), .date(admission.through.daysSince2000),
          .bool(admission.isPart2Programme), .bool(admission.isReviewed),
          .dateArray(admission.payers.map(\.oldestCorrected.daysSince2000)), .bool(admission.goesBeyond),
        ])
      #if PROOF
        try Leak.readBesides(connection)
      #endif
      try fetch("admitted") { row in try body(AdmittedSession(&row)) }
    }
  }

  /// How many sessions would be admitted, counted no further than `enough`.
  public func countAdmitted(by admission: Admission, enough: Int) throws(PostgresError) -> Int {
    let rows = try connection.query(
      "select gate.count_admitted($1, $2, $3, $4, $5, $6)",
      [
        .textArray(admission.payers.map(\.id)),
        .dateArray(admission.payers.map(\.firstServiceDate.daysSince2000)),
        .dateArray(admission.payers.map(\.oldest.daysSince2000)),
        .date(admission.from.daysSince2000), .date(admission.through.daysSince2000), .int64(Int64(enough)),
      ])
    return Int(try rows.int64(0, 0))
  }

  private func each(_ kind: String, _ body: (inout RowReader) throws -> Void) throws {
    _ = try connection.query("select gate.directory_cursor($1)", [.text(kind)])
    try fetch("directory_" + kind, body)
  }

  private func fetch(_ cursor: String, _ body: (inout RowReader) throws -> Void) throws {
    while true {
      let rows = try connection.query("fetch \(Limit.rowsPerFetch) from \(cursor)")
      for index in 0..<rows.count {
        var row = RowReader(rows, index)
        try body(&row)
      }
      if rows.count < Limit.rowsPerFetch { return }
    }
  }
}

extension Limit {
  static let rowsPerFetch = 1_000
}
