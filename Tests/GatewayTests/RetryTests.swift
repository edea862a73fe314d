internal import Foundation
internal import Gateway
internal import Postgres
internal import Sessions
internal import Signing
internal import Submissions
internal import TestSupport
internal import Testing

@Suite("A submission that did not get through") struct RetryTests {
  private var patient: Terms {
    var terms = Terms.lastDays
    terms.tries = 4
    return terms
  }

  @Test func `is tried again in the same run where no byte of it left, each time with a permit of its own`()
    throws
  {
    let office = try Office(["harborlink": ["refuse:2"]])
    #expect(try office.run(patient).outcomes == ["accepted": 1])
    #expect(
      try office.attempts() == [
        "not_sent tls-handshake-failed", "not_sent tls-handshake-failed", "accepted -",
      ])
    #expect(try office.received("harborlink").count == 1)
    try office.expectSound()
  }

  @Test(arguments: ["500:2", "drop-answer:2", "429:2", "reset:1"])
  func `is tried again under its live key, and arrives once`(_ fault: String) throws {
    let office = try Office(["harborlink": [fault]])
    #expect(try office.run(patient).outcomes == ["accepted": 1])
    #expect(try office.states() == ["accepted"])
    #expect(try office.received("harborlink").count == 1)
    try office.expectSound()
  }

  @Test func `is left in doubt at once where nothing makes a second sending safe`() throws {
    let office = try Office(["harborlink": ["500:1"]])
    var careful = patient
    careful.idempotencyHours = nil
    #expect(try office.run(careful).outcomes == ["in doubt": 1])
    #expect(try office.attempts() == ["in_doubt server-error"])
    try office.expectSound()
  }

  @Test func `ends in the words of its first doubt, whatever became of later tries`() throws {
    let office = try Office(["harborlink": ["drop-answer:1", "refuse:2", "404:1"]])
    let report = try office.run(patient)
    #expect(report.outcomes == ["in doubt": 1])
    #expect(try office.states() == ["in_doubt"] && office.received("harborlink").count == 1)
    #expect(try office.run(patient).outcomes == ["accepted": 1])
    try office.expectSound()
  }

  @Test func `is not tried where only a person can help`() throws {
    let office = try Office(["harborlink": ["wrong-digest:1"]])
    #expect(try office.run(patient).outcomes == ["in doubt": 1])
    #expect(try office.attempts() == ["in_doubt receipt-digest-differs"])
  }

  @Test func `is not tried after its session was restricted between two tries`() throws {
    let office = try Office(["harborlink": ["refuse:50"]])
    var persistent = Terms.lastDays
    persistent.tries = 20
    let report = try office.claimRun(persistent, patience: Patience()).run { _ in }
    #expect(report.outcomes == ["not sent": 1])
    #expect(try office.mark("S-0001") == ["protected"])
    _ = try office.run(persistent)
    #expect(try office.states().first == "withdrawn")
    #expect(try office.received("harborlink").allSatisfy { !$0.claims.isEmpty })
    try office.expectSound()
  }

  @Test func `waits for as long as the clearinghouse asks, or for the next run`() {
    let retry = SendAgain(tries: 3, firstSeconds: 1, capSeconds: 60)
    let asked = Self.report(.inDoubt(.throttled), retryAfter: 30)
    #expect(retry.pause(after: asked, made: 1) == 30)
    #expect(retry.pause(after: asked, made: 3) == nil)
    #expect(retry.pause(after: Self.report(.inDoubt(.throttled), retryAfter: 61), made: 1) == nil)
    for _ in 0..<50 {
      #expect((1...2).contains(retry.pause(after: Self.report(.notSent(.connectionRefused)), made: 2) ?? 0))
    }
    #expect(retry.pause(after: Self.report(.notSent(.pinRefused)), made: 1) == nil)
    #expect(retry.pause(after: Self.report(.inDoubt(.unauthorized)), made: 1) == nil)
    #expect(retry.pause(after: Self.report(.inDoubt(.unauthorized), retryAfter: 0), made: 1) == 0)
    let once = Receipt(evidence: .digest, number: "R-1")
    #expect(retry.pause(after: Self.report(.accepted(once)), made: 1) == nil)
    #expect(retry.pause(after: Self.report(.rejected(Refusal(httpStatus: 400))), made: 1) == nil)
  }

  private static func report(_ outcome: Outcome, retryAfter: Int? = nil) -> Report {
    var report = Report(
      outcome: outcome, httpStatus: nil, transportCode: 0, requestBytes: 0, answer: nil)
    report.retryAfterSeconds = retryAfter
    return report
  }
}

@Suite("A run that ends early") struct PatienceTests {
  private let terms = Terms(claimsPerSubmission: 8, from: Practice.anchor.adding(days: -12))

  @Test func `sends nothing after its time is over, and the next run goes on`() throws {
    let office = try Office(["harborlink": []])
    let report = try office.claimRun(terms, patience: Patience(until: Date())).run { _ in }
    #expect(report.ended == .timeOver && report.outcomes == [:])
    #expect(try office.received("harborlink").isEmpty)
    #expect(try office.run(terms).submissions.accepted > 1)
    try office.expectSound()
  }

  @Test func `finishes the send in flight when it is asked to stop, and begins no other`() throws {
    let office = try Office(["harborlink": []])
    let patience = Patience()
    let report = try office.claimRun(terms, patience: patience).run { progress in
      if case .submitted = progress { patience.stop() }
    }
    #expect(report.ended == .askedToStop && report.outcomes == ["accepted": 1])
    #expect(try office.received("harborlink").count == 1)
    #expect(try !office.states().contains("in_flight"))
    let rest = try office.run(terms)
    #expect(rest.submissions.accepted > 0 && rest.ended == nil)
    try office.expectSound()
  }

  @Test func `takes no more turns than the clearinghouse gives`() throws {
    let office = try Office(["harborlink": []])
    var slow = terms
    slow.requestsPerMinute = 1
    // The first turn is there at once, the second in a minute: longer than the run may last.
    let patience = Patience(until: Date().addingTimeInterval(30))
    let report = try office.claimRun(slow, patience: patience).run { _ in }
    #expect(report.ended == .timeOver && report.outcomes == ["accepted": 1])
    #expect(try office.ledger.takeTurn("harborlink", perMinute: 1) > 60)
    #expect(try office.ledger.takeTurn("clearpath", perMinute: 1) == 0)
    #expect(try office.run(terms).submissions.accepted > 0)
    try office.expectSound()
  }
}

@Suite("An unusual run") struct UnusualRunTests {
  private func cautious(_ destination: String = "as agreed", days: Int = 3) -> Terms {
    var terms = Terms(from: Practice.anchor.adding(days: -days), destination: destination)
    terms.asksWhereUnusual = true
    return terms
  }

  @Test func `waits for an approval: the first to a clearinghouse, and one to another destination`() throws {
    let office = try Office(["harborlink": []])
    let first = try office.run(cautious(days: 12))
    #expect(first.clearinghouses.map(\.waits) == [.firstRun] && first.needsPerson && !first.isStopped)
    #expect(try office.received("harborlink").isEmpty && office.count("claims.submission") == 0)

    let approval = try office.preview(cautious(days: 12)).approval
    #expect(try office.run(cautious(days: 12), approved: approval).submissions.accepted == 1)
    let moved = cautious("elsewhere", days: 30)
    #expect(try office.run(moved).clearinghouses.map(\.waits) == [.destinationChanged])
    #expect(try office.received("harborlink").count == 1)
    let second = try office.preview(moved).approval
    #expect(try office.run(moved, approved: second).submissions.accepted > 0)
    #expect(try office.count("trail.entry where kind = 'destination.approved'") == 2)
    try office.expectSound()
  }

  @Test func `waits where far more is due than in any of the last thirty`() throws {
    let office = try Office(["harborlink": []])
    let few = cautious(days: 3)
    _ = try office.run(few, approved: office.preview(few).approval)
    let sent = try office.receivedClaims().count
    #expect((1...33).contains(sent))
    #expect(try office.run(cautious(days: 365)).clearinghouses.map(\.waits) == [.unusuallyLarge])
    #expect(try office.receivedClaims().count == sent)
    // Usual nights go on meanwhile.
    let usual = try office.run(cautious(days: 12))
    #expect(usual.clearinghouses.allSatisfy { $0.waits == nil })
    #expect(try office.receivedClaims().count > sent)
    try office.expectSound()
  }
}
