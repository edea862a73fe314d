-- Accounts of the web console. It connects as scrim_console, which may do nothing as itself: a person signs in with a
-- password and a code, gets a token, and whoever shows the token in a transaction does there what that person may do, in
-- the one role that they have put on. Nothing else turns scrim_console into anybody.
--
-- The password never comes here: the console derives a key from it (scrypt, RFC 7914), and this database keeps the
-- SHA-256 of that key. Who reads the table cannot sign in with what it holds; who runs the console cannot sign in as
-- somebody who has not just typed their password. The secrets of the one-time codes (RFC 6238) are sealed under a key
-- that the console's host has and this database has not; that a code goes once only is this database's to see to.

set local role scrim_owner;

-- The front desk may mark, and nothing else; an administrator sees to accounts. Neither has a login of the database.
alter table gate.person drop constraint person_role_name_check;
alter table gate.person add constraint person_role_name_check
  check (role_name in ('billing', 'clinician', 'privacy', 'auditor', 'front_desk'));
-- Further roles of the same person, of which one at a time is put on.
alter table gate.person add column further_roles text[] not null default '{}' check (
  further_roles <@ array['billing', 'clinician', 'privacy', 'front_desk']
  and (clinician_id is not null or not 'clinician' = any (further_roles)));
alter table gate.person drop constraint only_clinicians_have_a_caseload;
alter table gate.person add constraint only_clinicians_have_a_caseload check (
  clinician_id is null or role_name is null or role_name in ('clinician', 'privacy')
  or 'clinician' = any (further_roles));

create table gate.account (
  login text primary key references gate.person,
  -- What it is made of: asked for before anything is known of who asks.
  salt bytea check (octet_length(salt) = 16),
  cost text check (cost ~ '^scrypt:\d{1,2}:\d{1,2}:\d{1,2}$'),
  verifier bytea check (octet_length(verifier) = 32),
  sealed_secret bytea check (octet_length(sealed_secret) between 1 and 256),
  last_counter bigint,
  recovery bytea[] not null default '{}',
  active_since timestamptz,
  invitation bytea check (octet_length(invitation) = 32),
  invited_until timestamptz,
  invited_by text,
  check ((active_since is null) = (verifier is null) and (verifier is null) = (salt is null)
    and (salt is null) = (cost is null) and (cost is null) = (sealed_secret is null)
    and (sealed_secret is null) = (last_counter is null)),
  check ((invitation is null) = (invited_until is null) and (invitation is null) = (invited_by is null))
);

create table gate.console_session (
  token bytea primary key check (octet_length(token) = 32),  -- its SHA-256
  login text not null references gate.account,
  acts_as text not null check (acts_as in ('billing', 'clinician', 'privacy', 'front_desk')),
  -- For the names of records in a page's address, and for its forms.
  key bytea not null check (octet_length(key) = 32),
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  confirmed_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz
);
create index console_session_login on gate.console_session (login) where ended_at is null;

-- Who tried to come in, and from where. The name that was typed is kept only as a keyed digest: it may be anything, also
-- a password in the wrong field.
create table gate.sign_in (
  sign_in_id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  named bytea not null,
  address inet not null,
  outcome text not null check (outcome in ('begun', 'in', 'invited', 'refused', 'throttled'))
);
create index sign_in_named on gate.sign_in (named, at);
create index sign_in_address on gate.sign_in (address, at);

create table gate.console_secret (
  one boolean primary key default true check (one),
  secret bytea not null default sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))
);
insert into gate.console_secret default values;

-- Whose deed something is: the login that is connected; of the console, the person whose token was shown in this
-- transaction. A setting that somebody else makes by hand counts for nothing: only scrim_console is asked for it, and
-- whatever scrim_console may call sets it anew from the token.
create function gate.actor() returns text language sql stable
begin atomic
  select case when session_user <> 'scrim_console' then session_user::text
    else coalesce(nullif(current_setting('scrim.person', true), ''), 'scrim_console') end;
end;
grant execute on function gate.actor() to scrim_gatekeeper, scrim_migrator;

-- Wherever the name of the login stood, the actor's stands from now on: as the default of a column…
do $$
declare
  one record;
begin
  for one in
    select format('%I.%I', n.nspname, c.relname) as place, a.attname
    from pg_catalog.pg_attrdef d
    join pg_catalog.pg_class c on c.oid = d.adrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
    where n.nspname in ('gate', 'claims', 'trail') and pg_catalog.pg_get_expr(d.adbin, d.adrelid) = 'SESSION_USER'
    order by 1, 2
  loop
    execute pg_catalog.format('alter table %s alter column %I set default gate.actor()', one.place, one.attname);
  end loop;
end
$$;

-- Somebody who has no login of the database is disabled here alone.
create or replace function gate.disable_person(p_login text) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  other text;
begin
  if not gate.record_disabled(p_login) then
    return false;
  elsif not exists (select from pg_roles r where r.rolname = p_login) then
    return true;
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

-- As before, with further roles, which are put on in the console alone. Who is at the front desk has no login of the
-- database: one that was there from an earlier role is closed.
create function gate.add_person(p_login text, p_role text, p_clinician text, p_further text[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  existing record;
  other text;
begin
  if p_login !~ '^[a-z][a-z0-9_.@-]{0,62}$' or p_login ~ '^(scrim_|pg_)' or p_login in ('public', 'unknown') then
    raise exception using errcode = 'SC011', message = 'this cannot be a person''s login';
  end if;
  select r.rolsuper or r.rolcreaterole or r.rolbypassrls or r.rolreplication as is_powerful into existing
  from pg_roles r where r.rolname = p_login;
  if existing.is_powerful then
    raise exception using errcode = 'SC011', message = 'a login that administers the server is nobody''s own';
  end if;
  if p_role <> 'front_desk' then
    execute format(case when existing.is_powerful is null then 'create role %I login' else 'alter role %I login' end,
      p_login);
  elsif existing.is_powerful is not null then
    execute format('alter role %I nologin', p_login);
  end if;
  foreach other in array array['billing', 'clinician', 'privacy', 'auditor'] loop
    if other = p_role then
      execute format('grant %I to %I', 'scrim_' || other, p_login);
    elsif exists (select from pg_roles r where r.rolname = p_login)
      and pg_has_role(p_login, 'scrim_' || other, 'member')
    then
      execute format('revoke %I from %I', 'scrim_' || other, p_login);
    end if;
  end loop;
  perform gate.record_person(p_login, p_role, p_clinician, p_further);
end
$$;
create or replace function gate.add_person(p_login text, p_role text, p_clinician text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform gate.add_person(p_login, p_role, p_clinician, '{}');
end
$$;
grant execute on function gate.add_person(text, text, text, text[]) to scrim_migrator;

grant select, insert, update on gate.account to scrim_gatekeeper;
grant select, insert, update on gate.console_session to scrim_gatekeeper;
grant select, insert, update on gate.sign_in to scrim_gatekeeper;
grant select on gate.console_secret to scrim_gatekeeper;
grant create on schema gate to scrim_gatekeeper;
grant create on schema claims to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- …and in what functions write. (All of them are the gatekeeper's.)
do $$
declare
  one record;
begin
  for one in
    select p.oid, pg_catalog.pg_get_functiondef(p.oid) as definition
    from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('gate', 'claims') and p.prokind = 'f' and p.proname <> 'caller'
      and p.proowner = 'scrim_gatekeeper'::regrole
      and pg_catalog.pg_get_functiondef(p.oid) ~* '\msession_user\M'
    order by p.oid
  loop
    execute pg_catalog.regexp_replace(one.definition, '\msession_user\M', 'gate.actor()', 'gi');
  end loop;
end
$$;

-- The role that the person has put on; nil where it is a login of the database.
create function gate.acting_as() returns text language sql stable
begin atomic
  select case when session_user = 'scrim_console' then nullif(current_setting('scrim.role', true), '') end;
end;

-- As before; of the console, with what belongs to the role that was put on and no more.
create or replace function gate.caller() returns table (login text, clinician_id text, is_privacy_officer boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select p.login,
    case when session_user <> 'scrim_console' or gate.acting_as() = 'clinician' then p.clinician_id end,
    case when session_user = 'scrim_console' then coalesce(gate.acting_as() = 'privacy', false)
      else pg_has_role(session_user, 'scrim_privacy', 'member') end
  from gate.person p where p.login = gate.actor() and p.disabled_at is null;
end;

create function gate.roles_of(p_login text) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select array(
    select distinct r.name from unnest(array[p.role_name] || p.further_roles) as r(name)
    where r.name in ('billing', 'clinician', 'privacy', 'front_desk') order by r.name)
  from gate.person p where p.login = p_login and p.disabled_at is null;
end;

-- Ends all of somebody's sessions; how many there were.
create function gate.end_sessions(p_login text) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  ended integer;
begin
  update gate.console_session s set ended_at = clock_timestamp() where s.login = p_login and s.ended_at is null;
  get diagnostics ended = row_count;
  return ended;
end
$$;

-- As before. The account ends too: whoever is registered again later is invited again, and chooses a new password.
create or replace function gate.record_disabled(p_login text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update gate.person set disabled_at = clock_timestamp(), disabled_by = gate.actor()
  where login = p_login and disabled_at is null;
  if not found then
    return false;
  end if;
  update gate.account a
  set salt = null, cost = null, verifier = null, sealed_secret = null, last_counter = null, recovery = '{}',
    active_since = null, invitation = null, invited_until = null, invited_by = null
  where a.login = p_login;
  perform gate.end_sessions(p_login);
  perform trail.append('person.disabled', p_login, null, null);
  return true;
end
$$;

-- As before. These roles and no others are the person's from now on; what they had on ends, since it may not be theirs
-- any more.
create function gate.record_person(p_login text, p_role text, p_clinician text, p_further text[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  further constant text[] := array(
    select distinct r.name from unnest(p_further) as r(name) where r.name <> p_role order by r.name);
begin
  if p_clinician is not null then
    perform gate.require_sources();
  end if;
  if p_clinician is not null and not exists (select from source.clinician k where k.clinician_id = p_clinician) then
    raise exception using errcode = 'SC012', message = 'no clinician of the practice has this id';
  end if;
  insert into gate.person as p (login, role_name, clinician_id, further_roles)
  values (p_login, p_role, p_clinician, further)
  on conflict (login) do update
  set role_name = excluded.role_name, clinician_id = excluded.clinician_id, further_roles = excluded.further_roles,
    disabled_at = null, disabled_by = null, registered_at = clock_timestamp(), registered_by = gate.actor();
  perform gate.end_sessions(p_login);
  perform trail.append('person.registered', p_login, null, jsonb_strip_nulls(jsonb_build_object(
    'role', p_role, 'further', case when cardinality(further) > 0 then to_jsonb(further) end)));
end
$$;
create or replace function gate.record_person(p_login text, p_role text, p_clinician text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform gate.record_person(p_login, p_role, p_clinician, '{}');
end
$$;

-- As before, with what belongs to the console: further roles, and whether there is an account.
--   active   a password and a second factor of the person's own
--   invited  a code is out, until then, and nothing was chosen yet
--   absent   neither; a code that is out for an active account shows in invited_until alone
drop function gate.people();
create function gate.people()
returns table (login text, role_name text, clinician_id text, registered_at timestamptz, disabled_at timestamptz,
  further_roles text[], account text, invited_until timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select p.login, p.role_name, p.clinician_id, p.registered_at, p.disabled_at, p.further_roles,
    case when a.active_since is not null then 'active' when i.until is not null then 'invited' else 'absent' end, i.until
  from gate.person p
  left join gate.account a on a.login = p.login
  left join lateral (
    select a.invited_until as until where a.invited_until > clock_timestamp()) i on true
  order by p.login;
end;
grant execute on function gate.people() to scrim_migrator, scrim_privacy;

-- Whoever administers Scrim hands a person a code, with which they choose their own password and second factor. An
-- account that is there loses both, and its sessions, the moment the code is used.
create function gate.invite(p_login text, p_invitation bytea, p_until timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if coalesce(cardinality(gate.roles_of(p_login)), 0) = 0 then
    return false;
  end if;
  insert into gate.account as a (login, invitation, invited_until, invited_by)
  values (p_login, p_invitation, p_until, gate.actor())
  on conflict (login) do update
  set invitation = excluded.invitation, invited_until = excluded.invited_until, invited_by = excluded.invited_by;
  perform trail.append('console.invited', p_login, null, null);
  return true;
end
$$;

create function gate.console_keyed(p_text text) returns bytea
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select sha256(k.secret || sha256(k.secret || convert_to(p_text, 'UTF8'))) from gate.console_secret k;
end;

-- With what the console derives a key from the password that was typed. Somebody who has no account gets an answer of the
-- same form, and always the same one.
create function gate.console_salt(p_login text) returns table (salt bytea, cost text)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select coalesce(a.salt, substr(gate.console_keyed('salt ' || p_login), 1, 16)), coalesce(a.cost, 'scrypt:14:8:5')
  from (select 1) one left join gate.account a on a.login = p_login and a.verifier is not null;
end;

-- Whether somebody of this name may try again now from there. Five failures for a name from one address, a hundred from
-- one address, fifty for a name from everywhere, each within a quarter of an hour, are enough; but whoever has come in
-- from there with that name before in the last ninety days is stopped by the first alone: so nobody locks a clinic out.
create function gate.may_try(p_login text, p_address inet) returns boolean
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  with tried as (
    select count(*) filter (where s.address = p_address) as from_there, count(*) as from_everywhere
    from gate.sign_in s
    where s.named = gate.console_keyed(p_login) and s.at > clock_timestamp() - interval '15 minutes'
      and s.outcome in ('begun', 'refused')
  ), there as (
    select count(*) as failures from gate.sign_in s
    where s.address = p_address and s.at > clock_timestamp() - interval '15 minutes'
      and s.outcome in ('begun', 'refused')
  )
  select t.from_there < 5 and (t.from_everywhere < 50 and h.failures < 100 or exists (
    select from gate.sign_in s where s.named = gate.console_keyed(p_login) and s.address = p_address and s.outcome = 'in'
      and s.at > clock_timestamp() - interval '90 days'))
  from tried t, there h;
end;

-- Told once in a quarter of an hour, however often it is tried.
create function gate.note_throttled(p_login text, p_address inet) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  told boolean := exists (select from gate.sign_in s where s.named = gate.console_keyed(p_login) and s.outcome = 'throttled'
    and s.address = p_address and s.at > clock_timestamp() - interval '15 minutes');
begin
  if not told then
    insert into gate.sign_in (named, address, outcome) values (gate.console_keyed(p_login), p_address, 'throttled');
    perform gate.note_refused(p_login, 'throttled');
  end if;
end
$$;

create function gate.note_refused(p_login text, p_why text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform trail.append('console.refused', case when exists (
    select from gate.account a where a.login = p_login) then p_login else 'unknown' end, null,
    jsonb_build_object('why', p_why));
end
$$;

-- One try: nil where it may not be made now. It counts as failed until it has succeeded, whatever becomes of whoever
-- makes it; and nothing succeeds that was not begun as a try.
create function gate.begin_try(p_login text, p_address inet) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  tried bigint;
begin
  perform set_config('scrim.person', '', true);
  perform pg_advisory_xact_lock(7291, hashtext(p_login));
  if not gate.may_try(p_login, p_address) then
    perform gate.note_throttled(p_login, p_address);
    return null;
  end if;
  insert into gate.sign_in (named, address, outcome) values (gate.console_keyed(p_login), p_address, 'begun')
  returning sign_in_id into tried;
  return tried;
end
$$;

-- The try that was begun there ends so: its number; nil where none was begun in the last minutes.
create function gate.end_try(p_login text, p_address inet, p_outcome text) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  ended bigint;
begin
  update gate.sign_in s set outcome = p_outcome where s.sign_in_id = (
    select max(b.sign_in_id) from gate.sign_in b
    where b.named = gate.console_keyed(p_login) and b.address = p_address and b.outcome = 'begun'
      and b.at > clock_timestamp() - interval '5 minutes')
  returning s.sign_in_id into ended;
  return ended;
end
$$;

-- The first half of signing in. What comes back is the same whether the account, the password or nothing is wrong, but
-- for whoever knows the password: they get what checks the code.
create function gate.console_prove(p_login text, p_proof bytea, p_address inet)
returns table (may_try boolean, sealed_secret bytea, last_counter bigint)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  may_try := gate.begin_try(p_login, p_address) is not null;
  if may_try then
    select a.sealed_secret, a.last_counter into sealed_secret, last_counter
    from gate.account a where a.login = p_login and a.verifier = sha256(p_proof)
      and cardinality(gate.roles_of(p_login)) > 0;
    if sealed_secret is null then
      perform gate.end_try(p_login, p_address, 'refused'), gate.note_refused(p_login, 'proof');
    end if;
  end if;
  return next;
end
$$;

-- What was proved, with a code that was not used before or a recovery code, which is then used up; false where either is
-- wrong, or no try was begun for it.
create function gate.second_half(p_login text, p_proof bytea, p_counter bigint, p_recovery bytea, p_address inet)
returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  tried constant bigint := gate.end_try(p_login, p_address, 'in');
begin
  if tried is null then
    perform gate.note_refused(p_login, 'untried');
    return false;
  end if;
  update gate.account a
  set last_counter = greatest(a.last_counter, p_counter), recovery = array_remove(a.recovery, p_recovery)
  where a.login = p_login and a.verifier = sha256(p_proof) and cardinality(gate.roles_of(p_login)) > 0
    and (p_recovery is null and p_counter > a.last_counter or p_counter is null and p_recovery = any (a.recovery));
  if not found then
    update gate.sign_in s set outcome = 'refused' where s.sign_in_id = tried;
    perform gate.note_refused(p_login, 'code');
    return false;
  end if;
  return true;
end
$$;

-- The second half of signing in, with the digest of the token that the person gets.
create function gate.console_sign_in(
  p_login text, p_proof bytea, p_counter bigint, p_recovery bytea, p_token bytea, p_address inet) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  roles text[] := gate.roles_of(p_login);
begin
  perform set_config('scrim.person', '', true);
  perform pg_advisory_xact_lock(7291, hashtext(p_login));
  if not gate.second_half(p_login, p_proof, p_counter, p_recovery, p_address) then
    return false;
  end if;
  insert into gate.console_session (token, login, acts_as, key)
  values (p_token, p_login, roles[1],
    sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));
  -- Their own deed, and the last in this transaction that is: whatever comes next asks for the token.
  perform set_config('scrim.person', p_login, true);
  perform trail.append('console.signed_in', p_login, null, jsonb_build_object(
    'by', case when p_recovery is null then 'code' else 'recovery' end, 'role', roles[1]));
  perform set_config('scrim.person', '', true);
  return true;
end
$$;

-- Whether the code that somebody was handed still opens the account.
create function gate.console_invited(p_login text, p_invitation bytea, p_address inet) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  may_try boolean := gate.begin_try(p_login, p_address) is not null;
  invited boolean := may_try and exists (
    select from gate.account a where a.login = p_login and a.invitation = p_invitation
      and a.invited_until > clock_timestamp() and cardinality(gate.roles_of(p_login)) > 0);
begin
  if may_try then
    -- Neither a failure nor a sign-in.
    perform gate.end_try(p_login, p_address, case when invited then 'invited' else 'refused' end);
  end if;
  if may_try and not invited then
    perform gate.note_refused(p_login, 'invitation');
  end if;
  return invited;
end
$$;

-- The person's own password and second factor, in place of the code. Whoever was signed in as them is not any more.
create function gate.console_enrol(p_login text, p_invitation bytea, p_salt bytea, p_cost text, p_verifier bytea,
  p_sealed_secret bytea, p_counter bigint, p_recovery bytea[]) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform set_config('scrim.person', '', true);
  update gate.account a
  set salt = p_salt, cost = p_cost, verifier = p_verifier, sealed_secret = p_sealed_secret, last_counter = p_counter,
    recovery = p_recovery, active_since = clock_timestamp(), invitation = null, invited_until = null, invited_by = null
  where a.login = p_login and a.invitation = p_invitation and a.invited_until > clock_timestamp()
    and cardinality(gate.roles_of(p_login)) > 0;
  if not found then
    perform gate.note_refused(p_login, 'invitation');
    return false;
  end if;
  perform gate.end_sessions(p_login);
  perform set_config('scrim.person', p_login, true);
  perform trail.append('console.enrolled', p_login, null, null);
  perform set_config('scrim.person', '', true);
  return true;
end
$$;

-- The token of this transaction: scrim.token, as the console sets it. Nobody where it is none, or has lain idle for a
-- quarter of an hour, or is twelve hours old.
create function gate.console_session_of_token() returns table (login text, acts_as text, is_confirmed boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select s.login, s.acts_as, s.confirmed_at > clock_timestamp() - interval '5 minutes'
  from gate.console_session s join gate.person p on p.login = s.login and p.disabled_at is null
  where s.token = sha256(convert_to(coalesce(current_setting('scrim.token', true), ''), 'UTF8'))
    and s.ended_at is null and s.seen_at > clock_timestamp() - interval '15 minutes'
    and s.started_at > clock_timestamp() - interval '12 hours'
    and s.acts_as = any (gate.roles_of(s.login));
end;

-- First in whatever the console may call: who it is, by the token alone, and whether it is theirs to do.
create function gate.enter(p_roles text[], p_confirmed boolean) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  present record;
begin
  if session_user <> 'scrim_console' then
    raise exception using errcode = 'SC006', message = 'this is the console''s to call';
  end if;
  perform set_config('scrim.person', '', true), set_config('scrim.role', '', true);
  select s.login, s.acts_as, s.is_confirmed into present from gate.console_session_of_token() s;
  if not found then
    raise exception using errcode = 'SC030', message = 'nobody is signed in';
  elsif not present.acts_as = any (p_roles) then
    raise exception using errcode = 'SC031', message = 'this is not for the role that was put on';
  elsif p_confirmed and present.is_confirmed is not true then
    raise exception using errcode = 'SC032', message = 'this needs the password and a code once more';
  end if;
  perform set_config('scrim.person', present.login, true), set_config('scrim.role', present.acts_as, true);
end
$$;

-- Who comes with this token, and that they came. Nobody: no row.
create function gate.console_arrive()
returns table (login text, acts_as text, roles text[], key bytea, is_confirmed boolean, started_at timestamptz,
  recovery_codes integer)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  if session_user <> 'scrim_console' then
    return;
  end if;
  return query
    select p.login, p.acts_as, gate.roles_of(p.login), s.key, p.is_confirmed, s.started_at, cardinality(a.recovery)
    from gate.console_session_of_token() p
    join gate.console_session s on s.token = sha256(convert_to(current_setting('scrim.token', true), 'UTF8'))
    join gate.account a on a.login = p.login;
  -- Not every time: idleness is measured in minutes. (Durable like all else: the person's deeds are in this transaction.)
  update gate.console_session s set seen_at = clock_timestamp()
  where s.token = sha256(convert_to(current_setting('scrim.token', true), 'UTF8'))
    and s.seen_at < clock_timestamp() - interval '20 seconds'
    and exists (select from gate.console_session_of_token());
end
$$;

-- This session ends, or all of this person's.
create function gate.console_leave(p_everywhere boolean) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  ended integer := 1;
begin
  perform gate.enter(array['billing', 'clinician', 'privacy', 'front_desk'], false);
  if p_everywhere then
    ended := gate.end_sessions(gate.actor());
  else
    update gate.console_session s set ended_at = clock_timestamp()
    where s.token = sha256(convert_to(current_setting('scrim.token', true), 'UTF8'));
  end if;
  perform trail.append('console.signed_out', gate.actor(), null, jsonb_build_object('sessions', ended));
  return ended;
end
$$;

-- Another of the person's roles is put on, in place of this one. The names of records change with it.
create function gate.console_act_as(p_role text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.enter(array['billing', 'clinician', 'privacy', 'front_desk'], false);
  update gate.console_session s
  set acts_as = p_role, key = sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))
  where s.token = sha256(convert_to(current_setting('scrim.token', true), 'UTF8'))
    and p_role = any (gate.roles_of(gate.actor()));
  if not found then
    return false;
  end if;
  perform trail.append('console.role_put_on', gate.actor(), null, jsonb_build_object('role', p_role));
  return true;
end
$$;

-- Password and code once more, before what cannot be taken back (the first half is console_prove); the token is another
-- one from then on.
create function gate.console_confirm(p_proof bytea, p_counter bigint, p_recovery bytea, p_token bytea, p_address inet)
returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.enter(array['billing', 'clinician', 'privacy', 'front_desk'], false);
  if not gate.second_half(gate.actor(), p_proof, p_counter, p_recovery, p_address) then
    return false;
  end if;
  update gate.console_session s set confirmed_at = clock_timestamp(), token = p_token
  where s.token = sha256(convert_to(current_setting('scrim.token', true), 'UTF8'));
  perform trail.append('console.confirmed', gate.actor(), null, null);
  return true;
end
$$;

-- Another password, of somebody who has just given the present one. Whoever is signed in as them elsewhere is not any more.
create function gate.console_change_password(p_salt bytea, p_cost text, p_verifier bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.enter(array['billing', 'clinician', 'privacy', 'front_desk'], true);
  update gate.account a set salt = p_salt, cost = p_cost, verifier = p_verifier where a.login = gate.actor();
  update gate.console_session s set ended_at = clock_timestamp()
  where s.login = gate.actor() and s.ended_at is null
    and s.token <> sha256(convert_to(current_setting('scrim.token', true), 'UTF8'));
  perform trail.append('console.password_changed', gate.actor(), null, null);
end
$$;

-- Where one is signed in, this session first.
create function gate.console_sessions()
returns table (started_at timestamptz, seen_at timestamptz, acts_as text, is_this boolean)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.enter(array['billing', 'clinician', 'privacy', 'front_desk'], false);
  return query
    select s.started_at, s.seen_at, s.acts_as,
      s.token = sha256(convert_to(current_setting('scrim.token', true), 'UTF8')) as here
    from gate.console_session s
    where s.login = gate.actor() and s.ended_at is null and s.seen_at > clock_timestamp() - interval '15 minutes'
      and s.started_at > clock_timestamp() - interval '12 hours'
    order by here desc, s.started_at;
end
$$;

-- New recovery codes in place of the old ones.
create function gate.console_renew_recovery(p_recovery bytea[]) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.enter(array['billing', 'clinician', 'privacy', 'front_desk'], true);
  update gate.account a set recovery = p_recovery where a.login = gate.actor();
  perform trail.append('console.recovery_renewed', gate.actor(), null, null);
end
$$;

grant execute on function gate.invite(text, bytea, timestamptz), gate.record_person(text, text, text, text[])
  to scrim_migrator;
grant execute on function
  gate.console_salt(text), gate.console_prove(text, bytea, inet),
  gate.console_sign_in(text, bytea, bigint, bytea, bytea, inet),
  gate.console_invited(text, bytea, inet),
  gate.console_enrol(text, bytea, bytea, text, bytea, bytea, bigint, bytea[]),
  gate.console_arrive(), gate.console_leave(boolean), gate.console_act_as(text),
  gate.console_confirm(bytea, bigint, bytea, bytea, inet), gate.console_renew_recovery(bytea[]),
  gate.console_change_password(bytea, text, bytea), gate.console_sessions()
  to scrim_console;

set local role scrim_owner;
revoke create on schema gate from scrim_gatekeeper;
revoke create on schema claims from scrim_gatekeeper;
grant usage on schema gate to scrim_console;
reset role;
