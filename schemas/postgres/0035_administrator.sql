-- The administrator's part of the console: who has an account, what the gateway's side says of itself, the trail. And what
-- keeps an administrator from becoming anybody else unseen: another account, another mapping and another factor take two
-- people where there are two, and whoever it is about is told, until they have said that they read it.
--
-- The console makes accounts of its own alone. Logins of the database are made by `scrim users add`, with rights that
-- neither the console nor the gatekeeper has.

set local role scrim_owner;

alter table gate.person drop constraint person_role_name_check;
alter table gate.person add constraint person_role_name_check
  check (role_name in ('billing', 'clinician', 'privacy', 'auditor', 'front_desk', 'administrator'));
alter table gate.person drop constraint person_check;
alter table gate.person add constraint further_roles_of_the_console check (
  further_roles <@ array['billing', 'clinician', 'privacy', 'front_desk', 'administrator']
  and (clinician_id is not null or not 'clinician' = any (further_roles)));
alter table gate.console_session drop constraint console_session_acts_as_check;
alter table gate.console_session add constraint console_session_acts_as_check
  check (acts_as in ('billing', 'clinician', 'privacy', 'front_desk', 'administrator'));

alter table gate.account add column signed_in_at timestamptz;
update gate.account a set signed_in_at = (
  select max(s.started_at) from gate.console_session s where s.login = a.login);

-- What one person would do to another's account, until a second person has said yes or no.
create table gate.proposal (
  proposal_id bigint generated always as identity primary key,
  deed text not null check (deed in ('add', 'change', 'reset', 'enable')),
  login text collate "C" not null,
  role_name text,
  further_roles text[] not null default '{}',
  clinician_id text collate "C",
  proposed_by text not null default gate.actor(),
  proposed_at timestamptz not null default clock_timestamp(),
  state text not null default 'open' check (state in ('open', 'done', 'declined', 'withdrawn', 'expired')),
  decided_by text,
  decided_at timestamptz,
  constraint decided_exactly_when_closed check ((state = 'open') = (decided_at is null)),
  constraint decided_by_a_second_person check (state <> 'done' or decided_by is distinct from proposed_by),
  constraint nobody_confirms_their_own check (state <> 'done' or decided_by is distinct from login)
);
create unique index one_open_proposal_about_a_person on gate.proposal (login) where state = 'open';

-- What was done to somebody's account, until they have said that they read it.
--   mapped    other roles, or another id in the records     shared    somebody else has the same id in the records
--   reset     a new invitation code was made                ended     their sessions were ended
--   disabled, enabled
create table gate.account_notice (
  notice_id bigint generated always as identity primary key,
  login text not null references gate.person,
  kind text not null check (kind in ('mapped', 'shared', 'reset', 'ended', 'disabled', 'enabled')),
  about text,
  role_name text,
  further_roles text[] not null default '{}',
  clinician_id text,
  done_by text not null default gate.actor(),
  proposed_by text,
  done_at timestamptz not null default clock_timestamp(),
  read_at timestamptz
);
create index account_notice_unread on gate.account_notice (login) where read_at is null;

-- What the gateway's side says of itself: names of settings, days and codes. `subject` is what it is about.
create table claims.health (
  subject text collate "C" primary key check (subject ~ '^[a-z]+(/[a-z0-9_-]{1,40})?$'),
  said jsonb not null check (octet_length(said::text) <= 65536),
  at timestamptz not null default clock_timestamp()
);

create index sign_in_at on gate.sign_in (at);
grant select, insert, update on gate.proposal, gate.account_notice to scrim_gatekeeper;
grant select, insert, update on claims.health to scrim_gatekeeper;
-- What is old is forgotten by one function, which signing in calls; nobody else deletes here.
grant delete on gate.sign_in, gate.console_session to scrim_gatekeeper;

-- As before. The administrator, like the front desk, has no login of the database.
create or replace function gate.add_person(p_login text, p_role text, p_clinician text, p_further text[]) returns void
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
  if p_role not in ('front_desk', 'administrator') then
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

-- As before. Of somebody who was disabled in the console the login of the database is closed here.
create or replace function gate.disable_person(p_login text) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  is_done boolean := gate.record_disabled(p_login);
  other text;
begin
  if not is_done and not exists (
    select from gate.people() p where p.login = p_login and p.disabled_at is not null and p.has_login)
  then
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

grant create on schema gate, claims to scrim_gatekeeper;
grant usage, create on schema desk to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- MARK: One's own session

-- Whoever is signed in may leave, put on another role, confirm and so on; the administrator too.
do $$
declare
  one record;
begin
  for one in
    select pg_catalog.pg_get_functiondef(p.oid) as definition
    from pg_catalog.pg_proc p
    where p.pronamespace = 'gate'::regnamespace and p.proname like 'console\_%'
      and p.prosrc like '%array[''billing'', ''clinician'', ''privacy'', ''front_desk'']%'
    order by p.oid
  loop
    execute pg_catalog.replace(one.definition, 'array[''billing'', ''clinician'', ''privacy'', ''front_desk'']',
      'array[''billing'', ''clinician'', ''privacy'', ''front_desk'', ''administrator'']');
  end loop;
end
$$;

-- As before; those that decide about others come last, so that nobody begins the day in one of them unasked.
create or replace function gate.roles_of(p_login text) returns text[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  return (
    select array(
      select r.name from (select distinct u.name from unnest(array[p.role_name] || p.further_roles) as u(name)) r
      where r.name in ('billing', 'clinician', 'privacy', 'front_desk', 'administrator')
      order by r.name in ('privacy', 'administrator'), r.name)
    from gate.person p where p.login = p_login and p.disabled_at is null);
end
$$;

-- As before. Who decides about others has just shown who they are.
create or replace function gate.console_act_as(p_role text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.enter(array['billing', 'clinician', 'privacy', 'front_desk', 'administrator'],
    coalesce(p_role in ('privacy', 'administrator'), false));
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

-- Who comes with this token, and that they came; and whether there is something that they have not read of their account.
drop function gate.console_arrive();
create function gate.console_arrive()
returns table (login text, acts_as text, roles text[], key bytea, is_confirmed boolean, started_at timestamptz,
  recovery_codes integer, has_notices boolean)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  shown constant bytea := sha256(convert_to(coalesce(current_setting('scrim.token', true), ''), 'UTF8'));
begin
  if session_user <> 'scrim_console' then
    return;
  end if;
  return query
    select p.login, p.acts_as, gate.roles_of(p.login), s.key, p.is_confirmed, s.started_at, cardinality(a.recovery),
      exists (select from gate.account_notice n where n.login = p.login and n.read_at is null)
    from gate.console_session_of_token() p
    join gate.console_session s on s.token = shown
    join gate.account a on a.login = p.login;
  if found then
    -- Not every time: idleness is measured in minutes. (Durable like all else: the person's deeds are in this
    -- transaction.)
    update gate.console_session s set seen_at = clock_timestamp()
    where s.token = shown and s.seen_at < clock_timestamp() - interval '20 seconds';
  end if;
end
$$;

-- MARK: Tries

-- Whoever has one address of IPv6 has all of its network of 64 bits. (IPv4 that was written as IPv6 is IPv4.)
create function gate.counted_address(p_address inet) returns inet language sql immutable
set search_path = pg_catalog, pg_temp
return case when family(p_address) = 6 and not p_address <<= inet '::ffff:0:0/96'
  then network(set_masklen(p_address, least(masklen(p_address), 64)))::inet else p_address end;

-- Tries that were counted by whole addresses.
update gate.sign_in s set address = gate.counted_address(s.address) where s.address <> gate.counted_address(s.address);

-- As before.
create or replace function gate.may_try(p_login text, p_address inet) returns boolean
language sql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  with tried as (
    select count(*) filter (where s.address = gate.counted_address(p_address)) as from_there,
      count(*) as from_everywhere
    from gate.sign_in s
    where s.named = gate.console_keyed(p_login) and s.at > clock_timestamp() - interval '15 minutes'
      and s.outcome in ('begun', 'refused')
  ), there as (
    select count(*) as failures from gate.sign_in s
    where s.address = gate.counted_address(p_address) and s.at > clock_timestamp() - interval '15 minutes'
      and s.outcome in ('begun', 'refused')
  )
  select t.from_there < 5 and (t.from_everywhere < 50 and h.failures < 100 or exists (
    select from gate.sign_in s where s.named = gate.console_keyed(p_login)
      and s.address = gate.counted_address(p_address) and s.outcome = 'in'
      and s.at > clock_timestamp() - interval '90 days'))
  from tried t, there h;
end;

create or replace function gate.note_throttled(p_login text, p_address inet) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  there constant inet := gate.counted_address(p_address);
  told boolean := exists (select from gate.sign_in s where s.named = gate.console_keyed(p_login) and s.outcome = 'throttled'
    and s.address = there and s.at > clock_timestamp() - interval '15 minutes');
begin
  if not told then
    insert into gate.sign_in (named, address, outcome) values (gate.console_keyed(p_login), there, 'throttled');
    perform gate.note_refused(p_login, 'throttled');
  end if;
end
$$;

create or replace function gate.begin_try(p_login text, p_address inet) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  tried bigint;
begin
  perform set_config('scrim.person', '', true);
  perform pg_advisory_xact_lock(7291, hashtext(p_login));
  if not gate.may_try(p_login, p_address) then
    perform gate.note_throttled(p_login, p_address);
    return null;
  end if;
  insert into gate.sign_in (named, address, outcome)
  values (gate.console_keyed(p_login), gate.counted_address(p_address), 'begun')
  returning sign_in_id into tried;
  return tried;
end
$$;

create or replace function gate.end_try(p_login text, p_address inet, p_outcome text) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  ended bigint;
begin
  update gate.sign_in s set outcome = p_outcome where s.sign_in_id = (
    select max(b.sign_in_id) from gate.sign_in b
    where b.named = gate.console_keyed(p_login) and b.address = gate.counted_address(p_address)
      and b.outcome = 'begun' and b.at > clock_timestamp() - interval '5 minutes')
  returning s.sign_in_id into ended;
  return ended;
end
$$;

-- What counts for nothing any more: tries after ninety days (gate.may_try asks for no older ones), sessions a day after
-- their end. A thousand at once at most, and none that somebody else is at.
create function gate.forget_sign_ins() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  delete from gate.sign_in s where s.sign_in_id in (
    select o.sign_in_id from gate.sign_in o where o.at < clock_timestamp() - interval '90 days'
    order by o.at limit 1000 for update skip locked);
  delete from gate.console_session s where s.token in (
    select o.token from gate.console_session o
    where o.ended_at < clock_timestamp() - interval '1 day'
      or o.seen_at < clock_timestamp() - interval '1 day 15 minutes'
      or o.started_at < clock_timestamp() - interval '1 day 12 hours'
    limit 1000 for update skip locked);
end
$$;

-- As before.
create or replace function gate.console_sign_in(
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
  perform gate.forget_sign_ins();
  insert into gate.console_session (token, login, acts_as, key)
  values (p_token, p_login, roles[1],
    sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));
  update gate.account a set signed_in_at = clock_timestamp() where a.login = p_login;
  -- Their own deed, and the last in this transaction that is: whatever comes next asks for the token.
  perform set_config('scrim.person', p_login, true);
  perform trail.append('console.signed_in', p_login, null, jsonb_build_object(
    'by', case when p_recovery is null then 'code' else 'recovery' end, 'role', roles[1]));
  perform set_config('scrim.person', '', true);
  return true;
end
$$;

-- MARK: What is done to an account, and who is told

-- As before. Whoever it is about is told; and so is who has the same id in the records already, since somebody else sees
-- their clients from now on.
create or replace function gate.record_person(p_login text, p_role text, p_clinician text, p_further text[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  further constant text[] := array(
    select distinct r.name from unnest(p_further) as r(name) where r.name <> p_role order by r.name);
  before gate.person;
begin
  if p_clinician is not null then
    perform gate.require_sources();
  end if;
  if p_clinician is not null and not exists (select from source.clinician k where k.clinician_id = p_clinician) then
    raise exception using errcode = 'SC012', message = 'no clinician of the practice has this id';
  end if;
  select p.* into before from gate.person p where p.login = p_login for update;
  insert into gate.person as p (login, role_name, clinician_id, further_roles)
  values (p_login, p_role, p_clinician, further)
  on conflict (login) do update
  set role_name = excluded.role_name, clinician_id = excluded.clinician_id, further_roles = excluded.further_roles,
    disabled_at = null, disabled_by = null, registered_at = clock_timestamp(), registered_by = gate.actor();
  if before.login is not null and (before.disabled_at is not null
    or (before.role_name, before.clinician_id, before.further_roles) is distinct from (p_role, p_clinician, further))
  then
    insert into gate.account_notice (login, kind, role_name, further_roles, clinician_id)
    values (p_login, case when before.disabled_at is null then 'mapped' else 'enabled' end, p_role, further, p_clinician);
  end if;
  if p_clinician is not null and (before.disabled_at is not null or before.clinician_id is distinct from p_clinician) then
    insert into gate.account_notice (login, kind, about, clinician_id)
    select o.login, 'shared', p_login, p_clinician from gate.person o
    where o.clinician_id = p_clinician and o.disabled_at is null and o.login <> p_login;
  end if;
  perform gate.end_sessions(p_login);
  perform trail.append('person.registered', p_login, null, jsonb_strip_nulls(jsonb_build_object(
    'role', p_role, 'further', case when cardinality(further) > 0 then to_jsonb(further) end)));
end
$$;

-- As before.
create or replace function gate.record_disabled(p_login text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
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
  insert into gate.account_notice (login, kind) values (p_login, 'disabled');
  perform trail.append('person.disabled', p_login, null, null);
  return true;
end
$$;

-- As before.
create or replace function gate.invite(p_login text, p_invitation bytea, p_until timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  if coalesce(cardinality(gate.roles_of(p_login)), 0) = 0 then
    return false;
  end if;
  insert into gate.account as a (login, invitation, invited_until, invited_by)
  values (p_login, p_invitation, p_until, gate.actor())
  on conflict (login) do update
  set invitation = excluded.invitation, invited_until = excluded.invited_until, invited_by = excluded.invited_by;
  insert into gate.account_notice (login, kind)
  select a.login, 'reset' from gate.account a where a.login = p_login and a.active_since is not null;
  perform trail.append('console.invited', p_login, null, null);
  return true;
end
$$;

-- What somebody has not read yet of their own account; of an id in the records, who else has it now.
create function gate.account_notices()
returns table (notice_id bigint, kind text, about text, role_name text, further_roles text[], clinician_id text,
  done_by text, proposed_by text, done_at timestamptz, others text[])
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select n.notice_id, n.kind, n.about, n.role_name, n.further_roles, n.clinician_id, n.done_by, n.proposed_by, n.done_at,
    array(select p.login from gate.person p
      where p.clinician_id = n.clinician_id and p.disabled_at is null and p.login <> n.login order by p.login)
  from gate.account_notice n where n.login = gate.actor() and n.read_at is null order by n.notice_id;
end;

-- They have read all up to this one.
create function gate.acknowledge_notices(p_through bigint) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  acknowledged integer;
begin
  update gate.account_notice n set read_at = clock_timestamp()
  where n.login = gate.actor() and n.read_at is null and n.notice_id <= p_through;
  get diagnostics acknowledged = row_count;
  if acknowledged > 0 then
    perform trail.append('person.notices_read', gate.actor(), null, jsonb_build_object('notices', acknowledged));
  end if;
  return acknowledged;
end
$$;

-- MARK: Two people

-- As before, with the day of the last sign-in, and whether a login of the database lets them in besides.
drop function desk.people();
drop function gate.people();
create function gate.people()
returns table (login text, role_name text, clinician_id text, registered_at timestamptz, disabled_at timestamptz,
  further_roles text[], account text, invited_until timestamptz, signed_in_on date, has_login boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select p.login, p.role_name, p.clinician_id, p.registered_at, p.disabled_at, p.further_roles,
    case when a.active_since is not null then 'active' when i.until is not null then 'invited' else 'absent' end, i.until,
    a.signed_in_at::date, exists (select from pg_roles r where r.rolname = p.login and r.rolcanlogin)
  from gate.person p
  left join gate.account a on a.login = p.login
  left join lateral (
    select a.invited_until as until where a.invited_until > clock_timestamp()) i on true
  order by p.login;
end;
grant execute on function gate.people() to scrim_migrator, scrim_privacy;

-- Who could say yes or no to what the caller does to this person's account: somebody else who decides about others, has an
-- account, and is not who it is about. Whom the caller disabled within a week counts all the same: nobody gets rid of the
-- second person first.
create function gate.second_people(p_login text) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select array(
    select p.login from gate.person p left join gate.account a on a.login = p.login
    where p.login <> gate.actor() and p.login is distinct from p_login
      and (p.role_name in ('privacy', 'administrator') or p.further_roles && array['privacy', 'administrator'])
      and (p.disabled_at is null and a.active_since is not null
        or p.disabled_by = gate.actor() and p.disabled_at > clock_timestamp() - interval '7 days')
    order by p.login);
end;

create function gate.refuse(p_code text, p_message text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using errcode = p_code, message = p_message;
end
$$;

-- Whether the deed can be done as things are. SC011, SC012 as when people are added by command.
--   SC034  the roles do not fit together          SC035  it is a login of the database: by command alone
--   SC036  somebody has this name already         SC040  there is no such person, or not in this state
create function gate.require_possible(p_deed text, p_login text, p_role text, p_clinician text, p_further text[])
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  known gate.person;
  all_roles constant text[] := array_append(p_further, p_role);
begin
  if p_deed is null or p_deed not in ('add', 'change', 'reset', 'enable') then
    perform gate.refuse('SC034', 'there is no such deed');
  end if;
  select p.* into known from gate.person p where p.login = p_login for update;
  if p_deed = 'add' then
    if p_login is null or p_login !~ '^[a-z][a-z0-9_.@-]{0,62}$' or p_login ~ '^(scrim_|pg_)'
      or p_login in ('public', 'unknown')
    then
      perform gate.refuse('SC011', 'this cannot be a person''s login');
    elsif known.login is not null then
      perform gate.refuse('SC036', 'somebody has this name already');
    elsif exists (select from pg_roles r where r.rolname = p_login) then
      perform gate.refuse('SC011', 'a login of the database has this name');
    end if;
  elsif known.login is null or (known.disabled_at is not null) <> (p_deed = 'enable') then
    perform gate.refuse('SC040', 'there is no such person, or not in this state');
  elsif known.role_name is null or known.role_name = 'auditor' then
    perform gate.refuse('SC035', 'this person is seen to by command alone');
  end if;
  if p_deed in ('add', 'change') then
    if p_role is null or p_further is null
      or not all_roles <@ array['billing', 'clinician', 'privacy', 'front_desk', 'administrator']
      or ('clinician' = any (all_roles)) <> (p_clinician is not null)
    then
      perform gate.refuse('SC034', 'these roles do not fit together');
    elsif p_deed = 'change' and p_role <> known.role_name and exists (
      select from pg_roles r where r.rolname = p_login and r.rolcanlogin)
    then
      perform gate.refuse('SC035', 'the first role is that of a login of the database');
    elsif p_clinician is not null then
      perform gate.require_sources();
      if not exists (select from source.clinician k where k.clinician_id = p_clinician) then
        perform gate.refuse('SC012', 'no clinician of the practice has this id');
      end if;
    end if;
  end if;
end
$$;

-- Does it. Whoever it is about is told who proposed it besides.
create function gate.carry_out(p_proposal gate.proposal, p_invitation bytea) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  since constant bigint := coalesce((select max(n.notice_id) from gate.account_notice n), 0);
begin
  if p_proposal.deed in ('add', 'change') then
    perform gate.record_person(
      p_proposal.login, p_proposal.role_name, p_proposal.clinician_id, p_proposal.further_roles);
  elsif p_proposal.deed = 'enable' then
    perform gate.record_person(p.login, p.role_name, p.clinician_id, p.further_roles)
    from gate.person p where p.login = p_proposal.login;
  end if;
  if p_proposal.deed <> 'change' and not gate.invite(
    p_proposal.login, p_invitation, clock_timestamp() + interval '24 hours')
  then
    perform gate.refuse('SC040', 'there is no such person, or not in this state');
  end if;
  update gate.account_notice n set proposed_by = p_proposal.proposed_by
  where n.notice_id > since and n.done_by = gate.actor() and n.done_by <> p_proposal.proposed_by
    and (n.login = p_proposal.login or n.about = p_proposal.login);
end
$$;

create function gate.lapse_proposals() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  update gate.proposal p set state = 'expired', decided_at = clock_timestamp()
  where p.state = 'open' and p.proposed_at < clock_timestamp() - interval '7 days';
end
$$;

-- 'done' where there is nobody else who could confirm it, else 'proposed'. Nobody does to themselves what no second person
-- has confirmed (SC037); one proposal about a person at a time (SC038).
create function gate.propose(
  p_deed text, p_login text, p_role text, p_clinician text, p_further text[], p_invitation bytea) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  made gate.proposal;
  is_alone constant boolean := cardinality(gate.second_people(p_login)) = 0;
begin
  perform gate.durable();
  perform gate.lapse_proposals();
  perform gate.require_possible(p_deed, p_login, p_role, p_clinician, p_further);
  if exists (select from gate.proposal p where p.login = p_login and p.state = 'open') then
    perform gate.refuse('SC038', 'a proposal about this person is open');
  elsif is_alone and p_login = gate.actor() then
    perform gate.refuse('SC037', 'nobody confirms what concerns themselves');
  end if;
  made.deed := p_deed;
  made.login := p_login;
  if p_deed in ('add', 'change') then
    made.role_name := p_role;
    made.clinician_id := p_clinician;
  end if;
  made.further_roles := case when p_deed in ('add', 'change') then array(
    select distinct r.name from unnest(p_further) as r(name) where r.name <> p_role order by r.name) else '{}' end;
  made.proposed_by := gate.actor();
  perform trail.append(case when is_alone then 'person.changed_alone' else 'person.proposed' end, p_login, null,
    jsonb_strip_nulls(jsonb_build_object('deed', p_deed, 'role', made.role_name, 'clinician', made.clinician_id,
      'further', case when cardinality(made.further_roles) > 0 then to_jsonb(made.further_roles) end)));
  if is_alone then
    perform gate.carry_out(made, p_invitation);
    return 'done';
  end if;
  insert into gate.proposal (deed, login, role_name, further_roles, clinician_id)
  values (made.deed, made.login, made.role_name, made.further_roles, made.clinician_id);
  return 'proposed';
end
$$;

-- Those that are open. `may_confirm`: the caller neither proposed it, nor is it about them.
create function gate.proposals()
returns table (proposal_id bigint, deed text, login text, role_name text, further_roles text[], clinician_id text,
  proposed_by text, proposed_at timestamptz, open_through date, may_confirm boolean, others text[])
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select p.proposal_id, p.deed, p.login, p.role_name, p.further_roles, p.clinician_id, p.proposed_by, p.proposed_at,
    (p.proposed_at + interval '7 days')::date, gate.actor() not in (p.proposed_by, p.login),
    array(select o.login from gate.person o
      where o.clinician_id = p.clinician_id and o.disabled_at is null and o.login <> p.login order by o.login)
  from gate.proposal p
  where p.state = 'open' and p.proposed_at >= clock_timestamp() - interval '7 days' order by p.proposal_id;
end;

-- 'done', 'declined', or 'withdrawn' by who made it; whose proposer is an administrator no more is open no more (SC039).
create function gate.decide(p_proposal bigint, p_agree boolean, p_invitation bytea) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  open_one gate.proposal;
  ending text;
begin
  perform gate.durable();
  perform gate.lapse_proposals();
  select p.* into open_one from gate.proposal p where p.proposal_id = p_proposal and p.state = 'open' for update;
  if open_one.proposal_id is null or p_agree is null
    or not coalesce('administrator' = any (gate.roles_of(open_one.proposed_by)), false)
  then
    perform gate.refuse('SC039', 'no such proposal is open');
  elsif open_one.login = gate.actor() and open_one.proposed_by <> gate.actor()
    or p_agree and open_one.proposed_by = gate.actor()
  then
    perform gate.refuse('SC037', 'nobody confirms what is their own or concerns themselves');
  end if;
  ending := case when p_agree then 'done' when open_one.proposed_by = gate.actor() then 'withdrawn' else 'declined' end;
  update gate.proposal p set state = ending, decided_by = gate.actor(), decided_at = clock_timestamp()
  where p.proposal_id = p_proposal;
  perform trail.append(
    case ending when 'done' then 'person.confirmed' when 'declined' then 'person.declined' else 'person.withdrawn' end,
    open_one.login, null, jsonb_build_object('deed', open_one.deed, 'by', open_one.proposed_by));
  if ending = 'done' then
    perform gate.require_possible(
      open_one.deed, open_one.login, open_one.role_name, open_one.clinician_id, open_one.further_roles);
    perform gate.carry_out(open_one, p_invitation);
  end if;
  return ending;
end
$$;

-- At once, by one person: nobody else has to be found first. Not oneself (SC037).
create function gate.disable_here(p_login text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.durable();
  if p_login = gate.actor() then
    perform gate.refuse('SC037', 'nobody disables themselves');
  end if;
  return gate.record_disabled(p_login);
end
$$;

-- Ends where somebody is signed in; how many there were.
create function gate.end_sessions_of(p_login text) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  ended constant integer := gate.end_sessions(p_login);
begin
  if ended > 0 then
    insert into gate.account_notice (login, kind) values (p_login, 'ended');
    perform trail.append('console.sessions_ended', p_login, null, jsonb_build_object('sessions', ended));
  end if;
  return ended;
end
$$;

-- MARK: Health

create function claims.publish_health(p_subject text, p_said jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  insert into claims.health as h (subject, said) values (p_subject, p_said)
  on conflict (subject) do update set said = excluded.said, at = clock_timestamp();
end
$$;
grant execute on function claims.publish_health(text, jsonb) to scrim_gateway;

create function claims.health() returns table (subject text, said jsonb, at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select h.subject, h.said, h.at from claims.health h order by h.subject;
end;

-- How it goes with each clearinghouse that something was sealed for: counts of submissions, never of clients.
create function claims.line_health()
returns table (clearinghouse text, last_accepted timestamptz, last_attempt timestamptz, fault text, open_submissions bigint,
  doubtful bigint, contradicts boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select l.clearinghouse, l.last_accepted, l.last_attempt, l.fault,
    (select count(*) from claims.submission s where s.clearinghouse = l.clearinghouse
      and s.state in ('sealed', 'in_flight', 'in_doubt')),
    (select count(*) from claims.submission s where s.clearinghouse = l.clearinghouse and s.state = 'in_doubt'),
    exists (select from claims.contradiction c where c.clearinghouse = l.clearinghouse and c.cleared_at is null)
  from claims.lines() l;
end;

-- MARK: The trails, to be read

create function gate.trail_standing()
returns table (entries bigint, signed bigint, root text, signed_at timestamptz, waiting bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select (select coalesce(max(l.leaf_index) + 1, 0) from trail.leaf l), c.tree_size, encode(c.root_hash, 'base64'),
    c.recorded_at, (select count(*) from trail.waiting)
  from (select 1) one left join lateral (
    select k.tree_size, k.root_hash, k.recorded_at from trail.checkpoint k
    order by k.tree_size desc, k.checkpoint_id desc limit 1) c on true;
end;

create function gate.recent_trail(p_count integer)
returns table (recorded_at timestamptz, actor text, kind text, subject text, detail text)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select e.recorded_at, e.actor, e.kind, e.subject, nullif(e.detail::text, '{}')
  from trail.entry e order by e.entry_id desc limit least(greatest(p_count, 0), 500);
end;

create function gate.recent_restriction_trail(p_count integer)
returns table (recorded_at timestamptz, actor text, kind text, client_id text, session_id text)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select e.recorded_at, e.actor, e.kind, coalesce(r.client_id, e.client_id), r.session_id
  from gate.restriction_entry e left join gate.restriction r on r.restriction_id = e.restriction_id
  order by e.entry_id desc limit least(greatest(p_count, 0), 500);
end;

do $$
declare
  anyone constant text[] := array['billing', 'clinician', 'privacy', 'front_desk', 'administrator'];
  deciding constant text[] := array['privacy', 'administrator'];
  administrator constant text[] := array['administrator'];
begin
  perform gate.open_desk('gate.account_notices()', anyone, false);
  perform gate.open_desk('gate.acknowledge_notices(bigint)', anyone, false);
  perform gate.open_desk('gate.people()', deciding, false);
  perform gate.open_desk('gate.proposals()', deciding, false);
  perform gate.open_desk('gate.second_people(text)', administrator, false);
  perform gate.open_desk('gate.propose(text, text, text, text, text[], bytea)', administrator, true);
  perform gate.open_desk('gate.decide(bigint, boolean, bytea)', deciding, true);
  perform gate.open_desk('gate.disable_here(text)', administrator, true);
  perform gate.open_desk('gate.end_sessions_of(text)', administrator, true);
  perform gate.open_desk('claims.health()', administrator, false);
  perform gate.open_desk('claims.line_health()', administrator, false);
  perform gate.open_desk('gate.trail_standing()', administrator, false);
  perform gate.open_desk('gate.recent_trail(integer)', administrator, false);
  perform gate.open_desk('gate.recent_restriction_trail(integer)', array['privacy'], false);
end
$$;

grant execute on function gate.console_arrive() to scrim_console;

set local role scrim_owner;
revoke create on schema gate, claims from scrim_gatekeeper;
revoke create on schema desk from scrim_gatekeeper;
reset role;
