-- Restrictions (45 CFR 164.522(a)(1)(vi)): who may set them, their history, and what marking does to claims that are
-- on their way. The gateway has no right here: for it a restricted session does not exist.

set local role scrim_owner;

-- People with a login of their own. The caller is session_user, never an argument.
create table gate.person (
  login text primary key,
  clinician_id text,
  registered_at timestamptz not null default pg_catalog.clock_timestamp(),
  registered_by text not null default session_user
);

create table gate.restriction (
  restriction_id bigint generated always as identity primary key,
  client_id text collate "C" not null,
  session_id text collate "C" check (session_id <> ''),  -- NULL: the client as a whole
  from_date date not null default '-infinity',
  through_date date not null default 'infinity',
  requested_on date not null,
  paid_on date,
  origin text not null check (origin in ('practice', 'ehr', 'merged')),
  marked_by text not null default session_user,
  marked_at timestamptz not null default pg_catalog.clock_timestamp(),
  lift_requested_on date,
  lift_requested_by text,
  lifted_at timestamptz,
  lifted_by text,
  constraint dates_in_order check (from_date <= through_date),
  constraint lifted_only_on_request check (lifted_at is null or lift_requested_on is not null),
  constraint lifted_by_somebody check ((lifted_at is null) = (lifted_by is null)),
  constraint requested_by_somebody check ((lift_requested_on is null) = (lift_requested_by is null))
);
create index restriction_of_client on gate.restriction (client_id) where lifted_at is null;
create index restriction_of_session on gate.restriction (session_id) where lifted_at is null and session_id is not null;
create unique index imported_once
  on gate.restriction (client_id, coalesce(session_id, ''), from_date, through_date, origin)
  where origin <> 'practice' and lifted_at is null;

-- When the records' own flags were last imported.
create table gate.import (
  only_row boolean primary key default true check (only_row),
  imported_at timestamptz not null
);
insert into gate.import (imported_at) values ('-infinity');

-- The restriction trail: for the privacy officer, and apart from trail.entry, which billing's auditor reads.
create table gate.restriction_entry (
  entry_id bigint generated always as identity primary key,
  restriction_id bigint not null references gate.restriction,
  kind text not null check (kind in ('marked', 'imported', 'lift_requested', 'lifted')),
  actor text not null default session_user,
  recorded_at timestamptz not null default pg_catalog.clock_timestamp()
);

grant select on gate.person to scrim_gatekeeper;
grant select, insert, update on gate.restriction to scrim_gatekeeper;
grant select, update on gate.import to scrim_gatekeeper;
grant select, insert on gate.restriction_entry to scrim_gatekeeper;
grant select, insert, update on gate.person to scrim_migrator;

grant create on schema gate, claims to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- Who calls: the person behind the login, and for clinicians their id in the practice's records.
create function gate.caller() returns table (login text, clinician_id text, is_privacy_officer boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select p.login, p.clinician_id, pg_has_role(session_user, 'scrim_privacy', 'member')
  from gate.person p where p.login = session_user;
end;

-- The one advisory lock of the practice ('scrim' in ASCII). Permits take it shared; marking and lifting exclusively.
create function gate.lock_key() returns bigint language sql immutable set search_path = pg_catalog, pg_temp
return 495822858605;

-- Under any other isolation the check would read an older snapshot than the lock protects.
create function gate.require_read_committed() returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using errcode = 'SC001', message = 'this needs the isolation level read committed';
  end if;
end
$$;

-- This transaction's COMMIT waits until it is on disk, whatever the login's or the server's settings say. A SET clause
-- of a function would end with the function, before the COMMIT.
create function gate.durable() returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform set_config('synchronous_commit', 'on', true);
end
$$;

-- Takes a submission back that was never sent: its bytes and key go, its claims wait to be sealed again. In what is
-- visible there is one word for every cause, and one actor: the login of a therapist here would tell billing that a
-- client was marked.
create function claims.withdraw(p_submission bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update claims.submission
  set state = 'withdrawn', ciphertext = null, transit_wrapped_key = null, decided_at = clock_timestamp()
  where submission_id = p_submission and state = 'sealed';
  if not found then
    raise exception using errcode = 'SC004', message = 'only a sealed submission can be withdrawn';
  end if;
  with members as (
    select c.session_id, c.version from claims.claim c where c.submission_id = p_submission
    union
    select e.session_id, e.version from claims.claim_event e
    where e.submission_id = p_submission and e.kind = 'resealed'
  ), told as (
    insert into claims.claim_event (session_id, version, kind, submission_id, actor)
    select m.session_id, m.version, 'withdrawn', p_submission, current_user from members m
  )
  insert into claims.to_reseal (session_id, version) select m.session_id, m.version from members m
  on conflict (session_id) do nothing;
  insert into trail.entry (kind, subject, actor) values ('submission.withdrawn', p_submission::text, current_user);
end
$$;

-- All ids under which the records know one person, however many merges lead from one to the next.
create function gate.same_person(p_client text) returns setof text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    with recursive person as (
      select p_client as client_id
      union
      select case a.client_id when p.client_id then a.former_client_id else a.client_id end
      from person p join source.client_alias a on p.client_id in (a.client_id, a.former_client_id)
    )
    select p.client_id from person p where p.client_id is not null;
end
$$;

-- Whether the practice's records, or ours, know a client by this id. A mark under a mistyped one would protect nobody.
create function gate.knows(p_client text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return exists (select from source.client k where k.client_id = p_client)
    or exists (select from source.session s where s.client_id = p_client)
    or exists (select from source.participant j where j.client_id = p_client)
    or exists (select from source.client_alias a where p_client in (a.client_id, a.former_client_id))
    or exists (select from claims.claim c where c.client_id = p_client);
end
$$;

-- The sessions that a restriction reaches: the client's own, under any former id too, and joint sessions that the
-- client takes part in.
create function gate.reached(p_client text, p_session text, p_from date, p_through date)
returns table (session_id text, service_date date)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    with people as materialized (
      select i as client_id from gate.same_person(p_client) i
    ), reached as (
      select s.session_id, s.service_date from source.session s where s.client_id in (select p.client_id from people p)
      union
      select s.session_id, s.service_date from source.participant j
      join source.session s on s.session_id = j.session_id where j.client_id in (select p.client_id from people p)
      union
      select c.session_id, c.service_date from claims.claim c where c.client_id in (select p.client_id from people p)
    )
    select r.session_id, min(r.service_date) from reached r
    where (p_session is null or r.session_id = p_session) and r.service_date between p_from and p_through
    group by r.session_id order by 2, 1;
end
$$;

-- What can truly be said of one session, once it is marked: protected, in flight, or already sent. Without the gate's
-- lock nothing is protected: a permit may be under way.
create function gate.answer(p_session text, p_locked boolean)
returns table (answer text, sent_on date, payer_name text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  claim record;
begin
  if p_locked then
    begin
      -- Whoever is moving the submission on has finished when this returns.
      perform from claims.submission s where s.submission_id = (
        select c.submission_id from claims.claim_state c where c.session_id = p_session order by c.version desc limit 1)
      for update;
    exception when lock_not_available or deadlock_detected then
      p_locked := false;
    end;
  end if;
  select c.state, c.submission_id, c.decided_at, c.payer_id into claim
  from claims.claim_state c where c.session_id = p_session order by c.version desc limit 1;
  if claim.state in ('accepted', 'rejected') then
    return query select 'already sent', claim.decided_at::date, claim.payer_id;
  elsif not p_locked or claim.state in ('in_flight', 'in_doubt') then
    return query select 'in flight', null::date, null::text;
  else
    if claim.state = 'sealed' then
      perform claims.withdraw(claim.submission_id);
    end if;
    return query select 'protected', null::date, null::text;
  end if;
end
$$;

-- Marks a client from a date (or until one), or one session, self-pay, and answers for each session that it reaches.
-- The session need not be in source.session yet. The restriction stands even if the lock does not come in time.
create function gate.mark_self_pay(
  p_client text, p_session text, p_from date, p_through date, p_requested_on date, p_paid_on date)
returns table (session_id text, service_date date, answer text, sent_on date, payer text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '5s' as $$
declare
  marked bigint;
  locked boolean := true;
begin
  perform gate.durable();
  perform gate.require_read_committed();
  if not exists (select from gate.caller()) then
    raise exception using errcode = 'SC006', message = 'this login is not registered as a person of the practice';
  end if;
  if p_requested_on is null or p_requested_on > current_date then
    raise exception using errcode = 'SC008', message = 'the day of the request is missing or in the future';
  end if;
  if not gate.knows(p_client) then
    raise exception using errcode = 'SC007', message = 'no client of the practice has this id';
  end if;
  if exists (select from source.session s where s.session_id = p_session)
    and not exists (select from gate.reached(p_client, p_session, '-infinity', 'infinity')) then
    raise exception using errcode = 'SC009', message = 'this session is another client''s';
  end if;
  insert into gate.restriction (client_id, session_id, from_date, through_date, requested_on, paid_on, origin)
  values (p_client, p_session, coalesce(p_from, '-infinity'), coalesce(p_through, 'infinity'),
    p_requested_on, p_paid_on, 'practice')
  returning restriction_id into marked;
  insert into gate.restriction_entry (restriction_id, kind) values (marked, 'marked');
  perform gate.import_merges();
  begin
    perform pg_advisory_xact_lock(gate.lock_key());
  exception when lock_not_available or deadlock_detected then
    locked := false;  -- a permit is held by a stopped process: what cannot be known is said to be in flight
  end;
  begin
    delete from claims.hold h using gate.reached(p_client, p_session, coalesce(p_from, '-infinity'),
      coalesce(p_through, 'infinity')) r where h.session_id = r.session_id;
    delete from claims.preview;
  exception when lock_not_available or deadlock_detected then
    null;  -- a run is writing them at this moment; the next one clears them
  end;
  return query
    select r.session_id, r.service_date, a.answer, a.sent_on, a.payer_name
    from gate.reached(p_client, p_session, coalesce(p_from, '-infinity'), coalesce(p_through, 'infinity')) r
    cross join lateral gate.answer(r.session_id, locked) a;
end
$$;

-- The client's own request to lift, under whichever id; it takes effect when the privacy officer confirms. Returns how
-- many restrictions it concerns.
create function gate.lift_self_pay(p_client text, p_session text, p_requested_on date) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  concerned integer;
begin
  if not exists (select from gate.caller()) then
    raise exception using errcode = 'SC006', message = 'this login is not registered as a person of the practice';
  end if;
  if p_requested_on is null or p_requested_on > current_date then
    raise exception using errcode = 'SC008', message = 'the day of the request is missing or in the future';
  end if;
  with asked as (
    update gate.restriction r
    set lift_requested_on = p_requested_on, lift_requested_by = session_user
    where r.client_id in (select gate.same_person(p_client)) and r.session_id is not distinct from p_session
      and r.lifted_at is null and r.lift_requested_on is null
      and exists (select from gate.caller() c where c.is_privacy_officer or exists (
        select from source.caseload k where k.clinician_id = c.clinician_id
          and k.client_id in (select gate.same_person(p_client))))
    returning r.restriction_id
  ), told as (
    insert into gate.restriction_entry (restriction_id, kind) select a.restriction_id, 'lift_requested' from asked a
  )
  select count(*) into concerned from asked;
  return concerned;
end
$$;

-- The privacy officer's confirmation of a request to lift.
create function gate.confirm_lift(p_client text, p_session text) returns integer
language plpgsql security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '30s' as $$
declare
  concerned integer;
begin
  perform gate.durable();
  perform gate.require_read_committed();
  if not exists (select from gate.caller() c where c.is_privacy_officer) then
    raise exception using errcode = 'SC006', message = 'only the privacy officer confirms';
  end if;
  if exists (select from source.restriction e where e.session_id is not distinct from p_session
    and e.client_id in (select gate.same_person(p_client))) then
    raise exception using errcode = 'SC010', message = 'the records still flag this';
  end if;
  perform pg_advisory_xact_lock(gate.lock_key());
  with lifted as (
    update gate.restriction r set lifted_at = clock_timestamp(), lifted_by = session_user
    where r.client_id in (select gate.same_person(p_client)) and r.session_id is not distinct from p_session
      and r.lifted_at is null and r.lift_requested_on is not null
    returning r.restriction_id
  ), told as (
    insert into gate.restriction_entry (restriction_id, kind) select l.restriction_id, 'lifted' from lifted l
  )
  select count(*) into concerned from lifted;
  return concerned;
end
$$;

-- A clinician's own caseload; for the privacy officer, everybody.
create function gate.list_self_pay()
returns table (client_id text, session_id text, from_date date, through_date date, requested_on date, paid_on date,
  origin text, lift_requested_on date)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select r.client_id, r.session_id, nullif(r.from_date, '-infinity'), nullif(r.through_date, 'infinity'),
      r.requested_on, r.paid_on, r.origin, r.lift_requested_on
    from gate.restriction r
    where r.lifted_at is null and exists (
      select from gate.caller() c where c.is_privacy_officer or exists (
        select from source.caseload k where k.clinician_id = c.clinician_id and k.client_id = r.client_id))
    order by r.client_id, r.from_date, r.restriction_id;
end
$$;

-- Merged clients have the union of their restrictions: each former id's are copied to the present one, and back, since
-- records still come under either, and on along a chain of merges. Restricting is absorbing; a merge that is undone
-- lifts nothing.
create function gate.import_merges() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  copied bigint;
begin
  loop
    with same_person as (
      select a.client_id as one, a.former_client_id as other from source.client_alias a
      union all select a.former_client_id, a.client_id from source.client_alias a
    ), imported as (
      insert into gate.restriction (client_id, session_id, from_date, through_date, requested_on, origin)
      select distinct on (p.other, r.session_id, r.from_date, r.through_date)
        p.other, r.session_id, r.from_date, r.through_date, r.requested_on, 'merged'
      from same_person p join gate.restriction r on r.client_id = p.one and r.lifted_at is null
      where p.other is not null and p.one <> p.other and not exists (
        select from gate.restriction k where k.client_id = p.other and k.lifted_at is null
          and k.session_id is not distinct from r.session_id and k.from_date <= r.from_date
          and k.through_date >= r.through_date)
      on conflict (client_id, coalesce(session_id, ''), from_date, through_date, origin)
        where origin <> 'practice' and lifted_at is null do nothing
      returning restriction_id
    )
    insert into gate.restriction_entry (restriction_id, kind) select i.restriction_id, 'imported' from imported i;
    get diagnostics copied = row_count;
    exit when copied = 0;
  end loop;
end
$$;

-- The EHR's own flags become restrictions of ours before each admission. A flag that is gone lifts nothing; one with a
-- session and no client, or whose dates are the wrong way round, restricts all the same.
create function gate.import_restrictions() returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  perform gate.durable();
  with flag as (
    select distinct coalesce(e.client_id, '') as client_id, e.session_id,
      coalesce(e.from_date, '-infinity') as from_date,
      case when e.through_date >= coalesce(e.from_date, '-infinity') then e.through_date else 'infinity' end
        as through_date
    from source.restriction e where coalesce(e.client_id, e.session_id) is not null
  ), imported as (
    insert into gate.restriction (client_id, session_id, from_date, through_date, requested_on, origin)
    select f.client_id, f.session_id, f.from_date, f.through_date, current_date, 'ehr'
    from flag f
    where not exists (
      select from gate.restriction k where k.client_id = f.client_id and k.origin = 'ehr' and k.lifted_at is null
        and k.session_id is not distinct from f.session_id
        and k.from_date = f.from_date and k.through_date = f.through_date)
    on conflict (client_id, coalesce(session_id, ''), from_date, through_date, origin)
      where origin <> 'practice' and lifted_at is null do nothing
    returning restriction_id
  )
  insert into gate.restriction_entry (restriction_id, kind) select i.restriction_id, 'imported' from imported i;
  perform gate.import_merges();
  -- What is restricted is not on the desk's list either.
  if exists (select from claims.hold) then
    delete from claims.hold h using source.session s
    where h.session_id = s.session_id and exists (
      select from gate.restriction r where r.lifted_at is null and (
        r.session_id = s.session_id or r.session_id is null and s.service_date between r.from_date and r.through_date
          and (r.client_id = s.client_id or exists (
            select from source.participant j where j.session_id = s.session_id and j.client_id = r.client_id))));
  end if;
  update gate.import set imported_at = clock_timestamp();
end
$$;

-- The same, where it was not done in the last ten seconds: a permit need not ask for each of hundreds of submissions.
create function gate.import_recent_restrictions() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (select i.imported_at from gate.import i) < clock_timestamp() - interval '10 seconds' then
    perform gate.import_restrictions();
  end if;
  perform gate.import_merges();
end
$$;

set local role scrim_owner;
revoke create on schema gate, claims from scrim_gatekeeper;
grant select on gate.restriction_entry to scrim_privacy;
reset role;

set local role scrim_gatekeeper;
grant execute on function gate.caller() to scrim_clinician, scrim_privacy, scrim_billing;
-- Anyone of the practice may mark: a client phones the front desk.
grant execute on function gate.mark_self_pay(text, text, date, date, date, date)
  to scrim_clinician, scrim_privacy, scrim_billing;
grant execute on function gate.lift_self_pay(text, text, date) to scrim_clinician, scrim_privacy;
grant execute on function gate.confirm_lift(text, text) to scrim_privacy;
grant execute on function gate.list_self_pay() to scrim_clinician, scrim_privacy;
grant execute on function gate.import_restrictions() to scrim_gateway;
reset role;
