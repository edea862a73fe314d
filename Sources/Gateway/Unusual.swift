internal import Sessions
internal import Submissions

/// Why a clearinghouse's part of a run waits until somebody has seen in a preview what would go there. A
/// wrong address, or a window that takes in years of history, is noticed here before anything has left.
public enum Unusual: String, Sendable, Codable, CaseIterable {
  case firstRun = "first-run"
  case destinationChanged = "destination-changed"
  case unusuallyLarge = "unusually-large"

  /// More than this many times the largest of the last thirty runs is unusual.
  static let times = 3
  /// So few claims are nothing to ask about.
  static let few = 100
}

extension ClaimRun {
  /// Nil where the run goes on.
  func unusual(_ route: Route, _ tools: Tools) throws -> Unusual? {
    guard route.asksWhereUnusual else { return nil }
    let usual = try ledger.usual(route.profile.id, destination: route.profile.destination)
    guard usual.isKnown else { return .firstRun }
    guard usual.isApproved else { return .destinationChanged }
    // An approved run that sent nothing yet is no measure.
    guard usual.largest > 0 else { return nil }
    let enough = max(Unusual.few, Unusual.times * usual.largest) + 1
    return try tools.reader.countAdmitted(by: route.admission, enough: enough) == enough
      ? .unusuallyLarge : nil
  }
}
