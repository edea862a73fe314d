import Claims
import Defects
import Sessions
import Testing

@Suite("Claim defects")
struct DefectCatalogueTests {
  @Test func `have codes of their own, in lower case and hyphens`() {
    let codes = ClaimDefect.all.map(\.code)
    #expect(Set(codes).count == codes.count)
    #expect(codes.allSatisfy { $0.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil })
    #expect(codes.count > 60)
  }

  @Test(arguments: ClaimDefect.all)
  func `say in sentences what is wrong and what to do`(defect: ClaimDefect) {
    for sentence in [defect.sentence, defect.nextStep] {
      #expect(sentence.hasSuffix("."))
      #expect(sentence.first?.isUppercase == true)
    }
    #expect(defect.element.wholeMatch(of: /(2\d\d\d[A-D]{0,2}) [A-Z0-9-]+/) != nil)
    #expect(ClaimDefect.named(defect.code) == defect)
  }

  @Test func `say which line or diagnosis they are about`() throws {
    let line = try #require(ClaimDefect.named("units-invalid")).at(2)
    #expect(line.sentence == "Line 2: the units are missing or not from 1 to 999.")
    #expect(line.description == "units-invalid (2)")
    let diagnosis = try #require(ClaimDefect.named("diagnosis-not-billable")).at(3)
    #expect(diagnosis.sentence.hasPrefix("Diagnosis 3: the code is a header"))
  }

  @Test func `cover every reason of redaction`() throws {
    for reason in Withheld.Reason.allCases {
      #expect(ClaimDefect.named(reason.rawValue) != nil)
    }
    let record = SessionRecord(
      reference: "S-1", serviceDate: CalendarDate(year: 2026, month: 3, day: 4),
      diagnosisTexts: ["F411", "prose"])
    let withheld = try #require(#expect(throws: Withheld.self) { _ = try redact(record) })
    #expect(ClaimDefect(withheld).description == "diagnosis-not-a-code (2)")
  }

  @Test func `are held by none of the warnings`() {
    #expect(ClaimWarning.all.count == 2)
    for warning in ClaimWarning.all {
      #expect(ClaimDefect.named(warning.code) == nil)
      #expect(warning.code.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil)
      for sentence in [warning.sentence, warning.nextStep] { #expect(sentence.hasSuffix(".")) }
    }
  }

  @Test func `are unknown under any other code`() {
    #expect(ClaimDefect.named("unheard-of") == nil)
  }
}
