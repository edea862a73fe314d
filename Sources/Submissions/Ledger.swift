public import Postgres
public import Signing

/// The ledger of submissions and attempts, in PostgreSQL. Every method is one transition, made by a function
/// of the database in one transaction; a transition that is not allowed is refused there (SQLSTATE SC004).
///
/// One thread at a time.
public final class Ledger: @unchecked Sendable {
  private let connection: Connection
  /// The number under which this process took part in a run, the last time.
  var worker: Int32?

  public init(_ address: Address) throws(PostgresError) {
    connection = try Connection(address)
  }

  /// Asks a function of the database, in a transaction of its own.
  func transition(_ sql: String, _ parameters: [Parameter] = []) throws(PostgresError) -> Rows {
    #if PROOF
      try Failpoint.reach("before", sql)
    #endif
    let rows = try connection.query(sql, parameters)
    #if PROOF
      try Failpoint.reach("after", sql)
    #endif
    return rows
  }

  // MARK: A run

  /// Takes the lock of whoever leads a run, for as long as this connection lives; false where another one
  /// has it.
  public func lockRuns() throws(PostgresError) -> Bool {
    try transition("select pg_try_advisory_lock($1)", [.int64(Self.runLock)]).bool(0, 0)
  }

  /// The EHR's own flags, before anything is admitted.
  public func importRestrictions() throws(PostgresError) {
    _ = try transition("select gate.import_restrictions()")
    _ = try transition("select gate.analyze_restrictions()")
  }

  /// What the configuration says of payers and admission asks for, before anything is admitted.
  public func noteRules(_ payers: PermittedPayers) throws(PostgresError) {
    _ = try transition(
      "select gate.note_distinct_modifiers($1, $2)",
      [
        .textArray(payers.ids),
        .optionalTextArray(payers.ids.map { payers.distinctModifiers[$0]?.joined(separator: " ") }),
      ])
  }

  /// Attempts of whoever vanished, or whose time is over, are in doubt from now on.
  public func doubtAbandoned() throws(PostgresError) -> Int {
    Int(try transition("select claims.doubt_abandoned()").int32(0, 0))
  }

  public func sourcesApproved() throws(PostgresError) -> Bool {
    try transition("select gate.sources_approved()").optionalBool(0, 0) ?? false
  }

  // MARK: Previews

  /// - Parameter minute: of the envelope, in microseconds since 2000-01-01 UTC.
  public func recordPreview(_ digest: Digest, minute: Int64) throws(PostgresError) {
    _ = try transition(
      "select claims.record_preview($1, $2)", [.bytes(digest.bytes), .timestamp(minute)])
  }

  /// The minute that the preview with this digest put into its envelopes; nil for an unknown one.
  public func previewedMinute(_ digest: Digest) throws(PostgresError) -> Int64? {
    try transition("select claims.previewed_minute($1)", [.bytes(digest.bytes)]).optionalTimestamp(0, 0)
  }

  // MARK: Holds

  public func hold(_ held: [HeldSession], clearinghouse: String, run: UniqueID) throws(PostgresError) {
    guard !held.isEmpty else { return }
    guard held.allSatisfy({ $0.defects.allSatisfy(Self.isCode) }) else {
      throw PostgresError(.usage, sqlState: "SC014")
    }
    _ = try transition(
      "select claims.record_holds($1, $2, $3, $4, $5, $6)",
      [
        .uuid(run.bytes), .text(clearinghouse), .textArray(held.map(\.session)),
        .textArray(held.map(\.payer)),
        .dateArray(held.map(\.serviceDate)), .textArray(held.map { $0.defects.joined(separator: " ") }),
      ])
  }

  /// `diagnosis-not-a-code`: holds keep what is wrong by its code; text is not kept, whoever asks for it.
  private static func isCode(_ defect: String) -> Bool {
    #if PROOF
      if holdsAreUnchecked { return true }
    #endif
    return !defect.isEmpty
      && defect.utf8.allSatisfy {
        $0 == UInt8(ascii: "-") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
      }
  }

  /// Forgets holds that this run did not meet again, in the window and where the time of filing is over.
  public func clearHolds(_ window: HoldWindow, run: UniqueID) throws(PostgresError) {
    _ = try transition(
      "select claims.clear_holds($1, $2, $3, $4, $5, $6)",
      [
        .uuid(run.bytes), .text(window.clearinghouse), .textArray(window.payers), .date(window.from),
        .date(window.through), .date(window.oldest),
      ])
  }

  /// 'scrimrun' in ASCII.
  private static let runLock: Int64 = 0x7363_7269_6d72_756e
}

/// A session that was admitted and could not become a claim. Defects are codes, never values.
public struct HeldSession: Sendable {
  public let session: String
  public let payer: String
  /// Days since 2000-01-01.
  public let serviceDate: Int32
  public let defects: [String]

  public init(session: String, payer: String, serviceDate: Int32, defects: [String]) {
    self.session = session
    self.payer = payer
    self.serviceDate = serviceDate
    self.defects = defects
  }
}

/// What a run has looked at, so that holds it did not meet again can be forgotten. Dates in days since
/// 2000-01-01.
public struct HoldWindow: Sendable {
  public let clearinghouse: String
  public let payers: [String]
  public let from: Int32
  public let through: Int32
  /// The first date of service that can still be filed.
  public let oldest: Int32

  public init(clearinghouse: String, payers: [String], from: Int32, through: Int32, oldest: Int32) {
    self.clearinghouse = clearinghouse
    self.payers = payers
    self.from = from
    self.through = through
    self.oldest = oldest
  }
}
