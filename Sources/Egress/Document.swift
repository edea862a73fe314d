/// Step 6 of the path for a claim as JSON: reads the finished bytes back and accepts only what the disclosure
/// manifest lists.
///
/// This module shares nothing with the code that made the bytes. It reads no JSON but the one form that may
/// leave: members in the order of the manifest, each once and none empty, every value a text of printable
/// ASCII without an escape, no white space anywhere. Whatever is not understood is refused.
///
/// - Throws: the first thing that is wrong, by code and member.
public func check(
  _ payload: [UInt8], expecting expected: ExpectedDocument
) throws(EgressRefusal) -> EgressSummary {
  #if PROOF
    if Leak.isUnchecked == true {
      return EgressSummary(
        bytes: payload.count, segments: 0, transactionSets: 0, claims: 0, chargeCents: 0, elementCounts: [])
    }
  #endif
  guard let form = DocumentForm.claim else { throw Tables.broken }
  return try check(payload, expecting: expected, by: form)
}

/// The same by another manifest: to show that it is the manifest that decides.
package func check(
  _ payload: [UInt8], expecting expected: ExpectedDocument, by form: DocumentForm
) throws(EgressRefusal) -> EgressSummary {
  var reader = DocumentReader(payload, expected, form)
  return try reader.run()
}

/// What the run knows of the claim before it reads a byte of it.
public struct ExpectedDocument: Sendable {
  public let patientControlNumber: String
  public let usage: ExpectedInterchange.Usage
  public let submitterID: String
  public let receiverID: String
  /// The day of making, CCYYMMDD: nothing is claimed before it has happened.
  public let madeOn: Int

  public init(
    patientControlNumber: String, usage: ExpectedInterchange.Usage, submitterID: String, receiverID: String,
    madeOn: Int
  ) {
    self.patientControlNumber = patientControlNumber
    self.usage = usage
    self.submitterID = submitterID
    self.receiverID = receiverID
    self.madeOn = madeOn
  }
}
