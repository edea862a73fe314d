public import Postgres

/// What one acknowledgment says of one thing, as the ledger keeps it. References and codes; nothing that was
/// echoed.
public struct Statement: Sendable, Encodable {
  /// `TA1`, `999`, `277CA`, `835`.
  public var kind: String
  /// `clearinghouse` or `payer`.
  public var source: String
  /// `interchange`, `group`, `set`, `batch`, `claim`, `payment`.
  public var scope: String
  /// What it speaks of: an interchange's number (with the set's behind a space), BHT03, CLM01, a payment.
  public var reference: String
  public var outcome: String
  public var codes: [String] = []
  public var contradictory = false
  public var payerClaimNumber: String?
  /// ISO 8601.
  public var saidOn: String?
  public var paymentTrace: String?
  public var chargeCents: Int64?
  public var paidCents: Int64?
  public var patientCents: Int64?
  public var adjustments: [String]?
  public var balanced: Bool?
  /// SHA-256, hexadecimal, of everything that makes it this statement.
  public var fingerprint = ""

  public init(kind: String, source: String, scope: String, reference: String, outcome: String) {
    self.kind = kind
    self.source = source
    self.scope = scope
    self.reference = reference
    self.outcome = outcome
  }

  enum CodingKeys: String, CodingKey {
    case kind, source, scope, reference, outcome, codes, contradictory, adjustments, balanced, fingerprint
    case payerClaimNumber = "payer_claim_number"
    case saidOn = "said_on"
    case paymentTrace = "payment_trace"
    case chargeCents = "charge_cents"
    case paidCents = "paid_cents"
    case patientCents = "patient_cents"
  }
}

/// Takes acknowledgments down: the file as it came, sealed, and what it says, in one transaction.
public final class AcknowledgmentDesk {
  private let connection: Connection

  public init(_ address: Address) throws(PostgresError) { connection = try Connection(address) }

  /// A file on its way into the ledger.
  public struct File {
    public let clearinghouse: String
    /// SHA-256.
    public let digest: [UInt8]
    public let bytes: Int64
    /// Its name at the clearinghouse, where it was picked up there.
    public let nameThere: String?

    public init(clearinghouse: String, digest: [UInt8], bytes: Int64, nameThere: String?) {
      self.clearinghouse = clearinghouse
      self.digest = digest
      self.bytes = bytes
      self.nameThere = nameThere
    }
  }

  public struct Taken: Sendable {
    /// Statements that were said before; and those that speak of nothing which was sent there.
    public fileprivate(set) var repeated = 0
    public fileprivate(set) var unmatched = 0
    /// Submissions in doubt that have arrived after all, as it shows.
    public fileprivate(set) var settled = 0
  }

  /// - Parameter write: hands over what is to be kept, in order; whatever it throws undoes the whole file.
  /// - Returns: nil where the file has been taken before.
  public func take(_ file: File, _ write: (Writer) throws -> Void) throws -> Taken? {
    try connection.transaction(.readCommitted) {
      let id = try connection.query(
        "select claims.take_acknowledgment($1, $2, $3, $4)",
        [
          .text(file.clearinghouse), .bytes(file.digest), .int64(file.bytes), .optionalText(file.nameThere),
        ]
      ).optionalInt64(0, 0)
      guard let id else { return nil }
      let writer = Writer(connection, id)
      try write(writer)
      var taken = writer.taken
      taken.settled = Int(try connection.query("select claims.settle_acknowledged()").int32(0, 0))
      return taken
    }
  }

  public final class Writer {
    private let connection: Connection
    private let id: Int64
    private var pieces: Int32 = 0
    fileprivate var taken = Taken()

    fileprivate init(_ connection: Connection, _ id: Int64) { (self.connection, self.id) = (connection, id) }

    /// The next piece of the original, sealed to the archive's key of that id.
    public func keep(sealed: [UInt8], archiveKeyID: String) throws(PostgresError) {
      pieces += 1
      _ = try connection.query(
        "select claims.keep_piece($1, $2, $3, $4)",
        [.int64(id), .int32(pieces), .bytes(sealed), .text(archiveKeyID)])
    }

    /// - Parameter statements: a JSON array of `Statement`.
    public func note(_ statements: String) throws(PostgresError) {
      let rows = try connection.query(
        "select repeated, unmatched from claims.note_statements($1, $2::text::jsonb)",
        [.int64(id), .text(statements)])
      taken.repeated += Int(try rows.int64(0, 0))
      taken.unmatched += Int(try rows.int64(0, 1))
    }
  }

  /// The name of the last file that was picked up there.
  public func lastPickedUp(_ clearinghouse: String) throws(PostgresError) -> String? {
    try connection.query("select claims.last_picked_up($1)", [.text(clearinghouse)]).optionalText(0, 0)
  }

  public struct Unmatched: Sendable {
    public let clearinghouse, kind, scope, reference, outcome: String
    /// Microseconds since 2000-01-01 UTC.
    public let taken: Int64
  }

}

extension BillingDesk {
  /// Statements that speak of nothing that was sent there.
  public func unmatched() throws(PostgresError) -> [AcknowledgmentDesk.Unmatched] {
    let rows = try connection.query(
      "select clearinghouse, kind, scope, reference, outcome, taken_at from \(at.claims).unmatched()")
    var found: [AcknowledgmentDesk.Unmatched] = []
    for row in 0..<rows.count {
      found.append(
        AcknowledgmentDesk.Unmatched(
          clearinghouse: try rows.text(row, 0), kind: try rows.text(row, 1), scope: try rows.text(row, 2),
          reference: try rows.text(row, 3), outcome: try rows.text(row, 4), taken: try rows.timestamp(row, 5))
      )
    }
    return found
  }

  public struct Unanswered: Sendable {
    /// `syntax` (TA1 or 999), `claim` (277CA) or `payment` (835).
    public let waitsFor: String
    public let claims: Int
    public let oldest: Int64
  }

  /// What nobody has answered for longer than so many days; nil: no such answer comes.
  public func unanswered(
    _ clearinghouse: String, syntaxDays: Int?, claimDays: Int, paymentDays: Int
  ) throws(PostgresError) -> [Unanswered] {
    let rows = try connection.query(
      "select waits_for, claims, oldest from \(at.claims).unanswered($1, $2, $3, $4)",
      [
        .text(clearinghouse), .optionalInt32(syntaxDays.map(Int32.init)), .int32(Int32(claimDays)),
        .int32(Int32(paymentDays)),
      ])
    var found: [Unanswered] = []
    for row in 0..<rows.count {
      found.append(
        Unanswered(
          waitsFor: try rows.text(row, 0), claims: Int(try rows.int64(row, 1)),
          oldest: try rows.timestamp(row, 2)))
    }
    return found
  }
}
