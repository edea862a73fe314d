internal import FoundationEssentials
internal import Gate
internal import Journal
internal import Sessions
internal import Settings
internal import Signing

/// The marks of the journal that the database does not know, made again one by one. It can be broken off and
/// called again: what was made is known from then on.
struct MarkReplay {
  private let journal: MarkJournal
  private let desk: PrivacyDesk
  let unknown: [UniqueID]

  init(_ journal: MarkJournal, _ desk: PrivacyDesk) throws {
    self.journal = journal
    self.desk = desk
    unknown = try desk.unknownMarks(journal.ids().map(\.bytes)).compactMap { UniqueID($0) }
  }

  struct Readable {
    let id: UniqueID
    let record: MarkRecord
    let mark: Restrictions.Mark
  }

  /// All of them, but for those that are given up; or what is wrong with each that cannot be opened.
  func readable(with keys: [PrivateKey], without: [UniqueID]) throws -> [Readable] {
    var read: [Readable] = []
    var problems: [Problem] = []
    for id in unknown {
      do throws(JournalError) {
        let record = try journal.read(id, with: keys)
        guard let mark = Restrictions.Mark(record) else { throw .damaged(id) }
        read.append(Readable(id: id, record: record, mark: mark))
      } catch  where !without.contains(id) {
        problems.append(Problem(path: "", sentence: error.description, nextStep: error.nextStep))
      } catch {}
    }
    for id in without where !unknown.contains(id) || read.contains(where: { $0.id == id }) {
      problems.append(
        Problem(
          path: "", sentence: "\(id) can be opened, or is known already, or is not there.",
          nextStep: "Leave out --without \(id): only what cannot be opened is given up."))
    }
    guard problems.isEmpty else { throw Stop(.configuration, problems) }
    return read
  }

  /// - Returns: how many were made again, and how many of them are of a client whom the records do not know.
  func replay(_ readable: [Readable], without: [UniqueID]) throws -> (again: Int, clientsUnknown: Int) {
    var result = (again: 0, clientsUnknown: 0)
    for one in readable {
      let answer = try desk.replay(
        one.mark, id: one.id.bytes, by: one.record.markedBy, at: one.record.moment ?? 0)
      if answer != .known { result.again += 1 }
      if answer == .clientUnknown { result.clientsUnknown += 1 }
    }
    for id in without { try desk.forgo(id.bytes) }
    return result
  }
}

extension Restrictions.Mark {
  /// Nil where a day is none.
  init?(_ record: MarkRecord) {
    guard let requestedOn = CalendarDate(record.requestedOn), record.moment != nil else { return nil }
    self.init(client: record.client, requestedOn: requestedOn.daysSince2000)
    session = record.session
    from = record.from.flatMap { CalendarDate($0) }?.daysSince2000
    through = record.through.flatMap { CalendarDate($0) }?.daysSince2000
    paidOn = record.paidOn.flatMap { CalendarDate($0) }?.daysSince2000
    guard (from != nil) == (record.from != nil), (through != nil) == (record.through != nil),
      (paidOn != nil) == (record.paidOn != nil)
    else { return nil }
  }
}

extension MarkRecord {
  /// In microseconds since 2000-01-01.
  var moment: Int64? {
    (try? Date(markedAt, strategy: .iso8601)).map {
      Int64($0.timeIntervalSince1970 - 946_684_800) * 1_000_000
    }
  }
}
