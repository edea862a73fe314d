internal import Acknowledgments
internal import Testing

@Suite("What acknowledgments say") struct OutcomeTests {
  private static let claim = "7K2M3Q4X2B6D7K2M3Q4X"

  @Test(arguments: [
    ("A", Finding.Outcome.accepted), ("E", .acceptedWithErrors), ("R", .rejected), ("Z", .unknown),
    ("", .unknown),
  ])
  func `reads TA104`(_ code: String, _ outcome: Finding.Outcome) throws {
    let found = try Sample.interchange("TA1*000000012*261123*0200*\(code)*025").findings()
    #expect(found.map(\.outcome) == [outcome] && found.first?.codes == ["TA1:025"])
    #expect(found.first?.subject == .interchange(12) && found.first?.source == .clearinghouse)
  }

  @Test(arguments: [
    ("A", Finding.Outcome.accepted), ("E", .acceptedWithErrors), ("R", .rejected), ("M", .rejected),
    ("W", .rejected), ("X", .rejected), ("P", .unknown), ("Q", .unknown),
  ])
  func `reads IK501 set by set`(_ code: String, _ outcome: Finding.Outcome) throws {
    let found = try Sample.syntax(
      "AK1*HC*12*005010X222A1", "AK2*837*0003*005010X222A1", "IK5*\(code)*5",
      "AK9*\(code == "A" ? "A" : "R")*1*1*0"
    ).findings()
    #expect(found.map(\.outcome) == [outcome] && found.first?.subject == .set(group: 12, set: 3))
    #expect(found.first?.codes == ["IK5:5"])
  }

  @Test(arguments: [
    ("A", Finding.Outcome.accepted), ("E", .acceptedWithErrors), ("R", .rejected), ("M", .rejected),
    ("W", .rejected), ("X", .rejected), ("P", .unknown),
  ])
  func `takes AK901 for the whole group where no set is named`(_ code: String, _ outcome: Finding.Outcome)
    throws
  {
    let found = try Sample.syntax("AK1*HC*12*005010X222A1", "AK9*\(code)*2*2*0*1").findings()
    #expect(found.map(\.outcome) == [outcome] && found.first?.subject == .group(12))
    #expect(found.first?.codes == ["AK9:1"])
  }

  @Test func `names the claim that an error is in, and never what was wrong there`() throws {
    let found = try Sample.syntax(
      "AK1*HC*12*005010X222A1", "AK2*837*0001*005010X222A1", "IK3*NM1*17*2010*8", "CTX*CLM01:\(Self.claim)",
      "IK4*9*67*7*SUICIDAL", "IK5*R*5", "AK9*R*1*1*0"
    ).findings()
    #expect(found.count == 2 && found.last?.subject == .claim(Self.claim))
    #expect(found.first?.codes == ["IK3:8:NM1", "IK4:7:NM1.9", "IK5:5"])
    #expect(found.last?.codes == ["IK3:8:NM1", "IK4:7:NM1.9"] && found.last?.outcome == .rejected)
  }

  @Test func `trusts the sets where the group says otherwise, and notes it`() throws {
    let sample = Sample.syntax(
      "AK1*HC*12*005010X222A1", "AK2*837*0001*005010X222A1", "IK5*A", "AK2*837*0002*005010X222A1", "IK5*R*5",
      "AK9*A*2*2*2")
    let (found, summary) = try read(Array(sample.text.utf8))
    #expect(found.map(\.outcome) == [.accepted, .rejected] && summary.warnings == [.groupDiffers])
  }

  private static func claimStatus(_ more: String...) -> Sample {
    var sample = Sample.status(
      "BHT*0085*08*X*20261124*0915*TH", "HL*1**20*1", "NM1*PR*2*MERIDIAN*****PI*MMH01", "TRN*1*T1",
      "HL*2*1*21*1",
      "NM1*41*2*PRACTICE*****46*TESTPRACTICE", "TRN*2*K7OXA74UHN53ROVL-1", "HL*3*2*19*1",
      "NM1*85*2*PRACTICE*****XX*1999999984",
      "HL*4*3*PT", "NM1*QC*1*TESTPATIENT*AVERY****MI*ZMMH0001001", "TRN*2*\(claim)")
    sample.body += more
    return sample
  }

  @Test(arguments: [
    ("A0", Finding.Outcome.forwarded), ("A1", .received), ("A2", .adjudicating), ("A3", .rejected),
    ("A4", .notFound), ("A5", .split), ("A6", .rejected), ("A7", .rejected), ("A8", .rejected),
    ("E1", .unknown), ("F1", .unknown), ("P1", .unknown), ("R1", .unknown), ("D0", .unknown),
    ("A9", .unknown),
  ])
  func `reads the category of a claim's status`(_ category: String, _ outcome: Finding.Outcome) throws {
    let found = try Self.claimStatus("STC*\(category):562:IL*20261124", "REF*1K*MMH77", "DTP*472*D8*20261101")
      .findings()
    #expect(found.map(\.outcome) == [outcome] && found.first?.subject == .claim(Self.claim))
    #expect(found.first?.codes == ["\(category):562:IL"] && found.first?.payerClaimNumber == "MMH77")
    #expect(found.first?.source == .payer && found.first?.saidOn == "2026-11-24")
  }

  @Test(arguments: [
    ("A7:562:IL", "WQ", true), ("A2:20:PR", "U", true), ("A7:562:IL", "U", false), ("A2:20:PR", "WQ", false),
  ])
  func `takes category and action that exclude each other for a rejection`(
    _ status: String, _ action: String, _ contradictory: Bool
  ) throws {
    let found = try #require(try Self.claimStatus("STC*\(status)*20261124*\(action)*175").findings().first)
    #expect(found.isContradictory == contradictory)
    #expect(found.outcome == (status.hasPrefix("A2") && !contradictory ? .adjudicating : .rejected))
  }

  @Test func `takes no claim for accepted of which something cannot be read`() throws {
    for status in ["STC*{!H*20261124*U", "STC**20261124*U", "STC*A2:20**WQ*175******{!"] {
      let found = try #require(
        try Self.claimStatus("STC*A2:20:PR*20261124*WQ", status).findings().first)
      #expect(found.outcome == .unknown, "\(status)")
    }
  }

  @Test func `has no day where the interchange names none`() throws {
    let sample = Sample.interchange("TA1*000000012*261123*0200*A*000")
    let text = sample.text.replacing("*261124*", with: "*261924*")
    #expect(try read(Array(text.utf8)).findings.map(\.saidOn) == [nil])
  }

  @Test func `lets a rejected line reject its claim`() throws {
    let found = try #require(
      try Self.claimStatus(
        "STC*A2:20:PR*20261124*WQ", "SVC*HC:90837*175", "STC*A8:507*20261124*U", "REF*FJ*1"
      ).findings().first)
    #expect(found.outcome == .rejected && found.isContradictory && found.codes == ["A2:20:PR", "A8:507"])
  }

  @Test func `rejects a batch and a provider for all their claims, and adjudicates none of them so`() throws {
    let found = try Sample.status(
      "HL*1**20*1", "NM1*AY*2*HARBORLINK*****46*HL01", "HL*2*1*21*1", "TRN*2*K7OXA74UHN53ROVL-2",
      "STC*A2:20*20261124", "HL*3*2*19*1", "TRN*1*0", "STC*A3:21:85*20261124*U"
    ).findings()
    #expect(found.map(\.subject) == [.batch("K7OXA74UHN53ROVL-2"), .batch("K7OXA74UHN53ROVL-2")])
    #expect(
      found.map(\.outcome) == [.received, .rejected] && found.allSatisfy { $0.source == .clearinghouse })
  }

  /// Each category with each action: who says both accepts nothing.
  @Test(arguments: [
    ("A0", Finding.Outcome.forwarded), ("A1", .received), ("A2", .adjudicating), ("A5", .split),
    ("A4", .notFound), ("A3", .rejected), ("A6", .rejected), ("A7", .rejected), ("A8", .rejected),
    ("E1", .unknown), ("F1", .unknown), ("P1", .unknown),
  ])
  func `reads a category together with its action`(_ category: String, _ outcome: Finding.Outcome) throws {
    let accepts = ["A0", "A1", "A2", "A5"].contains(category)
    for action in ["WQ", "U", "", "NA"] {
      let found = try #require(
        try Self.claimStatus("STC*\(category):20:PR*20261124*\(action)*175").findings().first)
      let excludes = accepts && action == "U" || outcome == .rejected && action == "WQ"
      #expect(found.isContradictory == excludes, "\(category) \(action)")
      #expect(found.outcome == (excludes ? .rejected : outcome), "\(category) \(action)")
    }
  }

  /// Two composites in one STC, every pair: the worse one counts, and an acceptance beside a rejection
  /// contradicts it.
  @Test func `reads every pair of categories in one status`() throws {
    let rank = ["A3", "A6", "A7", "A8", "E1", "A4", "A1", "A0", "A5", "A2"]
    let accepting: Set = ["A0", "A1", "A2", "A5"]
    for (place, one) in rank.enumerated() {
      for other in rank[place...] {
        let found = try #require(
          try Self.claimStatus("STC*\(other):20*20261124**175******\(one):21").findings().first)
        #expect(found.outcome == StatusCategory.outcome(one), "\(one) \(other)")
        #expect(found.isContradictory == (place < 4 && accepting.contains(other)), "\(one) \(other)")
      }
    }
  }

  private static func remittance(_ more: String...) -> Sample {
    var sample = Sample.payment(
      "BPR*I*120*C*ACH************20261120", "TRN*1*EFT123*1999999999", "N1*PR*MERIDIAN",
      "N1*PE*PRACTICE*XX*1999999984", "LX*1")
    sample.body += more
    return sample
  }

  @Test(arguments: [
    ("1", "120", "20", Finding.Outcome.paid), ("2", "120", "20", .paid), ("3", "120", "20", .paid),
    ("19", "120", "20", .paid), ("1", "0", "140", .paid), ("1", "0", "0", .denied), ("4", "0", "0", .denied),
    ("22", "-120", "0", .reversed), ("23", "0", "0", .forwardedToOther), ("25", "0", "0", .predetermined),
    ("99", "120", "0", .unknown),
  ])
  func `reads CLP02 with what was paid`(
    _ status: String, _ paid: String, _ share: String, _ outcome: Finding.Outcome
  ) throws {
    let found = try Self.remittance("CLP*\(Self.claim)*\(status)*175*\(paid)*\(share)*12*MMH77*11*1")
      .findings()
    #expect(found.map(\.outcome) == [outcome, .paid] && found.first?.subject == .claim(Self.claim))
    #expect(found.first?.payerClaimNumber == "MMH77" && found.first?.payment?.trace == "EFT123")
    #expect(found.first?.saidOn == "2026-11-20")
  }

  @Test(arguments: [("CAS*CO*45*35", "CAS*PR*3*20", true), ("CAS*CO*45*35", "CAS*PR*3*19.99", false)])
  func `checks that a claim, its lines and the payment add up`(
    _ one: String, _ other: String, _ adds: Bool
  ) throws {
    let found = try Self.remittance(
      "CLP*\(Self.claim)*1*175*120*20*12*MMH77", "SVC*HC:90837*175*120", one, other, "REF*6R*1"
    ).findings()
    #expect(found.map { $0.payment?.isBalanced } == [adds, true])
    #expect(found.first?.codes == ["CO-45", "PR-3"] && found.first?.payment?.chargeCents == 17_500)
    let short = try Self.remittance(
      "CLP*\(Self.claim)*1*175*100*20*12*MMH77", "CAS*CO*45*55", "CAS*PR*3*20",
      "PLB*1999999984*20261231*WO:X*-20"
    ).findings()
    #expect(short.map { $0.payment?.isBalanced } == [true, true, true])
    #expect(short.map(\.outcome) == [.paid, .adjusted, .paid] && short[1].payment?.paidCents == 2_000)
  }
}

/// What a category says by itself, as x12.org lists it.
private enum StatusCategory {
  static func outcome(_ category: String) -> Finding.Outcome {
    switch category {
    case "A0": .forwarded
    case "A1": .received
    case "A2": .adjudicating
    case "A4": .notFound
    case "A5": .split
    case "A3", "A6", "A7", "A8": .rejected
    default: .unknown
    }
  }
}
