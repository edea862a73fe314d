import Claims
import Sessions
import Testing

@Suite("Transaction sets of an interchange")
struct TransactionSetTests {
  @Test func `number their levels from one and count their segments`() throws {
    let dependent = try Practice.claim(control: "B") {
      $0.relationship = "19"
      $0.patient = Practice.subscriber
    }
    let segments = try Practice.segments([
      Practice.claim(control: "A"), dependent, Practice.claim(control: "C"),
    ])
    #expect(
      segments.filter { $0.hasPrefix("HL") } == [
        "HL*1**20*1", "HL*2*1*22*0", "HL*3*1*22*1", "HL*4*3*23*0", "HL*5*1*22*0",
      ])
    let set = segments.drop { !$0.hasPrefix("ST*") }.prefix { !$0.hasPrefix("GE*") }
    #expect(set.last == "SE*\(set.count)*0001")
  }

  @Test func `begin anew with each billing provider and payer`() throws {
    let claims = try [
      Practice.claim(control: "A"), Practice.claim(control: "B"),
      Practice.claim(control: "C") { $0.payerID = "northfield" },
      Practice.claim(control: "D") {
        $0.payerID = "northfield"
        $0.lines[0].billingProviderID = "solo"
      },
    ]
    let segments = try Practice.segments(claims)
    #expect(
      segments.filter { ["ST*", "CLM", "GE*", "IEA"].contains($0.prefix(3)) }.map { $0.prefix(8) } == [
        "ST*837*0", "CLM*A*14", "CLM*B*14", "ST*837*0", "CLM*C*14", "ST*837*0", "CLM*D*14", "GE*3*903",
        "IEA*1*00",
      ])
    #expect(
      segments.filter { $0.hasPrefix("BHT") }.map { $0.split(separator: "*")[3] } == [
        "B7Q2M4X9K1-0001", "B7Q2M4X9K1-0002", "B7Q2M4X9K1-0003",
      ])
  }

  @Test func `hold at most five hundred claims`() throws {
    let claims = try (1...1_001).map { try Practice.claim(control: "C\($0)") }
    let segments = try Practice.segments(claims)
    let counts = segments.split { $0.hasPrefix("ST*") }.dropFirst().map { set in
      set.count { $0.hasPrefix("CLM") }
    }
    #expect(counts == [500, 500, 1])
  }

  @Test func `are the same bytes for the same input`() throws {
    let claims = try (1...20).map { try Practice.claim(control: "C\($0)") }
    let again = try (1...20).map { try Practice.claim(control: "C\($0)") }
    #expect(try render(claims, in: Practice.envelope) == render(again, in: Practice.envelope))
  }

  @Test func `are refused as a whole where the envelope cannot be written`() throws {
    let sender = Submitter(
      name: "Quiet Harbor", id: "QUIET*HARBOR", contactName: "Desk", contactPhone: "5035550142")
    let envelope = Envelope(
      from: sender, to: Practice.envelope.receiver, usage: .test, at: Practice.envelope.moment,
      numbers: Practice.envelope.numbers)
    let claim = try Practice.claim()
    let error = #expect(throws: (any Error).self) { try render([claim], in: envelope) }
    #expect(error.map { "\($0)" } == "ISA06: character-not-allowed")
  }
}
