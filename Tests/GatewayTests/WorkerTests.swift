internal import Gateway
internal import Glibc
internal import Signing
internal import Submissions
internal import TestSupport
internal import Testing

@Suite("Several processes that work one run") struct WorkerTests {
  /// Many small submissions, so that each process gets some.
  private var terms: Terms {
    var terms = Terms()
    terms.claimsPerSubmission = 2
    return terms
  }

  @Test func `send each claim once between them, and each knows what the others did`() throws {
    let office = try Office()
    let others = try (0..<2).map { _ in try Office(restarting: office) }
    let runs = try [try office.claimRun(terms)] + others.map { try $0.claimRun(terms) }
    let reports = Reports()
    concurrently(runs.count) { index in
      reports.set(index, Result { try runs[index].join { _ in } })
    }
    let told = try reports.all.map { try $0.get() }
    let accepted = told.reduce(0) { $0 + $1.submissions.accepted }
    #expect(try Set(office.states()) == ["accepted"] && accepted == office.states().count)
    for run in Set(told.map(\.run)) {
      let same = told.filter { $0.run == run }
      // Whoever leaves last has seen everything.
      let most = same.map { $0.submissions.accepted + ($0.others?.submissions ?? 0) }.max()
      #expect(most == same.reduce(0) { $0 + $1.submissions.accepted })
    }
    try office.expectSound()
    #expect(try office.run(terms).outcomes.isEmpty)
  }

  @Test func `begin a run where there is none`() throws {
    let office = try Office(["harborlink": []])
    let report = try office.claimRun(terms).join { _ in }
    #expect(report.submissions.accepted > 1 && report.others == nil)
    #expect(try office.count("claims.run where finished_at is not null") == 1)
    try office.expectSound()
  }

  @Test func `go on where their leader is gone: they seal and send the rest`() throws {
    let office = try Office(["harborlink": []])
    let leader = try Office(restarting: office)
    let began = try leader.ledger.beginRun(.v4(), sharing: .all)
    // It sealed one, had another in flight, and the clearinghouse's lock.
    #expect(try leader.ledger.lockRuns() && leader.ledger.beginSealing("harborlink", began, seconds: 60))
    let worker = try office.claimRun(terms)
    let patience = Patience()
    let reports = Reports()
    let stopped = try office.claimRun(terms, patience: patience)
    patience.stop()
    #expect(try stopped.join { _ in }.ended == .askedToStop)
    concurrently(2) { index in
      guard index == 0 else {
        let joined = "claims.worker where left_at is null"
        while ((try? office.count(joined)) ?? 2) < 2 { usleep(5_000) }
        try? leader.ledger.finishRun(began)
        return
      }
      reports.set(0, Result { try worker.join { _ in } })
    }
    let report = try #require(try reports.all.first?.get())
    #expect(report.run == began.run.description && report.submissions.accepted > 1)
    #expect(try office.count("claims.run where finished_at is not null") == 1)
    try office.expectSound()
  }

  @Test func `stop at a dead line together`() throws {
    let office = try Office(["harborlink": ["refuse:9"]])
    let leader = try Office(restarting: office)
    let began = try leader.ledger.beginRun(.v4(), sharing: .all)
    #expect(try leader.ledger.lockRuns())
    let part = try #require(try office.ledger.joinRun())
    #expect(part.run == began.run)
    try office.ledger.stopShare(part, "harborlink", .connectionRefused)
    let report = try office.claimRun(terms).join { _ in }
    #expect(report.outcomes.isEmpty)
    #expect(report.clearinghouses.first?.stopped == "connection-refused")
  }
}

/// What each of several threads was told.
private final class Reports: @unchecked Sendable {  // under the monitor
  private let monitor = Monitor()
  private var told: [Int: Result<RunReport, any Error>] = [:]

  var all: [Result<RunReport, any Error>] { monitor.locked { told.sorted { $0.key < $1.key }.map(\.value) } }
  func set(_ index: Int, _ result: Result<RunReport, any Error>) {
    monitor.locked { told[index] = result }
  }
}
