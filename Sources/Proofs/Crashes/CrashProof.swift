internal import Foundation
internal import TestSupport

/// A run is killed before and after everything that it asks of the database, and at each step of an exchange
/// with a clearinghouse; or the database dies under it. Then the next run is started, and nobody does
/// anything else.
package enum CrashProof: Proof {
  package static let name = "crash"
  package static let sentence = "sends every claim once and loses none, wherever a run is cut off."

  package static func run(_ size: ProofSize) throws -> ProofResult {
    let program = try ProofProgram.path(size.say)
    let references = Dictionary(
      try CrashScenario.allCases.map { ($0, try CrashReference($0)) }, uniquingKeysWith: { first, _ in first }
    )
    let passed = try CrashScenario.allCases.map { ($0, try points(of: $0, program)) }
    let rounds = plan(passed, size)
    let told = Collected<Told>(rounds.count)
    let together = rounds.indices.filter { !rounds[$0].disturbance.isForAll }
    let alone = rounds.indices.filter { rounds[$0].disturbance.isForAll }
    let queue = CrashQueue(together) { size.say("\(name): \($0) of \(rounds.count)") }
    concurrently(2) { queue.work { told.set($0, Told(rounds[$0], program, references)) } }
    for index in alone { told.set(index, Told(rounds[index], program, references)) }
    let reached = told.all.filter(\.isReached)
    return ProofResult(
      n: reached.count, unit: "runs cut off, each followed by one more",
      findings: told.all.flatMap(\.findings), controls: try controls(program, references),
      notes: notes(rounds, passed, told.all))
  }

  /// What became of one round.
  private struct Told: Sendable {
    let isReached: Bool
    let findings: [String]

    init(_ round: CrashRound, _ program: String, _ references: [CrashScenario: CrashReference]) {
      do {
        guard let reference = references[round.scenario] else {
          throw CrashReference.NotUndisturbed(said: [])
        }
        let cut = try round.cut(program, reference)
        isReached = cut != nil
        findings = (cut?.findings ?? []).map { "\(round.words): \($0)" }
      } catch {
        isReached = false
        findings = ["\(round.words): the proof itself could not be made (\(type(of: error)))"]
      }
    }
  }

  /// Every point once by `kill -9`, and so many others, drawn.
  private static func plan(_ points: [(CrashScenario, [Point])], _ size: ProofSize) -> [CrashRound] {
    var chance = SeededGenerator(seed: size.seed ^ 0x6372_6173_68)
    var seen: Set<String> = []
    let each = points.flatMap { scenario, names in
      names.filter { seen.insert($0.name).inserted }.map {
        CrashRound(scenario: scenario, point: $0.name, disturbance: .kill)
      }
    }
    let times = max(1, Int(size.factor))
    let drawn = (0..<size.rounds(120)).map { number in
      let (scenario, names) = points[Int.random(in: 0..<points.count, using: &chance)]
      let point = names[Int.random(in: 0..<names.count, using: &chance)]
      // An exchange has no error that it would hand on.
      let others: [Disturbance] = point.isOfDatabase ? [.kill, .error, .backends] : [.kill, .backends]
      return CrashRound(
        scenario: scenario, point: point.name,
        occurrence: Int.random(in: 1...min(point.times, 12), using: &chance),
        disturbance: rare(number) ?? others[Int.random(in: 0..<others.count, using: &chance)])
    }
    return Array(repeating: each, count: times).joined() + drawn
  }

  /// The server's death stops the other lane too, and so does a move of its data: one of twelve is enough.
  private static func rare(_ number: Int) -> Disturbance? {
    switch number % 12 {
    case 0: .server
    case 4 where SmallDisk.canBeMade: .fullVolume
    case 8 where SmallDisk.canBeMade: .fullHost
    default: nil
    }
  }

  /// The points that such a run passes, in their order.
  private static func points(of scenario: CrashScenario, _ program: String) throws -> [Point] {
    let practice = try CrashPractice(scenario)
    let file = practice.site.folder + "/points"
    _ = try practice.start(program, ["SCRIM_PROOF_FAIL": "trace", "SCRIM_PROOF_FAIL_FILE": file]).finished()
    let passed = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
    let times = Dictionary(passed.map { ($0, 1) }, uniquingKeysWith: +)
    var seen: Set<String> = []
    return passed.filter { seen.insert($0).inserted }.map { Point(name: $0, times: times[$0] ?? 1) }
  }

  private struct Point {
    let name: String
    /// How often such a run passes it.
    let times: Int

    var isOfDatabase: Bool { name.contains(".") }
  }

  /// What somebody does who guesses: the same search has to find what comes of it.
  private static func controls(
    _ program: String, _ references: [CrashScenario: CrashReference]
  ) throws -> [ProofResult.Control] {
    let guesses = [
      (
        "what was in flight is taken for not sent", "after sending", "arrived twice",
        """
        update claims.attempt set state = 'not_arrived', concluded_at = clock_timestamp()
        where state = 'in_flight';
        update claims.submission set state = 'sealed' where state = 'in_flight';
        select claims.withdraw(submission_id) from claims.submission where state = 'sealed';
        """
      ),
      (
        "what was in flight is taken for sent", "before sending", "were lost",
        """
        update claims.attempt set state = 'accepted', concluded_at = clock_timestamp()
        where state = 'in_flight';
        update claims.submission set state = 'accepted', transit_wrapped_key = null, receipt_number = 'X',
          receipt_evidence = 'digest', decided_at = clock_timestamp() where state = 'in_flight';
        """
      ),
    ]
    return try guesses.map { planted, point, seen, sql in
      let round = CrashRound(scenario: .fresh, point: point, disturbance: .kill, guess: sql)
      let found = try references[.fresh].flatMap { try round.cut(program, $0) }?.findings ?? []
      return ProofResult.Control(planted, isFound: found.contains { $0.contains(seen) })
    } + (try fullDisks(program, references))
  }

  /// A disk that is called full is one: the run feels it.
  private static func fullDisks(
    _ program: String, _ references: [CrashScenario: CrashReference]
  ) throws -> [ProofResult.Control] {
    guard SmallDisk.canBeMade else { return [] }
    func ended(_ disturbance: Disturbance) throws -> Finished? {
      let round = CrashRound(scenario: .fresh, point: "before claims.seal", disturbance: disturbance)
      return try references[.fresh].flatMap { try round.cut(program, $0) }?.ended
    }
    return [
      .init("a volume without room, on which a run stops", isFound: try ended(.fullVolume)?.code == 2),
      .init(
        "a host without room, where the trail cannot be signed",
        isFound: try ended(.fullHost)?.output.contains("checkpointMissing") == true),
    ]
  }

  private static func notes(
    _ rounds: [CrashRound], _ points: [(CrashScenario, [Point])], _ told: [Told]
  ) -> [String] {
    let all = Set(points.flatMap(\.1).map(\.name))
    let kinds = Disturbance.allCases.map { kind in
      let reached = zip(rounds, told).filter { $0.disturbance == kind && $1.isReached }.count
      return "\(reached) \(kind)"
    }
    return [
      "\(all.count) points: \(all.sorted().joined(separator: ", "))",
      kinds.joined(separator: ", ")
        + "; \(told.count { !$0.isReached }) drawn points were not passed so often",
    ]
      + (SmallDisk.canBeMade
        ? [] : ["no disk was filled: only root can mount a small one; those rounds were other ones"])
  }
}

/// Hands out rounds to several threads.
final class CrashQueue: @unchecked Sendable {  // under the monitor
  private let monitor = Monitor()
  private var waiting: [Int]
  private var done = 0
  private let say: (Int) -> Void

  init(_ rounds: [Int], _ say: @escaping (Int) -> Void) {
    waiting = rounds.reversed()
    self.say = say
  }

  func work(_ body: (Int) -> Void) {
    while let next = monitor.locked({ waiting.popLast() }) {
      body(next)
      monitor.locked {
        done += 1
        if done % 25 == 0 { say(done) }
      }
    }
  }
}
