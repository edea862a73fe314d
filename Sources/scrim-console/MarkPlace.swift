internal import Accounts
internal import Gate
internal import Journal
internal import Marks
internal import Postgres
internal import Settings
internal import Signing

/// Where a mark stands besides the database, so that a restore cannot forget it: as for the command line.
struct MarkPlace: Sendable {
  private let journal: MarkJournal?
  private let key: String?
  private let standby: Bool
  private let isReal: Bool

  init(_ configuration: Configuration) {
    journal = configuration.restrictions.journal.map { MarkJournal($0) }
    key = configuration.keys.journalPublicKey
    standby = configuration.restrictions.standby
    isReal = configuration.database.kind == .real
  }

  /// What is to be written down when the mark is committed.
  struct Pending: Sendable {
    fileprivate let id: UniqueID
    fileprivate let record: MarkRecord
  }

  /// Within the transaction of the person who marks.
  func mark(
    _ mark: Restrictions.Mark, _ visit: SignedIn
  ) throws -> (reached: [Restrictions.Reached], pending: Pending?) {
    let restrictions = Restrictions(console: visit.connection)
    guard journal != nil else { return (try restrictions.mark(mark), nil) }
    let id = UniqueID.v4()
    let moment = try restrictions.caller().moment
    let reached = try restrictions.mark(mark, journal: id.bytes)
    return (reached, Pending(id: id, record: MarkRecord(mark, by: visit.present.login, at: moment)))
  }

  enum Standing: Sendable {
    /// A restore cannot forget it; or nobody minds, as nothing is real.
    case kept
    /// It stands in the database alone.
    case databaseOnly
  }

  /// When it is committed.
  func keep(_ pending: Pending?, _ connection: Connection) -> Standing {
    if let pending, let journal, let key {
      do { try journal.write(pending.record, id: pending.id, for: key) } catch { return .databaseOnly }
    }
    if standby {
      let isThere = try? Restrictions(console: connection).hasSynchronousStandby()
      return isThere == true ? .kept : .databaseOnly
    }
    return pending != nil || !isReal ? .kept : .databaseOnly
  }
}
