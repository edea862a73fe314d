internal import Foundation
internal import Proofs
internal import Testing

@Suite(Programs.areNeeded) struct `A run` {
  /// Eight claims in a submission, so that there is something to go on with.
  private func site(_ faults: [String] = []) throws -> Site {
    let site = try Site(faults: faults)
    try site.configure { document in
      for place in 0...1 { document.change("clearinghouses.\(place).claimsPerSubmission", to: 8) }
    }
    return site
  }

  @Test func `that is asked to stop finishes the send in flight and begins no other`() throws {
    let site = try site()
    try site.configure { $0.change("clearinghouses.0.requestsPerMinute", to: 120) }
    let run = try site.start(["run", "--json"])
    for _ in 0..<1_000 where try site.rows("select from claims.attempt").isEmpty && run.isRunning {
      usleep(5_000)
    }
    run.end()
    let ended = try run.finished()
    #expect(ended.code == 2)
    #expect(try ended.json()["ended"].text == "asked-to-stop")
    #expect(
      try site.rows("select from claims.submission where state in ('in_flight', 'in_doubt')").isEmpty)
    let first = try site.received().count
    #expect(first > 0)
    try site.configure { $0.change("clearinghouses.0.requestsPerMinute", to: nil) }
    let rest = try site.scrim("run", "--json")
    #expect(try rest.code == 1 && rest.json()["submissions"]["accepted"].number > 0)
    #expect(try site.received().count > first)
    #expect(try site.rows("select from claims.submission where state <> 'accepted'").isEmpty)
  }

  @Test func `waits for an approval where nothing was ever sent, and then sends what was shown`() throws {
    let site = try Site()
    try site.configure { $0.change("practice.asksWhereUnusual", to: true) }
    let waiting = try site.scrim("run")
    #expect(waiting.code == 1 && waiting.output.contains("nothing new was sent"))
    #expect(waiting.output.contains("scrim preview --clearinghouse harborlink"))
    #expect(try site.received().isEmpty)
    let approval = try site.scrim("preview", "--json").json()["approval"].text
    #expect(try site.scrim("run", "--approve", approval).code == 1)
    #expect(try !site.received().isEmpty)
    let port = site.sandbox?.port ?? 0
    try site.configure {
      $0.change("clearinghouses.0.endpoint", to: "https://127.0.0.1:\(port)/elsewhere/claims")
    }
    let moved = try site.scrim("run", "--json").json()["clearinghouses"].list
    #expect(moved.map { $0["waits"].text } == ["destination-changed"])
  }

  @Test func `is worked by all who join it, and each claim is sent once`() throws {
    let site = try site()
    let workers = try (0..<3).map { _ in try site.start(["run", "--worker", "--json"]) }
    let ended = try workers.map { try $0.finished() }
    #expect(ended.allSatisfy { [0, 1].contains($0.code) })
    let accepted = try ended.map { try $0.json()["submissions"]["accepted"].number }.reduce(0, +)
    #expect(try site.received().count == accepted)
    let states = try site.rows("select distinct state from claims.submission")
    #expect(states == [["accepted"]])
    #expect(try site.scrim("run", "--worker", "--json").json()["submissions"]["accepted"].number == 0)
    #expect(try site.scrim("trail", "verify").code == 0)
    let narrowed = try site.scrim("run", "--worker", "--payer", "meridian")
    #expect(narrowed.code == 64 && narrowed.errors.contains("leave out --approve and the filters"))
  }

  @Test func `tries again by itself, and says so in the morning`() throws {
    let site = try site(["refuse:1"])
    try site.configure { document in
      for place in 0...1 {
        document.change("clearinghouses.\(place).retry", to: ["tries": 3, "firstSeconds": 1])
      }
    }
    let report = try site.scrim("run", "--json").json()
    #expect(report["submissions"]["notSent"].number == 0 && report["submissions"]["accepted"].number > 10)
  }

  @Test func `with a heartbeat that nobody hears is a good run all the same`() throws {
    let site = try Site()
    try site.configure {
      $0.change(
        "practice.heartbeat",
        to: ["url": "https://127.0.0.1:1/", "authority": "/etc/ssl/certs/ca-certificates.crt"])
    }
    let run = try site.scrim("run")
    #expect(run.code == 1 && run.output.contains("heartbeat was not heard"))
    #expect(try site.scrim("run", "--json").json()["heartbeatHeard"].flag == false)
  }
}

@Suite(Programs.areNeeded) struct `What is shown of delivery` {
  @Test func `is each clearinghouse's next cutoff, its last fault, and the evidence of what is in doubt`()
    throws
  {
    let site = try Site(faults: ["500:1"])
    try site.configure { document in
      document.change("clearinghouses.0.idempotency", to: ["kind": "none"])
      document.change("clearinghouses.0.cutoff", to: ["time": "17:00", "timeZone": "America/New_York"])
      document.change("payers.0.originalFilingDays", to: 60)
    }
    _ = try site.scrim("run", "--clearinghouse", "harborlink")
    let status = try site.scrim("status", "--json").json()
    let line = try #require(status["clearinghouses"].list.first)
    #expect(line["nextCutoff"].text.wholeMatch(of: /\d{4}-\d\d-\d\d 17:00 America\/New_York/) != nil)
    #expect(line["lastFault"].text == "server-error")
    let doubtful = try #require(status["inDoubt"].list.first)
    #expect(doubtful["fault"].text == "server-error" && doubtful["httpStatus"].number == 500)
    #expect(doubtful["requestBytes"].number > 1_000 && doubtful["tries"].number == 1)
    let late = status["due"].list.map { $0["pastHalf"].number }
    #expect(late.contains { $0 > 0 })
    let shown = try site.scrim("status")
    #expect(shown.output.contains("past half of the time for filing") && shown.output.contains("HTTP 500"))
    #expect(try site.scrim("reconcile").code == 1)
  }

  @Test func `is in numbers for monitoring, in a format that Prometheus reads`() throws {
    let site = try Site(faults: [])
    _ = try site.scrim("run")
    let file = site.folder + "/scrim.prom"
    #expect(try site.scrim("metrics", "--out", file).code == 0)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(
      try site.scrim("metrics").output.split(separator: "\n").count == text.split(separator: "\n").count)
    let sample = /[a-z_]+(?:\{[a-z]+="[a-z_-]+"(?:,[a-z]+="[a-z_-]+")*\})? -?\d+(?:\.\d+)?/
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      #expect(line.wholeMatch(of: sample) != nil, "\(line)")
    }
    #expect(text.contains("scrim_claims{clearinghouse=\"harborlink\",state=\"accepted\"} "))
    #expect(text.contains("scrim_attempts_total{clearinghouse=\"clearpath\",outcome=\"accepted\"} "))
    #expect(text.contains("# TYPE scrim_attempts_total counter"))
    #expect(text.contains("scrim_run_seconds ") && !text.contains("restrict") && !text.contains("self"))
  }

  @Test func `is refused with a sentence where the command is wrong`() throws {
    let site = try Site(faults: nil)
    for (arguments, word) in [
      (["run", "--no-later-than", "25:00"], "17:00"), (["run", "--no-later-than", "5"], "17:00"),
      (["claims", "trust", "nowhere"], "clearinghouse"),
      (["claims", "settle", UUID().uuidString, "--arrived", "X"], "known-by"),
      (["claims", "settle", UUID().uuidString, "--arrived", "X", "--known-by", "guess"], "known-by"),
    ] {
      let refused = try site.start(arguments).finished()
      #expect(refused.code == 64 && refused.said.contains(word), "\(arguments)")
    }
    let nowhere = try site.scrim("metrics", "--out", site.folder + "/no/folder")
    #expect(nowhere.code == 2 && nowhere.said.contains("folder"))
    #expect(try site.scrim("claims", "trust", "harborlink").output.contains("nothing was changed"))
  }
}
