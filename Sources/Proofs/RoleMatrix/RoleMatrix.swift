internal import Foundation
internal import Postgres
internal import TestSupport

/// Every role against every object, by attempt: each is really executed and rolled back, and the server's own
/// verdict is what counts. The result equals a file that a person has read; the difference is the review.
package enum RoleMatrix: Proof {
  package static let name = "role-matrix"
  package static let sentence =
    "lets each role do what schemas/postgres/expected-access.tsv says, and nothing else"

  /// The reviewed file, from the repository's root; `scripts/expected-access` writes it anew.
  package static let file = "schemas/postgres/expected-access.tsv"

  package static func run(_ size: ProofSize) throws -> ProofResult {
    let found = try attempted(size.say)
    if let place = ProcessInfo.processInfo.environment["SCRIM_WRITE_ACCESS"] {
      try found.text.write(toFile: place, atomically: true, encoding: .utf8)
    }
    size.say("planting rights that nobody should have")
    return ProofResult(
      n: found.cells, unit: "attempts (a role, an object, an action)",
      findings: found.differences(from: expectedAccess) + found.breaches,
      controls: try RoleMatrixControls.all(),
      notes: ["\(found.roles.count) roles. A star: the superuser became it; nobody can log in as it."])
  }

  /// What every role may do in a database as the migrations and the fixtures make it.
  package static func attempted(_ say: (String) -> Void) throws -> AccessMatrix {
    let world = try TrialWorld()
    var matrix = AccessMatrix(roles: Actor.names)
    say("trying every right of every role")
    try matrix.enterRights(world, of: world.actors)
    say("trying detours")
    try matrix.enterEscalations(world)
    say("planting functions in the source views")
    for technique in SourceViewTechnique.all { matrix.enter(try SourceViewOutcome(technique), of: technique) }
    return matrix
  }
}

extension AccessMatrix {
  mutating func enterRights(_ world: TrialWorld, of actors: [Actor]) throws {
    enterConnecting(world, actors)
    let trials = try ObjectTrials(world.superuser).all() + ServerTrials.all(in: world) + SightTrials.all
    for actor in actors {
      for trial in trials {
        enter(trial.words(on: actor.connection), of: trial.attempts.count, at: trial.object, as: actor.name)
      }
    }
  }

  private mutating func enterConnecting(_ world: TrialWorld, _ actors: [Actor]) {
    for actor in actors {
      let isLetIn = (try? world.temporary.connect(as: actor.login)) != nil
      enter(isLetIn ? ["connect"] : [], of: 1, at: "database", as: actor.name)
    }
  }

  mutating func enterEscalations(_ world: TrialWorld) throws {
    try world.superuser.script(Escalation.evil)
    for escalation in Escalation.all {
      for actor in world.actors {
        guard let word = try escalation.attempt(world, actor) else { continue }
        enter([word], of: 1, at: "escalation: " + escalation.name, as: actor.name)
      }
    }
  }

  fileprivate mutating func enter(_ outcome: SourceViewOutcome, of technique: SourceViewTechnique) {
    let object = "escalation: \(technique.name) in a source view"
    enter(
      outcome.noticed.map { "noticed-by-" + $0 }, of: 1, at: object, as: "scrim_practice*")
    for caller in SourceViewOutcome.callers {
      enter([outcome.word[caller] ?? Escalation.nothing], of: 1, at: object, as: caller)
    }
  }
}
