import Demonstration
import Foundation
import Postgres
import Signing
import TestSupport
import Trail

/// A database with a trail of invented entries, a key and a witness.
struct Journal {
  let database: TemporaryDatabase
  let folder: String
  let signer: NoteSigner
  let witness: Witness

  /// - Parameter template: `Template.migrated` or one with entries in it.
  init(_ template: Template = .migrated) throws {
    database = try TemporaryDatabase(template)
    folder = FileManager.default.temporaryDirectory.path + "/scrim-trail-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    signer = try NoteSigner(file: KeyFiles.generateTrail(in: folder)[0])
    witness = Witness(folder + "/witness")
    try TestCluster.shared().createLogin("auditor", memberOf: ["scrim_auditor"])
  }

  var sequencer: Sequencer {
    Sequencer(database.address(as: "scrim_gateway"), signer: signer, witness: witness)
  }

  /// Entries of every shape that there is, and of some that there is not.
  func record(_ count: Int) throws { try Self.record(count, database.connect(as: "postgres")) }

  static func record(_ count: Int, _ connection: Connection) throws {
    try connection.query(
      """
      insert into trail.entry (actor, kind, subject, digest, detail)
      select (array['scrim_gateway', 'o"k\\e', e'\\u00e9\\t'])[n % 3 + 1],
        (array['submission.sealed', 'attempt.permitted', 'run.started'])[n % 3 + 1],
        case n % 5 when 0 then '' when 1 then e'S-1\\u0001\\u007f\\u2028' else gen_random_uuid()::text end,
        case when n % 2 = 0 then sha256(n::text::bytea) end,
        case n % 4 when 0 then '{}' when 1 then jsonb_build_object('b', n, 'aa', 1.50, 'a', 'x"y')
          when 2 then '{"k": [1, null, true], "z": {"y": "\\u00e9"}}' else jsonb_build_object('n', n) end
      from generate_series(1, $1) n
      """, [.int32(Int32(count))])
  }

  func verify(_ outside: [SignedNote] = []) throws -> AuditedTrail {
    try TrailAudit(database.connect(as: "auditor"), verifiers: [signer.verifier])
      .verify(outside.map { ($0, .given) })
  }

  @discardableResult
  func checkpoint() throws -> (checkpoint: Checkpoint, note: SignedNote) {
    guard let made = try sequencer.checkpoint() else { throw NothingToSign() }
    return made
  }

  func export(into name: String = "log") throws -> Checkpoint {
    try TileExport(database.connect(as: "auditor"), verifiers: [signer.verifier], into: "\(folder)/\(name)")
      .write()
  }

  func query(_ sql: String, as user: String = "postgres") throws(PostgresError) -> Rows {
    try database.connect(as: user).query(sql)
  }

  struct NothingToSign: Error {}
}
