/// The arithmetic and the conditions of one claim (loops 2300 to 2400).
extension Checker {
  mutating func noteClaim() throws(EgressRefusal) {
    switch place {
    case .claim: try openClaim()
    case .patientPaid:
      // Paid in full means that there is nothing to claim, and a right to have nothing disclosed.
      let paid = payload.cents(self[2]) ?? 0
      try require(paid > 0 && paid < claim.chargeCents, .patientPaid, "02")
    case .corrected:
      try require(claim.isCorrection, .conditionFalse, "01")
      claim.namesCorrected = true
    case .diagnoses: try noteDiagnoses()
    case .rendering: try require(!payload.isEqual(self[9], set.billingNPI), .conditionFalse, "09")
    case .location:
      try require(self[8].isEmpty == self[9].isEmpty, .elementMissing, "09")
      try require(!payload.isEqual(self[9], set.billingNPI), .conditionFalse, "09")
      try require(!isAtHomeOrByTelehealth, .conditionFalse, "")
    case .locationStreet: claim.street = self[1].lowerBound..<position
    default:
      let city = self[1].lowerBound..<position
      let isBilling =
        payload.isEqual(claim.street, set.billingStreet) && payload.isEqual(city, set.billingCity)
      try require(!isBilling, .conditionFalse, "")
    }
  }

  private mutating func openClaim() throws(EgressRefusal) {
    claim = ClaimState(isOpen: true, segment: segment, placeOfService: self[5, 1])
    interchange.claims += 1
    set.claims += 1
    try require(interchange.claims <= expected.claims, .claimCount, "")
    try require(set.claims <= tables.manifest.limits.claimsPerTransactionSet, .limit, "")
    try require(controlNumbers.insert(self[1], of: payload), .claimRepeated, "01")
    claim.isCorrection = !payload.isEqual(self[5, 3], "1")
    claim.chargeCents = payload.cents(self[2]) ?? 0
    try require(claim.chargeCents > 0, .chargeTotal, "02")
  }

  /// Places of service 02, 10 (telehealth) and 12 (home): where the patient is, and nobody's business.
  private var isAtHomeOrByTelehealth: Bool {
    ["02", "10", "12"].contains { payload.isEqual(claim.placeOfService, $0) }
  }

  private mutating func noteDiagnoses() throws(EgressRefusal) {
    // A replacement that names nothing would be taken for a second original.
    try require(claim.isCorrection == claim.namesCorrected, .correctionUnnamed, "")
    claim.diagnosisSegment = segment
    for element in 1...12 {
      let code = self[element, 2]
      if code.isEmpty { break }
      for earlier in 0..<claim.diagnosisCount where payload.isEqual(claim.diagnoses[earlier], code) {
        throw refusal(.diagnosisRepeated, Self.diagnosis(element))
      }
      claim.diagnoses[element - 1] = code
      claim.diagnosisCount = element
    }
  }

  mutating func noteLine() throws(EgressRefusal) {
    switch place {
    case .line:
      claim.lines += 1
      try require(payload.number(self[1]) == claim.lines, .count, "01")
      try require(claim.lines <= tables.manifest.limits.linesPerClaim, .limit, "01")
    case .service:
      claim.lineCents += payload.cents(self[2]) ?? 0
      try require(self[5].isEmpty || !payload.isEqual(self[5], claim.placeOfService), .placeOfService, "05")
      try notePointers()
    default:
      let day = payload.number(self[3])
      try require(claim.serviceDay == 0 || claim.serviceDay == day, .serviceDate, "03")
      try require(day <= payload.number(interchange.madeOn), .serviceDate, "03")
      try require(set.birthDay <= day, .birthDate, "03")
      claim.serviceDay = day
    }
  }

  /// SV107: one-based, each once, and each to a diagnosis that is there.
  private mutating func notePointers() throws(EgressRefusal) {
    var seen: UInt16 = 0
    for component in 1...4 {
      let range = self[7, component]
      if range.isEmpty { break }
      let pointer = payload.number(range)
      try require(pointer >= 1 && pointer <= claim.diagnosisCount, .pointer, "07")
      let bit = UInt16(1) << UInt16(pointer - 1)
      try require(seen & bit == 0, .pointer, "07")
      seen |= bit
    }
    claim.pointedTo |= seen
  }

  /// When the last line has been read: the sum, and every diagnosis billable that day and asked for by a
  /// line.
  mutating func closeClaim() throws(EgressRefusal) {
    guard claim.lineCents == claim.chargeCents else {
      throw EgressRefusal(code: .chargeTotal, segment: claim.segment, element: "2300 CLM02")
    }
    for index in 0..<claim.diagnosisCount {
      let isPointedTo = claim.pointedTo & UInt16(1) << UInt16(index) != 0
      guard isPointedTo, payload.isBillable(claim.diagnoses[index], on: claim.serviceDay) else {
        let code = isPointedTo ? EgressRefusal.Code.diagnosisNotBillable : .diagnosisNotPointedTo
        let element = "2300 HI" + Self.diagnosis(index + 1)
        throw EgressRefusal(code: code, segment: claim.diagnosisSegment, element: element)
      }
    }
    interchange.chargeCents += claim.chargeCents
    claim.isOpen = false
  }

  /// `03-2`: the code of the third diagnosis.
  private static func diagnosis(_ element: Int) -> String {
    (element < 10 ? "0" : "") + String(element) + "-2"
  }
}
