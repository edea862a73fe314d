// What an 837P says, as far as whoever answers it must know: who sent it, what it is called, and of each
// claim what an acknowledgment or a remittance repeats.

/// One interchange. Shapes: `number` is ISA13, `date` ISA09 and `time` ISA10, as they were written.
package struct ReceivedInterchange: Sendable {
  package var senderQualifier = "ZZ"
  package var sender = ""
  package var receiverQualifier = "ZZ"
  package var receiver = ""
  package var date = ""
  package var time = ""
  package var number = ""
  /// ISA14 is 1.
  package var asksForAnswer = false
  /// There was none: a claim came as JSON. Nobody is told how the interchange was.
  package var isOfDocument = false
  package var groups: [ReceivedGroup] = []

  package var claims: [ReceivedClaim] { groups.flatMap(\.claims) }

  /// A claim as JSON, or an interchange; nil where it is neither.
  static func read(_ bytes: [UInt8]) -> ReceivedInterchange? {
    ClaimDocument.isOne(bytes) ? try? ClaimDocument.read(bytes) : ClaimReader.read(bytes)
  }
}

package struct ReceivedGroup: Sendable {
  /// GS02, GS03, GS06, GS08.
  package var sender = ""
  package var receiver = ""
  package var number = ""
  package var guide = ""
  package var sets: [ReceivedSet] = []

  package var claims: [ReceivedClaim] { sets.flatMap(\.claims) }
}

package struct ReceivedSet: Sendable {
  /// ST02, ST03.
  package var number = ""
  package var guide = ""
  /// BHT03.
  package var batch = ""
  package var submitter = Party()
  package var claims: [ReceivedClaim] = []
}

/// NM1: somebody with a name and an identifier.
package struct Party: Codable, Hashable, Sendable {
  /// NM102: 1 a person, 2 an organization.
  package var entity = "2"
  package var last = ""
  package var first = ""
  package var middle = ""
  package var suffix = ""
  /// NM108, NM109.
  package var qualifier = ""
  package var identifier = ""
}

package struct ReceivedClaim: Codable, Sendable {
  /// CLM01, CLM02 in cents, CLM05-1, CLM05-3.
  package var number = ""
  package var chargeCents = 0
  package var place = ""
  package var frequency = ""
  /// REF*F8: the payer's number of an earlier claim.
  package var payerNumber = ""
  /// HI, without their qualifiers.
  package var diagnoses: [String] = []
  /// SBR09.
  package var filing = ""
  package var subscriber = Party()
  /// NM1*QC; nil where the subscriber is the patient.
  package var dependent: Party?
  package var payer = Party()
  package var provider = Party()
  package var providerTaxID = ""
  package var lines: [ReceivedLine] = []
  /// Where its segments stand, by their names: what a 999 points at.
  package var places: [String: SegmentPlace] = [:]

  package var patient: Party { dependent ?? subscriber }

  /// DTP*472 of all lines: one date, or the first and the last with a hyphen between them.
  package var serviceDate: String {
    let dates = lines.flatMap { $0.date.split(separator: "-") }.sorted()
    guard let first = dates.first, let last = dates.last else { return "" }
    return first == last ? String(first) : "\(first)-\(last)"
  }

  // Without `places`: they matter while the interchange itself is answered.
  enum CodingKeys: String, CodingKey {
    case number, chargeCents, place, frequency, payerNumber, diagnoses, filing, subscriber, dependent, payer
    case provider, providerTaxID, lines
  }
}

package struct ReceivedLine: Codable, Sendable {
  /// LX01.
  package var number = ""
  /// SV101 with its components, SV102 in cents, SV104.
  package var procedure: [String] = []
  package var chargeCents = 0
  package var units = ""
  /// DTP*472: CCYYMMDD, or two of them with a hyphen.
  package var date = ""
  /// REF*6R.
  package var control = ""
}

/// A segment in its transaction set: ST is 1.
package struct SegmentPlace: Sendable {
  var position: Int
  var loop: String
  var elements: [String]
}
