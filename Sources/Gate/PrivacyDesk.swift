public import Postgres

/// What only the privacy officer decides. A clinician sees the tasks of one kind, `same-day`, of their own
/// caseload.
public final class PrivacyDesk {
  let connection: Connection
  let desk: Desk

  public init(_ address: Address) throws(PostgresError) {
    connection = try Connection(address)
    desk = .ofLogin
  }

  /// - Parameter connection: of the console, in a transaction in which somebody's token was shown.
  public init(console connection: Connection) {
    self.connection = connection
    desk = .ofConsole
  }

  /// The database is an older one that was put back; what came after it has been seen to.
  ///
  /// - Parameter witnessed: entries under the newest checkpoint that was kept elsewhere; nil: there is none.
  public func adoptDatabase(witnessed: Int?) throws(PostgresError) {
    _ = try connection.query("select gate.adopt_database($1)", [.optionalInt64(witnessed.map(Int64.init))])
  }

  public enum Kind: String, Sendable, CaseIterable {
    /// A claim was sent that is restricted now: recall it or leave it. A void is a disclosure too.
    case recall
    /// Asked for thirty days ago, and no payment is recorded.
    case paymentMissing = "payment-missing"
    case paymentDishonoured = "payment-dishonoured"
    /// Medicare or Medicaid, to whom a claim may be owed by law.
    case governmentPayer = "government-payer"
    /// The client paid in full, and the session was billed.
    case paidButBilled = "paid-but-billed"
    /// A merge of records carried a restriction to another id.
    case clientsMerged = "clients-merged"
    /// A session that was not known on the day of a marked one: perhaps the same.
    case sameDay = "same-day"
    /// Billing asked to void a claim whose session is not there to be billed.
    case voidAsked = "void-asked"
  }

  public struct OpenTask: Sendable {
    public let id: Int64
    /// Nil for one of a later version.
    public let kind: Kind?
    public let client: String
    public let session: String?
    /// Days since 2000-01-01, as all dates here: when it was sent, paid, dishonoured, merged, held.
    public let occurredOn: Int32?
    public let payer: String?
    /// Where the client had asked before the claim was sent: sixty days after it was found
    /// (45 CFR 164.404(b)).
    public let breachAssessmentBy: Int32?
    public let openedOn: Int32
    /// The number of the claim that was sent, where it is about one.
    public let claim: String?
  }

  /// Those with a date by which something is due first.
  public func open() throws(PostgresError) -> [OpenTask] {
    let rows = try connection.query(
      """
      select task_id, kind, client_id, session_id, occurred_on, payer, breach_assessment_by, opened_on, claim
      from \(desk).tasks()
      """)
    var tasks: [OpenTask] = []
    for row in 0..<rows.count {
      tasks.append(
        OpenTask(
          id: try rows.int64(row, 0), kind: Kind(rawValue: try rows.text(row, 1)),
          client: try rows.text(row, 2), session: try rows.optionalText(row, 3),
          occurredOn: try rows.optionalDate(row, 4), payer: try rows.optionalText(row, 5),
          breachAssessmentBy: try rows.optionalDate(row, 6), openedOn: try rows.date(row, 7),
          claim: try rows.optionalText(row, 8)))
    }
    return tasks
  }

  /// The words that can close a task of this kind.
  public func decisions(_ kind: Kind) throws(PostgresError) -> [String] {
    try connection.query("select \(desk).decisions($1)", [.text(kind.rawValue)]).textArray(0, 0)
  }

  /// False where no open task has this number. SQLSTATE SC013 where the word is none of its kind's.
  public func close(_ task: Int64, decision: String) throws(PostgresError) -> Bool {
    try connection.query("select \(desk).close_task($1, $2)", [.int64(task), .text(decision)]).bool(0, 0)
  }
}
