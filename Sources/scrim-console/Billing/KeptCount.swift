internal import Synchronization

/// What pages of billing's show of the whole practice: looked at all day, and where much is due it takes
/// seconds to count. So it is counted once for everybody and kept, for a minute at most, and no longer than
/// the ledger stands as it did.
///
/// Only whom the database calls billing is shown it, as it would have answered them itself.
final class KeptCount<Value: Sendable>: Sendable {
  struct Made: Sendable {
    let value: Value
    /// What the ledger said of itself before it was counted.
    fileprivate let stamp: String
    /// When counting it began.
    fileprivate let made: ContinuousClock.Instant
    /// Microseconds since 2000-01-01 UTC.
    let moment: Int64
    /// Whether it was counted for an earlier look.
    fileprivate(set) var isKept = false
  }

  private struct State {
    var made: Made?
    /// How often it was forgotten: what was counted before is not kept after.
    var forgotten = 0
    var isRemaking = false
  }

  /// How old it may be when it is shown; nothing is kept where it is zero.
  private let longest: Duration
  private let state = Mutex(State())

  init(seconds: Int) { longest = .seconds(seconds) }

  func look(_ stamp: String) -> Made? {
    state.withLock { state in
      guard var made = state.made, made.stamp == stamp, made.made.duration(to: .now) < longest else {
        return nil
      }
      made.isKept = true
      return made
    }
  }

  /// Counts, unless somebody else has meanwhile.
  ///
  /// - Parameter stamp: read before anything is counted, so that what changes on the way is counted again.
  func look(_ stamp: String, at moment: Int64, or count: () throws -> Value) rethrows -> Made {
    if let made = look(stamp) { return made }
    return try make(stamp, at: moment, count)
  }

  @discardableResult
  func make(_ stamp: String, at moment: Int64, _ count: () throws -> Value) rethrows -> Made {
    let (before, start) = (state.withLock(\.forgotten), ContinuousClock.now)
    let made = Made(value: try count(), stamp: stamp, made: start, moment: moment)
    guard longest > .zero else { return made }
    state.withLock { if $0.forgotten == before { $0.made = made } }
    Task { [weak self, longest] in
      try? await Task.sleep(until: start + longest, clock: .continuous)
      self?.drop(made.made)
    }
    return made
  }

  /// What somebody did is counted at once.
  func forget() {
    state.withLock {
      $0.made = nil
      $0.forgotten += 1
    }
  }

  /// Whether the caller is to count it again before it is too old to be shown; then they call `remade`.
  func takeRemaking() -> Bool {
    state.withLock { state in
      guard !state.isRemaking, let made = state.made, made.made.duration(to: .now) > longest / 4 else {
        return false
      }
      state.isRemaking = true
      return true
    }
  }

  func remade() { state.withLock { $0.isRemaking = false } }

  private func drop(_ old: ContinuousClock.Instant) {
    state.withLock { if $0.made?.made == old { $0.made = nil } }
  }
}
