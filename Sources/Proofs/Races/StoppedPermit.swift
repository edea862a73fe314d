internal import Foundation
internal import Gate
internal import Postgres
internal import Sessions
internal import Submissions
internal import TestSupport

/// A process that holds a permit's transaction open and is stopped in the middle of it: nobody can know what
/// it will do, and a mark must say so in time.
struct StoppedPermit {
  /// Sentences of what was wrong.
  static func findings(_ count: Int) throws -> [String] {
    let practice = try RacePractice(isLocked: true)
    _ = try practice.ledger().beginRun(practice.run, sharing: .none)
    let found = Collected<[String]>(count)
    // One after the other: a lock that is waited for exclusively keeps the next permit out as well.
    for round in 0..<count { found.set(round, try mark(round, practice)) }
    return found.all.flatMap { $0 }
  }

  private static func mark(_ round: Int, _ practice: RacePractice) throws -> [String] {
    let holder = try Holder(practice, round)
    defer { holder.end() }
    let start = ContinuousClock.now
    let reached = try Restrictions(practice.database.address(as: "therapist")).mark(
      Restrictions.Mark(client: RacePractice.client(round), requestedOn: RacePractice.today))
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    var wrong: [String] = []
    if !reached.allSatisfy({ $0.answer == .inFlight }) || reached.isEmpty {
      wrong.append("a mark beside a stopped permit is not answered \"in flight\"")
    }
    if seconds > 15 { wrong.append("a mark beside a stopped permit takes more than 15 seconds") }
    return wrong
  }

  /// psql with a permit that is given and not committed, stopped with SIGSTOP.
  private final class Holder {
    private let process = Process()

    init(_ practice: RacePractice, _ round: Int) throws {
      let sender = try RaceSender(practice, lane: 0)
      let submission = try sender.seal(round, [1, 2])
      let address = practice.database.address(as: "scrim_gateway")
      let input = Pipe()
      let output = Pipe()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = [
        "psql", "-X", "-q", "-A", "-t", "-h", address.host, "-p", "\(address.port)", "-U", address.user, "-d",
        address.database,
      ]
      process.standardInput = input
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      try process.run()
      let day = RacePractice.firstDay
      input.fileHandleForWriting.write(
        Data(
          """
          begin;
          select 'permit ' || gate.permit(\(submission.id), array['meridian'], array[date '\(day)'], false);

          """.utf8))
      guard String(decoding: output.fileHandleForReading.availableData, as: UTF8.self).hasPrefix("permit ")
      else { throw NoPermit() }
      kill(process.processIdentifier, SIGSTOP)
    }

    func end() {
      kill(process.processIdentifier, SIGCONT)
      process.terminate()
      process.waitUntilExit()
    }
  }

  struct NoPermit: Error {}
}

/// Isolation that comes from outside: the environment of psql, as of any program that uses libpq.
struct ForeignIsolation {
  /// Sentences of what was wrong.
  static func findings() throws -> [String] {
    let practice = try RacePractice(isLocked: true)
    let address = practice.database.address(as: "therapist")
    let statement = "select answer from gate.mark_self_pay('C-1', null, null, null, current_date - 1, null)"
    return try ["repeatable\\ read", "serializable"].flatMap { level -> [String] in
      let psql = try Running(
        "/usr/bin/env",
        [
          "psql", "-X", "-A", "-t", "-v", "VERBOSITY=sqlstate", "-h", address.host, "-p", "\(address.port)",
          "-U",
          address.user, "-d", address.database, "-c", statement,
        ], in: "/tmp", environment: ["PGOPTIONS": "-c default_transaction_isolation=\(level)"]
      ).finished()
      let isRefused = psql.code != 0 && psql.errors.contains("SC001") && psql.output.isEmpty
      return isRefused ? [] : ["a mark under an isolation set through PGOPTIONS is not refused"]
    }
  }
}
