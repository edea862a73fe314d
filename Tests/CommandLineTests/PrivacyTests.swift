internal import Proofs
internal import TestSupport
internal import Testing

/// Marks, tasks, holds and people, as persons type them.
@Suite(Programs.areNeeded) struct `A mark` {
  @Test func `that comes late is told, becomes a task, and is decided`() throws {
    let site = try Site()
    #expect(try site.scrim("run").code == 1)
    let marked = try site.scrim(
      "self-pay", "mark", "C-001", "--requested-on", Today.adding(days: -1), "--json")
    #expect(marked.code == 1)
    let answers = try marked.json()["sessions"].list
    #expect(answers.count == 8 && answers.allSatisfy { $0["answer"].text == "already sent" })
    #expect(answers.allSatisfy { $0["payer"].text == "meridian" && !$0["sentOn"].text.isEmpty })
    let tasks = try site.scrim("tasks", "--json")
    #expect(tasks.code == 1)
    let recalls = try tasks.json()["tasks"].list.filter { $0["kind"].text == "recall" }
    #expect(recalls.count == 8)
    // The client had asked before it was sent: sixty days from today, on the practice's calendar.
    #expect(recalls.allSatisfy { $0["breachAssessmentBy"].text == Today.adding(days: 60) })
    for recall in recalls {
      #expect(try site.scrim("tasks", "close", "\(recall["task"].number)", "--decision", "left").code == 0)
    }
    #expect(try site.scrim("tasks", "close", "\(recalls[0]["task"].number)", "--decision", "left").code == 64)
    #expect(try !site.scrim("tasks").output.contains("C-001"))
    // Billing sees nothing of all that.
    #expect(try site.scrim("tasks", "--as", "billing").code == 64)
    for command in ["status", "unbilled"] {
      let said = try site.scrim(command).said
      #expect(!said.contains("C-001") && !said.lowercased().contains("self-pay"))
    }
  }

  @Test func `that is lifted frees nothing before somebody has seen it`() throws {
    let site = try Site()
    #expect(try site.scrim("self-pay", "mark", "C-001", "--requested-on", Today.adding(days: -1)).code == 0)
    #expect(try site.scrim("run").code == 1)
    let before = try site.received().count
    #expect(try site.scrim("self-pay", "lift", "C-001", "--requested-on", Today.text).code == 0)
    let confirmed = try site.scrim("self-pay", "confirm", "C-001")
    #expect(confirmed.code == 0 && confirmed.output.contains("preview"))
    #expect(try site.scrim("run").code == 1)
    #expect(try site.received().count == before)
    let waiting = try site.scrim("unbilled", "--json").json()["sessions"].list
      .filter { $0["reason"].text == "preview-needed" }
    #expect(waiting.count == 8)
    let approval = try site.scrim("preview", "--json").json()["approval"].text
    #expect(try site.scrim("run", "--approve", approval).code == 1)
    #expect(try site.received().count == before + 1)
    let claims = try site.rows("select count(*)::text from claims.claim where client_id = 'C-001'")
    #expect(claims[0][0] == "8")
    let all = try site.scrim("self-pay", "list", "--as", "privacy", "--all")
    #expect(all.output.contains("lifted on"))
  }

  @Test func `keeps its client's id out of the process list where it is typed`() throws {
    let site = try Site()
    let piped = try site.shell(
      "echo C-002 | \(Programs.scrim) self-pay mark - --requested-on \(Today.text) --json")
    #expect(piped.code == 0)
    #expect(try piped.json()["client"].text == "C-002")
    let empty = try site.shell("\(Programs.scrim) self-pay mark - --requested-on \(Today.text) </dev/null")
    #expect(empty.code == 64 && empty.errors.contains("standard input"))
  }
}

@Suite(Programs.areNeeded) struct `A hold` {
  @Test func `that the law suggests is told with what to do, done, and the claim goes`() throws {
    let site = try Site()
    #expect(try site.scrim("run").code == 1)
    let status = try site.scrim("status")
    for words in ["scrim holds told", "scrim holds minor", "joint-session-twice"] {
      #expect(status.output.contains(words), "\(words)")
    }
    let before = try site.received().count
    let day = Today.adding(days: -1)
    #expect(try site.scrim("holds", "told", "S-untold-child", "--on", day, "--as", "billing").code == 0)
    #expect(try site.scrim("holds", "minor", "S-minor-alone", "--on", day, "--as", "billing").code == 64)
    #expect(try site.scrim("holds", "minor", "S-minor-alone", "--on", day, "--as", "privacy").code == 0)
    #expect(try site.scrim("holds", "told", "S-no-such", "--on", day, "--as", "billing").code == 64)
    #expect(try site.scrim("run").code == 1)
    #expect(try site.received().count == before + 1)
    let sent = try site.rows(
      "select string_agg(session_id, ' ' order by session_id) from claims.claim where session_id ~ 'untold|minor'"
    )
    #expect(sent[0][0] == "S-minor-alone S-untold-child")
  }

  @Test func `of a programme under Part 2 keeps every claim until the client has consented`() throws {
    let site = try Site()
    try site.configure { $0.change("practice.part2Programme", to: true) }
    let report = try site.scrim("run", "--json").json()
    #expect(report["claims"]["submitted"].number == 0 && report["claims"]["held"].number > 400)
    #expect(try site.received().isEmpty)
    let day = Today.adding(days: -1)
    #expect(
      try site.scrim(
        "holds", "consent", "S-0001", "--on", day, "--through", Today.adding(days: 1), "--as",
        "billing"
      )
      .code == 0)
    #expect(try site.scrim("run", "--json").json()["claims"]["submitted"].number == 8)
  }
}

@Suite(Programs.areNeeded) struct `A submission in doubt` {
  @Test func `is settled by what the clearinghouse tells a person`() throws {
    let site = try Site(faults: ["drop-answer:2"])
    try site.configure {
      for place in 0...1 { $0.change("clearinghouses.\(place).idempotency", to: ["kind": "none"]) }
    }
    #expect(try site.scrim("run").code != 0)
    let doubtful = try site.scrim("status", "--json").json()["inDoubt"].list.map { $0["submission"].text }
    #expect(doubtful.count == 2)
    #expect(
      try site.scrim("claims", "settle", doubtful[0], "--arrived", "HL-1", "--known-by", "portal").code == 0)
    #expect(try site.scrim("claims", "settle", doubtful[1], "--not-arrived", "--known-by", "phone").code == 0)
    #expect(
      try site.scrim("claims", "settle", doubtful[1], "--not-arrived", "--known-by", "phone").code == 64)
    let states = try site.rows(
      "select string_agg(state, ' ' order by state) from claims.submission where submission_key::text in "
        + "('\(doubtful[0])', '\(doubtful[1])')")
    #expect(states[0][0] == "accepted withdrawn")
  }

  /// Whoever knows of one claim says so of all that are with it, and is told how many these are.
  @Test func `is settled by a claim in it, after somebody has confirmed it for the others`() throws {
    let site = try Site(faults: ["drop-answer:1"])
    try site.configure {
      for place in 0...1 { $0.change("clearinghouses.\(place).idempotency", to: ["kind": "none"]) }
    }
    #expect(try site.scrim("run").code != 0)
    let inside = try site.rows(
      """
      select min(c.patient_control_number), count(*)::text, s.submission_key::text from claims.claim c
      join claims.submission s using (submission_id) where s.state = 'in_doubt' group by 3
      """)[0]
    func settle(_ claim: String, _ more: String...) throws -> Finished {
      try site.start(["claims", "settle", claim, "--not-arrived", "--known-by", "phone"] + more).finished()
    }
    let elsewhere = try site.rows(
      "select min(patient_control_number) from claims.claim_standing where state <> 'in-doubt'")[0][0]
    for unknown in [elsewhere, "NOSUCHCLAIM"] {
      let refused = try settle(unknown, "--yes")
      #expect(refused.code == 64 && refused.errors.contains("nothing was changed"))
    }
    let asked = try settle(inside[0])
    #expect(asked.code == 64 && asked.errors.contains("\(inside[1]) claims, all of which did not arrive"))
    #expect(try site.scrim("status", "--json").json()["inDoubt"].list.count == 1)
    let settled = try settle(inside[0].lowercased(), "--yes", "--json")
    #expect(try settled.code == 0 && settled.json()["submission"].text == inside[2])
    #expect(try site.scrim("status", "--json").json()["inDoubt"].list.isEmpty)
    #expect(try settle("not a claim").code == 64)
  }
}

@Suite(Programs.areNeeded) struct `A person` {
  @Test func `is added, listed and disabled by the administrator`() throws {
    let site = try Site()
    let login = "okafor_\(UInt32.random(in: 0 ... .max))"
    #expect(try site.scrim("users", "add", login, "--role", "billing").code == 0)
    let people = try site.scrim("users", "list", "--json").json()["people"].list
    #expect(
      people.contains { $0["login"].text == login && $0["role"].text == "billing" && !$0["isDisabled"].flag })
    #expect(try site.scrim("users", "disable", login).code == 0)
    #expect(try site.scrim("users", "disable", login).code == 64)
    for wrong in [
      ["users", "add", "postgres", "--role", "billing"], ["users", "add", "x", "--role", "clinician"],
      ["users", "add", "x", "--role", "billing", "--clinician", "D-01"],
      ["users", "add", "x", "--role", "chief"],
      ["users", "add", "x", "--role", "clinician", "--clinician", "D-none"],
    ] {
      let finished = try site.start(wrong).finished()
      #expect(finished.code == 64, "\(wrong): \(finished.said)")
    }
    try site.script("drop role \(login)")
  }
}
