internal import Acknowledgments
internal import Testing

/// Files as clearinghouses and payers write them, invented.
struct Sample {
  /// GS01, ST01, GS08, and the segments between ST and SE.
  var group = "FA"
  var set = "999"
  var guide = "005010X231A1"
  var body: [String] = []
  /// TA1 segments before the group.
  var before: [String] = []
  var hasGroup = true

  static func syntax(_ body: String...) -> Sample { Sample(body: body) }

  static func status(_ body: String...) -> Sample {
    Sample(group: "HN", set: "277", guide: "005010X214", body: body)
  }

  static func payment(_ body: String...) -> Sample {
    Sample(group: "HP", set: "835", guide: "005010X221A1", body: body)
  }

  static func interchange(_ ta1: String...) -> Sample { Sample(before: ta1, hasGroup: false) }

  static let header =
    "ISA*00*          *00*          *ZZ*HARBORLINK     *ZZ*TESTPRACTICE   *261124*0915*^*00501*000000077*0*T*:"

  var segments: [String] {
    let sets =
      hasGroup
      ? ["GS*\(group)*HARBORLINK*TESTPRACTICE*20261124*0915*77*X*\(guide)", "ST*\(set)*0001*\(guide)"] + body
        + ["SE*\(body.count + 2)*0001", "GE*1*77"] : []
    return [Self.header] + before + sets + ["IEA*\(hasGroup ? 1 : 0)*000000077"]
  }

  var text: String { segments.map { $0 + "~" }.joined() }

  func findings() throws -> [Finding] { try read(Array(text.utf8)).findings }
}

/// Reads bytes in pieces of seven, so that every boundary is met.
func read(_ bytes: [UInt8], pieces: Int = 7) throws -> (findings: [Finding], summary: FileSummary) {
  var findings: [Finding] = []
  var rest = bytes[...]
  let summary = try readAcknowledgments(
    {
      defer { rest = rest.dropFirst(pieces) }
      return rest.isEmpty ? nil : Array(rest.prefix(pieces))
    }, each: { findings.append($0) })
  return (findings, summary)
}
