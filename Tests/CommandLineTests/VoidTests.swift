internal import Foundation
internal import Proofs
internal import Testing

/// A claim is taken back at its payer, as those live through it who have to do with it.
@Suite(Programs.areNeeded) struct `Taking a claim back` {
  private let office: AnsweredSite
  private let key: String
  private static let session = "S-0213"

  init() throws {
    office = try AnsweredSite()
    key = try Materials.archivePrivateKey()
    _ = try office.night()
  }

  /// Without what a void may have of its own.
  private func said(_ claim: String) throws -> [String] {
    let wire = try office.wire(claim).map(String.init)
    let start = try #require(wire.firstIndex { $0.hasPrefix("CLM*\(claim)*") })
    let rest = wire[(start + 1)...].prefix {
      !["HL*", "SE*"].contains(String($0.prefix(3)))
    }
    let level = try #require(wire[..<start].lastIndex { $0.hasPrefix("SBR*") })
    let before = wire[level..<start].filter { !$0.hasPrefix("HL*") }
    let information = wire[start].split(separator: "*", omittingEmptySubsequences: false)
    let others = information.enumerated().filter { ![1, 5].contains($0.offset) }.map { String($0.element) }
    return before + others + rest.filter { !$0.hasPrefix("REF*F8*") }
  }

  @Test(Programs.pythonIsNeeded)
  func `says what was said, whatever the records say by now`() throws {
    let site = office.site
    try site.change(
      "update practice.charge set charge_cents = charge_cents - 1000 where session_id = '\(Self.session)'")
    let first = try office.claim(Self.session)
    #expect(try site.scrim("claims", "replace", first.number).code == 0)
    _ = try office.night()
    let replacement = try office.claim(Self.session, version: 2)
    #expect(replacement.state == "paid")
    try site.change(
      "update practice.charge set charge_cents = charge_cents + 777 where session_id = '\(Self.session)'")

    let asked = try site.scrim("claims", "void", replacement.number)
    #expect(asked.code == 0 && asked.output.contains("archive's private key"), "\(asked.said)")
    try expectToWait(replacement.number)

    let preview = try site.scrim("preview", "--archive-key", key, "--json").json()
    let shown = preview["submissions"].list.filter { $0["voids"].flag }
    #expect(shown.count == 1 && shown[0]["claims"].number == 1)
    let run = try site.scrim(
      "run", "--archive-key", key, "--approve", preview["approval"].text, "--json")
    #expect([0, 1].contains(run.code), "\(run.said)")
    _ = try site.scrim("acknowledge")
    let void = try office.claim(Self.session, version: 3)
    #expect(try office.claim(Self.session, version: 2).state == "voided" && void.state == "adjudicating")
    #expect(try said(void.number) == said(replacement.number))
    let wire = try office.wire(void.number)
    #expect(wire.contains { $0.hasPrefix("CLM*\(void.number)*") && $0.contains(":B:8*") })
    #expect(wire.count { $0.hasPrefix("CLM*") } == 1, "voids go by themselves")
    let file = try #require(
      try site.received().first { String(decoding: $0.value, as: UTF8.self).contains(void.number) }?.key)
    for script in ["validate_837.py", "validate_x12sdk.py"] {
      let verdict = try Programs.interop(script, ["\(site.folder)/received/\(file).x12"])
      #expect(verdict.code == 0, "\(verdict.said)")
    }
    let story = try site.scrim("claims", "show", void.number, "--yes", "--json").json()
    #expect(story["versions"].list.map(\.["state"].text) == ["replaced", "voided", "adjudicating"])
    #expect(try site.scrim("trail", "verify").code == 0)
  }

  /// Every run without the key leaves it, and says what is missing.
  private func expectToWait(_ claim: String) throws {
    let run = try office.site.scrim("run")
    #expect(run.code == 1 && run.output.contains("--archive-key"), "\(run.said)")
    #expect(try office.claim(Self.session, version: 2).state == "to-be-voided")
    let status = try office.site.scrim("status")
    #expect(status.output.contains("1 void: the sealed original"), "\(status.said)")
    let other = office.site.folder + "/other.pem"
    _ = try office.site.shell("openssl genrsa -out \(other) 3072 2>/dev/null && chmod 600 \(other)")
    let wrong = try office.site.scrim("run", "--archive-key", other)
    #expect(wrong.code == 1 && wrong.output.contains("--archive-key"), "\(wrong.said)")
  }

  @Test func `of a session that is marked is the privacy officer's, and billing is told no cause`() throws {
    let site = office.site
    let claim = try office.claim(Self.session)
    let client = try site.rows("select client_id from practice.session where session_id = '\(Self.session)'")
    let mark = try site.scrim(
      "self-pay", "mark", client[0][0], "--session", Self.session, "--requested-on", Today.text)
    #expect(mark.output.contains("already sent"), "\(mark.said)")
    let refused = try site.scrim("claims", "void", claim.number)
    #expect(refused.code == 1 && refused.output.contains("not ready"))
    #expect(!refused.said.lowercased().contains("self-pay"))
    let tasks = try site.scrim("tasks")
    #expect(tasks.output.contains("Billing asked to void") && tasks.output.contains(claim.number))
    #expect(try site.scrim("claims", "void", claim.number, "--as", "privacy").code == 0)
    let run = try site.scrim("run", "--archive-key", key)
    #expect([0, 1].contains(run.code), "\(run.said)")
    #expect(try office.claim(Self.session).state == "voided")
  }

  @Test func `is refused where it cannot be, with a sentence`() throws {
    let site = office.site
    let claim = try office.claim(Self.session)
    #expect(try site.scrim("claims", "void", "NOSUCHCLAIM").code == 64)
    #expect(try site.scrim("claims", "void", claim.number, "--as", "clinician").code == 64)
    #expect(try site.scrim("claims", "void", claim.number, "--payer-claim-number", "no number").code == 64)
    #expect(try site.scrim("run", "--archive-passphrase", key).code == 64)
    for path in ["\(site.folder)/nowhere.pem", site.folder] {
      let refused = try site.scrim("preview", "--archive-key", path)
      #expect(refused.code == 64 && refused.said.contains("→ Name the key with --archive-key"))
    }
  }
}
