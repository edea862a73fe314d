internal import Postgres
internal import Submissions
internal import TestSupport
internal import Testing

@Suite("Ledger tables") struct LedgerConstraintTests {
  private let practice: Practice

  init() throws {
    practice = try Practice()
    let ledger = try practice.ledger()
    let sessions = try practice.admitted()
    for (index, report) in [nil, Report.inDoubt, .accepted].enumerated() {
      let submission = try ledger.seal([sessions[index]], run: practice.run)
      guard let report else { continue }
      let permit = try #require(try ledger.permit(submission, payers: Practice.permitted))
      try ledger.conclude(permit, report)
    }
  }

  private static let illegal = [
    // change, of the submission in which state, and the constraint that refuses it
    (
      "submission set state = 'withdrawn', decided_at = now()", "sealed",
      "bytes_unless_withdrawn_or_taken_back"
    ),
    (
      "submission set ciphertext = null, archive_wrapped_key = null, transit_wrapped_key = null", "in_doubt",
      "bytes_unless_withdrawn_or_taken_back"
    ),
    (
      "submission set ciphertext = null, transit_wrapped_key = null", "sealed",
      "archive_key_exactly_with_bytes"
    ),
    ("submission set transit_wrapped_key = null", "sealed", "transit_key_exactly_while_open"),
    ("submission set transit_wrapped_key = null", "in_doubt", "transit_key_exactly_while_open"),
    ("submission set transit_wrapped_key = '\\x00'", "accepted", "transit_key_exactly_while_open"),
    ("submission set decided_at = null", "accepted", "decided_exactly_when_closed"),
    ("submission set decided_at = now()", "in_doubt", "decided_exactly_when_closed"),
    ("submission set receipt_number = 'R-2'", "sealed", "receipt_exactly_when_accepted"),
    ("submission set receipt_evidence = null", "accepted", "receipt_exactly_when_accepted"),
    ("submission set receipt_number = 'R 2 <html>'", "accepted", "submission_receipt_number_check"),
    ("submission set state = 'sent'", "sealed", "submission_state_check"),
    (
      "submission set interchange_control_number = 0", "sealed", "submission_interchange_control_number_check"
    ),
    (
      "submission set interchange_control_number = 1000000000", "sealed",
      "submission_interchange_control_number_check"
    ),
    ("submission set interchange_control_number = 3", "sealed", "interchange_never_repeats"),
    ("submission set claim_count = 0", "sealed", "submission_claim_count_check"),
    ("submission set payload_digest = '\\x00'", "sealed", "submission_payload_digest_check"),
    ("claim set patient_control_number = ''", "sealed", "claim_patient_control_number_check"),
    ("claim set charge_cents = -1", "sealed", "claim_charge_cents_check"),
    ("claim set version = 0", "sealed", "claim_version_check"),
    ("attempt set state = 'in_flight'", "in_doubt", "decided_exactly_when_concluded"),
    ("attempt set concluded_at = null", "in_doubt", "decided_exactly_when_concluded"),
    ("attempt set state = 'not_sent'", "in_doubt", "nothing_left_when_not_sent"),
    ("attempt set fault = 'Key (name)=(x)'", "in_doubt", "attempt_fault_check"),
    ("attempt set number = 0", "in_doubt", "attempt_number_check"),
  ]

  /// As the superuser: what no function of ours would do must not be possible either.
  @Test func `refuse what cannot be`() throws {
    let superuser = try practice.database.connect(as: "postgres")
    for (change, state, constraint) in Self.illegal {
      let refusal = #expect(throws: PostgresError.self) {
        try superuser.query(
          """
          update claims.\(change)
          where submission_id in (select submission_id from claims.submission where state = $1)
          """, [.text(state)])
      }
      #expect(refusal?.constraint == constraint, "\(change)")
    }
  }

  @Test func `allow one open attempt for a submission`() throws {
    let refusal = #expect(throws: PostgresError.self) {
      try practice.ask(
        """
        insert into claims.attempt (submission_id, number, state)
        select submission_id, 9, 'in_flight' from claims.submission where state = 'in_doubt'
        """)
    }
    #expect(refusal?.constraint == "one_open_attempt_per_submission")
  }

  @Test func `allow the changes that are legal`() throws {
    try practice.ask("update claims.submission set receipt_number = 'R-2' where state = 'accepted'")
    try practice.ask(
      """
      update claims.submission
      set ciphertext = null, transit_wrapped_key = null, archive_wrapped_key = null where state = 'sealed'
      """)
    try practice.ask(
      """
      update claims.submission set state = 'withdrawn', decided_at = now() where state = 'sealed'
      """)
  }
}
