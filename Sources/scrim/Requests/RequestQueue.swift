internal import Foundation
internal import Postgres
internal import Sessions
internal import Signing

/// What people asked for in the console, as the gateway takes it up. Whoever took a request holds it for as
/// long as this connection lives, under a number that only the last one who took it has.
final class RequestQueue: @unchecked Sendable {  // the connection is used under the lock
  private let lock = NSLock()
  private let connection: Connection

  init(_ address: Address) throws(PostgresError) { connection = try Connection(address) }

  struct Taken: Sendable {
    let id: UniqueID
    let work: Work
    let clearinghouse: String?
    fileprivate let taking: Int32
  }

  enum Work: Sendable {
    case preview
    /// - cut: the ledger's runs that worked it and were cut off, and whether one of them was sending.
    case run(approval: Digest, cut: (runs: [UniqueID], wasSending: Bool)?)
    case content(session: String, day: CalendarDate, key: [UInt8])
  }

  enum Outcome: String, Sendable {
    case done, attention, refused, failed
    case notReady = "not-ready"
  }

  /// How a request ended.
  struct Ending: Sendable {
    let outcome: Outcome
    let report: String
    var approval: Digest?
    var listed: String?
    var sealed: [UInt8]?

    init(_ outcome: Outcome, _ report: String) { (self.outcome, self.report) = (outcome, report) }
  }

  /// Nil where nothing waits.
  func take() throws -> Taken? {
    try lock.withLock {
      let rows = try connection.query(
        """
        select uuid_send(request_id), kind, taking, clearinghouse, approval, session_id, service_date,
          public_key, cut_runs, was_sending
        from claims.take_request()
        """)
      guard rows.count == 1, let id = UniqueID(bytes: try rows.bytes(0, 0)), let work = try Self.work(rows)
      else { return nil }
      return Taken(
        id: id, work: work, clearinghouse: try rows.optionalText(0, 3), taking: try rows.int32(0, 2))
    }
  }

  private static func work(_ rows: Rows) throws(PostgresError) -> Work? {
    switch try rows.text(0, 1) {
    case "preview": return .preview
    case "run":
      guard let approval = Digest(bytes: try rows.bytes(0, 4)) else { return nil }
      let runs = try rows.textArray(0, 8).compactMap { UniqueID($0) }
      return .run(approval: approval, cut: runs.isEmpty ? nil : (runs, try rows.bool(0, 9)))
    default:
      return .content(
        session: try rows.text(0, 5), day: CalendarDate(daysSince2000: try rows.date(0, 6)),
        key: try rows.bytes(0, 7))
    }
  }

  /// The ledger's run that works it; thrown at whoever was overtaken.
  func note(run: UniqueID, _ taken: Taken) throws {
    try ask("select claims.note_run($1, $2, $3)", taken, [.uuid(run.bytes)])
  }

  func note(progress: String, _ taken: Taken) throws {
    try ask("select claims.note_progress($1, $2, $3::text::jsonb)", taken, [.text(progress)])
  }

  /// It was no try: it is taken again, not before so many seconds.
  func putBack(_ taken: Taken, seconds: Int32) throws {
    try ask("select claims.put_back_request($1, $2, $3)", taken, [.int32(seconds)])
  }

  func end(_ taken: Taken, _ ending: Ending) throws {
    try ask(
      "select claims.end_request($1, $2, $3, $4::text::jsonb, $5, $6::text::jsonb, $7)", taken,
      [
        .text(ending.outcome.rawValue), .text(ending.report), .optionalBytes(ending.approval?.bytes),
        .optionalText(ending.listed), .optionalBytes(ending.sealed),
      ])
  }

  private func ask(_ sql: String, _ taken: Taken, _ parameters: [Parameter]) throws {
    try lock.withLock {
      _ = try connection.query(sql, [.uuid(taken.id.bytes), .int32(taken.taking)] + parameters)
    }
  }
}
