public import Postgres

/// Sessions for which the payer's time of filing is over, and which go all the same, with a reason (CLM20).
extension BillingDesk {
  /// - Parameters:
  ///   - reason: its code in the standard: 1 to 11, or 15.
  ///   - payers: with their limits.
  public func giveDelayReason(
    session: String, _ reason: String, _ payers: Payers
  ) throws(PostgresError) -> Wish? {
    try wish(
      "select \(at.claims).give_delay_reason($1, $2, $3, $4, $5, $6)",
      [.text(session), .text(reason)] + payers.parameters + payers.limits)
  }

  /// A claim that was rejected, or is to be made again already, goes although it is late.
  ///
  /// - Parameter knownBy: as in `sendAgain`.
  /// - Returns: nil where there is no such claim.
  public func release(
    _ claim: String, delayReason: String, _ payers: Payers, knownBy: String?
  ) throws(PostgresError) -> Wish? {
    try wish(
      "select \(at.claims).release_late($1, $2, $3, $4, $5, $6, $7)",
      [.text(claim), .text(delayReason)] + payers.parameters + payers.limits + [.optionalText(knownBy)])
  }

  /// What no claim that is sealed says yet is said no more; the session waits again.
  public func takeBackDelayReason(session: String) throws(PostgresError) -> Wish? {
    try wish("select \(at.claims).take_back_delay_reason($1)", [.text(session)])
  }
}

extension BillingDesk.Payers {
  var parameters: [Parameter] { [.textArray(ids), .dateArray(firstServiceDates)] }

  /// NULL where they are not told.
  var limits: [Parameter] {
    [oldest, oldestCorrected].map { $0.isEmpty ? .null : .dateArray($0) }
  }
}
