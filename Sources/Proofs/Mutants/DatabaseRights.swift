internal import Demonstration
internal import Foundation
internal import Postgres
internal import Schema
internal import Sessions
internal import Signing
internal import Submissions
internal import TestSupport

// What tells of a right that nobody should have, of what the server's log says, and of a count that tells.

extension DatabaseCatch {
  // MARK: Rights

  static let roleMatrix = DatabaseCatch(.proof, "role matrix: rights are not those of a fresh installation") {
    try rights($0) != rights(Practice())
  }

  /// By attempt, as `scrim check` does.
  static func attempts(_ login: String) -> DatabaseCatch {
    DatabaseCatch(.proof, "attempts as \(login) to see what is not its business") { practice in
      let attempts = [
        "select from source.session limit 0", "select from gate.restriction limit 0",
        "select ciphertext from claims.submission limit 0", "select from practice.session limit 0",
      ]
      return try attempts.contains { sql in
        try refusal { try practice.ask(sql, as: login) } != "42501"
      }
    }
  }

  private static func rights(_ practice: Practice) throws -> String {
    try practice.ask(
      """
      with role as (
        select rolname from pg_roles
        where rolname ~ '^scrim_(gateway|console|billing|clinician|privacy|auditor)$'),
      ours as (
        select oid from pg_namespace
        where nspname in ('practice', 'source', 'gate', 'claims', 'trail', 'scrim'))
      select string_agg(one, e'\\n' order by one) from (
        select concat_ws(' ', rolname, c.oid::regclass, a.attname, p) as one
        from role, pg_class c
          join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped,
          unnest(array['select', 'insert', 'update']) p
        where c.relkind in ('r', 'v') and c.relnamespace in (select oid from ours)
          and has_column_privilege(rolname, c.oid, a.attnum, p)
          and has_schema_privilege(rolname, c.relnamespace, 'usage')
        union all
        select concat_ws(' ', rolname, f.oid::regprocedure) from role, pg_proc f
        where f.pronamespace in (select oid from ours)
          and has_function_privilege(rolname, f.oid, 'execute')) r
      """
    ).text(0, 0)
  }

  // MARK: The server's log

  static let settingsOfLog = DatabaseCatch(.database, "`scrim check`: the settings of the server's log") {
    let rows = try $0.ask(
      """
      select current_setting('log_error_verbosity') = 'terse'
        and current_setting('log_min_error_statement') = 'panic'
        and current_setting('log_parameter_max_length_on_error') = '0'
      """, as: "scrim_gateway")
    return try !rows.bool(0, 0)
  }

  static let serverLog = DatabaseCatch(.proof, "canary scan of the server's log, after an error") {
    practice in
    let word = "zq" + String(UInt64.random(in: .min ... .max), radix: 16)
    let said = try refusal { try practice.ask("select '\(word)'::integer") }
    let log = FileManager.default.contents(atPath: practice.database.cluster.log) ?? Data()
    return said == "22P02" && log.range(of: Data(word.utf8)) != nil
  }

  // MARK: Two worlds

  static let twoWorlds = DatabaseCatch(
    .proof, "two worlds: what desk and auditor see differs from a practice without self-pay",
    comparing: { make in
      let (one, other) = (try make(), try make())
      // Without a charge they would be on the list of what is not billed.
      for practice in [one, other] { try practice.change(OtherWorld.withoutCharges) }
      try other.change(OtherWorld.sql)
      return try seen(one) != seen(other)
    })

  /// A run, and what people without a right to restrictions see afterwards.
  private static func seen(_ practice: Practice) throws -> [String] {
    let ledger = try practice.ledger()
    let sealed = try ledger.seal(Array(practice.admitted().prefix(5)), run: practice.run)
    if let permit = try ledger.permit(sealed, payers: Practice.permitted) {
      try ledger.conclude(permit, .accepted)
    }
    try practice.ask(
      "select claims.finish_run(run_id, worker) from claims.worker where run_id = $1",
      [.uuid(practice.run.bytes)])
    let window: [Parameter] = [
      .textArray(Practice.payers), .dateArray(Practice.permitted.firstServiceDates),
      .date(Practice.anchor.adding(days: -365).daysSince2000), .date(Practice.anchor.daysSince2000),
    ]
    let due = try practice.ask(
      "select coalesce(string_agg(d::text, ' '), '') from gate.due($1, $2, $3, $4) d", window, as: "biller")
    let unbilled = try practice.ask(
      "select coalesce(string_agg(u::text, ' '), '') from gate.unbilled($1, $2, $3, $4) u", window,
      as: "biller")
    let trail = try practice.ask(
      "select string_agg(kind || detail::text, ' ' order by entry_id) from trail.entry", as: "auditor")
    return [try due.text(0, 0), try unbilled.text(0, 0), try trail.text(0, 0)]
  }
}
