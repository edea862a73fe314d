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
  /// Microseconds that a sender has needed lately, by lane.
  private var pace = [UInt32](repeating: 11_000, count: lanes)

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

  /// Microseconds, so that each side is first often enough, also on a slow machine: whoever marks begins at
  /// any moment of the time that a sender needs.
  private func delay(_ lane: Int, _ side: Int, _ kind: RaceKind) -> UInt32 {
    if side == 0 { return 1_000 }
    let pace = monitor.locked { self.pace[lane] }
    return kind == .newcomer ? pace + pace / 4 : pace
  }

  private func note(_ time: Duration, of lane: Int) {
    let latest = UInt32(min(max(time / .microseconds(1), 5_000), 200_000))
    monitor.locked { pace[lane] = (pace[lane] * 3 + latest) / 4 }
  }

  private func run(_ practice: RacePractice, lane: Int, side: Int, _ seed: UInt64) throws {
    var chance = SeededGenerator(seed: seed &* 31 &+ UInt64(lane * Self.sides + side))
    let sender = side == 0 ? try RaceSender(practice, lane: lane) : nil
    let marker = side > 0 ? try RaceMarker(practice) : nil
    for round in stride(from: lane, to: rounds.count, by: Self.lanes) {
      if side == 1 { try notingRefusals(round, side) { try marker?.prepare(round) } }
      guard meet(lane) else { return }
      usleep(UInt32.random(in: 0...delay(lane, side, RaceKind(round)), using: &chance))
      try notingRefusals(round, side) {
        switch side {
        case 0: note(try ContinuousClock().measure { try send(round, sender) }, of: lane)
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
