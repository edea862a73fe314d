internal import Foundation
internal import Proofs
internal import TestSupport
internal import Testing

/// A claim for which the payer's time of filing is over, as a biller lives through it.
@Suite(Programs.areNeeded) struct `A late claim` {
  private let office: AnsweredSite
  private var site: Site { office.site }
  /// Twenty days old, where payers take eighteen.
  private static let session = "S-self"

  init() throws {
    office = try AnsweredSite()
    try office.site.configure { document in
      for place in 0..<4 {
        document.change("payers.\(place).originalFilingDays", to: 18)
        document.change("payers.\(place).correctedFilingDays", to: 365)
      }
    }
  }

  private func late() throws -> [String] {
    let listed = try site.scrim("unbilled", "--json")
    #expect(listed.code == 1)
    return try listed.json()["sessions"].list.filter { $0["reason"].text == "past-filing-limit" }
      .map(\.["session"].text)
  }

  private func release(_ session: String, _ word: String = "eligibility-unknown") throws -> Finished {
    try site.scrim("claims", "release", "--session", session, "--delay-reason", word)
  }

  /// CLM of that claim, as it was received, element by element.
  private func information(_ claim: String) throws -> [Substring] {
    let segment = try #require(try office.wire(claim).first { $0.hasPrefix("CLM*\(claim)*") })
    return segment.split(separator: "*", omittingEmptySubsequences: false)
  }

  private func expectAccepted(_ claim: String) throws {
    let file = try #require(
      try site.received().first { String(decoding: $0.value, as: UTF8.self).contains(claim) }?.key)
    for script in ["validate_837.py", "validate_x12sdk.py"] {
      let verdict = try Programs.interop(script, ["\(site.folder)/received/\(file).x12"])
      #expect(verdict.code == 0, "\(verdict.said)")
    }
  }

  @Test(Programs.pythonIsNeeded)
  func `is named, goes with a reason alone, and says it in all its versions`() throws {
    #expect(try late().contains(Self.session))
    #expect(try site.scrim("unbilled").output.contains("--delay-reason"))
    _ = try office.night()
    #expect(try office.claim(Self.session).state == "none")

    let asked = try release(Self.session)
    #expect(asked.code == 0 && asked.output.contains("why it is late"), "\(asked.said)")
    #expect(try !late().contains(Self.session))
    let preview = try site.scrim("preview", "--json").json()["submissions"].list
    #expect(preview.map { $0["claims"].number } == [1])
    _ = try office.night()
    let first = try office.claim(Self.session)
    let said = try information(first.number)
    #expect(first.state == "paid" && said.count == 21 && said[20] == "1" && said[5].hasSuffix(":B:1"))
    #expect(said[10..<20].allSatisfy { $0.isEmpty })
    try expectAccepted(first.number)
    for payload in try site.received().values {
      let others = String(decoding: payload, as: UTF8.self).split(separator: "~")
        .filter { $0.hasPrefix("CLM*") && !$0.hasPrefix("CLM*\(first.number)*") }
      #expect(others.allSatisfy { $0.hasSuffix("*Y") })
    }

    #expect(try release(Self.session).output.contains("not now"))
    #expect(try site.scrim("claims", "take-back", "--session", Self.session).output.contains("not now"))
    try expectCorrections(of: first.number)
    let story = try site.scrim("claims", "show", first.number, "--yes", "--json").json()
    #expect(story["events"].list.contains { $0["event"].text == "delay reason" && $0["outcome"].text == "1" })
    #expect(try site.scrim("trail", "verify").code == 0)
  }

  /// A replacement says it too, and a void says what was said.
  private func expectCorrections(of first: String) throws {
    try site.change(
      "update practice.charge set charge_cents = charge_cents - 500 where session_id = '\(Self.session)'")
    #expect(try site.scrim("claims", "replace", first).code == 0)
    _ = try office.night()
    let second = try office.claim(Self.session, version: 2)
    let replaced = try information(second.number)
    #expect(replaced.count == 21 && replaced[20] == "1" && replaced[5].hasSuffix(":B:7"))
    try expectAccepted(second.number)
    try office.takeBack(second.number)
    let void = try information(try office.claim(Self.session, version: 3).number)
    #expect(void.count == 21 && void[20] == "1" && void[5].hasSuffix(":B:8"))
  }

  @Test func `waits again where its reason is taken back before it is sealed`() throws {
    #expect(try release(Self.session, "15").code == 0)
    let taken = try site.scrim("claims", "take-back", "--session", Self.session)
    #expect(taken.code == 0 && taken.output.contains("waits again"), "\(taken.said)")
    _ = try office.night()
    #expect(try office.claim(Self.session).state == "none" && late().contains(Self.session))
    let trail = try site.rows(
      "select kind, detail ->> 'code' from trail.entry where kind like 'session.delay%' order by entry_id")
    #expect(trail == [["session.delay_reason_given", "15"], ["session.delay_reason_taken_back", ""]])
    // Who names a first day gets nothing from before it.
    #expect(try release(Self.session).code == 0)
    _ = try site.scrim("run", "--from", Today.adding(days: -19))
    #expect(try office.claim(Self.session).state == "none")
    #expect(try site.scrim("run", "--from", Today.adding(days: -21)).code < 2)
    #expect(try office.claim(Self.session).state == "submitted")
  }

  /// One that is marked, one that is not signed, and none at all.
  @Test func `is not there to be billed in one way, whatever the cause`() throws {
    try site.change("update practice.session set signed_at = null where session_id = '\(Self.session)'")
    let listed = try late()
    var answers: Set<String> = []
    for session in ["S-self-pay-1", Self.session, "S-nowhere"] {
      #expect(!listed.contains(session))
      let answer = try release(session)
      #expect(answer.code == 1 && answer.output.contains("not ready"), "\(answer.said)")
      answers.insert(answer.said.replacing(session, with: "SESSION"))
      let taken = try site.scrim("claims", "take-back", "--session", session)
      #expect(taken.code == 1)
      answers.insert(taken.said.replacing(session, with: "SESSION"))
    }
    #expect(answers.count == 2, "\(answers)")
    _ = try office.night()
    for session in ["S-self-pay-1", Self.session] { #expect(try office.claim(session).state == "none") }
    // One that is there has another answer.
    #expect(try !release("S-office").output.contains("not ready"))
  }

  @Test func `is refused a reason that is none, with the list, and without the word`() throws {
    for word in ["hearsay", "0", "12", "01", "Other", ""] {
      let refused = try release(Self.session, word)
      #expect(refused.code == 64 && refused.said.contains("natural-disaster (15)"), "\(refused.said)")
      #expect(word.count < 3 || !refused.said.contains(word), "a word that somebody typed is shown")
    }
    #expect(try site.scrim("claims", "take-back").code == 64)
    #expect(try site.scrim("claims", "take-back", "ABC", "--session", "S-1").code == 64)
    let privately = try site.scrim("claims", "take-back", "--session", "S-1", "--as", "privacy")
    #expect(privately.code == 64, "\(privately.said)")
    #expect(try site.rows("select count(*)::text from claims.delay") == [["0"]])
    try site.configure { $0.change("payers.0.originalFilingDays", to: 180) }
    let inTime = try release(Self.session)
    #expect(inTime.code == 1 && inTime.output.contains("not late"), "\(inTime.said)")
  }

  @Test(Programs.pythonIsNeeded) func `says it as JSON, too, by the schema`() throws {
    try site.configure { document in
      for place in 0..<2 {
        document.change("clearinghouses.\(place).format", to: "json")
        document.change("clearinghouses.\(place).claimsPerSubmission", to: 1)
      }
    }
    #expect(try release(Self.session, "natural-disaster").code == 0)
    _ = try office.night()
    let folder = site.folder + "/received"
    let files = try Site.files(in: folder, ending: ".claim.json")
    let late = files.filter { String(decoding: $0.value, as: UTF8.self).contains(#""delayReason":"15""#) }
    #expect(files.count > 10 && late.count == 1)
    let number = try office.claim(Self.session).number
    #expect(late.values.allSatisfy { String(decoding: $0, as: UTF8.self).contains(number) })
    let schema = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "schemas/claim.schema.json").path
    let paths = late.keys.map { "\(folder)/\($0).claim.json" }
    let verdict = try Programs.interop("validate_claim.py", [schema] + paths)
    #expect(verdict.code == 0, "\(verdict.said)")
    let wrong = site.folder + "/wrong.json"
    let text = try String(contentsOfFile: try #require(paths.first), encoding: .utf8)
    try text.replacing(#""delayReason":"15""#, with: #""delayReason":"14""#)
      .write(toFile: wrong, atomically: true, encoding: .utf8)
    #expect(try Programs.interop("validate_claim.py", [schema, wrong]).code == 1)
  }
}
