internal import Foundation
internal import Postgres
internal import TestSupport

/// What became of one claim whose way met one fault.
struct NetworkEnd: Sendable {
  let profile: NetworkProfile
  let fault: NetworkFault?
  /// Of the submission, after the faulted try and after the next one.
  var states: [String] = []
  /// Of the attempts: `not_sent`, `in_doubt`, `accepted`, `resent`, …
  var attempts: [String] = []
  var crossings: [Crossing] = []
  /// After the faulted try, and in the end: entries of the clearinghouse's own list under the submission's
  /// key, and those with the digest of its payload.
  var effects: [Int] = []
  var effectsOfPayload = 0
}

/// A practice, a clearinghouse, and a relay between them with a door for each fault. Both programs are the
/// real ones.
final class NetworkBatch {
  let profile: NetworkProfile
  let faults: [NetworkFault?]
  let site: Site
  let sandbox: Sandbox
  let relay: Relay

  init(_ profile: NetworkProfile, _ faults: [NetworkFault?]) throws {
    (self.profile, self.faults) = (profile, faults)
    site = try Site(.network, faults: nil)
    let forgets = profile.isForgetful || profile.keyHours == nil
    sandbox = try Sandbox(
      in: site.folder, options: (forgets ? ["--forgetful"] : []) + ["--newest-tls", profile.newestTLS])
    relay = try Relay(to: sandbox.port, faults: faults)
    try NetworkPractice.configure(site, relay, profile, faults)
  }

  deinit {
    relay.end()
    sandbox.end()
  }

  /// The faulted try, and the next one as Scrim itself makes it: each a claim run.
  func run() throws -> [NetworkEnd] {
    var ends = faults.map { NetworkEnd(profile: profile, fault: $0) }
    try claimRun()
    try look(&ends)
    relay.deliverLate(afterNextTry: false)
    try claimRun()
    relay.deliverLate(afterNextTry: true)
    try look(&ends)
    return ends
  }

  private func claimRun() throws {
    let run = try site.scrim("run", "--json")
    // 1 and 2 are no failure of the test: somebody has something to do, or no line held.
    guard run.code <= 2, let report = try? run.json(), !report["run"].text.isEmpty else {
      throw NotRun(said: run.said)
    }
  }

  struct NotRun: Error { let said: String }

  private func look(_ ends: inout [NetworkEnd]) throws {
    let list = try ReceiptList(sandbox.received)
    let submissions = try Dictionary(submissions().map { ($0[0], $0) }) { first, _ in first }
    for door in ends.indices {
      guard let found = submissions[NetworkPractice.id(door)] else { continue }
      ends[door].states.append(found[3])
      ends[door].attempts = found[4].split(separator: " ").map(String.init)
      ends[door].effects.append(list.count(submission: found[1]))
      ends[door].effectsOfPayload = list.count(digest: found[2])
      ends[door].crossings = relay.crossings(door)
    }
  }

  private func submissions() throws -> [[String]] {
    try site.rows(
      """
      select s.clearinghouse, s.submission_key::text, 'sha256:' || encode(s.payload_digest, 'hex'), s.state,
        (select coalesce(string_agg(a.state, ' ' order by a.number), '') from claims.attempt a
          where a.submission_id = s.submission_id)
      from claims.submission s
      """)
  }
}

/// The clearinghouse's own record: a line for each thing that it did, never changed.
struct ReceiptList {
  private let lines: [(submission: String, digest: String)]

  init(_ folder: String) throws {
    let path = folder + "/.receipts.jsonl"
    let text =
      FileManager.default.fileExists(atPath: path) ? try String(contentsOfFile: path, encoding: .utf8) : ""
    lines = try text.split(separator: "\n").map { line in
      let entry = JSON(try JSONSerialization.jsonObject(with: Data(line.utf8)))
      return (entry["submission"].text, entry["digest"].text)
    }
  }

  func count(submission: String) -> Int { lines.count { $0.submission == submission } }
  func count(digest: String) -> Int { lines.count { $0.digest == digest } }
}
