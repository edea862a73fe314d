internal import CodeSets
internal import Defects
internal import Sessions

/// The money and the procedures of one claim: loop 2400 and what loop 2300 sums up of it.
struct Charges {
  private(set) var lines: [ServiceLine] = []
  private(set) var priorAuthorization = ""
  private(set) var patientPaidCents: Int64 = 0

  var chargeCents: Int64 { lines.reduce(0) { $0 + $1.chargeCents } }

  init(
    _ billing: BillingColumns, _ selection: inout DiagnosisSelection, on date: ServiceDate,
    _ defects: inout DefectList
  ) {
    if billing.lines.isEmpty { defects.add(.chargesMissing) }
    if billing.lines.count > Limit.linesPerClaim { defects.add(.tooManyLines) }
    lines.reserveCapacity(billing.lines.count)
    for columns in billing.lines {
      if columns.coverageID != billing.coverageID { defects.add(.coveragesDiffer) }
      lines.append(ServiceLine(columns, &selection, &defects))
      readPriorAuthorization(columns, &defects)
    }
    readPatientPaid(billing.lines, &defects)
    for index in lines.indices { lines[index].pointers = selection.renumbered(lines[index].pointers) }
    for (code, place) in zip(selection.selected, selection.places)
    where !ICD10CM.isBillable(code.code, on: date.day.yyyymmdd) {
      #if PROOF
        if Leak.isOff("codes"), Leak.isPlantedText(code) { continue }
      #endif
      defects.add(.diagnosisNotBillable.at(place))
    }
  }

  /// REF*G1 stands once for the claim.
  private mutating func readPriorAuthorization(_ columns: ChargeColumns, _ defects: inout DefectList) {
    guard let text = columns.priorAuthorization, !text.isEmpty else { return }
    guard let number = Grammar.number(text, count: Length.priorAuthorization) else {
      return defects.add(.priorAuthorizationInvalid.at(Int(columns.line)))
    }
    if !priorAuthorization.isEmpty, priorAuthorization != number { defects.add(.priorAuthorizationsDiffer) }
    priorAuthorization = number
  }

  /// A session that the client has paid in full is not claimed (45 CFR 164.522(a)(1)(vi)).
  private mutating func readPatientPaid(_ columns: [ChargeColumns], _ defects: inout DefectList) {
    for column in columns {
      let paid = column.patientPaidCents ?? 0
      guard (0...Limit.chargeCents).contains(paid) else {
        return defects.add(.patientPaidInvalid.at(Int(column.line)))
      }
      patientPaidCents += paid
    }
    if patientPaidCents > 0, patientPaidCents >= chargeCents { defects.add(.patientPaidInvalid) }
    if chargeCents > Limit.chargeCents { defects.add(.chargeTooLarge) }
  }
}

extension ServiceLine {
  init(_ columns: ChargeColumns, _ selection: inout DiagnosisSelection, _ defects: inout DefectList) {
    let line = Int(columns.line)
    procedureCode = columns.procedureCode ?? ""
    if !Grammar.isProcedureCode(procedureCode) { defects.add(.procedureCodeInvalid.at(line)) }
    modifiers = columns.modifiers
    if modifiers.count > 4 { defects.add(.tooManyModifiers.at(line)) }
    if !modifiers.allSatisfy(Grammar.isModifier) { defects.add(.modifierInvalid.at(line)) }
    placeOfService = columns.placeOfService ?? ""
    if !Codes.placesOfService.contains(placeOfService) { defects.add(.placeOfServiceInvalid.at(line)) }
    units = columns.units ?? 0
    if !(1...Limit.units).contains(units) { defects.add(.unitsInvalid.at(line)) }
    readCharge(columns, &defects)
    pointers = selection.select(columns.diagnosisPointers) ?? []
    if pointers.isEmpty { defects.add(.diagnosisPointerInvalid.at(line)) }
  }

  private mutating func readCharge(_ columns: ChargeColumns, _ defects: inout DefectList) {
    guard let cents = columns.chargeCents, cents > 0 else {
      return defects.add(.chargeNotPositive.at(Int(columns.line)))
    }
    if cents > Limit.chargeCents { return defects.add(.chargeTooLarge.at(Int(columns.line))) }
    chargeCents = cents
  }
}

enum Limit {
  /// Loop 2400 repeats at most fifty times (005010X222A1).
  static let linesPerClaim = 50
  /// HIPAA limits element 782, money, to ten digits.
  static let chargeCents: Int64 = 9_999_999_999
  static let units: Int32 = 999
}
