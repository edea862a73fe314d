public import Gate
public import Journal
internal import Signing

/// Where a mark stands besides the database, so that a restore from a backup cannot forget it: in a journal
/// on another volume, on a synchronous standby, in both, or nowhere. It is made in the database first, which
/// protects at once, and kept when that is committed.
public struct MarkPlace: Sendable {
  private let journal: MarkJournal?
  private let key: String
  private let reliesOnStandby: Bool

  /// - Parameters:
  ///   - journal: a folder.
  ///   - key: path of the privacy officer's public key.
  public init(journal: String?, key: String?, standby: Bool) {
    self.journal = journal.map { MarkJournal($0) }
    self.key = key ?? "keys.journalPublicKey"
    reliesOnStandby = standby
  }

  /// Whether there is such a place at all.
  public var isThere: Bool { journal != nil || reliesOnStandby }

  /// What is to be written down once the mark is committed.
  public struct Pending: Sendable {
    fileprivate let id: UniqueID
    fileprivate let record: MarkRecord

    /// 16 bytes, by which the database knows the entry.
    public var journalID: [UInt8] { id.bytes }
  }

  /// Nil where there is no journal.
  ///
  /// - Parameter caller: who marks, and the database's clock, as `Restrictions.caller` has them.
  public func pending(
    _ mark: Restrictions.Mark, by caller: () throws -> (login: String, moment: String)
  ) rethrows -> Pending? {
    guard journal != nil else { return nil }
    let (login, moment) = try caller()
    return Pending(id: UniqueID.v4(), record: MarkRecord(mark, by: login, at: moment))
  }

  /// The mark is committed, and stands in the database alone.
  public enum Shortfall: Error, Sendable {
    case journal(JournalError)
    case noStandby
  }

  /// Had a standby been named when the mark was committed, its answer has waited for it.
  public func keep(_ pending: Pending?, _ restrictions: Restrictions) throws(Shortfall) {
    if let journal, let pending {
      do { try journal.write(pending.record, id: pending.id, for: key) } catch { throw .journal(error) }
    }
    guard reliesOnStandby else { return }
    guard (try? restrictions.hasSynchronousStandby()) == true else { throw .noStandby }
  }
}
