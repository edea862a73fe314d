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

  /// A mark that leaves the bytes where they are, as it does where somebody holds them; it commits while a
  /// permit that has asked already waits for the lock.
  static let permitBesideMark = DatabaseCatch(
    .proof, "state: no permit for a session that was marked while it waited for the lock"
  ) { practice in
    let sealed = try practice.sealedOne()
    nonisolated(unsafe) let marking = try practice.database.connect(as: "postgres")
    try marking.script("begin; select pg_advisory_xact_lock(gate.lock_key())")
    let restricted = try marking.query(
      """
      insert into gate.restriction (client_id, session_id, from_date, through_date, requested_on, origin)
      values ($1, $2, '-infinity', 'infinity', current_date, 'practice') returning restriction_id
      """, [.text(sealed.session.clientReference), .text(sealed.session.record.reference)])
    let (id, given) = (try restricted.int64(0, 0), Counter())
    try marking.query(
      "insert into gate.restriction_entry (restriction_id, kind) values ($1, 'marked')", [.int64(id)])
    concurrently(2) { side in
      if side == 0 {
        let permit = try? practice.ledger().permit(sealed.submission, payers: Practice.permitted)
        if permit != nil { given.add(1) }
      } else {
        for _ in 1...500 where (try? practice.waitsForLock) != true { usleep(10_000) }
        try? marking.script("commit")
      }
    }
    return given.sum > 0
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
  static func refusal(_ work: () throws -> Void) throws -> String? {
    do { try work() } catch let error as PostgresError { return error.sqlState }
    return nil
  }

  private static func state(_ isTrue: () throws -> Bool) throws -> String { try isTrue() ? "true" : "false" }
}

extension Practice {
  /// Somebody waits for the gate's lock.
  fileprivate var waitsForLock: Bool {
    get throws {
      try ask(
        """
        select from pg_locks where locktype = 'advisory' and not granted
          and database = (select oid from pg_database where datname = current_database())
        """
      ).count > 0
    }
  }

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
