internal import Desk
internal import Gate
internal import Postgres
internal import Sessions
internal import Submissions
internal import TestSupport
internal import Testing

/// Two claims for the same client, day, procedure and clinician.
@Suite("A second claim for one service") struct DuplicateTests {
  private let practice: Practice
  private let first: AdmittedSession

  init() throws {
    practice = try Practice()
    first = try #require(try practice.admitted().first { $0.record.reference == "S-0001" })
  }

  /// The same again, under another id, and what is different about it.
  private func chargeAgain(_ session: String = "true", charge: String = "true") throws {
    for table in ["session", "charge"] {
      try practice.change(
        """
        insert into practice.\(table) select (jsonb_populate_record(one, '{"session_id": "S-again"}')).*
        from practice.\(table) one where session_id = 'S-0001'
        """)
    }
    try practice.change(
      """
      update practice.session set \(session == "true" ? "session_id = session_id" : session)
      where session_id = 'S-again';
      update practice.charge set \(charge == "true" ? "session_id = session_id" : charge)
      where session_id = 'S-again'
      """)
  }

  /// Of the two; nil for one that is not admitted.
  private func holds() throws -> [String: [String]] {
    let both = try practice.admitted().filter { ["S-0001", "S-again"].contains($0.record.reference) }
    return Dictionary(both.map { ($0.record.reference, $0.billing.holds) }) { one, _ in one }
  }

  private static let duplicate = ["duplicate-of-claim"]

  @Test func `waits with the first, where both are due`() throws {
    #expect(try holds() == ["S-0001": []])
    try chargeAgain()
    #expect(try holds() == ["S-0001": Self.duplicate, "S-again": Self.duplicate])
    try practice.change("delete from practice.charge where session_id = 'S-again'")
    #expect(try holds() == ["S-0001": []])
  }

  @Test(arguments: [
    ("modifiers = '{59}'", ["S-0001": [], "S-again": []]),
    ("modifiers = '{95,XE}'", ["S-0001": [], "S-again": []]),
    ("modifiers = '{95,XS}'", ["S-0001": duplicate, "S-again": duplicate]),
    ("procedure_code = '90847'", ["S-0001": [], "S-again": []]),
    ("rendering_clinician_id = 'D-02'", ["S-0001": [], "S-again": []]),
    ("coverage_id = null", ["S-0001": []]),
    ("patient_paid_cents = charge_cents", ["S-0001": []]),
  ])
  func `is one by what is charged, and only if it could be claimed`(
    change: String, expected: [String: [String]]
  ) throws {
    try chargeAgain(charge: change)
    #expect(try holds() == expected)
  }

  /// Which modifiers these are is the payer's to say, also that there are none.
  @Test func `is none by the modifiers that the payer's rules name`() throws {
    try chargeAgain(charge: "modifiers = '{95,XS}'")
    func note(_ modifiers: String?) throws {
      try practice.ask(
        "select gate.note_distinct_modifiers($1, $2)",
        [.textArray(["meridian", "union"]), .optionalTextArray([modifiers, nil])], as: "scrim_gateway")
    }
    let two = ["S-0001": Self.duplicate, "S-again": Self.duplicate]
    let one: [String: [String]] = ["S-0001": [], "S-again": []]
    #expect(try holds() == two)
    try note("XE XS")
    #expect(try holds() == one)
    try note("XE XP")
    #expect(try holds() == two)
    try practice.change("update practice.charge set modifiers = '{59}' where session_id = 'S-again'")
    #expect(try holds() == two)
    try note(nil)
    #expect(try holds() == one)
    try note("")
    #expect(try holds() == two)
  }

  @Test(arguments: ["service_date = service_date - 1", "signed_at = null", "deleted_at = now()"])
  func `is none on another day, and none that is not ready`(change: String) throws {
    try chargeAgain(change)
    #expect(try holds()["S-0001"] == [])
  }

  @Test(arguments: [
    "consent_on = null", "consent_through = '2020-01-01'", "valid_from = '2100-01-01'",
    "valid_through = '2020-01-01'",
  ])
  func `tells nothing of a session without consent or coverage`(change: String) throws {
    try practice.change(
      """
      insert into practice.coverage select (jsonb_populate_record(one, '{"coverage_id": "V-bare"}')).*
      from practice.coverage one join practice.charge c using (coverage_id) where c.session_id = 'S-0001' limit 1
      """)
    try chargeAgain(charge: "coverage_id = 'V-bare'")
    #expect(try holds()["S-0001"] == Self.duplicate)
    try practice.change("update practice.coverage set \(change) where coverage_id = 'V-bare'")
    #expect(try holds() == ["S-0001": []])
  }

  @Test func `tells nothing of a session that is marked`() throws {
    try chargeAgain()
    #expect(try holds()["S-0001"] == Self.duplicate)
    try Front(practice: practice).mark(first.clientReference, session: "S-again")
    #expect(try holds() == ["S-0001": []])
  }

  @Test func `waits for a claim that is made already, which does not wait for it`() throws {
    let ledger = try practice.ledger()
    let sealed = try ledger.seal([first], run: practice.run)
    try chargeAgain()
    #expect(try holds() == ["S-again": Self.duplicate])
    let permit = try #require(try ledger.permit(sealed, payers: Practice.permitted))
    #expect(try holds() == ["S-again": Self.duplicate])
    try ledger.conclude(permit, .accepted)
    #expect(try holds() == ["S-again": Self.duplicate])
  }

  @Test func `waits for a claim that was filed elsewhere`() throws {
    try chargeAgain()
    try practice.change(
      "insert into practice.filed_elsewhere values ('S-again', 'meridian', null, current_date)")
    #expect(try holds() == ["S-0001": Self.duplicate])
  }

  @Test func `gets no permit where both are made already`() throws {
    try chargeAgain(charge: "procedure_code = '90847'")
    let again = try #require(try practice.admitted().first { $0.record.reference == "S-again" })
    let ledger = try practice.ledger()
    let (one, other) = (
      try ledger.seal([first], run: practice.run), try ledger.seal([again], run: practice.run)
    )
    try practice.change(
      """
      update practice.charge set procedure_code = (
        select min(c.procedure_code) from practice.charge c where c.session_id = 'S-0001' and c.line = 1)
      where session_id = 'S-again'
      """)
    #expect(try ledger.permit(one, payers: Practice.permitted) == nil)
    // What was taken back no longer stands in the way.
    #expect(try ledger.permit(other, payers: Practice.permitted) != nil)
    #expect(try holds() == ["S-0001": Self.duplicate])
  }

  /// Claimed, and then taken out of the records or marked: what it was cannot be seen any more.
  @Test(arguments: [
    "update practice.session set deleted_at = now() where session_id = 'S-0001'",
    "update practice.session set signed_at = null where session_id = 'S-0001'",
    "",
  ])
  func `waits while the claim of a session that is gone stands`(gone: String) throws {
    let ledger = try practice.ledger()
    let submission = try ledger.seal([first], run: practice.run)
    try ledger.conclude(#require(try ledger.permit(submission, payers: Practice.permitted)), .accepted)
    try chargeAgain(charge: "procedure_code = '90847'")
    #expect(try holds() == ["S-again": []])
    if gone.contains("S-0001") {
      try practice.change(gone)
    } else {
      try Front(practice: practice).mark(first)
    }
    #expect(try holds() == ["S-again": Self.duplicate])
    try practice.change("update practice.charge set modifiers = '{59}' where session_id = 'S-again'")
    #expect(try holds() == ["S-again": []])
  }

  /// Somebody has closed it: it is at nobody's.
  @Test func `goes where the claim of a session that is gone was refused, and is closed`() throws {
    let ledger = try practice.ledger()
    let submission = try ledger.seal([first], run: practice.run)
    try ledger.conclude(#require(try ledger.permit(submission, payers: Practice.permitted)), .rejected)
    try chargeAgain()
    try practice.change("update practice.session set deleted_at = now() where session_id = 'S-0001'")
    #expect(try holds() == ["S-again": Self.duplicate])
    let desk = try BillingDesk(practice.database.address(as: "biller"))
    let claim = try practice.ask("select patient_control_number from claims.claim").text(0, 0)
    _ = try desk.close(claim, reason: "appealed")
    #expect(try holds() == ["S-again": Self.duplicate])
    _ = try desk.reopen(claim)
    _ = try desk.close(claim, reason: "written-off")
    #expect(try holds() == ["S-again": []])
  }
}
