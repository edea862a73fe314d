public import Foundation

/// A time of the day, as clocks show it: `17:00`.
public struct TimeOfDay: Sendable, Equatable {
  public let hour, minute: Int

  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [2, 2], let hour = Int(parts[0]), let minute = Int(parts[1]),
      (0..<24).contains(hour), (0..<60).contains(minute)
    else { return nil }
    (self.hour, self.minute) = (hour, minute)
  }

  /// The first moment after `moment` at which clocks of that zone show it, on a day that `isOpen`. A time
  /// that a change of the clocks leaves out is the moment of the change.
  public func next(
    after moment: Date, in timeZone: String, isOpen: @escaping (DateComponents) -> Bool = { _ in true }
  ) -> Date? {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: timeZone) ?? .gmt
    let today = calendar.startOfDay(for: moment)
    return (0...Self.longestClosure).lazy.compactMap { days -> Date? in
      guard let day = calendar.date(byAdding: .day, value: days, to: today) else { return nil }
      let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: day)
      guard isOpen(parts), let at = calendar.date(bySettingHour: hour, minute: minute, second: 0, of: day)
      else { return nil }
      return at > moment ? at : nil
    }.first
  }

  /// No clearinghouse is closed for longer.
  private static let longestClosure = 30
}
