import Testing
import clearinghouse_sandbox

/// One interchange with two transaction sets of one claim each; the envelopes only, inside them what is
/// counted.
enum Interchange {
  static let segments = [
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       "
      + "*261123*0200*^*00501*000000007*0*T*:",
    "GS*HC*SENDER*RECEIVER*20261123*0200*7*X*005010X222A1",
    "ST*837*0001*005010X222A1", "BHT*0019*00*B-1*20261123*0200*CH", "CLM*A1*100***11:B:1", "SE*4*0001",
    "ST*837*0002*005010X222A1", "BHT*0019*00*B-2*20261123*0200*CH", "CLM*A2*100***11:B:1", "SE*4*0002",
    "GE*2*7", "IEA*1*000000007",
  ]

  static func bytes(_ segments: [String] = segments, end: String = "~") -> [UInt8] {
    Array(segments.map { $0 + end }.joined().utf8)
  }

  /// With the first segment that begins so replaced; "" takes it out.
  static func with(_ start: String, _ replacement: String) -> [UInt8] {
    var changed = segments
    guard let index = changed.firstIndex(where: { $0.hasPrefix(start) }) else { return [] }
    changed[index] = replacement
    return bytes(changed.filter { !$0.isEmpty })
  }
}

struct `An interchange reader` {
  @Test(arguments: ["~", "~\n", "~\r\n"])
  func `reads the envelopes and counts the claims`(_ end: String) throws {
    let summary = try InterchangeReader.read(Interchange.bytes(end: end))
    #expect(
      summary == InterchangeSummary(controlNumber: "000000007", usage: "T", transactionSets: 2, claims: 2))
  }

  @Test
  func `takes the delimiters from ISA`() throws {
    let text = String(decoding: Interchange.bytes(), as: UTF8.self)
    let other = text.replacing("*", with: "|").replacing("~", with: "!")
    #expect(try InterchangeReader.read(Array(other.utf8)).claims == 2)
  }

  @Test(arguments: [
    ("ISA", "", EnvelopeFault.headerUnreadable),
    ("ISA", Interchange.segments[0].replacing("00501", with: "00401"), .versionUnsupported),
    ("GS*", "", .unexpectedSegment),
    ("GS*", "GS*HC*S*R*20261123*0200*7*X*005010X222A2", .versionUnsupported),
    ("GS*", "GS*HP*S*R*20261123*0200*7*X*005010X222A1", .versionUnsupported),
    ("ST*837*0002", "ST*837*0001*005010X222A1", .setNumberRepeated),
    ("ST*837*0001", "ST*837*0001*005010X223A2", .guideDiffers),
    ("ST*837*0001", "ST*835*0001*005010X222A1", .guideDiffers),
    ("BHT", "", .segmentCount),
    ("SE*4*0001", "SE*5*0001", .segmentCount),
    ("SE*4*0001", "SE*4*0002", .setNumber),
    ("SE*4*0001", "", .unexpectedSegment),
    ("GE*", "GE*1*7", .setCount),
    ("GE*", "GE*2*8", .groupNumber),
    ("GE*", "", .unexpectedSegment),
    ("IEA", "IEA*2*000000007", .groupCount),
    ("IEA", "IEA*1*000000008", .interchangeNumber),
    ("IEA", "", .incomplete),
    ("IEA", "IEA*1*000000007~IEA*1*000000007", .unexpectedSegment),
  ])
  func `refuses an envelope that does not hold`(
    _ start: String, _ replacement: String, _ fault: EnvelopeFault
  ) {
    #expect(throws: fault) { try InterchangeReader.read(Interchange.with(start, replacement)) }
  }

  @Test
  func `refuses an interchange cut at any byte`() {
    let whole = Interchange.bytes()
    for end in 0..<whole.count {
      #expect(throws: EnvelopeFault.self) { try InterchangeReader.read(Array(whole[..<end])) }
    }
  }
}
