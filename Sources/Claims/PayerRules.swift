internal import Defects
public import Sessions

/// What the practice's configuration says about one payer, as far as claims need it.
public struct PayerRules: Sendable {
  /// The practice's own id of the payer, as in `source.coverage.payer_id`.
  public let id: String
  /// The payer's id at the clearinghouse: NM109 of loop 2010BB, qualifier PI.
  public let payerID: String
  /// Sent as the payer's name instead of the coverage's.
  public let name: String?
  /// Whether this payer adjudicates by taxonomy code; without that, PRV is not sent (005010X222A1, 2000A and
  /// 2310B).
  public let taxonomyRequired: Bool
  /// Nil: nothing beyond the standard.
  public let edits: PayerEdits?

  public init(
    id: String, payerID: String, name: String? = nil, taxonomyRequired: Bool = false,
    edits: PayerEdits? = nil
  ) {
    self.id = id
    self.payerID = payerID
    self.name = name
    self.taxonomyRequired = taxonomyRequired
    self.edits = edits
  }
}

/// What one payer refuses beyond the standard. Nothing is built in: an empty list asks for nothing.
///
/// An object, because every claim to the payer asks it.
public final class PayerEdits: Sendable {
  /// About the lines at these places with these procedures; an empty list means all.
  public struct ModifierRule: Sendable {
    let places: [String]
    let procedures: [String]
    let requires: [String]
    let allows: [String]?

    /// - Parameters:
    ///   - requires: at least one of them stands on the line; empty: none need.
    ///   - allows: no modifier but these and the required ones; nil: any.
    public init(places: [String], procedures: [String], requires: [String], allows: [String]?) {
      self.places = places
      self.procedures = procedures
      self.requires = requires
      self.allows = allows
    }
  }

  let memberID: IdentifierPattern?
  private let placesOfService: [String]
  private let modifiers: [ModifierRule]
  private let enrolled: [String: CalendarDate]

  /// - Parameter enrolled: NPI of a billing provider → the first date of service.
  public init(
    memberID: IdentifierPattern? = nil, placesOfService: [String] = [], modifiers: [ModifierRule] = [],
    enrolled: [String: CalendarDate] = [:]
  ) {
    self.memberID = memberID
    self.placesOfService = placesOfService
    self.modifiers = modifiers
    self.enrolled = enrolled
  }
}

extension PayerEdits {
  /// - Parameter number: the line's in `source.charge`.
  func check(_ line: ServiceLine, number: Int, _ defects: inout DefectList) {
    if !placesOfService.isEmpty, !placesOfService.contains(line.placeOfService) {
      defects.add(.placeOfServiceNotAllowed.at(number))
    }
    for rule in modifiers where rule.isAbout(line) {
      if !rule.requires.isEmpty, !line.modifiers.contains(where: rule.requires.contains) {
        defects.add(.modifierRequired.at(number))
      }
      if let allows = rule.allows,
        !line.modifiers.allSatisfy({ allows.contains($0) || rule.requires.contains($0) })
      {
        defects.add(.modifierNotAllowed.at(number))
      }
    }
  }

  func check(_ provider: BillingProvider, on date: ServiceDate, _ defects: inout DefectList) {
    guard !enrolled.isEmpty else { return }
    guard let first = enrolled[provider.npi], first <= date.day else { return defects.add(.notEnrolled) }
  }
}

extension PayerEdits.ModifierRule {
  fileprivate func isAbout(_ line: ServiceLine) -> Bool {
    (places.isEmpty || places.contains(line.placeOfService))
      && (procedures.isEmpty || procedures.contains(line.procedureCode))
  }
}
