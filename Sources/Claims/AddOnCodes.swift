internal import Defects
internal import Sessions

/// Procedure codes that are billed beside another one and never alone, and beside which.
///
/// Source: CPT's list of add-on codes with their primary procedures, as CMS publishes it for its National
/// Correct Coding Initiative; those of behavioral health, testing and prolonged services. Numbers only:
/// descriptors are the AMA's.
enum AddOn {
  enum Primary: Sendable {
    /// Any code that is no add-on.
    case any
    /// Evaluation and management.
    case evaluation
    case these([String])
  }

  /// Nil for a code that stands by itself.
  static func primary(of code: String) -> Primary? { primaries[code] }

  private static let primaries: [String: Primary] = [
    "90785": .any, "90833": .evaluation, "90836": .evaluation, "90838": .evaluation,
    "90840": .these(["90839"]), "90863": .these(["90832", "90834", "90837"]),
    "96113": .these(["96112"]), "96121": .these(["96116"]), "96131": .these(["96130"]),
    "96133": .these(["96132"]), "96137": .these(["96136"]), "96139": .these(["96138"]),
    "96159": .these(["96158"]), "96165": .these(["96164"]), "96168": .these(["96167"]),
    "96171": .these(["96170"]),
    "99354": .any, "99355": .these(["99354"]), "99356": .any, "99357": .these(["99356"]),
    "99359": .these(["99358"]), "99415": .evaluation, "99416": .these(["99415"]), "99417": .evaluation,
    "99418": .evaluation,
  ]
}

extension AddOn.Primary {
  func includes(_ code: String) -> Bool {
    switch self {
    case .any: AddOn.primary(of: code) == nil
    case .evaluation: ("99202"..."99499").contains(code) && AddOn.primary(of: code) == nil
    case .these(let codes): codes.contains(code)
    }
  }
}

extension Charges {
  /// - Parameter columns: of these lines.
  func checkAddOns(_ columns: [ChargeColumns], _ defects: inout DefectList) {
    for (line, column) in zip(lines, columns) {
      guard let primary = AddOn.primary(of: line.procedureCode) else { continue }
      if !lines.contains(where: { primary.includes($0.procedureCode) }) {
        defects.add(.addOnWithoutPrimary.at(Int(column.line)))
      }
    }
  }
}
