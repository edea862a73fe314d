internal import Foundation
internal import Proofs
internal import Testing

@Suite(Programs.areNeeded) struct `A preview and its approval` {
  private func preview(_ site: Site) throws -> (report: JSON, files: [String]) {
    let folder = "\(site.folder)/payloads-\(UUID().uuidString)"
    let preview = try site.scrim("preview", "--payload", folder, "--yes", "--json")
    #expect(preview.code == 1, "some are held")
    return (try preview.json(), try Site.files(in: folder, ending: ".837").values.map(sha256).sorted())
  }

  @Test func `are of the bytes that are sealed and received, byte for byte`() throws {
    let site = try Site()
    let (report, files) = try preview(site)
    let shown = report["submissions"].list.map(\.["digest"].text)
    #expect(files.count >= 5 && files == shown.sorted())
    let seals = try site.rows("select count(*)::text from claims.submission")
    #expect(seals == [["0"]], "a preview seals nothing")
    #expect(try site.received().isEmpty)

    let run = try site.scrim("run", "--approve", report["approval"].text)
    #expect(run.code == 1, "\(run.said)")
    #expect(try site.received().mapValues(sha256) == site.sealed().mapValues(sha256))
    #expect(try site.received().values.map(sha256).sorted() == files)
  }

  /// The control for every "no value of a record is in it": in a payload they are, and are recognised.
  @Test func `hold values of records, and say none`() throws {
    let site = try Site()
    let folder = site.folder + "/payloads"
    let preview = try site.scrim("preview", "--payload", folder, "--yes")
    try expectNoValues(preview.said, of: site)
    let payloads = try Site.files(in: folder, ending: ".837").values
      .map { String(decoding: $0, as: UTF8.self).lowercased() }.joined()
    #expect(try site.values().filter { payloads.contains($0) }.count > 100)
  }

  @Test func `write files that only their owner can read, and nothing over others`() throws {
    let site = try Site()
    let folder = site.folder + "/payloads"
    _ = try site.scrim("preview", "--payload", folder, "--yes")
    for path in try FileManager.default.contentsOfDirectory(atPath: folder) {
      let mode =
        try FileManager.default.attributesOfItem(atPath: "\(folder)/\(path)")[.posixPermissions] as? Int
      #expect(mode == 0o600)
    }
    #expect(try site.scrim("preview", "--payload", folder, "--yes").code == 64)
    #expect(try site.scrim("preview", "--payload", folder + "-other").code == 64, "nobody said yes")
    #expect(!FileManager.default.fileExists(atPath: folder + "-other"))
  }

  @Test func `are the same for the same records and minute, and lapse with a change`() throws {
    let site = try Site()
    let approval = try preview(site).report["approval"].text
    let before = try site.ledger()
    let wrong = "sha256:" + String(repeating: "0", count: 64)
    let refused = try site.scrim("run", "--approve", wrong)
    #expect(refused.code == 64)
    expectSentence(refused)

    try site.change("update practice.session set signed_at = null where session_id = 'S-0003'")
    let changed = try site.scrim("run", "--approve", approval)
    #expect(changed.code == 64)
    expectSentence(changed)
    #expect(try site.received().isEmpty)
    #expect(try site.ledger() == before)
  }

  @Test func `do not cover another window or another clearinghouse`() throws {
    let site = try Site()
    let approval = try preview(site).report["approval"].text
    #expect(try site.scrim("run", "--clearinghouse", "clearpath", "--approve", approval).code == 64)
    #expect(try site.scrim("run", "--through", Today.adding(days: -10), "--approve", approval).code == 64)
    #expect(try site.received().isEmpty)
  }
}
