/// Which days of service may be looked at today, by the configuration. Days are counted since 2000-01-01, in
/// the practice's time zone; which day is today comes from outside.
public struct FilingWindows: Sendable {
  public let today: Int32
  private let payers: [Payer]
  private let restDays: Int

  public init(_ configuration: Configuration, today: Int32) {
    self.today = today
    payers = configuration.payers
    restDays = configuration.practice.restDays
  }

  /// Last day of service that may be looked at: what is younger still rests.
  public var through: Int32 { back(restDays) }

  /// The oldest day of service that any of these payers takes.
  public func from(_ payers: [Payer]) -> Int32 { payers.map(oldest).min() ?? through }

  /// The first day of service that can be filed today, as an original and as a replacement.
  public func oldest(_ payer: Payer) -> Int32 { back(payer.originalFilingDays) }
  public func oldestCorrected(_ payer: Payer) -> Int32 { back(payer.correctedFilingDays) }

  /// The first day that a run would look at: of the window, and never before the payer's first service date.
  public func firstDue(_ payer: Payer) -> Int32 { max(payer.firstDayOfService, oldest(payer)) }

  /// The day of service of which this share of the time for filing is over.
  public func aged(_ payer: Payer, percent: Int) -> Int32 {
    back(payer.originalFilingDays * percent / 100)
  }

  /// What is late stays on the list for a year: without it a session would be gone on the day on which it can
  /// not be filed any more.
  public static let lateDaysShown = 365

  private func back(_ days: Int) -> Int32 { today - Int32(days) }
}

extension Payer {
  /// Days since 2000-01-01.
  public var firstDayOfService: Int32 { Days.since2000(firstServiceDate) }
}

/// Days of the calendar as numbers.
enum Days {
  /// Of a day of the configuration, `YYYY-MM-DD`; its reader has checked the text.
  static func since2000(_ text: String) -> Int32 {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    guard parts.count == 3 else { preconditionFailure("an unchecked configuration") }
    // Years begin in March, so that the day that is there every four years is the last one.
    let (month, year) = ((parts[1] + 9) % 12, parts[1] > 2 ? parts[0] : parts[0] - 1)
    let leapDays = year / 4 - year / 100 + year / 400
    return Int32(365 * year + leapDays + (153 * month + 2) / 5 + parts[2] - 1 - beginning)
  }

  /// 2000-01-01 so counted.
  private static let beginning = 730_425
}
