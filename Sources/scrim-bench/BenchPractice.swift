internal import Demonstration
internal import Foundation
internal import Postgres
internal import Proofs
internal import Schema

/// The synthetic practice of a bench: a private cluster, a database of a name that says what is in it,
/// generated inside PostgreSQL, and a ledger that can be emptied or given a past.
final class BenchPractice {
  let options: BenchOptions
  let cluster: PrivateCluster
  let database: String
  /// The last day of the generated records; every session has rested by today.
  private let anchor: String

  init(_ options: BenchOptions) throws {
    self.options = options
    let seed = options.seed.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    database = "bench_\(options.sessions)_\(seed)"
    anchor = Date(timeIntervalSinceNow: -3 * 86_400).formatted(.iso8601.year().month().day())
    // The server may run as another user, who must pass.
    try FileManager.default.createDirectory(
      atPath: options.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    cluster = try PrivateCluster(
      options.folder + "/cluster", settings: ["max_wal_size": "4GB", "checkpoint_timeout": "30min"])
  }

  func start() throws { try cluster.start() }
  func stop() { try? cluster.stop() }

  func address(of user: String) -> Address { cluster.address(database: database, user: user) }

  func connection(_ user: String) throws -> Connection { try Connection(address(of: user)) }

  /// Makes and fills the database, or takes the one of an earlier bench; either way the ledger is empty.
  func prepare() throws {
    if try exists() {
      // It may be of an earlier version.
      _ = try Migrator(connection("scrim_migrator")).migrate(kind: .synthetic)
    } else {
      try generate()
    }
    try cluster.createLogin("biller", memberOf: ["scrim_billing"])
    try emptyLedger()
  }

  private func exists() throws -> Bool {
    let server = try Connection(cluster.address(database: "postgres", user: "postgres"))
    return try server.query("select exists (select from pg_database where datname = $1)", [.text(database)])
      .bool(0, 0)
  }

  private func generate() throws {
    say("Generating \(options.sessions) sessions (about two minutes for a million).")
    try cluster.createDatabase(database)
    do {
      let migrator = try connection("scrim_migrator")
      _ = try Migrator(migrator).migrate(kind: .synthetic)
      try migrator.transaction {
        try ReferencePractice.install(on: migrator, anchor: anchor)
        try ReferencePractice.generate(options.sessions, seed: options.seed, on: migrator)
        try ReferencePractice.tellClients(on: migrator)
      }
      _ = try migrator.query("insert into gate.source_approval (digest) select gate.source_digest()")
      try connection("postgres").script("vacuum analyze")
    } catch {
      try? cluster.dropDatabase(database)
      throw error
    }
  }

  func emptyLedger() throws {
    try connection("postgres").script(
      """
      truncate claims.run, claims.worker, claims.share, claims.sealing, claims.control_number,
        claims.submission, claims.claim, claims.claim_event, claims.to_reseal,
        claims.attempt, claims.hold, claims.preview, claims.free_control_number, claims.status_answer,
        claims.contradiction, claims.acknowledgment, claims.acknowledgment_piece, claims.statement,
        claims.progress, claims.next_version, claims.closing, claims.manual_hold, claims.delay, claims.said,
        gate.changed, claims.voiding, claims.health, gate.released, gate.task, gate.answer;
      """)
  }

  /// Claims that a clearinghouse has accepted, as a generated answer names them.
  func addSent(_ claims: Int, each: Int) throws {
    let owner = try connection("postgres")
    try owner.script("insert into claims.run (run_id) values (gen_random_uuid())")
    _ = try owner.query(
      """
      insert into claims.submission (submission_id, submission_key, run_id, clearinghouse, destination_digest,
        interchange_control_number, batch_id, claim_count, charge_cents, payload_bytes, payload_digest, signature,
        signing_key_id, ciphertext, nonce, archive_wrapped_key, archive_key_id, state, receipt_number,
        receipt_evidence, decided_at)
      overriding system value
      select n, gen_random_uuid(), (select run_id from claims.run limit 1), 'bench', sha256('x'), n,
        case n when 1 then $3 else 'B-' || n end, $2, 1, 1, sha256('x'), 'x', 'k', 'x', 'x', 'x', 'k',
        'accepted', 'R-1', 'digest', now()
      from generate_series(1, 1 + ($1 - 1) / $2) n
      """, [.int32(Int32(claims)), .int32(Int32(each)), .text(GeneratedStatusFile.batch)])
    _ = try owner.query(
      """
      insert into claims.claim (session_id, version, submission_id, client_id, payer_id, service_date,
        charge_cents, patient_control_number, set_number)
      select 'A-' || lpad(n::text, 12, '0'), 1, 1 + (n - 1) / $2, 'A-' || n / 40, 'meridian', current_date - 30,
        17500, $3 || ($4 + n), 1
      from generate_series(1, $1) n
      """,
      [
        .int32(Int32(claims)), .int32(Int32(each)), .text(GeneratedStatusFile.claimsBegin),
        .int32(Int32(GeneratedStatusFile.firstNumber)),
      ])
    try owner.script("vacuum analyze claims.claim")
  }

  /// Claims of years before, one submission for each thousand.
  func addHistory() throws {
    say("Adding \(options.history) claims of the past to the ledger.")
    let owner = try connection("postgres")
    let sql = """
      insert into claims.claim (session_id, version, submission_id, client_id, payer_id, service_date, charge_cents,
        patient_control_number)
      select 'H-' || lpad(n::text, 12, '0'), 1, -(1 + n / 1000), 'H-' || lpad((n / 40)::text, 9, '0'), 'meridian',
        current_date - 91 - (n % 2000)::integer, 15000,
        upper(substr(encode(sha256(convert_to(n::text, 'UTF8')), 'hex'), 1, 20))
      from generate_series($1::bigint, $2::bigint) n
      """
    var next = 0
    while next < options.history {
      let last = min(next + 1_000_000, options.history) - 1
      _ = try owner.query(sql, [.int64(Int64(next)), .int64(Int64(last))])
      next = last + 1
    }
    try owner.script("vacuum analyze claims.claim")
  }
}
