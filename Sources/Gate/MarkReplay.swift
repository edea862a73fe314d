public import Postgres

/// Marks that this database does not know, made again by the privacy officer.
extension PrivacyDesk {
  /// Of these ids of the journal, those that no mark here has; 16 bytes each.
  public func unknownMarks(_ ids: [[UInt8]]) throws(PostgresError) -> [String] {
    let rows = try connection.query("select gate.unknown_marks($1)", [.uuidArray(ids)])
    var unknown: [String] = []
    for row in 0..<rows.count { unknown.append(try rows.uuid(row, 0)) }
    return unknown
  }

  public enum Replayed: String, Sendable {
    case again = "replayed"
    /// The restriction stands; the records have nobody of this id today.
    case clientUnknown = "client unknown"
    /// The records cannot be read at this moment: they were not approved.
    case recordsUnread = "unread"
    case known
  }

  /// Any number of times: from the second on it is known.
  ///
  /// - Parameters:
  ///   - id: in the journal.
  ///   - login: who marked, and when, in microseconds since 2000-01-01.
  public func replay(
    _ mark: Restrictions.Mark, id: [UInt8], by login: String, at moment: Int64
  ) throws(PostgresError) -> Replayed {
    let answer = try connection.query(
      "select gate.replay_mark($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      [
        .uuid(id), .text(mark.client), .optionalText(mark.session), .optionalDate(mark.from),
        .optionalDate(mark.through), .date(mark.requestedOn), .optionalDate(mark.paidOn), .text(login),
        .timestamp(moment),
      ]
    ).text(0, 0)
    return Replayed(rawValue: answer) ?? .again
  }

  /// A file of the journal that cannot be opened: what it says is lost, and the privacy officer knows.
  public func forgo(_ id: [UInt8]) throws(PostgresError) {
    _ = try connection.query("select gate.forgo_mark($1)", [.uuid(id)])
  }
}
