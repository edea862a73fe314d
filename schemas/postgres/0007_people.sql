-- People: whose login it is, in which role, and since when no longer. Who calls is session_user, mapped here; nobody
-- passes who they are (45 CFR 164.312(a)(2)(i), unique user identification).

set local role scrim_owner;

alter table gate.person
  add column role_name text check (role_name in ('billing', 'clinician', 'privacy', 'auditor')),
  add column disabled_at timestamptz,
  add column disabled_by text,
  add constraint disabled_by_somebody check ((disabled_at is null) = (disabled_by is null)),
  -- The id in the practice's records makes a clinician of a login: it opens a caseload.
  add constraint only_clinicians_have_a_caseload
    check (clinician_id is null or role_name is null or role_name in ('clinician', 'privacy'));

-- What the catalog had when an approval was given: keep_source_state().
alter table gate.source_approval add column relations oid[], add column state text;

grant insert, update on gate.person to scrim_gatekeeper;
grant create on schema gate to scrim_gatekeeper;
set local role scrim_gatekeeper;

create or replace function gate.caller() returns table (login text, clinician_id text, is_privacy_officer boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select p.login, p.clinician_id, pg_has_role(session_user, 'scrim_privacy', 'member')
  from gate.person p where p.login = session_user and p.disabled_at is null;
end;

-- All relations in source, and beneath them.
create function gate.source_relations() returns oid[]
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  with recursive seen(oid) as (
    select c.oid from pg_class c
    where c.relnamespace = 'source'::regnamespace and c.relkind in ('v', 'm', 'r', 'f', 'p')
    union
    select v.oid from seen n
    cross join lateral (
      select d.refobjid as oid from pg_rewrite w
      join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
        and d.refclassid = 'pg_class'::regclass
      where w.ev_class = n.oid
      union all
      select i.inhrelid from pg_inherits i where i.inhparent = n.oid) v
  )
  select array_agg(n.oid order by n.oid) from seen n;
end;

-- SHA-256 over the names and definitions of all relations in source, of every view beneath them, and of what else could
-- call a function when they are read: row policies of the tables beneath, their indexes over expressions, their extended
-- statistics. A change of any of it undoes the approval.
create or replace function gate.source_digest() returns text
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  with seen as materialized (
    select n as oid from unnest(gate.source_relations()) n
  ), defined as (
    select c.oid::regclass::text as name, 'view' as what, pg_get_viewdef(c.oid) as definition
    from seen n join pg_class c on c.oid = n.oid
    where c.relkind in ('v', 'm') or c.relnamespace = 'source'::regnamespace
    union all
    select p.polrelid::regclass::text, 'policy ' || p.polname,
      pg_get_expr(p.polqual, p.polrelid) || p.polcmd::text || p.polroles::text
    from seen n join pg_policy p on p.polrelid = n.oid
    union all
    select i.indrelid::regclass::text, 'index', pg_get_indexdef(i.indexrelid)
    from seen n join pg_index i on i.indrelid = n.oid and (i.indexprs is not null or i.indpred is not null)
    union all
    select s.stxrelid::regclass::text, 'statistics', pg_get_statisticsobjdef(s.oid)
    from seen n join pg_statistic_ext s on s.stxrelid = n.oid
  )
  select encode(sha256(convert_to(coalesce(string_agg(
    f.what || ' ' || f.name || E'\n' || coalesce(f.definition, ''), E'\n'
    order by f.what collate "C", f.name collate "C", f.definition collate "C"), ''), 'UTF8')), 'hex')
  from defined f;
end;

-- What the catalog has of it, without a word of the definitions: each row's id and the transaction that wrote it. As long
-- as this is the same the digest is, at a tenth of the cost; where it is not, the digest tells.
create function gate.source_state(p_relations oid[]) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select encode(sha256(convert_to(string_agg(f.fact, ' ' order by f.fact collate "C"), 'UTF8')), 'hex')
  from (
    select 'relation ' || c.oid || ' ' || c.relname as fact from pg_class c
    where c.relnamespace = 'source'::regnamespace and c.relkind in ('v', 'm', 'r', 'f', 'p')
    union all
    select 'rule ' || w.oid || ' ' || w.xmin from pg_rewrite w where w.ev_class = any (p_relations)
    union all
    select 'policy ' || p.oid || ' ' || p.xmin from pg_policy p where p.polrelid = any (p_relations)
    union all
    select 'index ' || i.indexrelid || ' ' || i.xmin from pg_index i
    where i.indrelid = any (p_relations) and (i.indexprs is not null or i.indpred is not null)
    union all
    select 'statistics ' || s.oid || ' ' || s.xmin from pg_statistic_ext s where s.stxrelid = any (p_relations)
    union all
    select 'child ' || h.inhrelid || ' ' || h.xmin from pg_inherits h where h.inhparent = any (p_relations)) f;
end;

create or replace function gate.sources_approved() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select a.state is not null and a.state = gate.source_state(a.relations) or a.digest = gate.source_digest()
  from (select * from gate.source_approval order by approval_id desc limit 1) a;
end;

-- Kept with an approval where the digest that was approved is that of this very state, before and after.
create function gate.keep_source_state() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  kept text;
begin
  new.relations := gate.source_relations();
  kept := gate.source_state(new.relations);
  new.state := case when new.digest = gate.source_digest() then kept end;
  if new.state is distinct from gate.source_state(new.relations) or new.relations <> gate.source_relations() then
    new.state := null;
  end if;
  return new;
end
$$;

-- First in whatever reads a source view: it is read with the gatekeeper's rights, and somebody has to have seen what it
-- does. Once for a transaction is not enough: views change between statements.
create function gate.require_sources() returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if gate.sources_approved() is not true then
    raise exception using errcode = 'SC005', message = 'the source views are not those that were approved';
  end if;
end
$$;

-- Whether the caller may see what concerns this client: their clinician, or the privacy officer.
create function gate.is_treating(p_client text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return exists (select from gate.caller() c where c.is_privacy_officer or exists (
    select from source.caseload k where k.clinician_id = c.clinician_id
      and k.client_id in (select gate.same_person(p_client))));
end
$$;

create function gate.require_person() returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from gate.caller()) then
    raise exception using errcode = 'SC006', message = 'this login is not registered as a person of the practice';
  end if;
end
$$;

create function gate.record_person(p_login text, p_role text, p_clinician text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if p_clinician is not null then
    perform gate.require_sources();
  end if;
  if p_clinician is not null and not exists (select from source.clinician k where k.clinician_id = p_clinician) then
    raise exception using errcode = 'SC012', message = 'no clinician of the practice has this id';
  end if;
  insert into gate.person (login, role_name, clinician_id) values (p_login, p_role, p_clinician)
  on conflict (login) do update
  set role_name = excluded.role_name, clinician_id = excluded.clinician_id, disabled_at = null, disabled_by = null,
    registered_at = clock_timestamp(), registered_by = session_user;
  perform trail.append('person.registered', p_login, null, jsonb_build_object('role', p_role));
end
$$;

create function gate.record_disabled(p_login text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update gate.person set disabled_at = clock_timestamp(), disabled_by = session_user
  where login = p_login and disabled_at is null;
  if found then
    perform trail.append('person.disabled', p_login, null, null);
  end if;
  return found;
end
$$;

create function gate.people()
returns table (login text, role_name text, clinician_id text, registered_at timestamptz, disabled_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select p.login, p.role_name, p.clinician_id, p.registered_at, p.disabled_at from gate.person p order by p.login;
end;

grant execute on function gate.keep_source_state() to scrim_owner;

set local role scrim_owner;
create trigger keep_source_state before insert on gate.source_approval
  for each row execute function gate.keep_source_state();

-- Run with the administrator's own rights, not ours: a role is made and let into its group by whoever may do that
-- (CREATEROLE; no superuser). The login gets no password here: it never passes through a statement's text.
create function gate.add_person(p_login text, p_role text, p_clinician text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  existing record;
  other text;
begin
  if p_login !~ '^[a-z][a-z0-9_.@-]{0,62}$' or p_login ~ '^(scrim_|pg_)' or p_login = 'public' then
    raise exception using errcode = 'SC011', message = 'this cannot be a person''s login';
  end if;
  select r.rolsuper or r.rolcreaterole or r.rolbypassrls or r.rolreplication as is_powerful into existing
  from pg_roles r where r.rolname = p_login;
  if existing.is_powerful then
    raise exception using errcode = 'SC011', message = 'a login that administers the server is nobody''s own';
  end if;
  if existing.is_powerful is null then
    execute format('create role %I login', p_login);
  else
    execute format('alter role %I login', p_login);
  end if;
  foreach other in array array['billing', 'clinician', 'privacy', 'auditor'] loop
    if other = p_role then
      execute format('grant %I to %I', 'scrim_' || other, p_login);
    elsif pg_has_role(p_login, 'scrim_' || other, 'member') then
      execute format('revoke %I from %I', 'scrim_' || other, p_login);
    end if;
  end loop;
  perform gate.record_person(p_login, p_role, p_clinician);
end
$$;

-- What the login could do ends at once, also in sessions that are open: gate.caller() no longer knows it.
create function gate.disable_person(p_login text) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  other text;
begin
  if not gate.record_disabled(p_login) then
    return false;
  end if;
  foreach other in array array['billing', 'clinician', 'privacy', 'auditor'] loop
    if pg_has_role(p_login, 'scrim_' || other, 'member') then
      execute format('revoke %I from %I', 'scrim_' || other, p_login);
    end if;
  end loop;
  execute format('alter role %I nologin', p_login);
  return true;
end
$$;
grant execute on function gate.add_person(text, text, text), gate.disable_person(text) to scrim_migrator;

revoke create on schema gate from scrim_gatekeeper;
reset role;

set local role scrim_gatekeeper;
grant execute on function gate.record_person(text, text, text), gate.record_disabled(text) to scrim_migrator;
grant execute on function gate.people() to scrim_migrator, scrim_privacy;
reset role;
