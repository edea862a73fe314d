internal import Testing
internal import X12

@Suite struct `Reading interchanges` {
  private static let header =
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261123*0200*^*00501*000000001*0*T*:~"
  private static let file =
    header + "TA1*000000007*261122*0100*A*000~GS*FA*A*B*20261123*0200*1*X*005010X231A1~"
    + "ST*999*0001*005010X231A1~AK1*HC*1*005010X222A1~AK9*A*1*1*1~SE*4*0001~GE*1*1~IEA*1*000000001~"

  /// How many segments are shown, or why the rest is not.
  private static func read(_ text: String, by chunk: Int = 7) throws -> Int {
    var rest = Array(text.utf8)[...]
    var count = 0
    try InterchangeReader.read(
      {
        defer { rest = rest.dropFirst(chunk) }
        return rest.isEmpty ? nil : Array(rest.prefix(chunk))
      }, each: { _, _ in count += 1 })
    return count
  }

  @Test(arguments: [1, 7, 100_000])
  func `takes lines, indentation, a byte order mark and other terminators`(_ chunk: Int) throws {
    let indented = "\u{FEFF}\r\n " + Self.file.replacing("~", with: "~\r\n  ")
    #expect(try Self.read(Self.file, by: chunk) == 9)
    #expect(try Self.read(indented + Self.file, by: chunk) == 18)
    for terminator in ["\n", "\r", "\r\n"] {
      #expect(try Self.read(Self.file.replacing("~", with: terminator), by: chunk) == 9)
    }
    #expect(try Self.read(String(Self.file.replacing("~", with: "\n").dropLast()), by: chunk) == 9)
  }

  @Test(arguments: [
    ("", EnvelopeRefusal(.empty, segment: 1)), ("<html>", EnvelopeRefusal(.notX12, segment: 1)),
    ("ISA", EnvelopeRefusal(.truncated, segment: 1)),
    (String(file.dropLast(30)), EnvelopeRefusal(.countDiffers, segment: 7)),
    (String(file.dropLast(40)), EnvelopeRefusal(.truncated, segment: 7)),
    (file.replacing("SE*4", with: "SE*5"), EnvelopeRefusal(.countDiffers, segment: 7)),
    (file.replacing("GE*1*1", with: "GE*1*2"), EnvelopeRefusal(.numberDiffers, segment: 8)),
    (file.replacing("IEA*1", with: "IEA*2"), EnvelopeRefusal(.countDiffers, segment: 9)),
    (file.replacing("00501*", with: "00401*"), EnvelopeRefusal(.versionUnsupported, segment: 1)),
    (file.replacing("AK9", with: "ak9"), EnvelopeRefusal(.segmentMalformed, segment: 6)),
    (
      file.replacing("*1*1*1~", with: String(repeating: "A", count: 20_000)),
      EnvelopeRefusal(.segmentTooLong, segment: 6)
    ),
    (
      file.replacing("*1*1*1~", with: String(repeating: "*", count: 200)),
      EnvelopeRefusal(.tooManyElements, segment: 6)
    ),
    (header + String(repeating: " ", count: 9_000), EnvelopeRefusal(.tooMuchSpace, segment: 2)),
    (file + "x", EnvelopeRefusal(.notX12, segment: 10)),
  ])
  func `refuses what is cut off, miscounted or of another kind`(_ text: String, _ refusal: EnvelopeRefusal) {
    #expect(throws: refusal) { try Self.read(text) }
  }
}
