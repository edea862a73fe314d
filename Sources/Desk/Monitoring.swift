public import Postgres

/// What monitoring asks for: counts and times, nothing of a record.
extension BillingDesk {
  public struct Attempts: Sendable {
    public let clearinghouse: String
    public let outcome: String
    public let count: Int
  }

  /// Times in microseconds since 2000-01-01 UTC.
  public struct LastRun: Sendable {
    public let started: Int64
    /// Of the last run that came to its end, and how long it took.
    public let finished: Int64?
    public let seconds: Double?
  }

  public func attempts() throws(PostgresError) -> [Attempts] {
    let rows = try connection.query("select clearinghouse, outcome, attempts from claims.attempts_made()")
    var found: [Attempts] = []
    for row in 0..<rows.count {
      found.append(
        Attempts(
          clearinghouse: try rows.text(row, 0), outcome: try rows.text(row, 1),
          count: Int(try rows.int64(row, 2))))
    }
    return found
  }

  /// Nil where there was none.
  public func lastRun() throws(PostgresError) -> LastRun? {
    let rows = try connection.query(
      """
      select (select max(started_at) from claims.run), finished_at,
        extract(epoch from finished_at - started_at)::double precision as seconds
      from claims.run where finished_at is not null order by finished_at desc limit 1
      """)
    if rows.count == 0 {
      let started = try connection.query("select max(started_at) from claims.run").optionalTimestamp(0, 0)
      return started.map { LastRun(started: $0, finished: nil, seconds: nil) }
    }
    return LastRun(
      started: try rows.timestamp(0, 0), finished: try rows.timestamp(0, 1), seconds: try rows.double(0, 2))
  }
}
