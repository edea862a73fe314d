internal import Sessions

/// Step 5 of the path for a clearinghouse that makes the 837P itself: one claim becomes one JSON document, in
/// the format of `schemas/claim.schema.json`. Same input, same bytes.
///
/// It says what loops 1000A to 2400 of the claim would say, and nothing else; neither number nor time of an
/// interchange, of which it is none.
func renderDocument(_ claim: Claim, in envelope: Envelope) throws(DocumentError) -> [UInt8] {
  var writer = DocumentWriter(reservingBytes: 2_000)
  writer.beginning(envelope)
  writer.billingProvider(claim)
  writer.object("payer") {
    $0.member("id", claim.payer.value.payerID)
    $0.member("name", claim.coverage.payerName)
  }
  writer.subscriber(claim.coverage)
  if let patient = claim.patient { writer.patient(patient) }
  writer.claim(claim)
  writer.otherProviders(claim)
  writer.lines(claim)
  return try writer.finish()
}

extension DocumentWriter {
  /// The version, and loops 1000A and 1000B.
  mutating func beginning(_ envelope: Envelope) {
    member("version", "1")
    member("usage", envelope.usage.rawValue)
    let (submitter, receiver) = (envelope.submitter, envelope.receiver)
    object("submitter") {
      $0.member("id", submitter.id)
      $0.member("name", submitter.name.foldedOrAsIs)
      $0.member("contactName", submitter.contactName.foldedOrAsIs)
      $0.member("contactTelephone", submitter.contactPhone)
    }
    object("receiver") {
      $0.member("id", receiver.id)
      $0.member("name", receiver.name.foldedOrAsIs)
    }
  }

  /// Loops 2000A and 2010AA. The taxonomy only where the payer asks for it.
  fileprivate mutating func billingProvider(_ claim: Claim) {
    let provider = claim.participants.billing.value
    object("billingProvider") {
      $0.member("organizationName", provider.isPerson ? "" : provider.name)
      $0.member("familyName", provider.isPerson ? provider.name : "")
      $0.member("givenName", provider.isPerson ? provider.givenName : "")
      $0.member("npi", provider.npi)
      $0.member("taxonomyCode", claim.payer.value.taxonomyRequired ? provider.taxonomyCode : "")
      $0.member("taxIDKind", provider.taxIDKind)
      $0.member("taxID", provider.taxID)
      $0.address(provider.address)
    }
  }

  /// Loops 2000B and 2010BA. Address, birth and sex only where the subscriber is the patient.
  fileprivate mutating func subscriber(_ coverage: Coverage) {
    object("subscriber") {
      $0.member("payerResponsibility", "P")
      $0.member("groupNumber", coverage.groupNumber)
      $0.member("claimFilingIndicator", coverage.filingIndicator)
      $0.member("memberID", coverage.memberID)
      $0.name(coverage.subscriber)
      if coverage.isPatient { $0.demographics(coverage.subscriber) }
    }
  }

  /// Loops 2000C and 2010CA.
  fileprivate mutating func patient(_ patient: Dependent) {
    object("patient") {
      $0.member("relationship", patient.relationship)
      $0.name(patient.person)
      $0.demographics(patient.person)
    }
  }

  /// Loop 2300, and the date of service, which is that of all lines.
  fileprivate mutating func claim(_ claim: Claim) {
    object("claim") {
      $0.member("patientControlNumber", claim.control.description)
      $0.member("frequency", String(claim.correction?.frequency.rawValue ?? 1))
      $0.member("payerClaimNumber", claim.correction?.payerClaimNumber ?? "")
      $0.member("charge", cents: claim.chargeCents)
      if claim.patientPaidCents > 0 { $0.member("patientPaid", cents: claim.patientPaidCents) }
      $0.member("dateOfService", claim.serviceDate.description)
      $0.member("placeOfService", claim.placeOfService)
      $0.member("providerSignature", "Y")
      $0.member("acceptsAssignment", claim.participants.billing.value.acceptsAssignment ? "A" : "C")
      $0.member("benefitsAssigned", claim.coverage.benefitsAssigned ? "Y" : "N")
      $0.member("releaseOfInformation", "Y")
      $0.member("delayReason", claim.delayReason?.rawValue ?? "")
      $0.member("priorAuthorization", claim.priorAuthorization)
      $0.member("diagnoses", claim.diagnoses.map(\.code))
    }
  }

  /// Loops 2310B, 2310C and 2310D.
  fileprivate mutating func otherProviders(_ claim: Claim) {
    if let clinician = claim.participants.rendering?.value {
      object("renderingProvider") {
        $0.clinician(clinician)
        $0.member("taxonomyCode", claim.payer.value.taxonomyRequired ? clinician.taxonomyCode : "")
      }
    }
    if let location = claim.participants.location?.value {
      let isOwn = location.npi != claim.participants.billing.value.npi
      object("serviceLocation") {
        $0.member("name", location.name)
        $0.member("npi", isOwn ? location.npi : "")
        $0.address(location.address)
      }
    }
    if let clinician = claim.participants.supervising?.value {
      object("supervisingProvider") { $0.clinician(clinician) }
    }
  }

  /// Loop 2400.
  fileprivate mutating func lines(_ claim: Claim) {
    objects("lines", claim.lines) { writer, line in
      writer.member("procedureCode", line.procedureCode)
      writer.member("modifiers", line.modifiers)
      writer.member("charge", cents: line.chargeCents)
      writer.member("units", String(line.units))
      writer.member("placeOfService", line.placeOfService == claim.placeOfService ? "" : line.placeOfService)
      writer.member("diagnosisPointers", line.pointers.map { String($0) })
    }
  }

  private mutating func clinician(_ clinician: Clinician) {
    member("familyName", clinician.familyName)
    member("givenName", clinician.givenName)
    member("suffix", clinician.suffix)
    member("npi", clinician.npi)
  }

  private mutating func name(_ person: Person) {
    member("familyName", person.familyName)
    member("givenName", person.givenName)
    member("middleName", person.middleName)
    member("suffix", person.suffix)
  }

  private mutating func demographics(_ person: Person) {
    member("birthDate", person.birthDate.description)
    member("sex", person.sex)
    address(person.address)
  }

  private mutating func address(_ address: Address) {
    object("address") {
      $0.member("line1", address.line1)
      $0.member("line2", address.line2)
      $0.member("city", address.city)
      $0.member("state", address.state)
      $0.member("postalCode", address.postalCode)
    }
  }
}
