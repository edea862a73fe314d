internal import Demonstration
internal import Foundation
internal import Proofs
internal import TestSupport
internal import Testing

/// `scrim trail`, as an auditor uses it, on the trail that a run left.
@Suite(Programs.areNeeded) struct `The trail of a run` {
  private func run() throws -> (site: Site, checkpoint: JSON) {
    let site = try Site(.fixtures)
    let run = try site.scrim("run", "--json")
    #expect(run.code <= 1, "\(run.said)")
    return (site, try run.json()["checkpoint"])
  }

  private func damage(_ site: Site, _ sql: String) throws {
    try site.script("set session_replication_role = replica; \(sql)")
  }

  @Test func `is signed in its report, at the witness and in the database, and verifies`() throws {
    let (site, checkpoint) = try run()
    let entries = try site.rows("select count(*)::text from trail.entry")[0][0]
    #expect("\(checkpoint["size"].number)" == entries && checkpoint["size"].number > 10)
    let witness = try String(contentsOfFile: site.folder + "/witness", encoding: .utf8)
    #expect(witness.contains("\n\(entries)\n\(checkpoint["root"].text)\n\n— scrim-trail/"))
    let verdict = try site.scrim("trail", "verify", "--json")
    #expect(verdict.code == 0, "\(verdict.said)")
    #expect(try verdict.json()["signed"].number == checkpoint["size"].number)
    #expect(try verdict.json()["outsideCheckpoints"].number == 1)
    let again = try site.scrim("trail", "checkpoint", "--out", "kept", "--json")
    #expect(try again.json()["root"].text == checkpoint["root"].text)
    #expect(try String(contentsOfFile: site.folder + "/kept", encoding: .utf8) + "\n" == witness)
  }

  @Test func `says what was changed, and where, and is not exported any more`() throws {
    let (site, _) = try run()
    try damage(site, "update trail.entry set actor = 'nobody' where entry_id = 3")
    let verdict = try site.scrim("trail", "verify")
    #expect(verdict.code == 1)
    #expect(verdict.output.contains("Entry 3, number 2, was changed after it was numbered."))
    let export = try site.scrim("trail", "export", "log")
    #expect(export.code == 1)
    expectSentence(export)
    #expect(!FileManager.default.fileExists(atPath: site.folder + "/log/checkpoint"))
  }

  @Test func `shows a cut back to an older state against what was kept elsewhere, and is signed no further`()
    throws
  {
    let (site, checkpoint) = try run()
    #expect(try site.scrim("run").code <= 1)
    #expect(try site.scrim("trail", "checkpoint", "--out", "kept").code == 0)
    let older = checkpoint["size"].number
    try damage(
      site,
      """
      delete from trail.leaf where leaf_index >= \(older);
      delete from trail.checkpoint where tree_size > \(older);
      delete from trail.entry e where not exists (select from trail.leaf l where l.entry_id = e.entry_id)
      """)
    let refused = try site.scrim("trail", "checkpoint")
    #expect(refused.code == 1)
    expectSentence(refused)
    let run = try site.scrim("run")
    #expect(run.code == 78 && run.said.contains("witness"))
    try FileManager.default.removeItem(atPath: site.folder + "/witness")
    #expect(try site.scrim("trail", "verify").output.contains("The witness holds no checkpoint"))
    try site.configure { $0.change("trail", to: nil) }
    #expect(try site.scrim("trail", "verify").code == 0)
    let verdict = try site.scrim("trail", "verify", "--checkpoint", "kept")
    #expect(verdict.code == 1 && verdict.output.contains("The end is missing: the given checkpoint signs"))
  }

  @Test func `is verified with the public key alone, and asks for a key where there is none`() throws {
    let (site, _) = try run()
    let key = try Materials.folder() + "/keys/trail.vkey"
    try site.configure { document in
      document.change("keys.trail", to: nil)
      document.change("trail", to: nil)
    }
    #expect(try site.scrim("trail", "verify", "--key", key).code == 0)
    for command in [["verify"], ["export", "log"], ["checkpoint"]] {
      let asked = try site.start(["trail"] + command).finished()
      #expect(asked.code == 78 && asked.errors.contains("`scrim keys trail`"))
    }
    let made = try site.scrim("keys", "trail", "--into", "new")
    #expect(made.code == 0 && made.output.contains("+"))
    #expect(try site.scrim("trail", "verify", "--key", "new/trail.vkey").code == 1)
    let run = try site.scrim("run", "--json")
    #expect(try run.code <= 1 && run.json()["checkpoint"]["size"].number == -1)
  }

  @Test func `stops a run before it sends anything where the witness is gone`() throws {
    let site = try Site(.fixtures)
    try site.configure { $0.change("trail.witness", to: "/nonexistent/volume/checkpoints") }
    let run = try site.scrim("run")
    #expect(run.code == 2)
    expectSentence(run)
    #expect(try site.rows("select count(*)::text from claims.run")[0] == ["0"])
    #expect(try site.received().isEmpty)
  }

  @Test(Programs.goIsNeeded)
  func `is verified by Go's own library as it was exported, while it grows, and refused with a byte changed`()
    throws
  {
    let (site, _) = try run()
    let verifier = try GoVerifier(in: site.folder)
    // More than one tile of the second level has room for.
    for count in [1, 300, 65_536] {
      try site.script(
        """
        insert into trail.entry (kind, subject, detail)
        select 'preview.made', n::text, jsonb_build_object('n', n) from generate_series(1, \(count)) n
        """)
      #expect(try site.scrim("trail", "checkpoint").code == 0)
      let export = try site.scrim("trail", "export", "log", "--json")
      #expect(export.code == 0, "\(export.said)")
      let verdict = try verifier.verify(site.folder + "/log")
      let (size, root) = (try export.json()["size"].number, try export.json()["root"].text)
      #expect(verdict.output == "verified: \(size) entries, root \(root)\n", "\(verdict.said)")
    }
    let files = try FileManager.default.subpathsOfDirectory(atPath: site.folder + "/log")
    let last = try site.rows(
      "select 'tile/entries/' || count(*) / 256 || '.p/' || count(*) % 256 from trail.leaf")
    #expect(files.contains("tile/2/000.p/1") && files.contains(last[0][0]))
    for file in ["checkpoint", "tile/0/007", "tile/1/000", "tile/entries/123"] {
      let path = URL(filePath: "\(site.folder)/log/\(file)")
      let whole = try Data(contentsOf: path)
      var changed = whole
      changed[changed.count / 2] ^= 1
      try changed.write(to: path)
      #expect(try verifier.verify(site.folder + "/log").code == 1, "\(file)")
      try whole.write(to: path)
    }
    #expect(try verifier.verify(site.folder + "/log").code == 0)
  }

  @Test func `is exported into no folder that holds another log, or a longer one`() throws {
    let (site, _) = try run()
    #expect(try site.scrim("trail", "export", "log").code == 0)
    #expect(try site.scrim("trail", "export", "log").code == 0)
    let tile = URL(filePath: site.folder + "/log/tile/0/000.p/")
    let file = tile.appending(path: try FileManager.default.contentsOfDirectory(atPath: tile.path)[0])
    let whole = try Data(contentsOf: file)
    try (whole.dropLast() + [whole[whole.count - 1] ^ 1]).write(to: file)
    let refused = try site.scrim("trail", "export", "log")
    #expect(refused.code == 64)
    expectSentence(refused)
    try whole.write(to: file)
    #expect(try site.scrim("run").code <= 1)
    #expect(try site.scrim("trail", "export", "log").code == 0)
    try damage(
      site,
      """
      delete from trail.checkpoint where tree_size = (select max(tree_size) from trail.checkpoint)
      """)
    #expect(try site.scrim("trail", "export", "log").code == 64)
  }

}

/// `Tests/Interop/verify_log.go`, built once for a test.
private struct GoVerifier {
  private let program: String

  init(in folder: String) throws {
    program = folder + "/verify_log"
    let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Interop/verify_log.go").path
    let built = try Running(
      Programs.go ?? "no-go", ["build", "-o", program, source], in: folder,
      environment: ["GO111MODULE": "off", "GOPATH": Programs.goPath, "GOCACHE": folder + "/go-cache"]
    ).finished()
    try #require(built.code == 0, "\(built.said)")
  }

  func verify(_ log: String) throws -> Finished {
    try Running(program, [Materials.folder() + "/keys/trail.vkey", log], in: "/tmp").finished()
  }
}

@Suite(Programs.areNeeded) struct `A database that was restored from a backup` {
  @Test func `sends nothing until the privacy officer has adopted it`() throws {
    let site = try Site(.fixtures)
    #expect(try site.scrim("run", "--from", Today.adding(days: -10)).code <= 1)
    let backup = "backup_" + UUID().uuidString.prefix(8).lowercased()
    let cluster = site.database.cluster
    try cluster.createDatabase(backup, copying: site.database.name)
    defer { try? cluster.dropDatabase(backup) }
    // What the backup does not know: a night's claims, and a mark.
    #expect(try site.scrim("run").code <= 1)
    let sent = try site.received().count
    #expect(try site.scrim("adopt").output.contains("nothing was changed"))

    try site.configure { $0.change("database.name", to: backup) }
    for command in [["run"], ["run", "--json"], ["reconcile"]] {
      let stopped = try site.start(command).finished()
      #expect(stopped.code == 78 && stopped.said.contains("scrim adopt"), "\(stopped.said)")
    }
    #expect(try site.received().count == sent)
    #expect(try site.start(["adopt"]).finished().code == 64)
    let adopted = try site.scrim("adopt", "--yes", "--json")
    #expect(adopted.code == 0, "\(adopted.said)")
    let aside = try adopted.json()["setAside"].text
    #expect(aside.contains("witness.before-") && FileManager.default.fileExists(atPath: aside))
    #expect(try site.scrim("preview").code <= 1)
    #expect(try site.scrim("run", "--json").json()["checkpoint"]["size"].number > 10)
    #expect(try site.scrim("adopt").output.contains("nothing was changed"))
  }
}
