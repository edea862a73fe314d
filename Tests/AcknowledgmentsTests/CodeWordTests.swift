internal import AnswerWords
internal import Testing

@Suite("Words for codes") struct CodeWordTests {
  private static let interchange = (0...31).map { "TA1:" + ($0 < 10 ? "00" : "0") + String($0) }
  private static let segments = ["1", "2", "3", "4", "5", "6", "7", "8", "I4", "I6", "I7", "I8", "I9"]
    .map { "IK3:\($0):NM1" }
  private static let elements = [
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "12", "13", "I6", "I9", "I10", "I11", "I12", "I13",
  ].map { "IK4:\($0):NM1.9" }
  private static let sets = [
    "1", "2", "3", "4", "5", "6", "7", "I5", "I6", "18", "19", "23", "24", "25", "26", "27",
  ].map { "IK5:\($0)" }
  private static let groups = (1...6).map { "AK9:\($0)" }
  private static let categories = (0...8).map { "A\($0)" }
  private static let known = interchange + segments + elements + sets + groups + categories

  /// All three-digit statuses, and reasons of up to three characters: whatever the tables have is met.
  private static let many: [String] =
    (0...999).flatMap {
      ["A1:\($0)", "A7:\($0):IL", "A7:\($0):ZZ", "CO-\($0)", "PR-B\($0)", "ZZ-\($0)", "PLB-\($0)"]
    }
    + ["WO", "FB", "L6", "CS", "IR", "LE", "AM", "L3", "LS", "BD", "QQ", "-", ""].map { "PLB-\($0)" }

  @Test func `each code of the standard has a sentence of its own`() {
    let sentences = Self.known.map { CodeWords.of($0).sentence }
    #expect(Self.known.count == 94 && Set(sentences).count == Self.known.count)
    #expect(!sentences.contains(CodeWords.of("").sentence))
  }

  private static let strange = [
    "", ":", "-", "::", "TA1:", "TA1:999", "TA1:025:1", "IK3:99:NM1", "IK3:8", "IK4:99:NM1.9", "IK4:7",
    "IK5:99",
    "AK9:99", "A9", "A9:20", "Z1:20:IL", "E1:5", "A7:20:IL:9", "CO-9999", "XX-45", "PLB-", "PLB-ZZ", "-45",
    "SUICIDAL", "IK4:7:SUICIDAL.9", "A7:SUICIDAL:IL", "CO-SUICIDAL", "SUICIDAL-45", "A7:562:SUICIDAL",
  ]

  @Test func `all is said in whole sentences, and nothing repeated`() {
    for code in Self.known + Self.many + Self.strange {
      let words = CodeWords.of(code)
      for text in [words.sentence, words.nextStep ?? "."] {
        #expect(text.hasSuffix(".") && !text.contains("..") && !text.contains("  ") && !text.hasPrefix(" "))
        #expect(!text.contains("SUICIDAL"))
      }
      #expect(words.sentence.utf8.count > 10 && words.nextStep != "", "\(code)")
    }
  }

  @Test(arguments: [
    "", "TA1:999", "IK3:99:NM1", "IK4:99:NM1.9", "IK5:99", "AK9:99", "A9:20", "E1:5", "A7:999", "CO-9999",
    "XX-45",
    "PLB-ZZ", "F2", "anything",
  ]) func `what is in no list is said to be so`(_ code: String) {
    #expect(CodeWords.of(code).sentence.contains("has no words for"))
  }

  @Test(arguments: [
    ("A7:562:IL", "the NPI of the insured."), ("A2:20:PR", "taken in for a decision"),
    ("A6:164:QC", "the member id of the patient."), ("A7:562", "It is about the NPI."),
    ("CO-45", "may not be billed to the client"), ("PR-1", "deductible. The client owes it."),
    ("IK3:8:NM1", "a name and its id (NM1)"), ("IK4:7:NM1.9", "element 9."), ("PLB-WO", "takes back"),
  ]) func `says whose and where`(_ code: String, _ part: String) {
    #expect(CodeWords.of(code).sentence.contains(part))
  }

  @Test func `a claim that was rejected has a next step, one that goes on has none`() {
    for category in ["A3", "A4", "A6", "A7", "A8"] { #expect(CodeWords.of(category + ":21").nextStep != nil) }
    for category in ["A0", "A1", "A2", "A5"] { #expect(CodeWords.of(category + ":562:IL").nextStep == nil) }
  }
}
