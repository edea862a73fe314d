internal import Sessions
internal import TestSupport
internal import Testing

@Suite("Redaction") struct RedactionTests {
  private func record(_ texts: [String]) -> SessionRecord {
    SessionRecord(reference: "S-1", serviceDate: Practice.anchor, diagnosisTexts: texts)
  }

  private func withheld(_ texts: [String]) -> Withheld? {
    do throws(Withheld) {
      _ = try redact(record(texts))
      return nil
    } catch {
      return error
    }
  }

  private func verdict(_ texts: [String]) -> String {
    withheld(texts).map { "\($0.reason.rawValue) \($0.position)" } ?? "lets through"
  }

  @Test func `lets codes and the date through, in their order`() throws {
    let session = try redact(record(["F43.23", "Z63.0", "F411"]))
    #expect(session.diagnoses.map(\.code) == ["F4323", "Z630", "F411"])
    #expect(session.serviceDate.day == Practice.anchor)
    #expect(session.reference == "S-1")
  }

  @Test(arguments: [
    "F43.10 – husband's affair", "F43.10 husband", "F43.10;F41.1", "F43.10\n", " F43.10", "f43.10",
    "F43.10\0", "PTSD",
    "\u{202E}F43.10", "F43.10\u{200B}", "adjustment disorder (F43.23)", "",
  ])
  func `withholds prose in the diagnosis field instead of trimming it`(text: String) {
    #expect(verdict([text]) == "diagnosis-not-a-code 1")
    #expect(verdict(["F41.1", text, "Z63.0"]) == "diagnosis-not-a-code 2")
  }

  @Test func `withholds a session without a diagnosis, or with more than a claim can carry`() {
    #expect(verdict([]) == "diagnosis-missing 1")
    #expect(verdict(Array(repeating: "F41.1", count: 12)) == "lets through")
    #expect(verdict(Array(repeating: "F41.1", count: 13)) == "too-many-diagnoses 13")
  }

  @Test func `says why it withheld without saying what`() throws {
    let canary = "F43.10 zq1badc0ffe"
    let error = try #require(withheld(["F41.1", canary]))
    let prints = everyPrint(of: error) + everyPrint(of: withheld([canary]) as (any Error)?)
    for print in prints { #expect(!print.contains("zq1badc0ffe")) }
    #expect(prints.contains { $0.contains("diagnosisNotACode") })
  }

  @Test func `shows nothing of a record that it has not redacted`() {
    let canary = "zq0ddba11ed"
    let sealed = record(["F41.1", canary])
    #expect(withheld(["F41.1", canary])?.position == 2)  // it was in there
    for print in everyPrint(of: sealed) { #expect(!print.contains(canary) && !print.contains("F41.1")) }
  }
}
