internal import Accounts
internal import Gate
internal import Postgres
internal import Sessions
internal import Submissions
internal import TestSupport
internal import Testing

/// What clinicians see of their own clients in the console, and of no others.
@Suite("Caseload") struct CaseloadTests {
  private let house: House
  private let therapist: String
  private var practice: Practice { house.practice }

  init() throws {
    house = try House()
    therapist = try house.signIn(house.member("rivera", "clinician", clinician: "D-01")).orMissing()
  }

  private func officer() throws -> String {
    try house.signIn(house.member("okafor", "privacy")).orMissing()
  }

  private func look<T>(_ token: String, _ body: (Caseload) throws -> T) throws -> T {
    try house.visit(token) { try body(Caseload(console: $0.connection)) }.orMissing()
  }

  private func mark(_ mark: Restrictions.Mark) throws -> [Restrictions.Reached] {
    try house.visit(therapist) { try Restrictions(console: $0.connection).mark(mark) }.orMissing()
  }

  private func aMark(_ client: String, session: String? = nil) -> Restrictions.Mark {
    var mark = Restrictions.Mark(client: client, requestedOn: Practice.anchor.daysSince2000)
    mark.session = session
    return mark
  }

  // MARK: Clients

  private func standings() throws -> [String: Caseload.Person] {
    try Dictionary(uniqueKeysWithValues: look(therapist) { try $0.clients() }.map { ($0.id, $0) })
  }

  @Test func `tells of each client how it stands today`() throws {
    try practice.change(
      """
      update practice.coverage set valid_from = '2020-01-01', valid_through = null, consent_on = '2020-01-01',
        consent_through = null where client_id in ('C-001', 'C-024', 'C-035', 'C-046');
      update practice.coverage set consent_on = null where client_id = 'C-035'
      """)
    var found = try standings()
    #expect(found["C-001"]?.standing == .billed && found["C-001"]?.payer != nil)
    #expect(found["C-035"]?.standing == .noConsent)
    #expect(found["C-001"]?.familyName == "Ackerly" && found["C-001"]?.givenName == "Alma")
    try practice.change(
      """
      update practice.coverage set consent_on = '2020-01-01', consent_through = current_date - 1
      where client_id = 'C-035';
      update practice.coverage set valid_through = current_date - 1 where client_id = 'C-046';
      update practice.coverage set valid_from = current_date + 1 where client_id = 'C-024'
      """)
    found = try standings()
    #expect(found["C-035"]?.standing == .noConsent)
    #expect(found["C-046"]?.standing == .noCoverage && found["C-046"]?.payer == nil)
    #expect(found["C-024"]?.standing == .noCoverage)
    let names = try look(therapist) { try $0.clients() }.compactMap(\.familyName)
    #expect(names.count > 4 && names == names.sorted())
  }

  @Test func `tells of marks of the whole client, of sessions, and of those that are over`() throws {
    try practice.change(
      "update practice.coverage set valid_through = null, consent_through = null where client_id like 'C-0%'")
    let today = try look(therapist) { try $0.today() }
    _ = try mark(aMark("C-001"))
    let session = try practice.admitted().first { $0.clientReference == "C-024" }.orMissing().record.reference
    _ = try mark(aMark("C-024", session: session))
    var over = aMark("C-035")
    (over.from, over.through) = (today - 20, today - 1)
    _ = try mark(over)
    var found = try standings()
    #expect(found["C-001"]?.standing == .selfPay && found["C-001"]?.payer == nil)
    #expect(found["C-001"]?.from == nil && found["C-001"]?.through == nil)
    #expect(found["C-024"]?.standing == .billed && found["C-024"]?.markedSessions == 1)
    #expect(found["C-035"]?.standing == .billed && found["C-035"]?.markedSessions == 0)
    try house.visit(therapist) {
      _ = try Restrictions(console: $0.connection).requestLift(
        client: "C-001", session: nil, requestedOn: today)
    }
    found = try standings()
    #expect(found["C-001"]?.liftRequestedOn == today && found["C-001"]?.standing == .selfPay)
  }

  @Test func `has the clinician's own clients, and of others nothing`() throws {
    let officer = try officer()
    let own = try practice.ask(
      """
      select count(distinct coalesce(a.client_id, k.client_id)) from source.caseload k
      left join source.client_alias a on a.former_client_id = k.client_id where k.clinician_id = 'D-01'
      """)
    #expect(try look(therapist) { try $0.clients() }.count == Int(own.int64(0, 0)))
    #expect(try look(therapist) { try $0.names(of: ["C-001", "C-002"]) }.map(\.client) == ["C-001"])
    #expect(try look(officer) { try $0.names(of: ["C-001", "C-002"]) }.count == 2)
    #expect(try look(therapist) { try $0.sessions(of: "C-002") }.isEmpty)
    #expect(try look(officer) { try $0.sessions(of: "C-002") }.count == 8)
    #expect(house.refusal { _ = try look(therapist) { try $0.disclosures(about: "C-002") } } == "SC007")
    #expect(house.refusal { _ = try look(therapist) { try $0.forecast(aMark("C-002")) } } == "SC007")
    #expect(house.refusal { _ = try look(therapist) { try $0.forecast(aMark("nobody")) } } == "SC007")
    #expect(
      try practice.ask("select from gate.restriction_entry where kind = 'disclosures_shown'").count == 0)
    // The privacy officer has no caseload of their own.
    #expect(house.refusal { _ = try look(officer) { try $0.clients() } } == "SC031")
  }

  // MARK: Sessions, forecasts, disclosures

  /// Of C-001: one session arrived, one is on its way, one is in doubt, one was not sent; the rest wait.
  private func sent() throws -> [AdmittedSession] {
    let sessions = try practice.admitted().filter { $0.clientReference == "C-001" }
    let ledger = try practice.ledger()
    for (session, report) in zip(sessions, [Report.accepted, nil, .inDoubt, .notSent, .rejected]) {
      let submission = try ledger.seal([session], run: practice.run)
      let permit = try ledger.permit(submission, payers: Practice.permitted).orMissing()
      if let report { try ledger.conclude(permit, report) }
    }
    return sessions
  }

  @Test func `tells what became of each session, newest first`() throws {
    let sessions = try sent()
    _ = try mark(aMark("C-001", session: sessions[5].record.reference))
    let told = try look(therapist) { try $0.sessions(of: "C-001") }
    let fates = Dictionary(uniqueKeysWithValues: told.map { ($0.id, $0.fate) })
    let expected: [Caseload.Fate] = [
      .sent, .inFlight, .inFlight, .waiting, .sent, .marked, .waiting, .waiting,
    ]
    #expect(sessions.map { fates[$0.record.reference] } == expected)
    #expect(told.count == 8 && told.map(\.serviceDate) == told.map(\.serviceDate).sorted(by: >))
    for session in told {
      #expect((session.sentOn != nil) == (session.fate == .sent))
      #expect((session.payer != nil) == (session.fate == .sent))
      #expect(session.isMarked == (session.fate == .marked))
    }
  }

  @Test func `forecasts what a mark then answers, and leaves nothing behind`() throws {
    let sessions = try sent()
    let before = try rows()
    for one in [aMark("C-001", session: sessions[0].record.reference), aMark("C-001")] {
      let forecast = try look(therapist) { try $0.forecast(one) }
      #expect(try rows() == before)
      #expect(Set(forecast.map(\.answer)).count == (one.session == nil ? 3 : 1))
      #expect(try look(therapist) { try $0.sessions(of: "C-001") }.allSatisfy { !$0.isMarked })
    }
    let forecast = try look(therapist) { try $0.forecast(aMark("C-001")) }
    let reached = try mark(aMark("C-001"))
    #expect(try rows() != before, "a mark is seen")
    #expect(forecast.map(Self.words) == reached.map(Self.words).sorted { $0[1] < $1[1] })
  }

  private static func words(_ reached: Restrictions.Reached) -> [String] {
    [
      reached.session, "\(reached.serviceDate)", reached.answer.rawValue, "\(reached.sentOn ?? -1)",
      reached.payer ?? "",
    ]
  }

  /// Everything that is kept, by table; but for sessions of the console, which know when somebody came.
  private func rows() throws -> [String: String] {
    let tables = try practice.ask(
      """
      select format('%I.%I', schemaname, tablename) from pg_tables
      where schemaname in ('claims', 'gate', 'trail') and tablename <> 'console_session'
      """)
    var found: [String: String] = [:]
    for row in 0..<tables.count {
      let table = try tables.text(row, 0)
      found[table] = try practice.ask(
        "select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from \(table) t"
      ).text(0, 0)
    }
    return found
  }

  @Test func `shows everything that has left or may have, and records that somebody looked`() throws {
    let sessions = try sent()
    let shown = try look(therapist) { try $0.disclosures(about: "C-001") }
    let outcomes = Dictionary(uniqueKeysWithValues: shown.map { ($0.session, $0.outcome) })
    let expected: [Caseload.Disclosure.Outcome?] = [
      .arrived, .perhaps, .perhaps, nil, .arrived, nil, nil, nil,
    ]
    #expect(sessions.map { outcomes[$0.record.reference] } == expected)
    #expect(
      shown.allSatisfy { $0.clearinghouse == "harborlink" && $0.payer == "meridian" && $0.frequency == 1 })
    let entry = try practice.ask(
      "select actor, client_id from gate.restriction_entry where kind = 'disclosures_shown'")
    #expect(try entry.count == 1 && [entry.text(0, 0), entry.text(0, 1)] == ["rivera", "C-001"])
  }

  // MARK: Two people, two records

  @Test func `tells each of two clients of their joint session, sent or marked`() throws {
    let officer = try officer()
    let couple = try practice.admitted().first { $0.record.reference == "S-couple" }.orMissing()
    let ledger = try practice.ledger()
    let submission = try ledger.seal([couple], run: practice.run)
    try ledger.conclude(ledger.permit(submission, payers: Practice.permitted).orMissing(), .accepted)
    for client in ["C-couple-1", "C-couple-2"] {
      let sessions = try look(officer) { try $0.sessions(of: client) }
      #expect(sessions.first { $0.id == "S-couple" }?.fate == .sent, "\(client)")
      let left = try look(officer) { try $0.disclosures(about: client) }
      #expect(left.map(\.session) == ["S-couple"], "\(client)")
    }
    let marked = try look(officer) { try $0.sessions(of: "C-hour-1") }
    #expect(marked.first { $0.id == "S-hour-joint" }?.fate == .marked)
    #expect(marked.first { $0.id == "S-hour-before" }?.fate == .waiting)
  }

  @Test func `takes two records of one person as one`() throws {
    _ = try practice.admitted()
    let officer = try officer()
    for client in ["C-kept-2", "C-former-2"] {
      let sessions = try look(officer) { try $0.sessions(of: client) }
      #expect(sessions.map(\.id) == ["S-filed-under-former"] && sessions.allSatisfy(\.isMarked), "\(client)")
    }
    try practice.change(
      """
      insert into practice.caseload (clinician_id, client_id, since)
      values ('D-01', 'C-former-1', '2025-01-01')
      """)
    let merged = try standings().filter { $0.key.hasPrefix("C-kept") || $0.key.hasPrefix("C-former") }
    #expect(merged.keys.sorted() == ["C-kept-1", "C-kept-2", "C-kept-3"])
    #expect(merged["C-kept-3"]?.standing != .selfPay)
    #expect(merged["C-kept-1"]?.familyName == "Fitzwarren" && merged["C-kept-1"]?.standing == .selfPay)
    #expect(try look(therapist) { try $0.sessions(of: "C-kept-1") }.map(\.id) == ["S-restricted-as-former"])
  }
}
