internal import Foundation
internal import Signing
internal import Submissions

/// Counts a run's outcomes as they come.
final class RunTally: @unchecked Sendable {  // under its lock
  let part: Membership
  private let lock = NSLock()
  private var current: RunReport
  private var digests: [String: [Digest]] = [:]

  init(_ part: Membership, started: Date) {
    self.part = part
    current = RunReport(run: part.run.description, started: started.formatted(.iso8601))
  }

  func add(held: Int) { lock.withLock { current.claims.held += held } }
  func addSettled() { lock.withLock { current.settled += 1 } }
  func distrust(_ clearinghouse: String) {
    lock.withLock { current.clearinghouses[index(of: clearinghouse)].contradicts = true }
  }
  func addOthers(_ accepted: (submissions: Int, claims: Int)) {
    lock.withLock { current.others = .init(submissions: accepted.submissions, claims: accepted.claims) }
  }
  func addUndecided() { lock.withLock { current.undecided += 1 } }

  func add(_ report: Report, _ sent: SentSubmission, _ clearinghouse: String) {
    lock.withLock {
      let share = index(of: clearinghouse)
      switch report.outcome {
      case .accepted:
        current.submissions.accepted += 1
        current.claims.submitted += sent.claims
        current.bytes += sent.bytes
        current.clearinghouses[share].submissions += 1
        current.clearinghouses[share].claims += sent.claims
        digests[clearinghouse, default: []].append(sent.payload)
      case .rejected: current.submissions.rejected += 1
      case .notSent: current.submissions.notSent += 1
      case .inDoubt: current.submissions.inDoubt += 1
      }
    }
  }

  func stop(_ clearinghouse: String, _ fault: Fault) {
    lock.withLock { current.clearinghouses[index(of: clearinghouse)].stopped = fault.rawValue }
  }

  func wait(_ clearinghouse: String, _ unusual: Unusual) {
    lock.withLock { current.clearinghouses[index(of: clearinghouse)].waits = unusual }
  }

  func add(_ voids: [WaitingVoids]) {
    guard !voids.isEmpty else { return }
    lock.withLock { current.voidsWaiting = (current.voidsWaiting ?? []) + voids }
  }

  func end(_ ending: RunReport.Ending?) { lock.withLock { current.ended = current.ended ?? ending } }

  func isStopped(_ clearinghouse: String) -> Bool { share(clearinghouse)?.stopped != nil }
  func submissions(_ clearinghouse: String) -> Int { share(clearinghouse)?.submissions ?? 0 }
  func claims(_ clearinghouse: String) -> Int { share(clearinghouse)?.claims ?? 0 }

  func report(seconds: Double) -> RunReport {
    lock.withLock {
      current.seconds = (seconds * 1_000).rounded() / 1_000
      for share in current.clearinghouses.indices {
        let accepted = digests[current.clearinghouses[share].clearinghouse] ?? []
        current.clearinghouses[share].digest = combined(accepted)?.description
      }
      return current
    }
  }

  private func combined(_ accepted: [Digest]) -> Digest? {
    accepted.count > 1 ? Digest(sha256Of: accepted.flatMap(\.bytes)) : accepted.first
  }

  private func share(_ clearinghouse: String) -> RunReport.Share? {
    lock.withLock { current.clearinghouses.first { $0.clearinghouse == clearinghouse } }
  }

  private func index(of clearinghouse: String) -> Int {
    if let index = current.clearinghouses.firstIndex(where: { $0.clearinghouse == clearinghouse }) {
      return index
    }
    current.clearinghouses.append(RunReport.Share(clearinghouse: clearinghouse))
    return current.clearinghouses.count - 1
  }
}

extension Prepared {
  var sent: SentSubmission {
    SentSubmission(
      key: submission?.address.key ?? .v4(), payload: submission?.payload ?? Digest(sha256Of: payload),
      bytes: payload.count, claims: submission?.claims.count ?? 0)
  }
}
