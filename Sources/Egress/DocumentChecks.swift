/// What the members of a claim have to do with each other, and with what the run expects. Every condition
/// that the bytes themselves can show to be false is checked.
extension DocumentReader {
  /// When everything has been read. Returns the charge, in cents.
  func checkWhole() throws(EgressRefusal) -> Int {
    try checkExpected()
    try checkBillingProvider()
    try checkPatient()
    try checkCorrection()
    try checkOtherProviders()
    try checkDiagnoses()
    return try checkAmounts()
  }

  private func require(
    _ condition: Bool, _ code: EgressRefusal.Code, _ member: DocumentForm.Member
  ) throws(EgressRefusal) {
    guard condition else { throw refusal(code, member) }
  }

  private func checkExpected() throws(EgressRefusal) {
    try require(payload.isEqual(text(.usage), expected.usage.rawValue), .usage, .usage)
    try require(payload.isEqual(text(.submitterID), expected.submitterID), .party, .submitterID)
    try require(payload.isEqual(text(.receiverID), expected.receiverID), .party, .receiverID)
    try require(
      payload.isEqual(text(.patientControlNumber), expected.patientControlNumber), .controlNumber,
      .patientControlNumber)
    try require(day(.dateOfService) <= expected.madeOn, .serviceDate, .dateOfService)
  }

  private func checkBillingProvider() throws(EgressRefusal) {
    let isPerson = !text(.billingFamilyName).isEmpty
    let isOrganization = !text(.organizationName).isEmpty
    try require(isPerson || isOrganization, .elementMissing, .organizationName)
    try require(!(isPerson && isOrganization), .conditionFalse, .organizationName)
    try require(isPerson || text(.billingGivenName).isEmpty, .conditionFalse, .billingGivenName)
  }

  /// Birth, sex and address are those of the patient: of a subscriber only where that is the patient.
  private func checkPatient() throws(EgressRefusal) {
    let isDependant = object(.patient) != nil
    let said: [(isThere: Bool, member: DocumentForm.Member)] = [
      (!text(.subscriberBirthDate).isEmpty, .subscriberBirthDate),
      (!text(.subscriberSex).isEmpty, .subscriberSex),
      (object(.subscriberAddress) != nil, .subscriberAddress),
    ]
    for (isThere, member) in said {
      try require(isThere != isDependant, isDependant ? .conditionFalse : .elementMissing, member)
    }
    let birth: DocumentForm.Member = isDependant ? .patientBirthDate : .subscriberBirthDate
    try require(day(birth) <= day(.dateOfService), .birthDate, birth)
  }

  /// A replacement that names nothing would be taken for a second original.
  private func checkCorrection() throws(EgressRefusal) {
    let isOriginal = payload.isEqual(text(.frequency), "1")
    try require(isOriginal == text(.payerClaimNumber).isEmpty, .correctionUnnamed, .payerClaimNumber)
  }

  private func checkOtherProviders() throws(EgressRefusal) {
    let billing = text(.billingNPI)
    try require(!payload.isEqual(text(.renderingNPI), billing), .conditionFalse, .renderingNPI)
    guard object(.serviceLocation) != nil else { return }
    try require(!payload.isEqual(text(.locationNPI), billing), .conditionFalse, .locationNPI)
    try require(
      !payload.isEqual(object(.locationAddress) ?? 0..<0, object(.billingAddress) ?? 0..<0), .conditionFalse,
      .locationAddress)
    // Where the patient is, and nobody's business: telehealth and home.
    for place in ["02", "10", "12"] {
      try require(!payload.isEqual(text(.placeOfService), place), .conditionFalse, .serviceLocation)
    }
  }

  private func checkDiagnoses() throws(EgressRefusal) {
    let codes = all(.diagnoses)
    for (index, code) in codes.enumerated() {
      for earlier in codes[..<index] {
        try require(!payload.isEqual(earlier, code), .diagnosisRepeated, .diagnoses)
      }
      try require(pointedTo & UInt16(1) << UInt16(index) != 0, .diagnosisNotPointedTo, .diagnoses)
      try require(payload.isBillable(code, on: day(.dateOfService)), .diagnosisNotBillable, .diagnoses)
    }
  }

  private func checkAmounts() throws(EgressRefusal) -> Int {
    let charge = cents(.charge)
    try require(charge > 0 && charge == lineCents, .chargeTotal, .charge)
    // Paid in full means that there is nothing to claim, and a right to have nothing disclosed.
    if !text(.patientPaid).isEmpty {
      let paid = cents(.patientPaid)
      try require(paid > 0 && paid < charge, .patientPaid, .patientPaid)
    }
    return charge
  }

  /// When a line has been read: its claim stands before it.
  mutating func noteLine() throws(EgressRefusal) {
    lineCents += cents(.lineCharge)
    let place = text(.linePlaceOfService)
    try require(
      place.isEmpty || !payload.isEqual(place, text(.placeOfService)), .placeOfService, .linePlaceOfService)
    var seen: UInt16 = 0
    for pointer in all(.linePointers) {
      let number = payload.number(pointer)
      try require(number >= 1 && number <= all(.diagnoses).count, .pointer, .linePointers)
      let bit = UInt16(1) << UInt16(number - 1)
      try require(seen & bit == 0, .pointer, .linePointers)
      seen |= bit
    }
    pointedTo |= seen
  }

  private func day(_ member: DocumentForm.Member) -> Int { payload.isoDay(text(member)) }

  private func cents(_ member: DocumentForm.Member) -> Int { payload.decimalCents(text(member)) ?? 0 }
}

extension Payload {
  /// `2026-03-04` to 20260304; the pattern has been matched.
  func isoDay(_ range: Range<Int>) -> Int {
    range.reduce(0) { bytes[$1] == UInt8(ascii: "-") ? $0 : $0 * 10 + Int(bytes[$1] & 15) }
  }

  /// `150.00`: one spelling for each amount; nil for any other.
  func decimalCents(_ range: Range<Int>) -> Int? {
    let dollars = range.dropLast(3)
    guard let first = dollars.first, dollars.count <= 8, range.count == dollars.count + 3,
      dollars.count == 1 || bytes[first] != UInt8(ascii: "0")
    else { return nil }
    return number(dollars) * 100 + number(range.suffix(2))
  }
}
