internal import Foundation
internal import Postgres
internal import Submissions
internal import TestSupport

/// Runs the rounds of one practice over several lanes; each lane has a sender, a marker, and somebody who
/// disturbs.
final class RaceLanes: @unchecked Sendable {  // under the monitor
  private static let lanes = 4
  private static let sides = 3
  private let monitor = Monitor()
  private var rounds: [RaceRound]
  private var failure: (any Error)?
  private var waiting = [Int](repeating: 0, count: lanes)
  private var generation = [Int](repeating: 0, count: lanes)

  private init(_ count: Int) { rounds = Array(repeating: RaceRound(), count: count) }

  static func race(_ practice: RacePractice, rounds: Int, seed: UInt64) throws -> [RaceRound] {
    let lanes = RaceLanes(rounds)
    _ = try practice.ledger().beginRun(practice.run, sharing: .none)
    concurrently(Self.lanes * sides) { thread in
      do {
        try lanes.run(practice, lane: thread / sides, side: thread % sides, seed)
      } catch {
        lanes.fail(error)
      }
    }
    if let failure = lanes.failure { throw failure }
    return lanes.rounds
  }

  /// Microseconds, so that each side is first often enough: a permit takes longer than a mark.
  private static func delay(_ side: Int, _ kind: RaceKind) -> UInt32 {
    if side == 0 { return 1_000 }
    return kind == .newcomer ? 14_000 : 11_000
  }

  private func run(_ practice: RacePractice, lane: Int, side: Int, _ seed: UInt64) throws {
    var chance = SeededGenerator(seed: seed &* 31 &+ UInt64(lane * Self.sides + side))
    let sender = side == 0 ? try RaceSender(practice, lane: lane) : nil
    let marker = side > 0 ? try RaceMarker(practice) : nil
    for round in stride(from: lane, to: rounds.count, by: Self.lanes) {
      if side == 1 { try marker?.prepare(round) }
      guard meet(lane) else { return }
      usleep(UInt32.random(in: 0...Self.delay(side, RaceKind(round)), using: &chance))
      try notingRefusals(round, side) {
        switch side {
        case 0: try send(round, sender)
        case 1:
          guard let told = try marker?.mark(round) else { return }
          set(round) { ($0.answers, $0.isAnsweredWrongly) = (told.answers, told.isWrong) }
        default: try marker?.disturb(round)
        }
      }
      guard meet(lane) else { return }
    }
  }

  /// Where the database refuses a side, nothing is said and nothing leaves; and yet nobody should meet it.
  private func notingRefusals(_ round: Int, _ side: Int, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as PostgresError where error.kind == .server {
      let who = ["a permit", "a mark", "a merge or a lift"][side]
      set(round) { $0.refused.append("\(who) ended with SQLSTATE \(error.sqlState)") }
    }
  }

  private func send(_ round: Int, _ sender: RaceSender?) throws {
    try sender?.send(round) { told in
      set(round) {
        $0.permitsTried += 1
        if told.isPermitted { $0.permitted.formUnion(told.sessions) }
      }
    }
  }

  private func set(_ round: Int, _ change: (inout RaceRound) -> Void) {
    monitor.locked { change(&rounds[round]) }
  }

  private func fail(_ error: any Error) {
    monitor.locked { if failure == nil { failure = error } }
    monitor.wakeAll()
  }

  /// Waits until the lane's sides are all here; false where one of the lanes has failed.
  private func meet(_ lane: Int) -> Bool {
    monitor.locked {
      waiting[lane] += 1
      if waiting[lane] == Self.sides {
        waiting[lane] = 0
        generation[lane] += 1
        monitor.wakeAll()
        return failure == nil
      }
      let mine = generation[lane]
      while generation[lane] == mine, failure == nil { monitor.wait() }
      return failure == nil
    }
  }
}
