internal import Foundation
internal import Glibc
internal import Proofs
internal import TestSupport
internal import Testing

/// A mark is answered when it stands outside the database as well.
@Suite(Programs.areNeeded) struct `The journal of marks` {
  @Test func `has a mark before it is answered, and shows nobody's id`() throws {
    let practice = try JournalSite()
    let marked = try practice.mark("C-001", "--json")
    #expect(try marked.code == 0 && marked.json()["survivesRestore"].flag, "\(marked.said)")
    #expect(try practice.mark("C-002", "--as", "billing").code == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: practice.journal).sorted()
    #expect(try names.count == 3 && practice.marks().count == 2 && names.contains("scrim-journal"))
    #expect(try practice.marks().allSatisfy { try practice.mode("\($0).mark") == 0o600 })
    // The same search finds it where it stands in clear.
    #expect(try practice.files(with: "C-001").isEmpty && practice.files(with: "C-002").isEmpty)
    try Data("{\"client\":\"C-001\"}".utf8).write(to: URL(filePath: "\(practice.journal)/plain"))
    #expect(try practice.files(with: "C-001") == ["plain"])
    let known = try practice.rows("select journal_id::text from gate.journal order by 1").map { $0[0] }
    #expect(try known == practice.marks())
    #expect(try practice.site.scrim("run").code <= 1)
  }

  @Test func `has files as long for a session as for a client, and its group's where the folder says so`()
    throws
  {
    let practice = try JournalSite()
    let session = try practice.rows(
      "select session_id, client_id from source.session order by session_id limit 1")[0]
    try FileManager.default.setAttributes([.posixPermissions: 0o3733], ofItemAtPath: practice.journal)
    #expect(try practice.mark(session[1], "--session", session[0], "--paid-on", Today.text).code == 0)
    #expect(try practice.mark("C-002").code == 0)
    let sizes = try practice.marks().map {
      try Data(contentsOf: URL(filePath: "\(practice.journal)/\($0).mark")).count
    }
    #expect(sizes.count == 2 && Set(sizes).count == 1)
    #expect(try practice.marks().allSatisfy { try practice.mode("\($0).mark") == 0o640 })
  }

  /// The first cannot be written for want of room, the others for want of a key and of a volume.
  @Test func `that cannot be written leaves a mark that stands, and says so`() throws {
    let practice = try JournalSite()
    let mark = "self-pay mark C-001 --requested-on \(Today.adding(days: -1))"
    let full = try practice.site.shell(
      "(trap '' XFSZ; ulimit -f 0; \(Programs.scrim) \(mark) 2>&1; echo \"code $?\") | cat")
    #expect(full.output.contains("The mark stands") && full.output.contains("cannot be written"))
    #expect(
      full.output.contains("code 1") && full.output.contains("→ ") && !full.output.contains("protected"))
    try practice.site.configure { $0.change("keys.journalPublicKey", to: "nowhere.pem") }
    let keyless = try practice.mark("C-001")
    try practice.site.configure {
      $0.change("keys.journalPublicKey", to: "safe-public/journal.public.pem")
      $0.change("restrictions.journal", to: "an-empty-place")
    }
    let unmounted = try practice.mark("C-001", "--json")
    for refused in [keyless, unmounted] {
      #expect(refused.code == 1 && refused.errors.contains("The mark stands"), "\(refused.said)")
      expectSentence(refused)
    }
    #expect(try practice.rows("select count(*)::text from gate.restriction")[0] == ["3"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: practice.journal) == ["scrim-journal"])
    // Nothing is sent past a journal that is not there either; what stands is protected.
    #expect(try practice.site.scrim("run").code == 78)
    try practice.site.configure { $0.change("restrictions.journal", to: "journal") }
    #expect(try practice.site.scrim("run").code <= 1)
    #expect(try practice.claims(of: "C-001", in: practice.site.database.name) == 0)
    #expect(try practice.mark("C-001").code == 0 && practice.marks().count == 1)
  }

  /// Root is nobody here who may do everything.
  @Test func `needs a folder that may be added to, and not one that may be looked into`() throws {
    let practice = try JournalSite()
    let plain = geteuid() == 0 ? "setpriv --bounding-set=-dac_override,-dac_read_search " : ""
    func scrim(_ line: String, mode: Int) throws -> Finished {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: practice.journal)
      return try practice.site.shell("\(plain)\(Programs.scrim) \(line)")
    }
    let mark = "self-pay mark C-001 --requested-on \(Today.adding(days: -1))"
    let closed = try scrim(mark, mode: 0o555)
    #expect(closed.code == 1 && closed.errors.contains("cannot be written"), "\(closed.said)")
    let addedTo = try scrim(mark, mode: 0o333)
    #expect(addedTo.code == 0, "\(addedTo.said)")
    let unlisted = try scrim("run", mode: 0o333)
    #expect(unlisted.code == 78 && unlisted.errors.contains("cannot be listed"), "\(unlisted.said)")
    #expect(try scrim("run", mode: 0o700).code <= 1)
    #expect(try practice.marks().count == 1)
  }

  @Test func `is asked for where the database is real`() throws {
    let site = try Site()
    try site.configure {
      $0.change("database.kind", to: "real")
      for place in 0...1 { $0.change("clearinghouses.\(place).usage", to: "production") }
    }
    let marked = try site.scrim("self-pay", "mark", "C-001", "--requested-on", Today.adding(days: -1))
    #expect(marked.code == 1 && marked.output.contains("after a restore from a backup it would be forgotten"))
    #expect(marked.output.contains("protected"))
    #expect(try site.rows("select count(*)::text from gate.restriction")[0] == ["1"])
    let synthetic = try Site()
    #expect(try synthetic.scrim("self-pay", "mark", "C-001", "--requested-on", Today.text).code == 0)
    let relying = try Site()
    try relying.configure { $0.change("restrictions", to: ["standby": true]) }
    let alone = try relying.scrim("self-pay", "mark", "C-001", "--requested-on", Today.text)
    #expect(alone.code == 1 && alone.errors.contains("no synchronous standby"))
    #expect(try relying.rows("select count(*)::text from gate.restriction")[0] == ["1"])
    #expect(
      try relying.scrim("check", "--json").json()["findings"].list.contains {
        $0["what"].text == "marks and restores" && !$0["ok"].flag
      })
  }

  @Test func `takes marks of many at once, beside runs that stop for none of them`() throws {
    let practice = try JournalSite()
    let clients = try practice.rows("select distinct client_id from source.session order by 1 limit 12")
    let marks = try clients.map {
      try practice.site.start(["self-pay", "mark", $0[0], "--requested-on", Today.text, "--json"])
    }
    var runs: [Int32] = []
    while marks.contains(where: \.isRunning) || runs.isEmpty {
      runs.append(try practice.site.scrim("run").code)
    }
    #expect(runs.allSatisfy { $0 <= 1 }, "\(runs)")
    for mark in marks { #expect(try mark.finished().code <= 1) }
    #expect(try practice.marks().count == clients.count)
    let known = try practice.rows(
      "select count(*)::text from gate.journal j join gate.restriction r using (restriction_id)")
    #expect(known[0][0] == "\(clients.count)")
  }

  @Test func `is sealed with a pair that is made once, and listed`() throws {
    let practice = try JournalSite()
    #expect(try practice.makeKey("safe").code == 64)
    let list = try practice.site.scrim("keys", "list")
    #expect(list.output.contains("journal, public key"))
    let own = try FileManager.default.attributesOfItem(atPath: "\(practice.site.folder)/safe/journal.key.pem")
    #expect(own[.posixPermissions] as? Int == 0o600)
  }
}
