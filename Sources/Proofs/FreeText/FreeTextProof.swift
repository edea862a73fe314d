internal import Demonstration
internal import Foundation
internal import TestSupport

/// A word in every text of a practice; the built programs, with failures forced at every step; then a search
/// of everything that is outside the practice's own tables.
package struct FreeTextProof: Proof {
  package static let name = "canaries"
  package static let sentence =
    "lets no word of a record's text out, to anywhere, and what claims have of clients to claims alone"

  package static func run(_ size: ProofSize) throws -> ProofResult {
    let site = try Site(.migrated)
    let logFrom =
      try FileManager.default.attributesOfItem(atPath: site.database.cluster.log)[.size] as? UInt64
    size.say("making a practice of \(size.sessions) sessions")
    try Template.install(site.database.address()) {
      try ReferencePractice.generate(size.sessions, seed: "canaries \(size.seed)", on: $0)
    }
    size.say("planting a word in every text")
    let planting = try Planting(in: site)
    try ReferencePractice.tellClients(on: site.database.connect())  // under the ids that they have now
    try configure(site, payers: planting.payers)
    let evidence = try Evidence(of: site)
    let (failures, reflections) = try operate(evidence, size)
    size.say("looking at every page of the console")
    let browsing = try Browsing(evidence)
    try browsing.lookEverywhere()
    size.say("searching")
    let sinks = try Sinks.all(of: evidence, logFrom: logFrom ?? 0) + Sinks.pages(browsing)
    let look = try Look(at: sinks, for: WordSearch(planting.words))
    size.say("planting a leak in each place, and searching again")
    let notes =
      look.notes + [
        "\(evidence.commands) commands; \(failures.forced) failures forced; \(reflections.errors) errors and "
          + "\(reflections.values) values dumped",
        "\(browsing.pages) pages of the console, \(browsing.faults) of them with something broken beneath "
          + "(\(browsing.broken) functions, one after the other)",
        "this program held at most \(Self.peakMegabytes) MB",
      ] + columnNotes(planting.columns)
    return ProofResult(
      n: look.bytes, unit: "bytes", findings: look.findings,
      controls: try look.controls() + felt(failures, reflections) + [
        .init("a failure beneath a page", isFound: browsing.faults > 0),
        .init("a stream of events that says something", isFound: browsing.follows == 2),
      ], notes: notes)
  }

  private static var peakMegabytes: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1_024
  }

  /// Larger submissions, so that a million sessions are some thousands; and payers whose rows have text in
  /// a code's place.
  private static func configure(_ site: Site, payers: [String]) throws {
    try site.configure { configuration in
      for place in [0, 1] { configuration.change("clearinghouses.\(place).claimsPerSubmission", to: 500) }
      for place in [0, 1] { configuration.change("clearinghouses.\(place).exchangeSeconds", to: 30) }
      guard let known = configuration["payers"] as? [[String: Any]], let first = known.first else { return }
      configuration["payers"] = known + payers.map { first.merging(["id": $0]) { $1 } }
    }
  }

  private static func operate(_ evidence: Evidence, _ size: ProofSize) throws -> (ForcedFailures, Reflections)
  {
    let site = evidence.site
    let reflections = Reflections(of: site) { try evidence.append($0, to: Evidence.reflections) }
    let payers = (site.configuration["payers"] as? [[String: Any]])?.compactMap { $0["id"] as? String }
    size.say("dumping what the modules throw and return")
    try reflections.lookAtPath(payers: payers ?? [])
    size.say("running every command")
    try Operation.ask(evidence)
    size.say("forcing failures")
    var failures = ForcedFailures(in: evidence)
    try failures.forceAll()
    size.say("sending everything")
    try Operation.send(evidence)
    try evidence.restart(faults: [])
    return (failures, reflections)
  }

  /// A failure that nobody felt was none.
  private static func felt(_ failures: ForcedFailures, _ reflections: Reflections) -> [ProofResult.Control] {
    ["admit", "read", "redact", "compose", "render", "sign", "seal", "permit", "send", "conclude"].map {
      ProofResult.Control("a failure of \($0)", isFound: failures.felt[$0, default: 0] > 0)
    } + [ProofResult.Control("a failure of the egress check", isFound: reflections.errors > 100)]
  }

  private static func columnNotes(_ columns: PracticeColumns) -> [String] {
    let counts = PlantedWord.Family.allCases.map { family in
      "\(columns.words.count { $0.family == family }) of \(family.rawValue)"
    }
    let closed = columns.all.filter { $0.use == .closed }.map(\.path)
    let configured = columns.all.filter { $0.use == .configured }.map(\.path)
    return [
      "\(columns.all.count) text columns; words: " + counts.joined(separator: ", "),
      "no word fits: \(closed.joined(separator: ", ")) (a CHECK lists what may be there); "
        + "\(configured.joined(separator: ", ")) (the configuration names them)",
    ]
  }
}

/// The commands, as people give them.
enum Operation {
  /// Those that look; with and without `--json`.
  static func ask(_ evidence: Evidence) throws {
    for command in [
      ["check", "--sources"], ["check"], ["preview"], ["status"], ["unbilled"], ["keys", "list"],
    ] {
      for json in [[], ["--json"]] { try evidence.scrim(command + json) }
    }
    try mark(evidence)
  }

  /// A session of a client who is billed, by a clinician, the front desk and the privacy officer.
  private static func mark(_ evidence: Evidence) throws {
    let rows = try evidence.site.rows(
      """
      select k.client_id, s.session_id from source.caseload k join source.session s using (client_id)
      where k.clinician_id in (select clinician_id from gate.person)
        and not exists (select from source.restriction r where r.client_id = k.client_id)
      limit 1
      """)
    guard let row = rows.first else { throw Blind(column: "caseload") }
    let (client, session) = (row[0], row[1])
    for command in [
      ["mark", client, "--session", session, "--requested-on", Today.text],
      ["mark", client, "--session", session, "--requested-on", Today.text, "--as", "billing"],
      ["lift", client, "--session", session, "--requested-on", Today.text], ["list"],
      ["list", "--as", "privacy"], ["confirm", client, "--session", session],
      ["confirm", client, "--session", session],
    ] {
      for json in [[], ["--json"]] { try evidence.scrim(["self-pay"] + command + json, for: .gate) }
    }
  }

  /// Everything that is still due; and once more, when nothing is.
  static func send(_ evidence: Evidence) throws {
    try evidence.scrim(["preview", "--payload", "\(evidence.previews)/all", "--yes"])
    for command in [["run", "--json"], ["run"], ["status"], ["status", "--json"], ["unbilled"]] {
      try evidence.scrim(command)
    }
    try evidence.scrim(["self-pay", "list", "--as", "privacy"], for: .gate)
  }
}
