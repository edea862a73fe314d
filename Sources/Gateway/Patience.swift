public import Foundation
internal import Submissions
internal import Synchronization

/// How long a run goes on, and how it waits: until it is asked to stop, and no later than a moment.
public final class Patience: Sendable {
  private let deadline: Date?
  private let isStopping = Atomic(false)

  /// - Parameter deadline: nothing is sent later; what is left goes with the next run.
  public init(until deadline: Date? = nil) { self.deadline = deadline }

  /// The send in flight is finished, and no other begins. Safe in a signal handler.
  public func stop() { isStopping.store(true, ordering: .relaxed) }

  /// Why nothing more may begin; nil where it may.
  public var isOver: RunReport.Ending? {
    if isStopping.load(ordering: .relaxed) { return .askedToStop }
    if let deadline, Date() >= deadline { return .timeOver }
    return nil
  }

  /// False where the time does not suffice, or where it was asked to stop meanwhile.
  func wait(seconds: Double) -> Bool {
    let end = Date().addingTimeInterval(seconds)
    if let deadline, end >= deadline { return false }
    while isOver == nil {
      let left = end.timeIntervalSinceNow
      if left <= 0 { return true }
      Thread.sleep(forTimeInterval: min(left, Self.step))
    }
    return false
  }

  /// How soon a wait notices that it was asked to stop.
  private static let step = 0.1
}

/// Nothing more may begin: the run was asked to stop, or its time is over.
struct RunOver: Error {}
