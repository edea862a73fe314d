internal import Foundation
internal import TestSupport

/// For each way in which a claim program leaks, a leak that is built in on purpose: each is caught, and what
/// a session record says by two layers.
package enum MutantProof: Proof {
  package static let name = "mutants"
  package static let sentence =
    "has a wall, or a proof that tells, for every leak that was built in on purpose"

  package static func run(_ size: ProofSize) throws -> ProofResult {
    let place = try Workshop(size.say)
    let mutants: [any Mutant] = ProgramMutant.all + DatabaseMutant.all
    size.say("\(mutants.count) mutants")
    let verdicts = try tried(mutants, place)
    let onceOnly = zip(mutants, verdicts).filter { $0.isClinical && $1.caught.count < 2 }
      .map { "\($0.0.name): what a record says must meet two layers" }
    return ProofResult(
      n: mutants.count, unit: "mutants", findings: verdicts.flatMap(\.findings) + onceOnly,
      controls: try controls(place), notes: verdicts.map(\.line))
  }

  private static func tried(_ mutants: [any Mutant], _ place: Workshop) throws -> [Verdict] {
    let verdicts = HeldTogether<[Int: Verdict]>([:])
    let lanes = 2
    concurrently(lanes) { lane in
      for index in stride(from: lane, to: mutants.count, by: lanes) {
        let mutant = mutants[index]
        var verdict = Verdict(of: mutant.name)
        do { verdict = try mutant.tried(place) } catch {
          verdict.missing("could not be tried (\(error))")
        }
        verdicts.change { $0[index] = verdict }
      }
    }
    return verdicts.value.sorted { $0.key < $1.key }.map(\.value)
  }

  /// The program that people use has no leaks in it; the one with leaks has, and says so.
  private static func controls(_ place: Workshop) throws -> [ProofResult.Control] {
    // What the sources of leaks leave in a program: names of variables, of types in symbols, of an error.
    let traces = ["SCRIM_PROOF", "4LeakO", "LeakyError"].map { Data($0.utf8) }
    func traced(_ path: String) throws -> Int {
      let program = try Data(contentsOf: URL(filePath: path))
      return traces.count { program.range(of: $0) != nil }
    }
    let ours = try traced(Programs.scrim) + traced(Programs.sandbox)
    return [
      .init(
        "leaks in the program that was built with them", isFound: try traced(place.program) == traces.count),
      .init("no trace of them in the programs that people use", isFound: ours == 0),
    ]
  }
}

/// A value that threads change one after the other.
final class HeldTogether<Value>: @unchecked Sendable {  // under its monitor
  private let monitor = Monitor()
  private var held: Value

  init(_ value: Value) { held = value }

  var value: Value { monitor.locked { held } }

  func change(_ body: (inout Value) -> Void) { monitor.locked { body(&held) } }
}
