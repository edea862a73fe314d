/// The billing envelope of an admitted session, as the practice's billing side stored it: who covers the
/// client, and what is charged. Raw text, not yet checked; `Claims` parses it. Column by column as in the
/// `source` views.
///
/// Sealed like the record: printing or reflecting one shows nothing.
public struct BillingColumns: Sendable {
  public var coverageID = ""
  public var rank: Int32 = 1
  public var payerID = ""
  public var payerName: String?
  public var filingIndicator: String?
  public var memberID: String?
  public var groupNumber: String?
  public var relationship: String?
  public var benefitsAssigned: Bool?
  public var subscriber = PersonColumns()
  /// Present only where the patient is not the subscriber (relationship other than 18).
  public var patient: PersonColumns?
  public var lines: [ChargeColumns] = []
  /// CLM05-3: 1 original, 7 replacement, 8 void; with either of the latter the number that the payer gave to
  /// the claim which it corrects.
  public var frequency: Int32 = 1
  public var payerClaimNumber: String?
  /// CLM20: why the claim is late, as a person said it; nil where it is not late, or nobody said so.
  public var delayReason: String?
  /// Codes of what a person has to do before a claim may go, as the gate says: `client-not-told`.
  public var holds: [String] = []
  public init() {}
}

/// Name, birth, sex and address of a person, as the plan has them.
public struct PersonColumns: Sendable {
  public var familyName: String?
  public var givenName: String?
  public var middleName: String?
  public var suffix: String?
  public var birthDate: CalendarDate?
  public var sex: String?
  public var address1: String?
  public var address2: String?
  public var city: String?
  public var state: String?
  public var postalCode: String?
  public init() {}
}

/// One charge: a row of `source.charge`, without the session and coverage that it belongs to.
public struct ChargeColumns: Sendable {
  public var line: Int32 = 0
  /// The coverage that this line names; a session whose lines name different ones is held.
  public var coverageID: String?
  public var billingProviderID: String?
  public var renderingClinicianID: String?
  public var supervisingClinicianID: String?
  public var locationID: String?
  public var procedureCode: String?
  public var modifiers: [String] = []
  public var units: Int32?
  /// Line total, cents.
  public var chargeCents: Int64?
  public var patientPaidCents: Int64?
  /// One-based; nil means the first four diagnoses.
  public var diagnosisPointers: [Int32]?
  public var placeOfService: String?
  public var priorAuthorization: String?
  public init() {}
}

/// Providers and places, read once for a run. Keys are the ids of the `source` views.
public struct Directory: Sendable {
  public var billingProviders: [String: BillingProviderColumns] = [:]
  public var clinicians: [String: ClinicianColumns] = [:]
  public var locations: [String: LocationColumns] = [:]
  public init() {}
}

public struct ClinicianColumns: Sendable {
  public var npi: String?
  public var familyName: String?
  public var givenName: String?
  public var suffix: String?
  public var taxonomyCode: String?
  public init() {}
}

public struct BillingProviderColumns: Sendable {
  /// `organization` or `person`.
  public var entity: String?
  public var npi: String?
  public var taxID: String?
  /// `EI` or `SY`.
  public var taxIDKind: String?
  public var organizationName: String?
  public var familyName: String?
  public var givenName: String?
  public var taxonomyCode: String?
  public var address1: String?
  public var address2: String?
  public var city: String?
  public var state: String?
  public var postalCode: String?
  public var contactName: String?
  public var contactPhone: String?
  public var acceptsAssignment: Bool?
  public init() {}
}

public struct LocationColumns: Sendable {
  public var name: String?
  public var npi: String?
  public var address1: String?
  public var address2: String?
  public var city: String?
  public var state: String?
  public var postalCode: String?
  public init() {}
}

/// One admitted session as it comes off the cursor.
public struct AdmittedSession: Sendable {
  public let record: SessionRecord
  public let billing: BillingColumns
  /// 1 for an original; the desk makes later versions.
  public let version: Int32
  /// The practice's key of the client, kept for the accounting of disclosures; it never leaves.
  public let clientReference: String

  package init(record: SessionRecord, billing: BillingColumns, version: Int32, clientReference: String) {
    self.record = record
    self.billing = billing
    self.version = version
    self.clientReference = clientReference
  }
}
