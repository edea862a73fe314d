internal import Demonstration
internal import Postgres
internal import Sessions
internal import Settings

/// The invented practice in the demo's database: its records, its people, and its approval of the source
/// views.
struct DemoPractice {
  let cluster: PrivateCluster
  let services: Services

  /// Loads the records, whole or not at all, if there are none. Returns how many sessions there are.
  func load(anchor: CalendarDate) throws -> Int {
    let connection = try services.connection(.migrator)
    if try !connection.query("select to_regnamespace('practice') is not null").bool(0, 0) {
      try connection.transaction {
        try ReferencePractice.install(on: connection, anchor: anchor.description)
        try ReferencePractice.loadFixtures(on: connection)
        try ReferencePractice.tellClients(on: connection)
      }
    }
    return Int(try records().query("select count(*) from practice.session").int64(0, 0))
  }

  /// The practice's own records, as its administrator. None of Scrim's logins could.
  func records() throws -> Connection {
    try cluster.createLogin("administrator", memberOf: ["scrim_practice"])
    return try Connection(cluster.address(database: DemoConfiguration.database, user: "administrator"))
  }

  /// Logins of the practice's people; two clinicians, with the largest caseloads.
  func registerPeople() throws {
    let roles = [
      ("biller", "scrim_billing"), ("therapist", "scrim_clinician"), ("therapist_two", "scrim_clinician"),
      ("privacy_officer", "scrim_privacy"), ("auditor", "scrim_auditor"),
    ]
    for (login, role) in roles { try cluster.createLogin(login, memberOf: [role]) }
    let busiest = try records().query(
      """
      select clinician_id from source.caseload
      group by clinician_id order by count(*) desc, clinician_id limit 2
      """)
    let connection = try services.connection(.migrator)
    // The last one has no login of the database: administrators are of the console alone.
    let people = [
      ("therapist", "clinician"), ("therapist_two", "clinician"), ("biller", "billing"),
      ("privacy_officer", "privacy"), ("office_manager", "administrator"),
    ]
    for (index, (login, role)) in people.enumerated() {
      let clinician = index < busiest.count ? try busiest.text(index, 0) : nil
      _ = try connection.query(
        "select gate.add_person($1, $2, $3)", [.text(login), .text(role), .optionalText(clinician)])
    }
  }

  func approveSources() throws {
    _ = try services.connection(.migrator).query(
      """
      insert into gate.source_approval (digest)
      select gate.source_digest() where gate.sources_approved() is not true
      """)
  }
}
