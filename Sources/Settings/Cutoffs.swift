public import Foundation

extension Clearinghouse.Cutoff {
  /// The next moment until which it takes what it works on the same day: Monday to Friday, but for its
  /// holidays.
  public func next(after moment: Date) -> Date? {
    TimeOfDay(time)?.next(after: moment, in: timeZone) { day in
      let isWeekend = day.weekday == 1 || day.weekday == 7
      return !isWeekend && !holidays.contains(Self.iso(day))
    }
  }

  /// As its own clocks show it: `2026-11-27 17:00 America/New_York`.
  public func shown(_ moment: Date) -> String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: timeZone) ?? .gmt
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: moment)
    return "\(Self.iso(parts)) \(Self.two(parts.hour)):\(Self.two(parts.minute)) \(timeZone)"
  }

  private static func iso(_ day: DateComponents) -> String {
    "\(day.year ?? 0)-\(two(day.month))-\(two(day.day))"
  }

  private static func two(_ number: Int?) -> String {
    let number = number ?? 0
    return number < 10 ? "0\(number)" : "\(number)"
  }
}
