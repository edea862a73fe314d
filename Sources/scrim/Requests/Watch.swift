internal import FoundationEssentials
internal import Gateway
internal import Glibc
internal import Logging
internal import Postgres
internal import Settings
internal import Signing

/// Takes up what people ask for in the console: until it is told to stop, or what waits now.
struct Watch {
  let common: Common
  let archiveKeys: ArchiveKeys
  let patience: Patience
  let log: Logger

  /// - Parameter once: ends when nothing waits any more, and where the database is away.
  func run(once: Bool) throws -> WatchSummary {
    var summary = WatchSummary()
    var failures = 0
    while patience.isOver == nil {
      do {
        try takeUp(until: once, &summary) { failures = 0 }
        if once { return summary }
      } catch let error as PostgresError where error.isOfConnection && !once {
        // Restarted, failed over, or not there yet: bounded waiting, and it goes on by itself.
        failures += 1
        log.warning("watch.waits", metadata: ["code": .string(error.sqlState)])
        wait(seconds: min(Self.longestPause, Double(1 << min(failures, 5))))
      }
    }
    return summary
  }

  /// On one connection, for as long as it lives.
  private func takeUp(until once: Bool, _ summary: inout WatchSummary, _ lives: () -> Void) throws {
    let queue = try RequestQueue(Services(common).address(.gateway))
    let work = RequestedWork(common: common, archiveKeys: archiveKeys, patience: patience, queue: queue)
    while patience.isOver == nil {
      guard let taken = try queue.take() else {
        lives()
        if once { return }
        wait(seconds: Self.pause)
        continue
      }
      log.info("request.taken", metadata: ["request": .string(taken.id.description)])
      guard let ending = try work.ending(taken) else { continue }
      try queue.end(taken, ending)
      summary.note(ending.outcome)
      log.info(
        "request.ended",
        metadata: [
          "request": .string(taken.id.description), "outcome": .string(ending.outcome.rawValue),
        ])
    }
  }

  private func wait(seconds: Double) {
    let end = Date().addingTimeInterval(seconds)
    while patience.isOver == nil, Date() < end { usleep(100_000) }
  }

  /// Seconds between two looks.
  private static let pause = 1.0
  private static let longestPause = 30.0
}

/// How many requests were ended, and how.
struct WatchSummary: Report {
  private var requests: [String: Int] = [:]
  var exit: ExitStatus { .done }

  mutating func note(_ outcome: RequestQueue.Outcome) { requests[outcome.rawValue, default: 0] += 1 }

  private enum CodingKeys: String, CodingKey { case requests }

  func write(to page: inout Page) {
    let count = requests.values.reduce(0, +)
    page.line(count == 0 ? "Nothing was asked for." : "\(counted(count, "request")) taken up:")
    for (outcome, count) in requests.sorted(by: { $0.key < $1.key }) { page.line("  \(count) \(outcome)") }
  }
}
