internal import Demonstration
internal import FoundationEssentials
package import Postgres
internal import Schema
package import TestSupport

/// Databases with the invented practice in them, its people registered and its source views approved.
extension Template {
  package static let fixtures = Template("fixtures") { address in
    try install(address) { try ReferencePractice.loadFixtures(on: $0) }
  }

  /// 2,000 sessions of the last 90 days, and 5,000 from before the first service date.
  package static let generated = Template("generated") { address in
    try install(address) { connection in
      try ReferencePractice.generate(2_000, seed: "tests", on: connection)
      try connection.script(
        "set role scrim_practice; select practice.generate(5000, 'history', 100001, 50, 121); reset role")
    }
  }

  /// In a database that may be migrated already.
  package static func install(_ address: Address, _ fill: (Connection) throws -> Void) throws {
    let connection = try Connection(address)
    _ = try Migrator(connection).migrate(kind: .synthetic)
    try connection.transaction {
      try ReferencePractice.install(on: connection, anchor: Today.text)
      try fill(connection)
    }
    try ReferencePractice.tellClients(on: connection)
    try register(connection)
    _ = try connection.query("insert into gate.source_approval (digest) select gate.source_digest()")
  }

  private static func register(_ connection: Connection) throws {
    let roles = [
      ("biller", "scrim_billing"), ("therapist", "scrim_clinician"), ("privacy_officer", "scrim_privacy"),
      ("auditor", "scrim_auditor"),
    ]
    for (login, role) in roles {
      try connection.script(
        """
        do $$ begin
          create role \(login) login;
        exception when duplicate_object or unique_violation then null;
        end $$;
        grant \(role) to \(login);
        """)
    }
    _ = try connection.query(
      """
      insert into gate.person (login, clinician_id)
      values ('biller', null), ('privacy_officer', null),
        ('therapist', (select clinician_id from source.caseload group by 1 order by count(*) desc, 1 limit 1))
      """)
  }
}

/// The practice's day: its calendar ends on it.
package enum Today {
  package static let text: String = adding(days: 0)

  package static func adding(days: Int) -> String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: "America/Los_Angeles") ?? .gmt
    let moment = calendar.date(byAdding: .day, value: days, to: Date()) ?? Date()
    let parts = calendar.dateComponents([.year, .month, .day], from: moment)
    let digits = [(parts.year ?? 0, 4), (parts.month ?? 0, 2), (parts.day ?? 0, 2)].map { number, width in
      String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
    }
    return digits.joined(separator: "-")
  }
}
