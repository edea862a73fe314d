internal import Foundation
internal import Postgres
internal import Proofs
internal import TestSupport
internal import Testing

/// Yesterday's copy of the database over today's marks and submissions.
@Suite(Programs.areNeeded) struct `A restore over marks of the journal` {
  /// Of the last days something was sent before the backup; the rest is due.
  private func practice() throws -> JournalSite {
    let practice = try JournalSite()
    #expect(try practice.mark("C-004").code <= 1)
    #expect(try practice.site.scrim("run", "--from", Today.adding(days: -10)).code <= 1)
    return practice
  }

  private static let marked = """
    select r.client_id, r.session_id, r.from_date::text, r.through_date::text, r.requested_on::text,
      r.paid_on::text, r.origin, r.marked_by, j.journal_id::text
    from gate.restriction r join gate.journal j using (restriction_id) order by j.journal_id
    """
  private static let clients = ["C-001", "C-002"]

  /// Two clients and one session, marked after the backups were made.
  private func markAfterwards(_ practice: JournalSite) throws -> (session: String, sent: Int) {
    let session = try practice.rows(
      """
      select session_id from source.session where client_id = 'C-003'
        and service_date < current_date - 15 order by service_date desc, session_id limit 1
      """)[0][0]
    #expect(try practice.mark(Self.clients[0]).code <= 1)
    #expect(
      try practice.mark(Self.clients[1], "--from", Today.adding(days: -90), "--as", "billing").code <= 1)
    #expect(try practice.mark("C-003", "--session", session, "--paid-on", Today.text).code <= 1)
    return (session, try practice.site.received().count)
  }

  @Test func `sends nothing before the marks were made again, as they were`() throws {
    let practice = try practice()
    let backup = try practice.backUp()
    let sent = try markAfterwards(practice).sent
    let wanted = try practice.rows(Self.marked)
    #expect(wanted.count == 4)
    // No run has signed anything since: the witness alone would see nothing.
    #expect(try practice.adopt(key: nil).output.contains("nothing was changed"))
    try practice.restore(backup)
    for command in [["run"], ["run", "--json"], ["reconcile"]] {
      let stopped = try practice.site.start(command).finished()
      #expect(stopped.code == 78 && stopped.said.contains("scrim adopt"), "\(stopped.said)")
      #expect(Self.clients.allSatisfy { !stopped.said.contains($0) } && !stopped.said.contains("self-pay"))
    }
    #expect(try practice.site.received().count == sent)
    #expect(try practice.adopt(key: nil).code == 64)
    #expect(try practice.makeKey("other").code == 0)
    let wrong = try practice.adopt(key: "other")
    #expect(wrong.code == 78 && wrong.errors.contains("sealed for another key"), "\(wrong.said)")
    #expect(try practice.site.scrim("run").code == 78)
    let adopted = try practice.adopt("--json")
    #expect(try adopted.code == 0 && adopted.json()["replayed"].number == 3, "\(adopted.said)")
    #expect(try practice.rows(Self.marked, in: backup) == wanted)
    let actors = try practice.rows(
      "select distinct actor from gate.restriction_entry where kind = 'replayed'", in: backup)
    #expect(actors == [["privacy_officer"]])
    #expect(try practice.adopt().output.contains("nothing was changed"))
  }

  @Test func `sends nothing of what was marked, once it is adopted, and without a journal would have`() throws
  {
    let practice = try practice()
    let (backup, control) = (try practice.backUp(), try practice.backUp())
    let (session, sent) = try markAfterwards(practice)
    let ofSession = "select count(*)::text from claims.claim where session_id = '\(session)'"
    try practice.restore(backup)
    #expect(try practice.adopt().code == 0)
    let before = try Self.clients.map { try practice.claims(of: $0, in: backup) }
    #expect(try practice.site.scrim("run").code <= 1)
    #expect(try practice.site.received().count > sent)
    #expect(try Self.clients.map { try practice.claims(of: $0, in: backup) } == before)
    #expect(try practice.rows(ofSession, in: backup) == [["0"]])

    try practice.restore(control)
    try practice.site.configure {
      $0.change("restrictions", to: nil)
      $0.change("keys.journalPublicKey", to: nil)
      $0.change("trail.witness", to: "another-witness")
    }
    #expect(try practice.site.scrim("run").code <= 1)
    #expect(try practice.rows(ofSession, in: control) == [["1"]])
    #expect(try zip(Self.clients, before).allSatisfy { try practice.claims(of: $0, in: control) > $1 })
  }

  @Test func `keeps who asked and when, for the privacy officer alone, any number of times`() throws {
    let practice = try practice()
    let replay = """
      select gate.replay_mark('00000000-0000-4000-8000-000000000002', 'C-001', null, null, null,
        '2026-01-02', null, 'therapist', '2026-01-02 03:04:05Z')
      """
    for login in ["therapist", "biller", "auditor", "scrim_gateway"] {
      let connection = try practice.site.database.connect(as: login)
      #expect(throws: (any Error).self) { try connection.query(replay).count }
    }
    let officer = try practice.site.database.connect(as: "privacy_officer")
    #expect(try officer.query(replay).text(0, 0) == "replayed")
    #expect(try officer.query(replay).text(0, 0) == "known")
    let kept = try practice.rows(
      """
      select r.marked_by, (r.marked_at at time zone 'UTC')::text, e.actor from gate.restriction r
      join gate.restriction_entry e using (restriction_id) where e.kind = 'replayed'
      """)
    #expect(kept == [["therapist", "2026-01-02 03:04:05", "privacy_officer"]])
  }

  @Test func `is not adopted past a file that is damaged, unless it is named`() throws {
    let practice = try practice()
    let backup = try practice.backUp()
    let before = try Set(practice.marks())
    #expect(try practice.mark("C-001").code <= 1 && practice.mark("C-002").code <= 1)
    let new = try practice.marks().filter { !before.contains($0) }
    let damaged = new[0]
    try practice.damage(damaged)
    // A mark under another's name is none.
    let exchanged = "00000000-0000-4000-8000-000000000001"
    try FileManager.default.copyItem(
      atPath: "\(practice.journal)/\(new[1]).mark", toPath: "\(practice.journal)/\(exchanged).mark")
    try practice.restore(backup)
    let refused = try practice.adopt()
    #expect(refused.code == 78 && refused.errors.contains(damaged) && refused.errors.contains(exchanged))
    #expect(!refused.errors.contains(new[1]))
    expectSentence(refused)
    #expect(
      try practice.rows("select kind from gate.restriction_entry where kind = 'replayed'", in: backup) == [])
    #expect(try practice.adopt("--without", damaged).code == 78)
    #expect(try practice.adopt("--without", damaged, "--without", exchanged, "--without", new[1]).code == 78)
    #expect(try practice.adopt("--without", "all").code == 64)
    #expect(try practice.site.scrim("run").code == 78)
    let adopted = try practice.adopt("--without", damaged, "--without", exchanged, "--json")
    #expect(try adopted.code == 0 && adopted.json()["replayed"].number == 1, "\(adopted.said)")
    let forgone = try practice.rows(
      "select journal_id::text from gate.journal where restriction_id is null order by 1", in: backup)
    #expect(Set(forgone.map { $0[0] }) == [damaged, exchanged])
    #expect(try practice.site.scrim("run").code <= 1)
  }

  @Test func `keeps the mark of a client whom the records do not know, and says how many`() throws {
    let practice = try practice()
    let backup = try practice.backUp()
    // Whom nobody could look up, because the records were not approved at that moment.
    try practice.site.script("delete from gate.source_approval")
    #expect(try practice.mark("C-nobody-here").code <= 1)
    try practice.site.script("insert into gate.source_approval (digest) select gate.source_digest()")
    try practice.restore(backup)
    let adopted = try practice.adopt("--json")
    #expect(try adopted.code == 1 && adopted.json()["clientsUnknown"].number == 1, "\(adopted.said)")
    #expect(!adopted.said.contains("nobody-here"))
    let kept = try practice.rows(
      "select client_id from gate.restriction where client_id = 'C-nobody-here'", in: backup)
    #expect(kept == [["C-nobody-here"]])
    #expect(try practice.site.scrim("run").code <= 1)
  }

  @Test func `is stopped by a file that is no mark, and by a folder that is not the journal`() throws {
    let practice = try practice()
    try Data().write(to: URL(filePath: "\(practice.journal)/notes.mark"))
    let foreign = try practice.site.scrim("run")
    #expect(foreign.code == 78)
    expectSentence(foreign)
    try FileManager.default.removeItem(atPath: "\(practice.journal)/notes.mark")
    #expect(try practice.site.scrim("run").code <= 1)
    try FileManager.default.removeItem(atPath: "\(practice.journal)/scrim-journal")
    let unmounted = try practice.site.scrim("run")
    #expect(unmounted.code == 78 && unmounted.errors.contains("Mount its volume"))
  }
}
