public import Foundation
internal import Sessions
public import Submissions

/// Compares claims that have left with what the records say now. What differs is kept by kind, for the
/// billing desk; nothing is read here, and nothing is sent.
public struct Comparison: Sendable {
  private let ledger: Ledger
  private let key: ComparingKey

  public init(_ ledger: Ledger, _ identifiers: Identifiers) {
    self.ledger = ledger
    key = identifiers.comparingKey
  }

  /// Submission by submission, each in a transaction of its own, so that it can end at any time and goes on
  /// from there.
  ///
  /// - Parameters:
  ///   - since: the first day of sealing, in days since 2000-01-01.
  ///   - before: only what has not been compared since then.
  /// - Returns: how many submissions were compared.
  public func run(since: Int32, before: Date) throws -> Int {
    guard try ledger.sourcesApproved() else { throw GatewayError.sourcesNotApproved }
    let moment = Int64((before.timeIntervalSince1970 - 946_684_800) * 1_000_000)
    let waiting = try ledger.toCompare(key, since: since, before: moment)
    for submission in waiting { _ = try ledger.compare(submission, key) }
    return waiting.count
  }
}
