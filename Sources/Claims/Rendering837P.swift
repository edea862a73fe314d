public import X12

/// Step 5 of the path: claims become one 837P interchange, 005010X222A1. Same input, same bytes.
///
/// One transaction set for each run of claims of the same billing provider and payer, and at most 500 claims
/// in one: a receiver that rejects a set rejects every claim in it. The caller sorts.
///
/// - Throws: `X12Error` where something may not stand in an interchange; then there are no bytes at all.
public func render(_ claims: [Claim], in envelope: Envelope) throws(X12Error) -> [UInt8] {
  var rendering = Rendering837P(of: claims.count, in: envelope)
  for claim in claims { rendering.write(claim) }
  return try rendering.writer.finish()
}

/// The loops of 005010X222A1 in their order:
///
///     ST BHT
///       1000A submitter, 1000B receiver
///       2000A billing provider hierarchy, 2010AA billing provider
///         2000B subscriber hierarchy, 2010BA subscriber, 2010BB payer, for each claim
///           2000C patient hierarchy, 2010CA patient, where the patient is not the subscriber
///           2300 claim, 2310B rendering, 2310C location, 2310D supervising
///             2400 service lines
///     SE
struct Rendering837P: ~Copyable {
  var writer: InterchangeWriter
  let envelope: Envelope
  private var sets = SetBoundaries()
  /// HL01 counts all hierarchical levels of the transaction set.
  private var levels = 0
  /// HL01 of the current claim's loop 2000B.
  var subscriberLevel = 0

  init(of claims: Int, in envelope: Envelope) {
    let interchange = Interchange(
      from: envelope.submitter.id, to: envelope.receiver.id, at: (envelope.moment.date, envelope.moment.time),
      number: envelope.numbers.interchange, usage: envelope.usage.rawValue)
    let group = FunctionalGroup(identifier: "HC", guide: "005010X222A1", transactionSet: "837")
    writer = InterchangeWriter(interchange, group, reservingBytes: 2_000 + 1_000 * claims)
    self.envelope = envelope
  }

  mutating func write(_ claim: Claim) {
    if sets.begins(with: claim) {
      beginSet()
      writeBillingProvider(claim)
    }
    writeSubscriber(claim)
    writePatient(claim)
    writeClaim(claim)
  }

  mutating func beginSet() {
    let number = writer.beginTransactionSet()
    levels = 0
    writeBeginning(batch: "\(envelope.numbers.batchID)-\(number)")
    writeSubmitterAndReceiver()
  }

  /// `HL*2*1*22*0~`: number, parent, level, whether a level below follows. Returns its number.
  mutating func writeLevel(_ code: String, under parent: Int?, hasChild: Bool) -> Int {
    levels += 1
    let number = levels
    writer.segment("HL") {
      $0.element(number)
      if let parent { $0.element(parent) } else { $0.emptyElements(1) }
      $0.element(code)
      $0.element(hasChild ? "1" : "0")
    }
    return number
  }
}

/// ST02 of the transaction set in which each of them stands, where they are rendered in this order: a 999
/// answers for a set.
public func transactionSets(of claims: [Claim]) -> [Int32] {
  var sets = SetBoundaries()
  var number: Int32 = 0
  return claims.map { claim in
    if sets.begins(with: claim) { number += 1 }
    return number
  }
}

/// Where one transaction set ends and the next begins.
struct SetBoundaries {
  private static let claimsPerSet = 500
  private var first: Claim?
  private var claims = 0

  /// Whether a set begins with this claim, the next one.
  mutating func begins(with claim: Claim) -> Bool {
    claims += 1
    if let first, claims <= Self.claimsPerSet, first.billingProviderID == claim.billingProviderID,
      first.payerID == claim.payerID
    {
      return false
    }
    (first, claims) = (claim, 1)
    return true
  }
}
