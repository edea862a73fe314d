// How a payer meets a claim: by itself, or as the script says.

/// One claim before its payer.
struct PayerDesk {
  private static let contractualPercent = 20
  private static let copaymentCents = 25_00

  /// The usual: a fifth is written off (CO-45), and up to 25 dollars are the patient's copayment (PR-3).
  static func usual(_ line: ReceivedLine) -> [Adjustment] {
    let contractual = line.chargeCents * contractualPercent / 100
    let copayment = min(copaymentCents, line.chargeCents - contractual)
    return [
      Adjustment(group: "CO", reason: "45", cents: contractual),
      Adjustment(group: "PR", reason: "3", cents: copayment),
    ].filter { $0.cents != 0 }
  }

  var claim: ReceivedClaim
  /// The number that this claim gets.
  var payerNumber: String
  var clearinghouseNumber: String

  var isVoid: Bool { claim.frequency == "8" }
  private var payer: String { claim.payer.identifier }

  private func earlier(_ ledger: Ledger) -> KnownClaim? {
    ["7", "8"].contains(claim.frequency) ? ledger.claim(claim.payerNumber, of: payer) : nil
  }

  /// One for each 277CA.
  ///
  /// - Parameter scripted: instead of what the payer says of itself.
  func answers(_ ledger: Ledger, _ scripted: [ClaimStatus]?) -> [ClaimAnswer] {
    (scripted ?? [own(ledger)]).map { status in
      ClaimAnswer(
        claim: claim, status: status,
        payerNumber: status.rejects || status.category == "A4" ? "" : payerNumber,
        clearinghouseNumber: clearinghouseNumber)
    }
  }

  /// A claim whose last answer is neither a rejection nor an acceptance. What was not found is not there.
  func wait(_ ledger: inout Ledger, _ last: ClaimStatus) {
    guard !last.rejects, last.category != "A4" else { return }
    ledger.put(KnownClaim(number: claim.number, payer: payer, payerNumber: payerNumber, state: .pending))
  }

  /// What a payer says of itself: 464 is its own claim number, 54 a duplicate.
  private func own(_ ledger: Ledger) -> ClaimStatus {
    if ["7", "8"].contains(claim.frequency) {
      let isLive = earlier(ledger).map { $0.state == .open || $0.state == .pending } ?? false
      return ClaimStatus([isLive ? ["A2", "20"] : ["A7", "464"]])
    }
    return ClaimStatus([ledger.has(claim.number, of: payer) ? ["A3", "54"] : ["A2", "20"]])
  }

  /// The earlier claim is taken back, then the payments of this one follow: for each 835 those that are in
  /// it, in their order. A void is paid nothing.
  func adjudicate(_ ledger: inout Ledger, _ scripted: [PaymentStep]?) -> [[ClaimPayment]] {
    let steps = scripted ?? [PaymentStep(.adjusted(nil))]
    var payments: [[ClaimPayment]] = [[]]
    if var earlier = earlier(ledger) {
      if let paid = earlier.payment { payments[0].append(paid.reversal) }
      earlier.payment = nil
      earlier.state = isVoid ? .voided : .replaced
      ledger.put(earlier)
    }
    var known = KnownClaim(number: claim.number, payer: payer, payerNumber: payerNumber, state: .open)
    if isVoid {
      known.state = .voided
    } else {
      for (round, step) in steps.enumerated() {
        if round > 0 { payments.append([]) }
        guard let payment = pay(step, before: known.payment) else { continue }
        payments[round].append(payment)
        known.payment = step.course == .reversed ? nil : payment
      }
    }
    ledger.put(known)
    return payments
  }

  private func pay(_ step: PaymentStep, before: ClaimPayment?) -> ClaimPayment? {
    var payment = ClaimPayment(
      claim: claim, payerNumber: payerNumber, status: step.status, adjustments: [],
      replaced: claim.frequency == "7" ? claim.payerNumber : "", isUnbalanced: step.isUnbalanced)
    switch step.course {
    case .silence: return nil
    case .reversed: return before?.reversal
    case .again: return before
    case .denied(let reason):
      payment.adjustments = claim.lines.map { line in
        [Adjustment(group: reason.group, reason: reason.reason, cents: line.chargeCents)].filter {
          $0.cents != 0
        }
      }
    case .adjusted(nil): payment.adjustments = claim.lines.map(Self.usual)
    case .adjusted(let wanted?): payment.adjustments = spread(wanted)
    }
    return payment
  }

  /// Over the lines, from the first to the last, no line by more than its charge.
  private func spread(_ wanted: [Adjustment]) -> [[Adjustment]] {
    var remaining = wanted.map(\.cents)
    return claim.lines.map { line in
      var left = line.chargeCents
      return wanted.indices.compactMap { index in
        let cents = min(left, remaining[index])
        guard cents != 0 else { return nil }
        left -= cents
        remaining[index] -= cents
        return Adjustment(group: wanted[index].group, reason: wanted[index].reason, cents: cents)
      }
    }
  }
}
