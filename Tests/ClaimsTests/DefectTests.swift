import Claims
import Defects
import Sessions
import Testing

/// What is changed in columns without defects, and the codes that the claim is held with.
struct Change<Columns>: CustomTestStringConvertible, Sendable {
  let codes: String
  let apply: @Sendable (inout Columns) -> Void
  var testDescription: String { codes }

  init(_ codes: String, _ apply: @escaping @Sendable (inout Columns) -> Void) {
    self.codes = codes
    self.apply = apply
  }
}

typealias BillingChange = Change<BillingColumns>
typealias ProviderChange = Change<BillingProviderColumns>

extension BillingChange {
  init(line codes: String, _ apply: @escaping @Sendable (inout ChargeColumns) -> Void) {
    self.init(codes) { apply(&$0.lines[0]) }
  }
}

@Suite("A claim")
struct DefectTests {
  @Test(arguments: [
    BillingChange("secondary-coverage") { $0.rank = 2 },
    BillingChange("frequency-invalid") { $0.frequency = 6 },
    BillingChange("delay-reason-invalid") { $0.delayReason = "12" },
    BillingChange("delay-reason-invalid") { $0.delayReason = "late" },
    BillingChange("payer-claim-number-missing") { $0.frequency = 7 },
    BillingChange("payer-claim-number-missing") {
      ($0.frequency, $0.payerClaimNumber) = (8, "husband knows")
    },
    BillingChange("payer-unknown") { $0.payerID = "quillwort" },
    BillingChange("payer-name-missing") { $0.payerName = " " },
    BillingChange("filing-indicator-invalid") { $0.filingIndicator = "XX" },
    BillingChange("filing-indicator-invalid") { $0.filingIndicator = nil },
    BillingChange("member-id-missing") { $0.memberID = nil },
    BillingChange("member-id-missing") { $0.memberID = "" },
    BillingChange("member-id-invalid") { $0.memberID = "ZMM 001" },
    BillingChange("member-id-invalid") { $0.memberID = "ZMM*001" },
    BillingChange("member-id-invalid") { $0.memberID = "Z" },
    BillingChange("member-id-invalid") { $0.memberID = "-ZMM001" },
    BillingChange("member-id-invalid") { $0.memberID = "ZMM001, wife calls him Bear" },
    BillingChange("group-number-invalid") { $0.groupNumber = "G~1" },
    BillingChange("relationship-invalid") { $0.relationship = nil },
    BillingChange("relationship-invalid") { $0.relationship = "02" },
    BillingChange("patient-missing") { $0.relationship = "19" },
    BillingChange("benefits-assignment-missing") { $0.benefitsAssigned = nil },
    BillingChange("subscriber-name-missing") { $0.subscriber.familyName = nil },
    BillingChange("subscriber-name-missing") { $0.subscriber.familyName = "*" },
    BillingChange("subscriber-name-unusable") { $0.subscriber.familyName = "Иванов" },
    BillingChange("subscriber-name-unusable") { $0.subscriber.familyName = "Test\u{200F}patient" },
    BillingChange("subscriber-name-unusable") { $0.subscriber.givenName = "Avery 2" },
    BillingChange("subscriber-name-unusable") { $0.subscriber.givenName = String(repeating: "A", count: 36) },
    BillingChange("subscriber-name-unusable") { $0.subscriber.suffix = "M D" },
    BillingChange("subscriber-birth-date-invalid") { $0.subscriber.birthDate = nil },
    BillingChange("subscriber-birth-date-invalid") { $0.subscriber.birthDate = CalendarDate("2026-03-05") },
    BillingChange("subscriber-birth-date-invalid") { $0.subscriber.birthDate = CalendarDate("1899-12-31") },
    BillingChange("subscriber-sex-invalid") { $0.subscriber.sex = "f" },
    BillingChange("subscriber-address-missing") { $0.subscriber.address1 = nil },
    BillingChange("subscriber-address-unusable") { $0.subscriber.address1 = "७७ लेन" },
    BillingChange("subscriber-city-invalid") { $0.subscriber.city = "P" },
    BillingChange("subscriber-city-invalid") { $0.subscriber.city = "Portland 9" },
    BillingChange("subscriber-state-invalid") { $0.subscriber.state = "or" },
    BillingChange("subscriber-postal-code-invalid") { $0.subscriber.postalCode = "9720" },
    BillingChange("subscriber-postal-code-invalid") { $0.subscriber.postalCode = "9720-21234" },
    BillingChange("subscriber-postal-code-invalid") { $0.subscriber.postalCode = "97202-" },
    BillingChange("charges-missing, billing-provider-missing") { $0.lines = [] },
    BillingChange(line: "coverages-differ") { $0.coverageID = "V-2" },
    BillingChange(line: "coverages-differ") { $0.coverageID = nil },
    BillingChange(line: "procedure-code-invalid (1)") { $0.procedureCode = "9083" },
    BillingChange(line: "procedure-code-invalid (1)") { $0.procedureCode = "NOTES" },
    BillingChange(line: "modifier-invalid (1)") { $0.modifiers = ["9", "HO"] },
    BillingChange(line: "modifier-invalid (1)") { $0.modifiers = ["h0"] },
    BillingChange(line: "too-many-modifiers (1)") { $0.modifiers = ["95", "HO", "U1", "U2", "U3"] },
    BillingChange(line: "units-invalid (1)") { $0.units = 0 },
    BillingChange(line: "units-invalid (1)") { $0.units = nil },
    BillingChange(line: "charge-not-positive (1)") { $0.chargeCents = 0 },
    BillingChange(line: "charge-not-positive (1)") { $0.chargeCents = nil },
    BillingChange(line: "charge-too-large (1)") { $0.chargeCents = 10_000_000_000 },
    BillingChange(line: "patient-paid-invalid (1)") { $0.patientPaidCents = -1 },
    BillingChange(line: "patient-paid-invalid") { $0.patientPaidCents = 14_000 },
    BillingChange(line: "place-of-service-invalid (1)") { $0.placeOfService = "1" },
    BillingChange(line: "place-of-service-invalid (1)") { $0.placeOfService = "28" },
    BillingChange(line: "diagnosis-pointer-invalid (1)") { $0.diagnosisPointers = [] },
    BillingChange(line: "diagnosis-pointer-invalid (1)") { $0.diagnosisPointers = [2] },
    BillingChange(line: "diagnosis-pointer-invalid (1)") { $0.diagnosisPointers = [0] },
    BillingChange(line: "diagnosis-pointer-invalid (1)") { $0.diagnosisPointers = [1, 1] },
    BillingChange(line: "diagnosis-pointer-invalid (1)") { $0.diagnosisPointers = [Int32.min] },
    BillingChange(line: "prior-authorization-invalid (1)") { $0.priorAuthorization = "per call with Ann" },
    BillingChange(line: "billing-provider-missing") { $0.billingProviderID = nil },
    BillingChange(line: "billing-provider-missing") { $0.billingProviderID = "nobody" },
    BillingChange(line: "rendering-clinician-missing") { $0.renderingClinicianID = nil },
    BillingChange(line: "rendering-clinician-missing") { $0.renderingClinicianID = "nobody" },
    BillingChange(line: "rendering-clinician-name-missing, rendering-clinician-npi-invalid") {
      $0.renderingClinicianID = "nameless"
    },
    BillingChange(line: "supervising-clinician-missing") { $0.supervisingClinicianID = "nobody" },
    BillingChange(line: "supervising-clinician-name-missing, supervising-clinician-npi-invalid") {
      $0.supervisingClinicianID = "nameless"
    },
    BillingChange(line: "location-missing") { $0.locationID = "nowhere" },
    BillingChange("coverages-differ") { $0.secondLine { $0.coverageID = "V-2" } },
    BillingChange("billing-providers-differ") { $0.secondLine { $0.billingProviderID = "solo" } },
    BillingChange("rendering-clinician-differs") { $0.secondLine { $0.renderingClinicianID = "lindqvist" } },
    BillingChange("supervising-clinician-differs") {
      $0.secondLine { $0.supervisingClinicianID = "lindqvist" }
    },
    BillingChange("locations-differ") { $0.secondLine { $0.locationID = "east" } },
    BillingChange("units-invalid (2)") { $0.secondLine { $0.units = 1_000 } },
    BillingChange("prior-authorizations-differ") {
      $0.lines[0].priorAuthorization = "A1"
      $0.secondLine { $0.priorAuthorization = "A2" }
    },
    BillingChange("too-many-lines") { $0.lines = Array(repeating: $0.lines[0], count: 51) },
    BillingChange("charge-too-large") {
      $0.lines[0].chargeCents = 9_999_999_999
      $0.secondLine { $0.chargeCents = 1 }
    },
    BillingChange(
      "patient-name-missing, patient-birth-date-invalid, patient-sex-invalid, patient-address-missing, "
        + "patient-city-invalid, patient-state-invalid, patient-postal-code-invalid"
    ) {
      $0.relationship = "01"
      $0.patient = PersonColumns()
    },
  ])
  func `is held with what is wrong`(change: BillingChange) throws {
    let defects = #expect(throws: ClaimDefects.self) { _ = try Practice.claim(change: change.apply) }
    #expect(defects?.description == change.codes)
  }

  @Test(arguments: [
    (["F523"], "diagnosis-not-billable (1)"),
    (["F411", "F438"], "diagnosis-not-billable (2)"),  // dropped on 2022-10-01
    (["F411", "Q99", "F502"], "diagnosis-not-billable (2), diagnosis-not-billable (3)"),
  ])
  func `is held with each diagnosis that is not billable on the date of service`(
    codes: [String], expected: String
  ) {
    let defects = #expect(throws: ClaimDefects.self) { _ = try Practice.claim(codes) }
    #expect(defects?.description == expected)
  }

  @Test(arguments: [
    ProviderChange("billing-provider-entity-invalid") { $0.entity = nil },
    ProviderChange("billing-provider-npi-invalid") { $0.npi = "1234567890" },
    ProviderChange("billing-provider-name-missing") { $0.organizationName = nil },
    ProviderChange("billing-provider-tax-id-invalid") { $0.taxID = "93-123456" },
    ProviderChange("billing-provider-tax-id-invalid") { $0.taxID = "931-23-4567" },
    ProviderChange("billing-provider-tax-id-invalid") { $0.taxIDKind = nil },
    ProviderChange("billing-provider-address-post-office-box") { $0.address1 = "P.O. Box 12" },
    ProviderChange("billing-provider-postal-code-invalid") { $0.postalCode = "97201" },
    ProviderChange("accepts-assignment-missing") { $0.acceptsAssignment = nil },
  ])
  func `is held with what is wrong with its billing provider`(change: ProviderChange) {
    var directory = Practice.directory
    change.apply(&directory.billingProviders["group", default: BillingProviderColumns()])
    let defects = #expect(throws: ClaimDefects.self) { _ = try Practice.claim(in: directory) }
    #expect(defects?.description == change.codes)
  }

  @Test func `is held for a missing taxonomy only by a payer that asks for it`() throws {
    var directory = Practice.directory
    directory.billingProviders["group"]?.taxonomyCode = nil
    directory.clinicians["okonkwo"]?.taxonomyCode = "101YM0800"
    _ = try Practice.claim(in: directory)
    let defects = #expect(throws: ClaimDefects.self) {
      _ = try Practice.claim(in: directory) { $0.payerID = "northfield" }
    }
    #expect(defects?.description == "billing-provider-taxonomy-invalid, rendering-clinician-taxonomy-invalid")
  }

  @Test func `is held for a location only where the location is sent`() throws {
    var directory = Practice.directory
    directory.locations["east"]?.name = nil
    directory.locations["east"]?.npi = "1"
    _ = try Practice.claim(in: directory) {
      $0.lines[0].locationID = "east"
      $0.lines[0].placeOfService = "10"
    }
    let defects = #expect(throws: ClaimDefects.self) {
      _ = try Practice.claim(in: directory) { $0.lines[0].locationID = "east" }
    }
    #expect(defects?.description == "location-name-missing, location-npi-invalid")
  }

  @Test func `is held with everything that is wrong at once`() {
    let defects = #expect(throws: ClaimDefects.self) {
      _ = try Practice.claim(["F523"]) {
        $0.memberID = nil
        $0.subscriber = PersonColumns()
        $0.lines[0].units = nil
        $0.lines[0].renderingClinicianID = nil
      }
    }
    #expect(defects?.all.count == 11)
  }

  @Test func `never shows a value, however it is printed`() throws {
    let claim = try Practice.claim { $0.subscriber.familyName = "Canarybird" }
    var shown = "\(claim) \(String(reflecting: claim)) "
    dump(claim, to: &shown)
    dump([claim], to: &shown)
    #expect(!shown.uppercased().contains("CANARYBIRD"))
    let defects = #expect(throws: ClaimDefects.self) {
      _ = try Practice.claim { $0.subscriber.familyName = "Canarybird\u{7}" }
    }
    var printed = "\(String(describing: defects)) \(String(reflecting: defects)) "
    dump(defects, to: &printed)
    #expect(!printed.uppercased().contains("CANARYBIRD"))
    #expect(printed.contains("subscriber-name-unusable"))
  }
}

extension BillingColumns {
  /// Appends a second line like the first but for one change.
  mutating func secondLine(_ change: (inout ChargeColumns) -> Void) {
    var line = lines[0]
    line.line = 2
    change(&line)
    lines.append(line)
  }
}
