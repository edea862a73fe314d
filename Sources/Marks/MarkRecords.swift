public import Gate
public import Journal

extension MarkRecord {
  /// - Parameters:
  ///   - login: who marked.
  ///   - moment: in UTC, `2026-11-28T01:38:04Z`.
  public init(_ mark: Restrictions.Mark, by login: String, at moment: String) {
    self.init(client: mark.client, requestedOn: Day(mark.requestedOn).iso, markedBy: login, markedAt: moment)
    session = mark.session
    from = mark.from.map { Day($0).iso }
    through = mark.through.map { Day($0).iso }
    paidOn = mark.paidOn.map { Day($0).iso }
  }
}
