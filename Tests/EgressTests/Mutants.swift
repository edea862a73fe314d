import Egress
import Testing

/// One forbidden thing: what to change in `Sample.all`, and the refusal that must follow.
///
/// The tables have one case a line: name, first occurrence of what, replaced by what, code, element; `⏎`
/// stands for a line feed.
struct Mutant: CustomTestStringConvertible {
  let name: String
  let old: String
  let new: String
  let code: EgressRefusal.Code
  let element: String

  var testDescription: String { name }

  static let all = [
    text, prose, structure, elements, tables, delimiters, counts, expectations, conditions, diagnoses,
  ]
  .flatMap { $0.split(separator: "\n") }.map(Mutant.init)

  private init(_ line: Substring) {
    let cells = line.replacing("⏎", with: "\n").split(separator: " | ", omittingEmptySubsequences: false)
    precondition(cells.count == 5, "a mutant has five cells")
    let code = EgressRefusal.Code(rawValue: String(cells[3]))
    precondition(code != nil, "a mutant names a refusal")
    (name, old, new) = (String(cells[0]), String(cells[1]), String(cells[2]))
    (self.code, element) = (code ?? .manifest, String(cells[4]))
  }
}

extension Mutant {
  /// Places where clinical text could ride.
  private static let text = """
    NTE in a claim | ~HI*ABK:F4323 | \
    ~NTE*ADD*TOLD ME OF HER AFFAIR~HI*ABK:F4323 | segment-not-listed | 2300 REF
    NTE in a line | ~LX*2~ | ~NTE*ADD*TEXT~LX*2~ | segment-not-listed | 2400 DTP
    PWK | ~HI*ABK:F4323 | ~PWK*PN*EL***AC*NOTES1~HI*ABK:F4323 | segment-not-listed | 2300 REF
    K3 | ~HI*ABK:F4323 | ~K3*TEXT~HI*ABK:F4323 | segment-not-listed | 2300 REF
    CRC | ~HI*ABK:F4323 | ~CRC*75*Y*IH~HI*ABK:F4323 | segment-not-listed | 2300 REF
    CN1 | ~AMT*F5 | ~CN1*09*100~AMT*F5 | segment-not-listed | 2300 CLM
    description of the service | :59*200.25 | :59:LONG TALK*200.25 | element-not-listed | 2400 SV101-6
    words in the authorization | PA-20441 | HUSBAND KNOWS | character | 2300 REF02
    long authorization | PA-20441 | PA204410000000000000000000000001 | length | 2300 REF02
    words in the member number | *MI*ZMMH0001-01 | *MI*ASK THE WIFE | character | 2010BA NM109
    words in the control number | CLM*B3XAA | CLM*B3X A | character | 2300 CLM01
    a hyphenated control number | CLM*B3XAA | CLM*B3-XA | character | 2300 CLM01
    a long control number | CLM*B3XAA | CLM*B3XAAA | length | 2300 CLM01
    words in the group number | GRP-7788 | GRP 7788 | character | 2000B SBR03
    plan name | GRP-7788* | GRP-7788*PLAN | element-not-listed | 2000B SBR
    words in the batch number | *00*B7Q2M4X3K2B7Q2M4-0001 | *00*TUESDAY GROUP | character | envelope BHT03
    a diagnosis in words | ABK:F4323 | ABK:ADJUSTMENT DISORDER | character | 2300 HI01-2
    a diagnosis with its text | ABF:F330* | ABF:F330:DEPRESSION* | element-not-listed | 2300 HI03-2
    a second value in a diagnosis | ABF:F330* | ABF:F330^F331* | character | 2300 HI03-2
    digits in a family name | O'BRIEN-SMITH | O'BRIEN 5035550142 | character | 2010BA NM103
    a sentence in a given name | *MARY ANN* | *SAYS SHE WANTS TO LEAVE HIM SOON AND* | length | 2010BA NM104
    a name prefix | *L.**III* | *L.*MRS*III* | element-not-listed | 2010BA NM1
    e-mail of the submitter | *TE*5035550142 | *TE*5035550142*EM*A.B.EXAMPLE | element-not-listed | 1000A PER
    a contact of the practice | ~REF*EI* | ~PER*IC*DARA*TE*5~REF*EI* | segment-out-of-place | 2010AA N4
    telephone number of the patient | ~DMG*D8*20000229 | \
    ~PER*IC**TE*5035550142~DMG*D8*20000229 | segment-out-of-place | 2010BA N4
    social security number of the patient | ~NM1*PR*2 | \
    ~REF*SY*123456789~NM1*PR*2 | segment-out-of-place | 2010BA DMG
    medical record number | ~REF*G1*PA-20441 | ~REF*EA*12345 | segment-out-of-place | 2300 REF
    line control number | ~LX*2~ | ~REF*6R*L1~LX*2~ | segment-out-of-place | 2400 DTP
    """
}

extension Mutant {
  /// Order of the segments.
  private static let structure = """
    a second name | ~NM1*PR*2 | ~NM1*IL*1*DOE*JANE~NM1*PR*2 | segment-out-of-place | 2010BA DMG
    the partner | ~LX*1~SV1*HC:90837 | ~NM1*QC*1*DOE*JOHN~LX*1~SV1*HC:90837 | segment-out-of-place | 2310D NM1
    the referring physician | ~NM1*82*1 | ~NM1*DN*1*DOE*JOHN~NM1*82*1 | segment-out-of-place | 2300 HI
    a second service location | ~NM1*DQ*1 | ~NM1*77*2*OTHER~NM1*DQ*1 | segment-out-of-place | 2310C N4
    an unknown segment | ~LX*2~ | ~ZZ1*A~LX*2~ | segment-not-listed | 2400 DTP
    an empty segment | ~LX*2~ | ~~LX*2~ | segment-not-listed | 2400 DTP
    a lower-case segment | ~LX*2~ | ~lx*2~ | segment-not-listed | 2400 DTP
    a date of admission | ~AMT*F5 | ~DTP*435*D8*20261104~AMT*F5 | segment-out-of-place | 2300 CLM
    a date of onset | DTP*472*D8*20261104~LX*2 | DTP*431*D8*20261104~LX*2 | segment-out-of-place | 2400 SV1
    a span of dates | *D8*20261104~LX*2 | *RD8*20261104-20261105~LX*2 | length | 2400 DTP02
    birth date of a subscriber who is not the patient | ZMMH0002002~ | \
    ZMMH0002002~N3*1 ST~N4*SALEM*OR*97301~DMG*D8*19800101*F~ | segment-out-of-place | 2010BA NM1
    a secondary coverage | SBR*P*18*GRP | SBR*S*18*GRP | segment-out-of-place | 2000B HL
    other coverage | ~NM1*82*1 | ~SBR*S*18*******CI~NM1*82*1 | segment-out-of-place | 2300 HI
    a subscriber level without a claim | ~CLM*B3X | ~HL*4*1*22*0~CLM*B3X | segment-out-of-place | 2010BB NM1
    a second claim of a subscriber | ~HL*4*1*22*1 | ~CLM*X9*1~HL*4*1*22*1 | segment-out-of-place | 2400 DTP
    a claim without lines | ~LX*1~SV1*HC:90834*140*UN*1***1~DTP*472*D8*20261104~HL*3 | \
    ~HL*3 | segment-out-of-place | 2300 HI
    a patient level under one's own coverage | ~HL*3*1*22*0 | ~HL*3*1*22*1 | segment-out-of-place | 2000B HL
    a line without a date | ~DTP*472*D8*20261104~LX*2 | ~LX*2 | segment-out-of-place | 2400 SV1
    authorization after the diagnoses | ~NM1*82*1 | ~REF*G1*A1~NM1*82*1 | segment-out-of-place | 2300 HI
    a second group | ~IEA*1* | \
    ~GS*HC*A*B*20261123*0200*904*X*005010X222A1~IEA*1* | segment-out-of-place | envelope GE
    an acknowledgment request inside | ~GS*HC | ~TA1*000000903*A~GS*HC | segment-not-listed | envelope ISA
    """
}

extension Mutant {
  /// Single elements.
  private static let elements = """
    a further element | OR*972011234~ | OR*972011234*US~ | element-not-listed | 2010AA N4
    an empty element at the end | OR*972011234~ | OR*972011234*~ | element-not-listed | 2010AA N4
    an empty second address line | N3*77 SAMPLE LN~ | N3*77 SAMPLE LN*~ | element-empty-at-end | 2010BA N3
    a missing element | N4*PORTLAND*OR*972011234 | N4*PORTLAND*OR | element-missing | 2010AA N403
    an empty required element | N4*PORTLAND*OR* | N4**OR* | element-missing | 2010AA N401
    an empty component | HC:90837:95:HO | HC:90837::HO | element-missing | 2400 SV101-3
    a gap in the diagnoses | *ABF:F330* | ** | element-missing | 2300 HI03-1
    a qualifier without its code | *ABF:F330* | *ABF* | element-missing | 2300 HI03-2
    a fifth modifier | :U1:59* | :U1:59:GT* | element-not-listed | 2400 SV101-6
    a fifth pointer | 1:2:3:4~ | 1:2:3:4:5~ | element-not-listed | 2400 SV1
    a component where none is | *UN*1***1:2 | *UN:X*1***1:2 | element-not-listed | 2400 SV103
    an emergency indicator | 1:2:3:4~ | 1:2:3:4**Y~ | element-not-listed | 2400 SV1
    lower case | AVERY | Avery | character | 2010BA NM104
    an accent | AVERY | AVÉRY | character | 2010BA NM104
    a long name | TESTPATIENT | \(String(repeating: "A", count: 61)) | length | 2010BA NM103
    a space at the end | *AVERY* | *AVERY * | spaces | 2010BA NM104
    a space at the start | *AVERY* | * AVERY* | pattern | 2010BA NM104
    only spaces | *AVERY* | *   * | pattern | 2010BA NM104
    two spaces in a row | MARY ANN | MARY  ANN | spaces | 2010BA NM104
    a wrong check digit | XX*1234567893 | XX*1234567890 | npi | 2010AA NM109
    an NPI that begins with 3 | XX*1234567893 | XX*3234567891 | npi | 2010AA NM109
    a short postal code of the practice | OR*972011234 | OR*97201 | length | 2010AA N403
    a postal code of seven digits | OR*97202~ | OR*9720212~ | pattern | 2010BA N403
    29 February in a common year | D8*20000229 | D8*20010229 | date | 2010BA DMG02
    31 April | D8*20000229 | D8*20000431 | date | 2010BA DMG02
    a month 13 | D8*20000229 | D8*20001301 | date | 2010BA DMG02
    a birth in 1899 | D8*20000229 | D8*18991231 | date | 2010BA DMG02
    an unknown sex | *20000229*U | *20000229*X | pattern | 2010BA DMG03
    an unknown relationship | PAT*19 | PAT*99 | pattern | 2000C PAT01
    an unknown kind of plan | ******BL | ******BB | pattern | 2000B SBR09
    a negative charge | *125*UN | *-125*UN | character | 2400 SV102
    leading zeros in a charge | *125*UN | *0125*UN | amount | 2400 SV102
    decimal zeros in a charge | *125*UN | *125.0*UN | amount | 2400 SV102
    three decimals in a charge | *125*UN | *125.001*UN | amount | 2400 SV102
    two points in a charge | *125*UN | *1.2.5*UN | amount | 2400 SV102
    a bare point | *125*UN | *.*UN | amount | 2400 SV102
    no units | *UN*2* | *UN*0* | pattern | 2400 SV104
    a frequency that is none of ours | 11:B:7*Y*C | 11:B:6*Y*C | pattern | 2300 CLM05-3
    a replacement of nothing | 11:B:1*Y*A | 11:B:7*Y*A | correction-unnamed | 2300 HI
    a void of nothing | 11:B:1*Y*A | 11:B:8*Y*A | correction-unnamed | 2300 HI
    an original that names another claim | 11:B:7*Y*C | 11:B:1*Y*C | condition-false | 2300 REF01
    words as the payer's claim number | MMH-2026000123 | HUSBAND-KNOWS | identifier | 2300 REF02
    spaces in the payer's claim number | MMH-2026000123 | MMH 2026000123 | character | 2300 REF02
    the payer's claim number twice | ~REF*F8*MMH-2026000123 | ~REF*F8*A1~REF*F8*A1 | segment-out-of-place | 2300 REF
    a delay reason that is none | ***********11~ | ***********12~ | pattern | 2300 CLM20
    a delay reason in words | ***********11~ | ***********HE LOST HIS JOB~ | character | 2300 CLM20
    a delay reason of two digits for one | ***********11~ | ***********01~ | pattern | 2300 CLM20
    a long delay reason | ***********11~ | ***********110~ | length | 2300 CLM20
    a delay reason and a word | ***********11~ | ***********11:A~ | element-not-listed | 2300 CLM
    a delay reason in another place | ***********11~ | **********11~ | element-not-listed | 2300 CLM
    something after the delay reason | ***********11~ | ***********11*A~ | element-not-listed | 2300 CLM
    a related cause beside the delay reason | ***********11~ | **AA*********11~ | element-not-listed | 2300 CLM
    an original reported as a reissue | BHT*0019*00* | BHT*0019*18* | pattern | envelope BHT02
    a taxonomy code in words | PXC*261QM0801X | PXC*PSYCHIATRY | pattern | 2000A PRV03
    a procedure in words | HC:90785 | HC:TALKS | pattern | 2400 SV101-2
    """
}

extension Mutant {
  /// Delimiters and control characters.
  private static let delimiters = """
    another element separator | ISA*00* | ISA|00* | delimiters | envelope ISA
    another repetition separator | *^*00501 | *!*00501 | delimiters | envelope ISA
    another component separator | *T*:~ | *T*>~ | delimiters | envelope ISA
    another segment terminator | *T*:~ | *T*:⏎ | delimiters | envelope ISA
    a byte before | ISA*00* |  ISA*00* | delimiters | envelope ISA
    a byte-order mark | ISA*00* | \u{FEFF}ISA*00* | delimiters | envelope ISA
    a line feed after a segment | ~GS*HC | ~⏎GS*HC | segment-not-listed | envelope ISA
    a NUL in a name | AVERY | AV\0RY | character | 2010BA NM104
    a tab in a name | MARY ANN | MARY\tANN | character | 2010BA NM104
    a right-to-left mark | AVERY | AV\u{200F}RY | character | 2010BA NM104
    a delete character | AVERY | AV\u{7F}RY | character | 2010BA NM104
    a repetition separator in a name | AVERY | AV^RY | character | 2010BA NM104
    a component separator in a name | AVERY | AV:RY | element-not-listed | 2010BA NM104
    an element separator in a name | *AVERY** | *AV*ERY** | element-missing | 2010BA NM108
    a terminator in a name | *AVERY* | *AV~ERY* | element-missing | 2010BA NM105
    a line feed at the end | *000000903~ | *000000903~⏎ | truncated | envelope ISA
    a cut end | ~IEA*1*000000903~ | ~ | truncated | envelope GE
    trailing segment | ~IEA*1*000000903~ | ~IEA*1*000000903~NTE*ADD*TEXT~ | trailing-bytes | envelope IEA
    a second interchange | ~IEA*1*000000903~ | ~IEA*1*000000903~ISA*00*~ | trailing-bytes | envelope IEA
    """
}

extension Mutant {
  /// Counts and control numbers.
  private static let counts = """
    a wrong segment count | SE*66* | SE*67* | count | envelope SE01
    a padded segment count | SE*66* | SE*066* | pattern | envelope SE01
    another set number at the end | SE*66*0001 | SE*66*0002 | control-number | envelope SE02
    another spelling of the set number | SE*66*0001 | SE*66*00001 | pattern | envelope SE02
    a repeated set number | ST*837*0002 | ST*837*0001 | control-number | envelope ST02
    a wrong set count | GE*2* | GE*1* | count | envelope GE01
    another group number at the end | GE*2*903 | GE*2*904 | control-number | envelope GE02
    no acknowledgment requested | *000000903*1*T | *000000903*0*T | pattern | envelope ISA14
    a wrong group count | IEA*1* | IEA*2* | pattern | envelope IEA01
    another control number at the end | IEA*1*000000903 | IEA*1*000000904 | control-number | envelope IEA02
    a skipped level | HL*3*1*22*0 | HL*4*1*22*0 | count | 2000B HL01
    a level under another | HL*3*1*22*0 | HL*3*2*22*0 | count | 2000B HL02
    a patient under another subscriber | HL*5*4*23*0 | HL*5*3*23*0 | count | 2000C HL02
    a skipped line | LX*2 | LX*3 | count | 2400 LX01
    a total that is not the sum | AAA*325.75* | AAA*325.74* | charge-total | 2300 CLM02
    a line that adds to the total | *0.5*UN | *0.51*UN | charge-total | 2300 CLM02
    a repeated claim | CLM*B3XAAAAAAAAAAAAAAAAA* | CLM*A7K2M5Q4X3AAAAAAAAAA* | claim-repeated | 2300 CLM01
    """
}

extension Mutant {
  /// What the run expects.
  private static let expectations = """
    production in place of test | *T*:~ | *P*:~ | usage | envelope ISA15
    another sender | *ZZ*QUIETHARBOR    * | *ZZ*QUIETHARBOUR   * | party | envelope ISA06
    another receiver | *ZZ*HARBORLINK     * | *ZZ*CLEARPATH      * | party | envelope ISA08
    words in the padding | *ZZ*HARBORLINK     * | *ZZ*HARBORLINK HI  * | party | envelope ISA08
    another receiver of the group | QUIETHARBOR*HARBORLINK | QUIETHARBOR*CLEARPATH | party | envelope GS03
    another receiver in the set | *46*HARBORLINK | *46*CLEARPATH | party | 1000B NM109
    another submitter in the set | *46*QUIETHARBOR | *46*LOUDHARBOR | party | 1000A NM109
    another interchange number | *000000903*1*T | *000000904*1*T | control-number | envelope ISA13
    another day in the group | *20261123*0200*903 | *20261124*0200*903 | made | envelope GS04
    another time in the set | 0001*20261123*0200*CH | 0001*20261123*0201*CH | made | envelope BHT05
    a time that is none | *261123*0200* | *261123*2460* | time | envelope ISA10
    """
}

extension Mutant {
  /// Conditions of one claim.
  private static let conditions = """
    paid in full | AMT*F5*20.5 | AMT*F5*325.75 | patient-paid | 2300 AMT02
    nothing paid | AMT*F5*20.5 | AMT*F5*0 | patient-paid | 2300 AMT02
    a claim for nothing | AAA*325.75* | AAA*0* | charge-total | 2300 CLM02
    the billing provider as rendering | *XX*1300000001 | *XX*1234567893 | condition-false | 2310B NM109
    the billing provider as location | *XX*1400000000 | *XX*1234567893 | condition-false | 2310C NM109
    a location for telehealth | ***11:B:7*Y*C | ***10:B:7*Y*C | condition-false | 2310C NM1
    a location at home | ***11:B:7*Y*C | ***12:B:7*Y*C | condition-false | 2310C NM1
    the practice's own address as a location | N3*12 EAST ST*FLOOR 2~N4*PORTLAND*OR*972060001 | \
    N3*400 INLET ST*SUITE #12~N4*PORTLAND*OR*972011234 | condition-false | 2310C N4
    a location's qualifier without an NPI | *XX*1400000000 | *XX | element-missing | 2310C NM109
    the claim's place of service on a line | *UN*2*53* | *UN*2*11* | place-of-service | 2400 SV105
    two days in a claim | *D8*20261104~LX*2 | *D8*20261103~LX*2 | service-date | 2400 DTP03
    """
}

extension Mutant {
  /// Diagnoses.
  private static let diagnoses = """
    one that no line points to | 12:11:10:9 | 12:11:10 | diagnosis-not-pointed-to | 2300 HI09-2
    a further one that no line points to | HI*ABK:F411 | \
    HI*ABK:F411*ABF:F330 | diagnosis-not-pointed-to | 2300 HI02-2
    a header of the code tree | ABF:F5231 | ABF:F523 | diagnosis-not-billable | 2300 HI04-2
    a code that ended | ABF:F5231 | ABF:F438 | diagnosis-not-billable | 2300 HI04-2
    a code that never was | ABF:F5231 | ABF:F9999 | diagnosis-not-billable | 2300 HI04-2
    a code with its point | ABF:F5231 | ABF:F52.31 | character | 2300 HI04-2
    one twice | ABF:F5231 | ABF:F411 | diagnosis-repeated | 2300 HI04-2
    one of ICD-9 | HI*ABK:F411 | HI*BK:3000 | segment-out-of-place | 2300 CLM
    two principal ones | ABF:F411 | ABK:F411 | pattern | 2300 HI02-1
    a pointer to nothing | *UN*1***1~ | *UN*1***2~ | pointer | 2400 SV107
    a pointer to zero | *UN*1***1~ | *UN*1***0~ | pattern | 2400 SV107-1
    a pointer twice | 1:2:3:4~ | 1:2:3:3~ | pointer | 2400 SV107
    a thirteenth | *ABF:Z600 | *ABF:Z600*ABF:F1020 | element-not-listed | 2300 HI
    """
}
