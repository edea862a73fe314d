internal import Foundation
internal import Proofs
internal import TestSupport
internal import Testing

/// The trail takes no entry, as it is with a full disk: nothing is done that would not be in it.
@Suite(Programs.areNeeded) struct `A command whose entry cannot be written` {
  @Test func `does nothing, sends nothing, and says so`() throws {
    let site = try Site(faults: ["drop-answer:1"])
    try site.configure {
      for place in 0...1 { $0.change("clearinghouses.\(place).idempotency", to: ["kind": "none"]) }
    }
    let login = "okafor_\(UInt32.random(in: 0 ... .max))"
    defer { try? site.script("drop role if exists \(login); drop role if exists \(login)_too") }
    let commands = try prepare(site, login)
    try site.script(Self.refusal(of: "true"))
    let before = try everything(site)
    let received = try site.received()
    #expect(before.count > 20 && !received.isEmpty)
    for command in commands {
      let stopped = try site.scrim(command)
      #expect(stopped.code == 2, "\(command[0]): \(stopped.said)")
      #expect(stopped.errors.contains("disk is full"), "\(command[0])")
      expectSentence(stopped)
      try expectNoValues(stopped.said, of: site)
      let after = try everything(site)
      #expect(before.keys.filter { before[$0] != after[$0] }.sorted() == [], "\(command)")
      #expect(try site.received() == received, "\(command)")
    }
    // What was asked for could have been done: with room again each of them is.
    try site.script("drop function public.refuse() cascade")
    for command in commands {
      let done = try site.scrim(command)
      #expect(done.code <= 1 || command.contains("--approve"), "\(command): \(done.said)")
    }
  }

  /// Leads up to all of them, and says what is then to be tried.
  private func prepare(_ site: Site, _ login: String) throws -> [[String]] {
    let yesterday = Today.adding(days: -1)
    #expect(try site.scrim("run", "--from", Today.adding(days: -16)).code == 1)
    let doubtful = try site.scrim("status", "--json").json()["inDoubt"].list.map { $0["submission"].text }
    #expect(doubtful.count == 1)
    let sent = try site.rows(
      "select client_id from claims.claim_state where state = 'accepted' order by 1 limit 1")[0][0]
    #expect(try site.scrim("self-pay", "mark", sent, "--requested-on", yesterday).code == 1)
    let lift = ["self-pay", "lift", sent, "--requested-on", yesterday, "--as", "privacy"]
    #expect(try site.scrim(lift).code == 0)
    #expect(try site.scrim("users", "add", login, "--role", "billing").code == 0)
    let task = try #require(
      try site.scrim("tasks", "--json").json()["tasks"].list.first { $0["kind"].text == "recall" })
    let approval = try site.scrim("preview", "--json").json()["approval"].text
    #expect(!approval.isEmpty)
    return [
      ["run"], ["run", "--json"], ["preview"], ["run", "--approve", approval], ["reconcile"],
      ["self-pay", "mark", "C-002", "--requested-on", yesterday],
      ["self-pay", "paid", sent, "--on", yesterday, "--as", "privacy"],
      ["self-pay", "dishonoured", sent, "--on", yesterday, "--as", "privacy"],
      ["self-pay", "confirm", sent], ["tasks", "close", "\(task["task"].number)", "--decision", "left"],
      ["holds", "told", "S-untold-child", "--on", yesterday, "--as", "billing"],
      ["claims", "settle", doubtful[0], "--arrived", "HL-1", "--known-by", "portal"],
      ["users", "add", login + "_too", "--role", "billing"], ["users", "invite", login],
      ["users", "disable", login],
    ]
  }

  /// Where a run comes as far as this entry; and what the next one, with room again, makes of it.
  @Test(arguments: [
    "run.started", "submission.sealed", "attempt.permitted", "attempt.concluded", "run.finished",
  ])
  func `stops a run where it stands, and the next one puts it right`(_ kind: String) throws {
    let site = try Site()
    try site.script(Self.refusal(of: "new.kind = '\(kind)'"))
    let stopped = try site.scrim("run")
    #expect(stopped.code == 2, "\(stopped.said)")
    expectSentence(stopped)
    try expectNoValues(stopped.said, of: site)
    let sent = try site.received().count
    let isAfterSending = ["attempt.concluded", "run.finished"].contains(kind)
    #expect((sent > 0) == isAfterSending)
    let entries = try site.rows("select count(*)::text from trail.entry where kind = 'attempt.permitted'")
    #expect(Int(entries[0][0]) == sent, "one permit on record for each payload")
    try site.script("drop function public.refuse() cascade")
    #expect(try site.scrim("run").code == 1, "held claims")
    let claims = try site.rows("select session_id from claims.claim_state where state = 'accepted'").map {
      $0[0]
    }
    #expect(Set(claims) == Set(try Expected.all().filter(\.isAdmitted).map(\.session)))
    let arrived = try site.received().values.flatMap {
      String(decoding: $0, as: UTF8.self).split(separator: "~")
    }
    .filter { $0.hasPrefix("CLM*") }
    #expect(arrived.count == claims.count && Set(arrived).count == arrived.count)
  }

  private static func refusal(of what: String) -> String {
    """
    create function public.refuse() returns trigger language plpgsql as $refuse$
    begin
      raise exception using errcode = 'disk_full', message = 'no room for ' || new::text;
    end $refuse$;
    create trigger refuse before insert on trail.entry for each row when (\(what))
      execute function public.refuse();
    create trigger refuse before insert on gate.restriction_entry for each row
      when (\(what.hasPrefix("new") ? "false" : what)) execute function public.refuse();
    """
  }

  private func everything(_ site: Site) throws -> [String: String] {
    var found = try site.ledger()
    for table in ["entry", "leaf", "waiting", "checkpoint"] {
      found["trail." + table] = try site.rows(
        "select coalesce(string_agg(t::text, e'\\n' order by t::text), '') from trail.\(table) t")[0][0]
    }
    return found
  }
}

extension Site {
  fileprivate func scrim(_ command: [String]) throws -> Finished {
    let finished = try start(command).finished()
    heard(finished)
    return finished
  }
}
