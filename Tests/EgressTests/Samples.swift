import Egress

/// Interchanges as they may leave, one segment a line, each behind its loop in the manifest.
enum Sample {
  static let expected = ExpectedInterchange(
    claims: 1, usage: .test, submitterID: "QUIETHARBOR", receiverID: "HARBORLINK",
    interchangeControlNumber: 903)

  static let expectedOfAll = ExpectedInterchange(
    claims: 4, usage: .test, submitterID: "QUIETHARBOR", receiverID: "HARBORLINK",
    interchangeControlNumber: 903)

  /// The patient is the subscriber; nothing situational.
  static let own =
    header + billing + own(level: 2, number: control("A7K2M5Q4X3")) + trailer(sets: 1, segments: 23)

  /// The patient is a dependant of the subscriber.
  static let dependant = header + billing + dependant(level: 2) + trailer(sets: 1, segments: 26)

  /// Every segment and element of the manifest, in two sets.
  static let all =
    header + everyBilling + own(level: 2, number: control("A7K2M5Q4X3")) + everyClaim + dependant(level: 4)
    + [
      "envelope SE*66*0001",
      "envelope ST*837*0002*005010X222A1",
      "envelope BHT*0019*00*B7Q2M4X3K2B7Q2M4-0002*20261123*0200*CH",
    ] + parties + person + own(level: 2, number: control("Z2")) + trailer(sets: 2, segments: 23)

  static func payload(_ lines: [String]) -> [UInt8] {
    lines.flatMap { Array(segment($0).utf8) + [UInt8(ascii: "~")] }
  }

  /// Without the loop that each line begins with.
  static func segment(_ line: String) -> Substring {
    line.drop { $0 != " " }.dropFirst()
  }

  static func loop(_ line: String) -> Substring {
    line.prefix { $0 != " " }
  }
}

extension Sample {
  /// CLM01: twenty characters.
  private static func control(_ start: String) -> String {
    start + String(repeating: "A", count: 20 - start.count)
  }

  private static let header =
    [
      "envelope ISA*00*          *00*          *ZZ*QUIETHARBOR    *ZZ*HARBORLINK     *261123*0200*^*00501"
        + "*000000903*1*T*:",
      "envelope GS*HC*QUIETHARBOR*HARBORLINK*20261123*0200*903*X*005010X222A1",
      "envelope ST*837*0001*005010X222A1",
      "envelope BHT*0019*00*B7Q2M4X3K2B7Q2M4-0001*20261123*0200*CH",
    ] + parties

  private static let parties = [
    "1000A NM1*41*2*QUIET HARBOR THERAPY*****46*QUIETHARBOR",
    "1000A PER*IC*BILLING DESK*TE*5035550142",
    "1000B NM1*40*2*HARBORLINK*****46*HARBORLINK",
  ]

  private static let billing = [
    "2000A HL*1**20*1",
    "2010AA NM1*85*2*QUIET HARBOR THERAPY PLLC*****XX*1234567893",
    "2010AA N3*400 INLET ST",
    "2010AA N4*PORTLAND*OR*972011234",
    "2010AA REF*EI*931234567",
  ]

  private static let everyBilling = [
    "2000A HL*1**20*1",
    "2000A PRV*BI*PXC*261QM0801X",
    "2010AA NM1*85*2*QUIET HARBOR THERAPY & FRIENDS, PLLC*****XX*1234567893",
    "2010AA N3*400 INLET ST*SUITE #12",
    "2010AA N4*PORTLAND*OR*972011234",
    "2010AA REF*EI*931234567",
  ]

  private static let person = [
    "2000A HL*1**20*1",
    "2010AA NM1*85*1*OKONKWO*DARA****XX*1200000002",
    "2010AA N3*9 HILL RD",
    "2010AA N4*SALEM*OR*973010001",
    "2010AA REF*SY*931234567",
  ]

  private static func own(level: Int, number: String) -> [String] {
    [
      "2000B HL*\(level)*1*22*0",
      "2000B SBR*P*18*******CI",
      "2010BA NM1*IL*1*TESTPATIENT*AVERY****MI*ZMMH0001001",
      "2010BA N3*77 SAMPLE LN",
      "2010BA N4*PORTLAND*OR*97202",
      "2010BA DMG*D8*19880704*F",
      "2010BB NM1*PR*2*MERIDIAN MUTUAL HEALTH*****PI*MMH01",
      "2300 CLM*\(number)*140***11:B:1*Y*A*Y*Y",
      "2300 HI*ABK:F411",
      "2400 LX*1",
      "2400 SV1*HC:90834*140*UN*1***1",
      "2400 DTP*472*D8*20261104",
    ]
  }

  /// One claim with all that is situational, under a level 3: twelve diagnoses on three lines.
  private static let everyClaim = [
    "2000B HL*3*1*22*0",
    "2000B SBR*P*18*GRP-7788******BL",
    "2010BA NM1*IL*1*O'BRIEN-SMITH*MARY ANN*L.**III*MI*ZMMH0001-01",
    "2010BA N3*77 SAMPLE LN*APT #4/B",
    "2010BA N4*ST. LOUIS*MO*631010001",
    "2010BA DMG*D8*20000229*U",
    "2010BB NM1*PR*2*MERIDIAN MUTUAL HEALTH*****PI*MMH01",
    "2300 CLM*B3XAAAAAAAAAAAAAAAAA*325.75***11:B:7*Y*C*N*Y***********11",
    "2300 AMT*F5*20.5",
    "2300 REF*F8*MMH-2026000123",
    "2300 REF*G1*PA-20441",
    "2300 HI*ABK:F4323*ABF:F411*ABF:F330*ABF:F5231*ABF:F4010*ABF:F4312*ABF:F5101*ABF:F6381*ABF:Z630"
      + "*ABF:Z635*ABF:Z658*ABF:Z600",
    "2310B NM1*82*1*OKONKWO*DARA***JR.*XX*1300000001",
    "2310B PRV*PE*PXC*101YM0800X",
    "2310C NM1*77*2*QUIET HARBOR EAST*****XX*1400000000",
    "2310C N3*12 EAST ST*FLOOR 2",
    "2310C N4*PORTLAND*OR*972060001",
    "2310D NM1*DQ*1*LINDQVIST*MARA***II*XX*2500000007",
    "2400 LX*1",
    "2400 SV1*HC:90837:95:HO:U1:59*200.25*UN*1***1:2:3:4",
    "2400 DTP*472*D8*20261104",
    "2400 LX*2",
    "2400 SV1*HC:90785*125*UN*2*53**5:6:7:8",
    "2400 DTP*472*D8*20261104",
    "2400 LX*3",
    "2400 SV1*HC:H0004*0.5*UN*1***12:11:10:9",
    "2400 DTP*472*D8*20261104",
  ]

  private static func dependant(level: Int) -> [String] {
    [
      "2000B HL*\(level)*1*22*1",
      "2000B SBR*P********CI",
      "2010BA NM1*IL*1*SAMPLESON*RILEY****MI*ZMMH0002002",
      "2010BB NM1*PR*2*MERIDIAN MUTUAL HEALTH*****PI*MMH01",
      "2000C HL*\(level + 1)*\(level)*23*0",
      "2000C PAT*19",
      "2010CA NM1*QC*1*SAMPLESON*KIT*J**JR",
      "2010CA N3*77 SAMPLE LN*REAR",
      "2010CA N4*PORTLAND*OR*97202",
      "2010CA DMG*D8*20120909*F",
      "2300 CLM*C7AAAAAAAAAAAAAAAAAA*140***10:B:1*Y*A*Y*Y",
      "2300 HI*ABK:F4323",
      "2400 LX*1",
      "2400 SV1*HC:90832:95*140*UN*1***1",
      "2400 DTP*472*D8*20261104",
    ]
  }

  private static func trailer(sets: Int, segments: Int) -> [String] {
    ["envelope SE*\(segments)*000\(sets)", "envelope GE*\(sets)*903", "envelope IEA*1*000000903"]
  }
}
