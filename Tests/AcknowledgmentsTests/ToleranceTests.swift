internal import Acknowledgments
internal import Testing
internal import X12

@Suite("Files of acknowledgments as they are") struct ToleranceTests {
  private static let sample = Sample.syntax(
    "AK1*HC*12*005010X222A1", "AK2*837*0001*005010X222A1", "IK5*A", "AK9*A*1*1*1")

  /// The same file in another dress.
  private static let dresses: [(String, [UInt8])] = {
    func joined(_ end: String) -> [UInt8] { Array(sample.segments.map { $0 + end }.joined().utf8) }
    let other = joined("~").map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "*"): UInt8(ascii: "|")
      case UInt8(ascii: ":"): UInt8(ascii: ">")
      case UInt8(ascii: "~"): 0x1C
      default: byte
      }
    }
    return [
      ("as it is", joined("~")), ("with line feeds", joined("~\n")), ("with CRLF", joined("~\r\n")),
      ("line feeds as terminators", joined("\n")), ("CR as terminators", joined("\r")),
      ("other separators", other), ("a byte order mark", [0xEF, 0xBB, 0xBF] + joined("~")),
      ("space before", Array("  \n\t".utf8) + joined("~")), ("indented", joined("~\n    ")),
      ("an end of file mark", joined("~") + [0x1A]),
    ]
  }()

  @Test(arguments: dresses) func `says the same`(_ name: String, _ bytes: [UInt8]) throws {
    for pieces in [1, 7, 4_096] {
      let (found, summary) = try read(bytes, pieces: pieces)
      #expect(found.map(\.subject) == [.set(group: 12, set: 1)] && found.map(\.outcome) == [.accepted])
      let envelope = try #require(summary.interchanges.first)
      #expect(summary.interchanges.count == 1 && envelope.controlNumber == 77 && envelope.isTest)
      #expect(envelope.sender == "HARBORLINK" && envelope.receiver == "TESTPRACTICE")
    }
  }

  @Test func `reads several interchanges, and a TA1 beside a group`() throws {
    var both = Self.sample
    both.before = ["TA1*000000012*261123*0200*A*000"]
    both.body.insert("IK4*1*1*7*\u{C9}MIGR\u{C9}", at: 2)
    let (found, summary) = try read(Array((both.text + "\n" + Self.sample.text).utf8))
    #expect(found.map(\.kind) == [.interchange, .syntax, .syntax] && summary.interchanges.count == 2)
  }

  private static func foreign(_ group: String, _ set: String, _ guide: String, _ segment: String) -> String {
    Sample(group: group, set: set, guide: guide, body: [segment]).text
  }

  private static let refused: [(String, String, String)] = [
    ("an error page", "<html><body>502 Bad Gateway</body></html>", "not-x12"), ("nothing", "", "empty"),
    ("white space", " \n \n", "empty"), ("JSON", "{\"files\":[]}", "not-x12"),
    ("half a file", String(sample.text.dropLast(60)), "truncated"),
    ("4010", sample.text.replacing("*00501*", with: "*00401*"), "version-unsupported"),
    ("a count that differs", sample.text.replacing("SE*6*", with: "SE*5*"), "count-differs"),
    ("a number that differs", sample.text.replacing("GE*1*77", with: "GE*1*78"), "number-differs"),
    ("a claim", foreign("HC", "837", "005010X222A1", "BHT*0019*00*1"), "other-transaction"),
    ("a status response", foreign("HN", "277", "005010X212", "BHT*0010*08*1"), "other-guide"),
    ("an 835 of 4010", foreign("HP", "835", "004010X091A1", "BPR*I*1"), "other-guide"),
    (
      "a 999 without a verdict", Sample.syntax("AK1*HC*12*005010X222A1", "AK2*837*0001").text, "incomplete"
    ),
    ("an 835 without a payment", Sample.payment("TRN*1*X").text, "incomplete"),
    ("an amount that is none", Sample.payment("BPR*I*12O").text, "amount-unreadable"),
    ("a header alone", Sample.interchange().text, "nothing-said"),
    (
      "a segment of a megabyte", Sample.header + "~GS*" + String(repeating: "A", count: 1 << 20),
      "segment-too-long"
    ),
  ]

  @Test(arguments: refused) func `refuses, by a reason and a place alone`(
    _ name: String, _ text: String, _ reason: String
  ) throws {
    do {
      _ = try read(Array(text.utf8))
      Issue.record("\(name) was read")
    } catch let refusal as EnvelopeRefusal {
      #expect(refusal.reason.rawValue == reason, "\(name)")
    } catch let refusal as AcknowledgmentRefusal {
      #expect(refusal.reason.rawValue == reason, "\(name)")
    }
  }
}
