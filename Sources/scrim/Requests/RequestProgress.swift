internal import Foundation
internal import Gateway

/// What is told of a request while it is worked: counts for each clearinghouse, at most twice a second.
final class RequestProgress: @unchecked Sendable {  // under its lock
  private struct Share: Encodable {
    var phase: String
    var submissions = 0
    var claims = 0
  }

  private let lock = NSLock()
  private let queue: RequestQueue
  private let taken: RequestQueue.Taken
  private var shares: [String: Share] = [:]
  private var told = Date.distantPast

  init(_ queue: RequestQueue, _ taken: RequestQueue.Taken) { (self.queue, self.taken) = (queue, taken) }

  func note(_ progress: Gateway.Progress) {
    lock.withLock {
      switch progress {
      case .settling(let place): shares[place] = Share(phase: "settling")
      case .reading(let place): shares[place] = Share(phase: "reading")
      case .prepared(let place, let submissions, let claims):
        shares[place] = Share(phase: "prepared", submissions: submissions, claims: claims)
      case .submitted(let place, let submissions, let claims, _):
        shares[place] = Share(phase: "sent", submissions: submissions, claims: claims)
      }
      guard Date().timeIntervalSince(told) >= 0.5 else { return }
      told = Date()
      tell()
    }
  }

  /// Nobody's work waits for it: where the database is gone the work itself finds out.
  private func tell() {
    guard let text = try? JSONEncoder().encode(["shares": shares]) else { return }
    try? queue.note(progress: String(decoding: text, as: UTF8.self), taken)
  }
}
