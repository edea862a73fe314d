internal import Claims
internal import Gateway
internal import Sessions
internal import Signing
internal import Testing

@Suite("Identifiers") struct IdentifiersTests {
  private let identifiers = Identifiers(key: Secret([UInt8](repeating: 7, count: 32)))

  private func number(
    of session: String, version: Int32 = 1, by identifiers: Identifiers? = nil
  ) throws -> String {
    let day = CalendarDate(year: 2025, month: 10, day: 6)
    let record = SessionRecord(reference: session, serviceDate: day, diagnosisTexts: ["F41.1"])
    let admitted = AdmittedSession(
      record: record, billing: BillingColumns(), version: version, clientReference: "C-1")
    return try (identifiers ?? self.identifiers).patientControlNumber(of: admitted).description
  }

  @Test func `are the same for the same session, also from another copy of the key`() throws {
    let again = Identifiers(key: Secret([UInt8](repeating: 7, count: 32)))
    #expect(try number(of: "S-1") == number(of: "S-1"))
    #expect(try number(of: "S-1") == number(of: "S-1", by: again))
  }

  @Test func `differ between sessions, versions and keys`() throws {
    let other = Identifiers(key: Secret([UInt8](repeating: 8, count: 32)))
    let numbers = [
      try number(of: "S-1"), try number(of: "S-2"), try number(of: "S-1", version: 2), try number(of: "S-11"),
      try number(of: "S-1", version: 11), try number(of: "S-1", by: other),
    ]
    #expect(Set(numbers).count == numbers.count)
  }

  @Test func `are twenty letters and digits, spread over the whole alphabet`() throws {
    let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    let numbers = try (1...500).map { try number(of: "S-\($0)") }
    #expect(numbers.allSatisfy { $0.count == 20 })
    #expect(Set(numbers).count == 500)
    for place in 0..<20 {
      let seen = Set(numbers.map { $0[$0.index($0.startIndex, offsetBy: place)] })
      #expect(seen.isSubset(of: alphabet))
      #expect(seen.count >= 31, "place \(place)")
    }
  }

  @Test func `show nothing of the key`() {
    #expect(!"\(identifiers)".contains("7, 7"))
    var dumped = ""
    dump(identifiers, to: &dumped)
    #expect(!dumped.contains("7, 7") && !dumped.contains("- 7"))
  }
}
