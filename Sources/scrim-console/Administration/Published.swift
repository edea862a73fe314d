internal import FoundationEssentials
internal import Health
internal import Postgres

/// What the gateway's side has said, and when.
struct Published {
  let clearinghouses: [ClearinghouseHealth]
  let keys: [KeyHealth]
  let trail: TrailHealth?
  /// By clearinghouse.
  private(set) var waits: [String: WaitHealth] = [:]
  /// `2026-11-23 09:14`, by subject, in the practice's time zone.
  private let moments: [String: String]

  init(_ connection: Connection) throws {
    let rows = try connection.query(
      "select subject, said::text, to_char(at, 'YYYY-MM-DD HH24:MI') from desk.health()")
    var texts: [String: String] = [:]
    var moments: [String: String] = [:]
    for row in 0..<rows.count {
      texts[try rows.text(row, 0)] = try rows.text(row, 1)
      moments[try rows.text(row, 0)] = try rows.text(row, 2)
    }
    self.moments = moments
    clearinghouses = Self.read(texts[HealthSubject.clearinghouses]) ?? []
    keys = Self.read(texts[HealthSubject.keys]) ?? []
    trail = Self.read(texts[HealthSubject.trail])
    for one in clearinghouses { waits[one.id] = Self.read(texts[HealthSubject.waits(one.id)]) }
  }

  /// Nil also for what a gateway of another version said.
  private static func read<Said: Decodable>(_ text: String?) -> Said? {
    text.flatMap { try? JSONDecoder().decode(Said.self, from: Data($0.utf8)) }
  }

  /// When it was said, in words; empty: never.
  func told(_ subject: String) -> String { moments[subject].map { Sentences.moment($0) } ?? "" }

  /// How it goes with a clearinghouse, as the ledger has it.
  struct Line: Sendable {
    /// `2026-11-23 09:14`
    let lastAccepted: String?
    /// Why the last attempt did not get through, as a code.
    let fault: String?
    let open, doubtful: Int64
    let contradicts: Bool
  }

  static func lines(_ connection: Connection) throws -> [String: Line] {
    let rows = try connection.query(
      """
      select clearinghouse, to_char(last_accepted, 'YYYY-MM-DD HH24:MI'), fault, open_submissions, doubtful,
        contradicts
      from desk.line_health()
      """)
    var lines: [String: Line] = [:]
    for row in 0..<rows.count {
      lines[try rows.text(row, 0)] = Line(
        lastAccepted: try rows.optionalText(row, 1), fault: try rows.optionalText(row, 2),
        open: try rows.int64(row, 3), doubtful: try rows.int64(row, 4), contradicts: try rows.bool(row, 5))
    }
    return lines
  }
}
