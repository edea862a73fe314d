internal import Defects
internal import Sessions

/// Who bills, who gave the service, and where. Each provider is parsed when a claim names it for the first
/// time.
struct Providers {
  private let directory: Directory
  private var billing: [String: Parsed<BillingProvider>] = [:]
  private var rendering: [String: Parsed<Clinician>] = [:]
  private var supervising: [String: Parsed<Clinician>] = [:]
  private var locations: [String: Parsed<Location>] = [:]

  init(_ directory: Directory) { self.directory = directory }

  /// Nil, with defects, where there is no billing provider.
  mutating func participants(
    _ lines: [ChargeColumns], _ payer: Shared<Payer>?, _ defects: inout DefectList
  ) -> Participants? {
    let needsTaxonomy = payer?.value.taxonomyRequired ?? false
    guard let provider = billingProvider(lines, &defects) else { return nil }
    if needsTaxonomy, !Grammar.isTaxonomyCode(provider.value.taxonomyCode) {
      defects.add(.billingProviderTaxonomyInvalid)
    }
    var participants = Participants(billing: provider)
    participants.rendering = renderingClinician(lines, provider.value, needsTaxonomy, &defects)
    participants.supervising = supervisingClinician(lines, &defects)
    participants.location = location(lines, provider.value, &defects)
    return participants
  }

  private mutating func billingProvider(
    _ lines: [ChargeColumns], _ defects: inout DefectList
  ) -> Shared<BillingProvider>? {
    let id = lines.common(\.billingProviderID, else: .billingProvidersDiffer, &defects)
    guard let id, let columns = directory.billingProviders[id] else {
      defects.add(.billingProviderMissing)
      return nil
    }
    let parsed = billing.remembered(id) { BillingProvider.parse(id, columns) }
    defects.add(parsed.defects)
    return parsed.shared
  }

  /// Loop 2310B is sent only where the clinician is not the billing provider.
  private mutating func renderingClinician(
    _ lines: [ChargeColumns], _ provider: BillingProvider, _ needsTaxonomy: Bool, _ defects: inout DefectList
  ) -> Shared<Clinician>? {
    let rules = ClinicianDefects.rendering
    let id = lines.common(\.renderingClinicianID, else: rules.differ, &defects)
    if id == nil, provider.isPerson { return nil }
    guard let id, let columns = directory.clinicians[id] else {
      defects.add(rules.missing)
      return nil
    }
    let parsed = rendering.remembered(id) { Clinician.parse(columns, rules) }
    if parsed.shared.value.npi == provider.npi { return nil }
    defects.add(parsed.defects)
    if needsTaxonomy, !Grammar.isTaxonomyCode(parsed.shared.value.taxonomyCode) {
      defects.add(rules.taxonomyInvalid)
    }
    return parsed.shared
  }

  private mutating func supervisingClinician(
    _ lines: [ChargeColumns], _ defects: inout DefectList
  ) -> Shared<Clinician>? {
    let rules = ClinicianDefects.supervising
    guard let id = lines.common(\.supervisingClinicianID, else: rules.differ, &defects) else { return nil }
    guard let columns = directory.clinicians[id] else {
      defects.add(rules.missing)
      return nil
    }
    let parsed = supervising.remembered(id) { Clinician.parse(columns, rules) }
    defects.add(parsed.defects)
    return parsed.shared
  }

  /// Loop 2310C is sent only where the service was given at another address than the billing provider's, and
  /// never for telehealth or the client's home.
  private mutating func location(
    _ lines: [ChargeColumns], _ provider: BillingProvider, _ defects: inout DefectList
  ) -> Shared<Location>? {
    guard let place = lines.first?.placeOfService, !Codes.placesWithoutLocation.contains(place),
      let id = lines.common(\.locationID, else: .locationsDiffer, &defects)
    else { return nil }
    guard let columns = directory.locations[id] else {
      defects.add(.locationMissing)
      return nil
    }
    let parsed = locations.remembered(id) { Location.parse(columns) }
    if parsed.shared.value.address == provider.address { return nil }
    defects.add(parsed.defects)
    return parsed.shared
  }
}

extension [ChargeColumns] {
  /// What all lines say in this column; the defect where they do not say the same.
  fileprivate func common(
    _ column: (ChargeColumns) -> String?, else differ: ClaimDefect, _ defects: inout DefectList
  ) -> String? {
    guard let first = first.flatMap(column) else {
      if contains(where: { column($0) != nil }) { defects.add(differ) }
      return nil
    }
    if count > 1, !allSatisfy({ column($0) == first }) { defects.add(differ) }
    return first
  }
}

extension Dictionary where Key == String {
  fileprivate mutating func remembered(_ key: String, _ make: () -> Value) -> Value {
    if let known = self[key] { return known }
    let value = make()
    self[key] = value
    return value
  }
}
