import Claims
import Sessions
import Testing

/// An invented practice with one provider of each kind, and claims that have nothing wrong with them until a
/// test changes something.
enum Practice {
  static var directory: Directory {
    var directory = Directory()
    directory.billingProviders = ["group": group, "solo": solo]
    directory.clinicians = [
      "okonkwo": clinician("1999999984", "Okonkwo", "Dara", taxonomy: "101YM0800X"),
      "lindqvist": clinician("1245319599", "Lindqvist", "Mara", taxonomy: "103TC0700X"),
      "owner": clinician("1234567893", "Harbor", "Quincy", taxonomy: nil),
      "nameless": clinician("1245319598", nil, nil, taxonomy: nil),
    ]
    directory.locations = [
      "east": location("8 Beacon Rd", npi: "1245319599"), "main": location("400 Inlet St."),
    ]
    directory.locations["main"]?.address1 = "400 Inlet St"
    directory.locations["main"]?.address2 = "Suite 12"
    return directory
  }

  static var group: BillingProviderColumns {
    var group = BillingProviderColumns()
    (group.entity, group.npi, group.organizationName) = (
      "organization", "1234567893", "Quiet Harbor Therapy PLLC"
    )
    (group.taxID, group.taxIDKind, group.taxonomyCode) = ("93-1234567", "EI", "261QM0801X")
    (group.address1, group.address2, group.city) = ("400 Inlet St", "Suite 12", "Portland")
    (group.state, group.postalCode, group.acceptsAssignment) = ("OR", "97201-1234", true)
    return group
  }

  static var solo: BillingProviderColumns {
    var solo = group
    (solo.entity, solo.npi, solo.organizationName) = ("person", "1999999984", nil)
    (solo.familyName, solo.givenName, solo.taxonomyCode) = ("Okonkwo", "Dara", "101YM0800X")
    (solo.taxID, solo.taxIDKind) = ("123-45-6789", "SY")
    return solo
  }

  static func clinician(_ npi: String, _ family: String?, _ given: String?, taxonomy: String?)
    -> ClinicianColumns
  {
    var clinician = ClinicianColumns()
    (clinician.npi, clinician.familyName, clinician.givenName) = (npi, family, given)
    clinician.taxonomyCode = taxonomy
    return clinician
  }

  static func location(_ street: String, npi: String? = nil) -> LocationColumns {
    var location = LocationColumns()
    (location.name, location.npi, location.address1) = ("Quiet Harbor East", npi, street)
    (location.city, location.state, location.postalCode) = ("Portland", "OR", "972011234")
    return location
  }

  static var payers: [String: PayerRules] {
    [
      "meridian": PayerRules(id: "meridian", payerID: "MMH01"),
      "northfield": PayerRules(
        id: "northfield", payerID: "NFB02", name: "Northfield Blue", taxonomyRequired: true),
    ]
  }

  static var subscriber: PersonColumns {
    var person = PersonColumns()
    (person.familyName, person.givenName) = ("Testpatient", "Avery")
    (person.birthDate, person.sex) = (CalendarDate(year: 1988, month: 7, day: 4), "F")
    (person.address1, person.city, person.state) = ("77 Sample Ln", "Portland", "OR")
    person.postalCode = "97202"
    return person
  }

  static var line: ChargeColumns {
    var line = ChargeColumns()
    (line.line, line.coverageID, line.billingProviderID) = (1, "V-1", "group")
    (line.renderingClinicianID, line.procedureCode) = ("okonkwo", "90834")
    (line.units, line.chargeCents, line.placeOfService) = (1, 14_000, "11")
    return line
  }

  static var billing: BillingColumns {
    var billing = BillingColumns()
    (billing.coverageID, billing.payerID, billing.payerName) = ("V-1", "meridian", "Meridian Mutual Health")
    (billing.filingIndicator, billing.memberID, billing.relationship) = ("CI", "ZMMH0001001", "18")
    billing.benefitsAssigned = true
    billing.subscriber = subscriber
    billing.lines = [line]
    return billing
  }

  static func session(_ diagnoses: [String] = ["F41.1"]) throws -> RedactedSession {
    try redact(
      SessionRecord(
        reference: "S-1", serviceDate: CalendarDate(year: 2026, month: 3, day: 4), diagnosisTexts: diagnoses))
  }

  /// A claim of the usual session, changed as the test wants it.
  static func claim(
    _ diagnoses: [String] = ["F41.1"], control: String = "7K2M9Q4X1B8D",
    in directory: Directory = Practice.directory,
    change: (inout BillingColumns) -> Void = { _ in }
  ) throws -> Claim {
    var billing = billing
    change(&billing)
    let number = try #require(PatientControlNumber(control))
    return try Composer(directory: directory, payers: payers).compose(
      session(diagnoses), billing, control: number)
  }

  static let envelope = Envelope(
    from: Submitter(
      name: "Quiet Harbor Therapy", id: "QUIETHARBOR", contactName: "Billing Desk", contactPhone: "5035550142"
    ),
    to: Receiver(name: "Harborlink", id: "HARBORLINK"), usage: .test,
    at: Moment(date: "20261123", time: "0200"),
    numbers: ControlNumbers(interchange: 903, batchID: "B7Q2M4X9K1"))

  /// The segments of an interchange, without terminators.
  static func segments(_ claims: [Claim]) throws -> [String] {
    let text = String(decoding: try render(claims, in: envelope), as: UTF8.self)
    return text.split(separator: "~").map(String.init)
  }

  /// From the subscriber's HL through the last line: what a claim of its own brings.
  static func loops(_ claim: Claim) throws -> [String] {
    let all = try segments([claim])
    let start = try #require(all.firstIndex { $0.hasPrefix("SBR") })
    return Array(all[start...].prefix { !$0.hasPrefix("SE*") })
  }
}
