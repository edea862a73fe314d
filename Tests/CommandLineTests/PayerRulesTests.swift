internal import Foundation
internal import Proofs
internal import TestSupport
internal import Testing

/// The rules of a payer as the configuration has them, and what independent programs say of correct claims.
@Suite(Programs.areNeeded) struct `Rules of payers` {
  /// A site whose payers are those of `fixtures/defects/`.
  private func site(_ cases: [DefectCase]) throws -> Site {
    let site = try Site(.fixtures)
    try site.script(DefectCase.before)
    for one in cases { try site.script(one.sql) }
    try site.configure { document in
      document["payers"] = ["plain", "strict", "taxonomic"].map(payer)
    }
    return site
  }

  private func payer(_ name: String) -> [String: Any] {
    var entry: [String: Any] = [
      "id": "\(name)-plan", "clearinghouse": "harborlink", "payerID": "\(name.uppercased())1",
      "firstServiceDate": "2022-01-01", "originalFilingDays": 3_650, "taxonomyRequired": name == "taxonomic",
    ]
    if name == "taxonomic" { entry["distinctModifiers"] = ["59", "XE", "XS"] }
    guard name == "strict" else { return entry }
    entry["memberIDPattern"] = "STR[0-9]{9}|[0-9]{10}"
    entry["placesOfService"] = ["02", "10", "11"]
    entry["modifierRules"] = [
      ["places": ["02", "10"], "requires": ["93", "95", "GT"], "allows": ["HO"]],
      ["places": ["11"], "allows": []],
    ]
    entry["enrolled"] = [["npi": "2980000014", "from": "2025-09-01"]]
    return entry
  }

  @Test func `hold what they refuse, as the configuration says it`() throws {
    let cases = DefectCase.defective.filter { $0.changes.contains("strict-plan") }
    #expect(cases.count >= 7)
    let site = try site(cases)
    let run = try site.scrim("run")
    #expect(run.code == 1, "\(run.said)")
    let held = try site.rows("select session_id, array_to_string(defects, ', ') from claims.hold order by 1")
    #expect(held == cases.map { [$0.session, $0.code ?? ""] }.sorted { $0[0] < $1[0] })
    #expect(try site.received().isEmpty)
  }

  @Test(Programs.pythonIsNeeded)
  func `let correct claims go, which two independent programs accept`() throws {
    let site = try site(DefectCase.correct)
    let run = try site.scrim("run")
    #expect(run.code == 0, "\(run.said)")
    let claims = try site.rows("select count(*)::text from claims.claim").first?.first ?? "0"
    #expect(Int(claims) ?? 0 >= DefectCase.correct.count && DefectCase.correct.count >= 60)
    let folder = site.folder + "/received"
    let files = try site.received().keys.map { "\(folder)/\($0).x12" }
    #expect(files.count >= 1)
    for script in ["validate_837.py", "validate_x12sdk.py"] {
      let verdict = try Programs.interop(script, files)
      #expect(verdict.code == 0, "\(verdict.said)")
    }
    // A second program that refuses nothing would prove nothing.
    let text = try String(contentsOfFile: files[0], encoding: .utf8)
    let range = try #require(text.firstRange(of: "~SBR*P*18*"))
    try text.replacingCharacters(in: range, with: "~SBR*Q*18*").write(
      toFile: site.folder + "/wrong.x12", atomically: true, encoding: .utf8)
    #expect(try Programs.interop("validate_x12sdk.py", [site.folder + "/wrong.x12"]).code == 1)
  }

  @Test func `warn in a preview, and say in a check through which day the diagnosis codes are known`() throws
  {
    let site = try site(DefectCase.correct.filter { $0.name == "principal-is-relationship" })
    let preview = try site.scrim("preview")
    #expect(preview.code == 0 && preview.said.contains("1 claim: The principal diagnosis is a problem"))
    #expect(!preview.said.contains("S-edit-"))
    let check = try site.scrim("check")
    #expect(check.said.contains("diagnosis codes") && check.said.contains("published through 2026-09-30"))
  }
}
