import Foundation
import Testing
import clearinghouse_sandbox

struct `The answers of a clearinghouse` {
  private func answers(_ file: ClaimFile, _ script: String = "") throws -> [AnswerText] {
    try AnswerFolder().answer(file, script: script)
  }

  private let two = ClaimFile(
    .init(number: "A-1"), .init(number: "A-2", member: "ZM0002", charges: ["100", "50.5"]))

  @Test
  func `are TA1, 999, two 277CA and an 835, each sound`() throws {
    let files = try answers(two)
    #expect(files.map(\.name) == ["000001.ta1", "000002.999", "000003.277", "000004.277", "000005.835"])
    for file in files { #expect(AnswerAudit.faults(file) == [], "\(file.name)") }
    #expect(files[0].has("TA1*000000903*260310*0915*A*000"))
    #expect(files[1].has("AK1*HC*903*005010X222A1") && files[1].has("AK9*A*1*1*1"))
    #expect(files[2].has("NM1*AY*2*HARBORLINK*****46*HARBORLINK") && files[2].has("TRN*2*BATCH903-1"))
    #expect(files[2].lines("STC").suffix(2) == ["STC*A1:20*20260921*WQ*140", "STC*A1:20*20260921*WQ*150.5"])
    #expect(files[2].lines("REF") == ["REF*D9*CH00000001", "REF*D9*CH00000002"])
    #expect(files[3].lines("STC").suffix(2) == ["STC*A2:20*20260921*WQ*140", "STC*A2:20*20260921*WQ*150.5"])
    #expect(files[3].lines("REF").count { $0.hasPrefix("REF*1K*") } == 2)
    #expect(files[4].lines("CLP").count == 2 && files[4].lines("SVC").count == 3)
    #expect(files[4].lines("CAS").prefix(2) == ["CAS*CO*45*28", "CAS*PR*3*25"])
  }

  @Test
  func `name in the 835 the number that the 277CA gave`() throws {
    let files = try answers(two)
    let given = files[3].lines("REF").filter { $0.hasPrefix("REF*1K*") }.map { String($0.dropFirst(7)) }
    #expect(files[4].segments.filter { $0[0] == "CLP" }.map { $0[7] } == given)
  }

  @Test
  func `come from each payer, to each billing provider, for a dependent as for a subscriber`() throws {
    let files = try answers(
      ClaimFile(
        .init(number: "A-1"), .init(number: "A-2", payer: "TIDE1", isOfDependent: true),
        .init(number: "A-3", provider: "1999999984")))
    #expect(files.map(\.ending) == ["ta1", "999", "277", "277", "277", "835", "835"])
    for file in files { #expect(AnswerAudit.faults(file) == [], "\(file.name)") }
    #expect(files[5].lines("ST").count == 2 && files[6].has("NM1*QC*1*SAMPLESON*KIT****MI*ZM0001"))
    #expect(files[6].has("NM1*IL*1*SAMPLESON*RILEY****MI*ZM0001"))
  }

  @Test
  func `have no TA1 where none was asked for`() throws {
    var file = two
    file.asksForAnswer = false
    #expect(try answers(file).map(\.ending) == ["999", "277", "277", "835"])
    #expect(
      try answers(file, "interchange: accept-with-errors 014").first?.has("TA1*000000903*260310*0915*E*014")
        == true)
  }

  @Test
  func `follow a claim through its replacement and its void`() throws {
    let folder = AnswerFolder()
    let first = try folder.answer(ClaimFile(.init(number: "A-1")))
    let number = try #require(first[4].segments.first { $0[0] == "CLP" })[7]
    let replaced = try folder.answer(
      ClaimFile(.init(number: "A-2", frequency: "7", payerNumber: number, charges: ["120"])))
    #expect(replaced.flatMap(AnswerAudit.faults) == [])
    #expect(
      replaced[4].segments.filter { $0[0] == "CLP" }.map { Array($0[1...4]) }
        == [["A-1", "22", "-140", "-87"], ["A-2", "1", "120", "71"]])
    #expect(replaced[4].has("REF*F8*\(number)"))
    #expect(replaced[4].lines("PLB").count == 1 && replaced[4].has("BPR*H*0*C*NON************20260921"))
    let newer = try #require(replaced[4].segments.last { $0[0] == "CLP" })[7]
    // The old number is nobody's any more.
    let late = try folder.answer(ClaimFile(.init(number: "A-3", frequency: "8", payerNumber: number)))
    #expect(late[3].lines("STC").last == "STC*A7:464*20260921*U*140" && late.count == 4)
    let void = try folder.answer(
      ClaimFile(.init(number: "A-4", frequency: "8", payerNumber: newer, charges: ["120"])))
    #expect(void[3].lines("STC").last == "STC*A2:20*20260921*WQ*120")
    #expect(
      void[4].segments.filter { $0[0] == "CLP" }.map { Array($0[1...4]) } == [["A-2", "22", "-120", "-71"]])
    #expect(void.flatMap(AnswerAudit.faults) == [])
  }

  @Test
  func `refuse a claim that was seen before, unless it was rejected`() throws {
    let folder = AnswerFolder()
    try folder.answer(ClaimFile(["A-1"]), script: "payer: A7:562:85")
    #expect(try folder.answer(ClaimFile(["A-1"])).map(\.ending) == ["ta1", "999", "277", "277", "835"])
    let again = try folder.answer(ClaimFile(["A-1"]))
    #expect(again.map(\.ending) == ["ta1", "999", "277", "277"])
    #expect(again[3].lines("STC").last == "STC*A3:54*20260921*U*140")
    let twice = try folder.answer(ClaimFile(["B-1", "B-1"]))
    #expect(twice[3].lines("STC").map { $0.prefix(9) }.suffix(2) == ["STC*A2:20", "STC*A3:54"])
  }

  /// The audit sees what it is there to see.
  @Test(arguments: [
    ("SE*", "SE*9*0001", "SE01"), ("GE*", "GE*2*5", "GE"), ("IEA*", "IEA*1*000000009", "IEA"),
    ("BPR*", "BPR*I*1*C*CHK************20260921", "BPR02"), ("CAS*CO", "CAS*CO*45*1", "SVC03"),
    ("CLP*", "CLP*A-1*1*140*88*25*12*1*11*1", "CLP04"),
  ])
  func `are seen not to be sound`(_ start: String, _ replacement: String, _ fault: String) throws {
    let file = try answers(ClaimFile(["A-1"]))[4]
    var lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "~").map(String.init)
    lines[try #require(lines.firstIndex { $0.hasPrefix(start) })] = replacement
    let changed = try AnswerText("x.835", Array(lines.map { $0 + "~" }.joined().utf8))
    #expect(AnswerAudit.faults(changed).contains(fault))
  }
}
