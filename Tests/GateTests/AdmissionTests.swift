internal import Desk
internal import Postgres
internal import Sessions
internal import Submissions
internal import TestSupport
internal import Testing

@Suite("Admission") struct AdmissionTests {
  private let practice: Practice

  init() throws { practice = try Practice() }

  /// What billing staff are told of the sessions that were not admitted; each session at most once.
  private func unbilled() throws -> [String: String] {
    let admission = Practice.admission()
    let payers = BillingDesk.Payers(
      ids: Practice.payers,
      firstServiceDates: Practice.payers.map { _ in Practice.firstServiceDate.daysSince2000 })
    let rows = try BillingDesk(practice.database.address(as: "biller"))
      .unbilled(payers, from: admission.from.daysSince2000, through: admission.through.daysSince2000)
    return Dictionary(rows.map { ($0.session, $0.reason) }) { one, other in "\(one) and \(other)" }
  }

  @Test func `lets in exactly the sessions that the fixtures say`() throws {
    let admitted = try practice.admittedIDs()
    let expected = Set(Expectation.all.filter(\.isAdmitted).map(\.session))
    #expect(expected.count > 400 && Expectation.all.count > expected.count + 30)
    #expect(admitted.subtracting(expected).sorted() == [])
    #expect(expected.subtracting(admitted).sorted() == [])
  }

  @Test func `names the reason that the fixtures say, and none where that would tell who pays`() throws {
    let told = try unbilled()
    let untold: Set = [
      "restricted", "no-coverage", "paid-by-client", "already-claimed", "not-in-source", "resting",
    ]
    for expectation in Expectation.all {
      let reason = expectation.reason.flatMap { untold.contains($0) ? nil : $0 }
      #expect(told[expectation.session] == reason, "\(expectation.session)")
    }
    #expect(Set(told.values).count >= 9)
    #expect(Set(told.keys).isSubset(of: Expectation.all.map(\.session)))
  }

  @Test func `gives each session exactly one fate, also after claims were sealed, sent and taken back`()
    throws
  {
    try expectOneFate()
    let ledger = try practice.ledger()
    let admitted = try practice.admitted()
    let sent = try ledger.seal(Array(admitted[0..<100]), run: practice.run)
    let permit = try #require(try ledger.permit(sent, payers: Practice.permitted))
    try ledger.conclude(permit, .accepted)
    _ = try ledger.seal(Array(admitted[100..<150]), run: practice.run)
    try expectOneFate()
    #expect(try ledger.withdraw(run: practice.run) == 1)
    try expectOneFate()
    // Taken back, and meanwhile no longer covered: it must not get lost between the two tellings.
    let lapsed = admitted[120]
    try practice.ask(
      "update practice.coverage set valid_through = date '2025-01-01' where client_id = $1",
      [.text(lapsed.clientReference)])
    try expectOneFate()
    #expect(try unbilled()[lapsed.record.reference] == "coverage-lapsed")
  }

  private func expectOneFate() throws {
    let admitted = try practice.admittedIDs()
    let told = try unbilled()
    let rows = try practice.ask(
      """
      select s.session_id,
        exists (select from claims.claim k where k.session_id = s.session_id and not exists (
          select from claims.to_reseal t where t.session_id = k.session_id))
          or exists (select from source.already_claimed e where e.session_id = s.session_id),
        exists (select from gate.restriction r where r.lifted_at is null and (r.session_id = s.session_id
          or r.session_id is null and s.service_date between r.from_date and r.through_date and r.client_id in (
            select s.client_id union
            select p.client_id from source.participant p where p.session_id = s.session_id)))
          -- The other's own record of a day on which they took part in a restricted joint session.
          or exists (select from source.participant p join source.session j on j.session_id = p.session_id
            join gate.restriction r on r.client_id = j.client_id and r.session_id is null and r.lifted_at is null
            where p.client_id = s.client_id and j.service_date = s.service_date and j.session_id <> s.session_id
              and s.service_date between r.from_date and r.through_date),
        not exists (select from source.coverage c where c.client_id = s.client_id)
          or coalesce((select sum(c.patient_paid_cents) >= sum(c.charge_cents) from source.charge c
            where c.session_id = s.session_id), false)
      from source.session s where s.service_date <= $1
      """, [.date(Practice.admission().through.daysSince2000)])
    #expect(rows.count > 470)
    for row in 0..<rows.count {
      let session = try rows.text(row, 0)
      let isHidden = try rows.bool(row, 2) || rows.bool(row, 3)
      let fates = [admitted.contains(session), told[session] != nil, try rows.bool(row, 1), isHidden]
      #expect(fates.filter { $0 }.count == 1, "\(session): admitted, told, claimed, hidden = \(fates)")
    }
  }

  @Test func `says of one session what it says of all`() throws {
    let admitted = try practice.admittedIDs()
    let sessions = try practice.ask(
      """
      select s.session_id, gate.is_eligible(s.session_id, $1, $2)
      from source.session s where s.service_date <= $3
      """,
      [
        .textArray(Practice.payers), .dateArray(Practice.permitted.firstServiceDates),
        .date(Practice.admission().through.daysSince2000),
      ])
    for row in 0..<sessions.count {
      #expect(try sessions.bool(row, 1) == admitted.contains(sessions.text(row, 0)))
    }
    #expect(sessions.count > admitted.count)
  }

  @Test func `lets in nothing from before the first service date, however much of it there is`() throws {
    try practice.change(
      """
      delete from practice.filed_elsewhere; delete from practice.session_participant;
      delete from practice.payment; delete from practice.charge; delete from practice.session;
      set scrim.anchor = '2025-11-03';
      select practice.generate(5000, 'history', 1, 90, 150)
      """)
    #expect(try practice.ask("select from source.session").count == 5_000)
    #expect(try practice.admitted().count == 0)
    let earlier = try practice.admitted(Practice.admission(since: Practice.anchor.adding(days: -365)))
    #expect(earlier.count > 4_000 && earlier.count < 4_700)  // one client in ten pays for themselves
  }

  @Test func `counts for billing staff what it lets in`() throws {
    let admission = Practice.admission()
    let payers = BillingDesk.Payers(
      ids: Practice.payers, firstServiceDates: Practice.permitted.firstServiceDates)
    let ages = [-60, -120].map { age in
      Practice.payers.map { _ in Practice.anchor.adding(days: age).daysSince2000 }
    }
    let due = try BillingDesk(practice.database.address(as: "biller")).due(
      payers, from: admission.from.daysSince2000, through: admission.through.daysSince2000,
      aged: (half: ages[0], late: ages[1]))
    let admitted = Dictionary(grouping: try practice.admitted(), by: \.billing.payerID)
    #expect(due.map(\.payer) == Practice.payers)
    for line in due {
      let sessions = admitted[line.payer] ?? []
      #expect(line.sessions == sessions.count && line.oldest == sessions.map(\.serviceDay).min())
      #expect(line.half == sessions.count { $0.serviceDay <= ages[0][0] } && line.half > line.late)
      #expect(line.late == sessions.count { $0.serviceDay <= ages[1][0] })
    }
  }

  @Test func `asks for no day that has not come, and none that can no longer be filed`() throws {
    let today = try practice.ask("select current_date").date(0, 0)
    let days = [today + 1, today, today - 89, today - 90]
    let payers = Practice.payers.map {
      Admission.Payer(
        id: $0, firstServiceDate: CalendarDate(daysSince2000: today - 400),
        oldest: CalendarDate(daysSince2000: today - 89))
    }
    let admission = Admission(
      payers: payers, from: CalendarDate(daysSince2000: today - 400),
      through: CalendarDate(daysSince2000: today + 9))
    let admitted = try days.map { day in
      try practice.change(
        """
        update practice.session set service_date = '\(CalendarDate(daysSince2000: day))' where session_id = 'S-0001'
        """)
      return try practice.admitted(admission).contains { $0.record.reference == "S-0001" }
    }
    #expect(admitted == [false, true, true, false])
  }
}
