/// Mutants for elements that hold words or numbers of people, and for code tables.
extension Mutant {
  /// Sentences in elements that may hold words, and words in those that hold numbers.
  static let prose = """
    a sentence in a family name | O'BRIEN-SMITH | HE DRINKS AND BEATS HER AGAIN | words | 2010BA NM103
    a sentence in a given name | MARY ANN | SHE IS AFRAID OF HIM TOO | words | 2010BA NM104
    a sentence in a middle name | *L.* | *A B C D E F* | words | 2010BA NM105
    a word as a suffix | *III*MI | *ALCOHOLIC*MI | length | 2010BA NM107
    a word as a dependant's suffix | *J**JR | *J**ADOPTED | length | 2010CA NM107
    a sentence in a dependant's name | *KIT*J | *KIT TOLD ME ALL OF IT*J | words | 2010CA NM104
    a sentence in a clinician's name | *82*1*OKONKWO | *82*1*SEES HIM FOR HIS OLD ADDICTION | words | 2310B NM103
    a sentence in a supervisor's name | *DQ*1*LINDQVIST | *DQ*1*KNOWS OF IT AND SAID SO THEN | words | 2310D NM103
    a sentence in the practice's name | QUIET HARBOR THERAPY & FRIENDS, PLLC | \
    WE TREAT HER FOR WHAT HE DID TO HER AS A CHILD | words | 2010AA NM103
    a sentence in the location's name | QUIET HARBOR EAST | \
    THE ROOM WHERE WE SEE THOSE WHO DO NOT WANT IT KNOWN | words | 2310C NM103
    a sentence in the payer's name | MERIDIAN MUTUAL HEALTH | \
    ASK THEM TO SEND IT TO ME AND NOT TO HIM | words | 2010BB NM103
    a sentence in the submitter's name | *2*QUIET HARBOR THERAPY* | \
    *2*A B C D E F G H I J K* | words | 1000A NM103
    a sentence in the contact's name | BILLING DESK | A B C D E F G H I J K | words | 1000A PER02
    an exclamation in the contact's name | BILLING DESK | BILLING DESK! | character | 1000A PER02
    words for the telephone number | TE*5035550142 | TE*CALLMEBACK | character | 1000A PER04
    a sentence in the receiver's name | *2*HARBORLINK* | *2*A B C D E F G H I J K* | words | 1000B NM103
    a sentence in a street | *77 SAMPLE LN*APT | \
    *HE MUST NOT KNOW WHERE SHE LIVES SINCE MAY*APT | words | 2010BA N301
    a sentence behind a house number | *77 SAMPLE LN*APT | \
    *77 DO NOT WRITE TO HER THERE HE READS IT*APT | words | 2010BA N301
    a sentence in the second address line | *APT #4/B | *HER HUSBAND OPENS ALL LETTERS | words | 2010BA N302
    a sentence in a dependant's second line | *REAR | *LIVES WITH HIS FATHER NOW | words | 2010CA N302
    a sentence in a location's second line | *FLOOR 2 | *ASK FOR THE SAFE HOUSE | words | 2310C N302
    a sentence in a city | *ST. LOUIS* | *IN A HOME FOR THE OLD* | words | 2010BA N401
    a hyphenated sentence as a member number | *MI*ZMMH0001-01 | *MI*HUSBAND-HITS-HER-1 | identifier | 2010BA NM109
    a word as a member number | *MI*ZMMH0001-01 | *MI*PENDING | identifier | 2010BA NM109
    a word with a year as a member number | *MI*ZMMH0001-01 | *MI*DEPRESSION2019 | identifier | 2010BA NM109
    a hyphenated sentence as an authorization | PA-20441 | SAID-SHE-WANTS-TO-DIE-2 | identifier | 2300 REF02
    a word as an authorization | PA-20441 | SUICIDAL | identifier | 2300 REF02
    a sentence as a group number | GRP-7788 | TUESDAY-TRAUMA-GROUP | identifier | 2000B SBR03
    a sentence as a payer's number | *PI*MMH01~CLM | *PI*ASK THE WIFE~CLM | character | 2010BB NM109
    words as a control number with a digit of none | CLM*B3XAA | CLM*B3X01 | character | 2300 CLM01
    a short control number | CLM*B3XAA | CLM*B3XA | length | 2300 CLM01
    a sentence as a batch number | K2B7Q2M4-0001 | K2B7Q2M4-HELP | pattern | envelope BHT03
    """
}

extension Mutant {
  /// Code tables, and numbers that must agree.
  static let tables = """
    a state that is none | *OR*97202~DMG*D8*19880704 | *ZZ*97202~DMG*D8*19880704 | pattern | 2010BA N402
    a state of the practice that is none | OR*972011234 | XX*972011234 | pattern | 2010AA N402
    a place of service that is none | ***11:B:7*Y*C | ***69:B:7*Y*C | pattern | 2300 CLM05-1
    a line's place of service that is none | *UN*2*53* | *UN*2*98* | pattern | 2400 SV105
    a birth after the service | D8*20000229 | D8*20261105 | birth-date | 2400 DTP03
    a dependant's birth after the service | D8*20120909 | D8*20990909 | birth-date | 2400 DTP03
    a service after the day of making | \
    *1***1~DTP*472*D8*20261104~HL*3 | *1***1~DTP*472*D8*20261124~HL*3 | service-date | 2400 DTP03
    another group number | *0200*903*X | *0200*904*X | control-number | envelope GS06
    letters that look Latin | AVERY | \u{0410}VERY | character | 2010BA NM104
    full-width letters | AVERY | \u{FF21}VERY | character | 2010BA NM104
    a sign for a digit | *125*UN | *\u{0661}25*UN | character | 2400 SV102
    a no-break space | MARY ANN | MARY\u{A0}ANN | character | 2010BA NM104
    an escape sequence | AVERY | AV\u{1B}[2JRY | character | 2010BA NM104
    a carriage return | ~GS*HC | \r~GS*HC | delimiters | envelope ISA
    a second list of diagnoses | ~NM1*82*1 | ~HI*ABF:F330~NM1*82*1 | segment-out-of-place | 2300 HI
    an ISA inside | ~GS*HC | ~ISA*00*          *00*~GS*HC | segment-not-listed | envelope ISA
    a repeated contact | ~NM1*40*2 | ~PER*IC*DESK*TE*5035550142~NM1*40*2 | segment-out-of-place | 1000A PER
    a trailer early | ~LX*2~ | ~SE*40*0001~LX*2~ | charge-total | 2300 CLM02
    """
}
