internal import Demonstration
internal import Foundation
internal import Glibc
internal import TestSupport

/// The database's server dies while two processes work a run, and its synchronous standby takes over. Then
/// the next run is started, and nobody does anything else. The old server becomes the standby of the next
/// round.
package enum FailOverProof: Proof {
  package static let name = "fail-over"
  package static let sentence =
    "loses nothing and sends nothing twice where the database dies and its synchronous standby takes over."

  private static let addresses = ["127.213.0.1", "127.213.0.2"]
  private static let clients = "127.0.0.0/8"

  package static func run(_ size: ProofSize) throws -> ProofResult {
    let server = try NetworkedServer(
      [addresses[0]], host: addresses.joined(separator: ","), clients: clients, certified: [addresses[1]])
    let spare = try server.another([addresses[1]], clients: clients)
    var pair = ServerPair(server: server, standby: spare)
    defer { pair.end() }
    let reference = try CrashReference(CrashPractice(Site()))
    var chance = SeededGenerator(seed: size.seed ^ 0x6661_696c)
    var findings: [String] = []
    var cutOff = 0
    let rounds = size.rounds(5)
    for number in 1...rounds {
      let after = Double.random(in: 0.02...0.8, using: &chance)
      let round = try pair.round(after: after, loses: false)
      if round.wasCutOff { cutOff += 1 }
      findings += try round.findings(reference).map { "killed after \(after) s: \($0)" }
      if number % 10 == 0 { size.say("\(name): \(number) of \(rounds)") }
    }
    let control = try pair.round(after: 0.8, loses: true).findings(reference)
    return ProofResult(
      n: rounds, unit: "fail-overs during a run, each followed by one more run", findings: findings,
      controls: [
        ProofResult.Control(
          "a standby takes over that has not everything",
          isFound: control.contains { $0.contains("arrived twice") })
      ],
      notes: ["\(cutOff) runs were cut off by it; the others had ended"])
  }
}

/// Two servers, one of which follows the other.
private struct ServerPair {
  let server: NetworkedServer
  var standby: PrivateCluster

  func end() {
    try? standby.stop(.immediate)
    try? FileManager.default.removeItem(atPath: standby.home)
  }

  struct Round {
    let practice: CrashPractice
    let wasCutOff: Bool

    /// The next run, and what is wrong after it.
    func findings(_ reference: CrashReference) throws -> [String] {
      try practice.run() + practice.differences(from: reference)
    }
  }

  /// - Parameter loses: the standby is not there while the run goes on, and nobody waits for it.
  mutating func round(after seconds: Double, loses: Bool) throws -> Round {
    let primary = server.cluster
    let site = try FailOverPractice(server).site
    try standby.follow(primary)
    if loses {
      try primary.waitForNobody()
      try standby.stop()
    }
    let runs = try [["run", "--json"], ["run", "--worker", "--json"]].map { try site.start($0) }
    usleep(UInt32(seconds * 1_000_000))
    // What is to be lost has to be there: on a slow machine nothing may have been sent by then.
    while loses, site.requests() < 4, runs.contains(where: \.isRunning) { usleep(20_000) }
    try primary.stop(.immediate)
    if loses { try standby.start() }
    try standby.promote()
    server.takeOver(by: standby)
    site.move(to: standby)
    standby = primary
    let codes = try runs.map { try $0.finished().code }
    return Round(practice: CrashPractice(site), wasCutOff: codes.contains { ![0, 1].contains($0) })
  }
}

/// A practice whose gateway and auditor look for whichever of two servers takes writes.
private struct FailOverPractice {
  let site: Site

  init(_ server: NetworkedServer) throws {
    site = try Site(.fixtures, on: server)
    try server.letIn(site.database)
    let section = server.section(site.database.name)
    try site.configure { document in
      document["database"] = section
      for place in 0...1 {
        for name in ["authority", "clientCertificate", "clientKey"] {
          document.change("clearinghouses.\(place).\(name)", to: server.file(name))
        }
        document.change("clearinghouses.\(place).claimsPerSubmission", to: 8)
      }
    }
  }
}
