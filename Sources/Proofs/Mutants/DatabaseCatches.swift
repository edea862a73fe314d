internal import Demonstration
internal import Foundation
internal import Gate
internal import Postgres
internal import Schema
internal import Sessions
internal import Submissions
internal import TestSupport

// What tells of a leak in the database: models, states after each step, rights by attempt, constraints.

extension DatabaseCatch {
  // MARK: Admission

  static let model = DatabaseCatch(.proof, "model: what is admitted is what the fixtures say") { practice in
    try practice.admittedIDs() != Set(Expectation.all.filter(\.isAdmitted).map(\.session))
  }

  static let approval = DatabaseCatch(.database, "the digest of the views is not the approved one (SC005)") {
    try state($0.ledger().sourcesApproved) == "false"
  }

  static let contract = DatabaseCatch(.types, "`scrim check`: source.session has a column too many") {
    try !SourceViews.check($0.database.connect(as: "scrim_gateway")).isEmpty
  }

  static let changedView = DatabaseCatch(.proof, "state: nothing is admitted through a view that was changed")
  {
    practice in
    try practice.database.connect(as: "postgres").script(
      """
      create or replace view source.already_claimed as
      select null::text as session_id, null::text as payer_id, null::text as payer_claim_number where false
      """)
    return try refusal { _ = try practice.admitted() } != "SC005"
  }

  // MARK: Permits

  static let lockOfPermit = DatabaseCatch(.proof, "state: a permit holds the gate's lock until it commits") {
    practice in
    let sealed = try practice.sealedOne()
    return try !holdsLock(
      practice, "scrim_gateway", "select gate.permit($1, $2, $3, false)", permit(sealed.submission))
  }

  static let lockOfSecondPermit = DatabaseCatch(
    .proof, "state: a second permit holds the gate's lock until it commits"
  ) { practice in
    let doubtful = try practice.doubtfulOne()
    return try !holdsLock(
      practice, "scrim_gateway", "select gate.permit_again($1, $2, $3, false, interval '1 day')",
      permit(doubtful.submission))
  }

  static let permitAfterFlag = DatabaseCatch(.proof, "state: no permit for a session that was flagged since")
  {
    practice in
    let sealed = try practice.sealedOne()
    try practice.change(
      "update practice.session set self_pay = true where session_id = '\(sealed.session.record.reference)'")
    try practice.ask("update gate.import set imported_at = '-infinity'")
    return try practice.ledger().permit(sealed.submission, payers: Practice.permitted) != nil
  }

  static let secondPermitAfterMark = DatabaseCatch(
    .proof, "state: no second permit for a session that was marked since"
  ) { practice in
    let doubtful = try practice.doubtfulOne()
    try practice.mark(doubtful.session)
    return try practice.ledger().permitAgain(
      doubtful.submission, payers: Practice.permitted, windowHours: 24) != nil
  }

  static let isolation = DatabaseCatch(.proof, "state: no permit under another isolation (SC001)") {
    practice in
    let sealed = try practice.sealedOne()
    let connection = try practice.database.connect(as: "scrim_gateway")
    try connection.script("begin isolation level repeatable read")
    return try refusal {
      _ = try connection.query("select gate.permit($1, $2, $3, false)", permit(sealed.submission))
    } != "SC001"
  }

  // MARK: Marks

  static let lockOfMark = DatabaseCatch(.proof, "state: a mark holds the gate's lock until it commits") {
    practice in
    let session = try practice.admitted()[0]
    return try !holdsLock(
      practice, "therapist", "select gate.mark_self_pay($1, null, null, null, current_date, null)",
      [.text(session.clientReference)])
  }

  static let sealedAfterMark = DatabaseCatch(.proof, "state: a mark takes sealed bytes back") { practice in
    let sealed = try practice.sealedOne()
    try practice.mark(sealed.session)
    return try practice.ledger().sealedBytes(sealed.submission) != nil
  }

  static let heldAfterMark = DatabaseCatch(.proof, "state: a mark takes the session off the desk's list") {
    practice in
    let session = try practice.admitted()[0]
    let held = HeldSession(
      session: session.record.reference, payer: session.billing.payerID, serviceDate: session.serviceDay,
      defects: ["diagnosis-missing"])
    try practice.ledger().hold([held], clearinghouse: "harborlink", run: practice.run)
    try practice.mark(session)
    return try practice.ask("select from claims.hold").count > 0
  }

  static let stateAfterMark = DatabaseCatch(
    .proof, "state: a mark changes nothing that billing sees before the next run"
  ) { practice in
    let sealed = try practice.sealedOne()
    try practice.mark(sealed.session)
    return try practice.ask("select from claims.submission where state = 'withdrawn'", as: "biller").count > 0
  }

  static let movedSession = DatabaseCatch(
    .proof, "state: a covered session stays covered under another date"
  ) { practice in
    let session = try practice.admitted()[0]
    var mark = Restrictions.Mark(client: session.clientReference, requestedOn: Practice.anchor.daysSince2000)
    (mark.from, mark.through) = (session.serviceDay, session.serviceDay)
    _ = try Restrictions(practice.database.address(as: "therapist")).mark(mark)
    let reference = session.record.reference
    try practice.change(
      "update practice.session set service_date = service_date + 1 where session_id = '\(reference)'")
    return try practice.admittedIDs().contains(reference)
  }

  static let liftUnseen = DatabaseCatch(
    .proof, "state: what a lift let through waits for a preview"
  ) { practice in
    let session = try practice.admitted()[0]
    try practice.mark(session)
    let officer = try Restrictions(practice.database.address(as: "privacy_officer"))
    let reference = session.record.reference
    _ = try officer.requestLift(
      client: session.clientReference, session: reference, requestedOn: Practice.anchor.daysSince2000)
    _ = try officer.confirmLift(client: session.clientReference, session: reference)
    return try practice.admittedIDs().contains(reference)
  }

  static let wordForCause = DatabaseCatch(.database, "the ledger has one word for every cause (CHECK, 23514)")
  {
    practice in
    let sealed = try practice.sealedOne()
    try practice.mark(sealed.session)
    return try refusal { _ = try practice.ledger().permit(sealed.submission, payers: Practice.permitted) }
      == "23514"
  }

  static let liftWithoutRequest = DatabaseCatch(
    .database, "nothing is lifted that nobody asked to lift (CHECK lifted_only_on_request)"
  ) { practice in
    let session = try practice.admitted()[0]
    try practice.mark(session)
    return try refusal {
      try practice.ask(
        "select gate.confirm_lift($1, $2)",
        [.text(session.clientReference), .text(session.record.reference)],
        as: "privacy_officer")
    } == "23514"
  }
}

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
    try ledger.finishRun(practice.run)
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

  // MARK: Steps

  private static func permit(_ submission: Submission) -> [Parameter] {
    [.int64(submission.id), .textArray(Practice.payers), .dateArray(Practice.permitted.firstServiceDates)]
  }

  /// Whether the login's transaction still has the lock of the gate after the call.
  private static func holdsLock(
    _ practice: Practice, _ login: String, _ sql: String, _ parameters: [Parameter]
  ) throws -> Bool {
    let connection = try practice.database.connect(as: login)
    try connection.script("begin")
    defer { try? connection.script("rollback") }
    _ = try connection.query(sql, parameters)
    return try practice.ask(
      "select from pg_locks where locktype = 'advisory' and granted and pid = $1",
      [.int32(connection.backendProcess)]
    ).count > 0
  }

  /// The SQLSTATE with which the database refuses; nil where it does not.
  private static func refusal(_ work: () throws -> Void) throws -> String? {
    do { try work() } catch let error as PostgresError { return error.sqlState }
    return nil
  }

  private static func state(_ isTrue: () throws -> Bool) throws -> String { try isTrue() ? "true" : "false" }
}

extension Practice {
  fileprivate struct Sealed {
    let session: AdmittedSession
    let submission: Submission
  }

  fileprivate func sealedOne() throws -> Sealed {
    let session = try admitted()[0]
    return Sealed(session: session, submission: try ledger().seal([session], run: run))
  }

  fileprivate func doubtfulOne() throws -> Sealed {
    let sealed = try sealedOne()
    let ledger = try ledger()
    if let permit = try ledger.permit(sealed.submission, payers: Practice.permitted) {
      try ledger.conclude(permit, .inDoubt)
    }
    return sealed
  }

  fileprivate func mark(_ session: AdmittedSession) throws {
    var mark = Restrictions.Mark(client: session.clientReference, requestedOn: Practice.anchor.daysSince2000)
    mark.session = session.record.reference
    _ = try Restrictions(database.address(as: "therapist")).mark(mark)
  }
}
