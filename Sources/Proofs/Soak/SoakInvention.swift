internal import TestSupport

/// What comes into the practice's records on the day before a night: new clients with their sessions, more
/// sessions of earlier clients, a diagnosis that is no code, and one that was put right.
struct SoakInvention {
  let night: Int

  private var first: Int { 1 + (night - 1) * 1_000 }

  func session(_ number: Int) -> String { Invention.session(first + number) }

  /// As the generator gives sessions out.
  func client(of session: Int) -> String { "C-" + padded(first + session % SoakOffice.clients) }

  private func padded(_ number: Int) -> String {
    String(repeating: "0", count: 9 - String(number).count) + String(number)
  }

  /// Made once. What arrived and what was promised is kept beside the practice; the ledger is not asked.
  static let beginning = """
    set role scrim_practice;
    select practice.generate_providers('soak', 4);
    reset role;
    update gate.person set clinician_id = 'D-g1' where login = 'therapist';
    create schema soak;
    create table soak.arrived (claim text collate "C" primary key, times integer not null);
    create table soak.read (submission text collate "C" primary key, is_listed boolean not null);
    create table soak.promised (
      session_id text collate "C", client_id text collate "C", is_of_session boolean,
      primary key (session_id, client_id, is_of_session));
    """

  var sql: String {
    """
    set role scrim_practice;
    select practice.generate_clients('soak', \(first), \(SoakOffice.clients), 4, date '\(firstDay)' - 200);
    select practice.generate_sessions('soak', \(first), \(SoakOffice.sessions), \(SoakOffice.clients), 4,
      date '\(firstDay)', 30);
    select practice.generate_charges('soak', \(first), \(SoakOffice.sessions), \(SoakOffice.clients), 4);
    \(defects)
    \(returning)
    reset role;
    insert into gate.notice (kind, client_id, coverage_id, given_on)
    select 'client-told', v.client_id, v.coverage_id, v.valid_from from practice.coverage v
    where v.policyholder_is_client is not true
      and v.client_id between 'C-\(padded(first))' and 'C-\(padded(first + SoakOffice.clients - 1))'
    """
  }

  private var firstDay: String { Today.adding(days: -40) }

  private var defects: String {
    """
    update practice.session set diagnosis_codes = '{F41.1}' where session_id in (
      select session_id from practice.session where diagnosis_codes = '{unspecified}'
      order by session_id limit 2);
    update practice.session set diagnosis_codes = '{unspecified}'
    where session_id between '\(session(0))' and '\(session(SoakOffice.sessions - 1))'
      and get_byte(practice.chance('soak typed', session_id), 0) < 5;
    """
  }

  /// A day earlier than a session that the client had, some nights ago.
  private var returning: String {
    guard night > 1 else { return "" }
    let earlier = SoakInvention(night: 1 + (night * 7) % (night - 1))
    let range = "between '\(earlier.session(0))' and '\(earlier.session(29))'"
    return """
      insert into practice.session (session_id, client_id, clinician_id, location_id, status, service_date,
        starts_at, ends_at, signed_at, diagnosis_codes)
      select 'R-\(night)-' || s.session_id, s.client_id, s.clinician_id, s.location_id, s.status,
        s.service_date - 1, s.starts_at - interval '1 day', s.ends_at - interval '1 day',
        s.signed_at - interval '1 day', s.diagnosis_codes
      from practice.session s where s.session_id \(range);
      insert into practice.charge (session_id, line, coverage_id, billing_provider_id, rendering_clinician_id,
        location_id, procedure_code, modifiers, charge_cents, diagnosis_pointers, place_of_service)
      select 'R-\(night)-' || h.session_id, h.line, h.coverage_id, h.billing_provider_id,
        h.rendering_clinician_id, h.location_id, h.procedure_code, h.modifiers, h.charge_cents,
        h.diagnosis_pointers, h.place_of_service
      from practice.charge h where h.session_id \(range);
      """
  }
}
