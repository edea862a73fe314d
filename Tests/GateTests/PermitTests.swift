internal import Gate
internal import Postgres
internal import Sessions
internal import Signing
internal import Submissions
internal import TestSupport
internal import Testing

@Suite("Permit") struct PermitTests {
  private let practice: Practice
  private let front: Front

  init() throws {
    practice = try Practice()
    front = Front(practice: practice)
  }

  /// What may happen between seal and permit, in the practice's records. `%s` is the session, `%c` the
  /// client.
  private static let changes = [
    "update practice.client set self_pay_since = '2025-01-01' where client_id = '%c'",
    "update practice.session set self_pay = true where session_id = '%s'",
    "update practice.coverage set consent_through = '2025-01-01' where client_id = '%c'",
    "update practice.coverage set consent_on = null where client_id = '%c'",
    "update practice.coverage set valid_through = '2025-01-01' where client_id = '%c'",
    "update practice.coverage set payer_id = 'quillwort' where client_id = '%c'",
    "update practice.session set service_date = service_date + 1 where session_id = '%s'",
    "update practice.session set service_date = '2025-01-01' where session_id = '%s'",
    "update practice.session set client_id = 'C-self' where session_id = '%s'",
    "update practice.session set signed_at = null where session_id = '%s'",
    "update practice.session set deleted_at = now() where session_id = '%s'",
    "update practice.charge set coverage_id = null where session_id = '%s'",
    "update practice.charge set voided_at = now() where session_id = '%s'",
    "update practice.charge set patient_paid_cents = charge_cents where session_id = '%s'",
    "insert into practice.filed_elsewhere (session_id, payer_id, filed_on) values ('%s', 'x', '2025-11-01')",
    """
    update practice.client set self_pay_since = '2025-01-01' where client_id = 'C-couple-2';
    insert into practice.session_participant (session_id, seat, client_id) values ('%s', 7, 'C-couple-2')
    """,
  ]

  @Test func `is not given where one session is no longer admitted, and the submission is taken back`() throws
  {
    let ledger = try practice.ledger()
    let sessions = Dictionary(grouping: try practice.admitted(), by: \.clientReference)
    let clients = (1...48).map { "C-" + String("00\($0)".suffix(3)) }
    for (index, change) in Self.changes.enumerated() {
      let victim = try #require(sessions[clients[index]]?.first)
      let bystander = try #require(sessions[clients[47 - index]]?.first)
      let submission = try ledger.seal([victim, bystander], run: practice.run)
      try practice.change(
        change.replacing("%s", with: victim.record.reference).replacing("%c", with: victim.clientReference))
      try practice.ask("select gate.import_restrictions()", as: "scrim_gateway")
      #expect(try ledger.permit(submission, payers: Practice.permitted) == nil, "\(change)")
      #expect(try front.state(submission) == "withdrawn", "\(change)")
      #expect(try ledger.sealedBytes(submission) == nil)
      let again = try practice.admittedIDs()
      #expect(again.contains(bystander.record.reference))
    }
    #expect(try practice.ask("select from claims.attempt").count == 0)
    // The same without a change: the permit is given.
    let calm = try #require(sessions[clients[20]]?.last)
    #expect(try ledger.permit(ledger.seal([calm], run: practice.run), payers: Practice.permitted) != nil)
  }

  @Test func `is on record, with its entry in the trail, before anything can be sent`() throws {
    let ledger = try practice.ledger()
    let submission = try ledger.seal([practice.admitted()[0]], run: practice.run)
    let permit = try #require(try ledger.permit(submission, payers: Practice.permitted))
    let attempts = try practice.ask("select attempt_id, state from claims.attempt")
    #expect(
      try attempts.count == 1 && attempts.int64(0, 0) == permit.attempt && attempts.text(0, 1) == "in_flight")
    let entry = try practice.ask("select digest from trail.entry where kind = 'attempt.permitted'")
    #expect(try entry.bytes(0, 0) == submission.payload.bytes)
  }

  @Test func `is not given for a payer that is no longer configured, or from a later first day`() throws {
    let ledger = try practice.ledger()
    let session = try practice.admitted()[0]
    for payers in [
      PermittedPayers(ids: ["quillwort"], firstServiceDates: [0]),
      PermittedPayers(ids: [session.billing.payerID], firstServiceDates: [session.serviceDay + 1]),
    ] {
      #expect(try ledger.permit(ledger.seal([session], run: practice.run), payers: payers) == nil)
    }
    let payers = PermittedPayers(ids: [session.billing.payerID], firstServiceDates: [session.serviceDay])
    #expect(try ledger.permit(ledger.seal([session], run: practice.run), payers: payers) != nil)
  }

  @Test func `is not given again for a submission in doubt with a session that was marked since`() throws {
    let ledger = try practice.ledger()
    let sessions = try practice.admitted()
    let submissions = try sessions[0..<2].map { session in
      let submission = try ledger.seal([session], run: practice.run)
      try ledger.conclude(#require(try ledger.permit(submission, payers: Practice.permitted)), .inDoubt)
      return submission
    }
    #expect(try front.mark(sessions[0]) == .inFlight)
    #expect(try ledger.permitAgain(submissions[0], payers: Practice.permitted, windowHours: 24) == nil)
    #expect(try front.state(submissions[0]) == "in_doubt")
    #expect(try ledger.permitAgain(submissions[1], payers: Practice.permitted, windowHours: 24) != nil)
  }

  @Test func `is not given, nor an answer, at an isolation level that would read the past`() throws {
    let ledger = try practice.ledger()
    let sealed = try ledger.seal([practice.admitted()[0]], run: practice.run)
    let payers: [Parameter] = [.textArray(Practice.payers), .dateArray(Practice.permitted.firstServiceDates)]
    let calls: [(String, String, [Parameter])] = [
      ("scrim_gateway", "select gate.permit($1, $2, $3, false)", [.int64(sealed.id)] + payers),
      ("scrim_gateway", "select gate.permit_again($1, $2, $3, false, '1 day')", [.int64(sealed.id)] + payers),
      ("therapist", "select gate.mark_self_pay('C-001', null, null, null, '2025-11-01', null)", []),
      ("privacy_officer", "select gate.confirm_lift('C-001', null)", []),
    ]
    for level in ["repeatable read", "serializable"] {
      for (login, sql, parameters) in calls {
        let connection = try practice.database.connect(as: login)
        try connection.script("begin isolation level \(level)")
        #expect(front.refusal { _ = try connection.query(sql, parameters) } == "SC001", "\(sql) at \(level)")
      }
    }
    #expect(try ledger.permit(sealed, payers: Practice.permitted) != nil)
  }

  @Test func `is not given over source views that were not approved`() throws {
    let ledger = try practice.ledger()
    let sessions = try practice.admitted()
    let doubtful = try ledger.seal([sessions[1]], run: practice.run)
    try ledger.conclude(#require(try ledger.permit(doubtful, payers: Practice.permitted)), .inDoubt)
    let sealed = try ledger.seal([sessions[0]], run: practice.run)
    try practice.change(
      "create or replace view source.caseload as select clinician_id, client_id from practice.caseload")
    #expect(front.refusal { _ = try ledger.permit(sealed, payers: Practice.permitted) } == "SC005")
    let again = front.refusal {
      _ = try ledger.permitAgain(doubtful, payers: Practice.permitted, windowHours: 24)
    }
    #expect(again == "SC005")
    #expect(try front.state(sealed) == "sealed")
    try practice.approveSources()
    #expect(try ledger.permit(sealed, payers: Practice.permitted) != nil)
  }

  @Test func `counts no session twice to make up for one that is restricted`() throws {
    let ledger = try practice.ledger()
    let sessions = try practice.admitted()
    let submission = try ledger.seal(Array(sessions[0..<2]), run: practice.run)
    let definition = try practice.ask("select pg_get_viewdef('source.session'::regclass)").text(0, 0)
    let twice = definition.replacing(";", with: "")
    try practice.change("create or replace view source.session as \(twice) union all \(twice)")
    try practice.approveSources()
    try practice.ask(
      """
      insert into gate.restriction (client_id, session_id, requested_on, origin)
      values ('x', $1, '2025-11-01', 'ehr')
      """, [.text(sessions[0].record.reference)])
    #expect(try ledger.permit(submission, payers: Practice.permitted) == nil)
  }

  @Test func `is simply not there after a mark took the submission back`() throws {
    let ledger = try practice.ledger()
    let session = try practice.admitted()[0]
    let submission = try ledger.seal([session], run: practice.run)
    #expect(try front.mark(session) == .protected)
    #expect(try ledger.permit(submission, payers: Practice.permitted) == nil)
  }
}
