import Testing
import X12

@Suite("Interchange")
struct InterchangeTests {
  static let group = FunctionalGroup(identifier: "HC", guide: "005010X222A1", transactionSet: "837")

  static func interchange(
    from sender: String = "SENDER", number: Int = 7, usage: String = "T", date: String = "20261123"
  ) -> Interchange {
    Interchange(from: sender, to: "RECEIVER", at: (date, "0915"), number: number, usage: usage)
  }

  /// An interchange of one set with one segment, or why it is refused.
  static func written(
    _ interchange: Interchange = interchange(),
    _ elements: (inout SegmentWriter) -> Void = { $0.element("X") }
  ) throws(X12Error) -> String {
    var writer = InterchangeWriter(interchange, group)
    _ = writer.beginTransactionSet()
    writer.segment("REF", elements)
    return String(decoding: try writer.finish(), as: UTF8.self)
  }

  @Test func `encloses its sets and computes every count`() throws {
    var writer = InterchangeWriter(Self.interchange(), Self.group)
    #expect(writer.beginTransactionSet() == "0001")
    for number in 1...3 { writer.segment("LX") { $0.element(number) } }
    #expect(writer.beginTransactionSet() == "0002")
    writer.segment("LX") { $0.element(9) }
    let text = String(decoding: try writer.finish(), as: UTF8.self)
    #expect(
      text == "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261123*0915*^*00501*"
        + "000000007*1*T*:~GS*HC*SENDER*RECEIVER*20261123*0915*7*X*005010X222A1~ST*837*0001*005010X222A1~"
        + "LX*1~LX*2~LX*3~SE*5*0001~ST*837*0002*005010X222A1~LX*9~SE*3*0002~GE*2*7~IEA*1*000000007~")
  }

  @Test func `has a header of 106 bytes with the delimiters in their places`() throws {
    let bytes = Array(try Self.written().utf8)
    #expect(bytes.firstIndex(of: UInt8(ascii: "~")) == 105)
    #expect([bytes[3], bytes[82], bytes[104]] == Array("*^:".utf8))
  }

  @Test(arguments: [
    ("SENDERSENDERSEND", 7, "T", "20261123", "ISA06: wrong-length"),
    ("", 7, "T", "20261123", "ISA06: wrong-length"),
    ("SEND~ER", 7, "T", "20261123", "ISA06: character-not-allowed"),
    ("SENDÉR", 7, "T", "20261123", "ISA06: character-not-allowed"),
    ("SENDER", 0, "T", "20261123", "ISA13: control-number-out-of-range"),
    ("SENDER", -1, "T", "20261123", "ISA13: control-number-out-of-range"),
    ("SENDER", 1_000_000_000, "T", "20261123", "ISA13: wrong-length"),
    ("SENDER", 7, "", "20261123", "ISA15: wrong-length"),
    ("SENDER", 7, "T", "261123", "ISA09: wrong-length"),
  ])
  func `is refused with a header that does not fit`(
    sender: String, number: Int, usage: String, date: String, expected: String
  ) {
    let error = #expect(throws: X12Error.self) {
      try Self.written(Self.interchange(from: sender, number: number, usage: usage, date: date))
    }
    #expect(error?.description == expected)
  }

  @Test func `is refused without a transaction set`() {
    let error = #expect(throws: X12Error.self) {
      try InterchangeWriter(Self.interchange(), Self.group).finish()
    }
    #expect(error?.description == "GE: wrong-level")
  }

  @Test func `is refused with a segment outside of a set`() {
    let error = #expect(throws: X12Error.self) {
      var writer = InterchangeWriter(Self.interchange(), Self.group)
      writer.segment("LX") { $0.element(1) }
      _ = writer.beginTransactionSet()
      _ = try writer.finish()
    }
    #expect(error?.description == "LX: wrong-level")
  }
}
