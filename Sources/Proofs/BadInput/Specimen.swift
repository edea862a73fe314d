internal import Claims
internal import Egress
internal import Glibc
internal import Sessions

/// Where a text or a date is put into a session that has otherwise nothing wrong with it.
enum Place: Int, CaseIterable {
  case diagnosis, serviceDate, birthDate
  case familyName, givenName, middleName, suffix, payerName, street, secondLine, city
  case memberID, groupNumber, authorization, postalCode, procedure, modifier
}

/// One session of an invented practice, and the whole interchange that it must become, written down by hand.
struct Specimen {
  let record: SessionRecord
  let billing: BillingColumns

  init(_ input: BadInput, text: String) {
    var billing = Self.usual
    var (day, diagnosis) = (Self.day, "F41.1")
    switch input.place {
    case .diagnosis: (day, diagnosis) = (CalendarDate(daysSince2000: input.day), text)
    case .serviceDate: day = CalendarDate(daysSince2000: input.day)
    case .birthDate: billing.subscriber.birthDate = CalendarDate(daysSince2000: input.day)
    default: Self.put(text, input.place, &billing)
    }
    record = SessionRecord(reference: "S-1", serviceDate: day, diagnosisTexts: [diagnosis])
    self.billing = billing
  }

  private static func put(_ text: String, _ place: Place, _ billing: inout BillingColumns) {
    switch place {
    case .diagnosis, .serviceDate, .birthDate: break
    case .familyName: billing.subscriber.familyName = text
    case .givenName: billing.subscriber.givenName = text
    case .middleName: billing.subscriber.middleName = text
    case .suffix: billing.subscriber.suffix = text
    case .payerName: billing.payerName = text
    case .street: billing.subscriber.address1 = text
    case .secondLine: billing.subscriber.address2 = text
    case .city: billing.subscriber.city = text
    case .memberID: billing.memberID = text
    case .groupNumber: billing.groupNumber = text
    case .authorization: billing.lines[0].priorAuthorization = text
    case .postalCode: billing.subscriber.postalCode = text
    case .procedure: billing.lines[0].procedureCode = text
    case .modifier: billing.lines[0].modifiers = [text]
    }
  }

  // MARK: What must become of it

  /// What stands before and after the place in the only interchange that may come of a session of that day.
  static func frame(_ place: Place, on day: String) -> Frame {
    var filling = usualText
    filling[.serviceDate] = day
    let parts = wire.split(separator: "{\(place)}", maxSplits: 1, omittingEmptySubsequences: false)
    let filled = parts.map { part in
      Place.allCases.reduce(String(part)) { $0.replacing("{\($1)}", with: filling[$1] ?? "") }
    }
    return Frame(before: Array(filled[0].utf8), after: Array(filled[filled.count - 1].utf8))
  }

  struct Frame {
    let before: [UInt8]
    let after: [UInt8]

    /// With nothing in the place, a separator before it or a segment of its own is not sent either.
    func around(_ text: String) -> [UInt8] {
      guard text.isEmpty else { return before + Array(text.utf8) + after }
      let empty = String(decoding: before + after, as: UTF8.self)
      let shorter = empty.replacing("REF*G1*~", with: "")
      return Array(
        (shorter == empty ? empty : shorter.replacing("SE*25*", with: "SE*24*")).replacing(
          "*~N4", with: "~N4"
        ).utf8)
    }

    /// What a payload has in the place; nil where it differs elsewhere.
    func content(of payload: [UInt8]) -> [UInt8]? {
      guard payload.count >= before.count + after.count, payload.starts(with: before),
        payload.suffix(after.count).elementsEqual(after)
      else { return nil }
      return Array(payload[before.count..<payload.count - after.count])
    }
  }

  private static let usualText: [Place: String] = [
    .diagnosis: "F411", .serviceDate: "20260304", .birthDate: "19880704", .familyName: "TESTPATIENT",
    .givenName: "AVERY", .middleName: "Q", .suffix: "JR", .payerName: "MERIDIAN MUTUAL HEALTH",
    .street: "77 SAMPLE LN", .secondLine: "APT 4", .city: "PORTLAND", .memberID: "ZMMH0001001",
    .groupNumber: "G-100", .authorization: "PA-20441", .postalCode: "97202", .procedure: "90834",
    .modifier: "95",
  ]

  private static let wire = [
    "ISA*00*          *00*          *ZZ*QUIETHARBOR    *ZZ*HARBORLINK     *991231*0200*^*00501"
      + "*000000903*1*T*:",
    "GS*HC*QUIETHARBOR*HARBORLINK*20991231*0200*903*X*005010X222A1", "ST*837*0001*005010X222A1",
    "BHT*0019*00*B7Q2M4X3K2B7Q2M4-0001*20991231*0200*CH", "NM1*41*2*QUIET HARBOR THERAPY*****46*QUIETHARBOR",
    "PER*IC*BILLING DESK*TE*5035550142", "NM1*40*2*HARBORLINK*****46*HARBORLINK", "HL*1**20*1",
    "NM1*85*2*QUIET HARBOR THERAPY PLLC*****XX*1234567893", "N3*400 INLET ST", "N4*PORTLAND*OR*972011234",
    "REF*EI*931234567", "HL*2*1*22*0", "SBR*P*18*{groupNumber}******CI",
    "NM1*IL*1*{familyName}*{givenName}*{middleName}**{suffix}*MI*{memberID}", "N3*{street}*{secondLine}",
    "N4*{city}*OR*{postalCode}", "DMG*D8*{birthDate}*F", "NM1*PR*2*{payerName}*****PI*MMH01",
    "CLM*7K2M3Q4X2B6D7K2M3Q4X*140***11:B:1*Y*A*Y*Y", "REF*G1*{authorization}", "HI*ABK:{diagnosis}",
    "NM1*82*1*OKONKWO*DARA****XX*1999999984", "LX*1", "SV1*HC:{procedure}:{modifier}*140*UN*1***1",
    "DTP*472*D8*{serviceDate}", "SE*25*0001", "GE*1*903", "IEA*1*000000903", "",
  ].joined(separator: "~")

  /// `20260304`, by the C library's calendar; nil for what is not a day that a claim may have.
  static func text(_ daysSince2000: Int32) -> String? {
    var seconds = time_t(Int(daysSince2000) + 10_957) * 86_400
    var parts = tm()
    guard gmtime_r(&seconds, &parts) != nil, (0...199).contains(parts.tm_year) else { return nil }
    return String((Int(parts.tm_year) + 1_900) * 10_000 + (Int(parts.tm_mon) + 1) * 100 + Int(parts.tm_mday))
  }

  // MARK: The invented practice

  static let day = CalendarDate(year: 2026, month: 3, day: 4)
  static let payers = ["meridian": PayerRules(id: "meridian", payerID: "MMH01")]
  static let control = PatientControlNumber("7K2M3Q4X2B6D7K2M3Q4X")
  static let expected = ExpectedInterchange(
    claims: 1, usage: .test, submitterID: "QUIETHARBOR", receiverID: "HARBORLINK",
    interchangeControlNumber: 903)

  static let expectedDocument = ExpectedDocument(
    patientControlNumber: "7K2M3Q4X2B6D7K2M3Q4X", usage: .test, submitterID: "QUIETHARBOR",
    receiverID: "HARBORLINK", madeOn: 20_991_231)

  static let envelope = Envelope(
    from: Submitter(
      name: "Quiet Harbor Therapy", id: "QUIETHARBOR", contactName: "Billing Desk", contactPhone: "5035550142"
    ),
    to: Receiver(name: "Harborlink", id: "HARBORLINK"), usage: .test,
    at: Moment(date: "20991231", time: "0200"),
    numbers: ControlNumbers(interchange: 903, batchID: "B7Q2M4X3K2B7Q2M4"))

  static let directory: Directory = {
    var group = BillingProviderColumns()
    (group.entity, group.npi, group.organizationName) = (
      "organization", "1234567893", "Quiet Harbor Therapy PLLC"
    )
    (group.taxID, group.taxIDKind, group.acceptsAssignment) = ("93-1234567", "EI", true)
    (group.address1, group.city, group.state) = ("400 Inlet St", "Portland", "OR")
    group.postalCode = "97201-1234"
    var clinician = ClinicianColumns()
    (clinician.npi, clinician.familyName, clinician.givenName) = ("1999999984", "Okonkwo", "Dara")
    var directory = Directory()
    (directory.billingProviders, directory.clinicians) = (["group": group], ["okonkwo": clinician])
    return directory
  }()

  private static let usual: BillingColumns = {
    var person = PersonColumns()
    (person.familyName, person.givenName, person.middleName) = ("Testpatient", "Avery", "Q")
    (person.suffix, person.birthDate, person.sex) = ("Jr", CalendarDate(year: 1988, month: 7, day: 4), "F")
    (person.address1, person.address2, person.city) = ("77 Sample Ln", "Apt 4", "Portland")
    (person.state, person.postalCode) = ("OR", "97202")
    var line = ChargeColumns()
    (line.line, line.coverageID, line.billingProviderID) = (1, "V-1", "group")
    (line.renderingClinicianID, line.procedureCode, line.modifiers) = ("okonkwo", "90834", ["95"])
    (line.units, line.chargeCents, line.placeOfService) = (1, 14_000, "11")
    line.priorAuthorization = "PA-20441"
    var billing = BillingColumns()
    (billing.coverageID, billing.payerID, billing.payerName) = ("V-1", "meridian", "Meridian Mutual Health")
    (billing.filingIndicator, billing.memberID, billing.relationship) = ("CI", "ZMMH0001001", "18")
    (billing.groupNumber, billing.benefitsAssigned) = ("G-100", true)
    (billing.subscriber, billing.lines) = (person, [line])
    return billing
  }()
}
