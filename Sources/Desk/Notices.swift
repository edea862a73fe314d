public import Postgres

/// What a person records so that a claim which the law suggests to hold may go.
public enum NoticeKind: String, Sendable, CaseIterable {
  /// The client was told that the plan writes to the policyholder (45 CFR 164.522(b)).
  case clientTold = "client-told"
  /// The clinician of a minor who consented alone says that the plan may hear of it.
  case minorConfirmed = "minor-confirmed"
  /// The client's consent under 42 CFR Part 2 for this plan.
  case part2Consent = "part2-consent"
}

/// Recorded about a held session, and true of its client; where it is about a plan, of the coverage that the
/// session's charge names.
public final class Notices {
  private let connection: Connection
  private let at: Schemas

  public init(_ address: Address) throws(PostgresError) {
    connection = try Connection(address)
    at = .ofLogin
  }

  /// - Parameter connection: of the console, in a transaction in which somebody's token was shown.
  public init(console connection: Connection) {
    self.connection = connection
    at = .ofConsole
  }

  /// Days since 2000-01-01. False where the records have no such session, or it is not the caller's to say.
  public func record(
    _ kind: NoticeKind, session: String, on day: Int32, through: Int32? = nil
  ) throws(PostgresError) -> Bool {
    try connection.query(
      "select \(at.gate).record_notice($1, $2, $3, $4)",
      [.text(kind.rawValue), .text(session), .date(day), .optionalDate(through)]
    ).bool(0, 0)
  }

  /// Nothing more goes from now on; what was sent stays sent. False where nothing of the kind is recorded.
  public func withdraw(_ kind: NoticeKind, session: String) throws(PostgresError) -> Bool {
    try connection.query(
      "select \(at.gate).withdraw_notice($1, $2)", [.text(kind.rawValue), .text(session)]
    ).bool(0, 0)
  }
}
