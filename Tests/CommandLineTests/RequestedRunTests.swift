internal import Foundation
internal import Glibc
internal import Postgres
internal import Proofs
internal import TestSupport
internal import Testing

/// What is asked for in the console, taken up by a process of its own, against the stand-in clearinghouse.
@Suite(Programs.areNeeded) struct `A run that was asked for` {
  @Test func `is previewed, approved and sent by who watches, who ends when told to`() throws {
    let asking = try Asking()
    let watcher = try asking.watch()
    let preview = try asking.preview()
    let shown = try asking.ended(preview)
    #expect(shown["outcome"] == "done", "\(shown)")
    let run = try asking.approve(preview)
    let done = try asking.ended(run)
    // Some claims are held.
    #expect(done["outcome"] == "attention", "\(done)")
    try asking.expectSentOnce()
    watcher.end()
    let ended = try watcher.finished()
    #expect(ended.code == 0 && ended.output.contains("2 requests taken up"), "\(ended.said)")
    try expectNoValues(ended.said, of: asking.site)
    let reports = try asking.site.rows(
      "select report::text || coalesce(listed::text, '') from claims.run_request")
    try expectNoValues(reports.joined().joined(), of: asking.site)
  }

  @Test func `says what the command says, and where nothing would go unasked`() throws {
    let asking = try Asking()
    let preview = try asking.preview()
    #expect(try asking.site.scrim("run", "--requested").code == 0)
    let report = try asking.report(preview)
    let said = try asking.site.scrim("preview", "--json").json()
    for part in ["from", "through"] { #expect(report[part].text == said[part].text) }
    #expect(report["heldCount"].number == said["heldCount"].number)
    for part in ["held", "defects", "warnings"] {
      let codes = { (json: JSON) in json[part].list.map { [$0["session"].text, $0["code"].text] } }
      #expect(codes(report) == codes(said), "\(part)")
    }
    #expect(report["submissions"].list.count == said["submissions"].list.count)
    #expect(report["waits"].list.count == 0 && report["listed"].number == asking.expected.claims)
    let idle = try asking.site.scrim("run", "--requested")
    #expect(idle.code == 0 && idle.output.contains("Nothing was asked for."))
    for wrong in [
      ["--watch", "--requested"], ["--watch", "--worker"], ["--requested", "--payer", "union"],
    ] {
      #expect(try asking.site.start(["run"] + wrong).finished().code == 64)
    }
  }

  @Test func `is gone on with after kill -9 while it seals, and sends everything once`() throws {
    let asking = try Asking(claimsPerSubmission: 20)
    let run = try asking.cutWhileSealing()
    let cut = try asking.states()
    #expect(Set(cut) == ["sealed"] && cut.count < asking.expected.submissions, "\(cut)")
    #expect(try asking.site.received().isEmpty)
    try asking.quicken()
    #expect(try asking.site.scrim("run", "--requested").code == 0)
    let done = try asking.ended(run)
    #expect(done["outcome"] == "attention" && done["taking"] == "2", "\(done)")
    try asking.expectSentOnce()
  }

  @Test func `is withdrawn after kill -9 while it seals, where the records have changed since`() throws {
    let asking = try Asking(claimsPerSubmission: 20)
    let run = try asking.cutWhileSealing()
    try asking.quicken()
    let last = try asking.site.rows(
      "select listed -> -1 ->> 'session' from claims.run_request where kind = 'preview'")[0][0]
    try asking.site.change("update practice.session set signed_at = null where session_id = '\(last)'")
    #expect(try asking.site.scrim("run", "--requested").code == 0)
    let done = try asking.ended(run)
    #expect(done["outcome"] == "refused", "\(done)")
    #expect(done["report"]?.contains("No preview of today") == true)
    #expect(try Set(asking.states()) == ["withdrawn"] && asking.site.received().isEmpty)
  }

  @Test func `is gone on with after kill -9 while it sends, with nothing made anew`() throws {
    let asking = try Asking(faults: ["hang:1"], claimsPerSubmission: 20)
    let preview = try asking.preview()
    #expect(try asking.site.scrim("run", "--requested").code == 0)
    let run = try asking.approve(preview)
    let watcher = try asking.watch()
    try asking.wait { try asking.states().contains("in_flight") }
    let sealed = try asking.site.rows("select count(*)::text from claims.submission")
    watcher.kill()
    _ = try watcher.finished()
    let second = try asking.watch()
    // It makes nothing, so that it meets nothing that is held.
    let done = try asking.ended(run)
    #expect(done["outcome"] == "done", "\(done)")
    #expect(try asking.report(run)["resumed"].flag)
    #expect(try asking.site.rows("select count(*)::text from claims.submission") == sealed)
    second.end()
    try asking.expectSentOnce()
  }

  @Test func `is left to the next process by one that is told to end`() throws {
    let asking = try Asking(faults: ["hang:1"], claimsPerSubmission: 20, seconds: 3)
    let preview = try asking.preview()
    #expect(try asking.site.scrim("run", "--requested").code == 0)
    let run = try asking.approve(preview)
    let watcher = try asking.watch()
    try asking.wait { try asking.states().contains("in_flight") }
    watcher.end()
    #expect(try watcher.finished().code == 0)
    #expect(try asking.row(run)["state"] == "waiting")
    #expect(try asking.states().contains("sealed"))
    let second = try asking.watch()
    #expect(try asking.ended(run)["outcome"] == "done")
    second.end()
    try asking.expectSentOnce()
  }

  @Test func `waits for another run, and that was no try`() throws {
    let asking = try Asking()
    let preview = try asking.preview()
    #expect(try asking.site.scrim("run", "--requested").code == 0)
    let run = try asking.approve(preview)
    let other = try asking.site.database.connect(as: "postgres")
    try other.query("select pg_advisory_lock(x'736372696d72756e'::bigint)")
    let watcher = try asking.watch()
    try asking.wait { try asking.row(run)["progress"]?.contains("waits") == true }
    #expect(try asking.row(run)["taking"] == "0")
    try other.query("select pg_advisory_unlock(x'736372696d72756e'::bigint)")
    #expect(try asking.ended(run)["outcome"] == "attention")
    watcher.end()
    try asking.expectSentOnce()
  }

  @Test func `ends with a sentence where something is missing, and the watcher lives on`() throws {
    let asking = try Asking()
    let watcher = try asking.watch()
    let key =
      asking.site.configuration["keys"].flatMap { ($0 as? [String: Any])?["transit"] as? String } ?? ""
    try asking.site.configure { $0.change("keys.transit", to: "no-such-file") }
    let failed = try asking.ended(asking.preview())
    #expect(failed["outcome"] == "failed", "\(failed)")
    let problem = JSON(Asking.parsed(failed["report"]))["stopped"].list.first
    #expect(problem?["sentence"].text.isEmpty == false && problem?["nextStep"].text.isEmpty == false)
    try asking.site.configure { $0.change("keys.transit", to: key) }
    #expect(try asking.ended(asking.preview())["outcome"] == "done")
    // The database ends its sessions: it waits, and goes on.
    try asking.site.script(
      """
      select pg_terminate_backend(pid) from pg_stat_activity
      where usename = 'scrim_gateway' and datname = current_database()
      """)
    #expect(try asking.ended(asking.preview())["outcome"] == "done")
    #expect(watcher.isRunning)
    watcher.end()
    #expect(try watcher.finished().code == 0)
  }
}

/// A site, and somebody who asks there for previews and runs.
private final class Asking {
  let site: Site
  /// What a run would send.
  let expected: (claims: Int, submissions: Int)

  init(faults: [String] = [], claimsPerSubmission: Int = 1_000, seconds: Int = 60) throws {
    site = try Site(faults: faults)
    try site.configure {
      for place in 0...1 {
        $0.change("clearinghouses.\(place).claimsPerSubmission", to: claimsPerSubmission)
        $0.change("clearinghouses.\(place).exchangeSeconds", to: seconds)
      }
    }
    let preview = try site.scrim("preview", "--json").json()
    let submissions = preview["submissions"].list
    expected = (submissions.reduce(0) { $0 + $1["claims"].number }, submissions.count)
  }

  func watch() throws -> Running { try site.start(["run", "--watch"]) }

  private func insert(_ sql: String) throws -> String { try site.rows(sql)[0][0] }

  func preview() throws -> String {
    try insert("insert into claims.run_request (kind) values ('preview') returning request_id::text")
  }

  func approve(_ preview: String) throws -> String {
    try insert(
      """
      insert into claims.run_request (kind, preview_id, approval)
      select 'run', request_id, approval from claims.run_request where request_id = '\(preview)'
      returning request_id::text
      """)
  }

  func row(_ id: String) throws -> [String: String] {
    let names = ["state", "outcome", "taking", "progress", "report"]
    let row = try site.rows(
      "select \(names.map { $0 + "::text" }.joined(separator: ", ")) from claims.run_request "
        + "where request_id = '\(id)'")
    return Dictionary(zip(names, row.first ?? [])) { first, _ in first }
  }

  struct NeverEnded: Error {}

  func wait(_ isSo: () throws -> Bool) throws {
    for _ in 1...3_000 {
      if try isSo() { return }
      usleep(20_000)
    }
    throw NeverEnded()
  }

  func ended(_ id: String) throws -> [String: String] {
    try wait { try row(id)["state"] == "ended" }
    return try row(id)
  }

  func report(_ id: String) throws -> JSON { JSON(Self.parsed(try ended(id)["report"])) }

  static func parsed(_ text: String?) -> Any? {
    try? JSONSerialization.jsonObject(with: Data((text ?? "").utf8))
  }

  func states() throws -> [String] {
    try site.rows("select state from claims.submission order by submission_id").map { $0[0] }
  }

  /// A run that was approved, killed when some of its submissions are sealed and none is sent.
  func cutWhileSealing() throws -> String {
    let preview = try preview()
    #expect(try site.scrim("run", "--requested").code == 0)
    let run = try approve(preview)
    try site.script(
      """
      create function public.slow() returns trigger language plpgsql as
        $$ begin perform pg_sleep(0.2); return new; end $$;
      create trigger slow before insert on claims.submission for each row execute function public.slow();
      """)
    let watcher = try watch()
    try wait { try states().count >= 2 }
    watcher.kill()
    _ = try watcher.finished()
    return run
  }

  func quicken() throws { try site.script("drop trigger slow on claims.submission") }

  /// Each claim of the preview is at the clearinghouse, and none of them twice.
  func expectSentOnce() throws {
    let numbers = try site.received().values.flatMap { payload in
      String(decoding: payload, as: UTF8.self).split(separator: "~").filter { $0.hasPrefix("CLM*") }
        .map { $0.split(separator: "*")[1] }
    }
    #expect(numbers.count == expected.claims && expected.claims > 100)
    #expect(Set(numbers).count == numbers.count)
    #expect(try Set(states()) == ["accepted"])
  }
}
