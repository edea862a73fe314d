internal import Foundation
internal import TestSupport

/// Lives pairs of worlds, two pairs at a time, each within one minute of the clock: then minutes and days,
/// and every digest over them, are the same in both without being replaced.
final class Pairs: @unchecked Sendable {  // under the monitor
  private let monitor = Monitor()
  private var waiting: [Int]
  private var seconds = 4.0
  private var failure: (any Error)?

  init(_ count: Int) { waiting = Array((0..<count).reversed()) }

  /// Calls `body` for 0, 1, … and throws the first error. `body` is called once more where the minute ended
  /// before it did, or where somebody took the port between its two worlds; its result counts when `keep` is
  /// called.
  static func live<T: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) throws -> T, keep: @escaping @Sendable (Int, T) -> Void
  ) throws {
    let pairs = Pairs(count)
    concurrently(2) {
      while let index = pairs.next() {
        do { keep(index, try pairs.withinAMinute { try body(index) }) } catch { pairs.fail(error) }
      }
    }
    if let failure = pairs.failure { throw failure }
  }

  private func next() -> Int? { monitor.locked { failure == nil ? waiting.popLast() : nil } }

  private func fail(_ error: any Error) { monitor.locked { if failure == nil { failure = error } } }

  private func withinAMinute<T>(_ body: () throws -> T) throws -> T {
    for _ in 0..<8 {
      awaitRoom()
      let start = Date()
      do {
        let value = try body()
        let took = Date().timeIntervalSince(start)
        monitor.locked { seconds = max(seconds * 0.9, took * 1.3) }
        if Self.minute(start) == Self.minute(Date()) { return value }
      } catch is Sandbox.DidNotStart {
        continue
      }
    }
    throw NotInAMinute()
  }

  /// Until what is left of the minute is enough.
  private func awaitRoom() {
    let left = 60 - Date().timeIntervalSince1970.truncatingRemainder(dividingBy: 60)
    if left < min(45, monitor.locked { seconds }) { usleep(UInt32((left + 0.05) * 1_000_000)) }
  }

  private static func minute(_ time: Date) -> Int { Int(time.timeIntervalSince1970 / 60) }

  /// The machine is so slow that a pair takes a minute.
  struct NotInAMinute: Error {}
}
