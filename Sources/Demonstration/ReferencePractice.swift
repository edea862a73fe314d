public import Postgres

/// The invented practice: its tables, the source views over them, and what fills them. Every person in it is
/// made up.
public enum ReferencePractice {
  /// Makes the practice's tables, views and generator. `connection` is the migrator's, in a transaction.
  ///
  /// - Parameter anchor: the last day of its calendar, ISO 8601.
  public static func install(on connection: Connection, anchor: String) throws(PostgresError) {
    _ = try connection.query("select set_config('scrim.anchor', $1, false)", [.text(anchor)])
    for name in ["practice", "source_views", "invented", "generator"] {
      for file in EmbeddedFile.reference where file.path.hasSuffix("/\(name).sql") {
        try connection.script(file.text)
      }
    }
  }

  /// The situations of `fixtures/`, all or nothing.
  public static func loadFixtures(on connection: Connection) throws(PostgresError) {
    try connection.script("set role scrim_practice")
    for file in EmbeddedFile.fixtures where file.path.hasSuffix(".sql") { try connection.script(file.text) }
    try connection.script("reset role")
  }

  /// Records that the clients on somebody else's policy were told of the plan's letters, but for those of the
  /// fixture that shows a claim which waits for it.
  public static func tellClients(on connection: Connection) throws(PostgresError) {
    try connection.script(
      """
      insert into gate.notice (kind, client_id, coverage_id, given_on)
      select 'client-told', v.client_id, v.coverage_id, v.valid_from from source.coverage v
      where v.policyholder_is_client is not true and v.client_id not like 'C-untold%'
      """)
  }

  /// As many sessions as asked for, over the 90 days before the anchor; the same seed makes the same ones.
  public static func generate(
    _ sessions: Int, seed: String, on connection: Connection
  ) throws(PostgresError) {
    try connection.script("set role scrim_practice")
    _ = try connection.query("select practice.generate($1, $2)", [.int64(Int64(sessions)), .text(seed)])
    try connection.script("reset role")
  }
}
