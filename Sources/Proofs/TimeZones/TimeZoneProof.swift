internal import Foundation
internal import TestSupport

/// A date of service is a day of the practice's calendar. It arrives as it was written, whatever zone the
/// server, the session, the host or the configuration is in, and whatever the hour.
package enum TimeZoneProof: Proof {
  package static let name = "time-zones"
  package static let sentence = "sends the day that the practice wrote, in every time zone and at every hour"

  package static func run(_ size: ProofSize) throws -> ProofResult {
    let calendar = try WorldCalendar()
    let template = calendar.practice
    let expected = calendar.expected
    let database = try TemporaryDatabase(template)
    var findings: [String] = []
    let reading = try ZonedReading(database, calendar)
    for (index, zone) in calendar.zones.enumerated() {
      // Another part of the world for the host, so that the two never agree.
      let host = calendar.zones[(index + calendar.zones.count / 2) % calendar.zones.count]
      let wrong = try reading.days(in: zone, host: host).wrong(against: expected)
      if wrong > 0 { findings.append("\(wrong) claims of \(expected.count) with another day in \(zone)") }
      if index.isMultiple(of: 100) { size.say("\(index) of \(calendar.zones.count) zones") }
    }
    unsetenv("TZ")
    tzset()
    let runs = try ZonedRuns(template, calendar)
    for round in 0..<size.rounds(24) {
      if let finding = try runs.finding(round) { findings.append(finding) }
    }
    let read = calendar.zones.count * expected.count
    return ProofResult(
      n: read + size.rounds(24) * expected.count, unit: "claims", findings: findings,
      controls: try controls(reading, database, calendar),
      notes: [
        "\(calendar.zones.count) zones, \(calendar.days.count) days around changes of clocks, 24 hours;"
          + " \(size.rounds(24)) whole previews with the host, the login and the practice in three zones"
      ])
  }

  /// The day by way of a time stamp: east of Greenwich it is the one before.
  private static func controls(
    _ reading: ZonedReading, _ database: TemporaryDatabase, _ calendar: WorldCalendar
  ) throws -> [ProofResult.Control] {
    let wrong = try ["Europe/Berlin", "Asia/Tokyo", "Pacific/Auckland"].map { zone in
      try reading.days(in: "UTC", host: "UTC", shift: ZonedReading.shifted(in: zone, database))
        .wrong(against: calendar.expected)
    }
    return [
      .init(
        "a conversion through a time stamp in UTC shifts hundreds", isFound: wrong.allSatisfy { $0 > 100 })
    ]
  }
}

/// Whole programs: `scrim preview --payload` with three zones that differ.
struct ZonedRuns {
  private let site: Site
  private let calendar: WorldCalendar

  /// Zones whose clocks are furthest apart, or change at odd hours.
  private static let zones = [
    "UTC", "Pacific/Kiritimati", "Etc/GMT+12", "America/Los_Angeles", "Europe/Berlin", "Asia/Kathmandu",
    "Australia/Lord_Howe", "America/St_Johns", "Africa/Cairo", "America/Santiago", "Pacific/Auckland",
  ]

  init(_ template: Template, _ calendar: WorldCalendar) throws {
    site = try Site(template, faults: nil)
    self.calendar = calendar
    let first = calendar.days.first ?? ""
    try site.configure { configuration in
      for payer in 0..<4 {
        configuration.change("payers.\(payer).firstServiceDate", to: first)
        configuration.change("payers.\(payer).originalFilingDays", to: 800)
      }
    }
  }

  /// What is wrong with the payloads of one preview; nil: nothing.
  func finding(_ round: Int) throws -> String? {
    let zones = (0..<3).map { Self.zones[(round * (2 * $0 + 1) + 3 * $0) % Self.zones.count] }
    try site.script("alter database \(site.database.name) set timezone = '\(zones[0])'")
    try site.script("alter role scrim_gateway in database \(site.database.name) set timezone = '\(zones[1])'")
    try site.configure { $0.change("practice.timeZone", to: zones[2]) }
    let folder = "\(site.folder)/payloads-\(round)"
    let finished = try site.scrim(
      "preview", "--payload", folder, "--yes", environment: ["TZ": zones[(round + 1) % 3]])
    var days = ClaimDays()
    for payload in try Site.files(in: folder, ending: ".837").values { days.add(payload) }
    let wrong = days.wrong(against: calendar.expected)
    guard finished.code > 1 || wrong > 0 else { return nil }
    return "\(wrong) claims of preview \(round) with another day, exit code \(finished.code) "
      + "(\(zones.joined(separator: ", ")))"
  }
}
