internal import TestSupport

/// A small practice drawn from a seed, with every way in which a session may be billable, held, not billed,
/// or self-pay, and with these meeting each other by chance.
struct Invention {
  let seed: UInt64
  let sessions: Int
  let clients: Int
  /// First day of service; the last is a week before today.
  let firstDay: String
  /// The last quarter of the sessions is scheduled at first, and signed in the middle of the proof.
  let firstArrival: String

  init(seed: UInt64) {
    var chance = SeededGenerator(seed: seed)
    self.seed = seed
    sessions = Int.random(in: 150...300, using: &chance)
    clients = sessions / 7
    firstDay = Today.adding(days: -88)
    firstArrival = Self.session(sessions * 3 / 4)
  }

  static func session(_ number: Int) -> String { "S-" + padded(number, 12) }

  private static func padded(_ number: Int, _ width: Int) -> String {
    String(repeating: "0", count: width - String(number).count) + String(number)
  }

  /// Fills the database; the same rows for the same seed.
  func fill(_ site: Site) throws {
    try site.script(
      """
      set role scrim_practice;
      insert into practice.payer (payer_id, name, filing_indicator)
      values ('quillwort', 'Quillwort Assurance', 'CI');
      select practice.generate_providers('w\(seed)', 4);
      select practice.generate_clients('w\(seed)', 1, \(clients), 4, date '\(firstDay)' - 200);
      select practice.generate_sessions('w\(seed)', 1, \(sessions), \(clients), 4, date '\(firstDay)', 80);
      select practice.generate_charges('w\(seed)', 1, \(sessions), \(clients), 4);
      \(people)
      \(joint)
      \(defective)
      \(unbilled)
      update practice.session set status = 'scheduled', signed_at = null
      where session_id >= '\(firstArrival)';
      reset role;
      update gate.person set clinician_id = 'D-g1' where login = 'therapist';
      """)
  }

  /// Signs what was scheduled, except what a world does without.
  func arrive(_ site: Site, without struck: [String] = []) throws {
    try site.script(
      """
      update practice.session set status = 'completed', signed_at = ends_at
      where status = 'scheduled' and not session_id = any (\(struck.sqlArray))
      """)
  }

  /// Of some of what was sent the records say something else afterwards.
  func correct(_ site: Site) throws {
    try site.script(
      """
      create temporary table sent as
        select session_id, row_number() over (order by session_id) % 5 as place from claims.claim;
      update practice.charge c set charge_cents = charge_cents + 100 from sent s
      where s.session_id = c.session_id and s.place = 1;
      update practice.session c set signed_at = null from sent s
      where s.session_id = c.session_id and s.place = 2;
      update practice.session c set diagnosis_codes = 'F99'::text || diagnosis_codes from sent s
      where s.session_id = c.session_id and s.place = 3
      """)
  }

  /// True for about so many of 256, each thing by a chance of its own.
  private func one(_ what: String, _ id: String, _ of256: Int) -> String {
    "get_byte(practice.chance('w\(seed) \(what)', \(id)), 0) < \(of256)"
  }

  private func byte(_ what: String, _ id: String) -> String {
    "get_byte(practice.chance('w\(seed) \(what)', \(id)), 1)"
  }

  /// Besides the tenth who are self-pay from the start: some from a day on, some until a day, single
  /// sessions, and records that were merged into another's, in chains too.
  private var people: String {
    """
    update practice.client set self_pay_since = date '\(firstDay)' + 10 + \(byte("from", "client_id")) % 50
    where self_pay_since is null and \(one("from", "client_id", 26));
    update practice.client set self_pay_through = self_pay_since + 15
    where self_pay_since >= date '\(firstDay)' and \(one("through", "client_id", 128));
    update practice.session set self_pay = true where \(one("session", "session_id", 10));
    update practice.client c 
    set merged_into = 'C-' || lpad((right(c.client_id, 9)::integer + 1)::text, 9, '0')
    where \(one("merged", "c.client_id", 24)) and right(c.client_id, 9)::integer < \(clients);
    """
  }

  private var joint: String {
    """
    insert into practice.session_participant (session_id, seat, client_id)
    select s.session_id, 2, 'C-' || lpad((1 + \(byte("joint", "s.session_id")) % \(clients))::text, 9, '0')
    from practice.session s where \(one("joint", "s.session_id", 24));
    """
  }

  private var defective: String {
    """
    update practice.session set diagnosis_codes = '{unspecified}' where \(one("typed", "session_id", 13));
    update practice.coverage set member_id = null where \(one("member", "client_id", 13));
    update practice.coverage set subscriber_address_1 = null where \(one("address", "client_id", 13));
    """
  }

  private var unbilled: String {
    """
    update practice.charge set coverage_id = null where \(one("coverage", "session_id", 8));
    delete from practice.charge where \(one("charge", "session_id", 6));
    update practice.charge set patient_paid_cents = charge_cents where \(one("paid", "session_id", 6));
    update practice.coverage set valid_through = date '\(firstDay)' + 30
    where \(one("lapsed", "client_id", 16));
    update practice.coverage set consent_on = null where \(one("consent", "client_id", 10));
    update practice.coverage set payer_id = 'quillwort' where \(one("payer", "client_id", 10));
    insert into practice.filed_elsewhere (session_id, payer_id, filed_on)
    select session_id, 'meridian', service_date from practice.session where \(one("filed", "session_id", 6));
    """
  }
}

extension [String] {
  /// Ids of ours, as an array of PostgreSQL.
  var sqlArray: String { "array[" + map { "'\($0)'" }.joined(separator: ", ") + "]::text[]" }
}
