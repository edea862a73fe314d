internal import Desk
internal import Foundation
internal import Settings

/// What of the configuration billing's pages need: windows of filing, clearinghouses, the practice's clock.
struct BillingSettings: Sendable {
  private let configuration: Configuration
  private let calendar: Calendar

  init(_ configuration: Configuration) {
    self.configuration = configuration
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: configuration.practice.timeZone) ?? .gmt
    self.calendar = calendar
  }

  var payers: [Payer] { configuration.payers }
  var clearinghouses: [Clearinghouse] { configuration.clearinghouses }

  func windows(_ today: Int32) -> FilingWindows { FilingWindows(configuration, today: today) }

  /// Every configured payer, as the gate needs them, with what can be filed there today.
  func billed(_ today: Int32) -> BillingDesk.Payers {
    let windows = windows(today)
    var billed = BillingDesk.Payers(
      ids: payers.map(\.id), firstServiceDates: payers.map(\.firstDayOfService))
    billed.oldest = payers.map(windows.oldest)
    billed.oldestCorrected = payers.map(windows.oldestCorrected)
    return billed
  }

  /// The next moment until which a clearinghouse takes what it works on the same day, as its own clocks show.
  func nextCutoff(_ clearinghouse: Clearinghouse) -> String? {
    clearinghouse.cutoff.flatMap { cutoff in cutoff.next(after: Date()).map(cutoff.shown) }
  }

  // MARK: The practice's clock

  /// Microseconds since 2000-01-01 UTC.
  var now: Int64 { Int64((Date().timeIntervalSince1970 - Self.secondsTo2000) * 1_000_000) }

  /// `Nov 23, 2026, 09:14`, of microseconds since 2000-01-01 UTC.
  func moment(_ microseconds: Int64) -> String {
    let parts = parts(microseconds, [.year, .month, .day, .hour, .minute])
    return Sentences.moment("\(Self.iso(parts)) \(Self.two(parts.hour)):\(Self.two(parts.minute))")
  }

  /// `Nov 23, 2026`
  func day(_ microseconds: Int64) -> String {
    Sentences.moment(Self.iso(parts(microseconds, [.year, .month, .day])))
      .replacing(/,\s*$/, with: "")
  }

  private func parts(_ microseconds: Int64, _ wanted: Set<Calendar.Component>) -> DateComponents {
    let seconds = Double(microseconds / 1_000_000) + Self.secondsTo2000
    return calendar.dateComponents(wanted, from: Date(timeIntervalSince1970: seconds))
  }

  private static let secondsTo2000 = 946_684_800.0

  private static func iso(_ parts: DateComponents) -> String {
    "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day))"
  }

  private static func two(_ number: Int?) -> String {
    let number = number ?? 0
    return number < 10 ? "0\(number)" : "\(number)"
  }
}
