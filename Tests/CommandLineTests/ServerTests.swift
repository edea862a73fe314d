internal import Demonstration
internal import Foundation
internal import Postgres
internal import Proofs
internal import TestSupport
internal import Testing

/// A server of the test's own, whose access rules and disk are spoiled.
@Suite(Programs.areNeeded) struct `The database server` {
  @Test func `refuses a wrong password and takes the right one`() throws {
    let site = try Site()
    let name = site.database.name
    let cluster = site.database.cluster
    let rules = cluster.home + "/data/pg_hba.conf"
    let login = "with_password_" + name
    try cluster.createLogin(login, memberOf: ["scrim_gateway"])
    try site.script("alter role \(login) password 'the right one'")
    let previous = try String(contentsOfFile: rules, encoding: .utf8)
    defer {
      try? rewrite(rules, previous)
      try? site.script("select pg_reload_conf()")
      try? site.script("drop role \(login)")
    }
    try rewrite(rules, "local all \(login) scram-sha-256\n" + previous)
    try site.script("select pg_reload_conf()")
    // The server reads its rules a moment after it was told to.
    for _ in 1...200 where (try? site.database.connect(as: login)) != nil { usleep(20_000) }
    let file = site.folder + "/password"
    try site.configure {
      $0.change("database.logins.gateway", to: ["user": login, "passwordFile": file])
    }
    try write("a wrong one", to: file)
    let before = try site.ledger()
    let wrong = try site.scrim("run")
    #expect(wrong.code == 2, "\(wrong.said)")
    #expect(wrong.errors.contains("password") && !wrong.said.contains("a wrong one"))
    expectSentence(wrong)
    #expect(try site.ledger() == before)
    try write("the right one", to: file)
    #expect(try site.scrim("run").code == 1, "held claims")
    #expect(try !site.received().isEmpty)
  }

  /// A table space of a few pages, on a file system of its own.
  @Test(.enabled(if: SmallDisk.canBeMade, "a file system can only be mounted by root"))
  func `is out of room while a submission is sealed: what is not on record is not sent`() throws {
    let site = try Site()
    let disk = try SmallDisk(kibibytes: 96)
    defer { disk.end() }
    let space = "space_" + site.database.name
    try site.database.connect(as: "postgres").query("create tablespace \(space) location '\(disk.path)'")
    defer { _ = try? site.database.connect(as: "postgres").query("drop tablespace \(space)") }
    try site.script("alter table claims.submission set tablespace \(space)")
    let full = try site.scrim("run")
    #expect(full.code == 2, "\(full.said)")
    #expect(full.errors.contains("disk is full"))
    expectSentence(full)
    try expectNoValues(full.said, of: site)
    let accepted = try site.rows(
      "select submission_key::text from claims.submission where state = 'accepted'")
    #expect(try Set(site.received().keys) == Set(accepted.map { $0[0] }))
    #expect(try site.rows("select distinct state from claims.submission").allSatisfy { $0 == ["accepted"] })
    #expect(
      try site.rows(
        """
        select from claims.claim c
        where not exists (select from claims.submission s where s.submission_id = c.submission_id)
        """
      ).isEmpty)

    try site.script("alter table claims.submission set tablespace pg_default")
    #expect(try site.scrim("run").code == 1, "held claims")
    let sent = try Set(
      site.rows("select session_id from claims.claim_state where state = 'accepted'").map { $0[0] })
    #expect(try sent == Set(Expected.all().filter(\.isAdmitted).map(\.session)))
  }

  private func write(_ text: String, to file: String) throws {
    try Data(text.utf8).write(to: URL(filePath: file))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
  }

  /// In place, so that the file stays the server's.
  private func rewrite(_ file: String, _ text: String) throws {
    let handle = try FileHandle(forWritingTo: URL(filePath: file))
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }
}
