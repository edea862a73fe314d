internal import Claims
internal import Glibc
internal import Postgres
internal import Sessions
internal import TestSupport

/// The steps from admission to finished bytes over one connection, whose time zone is changed under them, and
/// under the host's too.
final class ZonedReading {
  private let connection: Connection
  private let reader: SessionReader
  private let composer: Composer
  private let admission: Admission
  private static let payers = ["meridian", "northfield", "cascade", "union"]

  init(_ database: TemporaryDatabase, _ calendar: WorldCalendar) throws {
    connection = try database.connect(as: "scrim_gateway")
    reader = SessionReader(over: connection)
    let rules = Self.payers.map { ($0, PayerRules(id: $0, payerID: "P01")) }
    composer = Composer(
      directory: try reader.directory(), payers: Dictionary(rules) { first, _ in first })
    let (first, last) = (calendar.days.first ?? "", calendar.days.last ?? "")
    guard let from = CalendarDate(first), let through = CalendarDate(last) else { throw NoDays() }
    admission = Admission(
      payers: Self.payers.map { .init(id: $0, firstServiceDate: from, oldest: from) }, from: from,
      through: through)
    try database.connect(as: "scrim_gateway").query("select gate.import_restrictions()")
  }

  struct NoDays: Error {}

  /// - Parameters:
  ///   - zone: of the database session.
  ///   - host: of this process.
  ///   - shift: what a planted conversion does to a session's day; none in earnest.
  func days(in zone: String, host: String, shift: [String: Int32] = [:]) throws -> ClaimDays {
    setenv("TZ", host, 1)
    tzset()
    _ = try connection.query("select set_config('TimeZone', $1, false)", [.text(zone)])
    var claims: [Claim] = []
    try reader.forEachAdmitted(by: admission) { admitted in
      claims.append(try claim(admitted, number: claims.count, shift))
    }
    var days = ClaimDays()
    // As many as one submission may have.
    for start in stride(from: 0, to: claims.count, by: 1_000) {
      days.add(try render(Array(claims[start..<min(claims.count, start + 1_000)]), in: Specimen.envelope))
    }
    return days
  }

  private func claim(_ admitted: AdmittedSession, number: Int, _ shift: [String: Int32]) throws -> Claim {
    guard let control = PatientControlNumber("C\(number)") else { throw NoDays() }
    var record = admitted.record
    if let day = shift[record.reference] {
      record = SessionRecord(
        reference: record.reference, serviceDate: CalendarDate(daysSince2000: day), diagnosisTexts: ["F41.1"])
    }
    return try composer.compose(redact(record), admitted.billing, control: control)
  }

  /// What a day becomes on its way through a time stamp and UTC, for each session.
  static func shifted(in zone: String, _ database: TemporaryDatabase) throws -> [String: Int32] {
    let connection = try database.connect(as: "postgres")
    _ = try connection.query("select set_config('TimeZone', $1, false)", [.text(zone)])
    let rows = try connection.query(
      """
      select session_id, (service_date::timestamptz at time zone 'UTC')::date from practice.session
      """)
    return try (0..<rows.count).reduce(into: [:]) { $0[try rows.text($1, 0)] = try rows.date($1, 1) }
  }
}
