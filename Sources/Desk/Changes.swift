public import Postgres

extension BillingDesk {
  /// A claim that left, and of which the records say something else now, as far as they were compared.
  public struct Changed: Sendable {
    /// CLM01, by which every answer names it.
    public let claim: String
    public let session: String
    public let version: Int
    public let payer: String
    public let clearinghouse: String
    /// As the claim says it, in days since 2000-01-01.
    public let serviceDate: Int32
    public let chargeCents: Int64
    public let state: String
    /// Of what: `session`, `uncharged`, `client`, `date`, `payer`, `charge`, `diagnoses`, `services`,
    /// `clinicians`. What it was and is stays where it is.
    public let kinds: [String]
    /// Microseconds since 2000-01-01 UTC.
    public let found: Int64
    public let compared: Int64?
  }

  /// Oldest service first.
  public func changes() throws(PostgresError) -> [Changed] {
    let rows = try connection.query(
      """
      select patient_control_number, session_id, version::integer, payer_id, clearinghouse, service_date,
        charge_cents, state, kinds, found_at, compared_at
      from \(at.claims).changes()
      """)
    var found: [Changed] = []
    for row in 0..<rows.count {
      found.append(
        Changed(
          claim: try rows.text(row, 0), session: try rows.text(row, 1), version: Int(try rows.int32(row, 2)),
          payer: try rows.text(row, 3), clearinghouse: try rows.text(row, 4),
          serviceDate: try rows.date(row, 5), chargeCents: try rows.int64(row, 6),
          state: try rows.text(row, 7), kinds: try rows.textArray(row, 8),
          found: try rows.timestamp(row, 9), compared: try rows.optionalTimestamp(row, 10)))
    }
    return found
  }
}
