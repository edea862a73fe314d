internal import Sessions

/// What composing found out about who pays, and for whom.
struct Payment {
  let payer: Shared<Payer>
  let correction: Correction?
  let delayReason: DelayReason?
  let coverage: Coverage
  let patient: Dependent?
}

/// What composing found out about what was done, and by whom.
struct Service {
  let participants: Participants
  let charges: Charges
  let diagnoses: [DiagnosisCode]
}

/// Parsed once and shared by all claims that name it.
final class Shared<Value: Sendable>: Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}

/// Loop 2000B: the subscriber and the plan.
struct Coverage: Sendable {
  var isPatient = true
  var subscriber = Person()
  var memberID = ""
  var groupNumber = ""
  var filingIndicator = ""
  var payerName = ""
  var benefitsAssigned = false
}

/// Loop 2000C: a patient who is not the subscriber.
struct Dependent: Sendable {
  var relationship = ""
  var person = Person()
}

/// Name, birth and sex; birth, sex and address only of the patient.
struct Person: Sendable {
  var familyName = ""
  var givenName = ""
  var middleName = ""
  var suffix = ""
  var birthDate = CalendarDate(daysSince2000: 0)
  var sex = ""
  var address = Address()
}

/// N3 and N4. The postal code has five or nine digits and no hyphen.
struct Address: Sendable, Equatable {
  var line1 = ""
  var line2 = ""
  var city = ""
  var state = ""
  var postalCode = ""
}

/// Loop 2400. Pointers are one-based positions in the claim's diagnoses.
struct ServiceLine: Sendable {
  var procedureCode = ""
  var modifiers: [String] = []
  var chargeCents: Int64 = 0
  var units: Int32 = 0
  var placeOfService = ""
  var pointers: [UInt8] = []
}

/// Loop 2010AA, and loops 2310B, 2310C and 2310D, each of these where its condition holds.
struct Participants: Sendable {
  let billing: Shared<BillingProvider>
  var rendering: Shared<Clinician>?
  var location: Shared<Location>?
  var supervising: Shared<Clinician>?

  init(billing: Shared<BillingProvider>) { self.billing = billing }
}

/// Loop 2010BB.
struct Payer: Sendable {
  var id = ""
  var payerID = ""
  /// Empty: the coverage's own.
  var name = ""
  var taxonomyRequired = false
  var edits: PayerEdits?
}

/// Loop 2010AA.
struct BillingProvider: Sendable {
  var id = ""
  var isPerson = false
  var npi = ""
  var taxIDKind = ""
  var taxID = ""
  /// The organization's name, or the person's family name.
  var name = ""
  var givenName = ""
  /// May be empty, unless the payer asks for it.
  var taxonomyCode = ""
  var address = Address()
  var acceptsAssignment = false
}

/// Loops 2310B and 2310D.
struct Clinician: Sendable {
  var npi = ""
  var familyName = ""
  var givenName = ""
  var suffix = ""
  /// May be empty, unless the payer asks for it.
  var taxonomyCode = ""
}

/// Loop 2310C. The NPI may be empty.
struct Location: Sendable {
  var name = ""
  var npi = ""
  var address = Address()
}
