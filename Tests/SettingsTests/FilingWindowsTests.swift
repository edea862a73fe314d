import Foundation
import Settings
import Testing

/// Days as numbers, held against Foundation's calendar.
@Suite struct FilingWindowsTests {
  private static let days = [
    "1999-12-31", "2000-01-01", "2000-02-29", "2000-03-01", "2023-12-31", "2024-02-29", "2024-03-01",
    "2026-07-01",
    "2100-02-28", "2100-03-01",
  ]

  @Test(arguments: days) func `count the days of the configuration since 2000`(_ day: String) throws {
    let text = Example.document.replacing(
      #""firstServiceDate": "2026-07-01""#, with: "\"firstServiceDate\": \"\(day)\"")
    let payer = try #require(try Example.read(text).payers.first)
    #expect(payer.firstServiceDate == day)
    let format = Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day()
    let seconds = try Date(day, strategy: format).timeIntervalSince1970 - 946_684_800
    #expect(payer.firstDayOfService == Int32((seconds / 86_400).rounded()))
  }

  @Test func `move with the day that is today`() throws {
    let configuration = try Example.read(Example.document)
    let payer = try #require(configuration.payers.first)
    let (one, next) = (
      FilingWindows(configuration, today: 9_000), FilingWindows(configuration, today: 9_001)
    )
    #expect(one.oldest(payer) == 9_000 - Int32(payer.originalFilingDays))
    #expect(one.oldestCorrected(payer) == 9_000 - Int32(payer.correctedFilingDays))
    #expect(one.through == 9_000 - Int32(configuration.practice.restDays))
    #expect(next.oldest(payer) == one.oldest(payer) + 1 && next.through == one.through + 1)
    #expect(one.aged(payer, percent: 50) == 9_000 - Int32(payer.originalFilingDays / 2))
    #expect(one.aged(payer, percent: 100) == one.oldest(payer))
    #expect(one.firstDue(payer) == max(payer.firstDayOfService, one.oldest(payer)))
    #expect(one.from(configuration.payers) == configuration.payers.map(one.oldest).min())
    #expect(one.from([]) == one.through)
  }
}
