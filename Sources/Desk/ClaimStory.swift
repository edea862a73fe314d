public import Postgres

/// One claim with all its versions, and what happened to each.
extension BillingDesk {
  public struct Version: Sendable {
    public let claim: String
    public let session: String
    public let version: Int
    /// CLM05-3: 1, 7 or 8; and the payer's number of what a correction corrects.
    public let frequency: Int
    public let corrects: String?
    public let payer: String
    public let serviceDate: Int32
    public let chargeCents: Int64
    public let clearinghouse: String
    public let submission: String
    public let state: String
    public let codes: [String]
    public let isContradictory: Bool
    public let payerClaimNumber: String?
    public let paidCents: Int64?
    public let patientCents: Int64?
    public let closedBecause: String?
  }

  /// Oldest first, by the number of any of them; empty where there is no such claim. Whoever looks is put on
  /// record.
  public func versions(of claim: String) throws(PostgresError) -> [Version] {
    let rows = try connection.query(
      """
      select patient_control_number, session_id, version::integer, frequency::integer, corrects, payer_id,
        service_date, charge_cents, clearinghouse, submission_key::text, state, codes, contradictory,
        payer_claim_number, paid_cents, patient_cents, closed_because
      from \(at.claims).versions($1)
      """, [.text(claim)])
    var found: [Version] = []
    for row in 0..<rows.count {
      found.append(
        Version(
          claim: try rows.text(row, 0), session: try rows.text(row, 1), version: Int(try rows.int32(row, 2)),
          frequency: Int(try rows.int32(row, 3)), corrects: try rows.optionalText(row, 4),
          payer: try rows.text(row, 5), serviceDate: try rows.date(row, 6),
          chargeCents: try rows.int64(row, 7), clearinghouse: try rows.text(row, 8),
          submission: try rows.text(row, 9), state: try rows.text(row, 10),
          codes: try rows.textArray(row, 11), isContradictory: try rows.bool(row, 12),
          payerClaimNumber: try rows.optionalText(row, 13), paidCents: try rows.optionalInt64(row, 14),
          patientCents: try rows.optionalInt64(row, 15), closedBecause: try rows.optionalText(row, 16)))
    }
    return found
  }

  public struct ClaimEvent: Sendable {
    /// Microseconds since 2000-01-01 UTC.
    public let at: Int64
    public let version: Int
    /// `sealed`, `attempt`, `TA1`, `999`, `277CA`, `835`, `closed`, …
    public let event: String
    /// `clearinghouse` or `payer`.
    public let source: String?
    public let outcome: String?
    public let codes: [String]
    /// A submission's key, an attempt, an acknowledgment, a login.
    public let evidence: String?
    public let paymentTrace: String?
    public let paidCents: Int64?
    public let patientCents: Int64?
    /// `CO-45:1250`
    public let adjustments: [String]
  }

  /// Oldest first.
  public func story(of claim: String) throws(PostgresError) -> [ClaimEvent] {
    let rows = try connection.query(
      """
      select at, version::integer, event, source, outcome, codes, evidence, payment_trace, paid_cents,
        patient_cents,
        coalesce(adjustments, '{}')
      from \(at.claims).story($1)
      """, [.text(claim)])
    var found: [ClaimEvent] = []
    for row in 0..<rows.count {
      found.append(
        ClaimEvent(
          at: try rows.timestamp(row, 0), version: Int(try rows.int32(row, 1)), event: try rows.text(row, 2),
          source: try rows.optionalText(row, 3), outcome: try rows.optionalText(row, 4),
          codes: try rows.textArray(row, 5), evidence: try rows.optionalText(row, 6),
          paymentTrace: try rows.optionalText(row, 7), paidCents: try rows.optionalInt64(row, 8),
          patientCents: try rows.optionalInt64(row, 9), adjustments: try rows.textArray(row, 10)))
    }
    return found
  }
}
