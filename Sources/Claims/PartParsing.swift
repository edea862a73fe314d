internal import Defects
internal import Sessions

/// Element lengths of 005010X222A1.
enum Length {
  static let familyName = 60  // NM103
  static let givenName = 35  // NM104
  static let middleName = 25  // NM105
  static let suffix = 5  // NM107 of people insured; ten for clinicians, some of whom append a degree
  static let degree = 10
  static let addressLine = 55  // N301, N302
  static let city = 2...30  // N401
  // The guide has room for more (80, 50, 50), which no plan uses and text could.
  static let identifier = 2...30  // NM109
  static let groupNumber = 1...30  // SBR03
  static let priorAuthorization = 1...30  // REF02
}

/// What was found wrong so far. Parsing adds to it and goes on, so that all of it is known at once; what is
/// parsed is used only if nothing was wrong.
struct DefectList {
  private(set) var all: [ClaimDefect] = []

  mutating func add(_ defect: ClaimDefect) {
    if !all.contains(defect) { all.append(defect) }
  }

  mutating func add(_ more: [ClaimDefect]) {
    for defect in more { add(defect) }
  }

  /// Folded text, or empty where there is none; text that cannot be sent is the given defect.
  mutating func folded(_ text: String?, as form: Text.Form, atMost length: Int, else unusable: ClaimDefect)
    -> String
  {
    guard let text, !text.isEmpty else { return "" }
    if let folded = Text.folded(text, as: form), folded.utf8.count <= length { return folded }
    add(unusable)
    return ""
  }
}

extension Person {
  /// `isPatient`: birth, sex and address are sent of the patient alone (minimum necessary, 45 CFR 164.502(b);
  /// the guide has them for the subscriber only where the subscriber is the patient).
  init(
    _ columns: PersonColumns, isPatient: Bool, on date: ServiceDate, _ rules: PersonDefects,
    _ defects: inout DefectList
  ) {
    let (form, unusable) = (Text.person, rules.nameUnusable)
    familyName = defects.folded(columns.familyName, as: form, atMost: Length.familyName, else: unusable)
    givenName = defects.folded(columns.givenName, as: form, atMost: Length.givenName, else: unusable)
    middleName = defects.folded(columns.middleName, as: form, atMost: Length.middleName, else: unusable)
    suffix = defects.folded(columns.suffix, as: Text.suffix, atMost: Length.suffix, else: unusable)
    if familyName.isEmpty, !defects.all.contains(unusable) { defects.add(rules.nameMissing) }
    guard isPatient else { return }
    if let day = columns.birthDate, day.yyyymmdd >= 1900_01_01, day <= date.day {
      birthDate = day
    } else {
      defects.add(rules.birthDateInvalid)
    }
    sex = columns.sex ?? ""
    if sex != "F", sex != "M", sex != "U" { defects.add(rules.sexInvalid) }
    address = Address(AddressColumns(columns), rules.address, &defects)
  }
}

/// The address columns that several views share.
struct AddressColumns {
  let line1: String?
  let line2: String?
  let city: String?
  let state: String?
  let postalCode: String?

  init(_ columns: PersonColumns) {
    (line1, line2, city) = (columns.address1, columns.address2, columns.city)
    (state, postalCode) = (columns.state, columns.postalCode)
  }

  init(_ columns: BillingProviderColumns) {
    (line1, line2, city) = (columns.address1, columns.address2, columns.city)
    (state, postalCode) = (columns.state, columns.postalCode)
  }

  init(_ columns: LocationColumns) {
    (line1, line2, city) = (columns.address1, columns.address2, columns.city)
    (state, postalCode) = (columns.state, columns.postalCode)
  }
}

extension Address {
  init(_ columns: AddressColumns, _ rules: AddressDefects, _ defects: inout DefectList) {
    let unusable = rules.unusable
    line1 = defects.folded(columns.line1, as: Text.street, atMost: Length.addressLine, else: unusable)
    line2 = defects.folded(columns.line2, as: Text.unit, atMost: Length.addressLine, else: unusable)
    if line1.isEmpty, !defects.all.contains(unusable) { defects.add(rules.missing) }
    if let postOfficeBox = rules.postOfficeBox, Self.isPostOfficeBox(line1) || Self.isPostOfficeBox(line2) {
      defects.add(postOfficeBox)
    }
    city = defects.folded(
      columns.city, as: Text.city, atMost: Length.city.upperBound, else: rules.cityInvalid)
    if !Length.city.contains(city.utf8.count) { defects.add(rules.cityInvalid) }
    state = columns.state ?? ""
    if !Codes.states.contains(state) { defects.add(rules.stateInvalid) }
    postalCode = columns.postalCode.flatMap { Grammar.postalCode($0, isFull: rules.isPostalCodeFull) } ?? ""
    if postalCode.isEmpty { defects.add(rules.postalCodeInvalid) }
  }

  /// A billing provider's address and a place of service are streets (005010X222A1, 2010AA N3).
  private static func isPostOfficeBox(_ line: String) -> Bool {
    let words = line.filter { $0 != "." }.split { " ,#-".contains($0) }
    return words.indices.contains { first in
      boxes.contains { words[first...].starts(with: $0) }
    }
  }

  private static let boxes: [[Substring]] = [
    ["PO", "BOX"], ["P", "O", "BOX"], ["POBOX"], ["POB"], ["POST", "OFFICE", "BOX"], ["LOCKBOX"],
    ["LOCK", "BOX"],
  ]
}
