import Egress
import Testing

@Suite("Egress check")
struct EgressTests {
  @Test(arguments: [
    (Sample.own, Sample.expected, 1), (Sample.dependant, Sample.expected, 1),
    (Sample.all, Sample.expectedOfAll, 4),
  ])
  func `accepts what the manifest lists`(_ lines: [String], _ expected: ExpectedInterchange, _ claims: Int)
    throws
  {
    let payload = Sample.payload(lines)
    let summary = try check(payload, expecting: expected)
    #expect(summary.claims == claims)
    #expect(summary.segments == lines.count)
    #expect(summary.bytes == payload.count)
  }

  @Test func `sums what it accepts`() throws {
    let summary = try check(Sample.payload(Sample.all), expecting: Sample.expectedOfAll)
    #expect(summary.transactionSets == 2)
    #expect(summary.chargeCents == 14_000 + 32_575 + 14_000 + 14_000)
  }

  /// Otherwise a mutant of the sample would say nothing about an element that the sample lacks.
  @Test func `is tried on every element of the manifest`() throws {
    let manifest = try Manifest.professionalClaim()
    let summary = try check(Sample.payload(Sample.all), expecting: Sample.expectedOfAll)
    #expect(summary.elementCounts.count == manifest.elements.count)
    for (element, count) in zip(manifest.elements, summary.elementCounts) where count == 0 {
      Issue.record("\(element.loop) \(element.position) stands nowhere in the sample")
    }
  }

  @Test(arguments: Mutant.all)
  func `refuses`(_ mutant: Mutant) throws {
    let payload = try changed(mutant.old, mutant.new)
    let refusal = #expect(throws: EgressRefusal.self) {
      try check(payload, expecting: Sample.expectedOfAll)
    }
    #expect(refusal?.code == mutant.code)
    #expect(refusal?.element == mutant.element)
  }

  /// The control of the mutants: a change of the same kind that keeps to the rules goes through.
  @Test(arguments: [
    ("*AVERY*", "*BO*"), ("PA-20441", "20441-7"), ("CLM*B3XAA", "CLM*B4YAA"), ("ABF:F5231", "ABF:G4700"),
    ("AMT*F5*20.5", "AMT*F5*325.74"), ("*U~NM1*PR", "*M~NM1*PR"), ("12:11:10:9", "9:10:11:12"),
    ("~REF*G1*PA-20441", ""), ("***********11~", "***********1~"), ("***********11~", "~"),
  ])
  func `accepts a change that keeps to the rules`(_ old: String, _ new: String) throws {
    // One segment less where the change leaves one out.
    var text = try String(decoding: changed(old, new), as: UTF8.self)
    if new.isEmpty { text = text.replacing("SE*66*", with: "SE*65*") }
    #expect(throws: Never.self) { try check(Array(text.utf8), expecting: Sample.expectedOfAll) }
  }

  /// CLM20.
  static let delayReasons = Set((1...11).map { "\($0)" } + ["15"])
  static let reasonsTried =
    (0...120).map { "\($0)" } + ["01", "015", "1 ", " 1", "A", "1A", "-1", "1.0", "+1"]

  @Test func `accepts the twelve delay reasons of the standard, and no other`() throws {
    for reason in Self.reasonsTried {
      let payload = try changed("***********11~", "***********\(reason)~")
      let accepted = (try? check(payload, expecting: Sample.expectedOfAll)) != nil
      #expect(accepted == Self.delayReasons.contains(reason), "\(reason)")
    }
  }

  @Test(arguments: [
    (3, EgressRefusal.Code.claimCount), (5, .claimCount), (0, .claimCount), (-1, .claimCount),
  ])
  func `refuses another number of claims than the run has`(_ claims: Int, _ code: EgressRefusal.Code) {
    let other = ExpectedInterchange(
      claims: claims, usage: .test, submitterID: "QUIETHARBOR", receiverID: "HARBORLINK",
      interchangeControlNumber: 903)
    let refusal = #expect(throws: EgressRefusal.self) {
      try check(Sample.payload(Sample.all), expecting: other)
    }
    #expect(refusal?.code == code)
  }

  @Test func `refuses more lines than a claim may have`() {
    var lines = Sample.own
    let (line, end) = (lines.count - 6, lines.count - 3)
    let added = (2...51).flatMap { ["2400 LX*\($0)"] + lines[line + 1..<end] }
    lines.insert(contentsOf: added, at: end)
    let refusal = #expect(throws: EgressRefusal.self) {
      try check(Sample.payload(lines), expecting: Sample.expected)
    }
    #expect(refusal?.description == "refused: limit at segment \(lines.count - 5), 2400 LX01")
  }

  @Test(arguments: [0, 1, 3, 105, 106, 107, 300])
  func `refuses a payload cut to`(_ count: Int) {
    let payload = Array(Sample.payload(Sample.own).prefix(count))
    #expect(throws: EgressRefusal.self) { try check(payload, expecting: Sample.expected) }
  }

  @Test func `says where, and never what stood there`() throws {
    let payload = try changed("*AVERY*", "*aVERY CANARY*")
    let refusal = #expect(throws: EgressRefusal.self) { try check(payload, expecting: Sample.expectedOfAll) }
    #expect(refusal.map(String.init(describing:)) == "refused: character at segment 16, 2010BA NM104")
  }

  private func changed(_ old: String, _ new: String) throws -> [UInt8] {
    let text = String(decoding: Sample.payload(Sample.all), as: UTF8.self)
    let range = try #require(text.firstRange(of: old))
    return Array(text.replacingCharacters(in: range, with: new).utf8)
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<Index>, with new: String) -> String {
    self[..<range.lowerBound] + new + self[range.upperBound...]
  }
}
