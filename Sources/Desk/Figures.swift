public import Postgres

/// What charts are made of: counts, and no record.
extension BillingDesk {
  /// Claims of one week and one clearinghouse.
  public struct Week: Sendable {
    /// Its Monday, in days since 2000-01-01.
    public let monday: Int32
    public let clearinghouse: String
    public let sent: Int
    /// Of which it became known in that week, whenever they were sent.
    public let rejected: Int
  }

  public func weeks(since day: Int32) throws(PostgresError) -> [Week] {
    let rows = try connection.query(
      "select week, clearinghouse, sent, rejected from \(at.claims).weeks($1)", [.date(day)])
    var found: [Week] = []
    for row in 0..<rows.count {
      found.append(
        Week(
          monday: try rows.date(row, 0), clearinghouse: try rows.text(row, 1),
          sent: Int(try rows.int64(row, 2)), rejected: Int(try rows.int64(row, 3))))
    }
    return found
  }

  /// How long the first answer took, of submissions that were taken in one week.
  public struct AnswerDays: Sendable {
    public let monday: Int32
    public let clearinghouse: String
    public let submissions, answered: Int
    /// Days until half, and until nine of ten of those that were answered had an answer; nil: none was.
    public let median, ninth: Double?
  }

  public func answerDays(since day: Int32) throws(PostgresError) -> [AnswerDays] {
    let rows = try connection.query(
      """
      select week, clearinghouse, submissions, answered, median, ninth from \(at.claims).answer_days($1)
      """, [.date(day)])
    var found: [AnswerDays] = []
    for row in 0..<rows.count {
      let isAnswered = try rows.int64(row, 3) > 0
      found.append(
        AnswerDays(
          monday: try rows.date(row, 0), clearinghouse: try rows.text(row, 1),
          submissions: Int(try rows.int64(row, 2)), answered: Int(try rows.int64(row, 3)),
          median: isAnswered ? try rows.double(row, 4) : nil,
          ninth: isAnswered ? try rows.double(row, 5) : nil))
    }
    return found
  }

  /// What was sent so many days ago, and is not at its end.
  public struct OpenAge: Sendable {
    /// 0, 8, 31, 61 or 91; through the day before the next of them.
    public let firstDays: Int
    public let waitsForOthers, waitsForUs: Int
    public let chargeCents: Int64
  }

  public func openAges() throws(PostgresError) -> [OpenAge] {
    let rows = try connection.query(
      """
      select first_days, waits_for_others, waits_for_us, charge_cents from \(at.claims).open_ages()
      """)
    var found: [OpenAge] = []
    for row in 0..<rows.count {
      found.append(
        OpenAge(
          firstDays: Int(try rows.int32(row, 0)), waitsForOthers: Int(try rows.int64(row, 1)),
          waitsForUs: Int(try rows.int64(row, 2)), chargeCents: try rows.int64(row, 3)))
    }
    return found
  }

  /// A session that billing staff keep back.
  public struct KeptBack: Sendable {
    public let session, reason, by: String
    /// Microseconds since 2000-01-01 UTC.
    public let since: Int64
  }

  public func keptBack() throws(PostgresError) -> [KeptBack] {
    let rows = try connection.query(
      "select session_id, reason, held_by, held_at from \(at.claims).kept_back()")
    var found: [KeptBack] = []
    for row in 0..<rows.count {
      found.append(
        KeptBack(
          session: try rows.text(row, 0), reason: try rows.text(row, 1), by: try rows.text(row, 2),
          since: try rows.timestamp(row, 3)))
    }
    return found
  }
}
