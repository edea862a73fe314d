internal import Gate
internal import Postgres
internal import Sessions
internal import Submissions
internal import TestSupport
internal import Testing

@Suite("Restrictions over time") struct RestrictionLifeTests {
  private let practice: Practice
  private let front: Front

  init() throws {
    practice = try Practice()
    front = Front(practice: practice)
  }

  private func isAdmitted(_ client: String, reviewed: Bool = false) throws -> Bool {
    var admission = Practice.admission()
    admission.isReviewed = reviewed
    return try practice.admitted(admission).contains { $0.clientReference == client }
  }

  private func lift(_ client: String) throws {
    _ = try front.restrictions(as: "privacy_officer").requestLift(
      client: client, session: nil, requestedOn: Front.asked)
    _ = try front.restrictions(as: "privacy_officer").confirmLift(client: client, session: nil)
  }

  @Test func `are not lifted while the records flag them, and a flag set again restricts again`() throws {
    let officer = try front.restrictions(as: "privacy_officer")
    let flag = "update practice.client set self_pay_since = '2020-01-01' where client_id = 'C-001'"
    try practice.change(flag)
    #expect(try !isAdmitted("C-001"))
    #expect(try officer.requestLift(client: "C-001", session: nil, requestedOn: Front.asked) == 1)
    #expect(throws: PostgresError(.server, sqlState: "SC010")) {
      try officer.confirmLift(client: "C-001", session: nil)
    }
    try practice.change("update practice.client set self_pay_since = null where client_id = 'C-001'")
    #expect(try officer.confirmLift(client: "C-001", session: nil) == 1)
    #expect(try isAdmitted("C-001", reviewed: true))
    try practice.change(flag)
    #expect(try !isAdmitted("C-001"))
  }

  @Test func `end only when the client asked and the privacy officer confirmed`() throws {
    try front.mark("C-001")
    let therapist = try front.restrictions(as: "therapist")
    let officer = try front.restrictions(as: "privacy_officer")
    #expect(try officer.confirmLift(client: "C-001", session: nil) == 0)  // nobody asked
    let colleague = try front.restrictions(as: "therapist_two")  // of another caseload
    #expect(try colleague.requestLift(client: "C-001", session: nil, requestedOn: Front.asked) == 0)
    #expect(try therapist.requestLift(client: "C-001", session: nil, requestedOn: Front.asked) == 1)
    #expect(try !isAdmitted("C-001"))
    for login in ["therapist", "biller", "scrim_gateway", "auditor"] {
      let refusal = front.refusal {
        _ = try front.restrictions(as: login).confirmLift(client: "C-001", session: nil)
      }
      #expect(refusal == "42501")
    }
    #expect(front.refusal { try practice.ask("select gate.confirm_lift('C-001', null)") } == "SC006")
    #expect(try !isAdmitted("C-001"))
    #expect(try officer.confirmLift(client: "C-001", session: nil) == 1)
    #expect(try isAdmitted("C-001", reviewed: true) && !isAdmitted("C-001"))  // nobody has seen a preview yet
    let kinds = try practice.ask(
      """
      select string_agg(e.kind, ' ' order by e.entry_id) from gate.restriction_entry e
      join gate.restriction r using (restriction_id) where r.client_id = 'C-001'
      """)
    #expect(try kinds.text(0, 0) == "marked lift_requested lifted")
  }

  @Test func `of one session end without those of the client`() throws {
    let session = try #require(try practice.admitted().first { $0.clientReference == "C-001" })
    try front.mark(session)
    try front.mark("C-001")
    _ = try front.restrictions(as: "therapist").requestLift(
      client: "C-001", session: session.record.reference, requestedOn: Front.asked)
    let officer = try front.restrictions(as: "privacy_officer")
    #expect(try officer.confirmLift(client: "C-001", session: session.record.reference) == 1)
    #expect(try officer.confirmLift(client: "C-001", session: nil) == 0)
    #expect(try !isAdmitted("C-001"))
  }

  @Test func `cannot be lifted by somebody who is not registered, or without the day of the request`() throws
  {
    try front.mark("C-001")
    let stranger = front.refusal {
      _ = try front.restrictions(as: "stranger").requestLift(
        client: "C-001", session: nil, requestedOn: Front.asked)
    }
    let future = front.refusal {
      _ = try front.restrictions(as: "therapist").requestLift(
        client: "C-001", session: nil, requestedOn: 20_000)
    }
    #expect(stranger == "SC006" && future == "SC008")
  }

  @Test func `are listed to the treating clinician and the privacy officer`() throws {
    let own = try practice.ask("select client_id from source.caseload where clinician_id = 'D-01' order by 1")
      .text(0, 0)
    let foreign = try practice.ask(
      """
      select client_id from source.caseload k where clinician_id = 'D-02' and not exists (
        select from source.caseload o where o.clinician_id = 'D-01' and o.client_id = k.client_id) order by 1
      """
    ).text(0, 0)
    try front.mark(own)
    try front.mark(foreign)
    _ = try practice.admitted()  // imports the flags of the records
    let therapist = try front.restrictions(as: "therapist").list()
    let other = try front.restrictions(as: "therapist_two").list()
    let officer = try front.restrictions(as: "privacy_officer").list()
    #expect(
      therapist.contains { $0.client == own && !$0.isFromRecords }
        && !therapist.contains { $0.client == foreign })
    #expect(other.contains { $0.client == foreign } && !other.contains { $0.client == own })
    #expect(Set([own, foreign, "C-self-pay"]).isSubset(of: officer.map(\.client)))
    #expect(officer.contains { $0.client == "C-self-pay" && $0.isFromRecords })
    #expect(officer.count > therapist.count)
    #expect(try front.restrictions(as: "stranger").list().isEmpty)
    for login in ["biller", "auditor", "scrim_gateway"] {
      #expect(front.refusal { _ = try front.restrictions(as: login).list() } == "42501")
    }
  }

  @Test func `come from the flags of the records, whose absence lifts nothing`() throws {
    #expect(try isAdmitted("C-002"))
    try practice.change("update practice.client set self_pay_since = '2025-01-01' where client_id = 'C-002'")
    #expect(try !isAdmitted("C-002"))
    try practice.change("update practice.client set self_pay_since = null where client_id = 'C-002'")
    #expect(try !isAdmitted("C-002"))
    #expect(try !isAdmitted("C-self-pay"))
    let imported = try practice.ask("select count(*) from gate.restriction_entry where kind = 'imported'")
      .int64(0, 0)
    _ = try practice.admitted()
    #expect(
      try practice.ask("select count(*) from gate.restriction_entry where kind = 'imported'").int64(0, 0)
        == imported)
  }

  @Test func `come also from flags that are wrong in themselves, and stop no run`() throws {
    let session = try #require(try practice.admitted().first { $0.clientReference == "C-003" }).record
      .reference
    try practice.change(
      """
      create or replace view source.restriction as
      select c.client_id, null::text as session_id, c.self_pay_since as from_date,
        c.self_pay_through as through_date
      from practice.client c where c.self_pay_since is not null
      union all select null, '\(session)', null, null
      union all select 'C-004', null, '2025-11-01', '2025-10-01'
      union all select null, null, null, null
      union all select 'C-005', null, null, '2025-01-01'
      """)
    try practice.approveSources()
    let admitted = try practice.admitted()
    #expect(!admitted.contains { $0.record.reference == session })
    #expect(admitted.filter { $0.clientReference == "C-003" }.count == 7)
    #expect(
      try practice.ask("select from gate.restriction where client_id = 'C-004' and through_date = 'infinity'")
        .count == 1)
    #expect(admitted.filter { $0.clientReference == "C-005" }.count == 8)
  }

  @Test func `hold for every id of a person, along any chain of merges`() throws {
    try practice.change(
      """
      update practice.client set merged_into = 'C-010' where client_id = 'C-009';
      update practice.client set merged_into = 'C-013' where client_id = 'C-010';
      update practice.client set merged_into = 'C-013' where client_id = 'C-014';
      """)
    let ledger = try practice.ledger()
    let chain = ["C-009", "C-010", "C-013", "C-014"]
    let sessions = try practice.admitted()
    let last = try #require(sessions.first { $0.clientReference == "C-014" })
    let submission = try ledger.seal([last], run: practice.run)
    #expect(try Set(chain.filter { try isAdmitted($0) }) == Set(chain))
    let answers = try front.mark("C-009")
    #expect(answers.count == 32 && answers.values.allSatisfy { $0 == .protected })
    #expect(try front.isTakenBack(submission))
    let marked = try practice.ask(
      "select distinct client_id from gate.restriction where client_id = any ($1)", [.textArray(chain)])
    #expect(marked.count == 4)  // at once, not at the next run
    #expect(try chain.filter { try isAdmitted($0) } == [])
    try lift("C-014")
    #expect(try Set(chain.filter { try isAdmitted($0, reviewed: true) }) == Set(chain))
    try front.mark("C-013")  // anew, with the same dates
    #expect(try chain.filter { try isAdmitted($0) } == [])
  }

  @Test func `hold for both ids from the moment of a merge, and a merge that is undone lifts nothing`() throws
  {
    try front.mark("C-009")
    #expect(try isAdmitted("C-010"))
    try practice.change("update practice.client set merged_into = 'C-010' where client_id = 'C-009'")
    #expect(try !isAdmitted("C-010"))
    try practice.change("update practice.client set merged_into = null where client_id = 'C-009'")
    #expect(try !isAdmitted("C-010"))
  }
}
