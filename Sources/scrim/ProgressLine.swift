internal import Glibc
internal import Synchronization

/// What is being done, how many of how many, per clearinghouse: one line on standard error, written over and
/// over, and only on a terminal. Threads of the gateway may call it at the same time.
final class ProgressLine: Sendable {
  private let isShown: Bool
  /// How many claims are due at each clearinghouse, where that is known.
  private let totals: [String: Int]
  private let state = Mutex(State())

  private struct State {
    var last = timespec()
    var width = 0
  }

  init(totals: [String: Int] = [:], isShown: Bool = Terminal.error) {
    self.totals = totals
    self.isShown = isShown
  }

  /// Shows `activity`, and how many claims of how many, unless something was shown a moment ago.
  func show(_ activity: String, claims: Int? = nil, at clearinghouse: String? = nil) {
    guard isShown else { return }
    let total = clearinghouse.flatMap { totals[$0] }
    let count = claims.map { ", \(grouped($0))\(total.map { " of \(grouped($0))" } ?? "") claims" }
    let line = (clearinghouse.map { "\($0): " } ?? "") + activity + (count ?? "")
    state.withLock { state in
      var now = timespec()
      clock_gettime(CLOCK_MONOTONIC, &now)
      let elapsed = (now.tv_sec - state.last.tv_sec) * 1000 + (now.tv_nsec - state.last.tv_nsec) / 1_000_000
      guard elapsed >= 100 else { return }
      state.last = now
      Output.say("\r" + line + String(repeating: " ", count: max(0, state.width - line.count)))
      state.width = line.count
    }
  }

  /// Removes the line before something else is written.
  func clear() {
    guard isShown else { return }
    state.withLock { state in
      Output.say("\r" + String(repeating: " ", count: state.width) + "\r")
      state.width = 0
    }
  }
}
