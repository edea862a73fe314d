public import Postgres

/// The answers as they came: which there are, and their sealed pieces. What opens them is not here.
public final class KeptAnswers {
  private let connection: Connection

  public init(_ address: Address) throws(PostgresError) { connection = try Connection(address) }

  /// A file that was taken down.
  public struct Answer: Sendable {
    public let number: Int64
    public let clearinghouse: String
    /// Microseconds since 2000-01-01 UTC.
    public let taken: Int64
    /// The login that took it.
    public let takenBy: String
    /// Its name at the clearinghouse, where it was picked up there.
    public let nameThere: String?
    public let bytes: Int64
    /// `TA1`, `999`, `277CA`, `835`.
    public let kinds: [String]
    public let statements: Int64
    /// Nil where nothing of it was kept.
    public let archiveKeyID: String?
  }

  /// Which of them.
  public struct Filter {
    public var clearinghouse: String?
    /// Days since 2000-01-01, in the time zone of the connection.
    public var from: Int32?
    public var through: Int32?

    public init() {}
  }

  /// Newest first.
  public func list(_ filter: Filter, atMost: Int) throws(PostgresError) -> [Answer] {
    let rows = try connection.query(
      """
      select acknowledgment_id, clearinghouse, taken_at, taken_by, name_there, bytes, kinds, statements,
        archive_key_id
      from claims.acknowledgments($1, $2, $3, $4)
      """,
      [
        .optionalText(filter.clearinghouse), .optionalDate(filter.from), .optionalDate(filter.through),
        .int32(Int32(clamping: atMost)),
      ])
    var found: [Answer] = []
    for row in 0..<rows.count {
      found.append(
        Answer(
          number: try rows.int64(row, 0), clearinghouse: try rows.text(row, 1),
          taken: try rows.timestamp(row, 2), takenBy: try rows.text(row, 3),
          nameThere: try rows.optionalText(row, 4), bytes: try rows.int64(row, 5),
          kinds: try rows.textArray(row, 6), statements: try rows.int64(row, 7),
          archiveKeyID: try rows.optionalText(row, 8)))
    }
    return found
  }

  /// What the original must be, once its pieces are opened.
  public struct Opened: Sendable {
    /// SHA-256.
    public let digest: [UInt8]
    public let bytes: Int64
    public let pieces: Int32
    public let archiveKeyID: String?
  }

  /// Puts on record who opens it. Nil: there is none of that number.
  public func open(_ number: Int64) throws(PostgresError) -> Opened? {
    let rows = try connection.query(
      "select digest, bytes, pieces, archive_key_id from claims.open_acknowledgment($1)", [.int64(number)])
    guard rows.count == 1 else { return nil }
    return Opened(
      digest: try rows.bytes(0, 0), bytes: try rows.int64(0, 1), pieces: try rows.int32(0, 2),
      archiveKeyID: try rows.optionalText(0, 3))
  }

  /// One piece of it, from one, still sealed.
  public func piece(_ piece: Int32, of number: Int64) throws(PostgresError) -> [UInt8] {
    try connection.query("select claims.kept_piece($1, $2)", [.int64(number), .int32(piece)]).bytes(0, 0)
  }
}
