internal import Demonstration
internal import Postgres
internal import TestSupport

/// The time zones of the world, and the days on which one of them changed its clocks in the year before last
/// week, each with its neighbours.
struct WorldCalendar {
  let zones: [String]
  /// `2026-03-08`, in order.
  let days: [String]

  init() throws {
    let cluster = try TestCluster.shared()
    let connection = try Connection(cluster.address(database: "postgres", user: "postgres"))
    let zones = try connection.query(
      "select name from pg_catalog.pg_timezone_names where name !~ '^(posix|right)/' order by 1")
    self.zones = try (0..<zones.count).map { try zones.text($0, 0) }
    let days = try connection.query(
      """
      select distinct to_char(changed.day + near, 'YYYY-MM-DD') from (
        select distinct d.day from pg_catalog.pg_timezone_names z,
          lateral (select current_date - back as day from generate_series(8, 372) back) d
        where z.name !~ '^(posix|right)/'
          and (d.day::timestamp at time zone 'UTC') at time zone z.name - d.day::timestamp
            <> ((d.day + 1)::timestamp at time zone 'UTC') at time zone z.name
              - (d.day + 1)::timestamp) changed,
        generate_series(-1, 1) near
      order by 1
      """)
    self.days = try (0..<days.count).map { try days.text($0, 0) }
  }

  /// A practice with a session in each hour of each of these days. A session's charge, in cents, is its
  /// number: by it a claim is known again.
  var practice: Template {
    let sessions = days.count * 24
    let list = days.map { "'\($0)'" }.joined(separator: ",")
    return Template("calendar") { address in
      try Template.install(address) { connection in
        try connection.script("set role scrim_practice")
        try connection.script("select practice.generate(\(sessions), 'calendar')")
        try connection.script(Self.placing(list))
        try connection.script("reset role")
      }
    }
  }

  static let firstCharge = 1_000

  private static func placing(_ days: String) -> String {
    """
    update practice.client set self_pay_since = null;
    update practice.coverage set valid_from = '2020-01-01', consent_on = '2020-01-01';
    delete from practice.payment;
    delete from practice.charge where line > 1;
    with numbered as (
      select session_id, row_number() over (order by session_id) - 1 as number from practice.session
    ), placed as (
      select session_id, number, (array[\(days)]::date[])[1 + number / 24] as day, number % 24 as hour
      from numbered
    ), moved as (
      update practice.session s set service_date = p.day, diagnosis_codes = '{F41.1}',
        starts_at = (p.day + p.hour * interval '1 hour') at time zone 'America/Los_Angeles',
        ends_at = (p.day + p.hour * interval '1 hour') at time zone 'America/Los_Angeles' + interval '53 min'
      from placed p where p.session_id = s.session_id
    )
    update practice.charge c set charge_cents = \(firstCharge) + p.number, patient_paid_cents = 0,
      diagnosis_pointers = '{1}'
    from placed p where p.session_id = c.session_id;
    """
  }

  /// Charge → `20260308`: the day that each claim must have.
  var expected: [Int: String] {
    let dated = days.enumerated().flatMap { index, day in
      (0..<24).map { (Self.firstCharge + index * 24 + $0, day.filter { $0 != "-" }) }
    }
    return Dictionary(dated) { first, _ in first }
  }
}

/// Reads of finished bytes which claim has which day.
struct ClaimDays {
  /// Charge → day.
  private(set) var days: [Int: String] = [:]

  mutating func add(_ payload: [UInt8]) {
    var charge = 0
    for segment in payload.split(separator: UInt8(ascii: "~")) {
      if segment.starts(with: "CLM*".utf8) {
        let elements = String(decoding: segment, as: UTF8.self).split(
          separator: "*", omittingEmptySubsequences: false)
        charge = elements.count > 2 ? Self.cents(elements[2]) : 0
      } else if segment.starts(with: "DTP*472*D8*".utf8) {
        days[charge] = String(decoding: segment.dropFirst(11), as: UTF8.self)
      }
    }
  }

  /// How many claims are missing or have another day than they must.
  func wrong(against expected: [Int: String]) -> Int {
    expected.count { days[$0.key] != $0.value } + days.keys.count { expected[$0] == nil }
  }

  private static func cents(_ amount: Substring) -> Int {
    let parts = amount.split(separator: ".")
    let decimals = parts.count > 1 ? String(parts[1]) : ""
    return (Int(parts.first ?? "") ?? 0) * 100
      + (Int(decimals + String(repeating: "0", count: 2 - decimals.count)) ?? 0)
  }
}
