internal import X12

/// An 835 (005010X221A1), lightly: for each claim what was decided and paid, and whether it adds up.
struct PaymentReader {
  private var trace: String?
  private var paidOn: String?
  private var totalCents: Int64?
  private var claim: Claim?
  private var paidInClaims: Int64 = 0
  private var adjustedOutside: Int64 = 0

  private struct Claim {
    let reference: String?
    let status: String
    var payment = Payment()
    var payerClaimNumber: String?
    /// Of the claim itself and of all its lines.
    var adjustedCents: Int64 = 0
    var line: (chargeCents: Int64, paidCents: Int64, adjustedCents: Int64)?
  }

  mutating func take(_ segment: Segment, _ found: inout Findings) throws {
    switch segment.id {
    case bpr:
      totalCents = try cents(segment, 2)
      paidOn = segment.text(16).flatMap(isoDay)
    case trn where trace == nil:
      trace = Codes.payerNumber(segment.text(2))
      if trace == nil { found.warn(.numberDropped) }
    case clp: try beginClaim(segment, &found)
    case cas: try noteAdjustments(segment)
    case svc: try beginLine(segment)
    case lx: close(&found)
    case plb:
      close(&found)
      try noteProviderAdjustments(segment, &found)
    default: break
    }
  }

  /// BPR02 is the sum of what the claims were paid, less what was adjusted beside them.
  mutating func end(_ segment: Segment, _ found: inout Findings) throws {
    close(&found)
    guard let totalCents else { throw AcknowledgmentRefusal(.incomplete, segment: segment.number) }
    var finding = Finding(.payment, by: .payer, .payment(trace ?? ""), .paid)
    finding.saidOn = paidOn
    finding.payment = Payment(
      trace: trace, paidCents: totalCents, isBalanced: totalCents == paidInClaims - adjustedOutside)
    if finding.payment?.isBalanced == false { found.warn(.unbalanced) }
    found.add(finding)
  }

  /// `CLP*7K2M…*1*175*120*20*12*MMH2026000123*11*1~`
  private mutating func beginClaim(_ segment: Segment, _ found: inout Findings) throws {
    close(&found)
    let reference = Codes.reference(segment.text(1))
    if reference == nil { found.warn(.referenceDropped) }
    var claim = Claim(reference: reference, status: Codes.code(segment.text(2)) ?? "-")
    claim.payment.trace = trace
    claim.payment.chargeCents = try cents(segment, 3)
    claim.payment.paidCents = try cents(segment, 4)
    claim.payment.patientCents = segment.isEmpty(5) ? nil : try cents(segment, 5)
    claim.payerClaimNumber = Codes.payerNumber(segment.text(7))
    if claim.payerClaimNumber == nil, !segment.isEmpty(7) { found.warn(.numberDropped) }
    paidInClaims = paidInClaims &+ claim.payment.paidCents
    self.claim = claim
  }

  /// `CAS*CO*45*35**253*20~`: group, then reason, amount and quantity up to six times.
  private mutating func noteAdjustments(_ segment: Segment) throws {
    guard claim != nil else { return }
    let group = Codes.code(segment.text(1)) ?? "-"
    for place in 0..<6 where !segment.isEmpty(2 + place * 3) {
      let reason = Codes.code(segment.text(2 + place * 3)) ?? "-"
      let amount = try cents(segment, 3 + place * 3)
      if let before = claim?.adjustedCents { claim?.adjustedCents = before &+ amount }
      if let before = claim?.line?.adjustedCents { claim?.line?.adjustedCents = before &+ amount }
      if let count = claim?.payment.adjustments.count, count < 100 {
        claim?.payment.adjustments.append(.init(code: "\(group)-\(reason)", cents: amount))
      }
    }
  }

  /// `SVC*HC:90837*175*120~`
  private mutating func beginLine(_ segment: Segment) throws {
    guard claim != nil else { return }
    closeLine()
    let charge = try cents(segment, 2)
    let paid = segment.isEmpty(3) ? 0 : try cents(segment, 3)
    claim?.line = (charge, paid, 0)
  }

  private mutating func closeLine() {
    guard let line = claim?.line else { return }
    if line.chargeCents &- line.adjustedCents != line.paidCents { claim?.payment.isBalanced = false }
    claim?.line = nil
  }

  private mutating func close(_ found: inout Findings) {
    closeLine()
    defer { claim = nil }
    guard var claim, let reference = claim.reference else { return }
    let outcome = Self.outcome(claim.status, claim.payment)
    if outcome == .unknown { found.warn(.codeUnknown) }
    let charge = claim.payment.chargeCents ?? 0
    if charge &- claim.adjustedCents != claim.payment.paidCents { claim.payment.isBalanced = false }
    if !claim.payment.isBalanced { found.warn(.unbalanced) }
    var finding = Finding(.payment, by: .payer, .claim(reference), outcome)
    finding.saidOn = paidOn
    finding.payerClaimNumber = claim.payerClaimNumber
    finding.payment = claim.payment
    var codes: [String] = []
    for adjustment in claim.payment.adjustments where !codes.contains(adjustment.code) {
      codes.append(adjustment.code)
    }
    finding.codes = Array(codes.prefix(20))
    found.add(finding)
  }

  /// CLP02. Processed (1 to 3; 19 to 21 and forwarded as well) is not yet paid: where neither the payer nor
  /// the client owes anything, it is denied.
  private static func outcome(_ status: String, _ payment: Payment) -> Finding.Outcome {
    switch status {
    case "1", "2", "3", "19", "20", "21":
      payment.paidCents == 0 && (payment.patientCents ?? 0) == 0 ? .denied : .paid
    case "4": .denied
    case "22": .reversed
    case "23": .forwardedToOther
    case "25": .predetermined
    default: .unknown
    }
  }

  /// `PLB*1999999984*20261231*WO:ABC*35~`: reason and amount up to six times.
  private mutating func noteProviderAdjustments(_ segment: Segment, _ found: inout Findings) throws {
    for place in 0..<6 where !segment.isEmpty(3 + place * 2) {
      let reason = "PLB-" + (Codes.code(segment.text(3 + place * 2, component: 1)) ?? "-")
      let amount = try cents(segment, 4 + place * 2)
      adjustedOutside = adjustedOutside &+ amount
      var finding = Finding(.payment, by: .payer, .payment(trace ?? ""), .adjusted)
      finding.saidOn = paidOn
      finding.codes = [reason]
      finding.payment = Payment(
        trace: trace, paidCents: -amount, adjustments: [.init(code: reason, cents: amount)])
      found.add(finding)
    }
  }

  private func cents(_ segment: Segment, _ element: Int) throws -> Int64 {
    guard let cents = Codes.cents(segment.text(element)) else {
      throw AcknowledgmentRefusal(.amountUnreadable, segment: segment.number)
    }
    return cents
  }

  private let bpr = SegmentID("BPR")
  private let trn = SegmentID("TRN")
  private let clp = SegmentID("CLP")
  private let cas = SegmentID("CAS")
  private let svc = SegmentID("SVC")
  private let lx = SegmentID("LX")
  private let plb = SegmentID("PLB")
}
