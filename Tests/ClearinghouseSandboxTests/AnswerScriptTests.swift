import Foundation
import Testing
import clearinghouse_sandbox

struct `A script of answers` {
  private static let claims = [
    ClaimFile.Claim(number: "A-1"), ClaimFile.Claim(number: "A-2", member: "ZM0002", diagnosis: "F4323"),
    ClaimFile.Claim(number: "A-3", payer: "TIDE1", charges: ["100", "50.5"]),
  ]

  private func answers(_ script: String, perSet: Int = 100) throws -> [AnswerText] {
    var file = ClaimFile([])
    file.claims = Self.claims
    file.perSet = perSet
    let files = try AnswerFolder().answer(file, script: script)
    if !script.contains("unbalanced") { #expect(files.flatMap(AnswerAudit.faults) == []) }
    return files
  }

  private func endings(_ script: String) throws -> [String] { try answers(script).map(\.ending) }

  @Test
  func `is shown as it was given, without its comments`() throws {
    let script = try AnswerScript(
      "# all is well\n\n  payer  member ZM0002:   A7:562:IL # but one\n order: 835 999\r\n")
    #expect(script.descriptions == ["payer member ZM0002: A7:562:IL", "order: 835 999"])
  }

  @Test(arguments: [
    ("payment plb", ScriptFault.Code.words), ("claim A-1: A7:562", .subject), (": A7:562", .subject),
    ("payer: ", .words), ("payer: A7", .words), ("payer: a7:562", .words), ("payer: A7:562:IL:X", .words),
    ("payer: A7:562 at home", .words), ("payer: A7:562 with X", .words), ("payer: A7:562 then", .words),
    ("payer: A7:1+A7:2+A7:3+A7:4", .words), ("payer every 0: A7:562", .condition),
    ("payer every: A7:562", .condition), ("payer colour red: A7:562", .condition),
    ("files of 837: bom", .condition),
    ("interchange: reject", .words), ("interchange: reject 032", .words), ("interchange: accept 000", .words),
    ("group: reject 9", .words), ("set: reject I5 segment", .words), ("set: reject I5 segment NM1 9", .words),
    ("set: reject I5 segment NM1 8 element x 7", .words), ("remittance: in-part CO45", .words),
    ("remittance: in-part XX-45:1", .words), ("remittance: denied", .words),
    ("remittance: in-full status 9", .words),
    ("remittance: then again", .words), ("payment: plb WO", .words), ("payment: plb WO ten", .words),
    ("files: delay 1", .words), ("files: delay 0 requests", .words), ("files: delay 1 weeks", .words),
    ("files: separators |>^", .words), ("files: separators ||^!", .words), ("files: separators A>^!", .words),
    ("files: upside-down", .words), ("order: 835 835", .words), ("order: 837", .words),
    ("payer member \"x\": A2:20", .character), ("payer member é: A2:20", .character),
  ])
  func `is refused with the line of the word that is not known`(_ line: String, _ code: ScriptFault.Code) {
    #expect(throws: ScriptFault(code: code, line: 2)) { try AnswerScript("payer: A2:20\n\(line)\n") }
  }

  @Test
  func `is refused where it is endless`() {
    let text = String(repeating: "payer: A2:20\n", count: 1_001)
    #expect(throws: ScriptFault(code: .length, line: 1_001)) { try AnswerScript(text) }
  }

  @Test
  func `rejects an interchange, and nothing within is looked at`() throws {
    let files = try answers("interchange: reject 025")
    #expect(files.map(\.ending) == ["ta1"] && files[0].has("TA1*000000903*260310*0915*R*025"))
  }

  @Test
  func `rejects a group or a set, and what is in it goes no further`() throws {
    let group = try answers("group: reject 2")
    #expect(group.map(\.ending) == ["ta1", "999"] && group[1].has("AK9*R*1*1*0*2"))
    let set = try answers("set claim A-2: reject I5 segment NM1 8 element 9 7", perSet: 1)
    #expect(set[1].has("AK9*P*3*3*2") && set[1].has("IK5*R*I5"))
    #expect(set[1].has("IK3*NM1*13*2010*8") && set[1].has("CTX*CLM01:A-2") && set[1].has("IK4*9*67*7*ZM0002"))
    #expect(!set[2].has("TRN*2*A-2") && set[2].has("TRN*2*A-1") && set[2].has("TRN*2*A-3"))
    let whole = try answers("set member ZM0002: reject 5")
    #expect(whole.map(\.ending) == ["ta1", "999"] && whole[1].has("AK9*R*1*1*0"))
  }

  @Test
  func `accepts with errors, and everything goes on`() throws {
    #expect(try answers("group: accept-with-errors 5")[1].has("AK9*E*1*1*1*5"))
    let set = try answers("set: accept-with-errors I5 segment HI I9 element 2:2 I12")
    #expect(set[1].has("IK5*E*I5") && set[1].has("AK9*E*1*1*1") && set[1].has("IK4*2:2*1271*I12*F330"))
    #expect(set.count == 7)
  }

  @Test(arguments: [
    ("payer member ZM0002: A7:562:IL", "STC*A7:562:IL*20260921*U*140"),
    ("payer diagnosis F4323: A8:255+A7:254+A7:145:85", "STC*A8:255*20260921*U*140******A7:254*A7:145:85"),
    ("payer claim A-2: A7:562 with WQ", "STC*A7:562*20260921*WQ*140"),
    ("payer claim A-2: A0:16:PR", "STC*A0:16:PR*20260921*WQ*140"),
    ("payer claim A-2: A4:35", "STC*A4:35*20260921*WQ*140"),
    ("payer claim A-2: A5:15", "STC*A5:15*20260921*WQ*140"),
  ])
  func `has a payer refuse, or not decide, one claim, which is not paid`(_ line: String, _ stc: String) throws
  {
    let files = try answers(line)
    #expect(files[3].has(stc) && !files[2].has(stc))
    #expect(files[3].lines("REF").contains { $0.hasPrefix("REF*1K") })
    #expect(files.filter { $0.ending == "835" }.flatMap { $0.lines("CLP") }.count == 2)
  }

  @Test
  func `has the clearinghouse refuse a claim, which no payer hears of`() throws {
    let files = try answers("clearinghouse payer TIDE1: A3:116")
    #expect(files.map(\.ending) == ["ta1", "999", "277", "277", "835"])
    #expect(files[2].has("STC*A3:116*20260921*U*150.5") && files[2].has("QTY*AA*1"))
  }

  @Test
  func `refuses at the level that it names`() throws {
    let batch = try answers("payer claim A-1: A8:24 at batch")
    #expect(batch[3].has("HL*2*1*21*0") && batch[3].lines("STC") == ["STC*A8:24*20260921*U*280"])
    let provider = try answers("clearinghouse claim A-1: A7:562:85 at provider")
    #expect(provider.map(\.ending) == ["ta1", "999", "277"] && provider[2].has("HL*3*2*19*0"))
    let line = try answers("payer claim A-3: A7:454 at line")
    let last = try #require(line.last { $0.ending == "277" })
    #expect(last.has("SVC*HC:90834:95*100*****1") && last.has("REF*FJ*A-3L1"))
  }

  @Test
  func `lets a payer say one thing, then another`() throws {
    let files = try answers("payer claim A-1: A2:20 then A3:54")
    #expect(files.map(\.ending) == ["ta1", "999", "277", "277", "277", "277", "835", "835"])
    #expect(
      files[3].has("STC*A2:20*20260921*WQ*140") && files[4].lines("STC").last == "STC*A3:54*20260921*U*140")
    #expect(!files.contains { file in file.lines("CLP").contains { $0.contains("A-1") } })
  }

  @Test(arguments: [
    ("in-full", [["1", "100", "100", ""]]), ("in-part CO-45:20 PR-1:30.5", [["1", "100", "49.5", "30.5"]]),
    ("in-part CO-45:500", [["1", "100", "0", ""]]), ("denied CO-197", [["1", "100", "0", ""]]),
    ("denied PR-31 status 4", [["4", "100", "0", "100"]]), ("not-ours", [["23", "100", "0", ""]]),
    ("in-part then reversed", [["1", "100", "55", "25"], ["22", "-100", "-55", "-25"]]),
    ("in-full then again", [["1", "100", "100", ""], ["1", "100", "100", ""]]),
    (
      "in-full then reversed then denied CO-29",
      [["1", "100", "100", ""], ["22", "-100", "-100", ""], ["1", "100", "0", ""]]
    ),
    ("silence", []),
  ])
  func `decides what is paid`(_ words: String, _ expected: [[String]]) throws {
    let files = try AnswerFolder().answer(
      ClaimFile(.init(number: "A-1", charges: ["100"])), script: "remittance: \(words)")
    #expect(files.flatMap(AnswerAudit.faults) == [])
    let claims = files.filter { $0.ending == "835" }.flatMap { $0.segments.filter { $0[0] == "CLP" } }
    #expect(claims.map { Array($0[2...5]) } == expected)
  }

  @Test
  func `adds to a payment, and spoils its sums where it is told to`() throws {
    func payment(_ script: String) throws -> AnswerText {
      try #require(try answers(script).first { $0.ending == "835" })
    }
    let plb = try payment("payment: plb WO 25 plb L6 -1.5")
    let adjusted = plb.lines("PLB").joined()
    #expect(adjusted.contains("WO") && adjusted.contains("L6") && AnswerAudit.faults(plb) == [])
    #expect(AnswerAudit.faults(try payment("payment: unbalanced")) == ["BPR02"])
    #expect(AnswerAudit.faults(try payment("remittance claim A-1: in-full unbalanced")) == ["CLP04"])
  }

  @Test
  func `keeps silent, splits, joins, repeats, numbers anew, and sorts`() throws {
    #expect(try endings("files of 277CA: silence") == ["ta1", "999", "835", "835"])
    #expect(try endings("files of 277CA-payer payer TIDE1: silence").count == 6)
    #expect(try endings("files of 277CA-clearinghouse: split").count { $0 == "277" } == 5)
    #expect(try endings("files of 835: split").count { $0 == "835" } == 3)
    let joined = try answers("files: joined")
    #expect(joined.map(\.name) == ["000001.x12"] && joined[0].lines("ISA").count == 7)
    let repeated = try answers("files of 999: repeated")
    #expect(repeated[1].bytes == repeated[2].bytes)
    let renumbered = try answers("files of 835 payer TIDE1: renumbered")
    let (one, other) = (renumbered[renumbered.count - 2], renumbered[renumbered.count - 1])
    #expect(one.lines("ISA") != other.lines("ISA") && one.lines("TRN") == other.lines("TRN"))
    #expect(try endings("order: 835 999") == ["835", "835", "999", "ta1", "277", "277", "277"])
  }

  @Test(arguments: ["bom", "crlf", "newlines", "lf-terminator", "indented", "separators |>!%"])
  func `dresses files without changing what they say`(_ dress: String) throws {
    let plain = try answers("")
    let dressed = try answers("files: \(dress)")
    #expect(plain.map { $0.segments.dropFirst() } == dressed.map { $0.segments.dropFirst() })
    #expect(zip(plain, dressed).allSatisfy { $0.bytes != $1.bytes })
  }

  @Test
  func `puts the TA1 into the file of the 999`() throws {
    let before = try answers("files of TA1: before-group")
    #expect(before[0].ending == "999" && before[0].segments[1][0] == "TA1")
    let after = try answers("files of TA1: after-group")
    #expect(after[0].segments.map { $0[0] }.suffix(3) == ["GE", "TA1", "IEA"])
  }

  @Test
  func `counts what fits, and its first line wins`() throws {
    let numbers = (1...6).map { "A-\($0)" }
    let every = try AnswerFolder().answer(
      ClaimFile(numbers), script: "payer every 3: A7:562\npayer first 1: A3:116")
    #expect(
      every[3].lines("STC").dropFirst().map { $0.dropFirst(4).prefix(2) } == [
        "A3", "A2", "A7", "A2", "A2", "A7",
      ])
  }
}
