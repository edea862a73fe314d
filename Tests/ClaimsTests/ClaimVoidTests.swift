import Claims
import Sessions
import Testing

/// A void says what was said, but for its own number, its frequency and the payer's number of the claim.
@Suite("Void") struct ClaimVoidTests {
  private static let number = "PAYER-77"

  private static func dependent() throws -> Claim {
    try Practice.claim(control: "DEPENDENT1") {
      $0.relationship = "19"
      $0.patient = Practice.subscriber
      $0.lines[0].patientPaidCents = 2_500
      $0.lines[0].priorAuthorization = "AUTH77"
    }
  }

  private static func replacement() throws -> Claim {
    try Practice.claim(["F41.1", "F33.0"], control: "REPLACED1") {
      ($0.frequency, $0.payerClaimNumber, $0.delayReason) = (7, "EARLIER-1", "9")
      $0.payerID = "northfield"
    }
  }

  private func void(_ claims: [Claim], _ said: String, as control: String = "VOID1") throws -> ClaimVoid? {
    let originals = try SealedOriginals(
      render(claims, in: Practice.envelope), of: Set(claims.map(\.control.description)))
    return ClaimVoid(
      of: said, in: originals, control: try #require(PatientControlNumber(control)),
      payerClaimNumber: Self.number)
  }

  private func segments(_ voids: [ClaimVoid]) throws -> [String] {
    String(decoding: try render(voids, as: .x12Professional, in: Practice.envelope), as: UTF8.self)
      .split(separator: "~").map(String.init)
  }

  @Test func `differs from what was said in three places`() throws {
    let claims = [try Practice.claim(), try Self.dependent(), try Self.replacement()]
    for claim in claims {
      let said = claim.control.description
      let void = try #require(try void(claims, said))
      var expected = try Practice.segments([claim])
      let place = try #require(expected.firstIndex { $0.hasPrefix("CLM*") })
      expected[place] = expected[place].replacing("CLM*\(said)*", with: "CLM*VOID1*")
        .replacing(#/:B:[17]\*/#, with: ":B:8*")
      expected.removeAll { $0.hasPrefix("REF*F8*") }
      let next = try #require(
        expected[place...].firstIndex { $0.hasPrefix("REF*") || $0.hasPrefix("HI*") })
      expected.insert("REF*F8*\(Self.number)", at: next)
      let count = expected.count - 4
      expected = expected.map { $0.replacing(#/^SE\*[0-9]+/#, with: "SE*\(count)") }
      #expect(try segments([void]) == expected, "\(said)")
    }
  }

  @Test func `is a document where the claim was one`() throws {
    for claim in [try Practice.claim(), try Self.dependent(), try Self.replacement()] {
      let said = try render([claim], as: .json, in: Practice.envelope)
      let control = claim.control.description
      let originals = try SealedOriginals(said, of: [control])
      let own = try #require(PatientControlNumber("VOID1"))
      let void = try #require(
        ClaimVoid(of: control, in: originals, control: own, payerClaimNumber: Self.number))
      let expected = String(decoding: said, as: UTF8.self)
        .replacing(
          #/"patientControlNumber":"[^"]*","frequency":"[17]"(,"payerClaimNumber":"[^"]*")?/#,
          with:
            "\"patientControlNumber\":\"VOID1\",\"frequency\":\"8\",\"payerClaimNumber\":\"\(Self.number)\"")
      #expect(
        try String(decoding: render([void], as: .json, in: Practice.envelope), as: UTF8.self) == expected)
      #expect(throws: VoidError.otherFormat) {
        try render([void], as: .x12Professional, in: Practice.envelope)
      }
    }
  }

  @Test func `stands in a set of its own`() throws {
    let claims = [try Practice.claim(), try Self.dependent()]
    let voids = try claims.enumerated().compactMap { place, claim in
      try void(claims, claim.control.description, as: "VOID\(place)")
    }
    let written = try segments(voids)
    #expect(written.count { $0.hasPrefix("ST*") } == 2 && written.contains("GE*2*903"))
    #expect(written.count { $0.hasPrefix("HL*1**20*1") } == 2)
  }

  @Test func `is made of what stands there alone, with a number of the payer's`() throws {
    let claim = try Practice.claim()
    #expect(try void([claim], "ANOTHER") == nil)
    let originals = try SealedOriginals(
      render([claim], in: Practice.envelope), of: [claim.control.description])
    for number in ["", "no*number", "a b", String(repeating: "A", count: 51)] {
      #expect(
        ClaimVoid(
          of: claim.control.description, in: originals, control: claim.control, payerClaimNumber: number)
          == nil, "\(number)")
    }
    #expect(throws: (any Error).self) {
      try SealedOriginals(Array(render([claim], in: Practice.envelope).dropLast(20)), of: ["X"])
    }
  }

  @Test func `shows nothing of it, however it is printed`() throws {
    let void = try #require(try void([try Practice.claim()], "7K2M9Q4X1B8D"))
    var dumped = ""
    dump(void, to: &dumped)
    #expect(!"\(void) \(String(reflecting: void)) \(dumped)".contains("TESTPATIENT"))
  }
}
