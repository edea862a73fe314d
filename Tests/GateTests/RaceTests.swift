internal import Gate
internal import Postgres
internal import Sessions
internal import Submissions
internal import TestSupport
internal import Testing

@Suite("Race between mark and send") struct RaceTests {
  private struct Round: Sendable {
    var answer: Restrictions.Answer?
    var isPermitted = false
    var failure: String?
  }

  private static let lanes = 4

  /// In each round one thread seals a session and asks for a permit, and another marks it. Both are slowed
  /// down between their last look and their commit, where a gate without a lock is open.
  private func race(locked: Bool, rounds: Int) throws -> [Round] {
    let practice = try Practice()
    try slowDown(practice, locked: locked)
    let sessions = Array(try practice.admitted().prefix(rounds))
    let ledgers = try (0..<Self.lanes).map { _ in try practice.ledger() }
    let results = Results(count: sessions.count)
    concurrently(2 * Self.lanes) { thread in
      let lane = thread / 2
      do {
        let marking = try Restrictions(practice.database.address(as: "therapist"))
        for index in stride(from: lane, to: sessions.count, by: Self.lanes) {
          results.meet(lane)
          let session = sessions[index]
          if thread % 2 == 0 {
            // A clearinghouse for each lane: they do not take each other's control numbers.
            let submission = try ledgers[lane].seal(
              [session], run: practice.run, clearinghouse: "lane\(lane)")
            let permit = try ledgers[lane].permit(submission, payers: Practice.permitted)
            results.set(index) { $0.isPermitted = permit != nil }
          } else {
            var mark = Restrictions.Mark(client: session.clientReference, requestedOn: Front.asked)
            mark.session = session.record.reference
            let answer = try marking.mark(mark).first?.answer
            results.set(index) { $0.answer = answer }
          }
        }
      } catch {
        results.set(lane) { $0.failure = "\(error)" }
        results.leave(lane)
      }
    }
    return results.rounds
  }

  private func slowDown(_ practice: Practice, locked: Bool) throws {
    let lock = "perform pg_advisory_xact_lock"
    for (function, ending) in [
      ("gate.mark_self_pay(text,text,date,date,date,date)", "\nend\n$function$"),
      ("gate.permit(bigint,text[],date[],boolean)", "\n  return permitted;\nend\n$function$"),
    ] {
      let definition = try practice.ask(
        "select pg_get_functiondef($1::text::regprocedure)", [.text(function)]
      ).text(0, 0)
      var slow = definition.replacing(ending, with: "\n  perform pg_sleep(0.004);" + ending)
      #expect(slow != definition && slow.contains(lock))
      if !locked {
        slow = slow.split(separator: "\n", omittingEmptySubsequences: false)
          .map { $0.contains(lock) ? "    null;" : $0 }.joined(separator: "\n")
        #expect(!slow.contains(lock))
      }
      try practice.database.connect(as: "postgres").script(slow)
    }
  }

  private func violations(_ rounds: [Round]) -> Int {
    rounds.filter { $0.answer == .protected && $0.isPermitted }.count
  }

  @Test func `never ends with a session that is called protected and is on its way`() throws {
    let rounds = try race(locked: true, rounds: 400)
    #expect(rounds.compactMap(\.failure) == [])
    #expect(violations(rounds) == 0)
    // Every round ended in one of the two ways, and both ways were taken.
    #expect(rounds.allSatisfy { $0.isPermitted ? $0.answer == .inFlight : $0.answer == .protected })
    #expect(rounds.filter(\.isPermitted).count > 5 && rounds.filter { !$0.isPermitted }.count > 5)
  }

  @Test func `would end so without the lock`() throws {
    let rounds = try race(locked: false, rounds: 400)
    let found = violations(rounds)
    #expect(found > 10)
  }

  /// What each round ended in, and where the two threads of a lane wait for each other.
  private final class Results: @unchecked Sendable {
    private var all: [Round]
    private var waiting = [Int](repeating: 0, count: RaceTests.lanes)
    private var gone = [Bool](repeating: false, count: RaceTests.lanes)
    private var generation = [Int](repeating: 0, count: RaceTests.lanes)
    private let monitor = Monitor()

    init(count: Int) { all = Array(repeating: Round(), count: count) }

    var rounds: [Round] { monitor.locked { all } }

    func set(_ index: Int, _ change: (inout Round) -> Void) { monitor.locked { change(&all[index]) } }

    func leave(_ lane: Int) {
      monitor.locked { gone[lane] = true }
      monitor.wakeAll()
    }

    func meet(_ lane: Int) {
      monitor.locked {
        if gone[lane] { return }
        waiting[lane] += 1
        if waiting[lane] == 2 {
          waiting[lane] = 0
          generation[lane] += 1
          monitor.wakeAll()
          return
        }
        let mine = generation[lane]
        while generation[lane] == mine, !gone[lane] { monitor.wait() }
      }
    }
  }
}
