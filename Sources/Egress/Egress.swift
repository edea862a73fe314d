/// Step 6 of the path: reads the finished bytes back and accepts only what the disclosure manifest lists.
///
/// This module shares nothing with the code that made the bytes. It has its own reading of the syntax, its
/// own order of the loops and its own arithmetic, so that a mistake there has to be made twice to get out. It
/// knows one profile of 005010X222A1, narrower than the guide: what is not in the manifest does not exist,
/// delimiters are `*` `:` `^` `~` and nothing else, and whatever is not understood is refused.
///
/// - Throws: the first thing that is wrong, by code and position.
public func check(
  _ payload: [UInt8], expecting expected: ExpectedInterchange
) throws(EgressRefusal) -> EgressSummary {
  #if PROOF
    if Leak.isUnchecked == true {
      return EgressSummary(
        bytes: payload.count, segments: 0, transactionSets: 0, claims: 0, chargeCents: 0, elementCounts: [])
    }
  #endif
  var checker = try Checker(payload, expected, Tables.professionalClaim.get())
  return try checker.run()
}

/// The same by another manifest: to show that it is the manifest that decides.
package func check(
  _ payload: [UInt8], expecting expected: ExpectedInterchange, by manifest: Manifest
) throws(EgressRefusal) -> EgressSummary {
  var checker = try Checker(payload, expected, Tables(manifest, Grammar.rules))
  return try checker.run()
}

/// What the run knows of the interchange before it reads a byte of it. A payload that was made for another
/// clearinghouse, another number or another purpose is refused.
public struct ExpectedInterchange: Sendable {
  public enum Usage: String, Sendable {
    case test = "T"
    case production = "P"
  }

  /// Number of CLM segments.
  public let claims: Int
  public let usage: Usage
  /// ISA06, GS02 and 1000A NM109.
  public let submitterID: String
  /// ISA08, GS03 and 1000B NM109.
  public let receiverID: String
  /// ISA13 and IEA02.
  public let interchangeControlNumber: Int

  public init(
    claims: Int, usage: Usage, submitterID: String, receiverID: String, interchangeControlNumber: Int
  ) {
    self.claims = claims
    self.usage = usage
    self.submitterID = submitterID
    self.receiverID = receiverID
    self.interchangeControlNumber = interchangeControlNumber
  }
}

/// What an accepted payload holds: counts, no values.
public struct EgressSummary: Sendable, Equatable {
  public let bytes: Int
  public let segments: Int
  public let transactionSets: Int
  public let claims: Int
  /// Sum of CLM02, cents.
  public let chargeCents: Int
  /// How often each element of the manifest stands in the payload, parallel to `Manifest.elements`.
  public let elementCounts: [Int]
}
