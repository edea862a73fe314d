internal import Gateway
internal import Postgres
internal import Sessions
internal import Signing
internal import Submissions
internal import TestSupport
internal import Testing

@Suite("Claim run") struct PipelineTests {
  @Test func `sends what is admitted and holds the rest with their defects, session by session`() throws {
    let office = try Office()
    let report = try office.run()
    let admitted = Expectation.all.filter { $0.fate == "admitted" }
    let held = Expectation.all.filter { $0.fate.hasPrefix("held: ") }
    #expect(admitted.count > 400 && held.count > 10)

    #expect(
      try claimed(office) == Dictionary(uniqueKeysWithValues: admitted.map { ($0.session, $0.clearinghouse) })
    )
    let defects = held.map { ($0.session, "\($0.clearinghouse) \($0.fate.dropFirst("held: ".count))") }
    #expect(try self.held(office) == Dictionary(uniqueKeysWithValues: defects))

    #expect(report.claims.submitted == admitted.count && report.claims.held == held.count)
    #expect(report.outcomes == ["accepted": 2])
    #expect(report.needsPerson)
    let numbers = try office.numbers()
    for clearinghouse in ["clearpath", "harborlink"] {
      let arrived = try #require(office.received(clearinghouse).first)
      let mine = admitted.filter { $0.clearinghouse == clearinghouse }.compactMap { numbers[$0.session] }
      #expect(arrived.claims.sorted() == mine.sorted())
      let share = report.clearinghouses.first { $0.clearinghouse == clearinghouse }
      #expect(
        share?.claims == mine.count && share?.digest == arrived.digest.description && share?.stopped == nil)
    }
    try office.expectSound()
  }

  @Test func `finds nothing to do the second time`() throws {
    let office = try Office(["clearpath": []])
    let first = try office.run()
    #expect(first.claims.submitted > 200)
    let second = try office.run()
    #expect(second.outcomes == [:] && second.claims.submitted == 0 && second.claims.held == first.claims.held)
    #expect(try office.received("clearpath").count == 1)
    try office.expectSound()
  }

  @Test func `fills submissions up to their limit, with numbers that go up one by one`() throws {
    let office = try Office(["harborlink": []])
    var terms = Terms(claimsPerSubmission: 7, from: Practice.anchor.adding(days: -30))
    let report = try office.run(terms)
    var arrived = try office.received("harborlink")
    #expect(arrived.count > 8 && report.submissions.accepted == arrived.count)
    #expect(arrived.dropLast().allSatisfy { $0.claims.count == 7 })
    #expect((1...7).contains(arrived.last?.claims.count ?? 0))

    terms.from = Practice.anchor.adding(days: -45)
    _ = try office.run(terms)
    arrived = try office.received("harborlink")
    #expect(arrived.map(\.controlNumber) == Array(1...arrived.count))
    try office.expectSound()
  }

  @Test func `puts the claims of one provider for one payer together, each set with its own`() throws {
    let office = try Office(["harborlink": []])
    _ = try office.run()
    let arrived = try #require(office.received("harborlink").first)
    let runs = arrived.parties.reduce(into: [String]()) { runs, party in
      if runs.last != party { runs.append(party) }
    }
    #expect(runs.count == Set(runs).count && runs.count == arrived.transactionSets)
    #expect(Set(runs.map { $0.split(separator: " ")[1] }) == ["MERIDIAN", "NORTHFIELD"])
  }

  @Test func `leaves the payers alone that were not asked for`() throws {
    let office = try Office(["harborlink": []])
    _ = try office.run(Terms(payers: ["northfield"]))
    #expect(try Set(office.texts("select distinct payer_id from claims.claim")) == ["northfield"])
    _ = try office.run()
    #expect(
      try Set(office.texts("select distinct payer_id from claims.claim")) == ["meridian", "northfield"])
    try office.expectSound()
  }

  @Test func `takes a hold back once the record is corrected`() throws {
    let office = try Office(["harborlink": []])
    _ = try office.run()
    #expect(try held(office)["S-no-street"] != nil)
    try office.practice.change(
      """
      update practice.coverage v set subscriber_address_1 = '4 Mill Lane' from practice.session s
      where s.session_id = 'S-no-street' and v.client_id = s.client_id
      """)
    #expect(try office.run().claims.submitted == 1)
    #expect(try held(office)["S-no-street"] == nil)
    #expect(try office.numbers()["S-no-street"] != nil)
    try office.expectSound()
  }

  @Test func `forgets a hold whose session is gone, and keeps the others`() throws {
    let office = try Office(["harborlink": []])
    _ = try office.run()
    let before = try held(office)
    try office.practice.change(
      "update practice.session set deleted_at = now() where session_id = 'S-typed-prose'")
    _ = try office.run(Terms(from: Practice.anchor.adding(days: -3)))
    #expect(try held(office) == before)  // not in the window of this run
    _ = try office.run()
    #expect(before["S-typed-prose"] != nil)
    #expect(try held(office) == before.filter { $0.key != "S-typed-prose" })
  }

  @Test func `tells what it is doing, with counts that go up`() throws {
    let office = try Office(["harborlink": []])
    let lines = Box<[String]>([])
    let report = try office.claimRun(Terms(claimsPerSubmission: 10, from: Terms.lastDays.from)).run {
      progress in
      switch progress {
      case .settling: lines.value.append("settling")
      case .reading(let clearinghouse): lines.value.append("reading \(clearinghouse)")
      case .prepared: lines.value.append("prepared")
      case .submitted(_, let submissions, let claims, let outcome):
        lines.value.append("submitted \(submissions) \(claims) \(outcome.name)")
      }
    }
    let last = report.submissions.accepted
    #expect(last > 1)
    let expected = (1...last).map { "submitted \($0) \(min($0 * 10, report.claims.submitted)) accepted" }
    #expect(lines.value == ["reading harborlink"] + expected)
  }

  @Test func `sends nothing while the source views are not those that were approved`() throws {
    let office = try Office(["harborlink": []])
    try office.practice.change(
      """
      create or replace view source.caseload as
      select k.clinician_id, k.client_id from practice.caseload k
      where k.ended_on is null or k.ended_on is not null
      """)
    #expect(throws: GatewayError.sourcesNotApproved) { try office.run() }
    #expect(throws: GatewayError.sourcesNotApproved) { try office.preview() }
    try office.practice.approveSources()
    #expect(try office.run(.lastDays).claims.submitted > 0)
  }

  @Test func `is one at a time`() throws {
    let office = try Office(["harborlink": []])
    let second = try office.claimRun(
      .lastDays, ledger: Ledger(office.practice.database.address(as: "scrim_gateway")))
    let refusals = Box<[GatewayError]>([])
    _ = try office.claimRun(.lastDays).run { _ in
      do {
        _ = try second.run { _ in }
      } catch let error as GatewayError {
        refusals.value.append(error)
      } catch {}
    }
    #expect(refusals.value.count >= 2 && Set(refusals.value) == [.anotherRunHoldsTheLock])
    #expect(try office.count("claims.run") == 1)
    try office.expectSound()
  }

  /// Session → clearinghouse.
  private func claimed(_ office: Office) throws -> [String: String] {
    try pairs(office, "select session_id, clearinghouse from claims.claim_state where state = 'accepted'")
  }

  /// Session → clearinghouse and defects.
  private func held(_ office: Office) throws -> [String: String] {
    try pairs(
      office, "select session_id, clearinghouse || ' ' || array_to_string(defects, ', ') from claims.hold")
  }

  private func pairs(_ office: Office, _ sql: String) throws -> [String: String] {
    let rows = try office.practice.ask(sql)
    return try Dictionary(
      uniqueKeysWithValues: (0..<rows.count).map { (try rows.text($0, 0), try rows.text($0, 1)) })
  }
}
