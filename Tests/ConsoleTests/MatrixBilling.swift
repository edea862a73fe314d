/// Billing's routes. `:claim` and `:group` are of a claim that a payer has denied, and of which the records
/// know nothing: what is asked for of it is refused in words.
extension MatrixRoute {
  static let billingPages: [MatrixRoute] = [
    .init("GET /today", [.billing], 200, "<h1>Today</h1>"),
    .init("GET /desk", [.billing], 200, "Open these"),
    .init("GET /desk/:group", [.billing], 200, "<h2>These claims</h2>"),
    .init("GET /held", [.billing], 200, "<h1>Held</h1>"),
    .init("GET /claims", [.billing], 200, "<h1>Claims</h1>"),
    .init("GET /claims/:claim", [.billing], 200, "<h2>What happened</h2>"),
    .init("GET /doubt", [.billing], 200, "<h1>In doubt</h1>"),
    .init("GET /unbilled", [.billing], 200, "<h1>Unbilled</h1>"),
    .init("GET /changed", [.billing], 200, "<h1>Changed since sent</h1>"),
    .init("GET /unanswered", [.billing], 200, "<h1>Unanswered</h1>"),
    .init("GET /payments", [.billing], 200, "<h1>Payments</h1>"),
    .init("GET /charts", [.billing], 200, "<h1>Charts</h1>"),
  ]

  static let billingForms: [MatrixRoute] = [
    .init("POST /claims", [.billing], 422, "There is no claim of this number", fields: [("number", "NONE")]),
    .init(
      "POST /desk/:group/again", [.billing], 422, "Meanwhile these are other claims",
      fields: [("these", "x"), ("knownBy", "")]),
    .init(
      "POST /desk/:group/close", [.billing], 422, "Choose why nothing more is done",
      fields: [("these", "x"), ("reason", "x")]),
    .init(
      "POST /held/notice", [.billing], 422, "This session is not held any more",
      fields: [("kind", "client-told"), ("session", "x"), ("on", "2026-01-02"), ("through", "")]),
    .init(
      "POST /held/withdraw", [.billing], 422, "There is nothing to record",
      fields: [("kind", "client-told"), ("session", "none")]),
    .init(
      "POST /held/keep", [.billing], 422, "The session’s number or the reason is missing",
      fields: [("session", "none"), ("reason", "x")]),
    .init("POST /held/let-go", [.billing], 422, "Nobody keeps it back", fields: [("number", "none")]),
    .init(
      "POST /doubt/settle", [.billing], 422, "It is not in doubt any more",
      fields: [("submission", "x"), ("arrived", "yes"), ("receipt", "1"), ("knownBy", "phone")]),
    .init("POST /doubt/trust", [.billing], 422, "It contradicts nothing", fields: [("house", "none")]),
    .init(
      "POST /unbilled/late", [.billing], 422, "The session or the reason is missing",
      fields: [("session", "x"), ("delay", "11")]),
    .init("POST /unbilled/take-back", [.billing], 422, "Not now", fields: [("session", "none")]),
    .init("POST /claims/:claim/again", [.billing], 422, "Not now", fields: [("knownBy", "")]),
    .init("POST /claims/:claim/late", [.billing], 422, "Why it is late is missing", fields: [("delay", "x")]),
    .init(
      "POST /claims/:claim/replace", [.billing], 422, "This is no payer’s claim number",
      fields: [("payerNumber", "no number")]),
    .init(
      "POST /claims/:claim/void", [.billing], 422, "This is no payer’s claim number",
      fields: [("payerNumber", "no number")]),
    .init("POST /claims/:claim/rebill", [.billing], 422, "Not ready"),
    .init("POST /claims/:claim/take-back", [.billing], 422, "Not now"),
    .init(
      "POST /claims/:claim/close", [.billing], 422, "Why nothing more is done with it is missing",
      fields: [("reason", "x")]),
    .init("POST /claims/:claim/reopen", [.billing], 422, "Not now"),
  ]
}

/// A claim of the ledger alone.
enum MatrixClaim {
  /// Of a session that the records do not have.
  static let session = "M-denied"

  static let made = """
    insert into claims.run (run_id) values ('00000000-0000-4000-8000-000000000001');
    insert into claims.submission (submission_key, run_id, clearinghouse, destination_digest,
      interchange_control_number, batch_id, claim_count, charge_cents, payload_bytes, payload_digest,
      signature, signing_key_id, ciphertext, nonce, archive_wrapped_key, archive_key_id, state, receipt_number,
      receipt_evidence, decided_at)
    values (gen_random_uuid(), '00000000-0000-4000-8000-000000000001', 'clearpath', sha256('x'), 900001,
      'MATRIX', 1, 17500, 1, sha256('x'), 'x', 'x', 'x', 'x', 'x', 'x', 'accepted', 'R-1', 'digest', now());
    insert into claims.claim (session_id, version, submission_id, client_id, payer_id, service_date,
      charge_cents, patient_control_number, set_number)
    select 'M-denied', 1, s.submission_id, 'M-nobody', 'union', current_date - 20, 17500, 'MATRIXDENIED', 1
    from claims.submission s where s.batch_id = 'MATRIX';
    insert into claims.progress (session_id, version, state, codes, contradictory, payer_claim_number)
    values ('M-denied', 1, 'denied', array['CO-97'], false, 'PCN-1');
    insert into gate.person (login, role_name) values ('biller_two', 'billing') on conflict do nothing;
    insert into gate.account (login) values ('biller_two') on conflict do nothing;
    """
}
