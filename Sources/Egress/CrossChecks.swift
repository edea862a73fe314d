/// What the values of a segment must have to do with those of others, and with what the run expects. Counts
/// are counted again here; every condition that the bytes themselves can show to be false is checked.
extension Checker {
  mutating func note() throws(EgressRefusal) {
    switch place {
    case .interchange: try noteInterchange()
    case .group: try noteGroup()
    case .set: try noteSet()
    case .beginning: try checkMade(4, 5)
    case .submitter: try require(payload.isEqual(self[9], expected.submitterID), .party, "09")
    case .receiver: try require(payload.isEqual(self[9], expected.receiverID), .party, "09")
    case .billingLevel, .selfLevel, .otherLevel, .patientLevel: try noteLevel()
    case .billingOrganization, .billingPerson: set.billingNPI = self[9]
    case .billingStreet: set.billingStreet = self[1].lowerBound..<position
    case .billingCity: set.billingCity = self[1].lowerBound..<position
    case .claim, .patientPaid, .corrected, .diagnoses, .rendering, .location, .locationStreet, .locationCity:
      try noteClaim()
    case .line, .service, .serviceDate: try noteLine()
    case .selfBirth, .patientBirth: set.birthDay = payload.number(self[2])
    case .setEnd: try noteSetEnd()
    case .groupEnd: try noteGroupEnd()
    case .interchangeEnd: try noteInterchangeEnd()
    case .contact, .billingSpecialty, .billingTax, .selfCoverage, .selfName, .selfStreet, .selfCity,
      .selfPayer, .otherCoverage, .otherName, .otherPayer, .relationship, .patientName,
      .patientStreet, .patientCity, .authorization, .renderingSpecialty, .supervising:
      break
    }
  }

  @inline(__always)
  func require(_ condition: Bool, _ code: EgressRefusal.Code, _ element: String) throws(EgressRefusal) {
    guard condition else { throw refusal(code, element) }
  }

  private mutating func noteInterchange() throws(EgressRefusal) {
    try require(payload.isEqual(trimmed(self[6]), expected.submitterID), .party, "06")
    try require(payload.isEqual(trimmed(self[8]), expected.receiverID), .party, "08")
    let number = payload.number(self[13])
    try require(number > 0 && number == expected.interchangeControlNumber, .controlNumber, "13")
    try require(payload.isEqual(self[15], expected.usage.rawValue), .usage, "15")
    interchange.controlNumber = self[13]
    (interchange.madeOn, interchange.madeAt) = (self[9], self[10])
  }

  /// ISA elements are the only ones that are padded.
  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var end = range.upperBound
    while end > range.lowerBound, payload[end - 1] == .space { end -= 1 }
    return range.lowerBound..<end
  }

  private mutating func noteGroup() throws(EgressRefusal) {
    try require(payload.isEqual(self[2], expected.submitterID), .party, "02")
    try require(payload.isEqual(self[3], expected.receiverID), .party, "03")
    try require(payload.isEqual(self[4].dropFirst(2), interchange.madeOn), .made, "04")
    try require(payload.isEqual(self[5], interchange.madeAt), .made, "05")
    (interchange.madeOn, interchange.madeAt) = (self[4], self[5])
    try require(payload.number(self[6]) == expected.interchangeControlNumber, .controlNumber, "06")
    interchange.groupNumber = self[6]
  }

  private func checkMade(_ day: Int, _ time: Int) throws(EgressRefusal) {
    try require(payload.isEqual(self[day], interchange.madeOn), .made, "04")
    try require(payload.isEqual(self[time], interchange.madeAt), .made, "05")
  }

  /// ST02 counts the sets from 1.
  private mutating func noteSet() throws(EgressRefusal) {
    interchange.sets += 1
    try require(interchange.sets <= tables.manifest.limits.transactionSets, .limit, "")
    try require(payload.number(self[2]) == interchange.sets, .controlNumber, "02")
    set = SetState(number: self[2], firstSegment: segment)
  }

  /// HL01 counts the levels of the set; HL02 names the level above.
  private mutating func noteLevel() throws(EgressRefusal) {
    if claim.isOpen { try closeClaim() }
    set.levels += 1
    try require(payload.number(self[1]) == set.levels, .count, "01")
    switch place {
    case .billingLevel: set.billingLevel = set.levels
    case .patientLevel: try require(payload.number(self[2]) == set.subscriberLevel, .count, "02")
    default:
      try require(payload.number(self[2]) == set.billingLevel, .count, "02")
      set.subscriberLevel = set.levels
    }
  }

  private mutating func noteSetEnd() throws(EgressRefusal) {
    if claim.isOpen { try closeClaim() }
    try require(payload.number(self[1]) == segment - set.firstSegment + 1, .count, "01")
    try require(payload.isEqual(self[2], set.number), .controlNumber, "02")
  }

  private func noteGroupEnd() throws(EgressRefusal) {
    try require(payload.number(self[1]) == interchange.sets, .count, "01")
    try require(payload.isEqual(self[2], interchange.groupNumber), .controlNumber, "02")
  }

  private func noteInterchangeEnd() throws(EgressRefusal) {
    try require(payload.isEqual(self[2], interchange.controlNumber), .controlNumber, "02")
    try require(interchange.claims == expected.claims, .claimCount, "")
  }
}
