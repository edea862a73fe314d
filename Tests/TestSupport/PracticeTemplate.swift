internal import Demonstration
internal import Postgres
internal import Schema
internal import Sessions

extension Template {
  /// Migrated, the fixtures loaded, the source views approved, the people registered: `therapist` is
  /// clinician D-01, `therapist_two` D-02. `stranger` has a clinician's rights and is registered nowhere.
  public static let practice = Template("practice") { address in
    let connection = try Connection(address)
    _ = try Migrator(connection).migrate(kind: .synthetic)
    try connection.transaction { try loadFixtures(connection) }
    _ = try connection.query("insert into gate.source_approval (digest) select gate.source_digest()")
    try ReferencePractice.tellClients(on: connection)
    try registerPeople(connection)
  }

  private static func loadFixtures(_ connection: Connection) throws {
    _ = try connection.query(
      "select set_config('scrim.anchor', $1, true)", [.text(Practice.anchor.description)])
    for name in ["practice", "source_views", "invented", "generator"] {
      let path = "schemas/postgres/reference/\(name).sql"
      for file in EmbeddedFile.reference where file.path == path { try connection.script(file.text) }
    }
    try connection.script("set local role scrim_practice")
    for file in EmbeddedFile.fixtures where file.path.hasSuffix(".sql") { try connection.script(file.text) }
  }

  private static func registerPeople(_ connection: Connection) throws {
    let cluster = try TestCluster.shared()
    for (login, role) in [
      ("biller", "scrim_billing"), ("therapist", "scrim_clinician"), ("therapist_two", "scrim_clinician"),
      ("privacy_officer", "scrim_privacy"), ("auditor", "scrim_auditor"), ("stranger", "scrim_clinician"),
    ] {
      try cluster.createLogin(login, memberOf: [role])
    }
    try cluster.createLogin("scrim_console", memberOf: [])
    try connection.script(
      """
      insert into gate.person (login, clinician_id)
      values ('biller', null), ('therapist', 'D-01'), ('therapist_two', 'D-02'), ('privacy_officer', null)
      """)
  }
}
