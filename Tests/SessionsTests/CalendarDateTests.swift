internal import Foundation
internal import Sessions
internal import Testing

@Suite("Calendar date") struct CalendarDateTests {
  @Test func `agrees with another calendar on every day of two centuries`() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "GMT"))
    var instant = try #require(calendar.date(from: DateComponents(year: 1900, month: 1, day: 1)))
    let end = try #require(calendar.date(from: DateComponents(year: 2101, month: 1, day: 1)))
    let epoch = try #require(calendar.date(from: DateComponents(year: 2000, month: 1, day: 1)))
    var days = 0
    while instant < end {
      let parts = calendar.dateComponents([.year, .month, .day], from: instant)
      let (year, month, day) = (parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
      let date = CalendarDate(year: year, month: month, day: day)
      let isRight =
        Double(date.daysSince2000) * 86_400 == instant.timeIntervalSince(epoch) && date.year == year
        && date.month == month && date.day == day && date.yyyymmdd == year * 10_000 + month * 100 + day
        && CalendarDate(date.description) == date
      if !isRight { Issue.record("\(year)-\(month)-\(day) became \(date)") }
      days += 1
      instant.addTimeInterval(86_400)
    }
    #expect(days == 73_414)
  }

  @Test(arguments: [
    "2025-02-29", "2100-02-29", "2025-13-01", "2025-00-10", "2025-04-31", "2025-4-3", "25-04-03",
    "2025-04-03 ",
    "2025/04/03", "20250403", "+025-04-03", "2025-04-0x", "", "٢٠٢٥-٠٤-٠٣", "2025-04-003",
  ])
  func `is refused unless it is an ISO 8601 day that exists`(text: String) {
    #expect(CalendarDate(text) == nil)
  }

  @Test func `is written as ISO 8601 and as the D8 format`() throws {
    let date = try #require(CalendarDate("2024-02-29"))
    #expect(date.description == "2024-02-29")
    #expect(date.yyyymmdd == 20_240_229)
    #expect(date.adding(days: 1).description == "2024-03-01")
    #expect(ServiceDate(date).description == "2024-02-29")
    #expect(CalendarDate(year: 987, month: 6, day: 5).description == "0987-06-05")
  }

  @Test func `does not trap on PostgreSQL's infinities`() {
    for days in [Int32.min, .min + 1, -2_451_545, .max - 1, .max] {
      let date = CalendarDate(daysSince2000: days)
      #expect(!date.description.isEmpty)
      #expect(date.yyyymmdd != 0)
    }
  }
}
