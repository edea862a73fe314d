/// A claim's JSON document as it was said, cut where a void says something else. It has been written in one
/// form only (`DocumentWriter`), and no text in it has a quotation mark.
struct CutDocument: Sendable {
  let control: String
  /// The members from the billing provider to the one before the claim.
  let parties: [UInt8]
  /// From the claim's charge to the last member.
  let rest: [UInt8]

  /// Nil where it is no such document.
  init?(_ payload: [UInt8]) {
    guard payload.first == UInt8(ascii: "{"), payload.last == UInt8(ascii: "}"),
      let provider = payload.firstRange(of: Array("\"billingProvider\":".utf8)),
      let claim = payload.firstRange(of: Array(",\"claim\":{\"patientControlNumber\":\"".utf8)),
      let end = payload[claim.upperBound...].firstIndex(of: UInt8(ascii: "\"")),
      let charge = payload[end...].firstRange(of: Array("\"charge\":".utf8)),
      provider.lowerBound < claim.lowerBound
    else { return nil }
    control = String(decoding: payload[claim.upperBound..<end], as: UTF8.self)
    parties = Array(payload[provider.lowerBound..<claim.lowerBound])
    rest = Array(payload[charge.lowerBound..<(payload.count - 1)])
  }
}

/// A void as a document: the parties that send and take it as they are now, its own number, and what was
/// said.
func renderDocument(
  _ void: ClaimVoid, _ said: CutDocument, in envelope: Envelope
) throws(DocumentError) -> [UInt8] {
  var writer = DocumentWriter(reservingBytes: 2_000)
  writer.beginning(envelope)
  writer.copy(said.parties)
  writer.open("claim") {
    $0.member("patientControlNumber", void.control.description)
    $0.member("frequency", String(void.correction.frequency.rawValue))
    $0.member("payerClaimNumber", void.correction.payerClaimNumber)
  }
  writer.copy(said.rest)
  return try writer.finish()
}
