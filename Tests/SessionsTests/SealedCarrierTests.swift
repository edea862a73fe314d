internal import Sessions
internal import TestSupport
internal import Testing

/// Every way in which Swift turns a value into text without being told how.
func everyPrint<Value>(of value: Value) -> [String] {
  var dumped = ""
  dump(value, to: &dumped)
  var inside = ""
  dump([value], to: &inside)
  var printed = ""
  print(value, to: &printed)
  debugPrint(value, to: &printed)
  let mirror = Mirror(reflecting: value)
  let children = mirror.children.map { "\($0.label ?? "") \($0.value) \(String(reflecting: $0.value))" }
  return [
    "\(value)", "\([value])", "\(Optional(value) as Any)", "\((1, value))", "\(["key": value])",
    String(describing: value), String(reflecting: value), String(reflecting: [value]), dumped, inside,
    printed,
    mirror.description, children.joined(separator: " "), "\(Result<Value, any Error>.success(value))",
  ]
}

@Suite("Sealed carrier") struct SealedCarrierTests {
  private let canary = "zq5ea1edca44y"

  /// Puts the canary into each of the fields, sees that it is there, and that no print shows it.
  private func expectSealed<Carrier>(
    _ empty: Carrier, _ texts: [WritableKeyPath<Carrier, String?>],
    _ prepare: (inout Carrier) -> Void = { _ in }
  ) {
    var carrier = empty
    prepare(&carrier)
    for text in texts { carrier[keyPath: text] = canary }
    for text in texts { #expect(carrier[keyPath: text] == canary) }
    for print in everyPrint(of: carrier) { #expect(!print.contains(canary), "\(Carrier.self) was printed") }
  }

  private let person: [WritableKeyPath<PersonColumns, String?>] = [
    \.familyName, \.givenName, \.middleName, \.suffix, \.sex, \.address1, \.address2, \.city, \.state,
    \.postalCode,
  ]

  @Test func `shows nothing of a person, a coverage or a charge`() {
    expectSealed(PersonColumns(), person) { $0.birthDate = Practice.anchor }
    expectSealed(
      BillingColumns(), [\.payerName, \.filingIndicator, \.memberID, \.groupNumber, \.relationship]
    ) {
      ($0.coverageID, $0.payerID) = (canary, canary)
      $0.subscriber.familyName = canary
      $0.patient = PersonColumns()
      $0.patient?.givenName = canary
      $0.lines = [ChargeColumns()]
      $0.lines[0].priorAuthorization = canary
    }
    expectSealed(
      ChargeColumns(),
      [
        \.coverageID, \.billingProviderID, \.renderingClinicianID, \.supervisingClinicianID, \.locationID,
        \.procedureCode, \.placeOfService, \.priorAuthorization,
      ]
    ) { $0.modifiers = [canary] }
  }

  @Test func `shows nothing of providers and places`() {
    expectSealed(ClinicianColumns(), [\.npi, \.familyName, \.givenName, \.suffix, \.taxonomyCode])
    expectSealed(
      BillingProviderColumns(),
      [
        \.entity, \.npi, \.taxID, \.taxIDKind, \.organizationName, \.familyName, \.givenName, \.taxonomyCode,
        \.address1,
        \.address2, \.city, \.state, \.postalCode, \.contactName, \.contactPhone,
      ])
    expectSealed(
      LocationColumns(), [\.name, \.npi, \.address1, \.address2, \.city, \.state, \.postalCode])
    var directory = Directory()
    directory.clinicians[canary] = ClinicianColumns()
    directory.billingProviders[canary] = BillingProviderColumns()
    directory.locations[canary] = LocationColumns()
    #expect(directory.clinicians[canary] != nil)
    for print in everyPrint(of: directory) { #expect(!print.contains(canary)) }
  }

  @Test func `shows nothing of an admitted session`() {
    var billing = BillingColumns()
    billing.memberID = canary
    let record = SessionRecord(reference: canary, serviceDate: Practice.anchor, diagnosisTexts: [canary])
    let admitted = AdmittedSession(record: record, billing: billing, version: 1, clientReference: canary)
    #expect(admitted.clientReference == canary && admitted.billing.memberID == canary)
    for print in everyPrint(of: admitted) { #expect(!print.contains(canary) && !print.contains("2025")) }
  }

  @Test func `would be seen through if it were not sealed`() {
    struct Open { let memberID: String }
    let prints = everyPrint(of: Open(memberID: canary))
    // All but one: a mirror's own text names the type.
    #expect(prints.filter { $0.contains(canary) }.count == prints.count - 1)
  }
}
