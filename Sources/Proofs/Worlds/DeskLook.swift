internal import Foundation

/// What the billing desk sees of claims that were sent, and is told when it wants to correct them.
struct DeskLook {
  private let world: World

  init(_ world: World) { self.world = world }

  /// Payers say of every claim that they have it, and pay some of them. The same in every world, and nobody's
  /// doing.
  func answerAll() throws {
    try world.unseen("answers") { try world.site.script(Self.answers) }
  }

  /// A replacement and a void of everything that is not there to be billed any more, and of one that is; what
  /// the desk shows before and afterwards; and a run to which the archive's key is brought.
  func correct(_ gone: [String]) throws {
    let sent = try world.site.rows(
      """
      select k.patient_control_number, (k.session_id = any (\(gone.sqlArray)))::text
      from claims.claim k join claims.progress p on p.session_id = k.session_id and p.version = k.version
      order by k.session_id
      """)
    guard !sent.isEmpty else { return }
    try world.unseen("charges") {
      try world.site.script(
        """
        update practice.charge c set charge_cents = c.charge_cents + 100 from claims.claim k
        where k.session_id = c.session_id and (k.session_id = any (\(gone.sqlArray))
          or get_byte(sha256(convert_to(k.session_id, 'UTF8')), 0) < 64)
        """)
    }
    try world.command("changed since sent", ["claims", "list", "--changed", "--json"])
    try world.command("desk", ["claims", "list", "--json"])
    let others = sent.filter { $0[1] == "false" }.map { $0[0] }
    for claim in sent.filter({ $0[1] == "true" }).map({ $0[0] }) + others.prefix(1) {
      try world.command("desk: replace", ["claims", "replace", claim])
      try world.command("desk: void", ["claims", "void", claim])
    }
    for claim in others.dropFirst().prefix(1) {
      try world.command("desk: void another", ["claims", "void", claim])
    }
    try world.command("desk afterwards", ["claims", "list", "--state", "adjudicating", "--json"])
    try world.command("payments", ["claims", "payments", "--json"])
    try world.command(
      "run with the archive's key", ["run", "--json", "--archive-key", Materials.archivePrivateKey()])
  }

  /// What holds wait for is recorded, and taken back, of sessions that are not there to be billed any more.
  func notices(_ gone: [String]) throws {
    let said = ["--on", Today.adding(days: -1), "--as", "billing"]
    for session in gone.prefix(2) {
      try world.command("notice: told", ["holds", "told", session] + said)
      try world.command("notice: consent", ["holds", "consent", session] + said)
      try world.command(
        "notice: taken back", ["holds", "withdraw", "client-told", session, "--as", "billing"])
    }
  }

  /// The payers' time of filing is over for everything: a reason for what is not there to be billed any more,
  /// and for one that is and waits; one of them is taken back, and a run takes what may go.
  func late(_ gone: [String]) throws {
    try world.site.configure { document in
      for place in 0..<4 { document.change("payers.\(place).originalFilingDays", to: 1) }
    }
    let held = try world.site.rows("select session_id from claims.hold order by 1 limit 2").map { $0[0] }
    let sessions = Array(gone.prefix(2)) + held
    try world.command("late: unbilled", ["unbilled", "--json"])
    for session in sessions {
      try world.command(
        "late: release", ["claims", "release", "--session", session, "--delay-reason", "other", "--json"])
    }
    for session in [gone.first, held.first].compactMap({ $0 }) {
      try world.command("late: take back", ["claims", "take-back", "--session", session])
    }
    try world.command("late: run", ["run", "--json"])
    try world.command("late: unbilled afterwards", ["unbilled"])
  }

  private static let answers = """
    insert into claims.acknowledgment (clearinghouse, digest, bytes)
    select c.clearinghouse, sha256(convert_to(c.clearinghouse, 'UTF8')), 1
    from (select distinct clearinghouse from claims.claim_state where state = 'accepted') c order by 1;
    insert into claims.statement (acknowledgment_id, fingerprint, ordinal, kind, source, scope, session_id,
      version, outcome, codes, contradictory, reference, payer_claim_number, payment_trace, charge_cents,
      paid_cents)
    select a.acknowledgment_id, sha256(convert_to(s.kind || k.patient_control_number, 'UTF8')), 1, s.kind,
      'payer', 'claim', k.session_id, k.version, s.outcome, '{}', false, k.patient_control_number,
      'PCN' || left(k.patient_control_number, 12), s.trace, k.charge_cents, s.paid
    from claims.claim_state k join claims.acknowledgment a on a.clearinghouse = k.clearinghouse
    cross join lateral (
      select '277CA' as kind, 'adjudicating' as outcome, null as trace, null::bigint as paid
      union all
      select '835', 'paid', 'CHECK1', k.charge_cents where k.charge_cents % 3 = 0) s
    where k.state = 'accepted' order by k.session_id, s.kind;
    select claims.derive(array_agg(k.session_id), array_agg(k.version)) from claims.claim_state k
    where k.state = 'accepted';
    """
}
