import Claims
import Sessions
import Testing

@Suite("Claim as JSON")
struct ClaimDocumentTests {
  private func document(_ claim: Claim) throws -> String {
    String(decoding: try render([claim], as: .json, in: Practice.envelope), as: UTF8.self)
  }

  private static let head =
    #"{"version":"1","usage":"T","submitter":{"id":"QUIETHARBOR","name":"QUIET HARBOR THERAPY","#
    + #""contactName":"BILLING DESK","contactTelephone":"5035550142"},"#
    + #""receiver":{"id":"HARBORLINK","name":"HARBORLINK"},"#

  private static let billing =
    #""billingProvider":{"organizationName":"QUIET HARBOR THERAPY PLLC","npi":"1234567893","taxIDKind":"EI","#
    + #""taxID":"931234567","address":{"line1":"400 INLET ST","line2":"SUITE 12","city":"PORTLAND","#
    + #""state":"OR","postalCode":"972011234"}},"payer":{"id":"MMH01","name":"MERIDIAN MUTUAL HEALTH"},"#

  @Test func `has every member of a claim whose patient is the subscriber, and nothing more`() throws {
    #expect(
      try document(Practice.claim()) == Self.head + Self.billing
        + #""subscriber":{"payerResponsibility":"P","claimFilingIndicator":"CI","memberID":"ZMMH0001001","#
        + #""familyName":"TESTPATIENT","givenName":"AVERY","birthDate":"1988-07-04","sex":"F","#
        + #""address":{"line1":"77 SAMPLE LN","city":"PORTLAND","state":"OR","postalCode":"97202"}},"#
        + #""claim":{"patientControlNumber":"7K2M9Q4X1B8D","frequency":"1","charge":"140.00","#
        + #""dateOfService":"2026-03-04","placeOfService":"11","providerSignature":"Y","#
        + #""acceptsAssignment":"A","benefitsAssigned":"Y","releaseOfInformation":"Y","diagnoses":["F411"]},"#
        + #""renderingProvider":{"familyName":"OKONKWO","givenName":"DARA","npi":"1999999984"},"#
        + #""lines":[{"procedureCode":"90834","charge":"140.00","units":"1","diagnosisPointers":["1"]}]}"#)
  }

  @Test func `says why a claim is late`() throws {
    let late = try document(Practice.claim { $0.delayReason = "15" })
    #expect(late.contains(#""releaseOfInformation":"Y","delayReason":"15","diagnoses""#))
    #expect(late.replacing(#""delayReason":"15","#, with: "") == (try document(Practice.claim())))
  }

  @Test func `names a subscriber who is not the patient without address, birth and sex`() throws {
    let claim = try Practice.claim {
      $0.relationship = "19"
      $0.groupNumber = "GRP7788"
      $0.subscriber = PersonColumns()
      $0.subscriber.familyName = "Sampleson"
      $0.subscriber.givenName = "Riley"
      $0.patient = Practice.subscriber
      $0.patient?.middleName = "Q"
      $0.patient?.suffix = "Jr."
      $0.patient?.sex = "U"
    }
    let expected =
      #""subscriber":{"payerResponsibility":"P","groupNumber":"GRP7788","claimFilingIndicator":"CI","#
      + #""memberID":"ZMMH0001001","familyName":"SAMPLESON","givenName":"RILEY"},"#
      + #""patient":{"relationship":"19","familyName":"TESTPATIENT","givenName":"AVERY","middleName":"Q","#
      + #""suffix":"JR.","birthDate":"1988-07-04","sex":"U","address":{"line1":"77 SAMPLE LN","#
      + #""city":"PORTLAND","state":"OR","postalCode":"97202"}},"#
    #expect(try document(claim).contains(expected))
  }

  @Test func `bills lines with pointers into the diagnoses that are sent`() throws {
    let claim = try Practice.claim(["F41.1", "F33.0", "Z63.0"]) {
      $0.lines = ([[3, 1], [1]] as [[Int32]]).enumerated().map { index, pointers in
        var line = Practice.line
        (line.line, line.diagnosisPointers) = (Int32(index + 1), pointers)
        return line
      }
      $0.lines[1].chargeCents = 1_505
      $0.lines[1].placeOfService = "10"
      $0.lines[1].modifiers = ["95", "HO"]
      $0.lines[1].units = 2
    }
    let text = try document(claim)
    #expect(text.contains(#""charge":"155.05""#) && text.contains(#""diagnoses":["F411","Z630"]}"#))
    #expect(
      text.hasSuffix(
        #""lines":[{"procedureCode":"90834","charge":"140.00","units":"1","diagnosisPointers":["2","1"]},"#
          + #"{"procedureCode":"90834","modifiers":["95","HO"],"charge":"15.05","units":"2","#
          + #""placeOfService":"10","diagnosisPointers":["1"]}]}"#))
  }

  @Test func `sends what the client paid, and a prior authorization, only where there is one`() throws {
    let text = try document(
      Practice.claim {
        $0.lines[0].patientPaidCents = 2_005
        $0.lines[0].priorAuthorization = "auth-55021"
        $0.benefitsAssigned = false
      })
    for part in [
      #""charge":"140.00","patientPaid":"20.05","dateOfService""#, #""benefitsAssigned":"N""#,
      #""priorAuthorization":"AUTH-55021","diagnoses""#,
    ] { #expect(text.contains(part)) }
    let plain = try document(Practice.claim())
    #expect(!plain.contains("patientPaid") && !plain.contains("priorAuthorization"))
  }

  @Test(arguments: [Int32(7), 8])
  func `says what it replaces or voids, by the payer's number`(_ frequency: Int32) throws {
    let text = try document(
      Practice.claim {
        $0.frequency = frequency
        $0.payerClaimNumber = "MMH-2026000123"
      })
    #expect(text.contains(#""frequency":"\#(frequency)","payerClaimNumber":"MMH-2026000123","charge""#))
  }

  @Test func `sends taxonomies only to a payer that asks for them, under the name configured for it`() throws
  {
    let text = try document(Practice.claim { $0.payerID = "northfield" })
    for part in [
      #""npi":"1234567893","taxonomyCode":"261QM0801X""#, #""npi":"1999999984","taxonomyCode":"101YM0800X"}"#,
      #""payer":{"id":"NFB02","name":"NORTHFIELD BLUE"}"#,
    ] { #expect(text.contains(part)) }
    #expect(try !document(Practice.claim()).contains("taxonomy"))
  }

  @Test func `names location and supervisor, and a billing provider who is a person`() throws {
    let text = try document(
      Practice.claim {
        $0.lines[0].billingProviderID = "solo"
        $0.lines[0].renderingClinicianID = nil
        $0.lines[0].supervisingClinicianID = "lindqvist"
        $0.lines[0].locationID = "east"
      })
    for part in [
      #""billingProvider":{"familyName":"OKONKWO","givenName":"DARA","npi":"1999999984","taxIDKind":"SY""#,
      #""serviceLocation":{"name":"QUIET HARBOR EAST","npi":"1245319599","address":{"line1":"8 BEACON RD""#,
      #""supervisingProvider":{"familyName":"LINDQVIST","givenName":"MARA","npi":"1245319599"},"lines""#,
    ] { #expect(text.contains(part)) }
    #expect(!text.contains("renderingProvider"))
  }

  @Test func `is one claim, without number or time of an interchange`() throws {
    let claim = try Practice.claim()
    for claims in [[], [claim, claim]] {
      #expect(throws: DocumentError.notOneClaim) { try render(claims, as: .json, in: Practice.envelope) }
    }
    let text = try document(claim)
    #expect(!text.contains("903") && !text.contains("B7Q2M4X9K1") && !text.contains("0200"))
    #expect(try document(claim) == text)
  }

  @Test(arguments: ["HARBOR \"LINK\"", "HARBOR\\LINK", "HARBOR\u{1}LINK", "漢"])
  func `refuses a text that would need an escape`(_ name: String) throws {
    let envelope = Envelope(
      from: Practice.envelope.submitter, to: Receiver(name: "HARBORLINK", id: name), usage: .test,
      at: Practice.envelope.moment, numbers: Practice.envelope.numbers)
    #expect(throws: DocumentError.characterNotAllowed) {
      try render([Practice.claim()], as: .json, in: envelope)
    }
  }
}
