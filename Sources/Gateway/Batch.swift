internal import Claims
internal import Sessions
internal import Signing
internal import Submissions

/// Claims that will leave together, their references for the ledger, and the sessions held on the way.
/// References stay in the order of the practice's keys, in which the ledger's index takes them fastest.
struct Batch: Sendable {
  var claims: [Claim] = []
  /// Where there are any, there is no claim: what is taken back goes by itself.
  var voids: [ClaimVoid] = []
  var references: [ClaimReference] = []
  var held: [HeldSession] = []
  var warnings = WarningCounts()

  var count: Int { claims.count + voids.count }

  /// What goes out together, each a submission of its own: the batch, or every claim of it by itself. What
  /// was held goes with the first.
  func parts(_ route: Route) -> [Batch] {
    guard route.profile.format == .json, count > 0 else { return [shuffled()] }
    var parts =
      voids.isEmpty
      ? order.map { Batch(claims: [$0.claim], references: [references[$0.place]]) }
      : voidOrder.map { Batch(voids: [voids[$0]], references: [references[$0]]) }
    (parts[0].held, parts[0].warnings) = (held, warnings)
    return parts
  }

  private func shuffled() -> Batch {
    guard voids.isEmpty else { return shuffledVoids() }
    let order = order
    var shuffled = Batch(claims: order.map(\.claim), references: references, held: held, warnings: warnings)
    for (key, set) in zip(order, transactionSets(of: shuffled.claims)) {
      shuffled.references[key.place].set = set
    }
    return shuffled
  }

  /// Each in a set of its own.
  private func shuffledVoids() -> Batch {
    var shuffled = self
    let order = voidOrder
    shuffled.voids = order.map { voids[$0] }
    for (set, place) in order.enumerated() { shuffled.references[place].set = Int32(set + 1) }
    return shuffled
  }

  /// By control number.
  private var voidOrder: [Int] {
    voids.indices.sorted { voids[$0].control.description < voids[$1].control.description }
  }

  /// By billing provider and payer, so that each stands once; within these by the random-looking control
  /// number, so that the order tells nothing about sessions or their keys.
  private var order: [SortKey] {
    let order = claims.indices.map { SortKey(claims[$0], at: $0) }
    #if PROOF
      if Leak.recordOrder.isPlanted { return order }
    #endif
    return order.sorted { $0 < $1 }
  }
}

/// A claim's place in its batch. The first eight characters of the control number decide nearly always, as
/// one integer.
private struct SortKey {
  let claim: Claim
  /// Before sorting, in the order of the practice's keys.
  let place: Int
  let provider: String
  let payer: String
  let prefix: UInt64

  init(_ claim: Claim, at place: Int) {
    self.claim = claim
    self.place = place
    provider = claim.billingProviderID
    payer = claim.payerID
    prefix = claim.control.description.utf8.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  static func < (one: SortKey, other: SortKey) -> Bool {
    if one.provider != other.provider { return one.provider < other.provider }
    if one.payer != other.payer { return one.payer < other.payer }
    if one.prefix != other.prefix { return one.prefix < other.prefix }
    return one.claim.control.description < other.claim.control.description
  }
}

/// Collects claims until a submission is full.
struct BatchBuilder {
  let limit: Int
  private let fingerprints: Fingerprinting
  private var batch = Batch()

  init(limit: Int, _ identifiers: Identifiers) {
    self.limit = limit
    fingerprints = identifiers.fingerprinting()
  }

  mutating func add(_ claim: Claim, _ session: RedactedSession, _ admitted: AdmittedSession) {
    var reference = ClaimReference(admitted, claim)
    reference.said = fingerprints.of(session, admitted)
    batch.claims.append(claim)
    batch.references.append(reference)
    batch.warnings.add(claim.warnings)
  }

  mutating func hold(_ admitted: AdmittedSession, _ defects: [String]) {
    #if PROOF
      let defects = Leak.textInHold.isPlanted ? [Leak.text] : defects
    #endif
    batch.held.append(
      HeldSession(
        session: admitted.record.reference, payer: admitted.billing.payerID,
        serviceDate: admitted.serviceDay, defects: defects))
  }

  mutating func takeFull() -> Batch? {
    batch.claims.count >= limit || batch.held.count >= Limit.heldPerBatch ? take() : nil
  }

  mutating func takeRest() -> Batch? { batch.claims.isEmpty && batch.held.isEmpty ? nil : take() }

  private mutating func take() -> Batch {
    defer {
      batch = Batch()
      batch.claims.reserveCapacity(limit)
      batch.references.reserveCapacity(limit)
    }
    return batch
  }
}

/// A batch that is rendered, checked, signed and encrypted.
struct Prepared: Sendable {
  let held: [HeldSession]
  let payload: [UInt8]
  let digest: Digest?
  let submission: NewSubmission?
  let chargeCents: Int64
  let warnings: WarningCounts
  let voids: Int

  /// Only held sessions.
  init(held: [HeldSession]) {
    self.held = held
    warnings = WarningCounts()
    payload = []
    digest = nil
    submission = nil
    chargeCents = 0
    voids = 0
  }

  init(batch: Batch, payload: [UInt8], digest: Digest, submission: NewSubmission) {
    held = batch.held
    warnings = batch.warnings
    self.payload = payload
    self.digest = digest
    self.submission = submission
    chargeCents = batch.references.reduce(0) { $0 + $1.chargeCents }
    voids = batch.voids.count
  }
}

enum Limit {
  /// Claims that are put in an order of their own where each goes by itself.
  static let claimsPerBatch = 500
  /// A run over records that are nearly all defective still passes holds on as it goes.
  static let heldPerBatch = 5_000
}
