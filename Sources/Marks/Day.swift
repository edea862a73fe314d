internal import FoundationEssentials

/// A day as forms send it and pages show it.
public struct Day: Hashable, Comparable, Sendable {
  /// As the database has it.
  public let daysSince2000: Int32

  public init(_ daysSince2000: Int32) { self.daysSince2000 = daysSince2000 }

  /// Reads `YYYY-MM-DD` (ISO 8601) of the years 1900 to 2199; nil for anything else, also for 30 February.
  public init?(_ text: String) {
    guard text.utf8.count == 10, let date = try? Date(text, strategy: Self.format) else { return nil }
    let day = Day(Int32((date.timeIntervalSince1970 / 86_400).rounded(.down)) - Self.epoch)
    guard day.iso == text, text >= "1900", text < "2200" else { return nil }
    self = day
  }

  /// ISO 8601, `2026-11-23`.
  public var iso: String { date.formatted(Self.format) }

  /// `Nov 23, 2026`
  public var words: String {
    let parts = iso.split(separator: "-")
    guard parts.count == 3, let month = Int(parts[1]), let day = Int(parts[2]) else { return iso }
    return "\(Self.months[month - 1]) \(day), \(parts[0])"
  }

  public static func < (one: Day, other: Day) -> Bool { one.daysSince2000 < other.daysSince2000 }

  private var date: Date { Date(timeIntervalSince1970: Double(daysSince2000 + Self.epoch) * 86_400) }

  /// Days from 1970 to 2000.
  private static let epoch: Int32 = 10_957
  private static let format = Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day()
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
