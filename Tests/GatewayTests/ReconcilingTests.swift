internal import Foundation
internal import Gateway
internal import Postgres
internal import Sessions
internal import Signing
internal import Submissions
internal import TestSupport
internal import Testing

@Suite("What is in doubt") struct ReconcilingTests {
  /// A clearinghouse without idempotency keys that can be asked.
  private var asking: Terms {
    var terms = Terms.lastDays
    terms.idempotencyHours = nil
    terms.statusMinutesApart = 10
    return terms
  }

  /// Everything that has happened happened so much earlier.
  private func age(_ office: Office, minutes: Int) throws {
    try office.practice.ask(
      """
      update claims.attempt set permitted_at = permitted_at - make_interval(mins => \(minutes)),
        concluded_at = concluded_at - make_interval(mins => \(minutes))
      """)
    try office.practice.ask(
      "update claims.status_answer set asked_at = asked_at - make_interval(mins => \(minutes))")
  }

  @Test func `has arrived where the clearinghouse says so twice, far enough apart`() throws {
    let office = try Office(["harborlink": ["drop-answer:1"]])
    _ = try office.run(asking)
    for minutes in [5, 4] {
      let early = try office.run(asking)
      #expect(early.undecided == 1 && early.settled == 0 && early.needsPerson)
      try age(office, minutes: minutes)
    }
    try age(office, minutes: 2)
    let report = try office.run(asking)
    #expect(report.settled == 1 && report.undecided == 0 && report.outcomes == [:])
    #expect(try office.states() == ["accepted"] && office.receipts() == ["R-1"])
    #expect(try office.texts("select receipt_evidence from claims.submission") == ["status"])
    #expect(try office.received("harborlink").count == 1 && office.count("claims.attempt") == 1)
    try office.expectSound()
  }

  @Test
  func `has not arrived where the clearinghouse says so twice: its claims go again, under a new number`()
    throws
  {
    let office = try Office(["harborlink": ["500:1"]])
    _ = try office.run(asking)
    #expect(try office.run(asking).undecided == 1)
    try age(office, minutes: 11)
    let report = try office.run(asking)
    #expect(report.settled == 1 && report.outcomes == ["accepted": 1])
    #expect(try office.states() == ["withdrawn", "accepted"])
    #expect(try office.attempts() == ["not_arrived server-error", "accepted -"])
    #expect(try office.received("harborlink").map(\.controlNumber) == [2])
    try office.expectSound()
  }

  @Test func `can be asked about whatever has been restricted since, and nothing is sent again`() throws {
    let office = try Office(["harborlink": ["500:1"]])
    var both = asking
    both.idempotencyHours = 24
    _ = try office.run(both)
    let all = try Set(office.numbers().values)
    let restricted = try #require(try office.numbers()["S-0001"])
    #expect(try office.mark("S-0001") == ["in flight"])
    #expect(try office.run(both).undecided == 1)
    try age(office, minutes: 11)
    #expect(try office.run(both).outcomes == ["accepted": 1])
    #expect(try Set(office.receivedClaims()) == all.subtracting([restricted]))
    #expect(try office.texts("select answer from gate.answer") == ["protected"])
    try office.expectSound()
  }

  @Test func `is settled without sending anything that was never sent`() throws {
    let office = try Office(["harborlink": ["drop-answer:1"]])
    let few = Terms(claimsPerSubmission: 8, from: Terms.lastDays.from)
    _ = try office.run(few)
    let report = try office.claimRun(few).reconcile { _ in }
    #expect(report.outcomes == ["accepted": 1])
    #expect(try office.received("harborlink").count == 1)
    #expect(try office.run(few).submissions.accepted > 0)
    try office.expectSound()
  }

  @Test func `is not sent a second time to a clearinghouse that gave two receipts for one key`() throws {
    let office = try Office(["harborlink": ["wrong-digest:1", "other-receipt:1", "drop-answer:1"]])
    _ = try office.run(.lastDays)
    let contradicted = try office.run(.lastDays)
    #expect(contradicted.outcomes == ["accepted": 1] && contradicted.needsPerson)
    #expect(contradicted.clearinghouses.map(\.contradicts) == [true])
    #expect(try office.count("trail.entry where kind = 'clearinghouse.contradicted'") == 1)

    // What comes into doubt now stays there until somebody has spoken with them.
    let later = Terms(from: Practice.anchor.adding(days: -20))
    _ = try office.run(later)
    let waiting = try office.run(later)
    #expect(waiting.undecided == 1 && waiting.outcomes == [:])
    try office.practice.ask("select claims.clear_contradictions('harborlink')", as: "biller")
    #expect(try office.run(later).outcomes == ["accepted": 1])
    try office.expectSound()
  }

  @Test func `is settled by no answer that contradicts an earlier one`() throws {
    let office = try Office(["harborlink": ["drop-answer:1"]])
    _ = try office.run(asking)
    let doubtful = try #require(office.ledger.undecided("harborlink").first).submission
    let ledger = office.ledger
    #expect(try ledger.noteStatus(doubtful, .received(receipt: "R-1"), minutesApart: 5) == nil)
    #expect(try ledger.isTrusted("harborlink"))
    #expect(try ledger.noteStatus(doubtful, .unknown, minutesApart: 5) == nil)
    #expect(try !ledger.isTrusted("harborlink") && ledger.isTrusted("clearpath"))
    try age(office, minutes: 30)
    #expect(try ledger.noteStatus(doubtful, .unknown, minutesApart: 5) == nil)
    #expect(try ledger.noteStatus(doubtful, .otherBytes, minutesApart: 0) == nil)
    #expect(try office.states() == ["in_doubt"])
  }
}
