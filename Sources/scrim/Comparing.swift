internal import Foundation
internal import Gateway
internal import Sessions
internal import Settings
internal import Submissions

extension Services {
  /// Compares what has left, and can still be replaced, with the records: as the gateway, whose host has the
  /// key of the fingerprints.
  ///
  /// - Parameter hours: what was compared within so many is not compared again.
  func compare(within hours: Double = 0) throws {
    try Wall(requireDatabase(.gateway)).requireClosed()
    let comparison = Comparison(try Ledger(address(.gateway)), try identifiers())
    let days = configuration.payers.map(\.correctedFilingDays).max() ?? 0
    let today = CalendarDate.today(in: configuration.practice.timeZone)
    _ = try comparison.run(
      since: today.adding(days: -days).daysSince2000, before: Date(timeIntervalSinceNow: -hours * 3_600))
  }
}
