internal import CodeSets
internal import Defects
internal import Sessions

/// A provider, place or payer parsed once, with what is wrong with it. Every claim that names it gets the
/// defects.
struct Parsed<Value: Sendable> {
  let shared: Shared<Value>
  let defects: [ClaimDefect]

  init(_ value: Value, _ defects: DefectList) {
    shared = Shared(value)
    self.defects = defects.all
  }
}

extension BillingProvider {
  static func parse(_ id: String, _ columns: BillingProviderColumns) -> Parsed<BillingProvider> {
    var defects = DefectList()
    var provider = BillingProvider(id: id)
    provider.isPerson = columns.entity == "person"
    if !provider.isPerson, columns.entity != "organization" { defects.add(.billingProviderEntityInvalid) }
    provider.readName(columns, &defects)
    provider.npi = columns.npi ?? ""
    if !NPI.isValid(provider.npi) { defects.add(.billingProviderNPIInvalid) }
    provider.readTaxID(columns, &defects)
    provider.taxonomyCode = columns.taxonomyCode ?? ""
    provider.address = Address(AddressColumns(columns), .billingProvider, &defects)
    if columns.acceptsAssignment == nil { defects.add(.acceptsAssignmentMissing) }
    provider.acceptsAssignment = columns.acceptsAssignment ?? false
    return Parsed(provider, defects)
  }

  private mutating func readName(_ columns: BillingProviderColumns, _ defects: inout DefectList) {
    let (form, missing) = (isPerson ? Text.person : Text.organization, ClaimDefect.billingProviderNameMissing)
    let written = isPerson ? columns.familyName : columns.organizationName
    name = defects.folded(written, as: form, atMost: Length.familyName, else: missing)
    if isPerson {
      givenName = defects.folded(columns.givenName, as: form, atMost: Length.givenName, else: missing)
    }
    if name.isEmpty { defects.add(missing) }
  }

  private mutating func readTaxID(_ columns: BillingProviderColumns, _ defects: inout DefectList) {
    guard let kind = columns.taxIDKind, kind == "EI" || kind == "SY",
      let digits = columns.taxID.flatMap({ Grammar.taxID($0, kind: kind) })
    else { return defects.add(.billingProviderTaxIDInvalid) }
    (taxIDKind, taxID) = (kind, digits)
  }
}

extension Clinician {
  static func parse(_ columns: ClinicianColumns, _ rules: ClinicianDefects) -> Parsed<Clinician> {
    var defects = DefectList()
    var clinician = Clinician()
    let (form, missing) = (Text.person, rules.nameMissing)
    clinician.familyName = defects.folded(
      columns.familyName, as: form, atMost: Length.familyName, else: missing)
    clinician.givenName = defects.folded(columns.givenName, as: form, atMost: Length.givenName, else: missing)
    clinician.suffix = defects.folded(columns.suffix, as: Text.suffix, atMost: Length.degree, else: missing)
    if clinician.familyName.isEmpty { defects.add(missing) }
    clinician.npi = columns.npi ?? ""
    if !NPI.isValid(clinician.npi) { defects.add(rules.npiInvalid) }
    clinician.taxonomyCode = columns.taxonomyCode ?? ""
    return Parsed(clinician, defects)
  }
}

extension Location {
  static func parse(_ columns: LocationColumns) -> Parsed<Location> {
    var defects = DefectList()
    var location = Location()
    location.name = defects.folded(
      columns.name, as: Text.organization, atMost: Length.familyName, else: .locationNameMissing)
    if location.name.isEmpty { defects.add(.locationNameMissing) }
    location.npi = columns.npi ?? ""
    if !location.npi.isEmpty, !NPI.isValid(location.npi) { defects.add(.locationNPIInvalid) }
    location.address = Address(AddressColumns(columns), .location, &defects)
    return Parsed(location, defects)
  }
}

extension Payer {
  static func parse(_ rules: PayerRules) -> Parsed<Payer> {
    var defects = DefectList()
    var payer = Payer(id: rules.id, taxonomyRequired: rules.taxonomyRequired, edits: rules.edits)
    payer.payerID = Grammar.identifier(rules.payerID, count: Length.identifier) ?? ""
    if payer.payerID.isEmpty { defects.add(.payerIDInvalid) }
    payer.name = defects.folded(
      rules.name, as: Text.organization, atMost: Length.familyName, else: .payerNameMissing)
    return Parsed(payer, defects)
  }
}
