internal import Demonstration
internal import Glibc
package import Postgres
package import TestSupport

/// A migrated database with the fixtures' practice in it, and what the trials aim at: another's session,
/// another's large object, the gate's lock.
package final class TrialWorld {
  package let temporary: TemporaryDatabase
  package let superuser: Connection
  let actors: [Actor]
  let gateLock: String
  let largeObject: String
  private let other: Connection

  var database: String { temporary.name }
  /// The session of somebody else, idle after a statement with text in it.
  var victim: Int32 { other.backendProcess }

  package init() throws {
    temporary = try TemporaryDatabase(.fixtures)
    superuser = try temporary.connect(as: "postgres")
    try temporary.cluster.createLogin("therapist_two", memberOf: ["scrim_clinician"])
    actors = try Actor.all(in: temporary)
    other = try temporary.connect(as: "therapist_two")
    try other.query("select 'said by another'")
    gateLock = try superuser.query("select gate.lock_key()::text").text(0, 0)
    largeObject = try superuser.query("select lo_from_bytea(0, 'another''s')::text").text(0, 0)
    try restrict()
    try seatPeople()
  }

  func actor(_ name: String) throws -> Actor {
    guard let actor = actors.first(where: { $0.name == name }) else { throw Missing(actor: name) }
    return actor
  }

  struct Missing: Error { let actor: String }

  /// So that there is something to see: flags of the records are imported, a client is marked. What a session
  /// counts shows when it has ended, a moment later.
  private func restrict() throws {
    try temporary.connect(as: "postgres").script("select gate.import_restrictions(); analyze")
    let counted =
      "select from pg_stat_user_tables where relid = 'gate.restriction'::regclass and n_tup_ins > 0"
    for _ in 1...200 {
      if try superuser.query(counted).count > 0 { return }
      usleep(50_000)
    }
  }
}
