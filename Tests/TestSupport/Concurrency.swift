internal import Dispatch

/// Runs `body` on so many threads at once, with their number from 0, and waits for all.
public func concurrently(_ threads: Int, _ body: @escaping @Sendable (Int) -> Void) {
  let group = DispatchGroup()
  for index in 0..<threads {
    // A queue each: the shared pool has no more threads than the machine has cores.
    DispatchQueue(label: "concurrently \(index)").async(group: group) { body(index) }
  }
  group.wait()
}

public func concurrently(_ threads: Int, _ body: @escaping @Sendable () -> Void) {
  concurrently(threads) { _ in body() }
}

/// A sum that several threads add to.
public final class Counter: @unchecked Sendable {
  private let queue = DispatchQueue(label: "counter")
  private var value = 0

  public init() {}

  public func add(_ summand: Int) { queue.sync { value += summand } }

  public var sum: Int { queue.sync { value } }
}
