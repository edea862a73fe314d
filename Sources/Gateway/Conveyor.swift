internal import Foundation

/// Hands values from one thread to the next, in order. It holds one value: the producer of the next waits
/// until the consumer has taken it, so that memory stays the same however many there are.
package final class Conveyor<Value: Sendable>: @unchecked Sendable {  // under the condition's lock
  private let condition = NSCondition()
  private var waiting: Value?
  private var isClosed = false
  private var isAbandoned = false

  package init() {}

  /// Runs the producer, which puts values; afterwards, also after an error, the consumer sees the end.
  package func fill(_ produce: (_ put: (Value) throws -> Void) throws -> Void) throws {
    defer { close() }
    try produce { value in try put(value) }
  }

  /// Calls `body` with each value. After an error the producer is stopped at its next value.
  package func drain(_ body: (Value) throws -> Void) throws {
    do {
      while let value = take() { try body(value) }
    } catch {
      abandon()
      throw error
    }
  }

  private func put(_ value: Value) throws {
    condition.lock()
    defer { condition.unlock() }
    while waiting != nil, !isAbandoned { condition.wait() }
    if isAbandoned { throw ConveyorAbandoned() }
    waiting = value
    condition.broadcast()
  }

  private func take() -> Value? {
    condition.lock()
    defer { condition.unlock() }
    while waiting == nil, !isClosed { condition.wait() }
    defer { waiting = nil }
    condition.broadcast()
    return waiting
  }

  private func close() {
    condition.lock()
    defer { condition.unlock() }
    isClosed = true
    condition.broadcast()
  }

  private func abandon() {
    condition.lock()
    defer { condition.unlock() }
    isAbandoned = true
    waiting = nil
    condition.broadcast()
  }
}

/// The consumer has stopped; its own error says why.
package struct ConveyorAbandoned: Error {}

/// Runs each on a thread of its own, waits for all, and throws the first error that is a cause and not a
/// consequence. A stage that fails leaves its conveyor closed, and the others end by themselves; what they
/// were given up to then is finished properly.
package func inParallel(_ stages: [@Sendable () throws -> Void]) throws {
  let finished = DispatchGroup()
  let errors = ErrorBox()
  for stage in stages {
    finished.enter()
    let thread = Thread {
      do { try stage() } catch { errors.add(error) }
      finished.leave()
    }
    thread.stackSize = 1 << 20
    thread.start()
  }
  finished.wait()
  if let first = errors.first { throw first }
}

private final class ErrorBox: @unchecked Sendable {  // under its lock
  private let lock = NSLock()
  private var errors: [any Error] = []

  func add(_ error: any Error) { lock.withLock { errors.append(error) } }

  var first: (any Error)? {
    lock.withLock { errors.first { !($0 is ConveyorAbandoned) } ?? errors.first }
  }
}
