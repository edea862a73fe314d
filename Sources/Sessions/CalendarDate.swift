/// A day of the Gregorian calendar, as PostgreSQL's DATE: no time and no zone, so that no zone can shift it.
public struct CalendarDate: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Days since 2000-01-01, PostgreSQL's own epoch for DATE in the binary format.
  public let daysSince2000: Int32

  public init(daysSince2000: Int32) { self.daysSince2000 = daysSince2000 }

  /// Reads `YYYY-MM-DD` (ISO 8601); nil for anything else, also for 30 February.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard text.utf8.count == 10, parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
      text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      ),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
      (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    self.init(year: year, month: month, day: day)
    guard self.year == year, self.month == month, self.day == day else { return nil }
  }

  /// Days from a civil date (Howard Hinnant's algorithm, public domain), in years that start in March.
  public init(year: Int, month: Int, day: Int) {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    daysSince2000 = Int32(era * 146_097 + dayOfEra - 730_425)
  }

  /// `20261123` for 23 November 2026: the number that X12's D8 format spells.
  public var yyyymmdd: Int {
    let (year, month, day) = civil
    return year * 10_000 + month * 100 + day
  }

  public var year: Int { civil.year }
  public var month: Int { civil.month }
  public var day: Int { civil.day }

  /// ISO 8601, `2026-11-23`.
  public var description: String {
    let digits = String(yyyymmdd)
    let padded = String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits
    return padded.prefix(4) + "-" + padded.dropFirst(4).prefix(2) + "-" + padded.suffix(2)
  }

  public func adding(days: Int) -> CalendarDate { CalendarDate(daysSince2000: daysSince2000 + Int32(days)) }

  public static func < (one: CalendarDate, other: CalendarDate) -> Bool {
    one.daysSince2000 < other.daysSince2000
  }

  private var civil: (year: Int, month: Int, day: Int) {
    let shifted = Int(daysSince2000) + 730_425
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}

/// Date of service (`DTP*472*D8*20260304~`), as the practice wrote it.
public struct ServiceDate: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let day: CalendarDate
  public init(_ day: CalendarDate) { self.day = day }
  public var description: String { day.description }
  public static func < (one: ServiceDate, other: ServiceDate) -> Bool { one.day < other.day }
}
