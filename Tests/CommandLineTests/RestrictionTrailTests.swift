internal import Foundation
internal import Postgres
internal import Proofs
internal import TestSupport
internal import Testing

/// `scrim trail … --restrictions`, as the privacy officer uses it.
@Suite(Programs.areNeeded) struct `The log of restrictions` {
  /// Two marks and a run; the log has a key and a witness of its own.
  private func practice() throws -> Site {
    let site = try Site(.fixtures)
    #expect(try site.scrim("keys", "trail", "--into", "officer").code == 0)
    try site.configure {
      $0.change("restrictions", to: ["witness": "officer/witness"])
      $0.change("keys.restrictionTrail", to: "officer/trail.key")
    }
    try mark("C-001", site)
    try mark("C-002", site)
    return site
  }

  private func mark(_ client: String, _ site: Site) throws {
    #expect(try site.scrim("self-pay", "mark", client, "--requested-on", Today.text).code <= 1)
  }

  private func trail(_ site: Site, _ command: String, _ options: String...) throws -> Finished {
    try site.start(["trail", command, "--restrictions"] + options).finished()
  }

  @Test func `is signed, witnessed, verified and exported apart from the trail, and names nobody`() throws {
    let site = try practice()
    let run = try site.scrim("run", "--json")
    let entries = try site.rows("select count(*)::text from gate.restriction_entry")[0][0]
    let made = try trail(site, "checkpoint", "--json")
    #expect(try made.code == 0 && "\(made.json()["size"].number)" == entries, "\(made.said)")
    let root = try made.json()["root"].text
    #expect(
      try !root.isEmpty && !run.output.contains(root) && !site.scrim("trail", "verify").output.contains(root))
    let witness = try String(contentsOfFile: site.folder + "/officer/witness", encoding: .utf8)
    #expect(witness.contains("\n\(entries)\n\(root)\n"))
    #expect(try !String(contentsOfFile: site.folder + "/witness", encoding: .utf8).contains(root))
    let verdict = try trail(site, "verify", "--json")
    #expect(try verdict.code == 0 && verdict.json()["outsideCheckpoints"].number == 1, "\(verdict.said)")
    #expect(try trail(site, "export", "log").code == 0)
    let tiles = site.folder + "/log/tile/entries/000.p/"
    let file = try tiles + FileManager.default.contentsOfDirectory(atPath: tiles)[0]
    // Each entry stands behind its length, in two bytes.
    let tile = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
    #expect(tile.contains("\"kind\":\"marked\"") && tile.contains("\"actor\":\"therapist\""))
    #expect(!tile.contains("C-00"))
    // The next one goes on from it.
    try mark("C-003", site)
    #expect(try trail(site, "checkpoint", "--json").json()["size"].number > Int(entries) ?? .max)
    #expect(try trail(site, "verify").code == 0 && site.scrim("trail", "verify").code == 0)
  }

  @Test(arguments: [
    (
      "update gate.restriction_entry set actor = 'nobody' where entry_id = 1",
      "was changed after it was numbered"
    ),
    (
      "update gate.restriction_entry set kind = 'lifted' where entry_id = 1",
      "was changed after it was numbered"
    ),
    ("update gate.restriction_entry set restriction_id = 2 where entry_id = 1", "was changed after"),
    ("delete from gate.restriction_entry where entry_id = 1", "is missing"),
    ("delete from gate.restriction_leaf where leaf_index = 1", "The end is missing"),
    (
      "update gate.restriction_leaf set leaf_hash = sha256('') where leaf_index = 1", "was changed after"
    ),
    ("update gate.restriction_checkpoint set root_hash = sha256('')", "is not as it was signed"),
    ("delete from gate.restriction_waiting", "Entries without a number"),
  ])
  func `shows what was changed by somebody with all rights`(damage: String, finding: String) throws {
    let site = try practice()
    #expect(try trail(site, "checkpoint").code == 0)
    try mark("C-003", site)
    #expect(try trail(site, "verify").code == 0)
    if !damage.contains("waiting") { #expect(throws: PostgresError.self) { try site.script(damage) } }
    try site.script("set session_replication_role = replica; \(damage)")
    let verdict = try trail(site, "verify")
    #expect(verdict.code == 1 && verdict.output.contains(finding), "\(verdict.said)")
  }

  @Test func `is seen by the privacy officer alone`() throws {
    let site = try practice()
    #expect(try trail(site, "checkpoint").code == 0)
    let questions = [
      "select * from gate.restriction_entry", "select * from gate.restriction_leaf",
      "select * from gate.restriction_checkpoint", "select * from gate.restriction_waiting",
      "select gate.restriction_leaf_hashes(0, 10)", "select * from gate.restriction_latest_checkpoint()",
      "select gate.restriction_has_checkpoint(0, '')", "select gate.restriction_sequence()",
    ]
    for login in ["scrim_gateway", "biller", "therapist", "auditor", "privacy_officer"] {
      let connection = try site.database.connect(as: login)
      for question in questions {
        let isAnswered = (try? connection.query(question).count) != nil
        #expect(isAnswered == (login == "privacy_officer"), "\(login): \(question)")
      }
    }
  }

  @Test func `is signed no further from a database that was put back, until it is adopted`() throws {
    let practice = try JournalSite()
    let site = practice.site
    #expect(try site.scrim("keys", "trail", "--into", "officer").code == 0)
    try site.configure {
      $0.change("restrictions.witness", to: "officer/witness")
      $0.change("keys.restrictionTrail", to: "officer/trail.key")
    }
    #expect(try practice.mark("C-001").code <= 1)
    #expect(try trail(site, "checkpoint").code == 0)
    let backup = try practice.backUp()
    #expect(try practice.mark("C-002").code <= 1)
    #expect(try trail(site, "checkpoint").code == 0)
    try practice.restore(backup)
    let refused = try trail(site, "checkpoint")
    #expect(refused.code == 1 && refused.errors.contains("scrim adopt"), "\(refused.said)")
    let adopted = try practice.adopt("--json")
    #expect(try adopted.code == 0 && adopted.json()["replayed"].number == 1, "\(adopted.said)")
    #expect(try adopted.json()["restrictionsSetAside"].text.contains("officer/witness.before-"))
    #expect(try trail(site, "checkpoint").code == 0 && trail(site, "verify").code == 0)
    #expect(try practice.adopt().output.contains("nothing was changed"))
  }
}
