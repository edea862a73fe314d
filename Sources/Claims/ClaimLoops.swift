internal import Sessions
internal import X12

/// One claim: subscriber, patient, claim, service lines.
extension Rendering837P {
  /// Loops 2000B, 2010BA and 2010BB. Address, birth and sex only where the subscriber is the patient.
  mutating func writeSubscriber(_ claim: Claim) {
    let coverage = claim.coverage
    subscriberLevel = writeLevel("22", under: 1, hasChild: claim.patient != nil)
    writer.segment("SBR") {
      $0.element("P")
      $0.element(coverage.isPatient ? "18" : "")
      $0.element(coverage.groupNumber)
      $0.emptyElements(5)
      $0.element(coverage.filingIndicator)
    }
    writer.segment("NM1") {
      $0.person("IL", coverage.subscriber)
      $0.identifier("MI", coverage.memberID)
    }
    if coverage.isPatient { writeDemographics(coverage.subscriber) }
    writer.segment("NM1") {
      $0.organization("PR", coverage.payerName)
      $0.identifier("PI", claim.payer.value.payerID)
    }
  }

  /// Loops 2000C and 2010CA.
  mutating func writePatient(_ claim: Claim) {
    guard let patient = claim.patient else { return }
    _ = writeLevel("23", under: subscriberLevel, hasChild: false)
    writer.segment("PAT") { $0.element(patient.relationship) }
    writer.segment("NM1") { $0.person("QC", patient.person) }
    writeDemographics(patient.person)
  }

  /// N3, N4 and `DMG*D8*19880704*F~`.
  private mutating func writeDemographics(_ person: Person) {
    writeAddress(person.address)
    writer.segment("DMG") {
      $0.element("D8")
      $0.element(person.birthDate.yyyymmdd)
      $0.element(person.sex)
    }
  }

  /// Loop 2300 and what it holds.
  mutating func writeClaim(_ claim: Claim) {
    writeClaimInformation(claim)
    if claim.patientPaidCents > 0 {
      writer.segment("AMT") {
        $0.element("F5")
        $0.element(hundredths: claim.patientPaidCents)
      }
    }
    if let correction = claim.correction { writeNumber(correction) }
    if !claim.priorAuthorization.isEmpty {
      writer.segment("REF") {
        $0.element("G1")
        $0.element(claim.priorAuthorization)
      }
    }
    writeDiagnoses(claim)
    #if PROOF
      writeLeaks()
    #endif
    writeParticipants(claim)
    for (index, line) in claim.lines.enumerated() { writeLine(line, number: index + 1, of: claim) }
  }

  /// `REF*F8*2611CLM00417~`: the payer's own number of what is corrected.
  mutating func writeNumber(_ correction: Correction) {
    writer.segment("REF") {
      $0.element("F8")
      $0.element(correction.payerClaimNumber)
    }
  }

  /// `CLM*7QX3M2K9P0ZB*175***10:B:1*Y*A*Y*Y~`: signatures and release on file; in the twentieth element, of a
  /// late claim alone, why it is late.
  private mutating func writeClaimInformation(_ claim: Claim) {
    let acceptsAssignment = claim.participants.billing.value.acceptsAssignment
    writer.segment("CLM") {
      $0.element(claim.control.description)
      $0.element(hundredths: claim.chargeCents)
      $0.emptyElements(2)
      $0.element(claim.placeOfService)
      $0.component("B")
      $0.component(Int(claim.correction?.frequency.rawValue ?? 1))
      $0.element("Y")
      $0.element(acceptsAssignment ? "A" : "C")
      $0.element(claim.coverage.benefitsAssigned ? "Y" : "N")
      $0.element("Y")
      if let reason = claim.delayReason {
        $0.emptyElements(10)
        $0.element(reason.rawValue)
      }
    }
  }

  /// `HI*ABK:F411*ABF:F330~`: the first is the principal diagnosis. The point is not sent.
  private mutating func writeDiagnoses(_ claim: Claim) {
    writer.segment("HI") {
      for (index, code) in claim.diagnoses.enumerated() {
        $0.element(index == 0 ? "ABK" : "ABF")
        $0.component(code.code)
      }
    }
  }

  /// Loops 2310B, 2310C and 2310D.
  private mutating func writeParticipants(_ claim: Claim) {
    if let clinician = claim.participants.rendering?.value {
      writeClinician("82", clinician)
      if claim.payer.value.taxonomyRequired { writeTaxonomy("PE", clinician.taxonomyCode) }
    }
    if let location = claim.participants.location?.value {
      let sendsNPI = !location.npi.isEmpty && location.npi != claim.participants.billing.value.npi
      writer.segment("NM1") {
        $0.organization("77", location.name)
        if sendsNPI { $0.identifier("XX", location.npi) }
      }
      writeAddress(location.address)
    }
    if let clinician = claim.participants.supervising?.value { writeClinician("DQ", clinician) }
  }

  private mutating func writeClinician(_ entity: String, _ clinician: Clinician) {
    writer.segment("NM1") {
      $0.person(entity, clinician.familyName, clinician.givenName, suffix: clinician.suffix)
      $0.identifier("XX", clinician.npi)
    }
  }

  /// Loop 2400. `LX*1~SV1*HC:90837:95*175*UN*1***1:2~DTP*472*D8*20260304~`
  private mutating func writeLine(_ line: ServiceLine, number: Int, of claim: Claim) {
    writer.segment("LX") { $0.element(number) }
    writer.segment("SV1") {
      $0.element("HC")
      $0.component(line.procedureCode)
      for modifier in line.modifiers { $0.component(modifier) }
      #if PROOF
        $0.plantDescription(after: line.modifiers.count)
      #endif
      $0.element(hundredths: line.chargeCents)
      $0.element("UN")
      $0.element(Int(line.units))
      $0.element(line.placeOfService == claim.placeOfService ? "" : line.placeOfService)
      $0.emptyElements(1)
      $0.pointers(line.pointers)
    }
    writer.segment("DTP") {
      $0.element("472")
      $0.element("D8")
      $0.element(claim.serviceDate.day.yyyymmdd)
    }
  }
}

extension SegmentWriter {
  fileprivate mutating func person(_ entity: String, _ person: Person) {
    self.person(entity, person.familyName, person.givenName, middle: person.middleName, suffix: person.suffix)
  }

  /// SV107: one to four.
  fileprivate mutating func pointers(_ pointers: [UInt8]) {
    for (index, pointer) in pointers.enumerated() {
      if index == 0 { element(Int(pointer)) } else { component(Int(pointer)) }
    }
  }
}

extension Claim {
  /// CLM05-1 is that of the first line; a line that differs says so in SV105.
  var placeOfService: String { lines.first?.placeOfService ?? "" }
}
