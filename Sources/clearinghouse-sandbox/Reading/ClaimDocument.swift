// Reads a claim as JSON (schemas/claim.schema.json): one document, which this clearinghouse makes an 837P of.
// It shares no code with the sender, so that a mistake there is seen here.

internal import FoundationEssentials

/// Why a document is not taken.
package enum DocumentFault: String, Error, Equatable {
  case unreadable = "json-unreadable"
  case memberUnknown = "json-member-unknown"
  case memberMissing = "json-member-missing"
  case valueUnfit = "json-value-unfit"
  case versionUnsupported = "json-version-unsupported"
  case notATest = "json-usage-not-a-test"
  case sumDiffers = "json-sum-differs"
  case pointerUnfit = "json-pointer-unfit"
  case patientUnclear = "json-patient-unclear"
  case correctionUnclear = "json-correction-unclear"
}

package enum ClaimDocument {
  static func isOne(_ bytes: [UInt8]) -> Bool { bytes.first == UInt8(ascii: "{") }

  /// What the claim would be in an interchange of its own.
  package static func read(_ bytes: [UInt8]) throws(DocumentFault) -> ReceivedInterchange {
    guard isOne(bytes), let root = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) else {
      throw .unreadable
    }
    try DocumentShape.claim.check(root)
    guard root["version"].text == "1" else { throw .versionUnsupported }
    guard root["usage"].text == "T" else { throw .notATest }
    let claim = try claim(root)
    return interchange(root, claim)
  }

  private static func interchange(_ root: JSONValue, _ claim: ReceivedClaim) -> ReceivedInterchange {
    let (submitter, receiver) = (root["submitter"], root["receiver"]["id"].text)
    var set = ReceivedSet()
    (set.number, set.guide) = ("0001", "005010X222A1")
    // Of the 837P that it makes of the claim.
    set.batch = "CH-\(claim.number)"
    set.submitter = Party(
      last: submitter["name"].text, qualifier: "46", identifier: submitter["id"].text)
    set.claims = [claim]
    var group = ReceivedGroup()
    (group.sender, group.receiver) = (submitter["id"].text, receiver)
    (group.number, group.guide, group.sets) = ("1", set.guide, [set])
    var interchange = ReceivedInterchange()
    (interchange.sender, interchange.receiver) = (group.sender, receiver)
    interchange.isOfDocument = true
    interchange.groups = [group]
    return interchange
  }

  private static func claim(_ root: JSONValue) throws(DocumentFault) -> ReceivedClaim {
    let (said, provider) = (root["claim"], root["billingProvider"])
    var claim = ReceivedClaim()
    claim.number = said["patientControlNumber"].text
    claim.chargeCents = try cents(said["charge"])
    (claim.place, claim.frequency) = (said["placeOfService"].text, said["frequency"].text)
    claim.payerNumber = said["payerClaimNumber"].text
    claim.diagnoses = said["diagnoses"].list.map(\.text)
    claim.filing = root["subscriber"]["claimFilingIndicator"].text
    claim.subscriber = person(root["subscriber"], "MI", "memberID")
    if root.has("patient") { claim.dependent = person(root["patient"], "", "") }
    claim.payer = Party(
      last: root["payer"]["name"].text, qualifier: "PI", identifier: root["payer"]["id"].text)
    claim.provider = person(provider, "XX", "npi")
    if provider.has("organizationName") { claim.provider.last = provider["organizationName"].text }
    claim.provider.entity = provider.has("organizationName") ? "2" : "1"
    claim.providerTaxID = provider["taxID"].text
    let date = try day(said["dateOfService"])
    for (index, line) in root["lines"].list.enumerated() {
      claim.lines.append(try self.line(line, index + 1, date, of: claim))
    }
    try check(claim, root)
    return claim
  }

  private static func line(
    _ said: JSONValue, _ number: Int, _ date: String, of claim: ReceivedClaim
  ) throws(DocumentFault) -> ReceivedLine {
    var line = ReceivedLine()
    line.number = String(number)
    line.procedure = ["HC", said["procedureCode"].text] + said["modifiers"].list.map(\.text)
    line.chargeCents = try cents(said["charge"])
    (line.units, line.date) = (said["units"].text, date)
    for pointer in said["diagnosisPointers"].list {
      guard let place = Int(pointer.text), (1...claim.diagnoses.count).contains(place) else {
        throw .pointerUnfit
      }
    }
    return line
  }

  private static func check(_ claim: ReceivedClaim, _ root: JSONValue) throws(DocumentFault) {
    guard claim.lines.reduce(0, { $0 + $1.chargeCents }) == claim.chargeCents, claim.chargeCents > 0 else {
      throw .sumDiffers
    }
    let said = ["birthDate", "sex", "address"].filter(root["subscriber"].has)
    guard said.isEmpty == (claim.dependent != nil), [0, 3].contains(said.count) else {
      throw .patientUnclear
    }
    guard ["1", "7", "8"].contains(claim.frequency), (claim.frequency == "1") == claim.payerNumber.isEmpty
    else { throw .correctionUnclear }
  }

  private static func person(_ said: JSONValue, _ qualifier: String, _ identifier: String) -> Party {
    Party(
      entity: "1", last: said["familyName"].text, first: said["givenName"].text,
      middle: said["middleName"].text, suffix: said["suffix"].text, qualifier: qualifier,
      identifier: said[identifier].text)
  }

  /// `150.00`
  private static func cents(_ value: JSONValue) throws(DocumentFault) -> Int {
    let parts = value.text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].count == 2, let cents = Money.cents(value.text) else {
      throw .valueUnfit
    }
    return cents
  }

  /// `2026-03-04` to `20260304`
  private static func day(_ value: JSONValue) throws(DocumentFault) -> String {
    let parts = value.text.split(separator: "-", omittingEmptySubsequences: false)
    let digits = parts.joined()
    guard parts.map(\.count) == [4, 2, 2], digits.allSatisfy({ ("0"..."9").contains($0) }) else {
      throw .valueUnfit
    }
    return digits
  }
}

/// A document of any shape.
enum JSONValue: Decodable {
  case object([String: JSONValue])
  case list([JSONValue])
  case text(String)
  case other

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let object = try? container.decode([String: JSONValue].self) {
      self = .object(object)
    } else if let list = try? container.decode([JSONValue].self) {
      self = .list(list)
    } else {
      self = (try? container.decode(String.self)).map { .text($0) } ?? .other
    }
  }

  /// "" where there is none.
  var text: String { if case .text(let text) = self { text } else { "" } }
  var list: [JSONValue] { if case .list(let list) = self { list } else { [] } }

  func has(_ name: String) -> Bool {
    if case .object(let members) = self { members[name] != nil } else { false }
  }

  subscript(name: String) -> JSONValue {
    if case .object(let members) = self { members[name] ?? .other } else { .other }
  }
}
