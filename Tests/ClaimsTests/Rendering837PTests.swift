import Claims
import Sessions
import Testing

@Suite("837P")
struct Rendering837PTests {
  @Test func `has every loop of a claim whose patient is the subscriber, and nothing more`() throws {
    #expect(
      try Practice.segments([Practice.claim()]) == [
        "ISA*00*          *00*          *ZZ*QUIETHARBOR    *ZZ*HARBORLINK     *261123*0200*^*00501*"
          + "000000903*1*T*:",
        "GS*HC*QUIETHARBOR*HARBORLINK*20261123*0200*903*X*005010X222A1",
        "ST*837*0001*005010X222A1",
        "BHT*0019*00*B7Q2M4X9K1-0001*20261123*0200*CH",
        "NM1*41*2*QUIET HARBOR THERAPY*****46*QUIETHARBOR",
        "PER*IC*BILLING DESK*TE*5035550142",
        "NM1*40*2*HARBORLINK*****46*HARBORLINK",
        "HL*1**20*1",
        "NM1*85*2*QUIET HARBOR THERAPY PLLC*****XX*1234567893",
        "N3*400 INLET ST*SUITE 12",
        "N4*PORTLAND*OR*972011234",
        "REF*EI*931234567",
        "HL*2*1*22*0",
        "SBR*P*18*******CI",
        "NM1*IL*1*TESTPATIENT*AVERY****MI*ZMMH0001001",
        "N3*77 SAMPLE LN",
        "N4*PORTLAND*OR*97202",
        "DMG*D8*19880704*F",
        "NM1*PR*2*MERIDIAN MUTUAL HEALTH*****PI*MMH01",
        "CLM*7K2M9Q4X1B8D*140***11:B:1*Y*A*Y*Y",
        "HI*ABK:F411",
        "NM1*82*1*OKONKWO*DARA****XX*1999999984",
        "LX*1",
        "SV1*HC:90834*140*UN*1***1",
        "DTP*472*D8*20260304",
        "SE*24*0001",
        "GE*1*903",
        "IEA*1*000000903",
      ])
  }

  @Test func `says why a claim is late, in the standard's number, and of no other claim`() throws {
    for reason in DelayReason.allCases {
      let claim = try Practice.claim { $0.delayReason = reason.rawValue }
      #expect(claim.delayReason == reason)
      let late = try Practice.segments([claim, Practice.claim(control: "INTIME1")]).filter {
        $0.hasPrefix("CLM*")
      }
      #expect(
        Set(late) == [
          "CLM*7K2M9Q4X1B8D*140***11:B:1*Y*A*Y*Y***********\(reason.rawValue)",
          "CLM*INTIME1*140***11:B:1*Y*A*Y*Y",
        ])
    }
  }

  @Test func `has a word for each of the twelve reasons why a claim is late`() {
    let reasons = DelayReason.allCases
    #expect(reasons.map(\.rawValue) == (1...11).map { "\($0)" } + ["15"])
    #expect(Set(reasons.map(\.word)).count == 12)
    for reason in reasons {
      #expect(DelayReason(said: reason.word) == reason && DelayReason(said: reason.rawValue) == reason)
    }
    for text in ["", "0", "12", "01", "Other", "other ", "late"] { #expect(DelayReason(said: text) == nil) }
  }

  @Test func `names a subscriber who is not the patient without address, birth and sex`() throws {
    let claim = try Practice.claim {
      $0.relationship = "19"
      $0.groupNumber = "GRP7788"
      $0.subscriber = PersonColumns()
      $0.subscriber.familyName = "Sampleson"
      $0.subscriber.givenName = "Riley"
      $0.patient = Practice.subscriber
      $0.patient?.middleName = "Q"
      $0.patient?.suffix = "Jr."
      $0.patient?.sex = "U"
    }
    #expect(
      try Practice.segments([claim])[12...22] == [
        "HL*2*1*22*1",
        "SBR*P**GRP7788******CI",
        "NM1*IL*1*SAMPLESON*RILEY****MI*ZMMH0001001",
        "NM1*PR*2*MERIDIAN MUTUAL HEALTH*****PI*MMH01",
        "HL*3*2*23*0",
        "PAT*19",
        "NM1*QC*1*TESTPATIENT*AVERY*Q**JR.",
        "N3*77 SAMPLE LN",
        "N4*PORTLAND*OR*97202",
        "DMG*D8*19880704*U",
        "CLM*7K2M9Q4X1B8D*140***11:B:1*Y*A*Y*Y",
      ])
  }

  @Test func `bills lines with pointers into the diagnoses that are sent`() throws {
    let codes = [
      "F41.1", "F33.0", "F43.23", "Z63.0", "G47.00", "F10.20", "F40.10", "Z56.6", "Z60.2", "F50.82",
      "F60.3", "R45.4",
    ]
    let claim = try Practice.claim(codes) {
      $0.lines = ([[1, 2, 3, 4], [5, 6, 7, 8], [12, 11, 10, 9]] as [[Int32]]).enumerated().map {
        index, pointers in
        var line = Practice.line
        (line.line, line.diagnosisPointers) = (Int32(index + 1), pointers)
        return line
      }
      $0.lines[1].procedureCode = "90785"
      $0.lines[1].chargeCents = 1_550
      $0.lines[2].placeOfService = "10"
      $0.lines[2].modifiers = ["95", "HO"]
      $0.lines[2].units = 2
    }
    #expect(
      try Practice.loops(claim).filter { ["CLM", "HI*", "LX*", "SV1"].contains($0.prefix(3)) } == [
        "CLM*7K2M9Q4X1B8D*295.5***11:B:1*Y*A*Y*Y",
        "HI*ABK:F411*ABF:F330*ABF:F4323*ABF:Z630*ABF:G4700*ABF:F1020*ABF:F4010*ABF:Z566*ABF:Z602*ABF:F5082"
          + "*ABF:F603*ABF:R454",
        "LX*1", "SV1*HC:90834*140*UN*1***1:2:3:4",
        "LX*2", "SV1*HC:90785*15.5*UN*1***5:6:7:8",
        "LX*3", "SV1*HC:90834:95:HO*140*UN*2*10**12:11:10:9",
      ])
  }

  @Test(arguments: [
    // diagnoses                        pointers        HI                                   SV107
    (["F411", "Z630"], [2] as [Int32]?, "HI*ABK:Z630", "1"),
    (["F411", "F330", "Z630"], [3, 1], "HI*ABK:F411*ABF:Z630", "2:1"),
    (["F411", "F330"], nil, "HI*ABK:F411*ABF:F330", "1:2"),
    (["F411", "F330", "F4323", "Z630", "F603"], nil, "HI*ABK:F411*ABF:F330*ABF:F4323*ABF:Z630", "1:2:3:4"),
    (["F411", "F41.1", "Z630"], nil, "HI*ABK:F411*ABF:Z630", "1:2"),
    (["F411", "F411", "Z630"], [3, 2], "HI*ABK:F411*ABF:Z630", "2:1"),
    (["F523", "F411"], [2], "HI*ABK:F411", "1"),  // a header that stays behind holds nothing
  ])
  func `leaves diagnoses behind that no line points to`(
    diagnoses: [String], pointers: [Int32]?, expected: String, sent: String
  ) throws {
    let loops = try Practice.loops(Practice.claim(diagnoses) { $0.lines[0].diagnosisPointers = pointers })
    #expect(loops.contains(expected))
    #expect(loops.contains("SV1*HC:90834*140*UN*1***\(sent)"))
  }

  @Test func `sends what the client paid, and a prior authorization, only where there is one`() throws {
    let loops = try Practice.loops(
      Practice.claim {
        $0.lines[0].patientPaidCents = 2_005
        $0.lines[0].priorAuthorization = "auth-55021"
        $0.benefitsAssigned = false
      })
    let start = try #require(loops.firstIndex { $0.hasPrefix("CLM") })
    #expect(
      loops[start...].prefix(4) == [
        "CLM*7K2M9Q4X1B8D*140***11:B:1*Y*A*N*Y", "AMT*F5*20.05", "REF*G1*AUTH-55021", "HI*ABK:F411",
      ])
    let plain = try Practice.loops(Practice.claim())
    #expect(!plain.contains { $0.hasPrefix("AMT") || $0.hasPrefix("REF*G1") })
  }

  @Test func `sends taxonomies only to a payer that asks for them, under the name configured for it`() throws
  {
    let claim = try Practice.claim { $0.payerID = "northfield" }
    let segments = try Practice.segments([claim])
    #expect(segments.filter { $0.hasPrefix("PRV") } == ["PRV*BI*PXC*261QM0801X", "PRV*PE*PXC*101YM0800X"])
    #expect(segments.contains("NM1*PR*2*NORTHFIELD BLUE*****PI*NFB02"))
    #expect(try !Practice.segments([Practice.claim()]).contains { $0.hasPrefix("PRV") })
  }

  @Test func `names the supervisor after the rendering clinician and the location`() throws {
    let loops = try Practice.loops(
      Practice.claim {
        $0.lines[0].supervisingClinicianID = "lindqvist"
        $0.lines[0].locationID = "east"
      })
    let start = try #require(loops.firstIndex { $0.hasPrefix("HI") })
    #expect(
      loops[(start + 1)...].prefix(6) == [
        "NM1*82*1*OKONKWO*DARA****XX*1999999984", "NM1*77*2*QUIET HARBOR EAST*****XX*1245319599",
        "N3*8 BEACON RD",
        "N4*PORTLAND*OR*972011234", "NM1*DQ*1*LINDQVIST*MARA****XX*1245319599", "LX*1",
      ])
  }

  @Test(arguments: [
    ("main", "11", false), ("east", "11", true), ("east", "10", false), ("east", "02", false),
    ("east", "12", false),
    ("east", "53", true),
  ])
  func `names a location only where it is not the billing provider's or the client's`(
    location: String, place: String, isSent: Bool
  ) throws {
    let loops = try Practice.loops(
      Practice.claim {
        $0.lines[0].locationID = location
        $0.lines[0].placeOfService = place
      })
    #expect(loops.contains { $0.hasPrefix("NM1*77") } == isSent)
  }

  @Test func `names no rendering clinician who is the billing provider`() throws {
    let person = try Practice.segments([
      Practice.claim {
        $0.lines[0].billingProviderID = "solo"
        $0.lines[0].renderingClinicianID = nil
      }
    ])
    #expect(person.contains("NM1*85*1*OKONKWO*DARA****XX*1999999984"))
    #expect(person.contains("REF*SY*123456789"))
    #expect(!person.contains { $0.hasPrefix("NM1*82") })
    let same = try Practice.segments([Practice.claim { $0.lines[0].renderingClinicianID = "owner" }])
    #expect(!same.contains { $0.hasPrefix("NM1*82") })
  }
}
