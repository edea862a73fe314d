/// Where in the loops of 005010X222A1 a segment stands. The same segment has two places where what may follow
/// differs: a subscriber who is the patient, and one whose dependant is.
enum Place: UInt8, CaseIterable {
  case interchange, group, set, beginning, submitter, contact, receiver
  case billingLevel, billingSpecialty, billingOrganization, billingPerson, billingStreet, billingCity,
    billingTax
  case selfLevel, selfCoverage, selfName, selfStreet, selfCity, selfBirth, selfPayer
  case otherLevel, otherCoverage, otherName, otherPayer
  case patientLevel, relationship, patientName, patientStreet, patientCity, patientBirth
  case claim, patientPaid, corrected, authorization, diagnoses
  case rendering, renderingSpecialty, location, locationStreet, locationCity, supervising
  case line, service, serviceDate
  case setEnd, groupEnd, interchangeEnd
}

/// How to recognise the segment of a place, its entry in the manifest, and what may stand after it.
struct Rule: Sendable {
  let place: Place
  /// Loop, segment and variant in the manifest.
  let entry: String
  /// First bytes of the segment, at most eight.
  let begins: String
  /// Last bytes before the terminator, for HL: its level stands at the end.
  let ends: String
  let next: [Place]

  init(_ place: Place, _ entry: String, _ begins: String, ends: String = "", then next: [Place]) {
    (self.place, self.entry, self.begins, self.ends, self.next) = (place, entry, begins, ends, next)
  }
}

/// The loops, top to bottom as they stand in an interchange. A place that no rule leads to is refused.
enum Grammar {
  static let rules: [Rule] =
    envelope + billing + subscriber + dependant + claim + providers + lines + trailers

  private static let envelope = [
    Rule(.interchange, "envelope ISA", "ISA*00*", then: [.group]),
    Rule(.group, "envelope GS", "GS*HC*", then: [.set]),
    Rule(.set, "envelope ST", "ST*837*", then: [.beginning]),
    Rule(.beginning, "envelope BHT", "BHT*0019", then: [.submitter]),
    Rule(.submitter, "1000A NM1", "NM1*41*2", then: [.contact]),
    Rule(.contact, "1000A PER", "PER*IC*", then: [.receiver]),
    Rule(.receiver, "1000B NM1", "NM1*40*2", then: [.billingLevel]),
  ]

  private static let billing = [
    Rule(
      .billingLevel, "2000A HL", "HL*", ends: "*20*1",
      then: [.billingSpecialty, .billingOrganization, .billingPerson]),
    Rule(.billingSpecialty, "2000A PRV", "PRV*BI*", then: [.billingOrganization, .billingPerson]),
    Rule(.billingOrganization, "2010AA NM1 organization", "NM1*85*2", then: [.billingStreet]),
    Rule(.billingPerson, "2010AA NM1 person", "NM1*85*1", then: [.billingStreet]),
    Rule(.billingStreet, "2010AA N3", "N3*", then: [.billingCity]),
    Rule(.billingCity, "2010AA N4", "N4*", then: [.billingTax]),
    Rule(.billingTax, "2010AA REF", "REF*", then: [.selfLevel, .otherLevel]),
  ]

  /// The subscriber is the patient: the one case in which a subscriber's address, birth date and sex are
  /// sent.
  private static let subscriber = [
    Rule(.selfLevel, "2000B HL", "HL*", ends: "*22*0", then: [.selfCoverage]),
    Rule(.selfCoverage, "2000B SBR", "SBR*P*18", then: [.selfName]),
    Rule(.selfName, "2010BA NM1", "NM1*IL*1", then: [.selfStreet]),
    Rule(.selfStreet, "2010BA N3", "N3*", then: [.selfCity]),
    Rule(.selfCity, "2010BA N4", "N4*", then: [.selfBirth]),
    Rule(.selfBirth, "2010BA DMG", "DMG*D8*", then: [.selfPayer]),
    Rule(.selfPayer, "2010BB NM1", "NM1*PR*2", then: [.claim]),
  ]

  private static let dependant = [
    Rule(.otherLevel, "2000B HL", "HL*", ends: "*22*1", then: [.otherCoverage]),
    Rule(.otherCoverage, "2000B SBR", "SBR*P**", then: [.otherName]),
    Rule(.otherName, "2010BA NM1", "NM1*IL*1", then: [.otherPayer]),
    Rule(.otherPayer, "2010BB NM1", "NM1*PR*2", then: [.patientLevel]),
    Rule(.patientLevel, "2000C HL", "HL*", ends: "*23*0", then: [.relationship]),
    Rule(.relationship, "2000C PAT", "PAT*", then: [.patientName]),
    Rule(.patientName, "2010CA NM1", "NM1*QC*1", then: [.patientStreet]),
    Rule(.patientStreet, "2010CA N3", "N3*", then: [.patientCity]),
    Rule(.patientCity, "2010CA N4", "N4*", then: [.patientBirth]),
    Rule(.patientBirth, "2010CA DMG", "DMG*D8*", then: [.claim]),
  ]

  private static let claim = [
    Rule(.claim, "2300 CLM", "CLM*", then: [.diagnoses, .patientPaid, .authorization, .corrected]),
    Rule(.patientPaid, "2300 AMT", "AMT*F5*", then: [.diagnoses, .authorization, .corrected]),
    Rule(.corrected, "2300 REF F8", "REF*F8*", then: [.diagnoses, .authorization]),
    Rule(.authorization, "2300 REF", "REF*G1*", then: [.diagnoses]),
    Rule(.diagnoses, "2300 HI", "HI*ABK:", then: [.line, .rendering, .location, .supervising]),
  ]

  private static let providers = [
    Rule(.rendering, "2310B NM1", "NM1*82*1", then: [.line, .renderingSpecialty, .location, .supervising]),
    Rule(.renderingSpecialty, "2310B PRV", "PRV*PE*", then: [.line, .location, .supervising]),
    Rule(.location, "2310C NM1", "NM1*77*2", then: [.locationStreet]),
    Rule(.locationStreet, "2310C N3", "N3*", then: [.locationCity]),
    Rule(.locationCity, "2310C N4", "N4*", then: [.line, .supervising]),
    Rule(.supervising, "2310D NM1", "NM1*DQ*1", then: [.line]),
  ]

  private static let lines = [
    Rule(.line, "2400 LX", "LX*", then: [.service]),
    Rule(.service, "2400 SV1", "SV1*HC:", then: [.serviceDate]),
    Rule(
      .serviceDate, "2400 DTP", "DTP*472*", then: [.selfLevel, .otherLevel, .line, .billingLevel, .setEnd]),
  ]

  private static let trailers = [
    Rule(.setEnd, "envelope SE", "SE*", then: [.groupEnd, .set]),
    Rule(.groupEnd, "envelope GE", "GE*", then: [.interchangeEnd]),
    Rule(.interchangeEnd, "envelope IEA", "IEA*", then: []),
  ]
}
