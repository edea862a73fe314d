internal import Desk
internal import Foundation
internal import Postgres
internal import Signing
internal import TestSupport

/// Where claims stand must not depend on the order in which answers come, nor on how often: sets of
/// statements are drawn, and each is said in several orders to a practice of its own, through the ledger's
/// real functions. Many practices share a database and a file, so that ten thousand orders take minutes.
final class OrderTrial {
  /// Practices in one database, and how many of them are told the same.
  static let practices = 250
  static let copies = 5

  /// A fault in the ledger, or in what tells it.
  enum Plant: CaseIterable {
    case lastWord, firstNumber, firstDay, repeatedPayment

    var sentence: String {
      switch self {
      case .lastWord: "a ledger in which the last word counts, and not the farthest"
      case .firstNumber: "a ledger that keeps the payer's number that came first"
      case .firstDay: "a ledger in which the same words in a later file leave the day as it was"
      case .repeatedPayment: "a payment that counts twice when it is told twice"
      }
    }
  }

  private let database: TemporaryDatabase
  private let desk: AcknowledgmentDesk
  private let plant: Plant?
  private var random: SeededGenerator
  private(set) var orders = 0
  private(set) var statements = 0
  private(set) var findings: [String] = []
  private(set) var failure: (any Error)?

  init(seed: UInt64, plant: Plant? = nil) throws {
    (self.plant, random) = (plant, SeededGenerator(seed: seed))
    database = try TemporaryDatabase(.practice)
    desk = try AcknowledgmentDesk(database.address(as: "biller"))
    let owner = try database.connect(as: "postgres")
    try owner.script(Self.prepared(Self.practices))
    if let sql = plant?.sql { try owner.script(sql) }
  }

  /// A round, for a thread; nothing after one that could not be made.
  func nextRound() {
    guard failure == nil else { return }
    do { try round() } catch { failure = error }
  }

  /// Sets of statements, each in five orders; all practices are as at the beginning after it.
  func round() throws {
    var said: [[Statement]] = []
    for _ in 0..<Self.practices / Self.copies {
      let drawn = DrawnAnswers(&random)
      for _ in 0..<Self.copies {
        let practice = said.count + 1
        said.append(drawn.inSomeOrder(&random).map { told($0, practice) })
      }
    }
    for place in 0..<(said.map(\.count).max() ?? 0) {
      try take(said.compactMap { $0.indices.contains(place) ? $0[place] : nil })
    }
    orders += said.count
    try compare()
    try database.connect(as: "postgres").script(
      "truncate claims.statement, claims.progress, claims.acknowledgment, claims.acknowledgment_piece")
  }

  private func take(_ file: [Statement]) throws {
    statements += file.count
    let digest = Digest(sha256Of: RandomBytes.make(16)).bytes
    let json = String(decoding: try JSONEncoder().encode(file), as: UTF8.self)
    _ = try desk.take(.init(clearinghouse: "harborlink", digest: digest, bytes: 1, nameThere: nil)) {
      try $0.note(json)
    }
  }

  /// The statement as it is said of this practice.
  private func told(_ answer: DrawnAnswers.Answer, _ practice: Int) -> Statement {
    var one = answer.statement
    one.reference = answer.reference(of: practice)
    let isPlanted = plant == .repeatedPayment && one.kind == "835"
    let text = answer.whole + (isPlanted ? " \(answer.repetition)" : "")
    // The practice comes last: where fingerprints decide, they decide the same in all of them.
    let number = String(practice, radix: 16)
    one.fingerprint =
      Digest(sha256Of: Array(text.utf8)).hex.prefix(56) + String(repeating: "0", count: 8 - number.count)
      + number
    return one
  }

  /// Practices that were told the same are in the same state.
  private func compare() throws {
    let rows = try database.connect(as: "postgres").query(Self.states)
    for first in stride(from: 0, to: rows.count, by: Self.copies) {
      let states = Set(try (first..<first + Self.copies).map { try rows.text($0, 0) })
      if states.count > 1 {
        let set = (orders - rows.count + first) / Self.copies
        findings.append("set \(set) of answers: \(states.count) states after \(Self.copies) orders")
      }
    }
  }

  private static let states = """
    select coalesce(string_agg(concat_ws(' ', right(c.session_id, 1), p.state, p.codes::text, p.contradictory,
      p.payer_claim_number, coalesce(p.charge_cents, -1), coalesce(p.paid_cents, -1),
      coalesce(p.patient_cents, -1)), '; ' order by c.session_id), '')
    from claims.claim c left join claims.progress p on p.session_id = c.session_id and p.version = c.version
    group by c.submission_id order by c.submission_id
    """

  /// Each practice's submission has two sets: the first with two claims, the second with one.
  private static func prepared(_ count: Int) -> String {
    """
    insert into claims.run (run_id) values (gen_random_uuid());
    insert into claims.submission (submission_id, submission_key, run_id, clearinghouse, destination_digest,
      interchange_control_number, batch_id, claim_count, charge_cents, payload_bytes, payload_digest,
      signature, signing_key_id, ciphertext, nonce, archive_wrapped_key, archive_key_id, state,
      receipt_number, receipt_evidence, decided_at)
    overriding system value
    select n, gen_random_uuid(), (select run_id from claims.run limit 1), 'harborlink', sha256('x'), n,
      translate(lpad(n::text, 16, '0'), '0189', 'ABCD'), 3, 1, 1, sha256('x'), 'x', 'k', 'x', 'x', 'x', 'k',
      'accepted', 'R-1', 'digest', now()
    from generate_series(1, \(count)) n;
    insert into claims.claim (session_id, version, submission_id, client_id, payer_id, service_date,
      charge_cents, patient_control_number, set_number)
    select 'O-' || n || '-' || k, 1, n, 'C-1', 'meridian', '2025-11-01', 14000, 'ORDER' || n || 'C' || k,
      case when k < 2 then 1 else 2 end
    from generate_series(1, \(count)) n, generate_series(0, 2) k;
    """
  }
}

extension OrderTrial.Plant {
  /// The ledger's own function with one word changed; nil where it is not the ledger that is wrong.
  fileprivate var sql: String? {
    switch self {
    case .lastWord:
      Self.changed(
        "claims.derive", "filter (where t.kind <> ''835'' or d.state = ''forwarded'')",
        """
        filter (where (t.kind <> ''835'' or d.state = ''forwarded'') and t.statement_id = (
          select max(x.statement_id) from said x where x.session_id = d.session_id and x.version = d.version
            and x.state is not null))
        """)
    case .firstNumber:
      Self.changed(
        "claims.derive", "order by (t.kind = ''835'') desc, t.said_on desc nulls last, t.fingerprint",
        "order by t.statement_id")
    case .firstDay:
      Self.changed("claims.note_statements", "greatest(s.said_on, excluded.said_on)", "s.said_on")
    case .repeatedPayment: nil
    }
  }

  private static func changed(_ function: String, _ old: String, _ new: String) -> String {
    """
    do $plant$
    declare
      before text := pg_get_functiondef('\(function)'::regproc);
      after text := replace(before, '\(old)', '\(new)');
    begin
      if before = after then
        raise exception 'there is nothing to plant it in';
      end if;
      execute after;
    end
    $plant$;
    """
  }
}
