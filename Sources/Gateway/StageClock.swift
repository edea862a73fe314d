internal import Foundation

/// Where the time of a run goes: seconds for each stage, by the wall clock of the thread that worked on it.
/// Stages of different threads overlap, so their sum is more than the run took.
public final class StageClock: @unchecked Sendable {  // under its lock
  private let lock = NSLock()
  private var spent: [String: Duration] = [:]

  public init() {}

  /// Stage → seconds.
  public var seconds: [String: Double] {
    lock.withLock {
      spent.mapValues { Double($0.components.seconds) + Double($0.components.attoseconds) / 1e18 }
    }
  }

  /// - Parameter outer: a stage that this one runs inside of, and whose time must not count it twice.
  func measure<T, Failure: Error>(
    _ stage: String, outOf outer: String? = nil, _ work: () throws(Failure) -> T
  ) throws(Failure) -> T {
    let start = ContinuousClock.now
    defer {
      let elapsed = ContinuousClock.now - start
      lock.withLock {
        spent[stage, default: .zero] += elapsed
        if let outer { spent[outer, default: .zero] -= elapsed }
      }
    }
    return try work()
  }
}
