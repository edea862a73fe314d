// 835 (005010X221A1): what a payer pays for each claim, and why not more. Its sums hold, unless a script says
// otherwise: charge less adjustments is what is paid, line by line, and what the claims come to, less what
// the provider owes, is the payment.

/// What a payer decided on one claim; kept, because it may have to be taken back.
struct ClaimPayment: Codable, Sendable {
  var claim: ReceivedClaim
  /// CLP07, CLP02.
  var payerNumber: String
  var status: String
  /// Of each line, in the order of the claim's.
  var adjustments: [[Adjustment]]
  /// The payer's number of the claim that this one replaced.
  var replaced = ""
  var isUnbalanced = false

  /// CLP04.
  var paidCents: Int { claim.chargeCents - sum { _ in true } + (isUnbalanced ? 100 : 0) }

  func sum(_ isCounted: (Adjustment) -> Bool) -> Int {
    adjustments.joined().filter(isCounted).reduce(0) { $0 + $1.cents }
  }

  /// With every amount negated.
  var reversal: ClaimPayment {
    var reversal = self
    reversal.status = "22"
    reversal.isUnbalanced = false
    reversal.claim.chargeCents.negate()
    for line in reversal.claim.lines.indices { reversal.claim.lines[line].chargeCents.negate() }
    reversal.adjustments = adjustments.map { line in
      line.map { Adjustment(group: $0.group, reason: $0.reason, cents: -$0.cents) }
    }
    return reversal
  }
}

/// One 835: a transaction set, which is a payment, for each billing provider.
struct PaymentAnswer {
  var payer: Party
  var claims: [ClaimPayment]
  var change = PaymentChange()

  static let guide = "005010X221A1"

  func sets(_ moment: Moment, trace: () -> Int) -> [[AnswerSegment]] {
    claims.grouped(by: \.claim.provider).map { payee, claims in
      PaymentSet(
        payer: payer, payee: payee, claims: claims, change: change,
        stamp: (moment: moment, trace: padded(trace(), 9))
      ).segments
    }
  }
}

private struct PaymentSet {
  var payer: Party
  var payee: Party
  var claims: [ClaimPayment]
  var change: PaymentChange
  var stamp: (moment: Moment, trace: String)

  /// PLB. A payer cannot ask for money here: what is below zero is carried to the next payment (FB).
  private var providerAdjustments: [Adjustment] {
    let sum = claims.reduce(0) { $0 + $1.paidCents } - change.providerAdjustments.reduce(0) { $0 + $1.cents }
    return change.providerAdjustments + (sum < 0 ? [Adjustment(group: "", reason: "FB", cents: sum)] : [])
  }

  var segments: [AnswerSegment] {
    let plb = providerAdjustments
    let owed = plb.reduce(0) { $0 + $1.cents }
    let total = claims.reduce(0) { $0 + $1.paidCents } - owed + (change.isUnbalanced ? 100 : 0)
    return header(total) + parties + [["LX", "1"]] + claims.flatMap(claim) + plb.map(adjustment)
  }

  private func header(_ total: Int) -> [AnswerSegment] {
    let tail = [String](repeating: "", count: 11) + [stamp.moment.day]
    return [
      ["BPR", total == 0 ? "H" : "I", Money.text(total), "C", total == 0 ? "NON" : "CHK"] + tail,
      ["TRN", "1", stamp.trace, "1999999999"],
      ["DTM", "405", stamp.moment.day],
    ]
  }

  /// The payer's address is as invented as the payer.
  private var parties: [AnswerSegment] {
    let payerID = payer.identifier.isEmpty ? "UNKNOWN" : payer.identifier
    let tax = claims.first?.claim.providerTaxID ?? ""
    return [
      ["N1", "PR", payer.last.isEmpty ? "UNKNOWN" : payer.last],
      ["N3", "1 SAMPLE PLAZA"], ["N4", "PORTLAND", "OR", "972010000"],
      ["REF", "2U", payerID],
      ["PER", "BL", "PROVIDER DESK", "TE", "5555550100"],
      [
        "N1", "PE", payee.first.isEmpty ? payee.last : "\(payee.first) \(payee.last)", "XX",
        payee.identifier.isEmpty ? "UNKNOWN" : payee.identifier,
      ],
    ] + (tax.isEmpty ? [] : [["REF", "TJ", tax]])
  }

  private func claim(_ payment: ClaimPayment) -> [AnswerSegment] {
    let claim = payment.claim
    let share = payment.sum { $0.group == "PR" }
    var segments = [
      [
        "CLP", claim.number, payment.status, Money.text(claim.chargeCents), Money.text(payment.paidCents),
        share == 0 ? "" : Money.text(share), filing(claim.filing), payment.payerNumber, claim.place,
        claim.frequency,
      ],
      name("QC", claim.patient, claim.subscriber.identifier),
    ]
    if claim.dependent != nil { segments.append(name("IL", claim.subscriber, claim.subscriber.identifier)) }
    if !payment.replaced.isEmpty { segments.append(["REF", "F8", payment.replaced]) }
    return segments
      + zip(claim.lines, payment.adjustments).flatMap { line($0, $1, isReversal: payment.status == "22") }
  }

  private func line(_ line: ReceivedLine, _ adjustments: [Adjustment], isReversal: Bool) -> [AnswerSegment] {
    let paid = line.chargeCents - adjustments.reduce(0) { $0 + $1.cents }
    var segments = [
      [
        "SVC", composite(line.procedure), Money.text(line.chargeCents), Money.text(paid), "",
        isReversal ? "" : line.units,
      ]
    ]
    let dates = line.date.split(separator: "-").map(String.init)
    if dates.count == 2 {
      segments += [["DTM", "150", dates[0]], ["DTM", "151", dates[1]]]
    } else {
      segments.append(["DTM", "472", line.date])
    }
    segments += adjustments.map { ["CAS", $0.group, $0.reason, Money.text($0.cents)] }
    if !line.control.isEmpty { segments.append(["REF", "6R", line.control]) }
    return segments
  }

  /// `PLB*1234567893*20261231*WO:000000007*25~`
  private func adjustment(_ adjustment: Adjustment) -> AnswerSegment {
    [
      "PLB", payee.identifier, stamp.moment.year + "1231", composite(adjustment.reason, stamp.trace),
      Money.text(adjustment.cents),
    ]
  }

  private func name(_ code: String, _ party: Party, _ member: String) -> AnswerSegment {
    ["NM1", code, "1", party.last, party.first, party.middle, "", party.suffix, "MI", member]
  }

  /// CLP06 has a shorter list than SBR09.
  private func filing(_ code: String) -> String {
    switch code {
    case "CI", "BL", "": "12"
    case "11", "FI", "MI": "ZZ"
    default: code
    }
  }
}
