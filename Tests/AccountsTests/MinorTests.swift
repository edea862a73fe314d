internal import Accounts
internal import Gate
internal import Postgres
internal import TestSupport
internal import Testing

/// Minors who consented alone: their own clinician says whether the plan may hear of it.
@Suite("Minor") struct MinorTests {
  private let house: House
  private static let session = "S-minor-alone"

  init() throws {
    house = try House()
    try house.practice.ask("insert into claims.run (run_id) values (gen_random_uuid())")
    try house.practice.ask(
      """
      insert into claims.hold (session_id, clearinghouse, payer_id, service_date, defects, run_id)
      select s.session_id, 'harborlink', 'meridian', s.service_date, '{minor-not-confirmed}', r.run_id
      from source.session s cross join claims.run r where s.session_id = '\(Self.session)'
      """)
  }

  private func clinician(treating: Bool) throws -> String {
    let found = try house.practice.ask(
      """
      select k.clinician_id from source.clinician k where exists (
        select from source.caseload l join source.session s on s.client_id = l.client_id
        where s.session_id = '\(Self.session)' and l.clinician_id = k.clinician_id) = \(treating)
      order by 1 limit 1
      """)
    let login = treating ? "rivera" : "soto"
    return try house.signIn(
      house.member(login, "clinician", clinician: found.text(0, 0))
    ).orMissing()
  }

  private func waiting(_ token: String) throws -> [String] {
    try house.visit(token) {
      try Restrictions(console: $0.connection).minorsToConfirm().map(\.session)
    }.orMissing()
  }

  private func confirm(_ token: String, _ session: String) throws -> Bool {
    try house.visit(token) { try Restrictions(console: $0.connection).confirmMinor(session: session) }
      .orMissing()
  }

  private func isConfirmed() throws -> Bool {
    try house.practice.ask(
      "select from gate.notice where kind = 'minor-confirmed' and client_id = 'C-minor-alone'"
    ).count == 1
  }

  @Test func `waits for their own clinician, and for nobody else`() throws {
    let (own, other) = (try clinician(treating: true), try clinician(treating: false))
    #expect(try waiting(own) == [Self.session])
    #expect(try waiting(other) == [])
    #expect(try !confirm(other, Self.session))
    #expect(try !isConfirmed())
    #expect(try confirm(own, Self.session))
    #expect(try isConfirmed())
  }

  @Test func `is confirmed of what is held for it, and of no other session`() throws {
    let own = try clinician(treating: true)
    #expect(try !confirm(own, "S-none"))
    try house.practice.ask("update claims.hold set defects = '{diagnosis-missing}'")
    #expect(try waiting(own) == [])
    #expect(try !confirm(own, Self.session))
  }
}
