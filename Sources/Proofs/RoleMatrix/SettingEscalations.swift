internal import Postgres

/// What a login can set for itself, and whether a function of ours falls for it.
extension Escalation {
  static let settings = [
    Escalation(name: "another login's authorization") { _, actor in
      guard !actor.name.hasSuffix("*") else { return nil }
      let sql = "set local session authorization postgres"
      return Attempt("", sql).succeeds(on: actor.connection) ? gained : refused
    },
    Escalation(name: "a search_path with functions and operators of somebody else") { world, actor in
      try world.isCaught(actor, after: "set search_path = evil, pg_catalog") ? gained : nothing
    },
    Escalation(name: "a temporary table that has the name of ours") { world, actor in
      let table =
        "create temporary table person as select session_user::text as login, 'D-01'::text as clinician_id"
      let script =
        "begin; \(table); set local search_path = pg_temp, gate; "
        + "select 1 / count(*) from gate.list_self_pay(true); rollback"
      return switch state(of: script, on: actor.connection) {
      case "42501": refused
      case nil where actor.name != "scrim_migrator": gained
      default: nothing
      }
    },
  ]

  /// A schema whose functions and operators tell when they are called by someone else than who set the path.
  static let evil = """
    create schema evil;
    grant usage on schema evil to public;
    create sequence evil.caught;
    grant usage on sequence evil.caught to public;
    create function evil.now() returns timestamptz language plpgsql as
      $$ begin perform pg_catalog.nextval('evil.caught'); return pg_catalog.now(); end $$;
    create function evil.clock_timestamp() returns timestamptz language plpgsql as
      $$ begin perform pg_catalog.nextval('evil.caught'); return pg_catalog.now(); end $$;
    create function evil.current_setting(text) returns text language plpgsql as
      $$ begin perform pg_catalog.nextval('evil.caught'); return 'read committed'; end $$;
    create function evil.pg_has_role(name, text, text) returns boolean language plpgsql as
      $$ begin perform pg_catalog.nextval('evil.caught'); return true; end $$;
    create function evil.same(text, text) returns boolean language plpgsql as
      $$ begin perform pg_catalog.nextval('evil.caught'); return true; end $$;
    create operator evil.= (function = evil.same, leftarg = text, rightarg = text);
    create function evil.later(date, date) returns boolean language plpgsql as
      $$ begin perform pg_catalog.nextval('evil.caught'); return true; end $$;
    create operator evil.>= (function = evil.later, leftarg = date, rightarg = date);
    create operator evil.> (function = evil.later, leftarg = date, rightarg = date);
    """

  /// A function such as none of ours may be: with the owner's rights and the caller's path.
  static let unpinned = """
    create function public.unpinned(text) returns timestamptz language plpgsql security definer as
      $$ begin return now(); end $$;
    grant usage on schema public to public;
    """
}

extension TrialWorld {
  /// Calls each function that there is, with the setting, and looks whether something evil was called.
  func isCaught(_ actor: Actor, after setting: String) throws -> Bool {
    try superuser.query("select setval('evil.caught', 1, false)")
    for call in try calls() {
      _ = Escalation.state(of: "begin; \(setting); select \(call); rollback", on: actor.connection)
    }
    return try superuser.query("select is_called from evil.caught").bool(0, 0)
  }

  /// Every function of ours, with arguments that lead into it.
  func calls() throws -> [String] {
    let rows = try superuser.query(
      """
      select format('%I.%I(%s)', n.nspname, p.proname, (select string_agg(
          case t when 'text'::regtype then '''x''' when 'date'::regtype then 'current_date'
            when 'text[]'::regtype then '''{x}''' when 'date[]'::regtype then '''{2020-01-01}'''
            when 'bigint'::regtype then '0' else 'null' end || '::' || format_type(t, null), ', ' order by i)
         from unnest(p.proargtypes) with ordinality as a(t, i)))
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname in ('gate', 'desk', 'claims', 'trail', 'scrim', 'public') and p.prokind = 'f'
      order by p.oid::regprocedure::text collate "C"
      """)
    return try (0..<rows.count).map { try rows.text($0, 0) }
  }
}
