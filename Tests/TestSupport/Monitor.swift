internal import Foundation

/// A lock that threads can wait in until another changes what they wait for.
public final class Monitor: @unchecked Sendable {
  private let condition = NSCondition()

  public init() {}

  public func locked<T>(_ body: () throws -> T) rethrows -> T {
    condition.lock()
    defer { condition.unlock() }
    return try body()
  }

  /// Within `locked` only.
  public func wait() { condition.wait() }
  public func wakeAll() { condition.broadcast() }
}
