internal import Dispatch

/// Work on a thread of its own, which can be waited for.
final class ThreadGroup: Sendable {
  private let group = DispatchGroup()

  init(_ work: @escaping @Sendable () -> Void) {
    DispatchQueue(label: "work").async(group: group) { work() }
  }

  func join() { group.wait() }
}
