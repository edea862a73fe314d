internal import TestSupport

/// Whole files of every kind, invented, each with an acceptance and a rejection, and with a word of its own
/// in every element that has text.
struct AcknowledgmentSpecimen {
  /// Without terminators; separated by `*` and `:`.
  let segments: [[UInt8]]

  var bytes: [UInt8] { segments.flatMap { $0 + [UInt8(ascii: "~")] } }

  private init(_ segments: [String]) { self.segments = segments.map { Array($0.utf8) } }

  static let all: [AcknowledgmentSpecimen] = [
    interchangeAnswers, syntaxOfSets, syntaxOfGroup, statusOfClearinghouse, statusOfPayer, payment,
    AcknowledgmentSpecimen(several),
  ]

  /// One for each reason why a file is no acknowledgment.
  static let refused: [[UInt8]] = [
    enclosed([]), enclosed(set("HC", "837", "005010X222A1", ["BHT*0019*00*1"])),
    enclosed(set("FA", "999", "004010", ["AK1*HC*1"])), enclosed(set("FA", "999", syntax, ["AK1*HC*1"])),
    enclosed(set("HP", "835", remittance, ["BPR*I*12O"])),
  ].map { AcknowledgmentSpecimen($0).bytes }

  // MARK: Words

  static let windowLength = 6
  private static let words: [String] = {
    var random = SeededGenerator(seed: 835)
    let letters = Array("BCDFGHJKLMNPQRSTVWXYZ23456789".utf8)
    return (0..<64).map { _ in
      "ZQ" + String(decoding: (0..<9).map { _ in letters[Int(random.next() % 29)] }, as: UTF8.self)
    }
  }()

  /// So much of a word is enough to know it by.
  static let canaryWindows = words.reduce(into: Set<[UInt8]>()) { $0.formUnion(windows(Array($1.utf8))) }

  static func windows(_ text: [UInt8]) -> [[UInt8]] {
    guard text.count >= windowLength else { return [] }
    return (0...text.count - windowLength).map { Array(text[$0..<$0 + windowLength]) }
  }

  /// Two words, so that it has not the form of a number.
  private static func word(_ number: Int) -> String { "A " + words[number] }

  // MARK: Files

  private static let syntax = "005010X231A1"
  private static let acknowledgment = "005010X214"
  private static let remittance = "005010X221A1"
  private static let (first, second, third) = (
    "7K2M3Q4X2B6D7K2M3Q4A", "7K2M3Q4X2B6D7K2M3Q4B", "7K2M3Q4X2B6D7K2M3Q4C"
  )

  private static func enclosed(_ groups: [String], before: [String] = []) -> [String] {
    [
      "ISA*00*          *00*          *ZZ*HARBORLINK     *ZZ*TESTPRACTICE   "
        + "*261124*0915*^*00501*000000077*0*T*:"
    ]
      + before + groups + ["IEA*\(groups.isEmpty ? 0 : 1)*000000077"]
  }

  private static func set(_ group: String, _ name: String, _ guide: String, _ body: [String]) -> [String] {
    ["GS*\(group)*HARBORLINK*TESTPRACTICE*20261124*0915*77*X*\(guide)", "ST*\(name)*0001*\(guide)"] + body
      + ["SE*\(body.count + 2)*0001", "GE*1*77"]
  }

  private static let interchangeAnswers = AcknowledgmentSpecimen(
    enclosed(
      [],
      before: [
        "TA1*000000012*261123*0200*A*000*\(word(0))", "TA1*000000013*261123*0200*E*019",
        "TA1*000000014*261123*0200*R*025*\(word(1))",
      ]))

  private static let syntaxOfSets = AcknowledgmentSpecimen(
    enclosed(
      set(
        "FA", "999", syntax,
        [
          "AK1*HC*12*005010X222A1", "AK2*837*0001*005010X222A1", "IK5*A", "AK2*837*0002*005010X222A1",
          "IK3*NM1*17*2010*8", "CTX*CLM01:\(first)", "IK4*9*67*7*\(word(2))", "IK5*R*5",
          "AK2*837*0003*005010X222A1", "IK3*REF*21*2300*8", "CTX*CLM01:\(second)",
          "CTX*SITUATIONAL TRIGGER*\(word(3))",
          "IK4*2*127*6*\(word(4))", "IK5*E*5", "AK9*P*3*3*2",
        ]), before: ["TA1*000000012*261123*0200*A*000"]))

  private static let syntaxOfGroup = AcknowledgmentSpecimen(
    enclosed(set("FA", "999", syntax, ["AK1*HC*12*005010X222A1", "AK9*A*2*2*2", "CTX*\(word(5))"])))

  private static let statusOfClearinghouse = AcknowledgmentSpecimen(
    enclosed(
      set(
        "HN", "277", acknowledgment,
        [
          "BHT*0085*08*X77*20261124*0915*TH", "HL*1**20*1", "NM1*AY*2*\(word(6))*****46*HL01", "TRN*1*T77",
          "DTP*050*D8*20261124", "HL*2*1*21*1", "NM1*41*2*\(word(7))*****46*TESTPRACTICE",
          "TRN*2*K7OXA74UHN53ROVL-1", "STC*A1:19:PR*20261124*WQ*350********\(word(8))", "QTY*90*1",
          "HL*3*2*19*1", "NM1*85*2*\(word(9))*****XX*1999999984", "HL*4*3*PT",
          "NM1*QC*1*\(word(10))*\(word(11))****MI*ZMMH0001001", "TRN*2*\(first)",
          "STC*A0:16:PR*20261124*WQ*175********\(word(12))", "REF*D9*HL000123*\(word(13))",
          "DTP*472*D8*20261101",
          "HL*5*3*PT", "NM1*QC*1*\(word(14))*\(word(15))****MI*ZMMH0001002", "TRN*2*\(second)",
          "STC*A7:562:85*20261124*U*175*****A6:164:IL**\(word(16))", "DTP*472*D8*20261102",
        ])))

  private static let statusOfPayer = AcknowledgmentSpecimen(
    enclosed(
      set(
        "HN", "277", acknowledgment,
        [
          "BHT*0085*08*X78*20261124*0915*TH", "HL*1**20*1", "NM1*PR*2*\(word(17))*****PI*MMH01", "TRN*1*T78",
          "HL*2*1*21*1", "NM1*41*2*\(word(18))*****46*TESTPRACTICE", "TRN*2*K7OXA74UHN53ROVL-1",
          "STC*A2:20:PR*20261124*WQ*350", "HL*3*2*19*1", "NM1*85*2*\(word(19))*****XX*1999999984", "TRN*1*0",
          "HL*4*3*PT", "NM1*QC*1*\(word(20))*\(word(21))****MI*ZMMH0001001", "TRN*2*\(first)",
          "STC*A2:20:PR*20261124*WQ*175********\(word(22))", "REF*1K*MMH2026000123*\(word(23))",
          "DTP*472*D8*20261101", "HL*5*3*PT", "NM1*QC*1*\(word(24))*\(word(25))****MI*ZMMH0001002",
          "TRN*2*\(second)", "STC*A2:20:PR*20261124*WQ*175", "SVC*HC:90837*175",
          "STC*A8:507*20261124*U*********\(word(26))", "REF*FJ*1", "HL*6*3*PT",
          "NM1*QC*1*\(word(27))*\(word(28))****MI*ZMMH0001003", "TRN*2*\(third)", "STC*A5:0*20261124*WQ*175",
        ])))

  private static let payment = AcknowledgmentSpecimen(
    enclosed(
      set(
        "HP", "835", remittance,
        [
          "BPR*I*100*C*ACH************20261120", "TRN*1*EFT123*1999999999*\(word(29))", "N1*PR*\(word(30))",
          "N3*\(word(31))", "N4*\(word(32))*OR*97202", "PER*BL*\(word(33))*TE*5035550142",
          "N1*PE*\(word(34))*XX*1999999984", "LX*1", "CLP*\(first)*1*175*120*20*12*MMH2026000123*11*1",
          "NM1*QC*1*\(word(35))*\(word(36))****MI*ZMMH0001001", "SVC*HC:90837:::::\(word(37))*175*120",
          "DTM*472*20261101", "CAS*CO*45*35", "CAS*PR*3*20", "REF*6R*1", "LQ*HE*\(word(38))",
          "CLP*\(second)*1*175*0*0*12*MMH2026000124*11*1", "CAS*CO*29*175", "NM1*QC*1*\(word(39))",
          "CLP*\(third)*22*-175*0*0*12*MMH2026000125*11*1", "CAS*CO*45*-175",
          "CLP*\(third)*25*175*0*0*12*MMH2026000126*11*1", "PLB*1999999984*20261231*WO:\(word(40))*20",
        ])))

  /// A night's whole mail in one file.
  private static let several: [String] = [syntaxOfSets, statusOfPayer, payment].flatMap {
    $0.segments.map { String(decoding: $0, as: UTF8.self) }
  }
}
