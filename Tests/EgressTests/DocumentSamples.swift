import Egress

/// Claims as JSON as they may leave.
enum DocumentSample {
  static func expected(_ number: String = control("B3X"), usage: ExpectedInterchange.Usage = .test)
    -> ExpectedDocument
  {
    ExpectedDocument(
      patientControlNumber: number, usage: usage, submitterID: "QUIETHARBOR", receiverID: "HARBORLINK",
      madeOn: 20_261_123)
  }

  /// CLM01: twenty characters.
  static func control(_ start: String) -> String { start + String(repeating: "A", count: 20 - start.count) }

  /// The patient is the subscriber; nothing situational.
  static let own =
    header + organization + payer + [
      #""subscriber":{"payerResponsibility":"P","claimFilingIndicator":"CI","memberID":"ZMMH0001001","#,
      #""familyName":"TESTPATIENT","givenName":"AVERY","birthDate":"1988-07-04","sex":"F","#,
      #""address":{"line1":"77 SAMPLE LN","city":"PORTLAND","state":"OR","postalCode":"97202"}},"#,
      #""claim":{"patientControlNumber":"\#(control("B3X"))","frequency":"1","charge":"140.00","#,
      #""dateOfService":"2026-11-04","placeOfService":"11","providerSignature":"Y","acceptsAssignment":"A","#,
      #""benefitsAssigned":"Y","releaseOfInformation":"Y","diagnoses":["F411"]},"#,
      #""lines":[{"procedureCode":"90834","charge":"140.00","units":"1","diagnosisPointers":["1"]}]}"#,
    ]

  /// The subscriber is the patient, and everything situational that can be there then.
  static let every =
    header + everyOrganization + payer + [
      #""subscriber":{"payerResponsibility":"P","groupNumber":"GRP-7788","claimFilingIndicator":"BL","#,
      #""memberID":"ZMMH0001-01","familyName":"O'BRIEN-SMITH","givenName":"MARY ANN","middleName":"L.","#,
      #""suffix":"III","birthDate":"2000-02-29","sex":"U","address":{"line1":"77 SAMPLE LN","#,
      #""line2":"APT #4/B","city":"ST. LOUIS","state":"MO","postalCode":"631010001"}},"#,
      #""claim":{"patientControlNumber":"\#(control("B3X"))","frequency":"7","#,
      #""payerClaimNumber":"MMH-2026000123","charge":"325.75","patientPaid":"20.50","#,
      #""dateOfService":"2026-11-04","placeOfService":"11","providerSignature":"Y","acceptsAssignment":"C","#,
      #""benefitsAssigned":"N","releaseOfInformation":"Y","delayReason":"11","priorAuthorization":"PA-20441","#,
      #""diagnoses":["F4323","F411","F330","F5231","F4010","F4312","F5101","F6381","Z630","Z635","Z658","Z600"]},"#,
      #""renderingProvider":{"familyName":"OKONKWO","givenName":"DARA","suffix":"JR.","npi":"1300000001","#,
      #""taxonomyCode":"101YM0800X"},"#,
      #""serviceLocation":{"name":"QUIET HARBOR EAST","npi":"1400000000","address":{"line1":"12 EAST ST","#,
      #""line2":"FLOOR 2","city":"PORTLAND","state":"OR","postalCode":"972060001"}},"#,
      #""supervisingProvider":{"familyName":"LINDQVIST","givenName":"MARA","suffix":"II","npi":"2500000007"},"#,
      #""lines":[{"procedureCode":"90837","modifiers":["95","HO","U1","59"],"charge":"200.25","units":"1","#,
      #""diagnosisPointers":["1","2","3","4"]},"#,
      #"{"procedureCode":"90785","charge":"125.00","units":"2","placeOfService":"53","#,
      #""diagnosisPointers":["5","6","7","8"]},"#,
      #"{"procedureCode":"H0004","charge":"0.50","units":"1","diagnosisPointers":["12","11","10","9"]}]}"#,
    ]

  /// The patient is a dependant of the subscriber, and the billing provider a person.
  static let dependant =
    header + person + payer + [
      #""subscriber":{"payerResponsibility":"P","claimFilingIndicator":"CI","memberID":"ZMMH0002002","#,
      #""familyName":"SAMPLESON","givenName":"RILEY"},"#,
      #""patient":{"relationship":"19","familyName":"SAMPLESON","givenName":"KIT","middleName":"J","#,
      #""suffix":"JR","birthDate":"2012-09-09","sex":"F","address":{"line1":"77 SAMPLE LN","line2":"REAR","#,
      #""city":"PORTLAND","state":"OR","postalCode":"97202"}},"#,
      #""claim":{"patientControlNumber":"\#(control("B3X"))","frequency":"1","charge":"140.00","#,
      #""dateOfService":"2026-11-04","placeOfService":"10","providerSignature":"Y","acceptsAssignment":"A","#,
      #""benefitsAssigned":"Y","releaseOfInformation":"Y","diagnoses":["F4323"]},"#,
      #""lines":[{"procedureCode":"90832","modifiers":["95"],"charge":"140.00","units":"1","#,
      #""diagnosisPointers":["1"]}]}"#,
    ]

  static func payload(_ parts: [String]) -> [UInt8] { Array(parts.joined().utf8) }
}

extension DocumentSample {
  private static let header = [
    #"{"version":"1","usage":"T","submitter":{"id":"QUIETHARBOR","name":"QUIET HARBOR THERAPY","#,
    #""contactName":"BILLING DESK","contactTelephone":"5035550142"},"#,
    #""receiver":{"id":"HARBORLINK","name":"HARBORLINK"},"#,
  ]

  private static let organization = [
    #""billingProvider":{"organizationName":"QUIET HARBOR THERAPY PLLC","npi":"1234567893","#,
    #""taxIDKind":"EI","taxID":"931234567","address":{"line1":"400 INLET ST","city":"PORTLAND","#,
    #""state":"OR","postalCode":"972011234"}},"#,
  ]

  private static let everyOrganization = [
    #""billingProvider":{"organizationName":"QUIET HARBOR THERAPY & FRIENDS, PLLC","npi":"1234567893","#,
    #""taxonomyCode":"261QM0801X","taxIDKind":"EI","taxID":"931234567","address":{"line1":"400 INLET ST","#,
    #""line2":"SUITE #12","city":"PORTLAND","state":"OR","postalCode":"972011234"}},"#,
  ]

  private static let person = [
    #""billingProvider":{"familyName":"OKONKWO","givenName":"DARA","npi":"1200000002","taxIDKind":"SY","#,
    #""taxID":"931234567","address":{"line1":"9 HILL RD","city":"SALEM","state":"OR","#,
    #""postalCode":"973010001"}},"#,
  ]

  private static let payer = [#""payer":{"id":"MMH01","name":"MERIDIAN MUTUAL HEALTH"},"#]
}
