internal import Postgres
internal import Schema
internal import Sessions
internal import Signing
internal import Submissions
internal import TestSupport

/// A practice for races: in each round a client, or two records of one person, with three sessions.
struct RacePractice {
  static let rounds = 500
  static let sessionsPerRound = 3
  let database: TemporaryDatabase
  let run = UniqueID.v4()

  /// - Parameter isLocked: false takes the lock out: each caller locks something of its own.
  init(isLocked: Bool) throws {
    database = try TemporaryDatabase(.races)
    try script(Self.slowness(milliseconds: isLocked ? 2 : 12))
    // Where two wait for each other they are told at once, and not after a second: it is counted as it is.
    try script("alter database \(database.name) set deadlock_timeout = '20ms'")
    guard !isLocked else { return }
    try script(
      """
      create or replace function gate.lock_key() returns bigint language sql volatile
      set search_path = pg_catalog
      return (random() * 1e15)::bigint;
      """)
  }

  func script(_ sql: String) throws { try database.connect(as: "postgres").script(sql) }

  func ledger() throws -> Ledger { try Ledger(database.address(as: "scrim_gateway")) }

  static let permitted = PermittedPayers(ids: ["meridian"], firstServiceDates: [firstDay.daysSince2000])
  /// One day for everything in it, whatever the server's is by then.
  private static let lastDay = CalendarDate(Today.text) ?? CalendarDate(year: 2000, month: 1, day: 1)
  static let firstDay = lastDay.adding(days: -120)
  static let today = lastDay.adding(days: -1).daysSince2000
  static func serviceDate(_ seat: Int) -> CalendarDate { lastDay.adding(days: -10 * seat) }

  /// Between the last look and the commit, on both sides, where a gate without a lock is open: a trigger that
  /// is put off until then takes its time. More of it without the lock, so that fewer rounds tell as much.
  private static func slowness(milliseconds: Int) -> String {
    """
    create function public.slow() returns trigger language plpgsql security definer as
    $slow$ begin perform pg_sleep(\(milliseconds) / 1000.0); return null; end $slow$;
    create constraint trigger slow after insert on gate.restriction deferrable initially deferred
      for each row when (new.origin = 'practice') execute function public.slow();
    create constraint trigger slow after insert on claims.attempt deferrable initially deferred
      for each row execute function public.slow();
    """
  }

  static func client(_ round: Int) -> String { "C-\(round)" }
  static func other(_ round: Int) -> String { "K-\(round)" }
  static func session(_ round: Int, _ seat: Int) -> String { "S-\(round)-\(seat)" }

  /// A session of round r is of client C-r; its last is of K-r, the record that C-r may be merged into.
  static func records(_ rounds: String) -> String {
    """
    insert into practice.client (client_id, registered_on, family_name, given_name, birth_date, sex)
    select k || r, current_date - 300, 'Alder', 'Ada', date '1980-01-01', 'F'
    from \(rounds) cross join unnest(array['C-', 'K-']) k;
    insert into practice.coverage (coverage_id, client_id, rank, payer_id, member_id, relationship,
      policyholder_is_client, valid_from, consent_on)
    select 'V' || k || r, k || r, 1, 'meridian', 'M' || r, '18', true, current_date - 300, current_date - 300
    from \(rounds) cross join unnest(array['C-', 'K-']) k;
    insert into practice.session (session_id, client_id, clinician_id, status, service_date, starts_at,
      ends_at, signed_at, diagnosis_codes)
    select 'S-' || r || '-' || n, case n when 3 then 'K-' else 'C-' end || r, 'D-g1', 'completed',
      date '\(lastDay)' - 10 * n, now() - interval '40 days', now() - interval '39 days', now(), '{F41.1}'
    from \(rounds) cross join generate_series(1, 3) n;
    insert into practice.charge (session_id, line, coverage_id, billing_provider_id, rendering_clinician_id,
      procedure_code, charge_cents, place_of_service)
    select 'S-' || r || '-' || n, 1, case n when 3 then 'VK-' else 'VC-' end || r, 'B-g1', 'D-g1', '90834',
      14000, '11'
    from \(rounds) cross join generate_series(1, 3) n;
    """
  }
}

extension Template {
  /// Of every ten rounds one has a client whose rows come only in the round.
  fileprivate static let races = Template("races") { address in
    try install(address) { connection in
      try connection.script(
        """
        set role scrim_practice; select practice.generate_providers('races', 2);
        \(RacePractice.records(standing))
        analyze practice.client, practice.coverage, practice.session, practice.charge; reset role
        """)
    }
  }

  private static let standing =
    "(select g from generate_series(0, \(RacePractice.rounds - 1)) g where g % 10 <> 9) as rounds(r)"
}
