internal import Foundation
internal import TestSupport

/// Two machines work one run against one database; one of them is killed, cut off or paused at a moment that
/// is drawn. Then the next run is started, and nobody does anything else.
package enum HostsProof: Proof {
  package static let name = "hosts"
  package static let sentence =
    "sends every claim once from several machines, of which one is killed, cut off or paused."

  package static func run(_ size: ProofSize) throws -> ProofResult {
    if let obstacle = NetworkNamespace.obstacle() {
      return ProofResult(notHere: obstacle)
    }
    let program = try ProofProgram.path(size.say)
    let reference = try CrashReference(CrashPractice(Site()))
    let server = try NetworkedServer(
      [NetworkNamespace.server], clients: NetworkNamespace.clients)
    let rounds = plan(size)
    let told = Collected<Told>(rounds.count)
    let queue = CrashQueue(Array(rounds.indices)) { size.say("\(name): \($0) of \(rounds.count)") }
    concurrently(2) { lane in
      guard let machines = try? (1...2).map({ try NetworkNamespace(lane * 2 + $0) }) else { return }
      queue.work { told.set($0, Told(rounds[$0], machines, server, program, reference)) }
    }
    return ProofResult(
      n: told.all.count, unit: "runs of two machines, each followed by one more",
      findings: told.all.flatMap(\.findings) + missing(told.all.count, of: rounds.count),
      controls: try controls(server, program, reference),
      notes: [words(rounds, told.all)])
  }

  private struct Told: Sendable {
    let findings: [String]
    let wasBoth: Bool

    init(
      _ round: HostsRound, _ machines: [NetworkNamespace], _ server: NetworkedServer, _ program: String,
      _ reference: CrashReference
    ) {
      do {
        let judged = try round.judged(machines, server, program, reference)
        findings = judged.findings.map { "\(round.words): \($0)" }
        wasBoth = judged.sentByBoth
      } catch {
        findings = ["\(round.words): the proof itself could not be made (\(error))"]
        wasBoth = false
      }
    }
  }

  private static func plan(_ size: ProofSize) -> [HostsRound] {
    var chance = SeededGenerator(seed: size.seed ^ 0x686f_7374_73)
    return (0..<size.rounds(20)).map { number in
      let kinds = HostsRound.Disturbance.allCases
      return HostsRound(
        disturbance: kinds[number % kinds.count], after: Double.random(in: 0.1...1.5, using: &chance),
        point: HostsRound.points[Int.random(in: HostsRound.points.indices, using: &chance)])
    }
  }

  private static func missing(_ told: Int, of planned: Int) -> [String] {
    told == planned ? [] : ["\(planned - told) rounds could not be made"]
  }

  private static func words(_ rounds: [HostsRound], _ told: [Told]) -> String {
    let kinds = HostsRound.Disturbance.allCases.map { kind in
      "\(rounds.count { $0.disturbance == kind }) \(kind)"
    }
    return kinds.joined(separator: ", ")
      + "; both machines had sent something in \(told.count(where: \.wasBoth))"
  }

  /// A gateway that looks at no clock, and somebody who guesses: the same search has to find either.
  private static func controls(
    _ server: NetworkedServer, _ program: String, _ reference: CrashReference
  ) throws -> [ProofResult.Control] {
    let machines = try (1...2).map { try NetworkNamespace($0) }
    var late = HostsRound(disturbance: .paused, after: 0, point: "before sending")
    late.leak = "lateSending"
    late.isFirst = true
    var guessed = HostsRound(disturbance: .killed, after: 0, point: "after sending")
    guessed.isFirst = true
    guessed.guess = guessing
    return [
      ProofResult.Control(
        "a machine that was paused sends all the same",
        isFound: try late.judged(machines, server, program, reference).findings.contains {
          $0.contains("after it woke")
        }),
      ProofResult.Control(
        "what was in flight is taken for not sent",
        isFound: try guessed.judged(machines, server, program, reference).findings.contains {
          $0.contains("arrived twice")
        }),
    ]
  }

  /// A ledger that takes for unsent what was in flight.
  private static let guessing = """
    create or replace function claims.doubt_abandoned() returns integer
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
      gone bigint;
    begin
      for gone in
        select s.submission_id from claims.submission s where s.state = 'in_flight' and claims.is_free(s)
      loop
        update claims.attempt set state = 'not_arrived', concluded_at = clock_timestamp()
        where submission_id = gone and state = 'in_flight';
        update claims.submission set state = 'sealed', lease = null, leased_by = null, leased_until = null
        where submission_id = gone;
        perform claims.withdraw(gone);
      end loop;
      return 0;
    end
    $$;
    """
}
