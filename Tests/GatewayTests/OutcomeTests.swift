internal import Foundation
internal import Gateway
internal import Postgres
internal import Sessions
internal import Signing
internal import Submissions
internal import TestSupport
internal import Testing

@Suite("Outcome of a run") struct OutcomeTests {
  /// Several submissions, so that there is something to go on with, or to leave.
  private let terms = Terms(claimsPerSubmission: 8, from: Practice.anchor.adding(days: -12))
  private let hasty = Terms(claimsPerSubmission: 8, from: Practice.anchor.adding(days: -12), seconds: 1)

  /// Each fault once, and then the truth.
  @Test(arguments: [
    // fault          what is on record        whether the payload arrived the first time
    ("refuse", "not_sent tls-handshake-failed", false),
    ("500", "in_doubt server-error", false),
    ("429", "in_doubt throttled", false),
    ("999", "in_doubt answer-unreadable", false),
    ("reset", "in_doubt broken-off", false),
    ("hang", "in_doubt timed-out", false),
    ("drop-answer", "in_doubt broken-off", true),
    ("half-answer", "in_doubt broken-off", true),
    ("wrong-digest", "in_doubt receipt-digest-differs", true),
    ("wrong-submission", "in_doubt receipt-names-another", true),
    ("no-receipt", "in_doubt receipt-missing", true),
  ])
  func `is settled by the next run, once, under the same key and with the same bytes`(
    _ fault: String, _ onRecord: String, _ arrived: Bool
  ) throws {
    let office = try Office(["harborlink": [fault + ":1"]])
    let first = try office.run(fault == "hang" ? hasty : terms)
    let (outcome, code) = (onRecord.split(separator: " ")[0], String(onRecord.split(separator: " ")[1]))
    #expect(first.outcomes == [outcome == "not_sent" ? "not sent" : "in doubt": 1])
    #expect(first.needsPerson && first.clearinghouses.map(\.stopped) == [code])
    #expect(try office.states() == [outcome == "not_sent" ? "sealed" : "in_doubt"])
    #expect(try office.attempts() == [onRecord])
    let frozen = try office.frozen()
    #expect(try office.received("harborlink").map(\.submission) == (arrived ? frozen.map(\.key) : []))
    try office.expectSound()

    let second = try office.run(terms)
    #expect(second.submissions.accepted > 1 && !second.clearinghouses.contains { $0.stopped != nil })
    #expect(try Set(office.states()) == ["accepted"])
    let settled = try #require(office.received("harborlink").first)
    #expect(frozen.map(\.key) == [settled.submission] && frozen.map(\.digest) == [settled.digest.description])
    #expect(try office.receipts().first == "R-1")
    #expect(try office.received("harborlink").count == second.submissions.accepted)
    try office.expectSound()
    #expect(try office.run(terms).outcomes == [:])
  }

  @Test func `leaves a refused submission to a person and goes on`() throws {
    let office = try Office(["harborlink": ["400:1"]])
    let report = try office.run(terms)
    #expect(report.submissions.rejected == 1 && report.submissions.accepted > 1 && report.needsPerson)
    #expect(try office.states().first == "rejected" && office.attempts().first == "rejected -")
    let again = try office.run(terms)
    #expect(again.outcomes == [:])
    #expect(try office.received("harborlink").count == report.submissions.accepted)
    try office.expectSound()
  }

  @Test func `of a dead line stops that clearinghouse and no other`() throws {
    let office = try Office()
    let dead = Terms(claimsPerSubmission: 8, from: terms.from, ports: ["clearpath": 1])
    let report = try office.run(dead)
    #expect(report.submissions.notSent == 1 && report.submissions.accepted > 1)
    #expect(report.clearinghouses.map(\.stopped) == ["connection-refused", nil])
    #expect(try office.received("clearpath").isEmpty && office.received("harborlink").count > 1)
    #expect(try office.run(dead).outcomes == ["not sent": 1])
    try office.expectSound()

    #expect(try office.run(terms).submissions.accepted > 1)
    #expect(try Set(office.states()) == ["accepted"])
    #expect(try office.received("clearpath").first?.controlNumber == 1)
    try office.expectSound()
  }

  @Test func `stays in doubt where nothing makes a second sending safe`() throws {
    let office = try Office(["harborlink": ["drop-answer:1"]])
    var careful = terms
    careful.idempotencyHours = nil
    _ = try office.run(careful)
    let second = try office.run(careful)
    #expect(second.undecided == 1 && second.needsPerson)
    #expect(try office.states().filter { $0 == "in_doubt" }.count == 1)
    #expect(try office.attempts().first == "in_doubt broken-off")
    #expect(try office.count("claims.attempt where submission_id = 1") == 1)
    try office.expectSound()
  }

  @Test func `of a refused second sending leaves it in doubt: the first may have arrived`() throws {
    let office = try Office(["harborlink": ["drop-answer:1", "404:1"]])
    _ = try office.run(.lastDays)
    #expect(try office.run(.lastDays).outcomes == ["in doubt": 1])
    #expect(try office.states() == ["in_doubt"])
    #expect(try office.run(.lastDays).outcomes == ["accepted": 1])
    #expect(try office.received("harborlink").count == 1)
    try office.expectSound()
  }

  @Test func `stays in doubt once the key's window is over`() throws {
    let office = try Office(["harborlink": ["drop-answer:1"]])
    _ = try office.run(terms)
    try office.practice.ask("update claims.attempt set permitted_at = permitted_at - interval '25 hours'")
    #expect(try office.run(terms).undecided == 1)
    #expect(try office.states().first == "in_doubt")
    #expect(try office.count("claims.attempt where submission_id = 1") == 1)
    try office.expectSound()
  }

  @Test func `of a run that was killed is in doubt, and settled by the next`() throws {
    let office = try Office(["harborlink": ["refuse:1"]])
    _ = try office.run(terms)
    let left = try #require(office.ledger.undecided("harborlink").first)
    // A permit and nothing after it: so a gateway leaves it that dies while it sends.
    let permit = try office.ledger.permit(left.submission, payers: terms.route(to: "harborlink").permitted)
    #expect(permit != nil)
    #expect(try office.states() == ["in_flight"])

    let report = try office.run(terms)
    #expect(report.submissions.accepted > 1 && !report.needsPerson)
    #expect(
      try office.attempts().prefix(3) == [
        "not_sent tls-handshake-failed", "resent gateway-stopped", "accepted -",
      ])
    #expect(try Set(office.states()) == ["accepted"])
    try office.expectSound()
  }

  @Test func `is not lost with the database: the run ends, and the next one finishes`() throws {
    let office = try Office(["harborlink": []])
    let cut = Counter()
    #expect(throws: PostgresError.self) {
      _ = try office.claimRun(terms).run { progress in
        guard case .submitted = progress else { return }
        cut.add(1)
        _ = try? office.count(
          """
          (select pg_terminate_backend(pid, 5000) from pg_stat_activity
           where datname = current_database() and usename = 'scrim_gateway') ended
          """)
      }
    }
    #expect(try cut.sum == 1 && office.received("harborlink").count == 1)
    let report = try Office(restarting: office).run(terms)
    #expect(report.submissions.accepted > 1 && !report.needsPerson)
    #expect(try office.numbers().count == office.receivedClaims().count)
    try office.expectSound()
  }

  @Test func `never takes sealed bytes to another destination, but the same claims in new ones`()
    throws
  {
    let office = try Office(["harborlink": ["refuse:1"]])
    _ = try office.run(.lastDays)
    let sealed = try office.numbers()
    #expect(try office.run(moved).outcomes == ["accepted": 1])
    #expect(try office.states() == ["withdrawn", "accepted"])
    // The number that nobody received.
    #expect(try office.received("harborlink").map(\.controlNumber) == [1])
    #expect(try office.received("harborlink").map { Set($0.claims) } == [Set(sealed.values)])
    try office.expectSound()
  }

  @Test func `stays in doubt where the bytes were for another destination`() throws {
    let office = try Office(["harborlink": ["drop-answer:1"]])
    _ = try office.run(.lastDays)
    let report = try office.run(moved)
    #expect(report.undecided == 1 && report.outcomes == [:])
    #expect(try office.states() == ["in_doubt"] && office.count("claims.attempt") == 1)
    #expect(try office.run(.lastDays).outcomes == ["accepted": 1])
    try office.expectSound()
  }

  private let moved = Terms(from: Terms.lastDays.from, destination: "another")
}

@Suite("Restriction during a run") struct RestrictionDuringRunTests {
  enum Mark: CaseIterable { case byTherapist, inTheRecords }

  @Test(arguments: Mark.allCases)
  func `set between seal and send keeps its session back, and the others go under the same number`(
    _ mark: Mark
  ) throws {
    let office = try Office(["harborlink": ["refuse:1"]])
    _ = try office.run(.lastDays)
    let sealed = try office.numbers()
    let restricted = try #require(sealed["S-0001"])
    switch mark {
    case .byTherapist:
      #expect(try office.mark("S-0001") == ["protected"])
      #expect(try office.count("claims.submission where ciphertext is null") == 1)
    case .inTheRecords:
      try office.practice.change("update practice.session set self_pay = true where session_id = 'S-0001'")
    }
    #expect(try office.states() == ["sealed"])  // until the next run, whatever the cause
    #expect(try office.count("claims.submission where state = 'withdrawn' and ciphertext is not null") == 0)

    #expect(try office.run(.lastDays).outcomes == ["accepted": 1])
    let arrived = try office.received("harborlink")
    #expect(arrived.map(\.controlNumber) == [1])
    #expect(Set(arrived.flatMap(\.claims)) == Set(sealed.values).subtracting([restricted]))
    #expect(try office.states() == ["withdrawn", "accepted"])
    #expect(try office.texts("select session_id from claims.to_reseal") == ["S-0001"])
    #expect(try office.numbers() == sealed)
    try office.expectSound()
  }

  @Test func `is not needed: a corrected date goes out with the rest, and the ledger has it`() throws {
    let office = try Office(["harborlink": ["refuse:1"]])
    _ = try office.run(.lastDays)
    let sealed = try office.numbers()
    let day = "select service_date::text from claims.claim where session_id = 'S-0001'"
    let before = try office.texts(day)
    try office.practice.change(
      "update practice.session set service_date = service_date - 1 where session_id = 'S-0001'")
    _ = try office.run(.lastDays)
    _ = try office.run(.lastDays)
    #expect(Set(try office.received("harborlink").flatMap(\.claims)) == Set(sealed.values))
    #expect(try office.texts(day) != before)
    #expect(
      try office.texts("select service_date::text from practice.session where session_id = 'S-0001'")
        == office.texts(day))
    try office.expectSound()
  }

  @Test func `set on a submission in doubt ends its resending`() throws {
    let office = try Office(["harborlink": ["500:1"]])
    _ = try office.run(.lastDays)
    #expect(try office.mark("S-0001") == ["in flight"])
    let report = try office.run(.lastDays)
    #expect(report.undecided == 1 && report.outcomes == [:] && report.needsPerson)
    #expect(try office.states() == ["in_doubt"] && office.receivedClaims().isEmpty)
    #expect(try office.count("claims.attempt") == 1)
    try office.expectSound()
  }
}
