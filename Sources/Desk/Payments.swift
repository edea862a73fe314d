public import Postgres

/// What payers decided and paid, as their 835s say it: for the practice's own ledger. No bookkeeping is done
/// here.
extension BillingDesk {
  public struct Payment: Sendable {
    /// TRN02: check or transfer.
    public let trace: String?
    /// Days since 2000-01-01.
    public let saidOn: Int32?
    public let clearinghouse: String
    /// `claim`, or `payment` for what a payer adjusts of a whole payment.
    public let scope: String
    /// Nil where it speaks of no claim of ours.
    public let claim: String?
    public let session: String?
    public let payer: String?
    public let serviceDate: Int32?
    public let outcome: String
    public let chargeCents: Int64?
    public let paidCents: Int64?
    public let patientCents: Int64?
    public let payerClaimNumber: String?
    /// `CO-45:1250`: group, reason, cents.
    public let adjustments: [String]
    /// Whether charge, adjustments and payment add up; nil where nothing was to be added.
    public let isBalanced: Bool?
  }

  /// - Parameters:
  ///   - from: date of payment, in days since 2000-01-01; nil: from the first.
  ///   - through: nil: to the last.
  public func payments(from: Int32?, through: Int32?, trace: String?) throws(PostgresError) -> [Payment] {
    let rows = try connection.query(
      """
      select payment_trace, said_on, clearinghouse, scope, patient_control_number, session_id, payer_id,
        service_date,
        outcome, charge_cents, paid_cents, patient_cents, payer_claim_number, coalesce(adjustments, '{}'),
          balanced
      from \(at.claims).payments($1, $2, $3)
      """, [.optionalDate(from), .optionalDate(through), .optionalText(trace)])
    var found: [Payment] = []
    for row in 0..<rows.count {
      found.append(
        Payment(
          trace: try rows.optionalText(row, 0), saidOn: try rows.optionalDate(row, 1),
          clearinghouse: try rows.text(row, 2), scope: try rows.text(row, 3),
          claim: try rows.optionalText(row, 4), session: try rows.optionalText(row, 5),
          payer: try rows.optionalText(row, 6), serviceDate: try rows.optionalDate(row, 7),
          outcome: try rows.text(row, 8), chargeCents: try rows.optionalInt64(row, 9),
          paidCents: try rows.optionalInt64(row, 10), patientCents: try rows.optionalInt64(row, 11),
          payerClaimNumber: try rows.optionalText(row, 12), adjustments: try rows.textArray(row, 13),
          isBalanced: try rows.optionalBool(row, 14)))
    }
    return found
  }
}
