// What the payers behind a clearinghouse know of the claims that they took.

/// A claim that a payer has.
struct KnownClaim: Codable, Sendable {
  enum State: String, Codable { case pending, open, replaced, voided }

  /// CLM01.
  var number: String
  /// NM109 of the payer.
  var payer: String
  /// REF*1K, CLP07.
  var payerNumber: String
  var state: State
  /// What was paid last and not taken back.
  var payment: ClaimPayment?
}

/// All of them, found by the payer's number and by ours.
struct Ledger: Sendable {
  private struct Key: Hashable {
    var payer: String
    var number: String
  }

  private var claims: [Key: KnownClaim] = [:]
  /// CLM01 → the payer's number of the newest claim under it.
  private var byNumber: [Key: String] = [:]
  /// What was put in since the last `takeChanges`.
  private var changed: [Key] = []

  func claim(_ payerNumber: String, of payer: String) -> KnownClaim? {
    claims[Key(payer: payer, number: payerNumber)]
  }

  func has(_ number: String, of payer: String) -> Bool { byNumber[Key(payer: payer, number: number)] != nil }

  mutating func put(_ claim: KnownClaim) {
    let key = Key(payer: claim.payer, number: claim.payerNumber)
    claims[key] = claim
    byNumber[Key(payer: claim.payer, number: claim.number)] = claim.payerNumber
    changed.append(key)
  }

  /// Each in the state that it has now.
  mutating func takeChanges() -> [KnownClaim] {
    defer { changed = [] }
    var seen: Set<Key> = []
    return changed.filter { seen.insert($0).inserted }.compactMap { claims[$0] }
  }
}

/// The numbers that were given out; each is given once.
struct Numbers: Codable, Equatable, Sendable {
  /// ISA13.
  var interchange = 0
  /// REF*D9 and REF*1K.
  var claim = 0
  /// TRN02.
  var trace = 0
  /// Of a file that waits to be handed out.
  var file = 0

  static func take(_ number: inout Int) -> Int {
    number += 1
    return number
  }
}
