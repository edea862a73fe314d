internal import Gate
internal import Postgres
internal import Sessions
internal import Submissions
internal import TestSupport
internal import Testing

/// What the records do to a session afterwards does not uncover it.
@Suite("Covered session") struct CoveredSessionTests {
  private let practice: Practice
  private let front: Front

  init() throws {
    practice = try Practice()
    front = Front(practice: practice)
  }

  private func sessions(of client: String) throws -> [AdmittedSession] {
    try practice.admitted().filter { $0.clientReference == client }
  }

  private func tasks(as login: String = "privacy_officer") throws -> [PrivacyDesk.OpenTask] {
    try PrivacyDesk(practice.database.address(as: login)).open()
  }

  @Test func `stays covered when its date moves out of the dates of the mark`() throws {
    let moved = try sessions(of: "C-001")[0]
    var mark = Restrictions.Mark(client: "C-001", requestedOn: Front.asked)
    (mark.from, mark.through) = (moved.serviceDay, moved.serviceDay)
    _ = try front.restrictions(as: "therapist").mark(mark)
    try practice.change(
      "update practice.session set service_date = service_date + 1 where session_id = '\(moved.record.reference)'"
    )
    let admitted = try practice.admittedIDs()
    #expect(!admitted.contains(moved.record.reference))
    #expect(try sessions(of: "C-001").count == 7)
  }

  @Test func `stays covered under another client, also when no run has seen it since`() throws {
    let session = try sessions(of: "C-001")[0].record.reference
    try front.mark("C-001")
    try practice.change(
      """
      update practice.session set client_id = 'C-005' where session_id = '\(session)';
      update practice.charge set coverage_id = 'V-005' where session_id = '\(session)'
      """)
    let coverage = try practice.ask(
      "select exists (select from source.charge c join source.coverage v using (coverage_id) where c.session_id = $1)",
      [.text(session)])
    #expect(try coverage.bool(0, 0))  // it would be billable, but for the mark
    #expect(try !practice.admittedIDs().contains(session))
  }

  @Test func `is seen by a run as well: what comes after a mark stays covered too`() throws {
    try front.mark("C-001")
    try practice.change(
      """
      insert into practice.session (session_id, client_id, clinician_id, status, service_date, starts_at, ends_at,
        signed_at, diagnosis_codes)
      select 'S-late', client_id, clinician_id, status, service_date + 3, starts_at, ends_at, signed_at, diagnosis_codes
      from practice.session where client_id = 'C-001' order by service_date limit 1;
      insert into practice.charge (session_id, line, coverage_id, billing_provider_id, rendering_clinician_id,
        procedure_code, charge_cents, place_of_service)
      select 'S-late', 1, 'V-005', billing_provider_id, rendering_clinician_id, procedure_code, charge_cents, '11'
      from practice.charge where coverage_id = 'V-005' limit 1
      """)
    try practice.ask("select gate.import_restrictions()", as: "scrim_gateway")
    try practice.change("update practice.session set client_id = 'C-005' where session_id = 'S-late'")
    #expect(try !practice.admittedIDs().contains("S-late"))
  }

  @Test func `waits for the clinician when it comes back under a new id`() throws {
    let marked = try sessions(of: "C-001")[0]
    let neighbour = try sessions(of: "C-001")[1].record.reference
    // Another session of the day that was there before the mark is none of it.
    try practice.change(
      """
      update practice.session set service_date = (
        select service_date from practice.session where session_id = '\(marked.record.reference)')
      where session_id = '\(neighbour)'
      """)
    try front.mark(marked)
    #expect(try practice.admittedIDs().contains(neighbour))
    try practice.change(
      """
      update practice.session set deleted_at = now() where session_id = '\(marked.record.reference)';
      insert into practice.session (session_id, client_id, clinician_id, status, service_date, starts_at, ends_at,
        signed_at, diagnosis_codes)
      select 'S-again', client_id, clinician_id, status, service_date, starts_at, ends_at, signed_at, diagnosis_codes
      from practice.session where session_id = '\(marked.record.reference)';
      insert into practice.charge (session_id, line, coverage_id, billing_provider_id, rendering_clinician_id,
        procedure_code, charge_cents, place_of_service)
      select 'S-again', line, coverage_id, billing_provider_id, rendering_clinician_id, procedure_code, charge_cents,
        place_of_service
      from practice.charge where session_id = '\(marked.record.reference)'
      """)
    #expect(try !practice.admittedIDs().contains("S-again"))
    let waiting = try tasks(as: "therapist").filter { $0.kind == .sameDay }
    #expect(waiting.map(\.session) == ["S-again"])
    #expect(try tasks(as: "therapist_two").isEmpty)  // of another caseload
    #expect(try !front.restrictions(as: "therapist_two").confirmOther(session: "S-again"))
    #expect(try front.restrictions(as: "therapist").confirmOther(session: "S-again"))
    #expect(try practice.admittedIDs().contains("S-again"))
    #expect(try tasks(as: "therapist").isEmpty)
    #expect(try !practice.admittedIDs().contains(marked.record.reference))
  }

  @Test func `holds back the other's own record of that day, where it was a joint one`() throws {
    #expect(try !practice.admittedIDs().contains("S-hour-own"))
    #expect(try practice.admittedIDs().contains("S-hour-before"))
    let waiting = try tasks().filter { $0.kind == .sameDay }
    #expect(waiting.contains { $0.session == "S-hour-own" })
    #expect(try front.restrictions(as: "privacy_officer").confirmOther(session: "S-hour-own"))
    #expect(try practice.admittedIDs().contains("S-hour-own"))
    #expect(try !practice.admittedIDs().contains("S-hour-joint"))
  }

  @Test func `is not eligible in any query that could send or count it`() throws {
    _ = try practice.admitted()  // imports the flags of the records
    let covered = try practice.ask("select distinct session_id::text from gate.covered")
    #expect(covered.count > 10)
    for row in 0..<covered.count {
      let session = try covered.text(row, 0)
      #expect(
        try !practice.ask(
          "select gate.is_eligible($1, $2, $3)",
          [
            .text(session), .textArray(Practice.payers), .dateArray(Practice.permitted.firstServiceDates),
          ]
        ).bool(0, 0) || session == "S-hour-own", "\(session)")
    }
  }
}
