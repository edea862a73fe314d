internal import Postgres
internal import TestSupport

/// A practice in which no entry gets in any more: neither into the trail, nor among what is kept of
/// restrictions. Which functions came as far as that is counted beside every transaction.
struct UnwritableTrail {
  let practice: Practice

  /// How an entry is refused.
  enum Refusal: CaseIterable {
    case raised, revoked

    var sqlState: String { self == .raised ? "53100" : "42501" }
  }

  func refuse(_ refusal: Refusal) throws {
    switch refusal {
    case .raised: try practice.database.connect(as: "postgres").script(Self.trigger)
    case .revoked:
      try practice.ask("revoke insert on trail.entry, gate.restriction_entry from scrim_gatekeeper")
    }
  }

  func allow(_ refusal: Refusal) throws {
    switch refusal {
    case .raised: try practice.database.connect(as: "postgres").script("drop schema refusing cascade")
    case .revoked: try practice.ask("grant insert on trail.entry, gate.restriction_entry to scrim_gatekeeper")
    }
  }

  /// The functions that came to an entry and were refused, by name.
  func reached() throws -> Set<String> {
    // A sequence that was never asked stands at nothing.
    try names(
      "select sequencename from pg_sequences where schemaname = 'refusing' and last_value is not null")
  }

  /// Every function that writes an entry, from the catalogue; the one way into the trail itself is none.
  func recorders() throws -> Set<String> {
    try names("select distinct proname from (\(Self.recorders)) r")
  }

  /// All rows of all tables of ours, and the logins that are named after the database.
  func digests() throws -> [String: String] {
    let tables = try names(
      """
      select format('%I.%I', schemaname, tablename) from pg_catalog.pg_tables
      where schemaname in ('claims', 'gate', 'trail')
      """)
    let rows = try practice.ask(
      tables.map {
        """
        select '\($0)', md5(coalesce(string_agg(t::text, e'\\n' order by t::text), '')) from \($0) t
        """
      }.joined(separator: " union all "))
    var found = Dictionary(
      uniqueKeysWithValues: try (0..<rows.count).map { (try rows.text($0, 0), try rows.text($0, 1)) })
    found["logins"] = try practice.ask(
      """
      select coalesce(string_agg(concat_ws(' ', rolname, rolcanlogin, (select array_agg(m.roleid order by 1)
        from pg_auth_members m where m.member = r.oid)), ','), '') from pg_roles r
      where starts_with(rolname, current_database())
      """
    ).text(0, 0)
    return found
  }

  private func names(_ sql: String) throws -> Set<String> {
    let rows = try practice.ask(sql)
    return Set(try (0..<rows.count).map { try rows.text($0, 0) })
  }

  private static let recorders = #"""
    select p.proname from pg_catalog.pg_proc p
    where p.pronamespace in ('claims'::regnamespace, 'gate'::regnamespace, 'trail'::regnamespace)
      and p.prokind = 'f' and p.oid <> 'trail.append(text,text,bytea,jsonb)'::regprocedure
      and pg_get_functiondef(p.oid) ~* 'trail\.append\(|into\s+trail\.entry|into\s+gate\.restriction_entry'
    """#

  /// A sequence is not rolled back: it still tells, after everything else is gone, who was here.
  private static let trigger = #"""
    create schema refusing;
    do $make$ declare name text; begin
      for name in \#(recorders) loop
        execute format('create sequence if not exists refusing.%I', name);
      end loop;
    end $make$;
    create function refusing.refuse() returns trigger language plpgsql security definer as $refuse$
    declare
      stack text;
      called text;
    begin
      get diagnostics stack = pg_context;
      for called in select m[1] from regexp_matches(stack, 'function (?:[a-z]+\.|")([a-z_]+)[("]', 'g') m loop
        if to_regclass('refusing.' || called) is not null then
          perform nextval('refusing.' || called);
        end if;
      end loop;
      raise exception using errcode = 'disk_full', message = 'no room';
    end $refuse$;
    create trigger refuse before insert on trail.entry for each row execute function refusing.refuse();
    create trigger refuse before insert on gate.restriction_entry
      for each row execute function refusing.refuse();
    """#
}
