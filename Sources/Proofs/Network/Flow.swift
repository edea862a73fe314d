internal import Glibc

/// One direction of a connection: bytes that were read at one end and wait to be written at the other.
struct Flow {
  let from: Int32
  let to: Int32
  let fault: NetworkFault?
  private(set) var waiting: [UInt8] = []
  private(set) var passed = 0
  private(set) var isFaultMet = false
  /// `from` has said its last.
  var isEnded = false
  /// That was told to `to`.
  private(set) var isEndPassed = false
  /// What comes is counted and thrown away.
  var isSwallowing = false
  /// Held back for as long as this is so.
  var isHeld = false
  private var dueAt: ContinuousClock.Instant?

  static let waitingBytes = 1 << 16

  init(from: Int32, to: Int32, fault: NetworkFault?) {
    (self.from, self.to, self.fault) = (from, to, fault)
  }

  var takesMore: Bool { !isEnded && waiting.count < Self.waitingBytes }
  var isDone: Bool { isEnded && (isEndPassed || isSwallowing) }

  /// How long until what waits may go on; nil: it does not wait for time.
  func milliseconds(from now: ContinuousClock.Instant) -> Int32? {
    guard let dueAt, !waiting.isEmpty else { return nil }
    return Int32(max(0, (dueAt - now) / .milliseconds(1)) + 1)
  }

  /// How many of the waiting bytes may be written now.
  func allowed(_ now: ContinuousClock.Instant) -> Int {
    guard !isHeld else { return 0 }
    guard let fault else { return waiting.count }
    guard isFaultMet else { return min(waiting.count, fault.offset - passed) }
    if let dueAt, now < dueAt { return 0 }
    return fault.kind == .slice ? min(1, waiting.count) : waiting.count
  }

  mutating func take(_ bytes: ArraySlice<UInt8>) {
    if !isSwallowing { waiting += bytes }
  }

  /// Whether the fault is met in this moment: its last byte has passed.
  mutating func meetsFault() -> Bool {
    guard let fault, !isFaultMet, passed >= fault.offset else { return false }
    isFaultMet = true
    switch fault.kind {
    case .delay(let milliseconds): dueAt = .now + .milliseconds(milliseconds)
    case .garbage: waiting.insert(contentsOf: (0..<64).map { _ in UInt8.random(in: 0...255) }, at: 0)
    case .truncate: swallow()
    case .late: isHeld = true
    case .reset, .end, .slice: break
    }
    return true
  }

  mutating func swallow() {
    isSwallowing = true
    waiting = []
  }

  /// False where the other end is gone.
  mutating func write(_ now: ContinuousClock.Instant) -> Bool {
    let count = allowed(now)
    if count > 0 {
      let written = waiting.withUnsafeBytes { send(to, $0.baseAddress, count, Int32(MSG_NOSIGNAL)) }
      guard written > 0 else { return written < 0 && errno == EAGAIN }
      waiting.removeFirst(written)
      passed += written
    }
    if isEnded, waiting.isEmpty, !isEndPassed, !isHeld {
      isEndPassed = true
      shutdown(to, Int32(SHUT_WR))
    }
    return true
  }
}
