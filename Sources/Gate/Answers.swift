public import Postgres

/// What was answered for a session and was not simply "protected"; and how each "in flight" ended.
public struct GivenAnswer: Sendable {
  public let client: String
  public let session: String
  /// Days since 2000-01-01, as all dates here; nil where the session was not in the records.
  public let serviceDate: Int32?
  /// As it is known today.
  public let answer: Restrictions.Answer
  public let wasInFlight: Bool
  public let sentOn: Int32?
  public let payer: String?
  public let answeredOn: Int32
  /// The day on which "in flight" became one of the other two.
  public let settledOn: Int32?
}

extension Restrictions {
  /// Newest first: of the caller's caseload and of marks that they made; everybody's for the privacy officer.
  public func answers() throws(PostgresError) -> [GivenAnswer] {
    let rows = try connection.query(
      """
      select client_id, session_id, service_date, answer, was_in_flight, sent_on, payer,
        answered_on, settled_on
      from \(desk).answers()
      """)
    var answers: [GivenAnswer] = []
    for row in 0..<rows.count {
      answers.append(
        GivenAnswer(
          client: try rows.text(row, 0), session: try rows.text(row, 1),
          serviceDate: try rows.optionalDate(row, 2),
          answer: Answer(rawValue: try rows.text(row, 3)) ?? .inFlight,
          wasInFlight: try rows.bool(row, 4), sentOn: try rows.optionalDate(row, 5),
          payer: try rows.optionalText(row, 6), answeredOn: try rows.date(row, 7),
          settledOn: try rows.optionalDate(row, 8)))
    }
    return answers
  }

  /// The day on which the client paid in full. Returns how many marks it concerns; nil where the caller may
  /// not see marks: it is recorded all the same.
  public func recordPaid(client: String, session: String?, on day: Int32) throws(PostgresError) -> Int? {
    try concerned("select \(desk).record_paid($1, $2, $3)", client, session, day)
  }

  /// A payment that was not honoured. It lifts nothing; the privacy officer gets a task.
  public func recordDishonoured(
    client: String, session: String?, on day: Int32
  ) throws(PostgresError) -> Int? {
    try concerned("select \(desk).record_dishonoured($1, $2, $3)", client, session, day)
  }

  /// The clinician says that a session on the day of a marked one is another one. False where no such session
  /// of the caller's caseload waits.
  public func confirmOther(session: String) throws(PostgresError) -> Bool {
    try connection.query("select \(desk).confirm_other_session($1)", [.text(session)]).bool(0, 0)
  }

  public struct Minor: Sendable {
    public let session, client: String
    public let serviceDate: Int32
  }

  /// Sessions of the caller's clients, minors who consented alone, that are held until their clinician says
  /// that the plan may hear of it. In the console alone.
  public func minorsToConfirm() throws(PostgresError) -> [Minor] {
    let rows = try connection.query(
      "select session_id, client_id, service_date from desk.minors_to_confirm()")
    var minors: [Minor] = []
    for row in 0..<rows.count {
      minors.append(
        Minor(
          session: try rows.text(row, 0), client: try rows.text(row, 1), serviceDate: try rows.date(row, 2)))
    }
    return minors
  }

  /// True of all sessions of the same client from now on. False where none of the caller's waits for it.
  public func confirmMinor(session: String) throws(PostgresError) -> Bool {
    try connection.query("select desk.confirm_minor($1)", [.text(session)]).bool(0, 0)
  }

  private func concerned(
    _ sql: String, _ client: String, _ session: String?, _ day: Int32
  ) throws(PostgresError) -> Int? {
    let rows = try connection.query(sql, [.text(client), .optionalText(session), .date(day)])
    return rows.isNull(0, 0) ? nil : Int(try rows.int32(0, 0))
  }
}
