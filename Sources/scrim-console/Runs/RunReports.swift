internal import FoundationEssentials

/// What the gateway reports of a preview, as far as a page shows it.
struct PreviewFacts: Decodable {
  struct Submission: Decodable {
    let clearinghouse: String
    let claims: Int
    let chargeCents: Int64
    let digest: String
    let voids: Bool?
    let sealedEarlier: Bool
  }
  struct Held: Decodable {
    let session, clearinghouse, payer, serviceDate: String
    let defects: [String]
  }
  struct Defect: Decodable {
    let code, sentence, nextStep: String
    let claims: Int
  }
  struct Warning: Decodable {
    let sentence, nextStep: String
    let claims: Int
  }
  struct WaitingVoids: Decodable {
    let clearinghouse: String
    let voids: Int
  }

  let approval, from, through: String
  let submissions: [Submission]
  let held: [Held]
  let heldCount: Int
  let defects: [Defect]
  let warnings: [Warning]
  let waits: [WaitFacts]
  let voidsWaiting: [WaitingVoids]?

  var claims: Int { submissions.reduce(0) { $0 + $1.claims } }
}

/// Where a run by night would send nothing new before somebody approves it.
struct WaitFacts: Decodable {
  let clearinghouse, why, sentence: String
}

/// The same of a run.
struct RunFacts: Decodable {
  struct Counts: Decodable { let accepted, rejected, notSent, inDoubt: Int }
  struct Claims: Decodable { let submitted, held: Int }
  struct Words: Decodable { let clearinghouse, sentence, nextStep: String }
  struct WaitingVoids: Decodable { let voids: Int }

  let run: String
  let submissions: Counts
  let claims: Claims
  let undecided: Int
  let words: [Words]
  let resumed: Bool
  let checkpointMissing: String?
  let voidsWaiting: [WaitingVoids]?
}

/// Why nothing came of it: each time a sentence and what to do next.
struct StopFacts: Decodable {
  struct Problem: Decodable { let path, sentence, nextStep: String }
  let stopped: [Problem]
}

/// How far it is with each clearinghouse.
struct ProgressFacts: Decodable {
  struct Share: Decodable {
    let phase: String
    let submissions, claims: Int
  }
  let shares: [String: Share]?
  /// Another run goes on.
  let waits: Bool?
}

/// One element of a claim.
struct ContentFacts: Decodable {
  let group, element, name, value: String
}

/// Nil for what another version wrote.
func facts<Facts: Decodable>(_: Facts.Type, _ text: String?) -> Facts? {
  text.flatMap { try? JSONDecoder().decode(Facts.self, from: Data($0.utf8)) }
}
