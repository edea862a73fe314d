-- The last of what pages need: quick counts, what clinicians say of minors who consented alone, and an administrator
-- who is not told of which session something was done.
--
-- What is due and what is unbilled is asked for each time somebody opens a page. Of most sessions of the window a claim
-- was made long ago; they are left out before anything else is looked up. And no machine code is made for one answer:
-- that took longer than the answer.

set local role scrim_owner;
grant create on schema gate, desk to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- As before; but each restriction is looked up for what it covers, however many rows the planner believes there are.
create or replace function gate.unrestricted() returns text language sql immutable set search_path = pg_catalog, pg_temp
return $sql$
    and (select true from gate.restriction r where r.client_id = s.client_id and r.session_id is null
        and r.lifted_at is null and s.service_date between r.from_date and r.through_date limit 1) is null
    and (select true from gate.restriction r where r.session_id = s.session_id
        and r.lifted_at is null limit 1) is null
    and (select true from gate.covered v where v.session_id = s.session_id and (
          select r.lifted_at is null from gate.restriction r where r.restriction_id = v.restriction_id)
        limit 1) is null
    and (joint.others is null or (select true from gate.restriction r
        where r.client_id = any (joint.others) and r.session_id is null and r.lifted_at is null
          and s.service_date between r.from_date and r.through_date limit 1) is null)
    and (select true from gate.covered v
        where v.client_id = s.client_id and v.service_date = s.service_date and v.guards_day
          and v.session_id <> s.session_id
          and (select r.lifted_at is null from gate.restriction r where r.restriction_id = v.restriction_id)
          and not exists (select from gate.other_session o where o.session_id = s.session_id) limit 1) is null
$sql$;

-- FROM of what is counted: sessions of the window ($3, $4) that are to be claimed yet. The same as gate.unclaimed() in
-- the end; offset 0 keeps the planner from asking it last.
create function gate.unclaimed_sessions() returns text language sql immutable set search_path = pg_catalog, pg_temp
return 'from (select s.* from source.session s where s.service_date between $3 and $4 ' || gate.unclaimed()
  || ' offset 0) s';

-- As before.
create or replace function gate.due(p_payers text[], p_first_service_dates date[], p_from date, p_through date,
  p_half date[] default null, p_late date[] default null)
returns table (payer_id text, sessions bigint, oldest date, half bigint, late bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error set jit = off as $$
begin
  perform gate.import_restrictions();
  return query execute $sql$
    select cov.payer_id, count(*), min(s.service_date),
      coalesce(sum((s.service_date <= ($5)[array_position($1, cov.payer_id)])::integer), 0),
      coalesce(sum((s.service_date <= ($6)[array_position($1, cov.payer_id)])::integer), 0)
  $sql$ || replace(gate.eligible(), 'from source.session s', gate.unclaimed_sessions())
    || gate.reviewed(false) || ' group by cov.payer_id order by cov.payer_id'
  using p_payers, p_first_service_dates, p_from, p_through, p_half, p_late;
end
$$;

-- As before.
create or replace function gate.unbilled(p_payers text[], p_first_service_dates date[], p_from date, p_through date,
  p_oldest date[] default null, p_corrected date[] default null)
returns table (session_id text, service_date date, payer_id text, reason text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error set jit = off as $$
begin
  perform gate.import_restrictions();
  return query execute $sql$
    with charged as (
      select s.session_id, s.client_id, s.service_date, ch.lines, ch.coverage_id, ch.charge_cents,
        ch.patient_paid_cents, cov.coverage_id as known, cov.payer_id, payer.payer_id as configured,
        payer.first_service_date, cov.valid_from, cov.valid_through, cov.consent_on, cov.consent_through,
        s.service_date < (case when nv.frequency = 7 then $6 else $5 end)[array_position($1, cov.payer_id)]
          and delay.lets_go is not true as is_late
      $sql$ || gate.unclaimed_sessions() || $sql$
      cross join lateral (
        select count(*) as lines, min(c.coverage_id) as coverage_id, sum(c.charge_cents) as charge_cents,
          sum(coalesce(c.patient_paid_cents, 0)) as patient_paid_cents
        from source.charge c where c.session_id = s.session_id) ch
      cross join lateral (
        select array_agg(j.client_id) as others from source.participant j where j.session_id = s.session_id) joint
      left join source.coverage cov on cov.coverage_id = ch.coverage_id and cov.client_id = s.client_id
      left join unnest($1, $2) as payer(payer_id, first_service_date) on payer.payer_id = cov.payer_id
      $sql$ || gate.next_version() || gate.delay_given() || $sql$
      where not exists (select from source.already_claimed e where e.session_id = s.session_id)
  $sql$ || gate.unrestricted() || $sql$
    ), explained as (
      select g.*, case
        when g.lines = 0 then 'no-charge'
        when g.coverage_id is null then 'charge-without-coverage'
        when g.known is null then 'coverage-unknown'
        when g.configured is null then 'payer-not-configured'
        when g.service_date < g.first_service_date then 'before-first-service-date'
        when g.valid_from is null or g.service_date < g.valid_from then 'coverage-not-begun'
        when g.service_date > g.valid_through then 'coverage-lapsed'
        when g.consent_on is null then 'consent-missing'
        when g.service_date < g.consent_on then 'consent-later'
        when g.service_date > g.consent_through then 'consent-ended'
        when g.charge_cents is null then 'charge-missing'
        when g.is_late then 'past-filing-limit'
        when exists (select from gate.released l where l.session_id = g.session_id) then 'preview-needed'
        end as reason
      from charged g
      where g.patient_paid_cents < g.charge_cents or g.charge_cents is null
    )
    select x.session_id, x.service_date, x.payer_id, x.reason from explained x
    where x.reason is not null
      and exists (select from source.coverage any_cov where any_cov.client_id = x.client_id)
    order by x.service_date, x.session_id
  $sql$ using p_payers, p_first_service_dates, p_from, p_through, p_oldest, coalesce(p_corrected, p_oldest);
end
$$;

-- As before. What was charged and paid is added up once, and not once for each claim.
create or replace function gate.open_derived_tasks() returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error set jit = off as $$
begin
  insert into gate.task (kind, client_id, session_id, restriction_id, occurred_on)
  select distinct on (r.client_id, r.session_id) 'payment-missing', r.client_id, r.session_id, r.restriction_id,
    r.requested_on
  from gate.restriction r
  where r.lifted_at is null and r.origin = 'practice' and r.paid_on is null and r.requested_on < current_date - 30
  order by r.client_id, r.session_id, r.requested_on
  on conflict do nothing;
  insert into gate.task (kind, client_id, session_id, occurred_on, payer_id)
  select 'paid-but-billed', c.client_id, c.session_id, c.decided_at::date, c.payer_id
  from (
    select h.session_id collate "C" as session_id from source.charge h group by h.session_id
    having sum(h.patient_paid_cents) filter (where h.patient_paid_cents > 0) >= sum(h.charge_cents)) paid
  join claims.claim_state c on c.session_id = paid.session_id and c.state = 'accepted'
    and c.decided_at > clock_timestamp() - interval '1 year'
  on conflict do nothing;
end
$$;

-- As before; but which session and which claim it was is for auditors: who administers accounts is told that it was
-- one.
create or replace function gate.recent_trail(p_count integer)
returns table (recorded_at timestamptz, actor text, kind text, subject text, detail text)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select e.recorded_at, e.actor, e.kind,
    case when e.kind ~ '^(session|notice)[.]' or e.kind = 'claim.content_asked' then 'a session'
      when e.kind ~ '^claim[.]' then 'a claim' else e.subject end,
    nullif(e.detail::text, '{}')
  from trail.entry e order by e.entry_id desc limit least(greatest(p_count, 0), 500);
end;

-- As before; but what the token is kept as is worked out once, and not for each session that is looked at.
create or replace function gate.console_session_of_token()
returns table (login text, acts_as text, is_confirmed boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  kept constant bytea := sha256(convert_to(coalesce(current_setting('scrim.token', true), ''), 'UTF8'));
begin
  return query
    select s.login, s.acts_as, s.confirmed_at > clock_timestamp() - interval '5 minutes'
    from gate.console_session s join gate.person p on p.login = s.login and p.disabled_at is null
    where s.token = kept
      and s.ended_at is null and s.seen_at > clock_timestamp() - interval '15 minutes'
      and s.started_at > clock_timestamp() - interval '12 hours'
      and s.acts_as = any (gate.roles_of(s.login));
end
$$;

-- As before; but each of the client's sessions is looked up, and not each restriction of everybody, which the planner
-- takes to be few on the day on which nobody was marked.
create or replace function gate.my_sessions(p_client text)
returns table (session_id text, service_date date, state text, is_marked boolean, sent_on date, payer text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  ids text[] := array(select gate.same_person(p_client));
begin
  perform gate.require_sources();
  if not gate.is_treating(p_client) then
    return;
  end if;
  return query
    with known as (
      select s.session_id collate "C" as session_id, s.service_date from source.session s where s.client_id = any (ids)
      union
      select s.session_id collate "C", s.service_date from source.participant j
      join source.session s on s.session_id = j.session_id where j.client_id = any (ids)
      union
      select c.session_id, c.service_date from claims.claim c where c.client_id = any (ids)
    ), days as materialized (
      select k.session_id, max(k.service_date) as service_date from known k group by 1
    )
    select d.session_id, d.service_date,
      case when s.is_sent then 'sent' when s.is_going then 'in-flight' when r.is_marked then 'marked' else 'waiting' end,
      r.is_marked, case when s.is_sent then s.decided_at::date end, case when s.is_sent then s.payer_id end
    from days d
    cross join lateral (select coalesce(
      (select true from gate.restriction r where r.client_id = any (ids) and r.session_id is null
        and r.lifted_at is null and d.service_date between r.from_date and r.through_date limit 1),
      (select true from gate.restriction r where r.session_id = d.session_id and r.lifted_at is null limit 1),
      (select true from gate.covered v where v.session_id = d.session_id and (
          select r.lifted_at is null from gate.restriction r where r.restriction_id = v.restriction_id)
        limit 1),
      false) as is_marked) r
    cross join lateral (
      select bool_or(k.state in ('accepted', 'rejected')) as is_sent,
        bool_or(k.state in ('in_flight', 'in_doubt')) as is_going,
        max(k.decided_at) filter (where k.state in ('accepted', 'rejected')) as decided_at,
        (array_agg(k.payer_id order by k.version desc) filter (where k.state in ('accepted', 'rejected')))[1] as payer_id
      from claims.claim_state k where k.session_id = d.session_id) s
    order by d.service_date desc, d.session_id;
end
$$;

-- Sessions that wait for their clinician to say whether the plan may hear of a minor who consented alone.
create function gate.minors_to_confirm() returns table (session_id text, client_id text, service_date date)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.require_sources();
  return query
    select h.session_id, s.client_id collate "C", s.service_date
    from claims.hold h join source.session s on s.session_id = h.session_id
    where 'minor-not-confirmed' = any (h.defects) and gate.is_treating(s.client_id)
    order by s.service_date, h.session_id;
end
$$;

-- Of a session of the caller's own client that waits for it; false of any other.
create function gate.confirm_minor(p_session text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  return exists (select from gate.minors_to_confirm() m where m.session_id = p_session)
    and gate.record_notice('minor-confirmed', p_session, current_date, null);
end
$$;

do $$
declare
  often text;
begin
  perform gate.open_desk('gate.minors_to_confirm()', array['clinician'], false);
  perform gate.open_desk('gate.confirm_minor(text)', array['clinician'], false);
  -- Of a few clients, and asked for again and again: a plan is made once for each connection, which takes longer than
  -- most answers. It is the one by indexes, whatever was in the tables on the day on which it was made.
  for often in
    select p.oid::regprocedure::text from pg_proc p where p.oid = 'gate.console_arrive()'::regprocedure
      or p.pronamespace = 'desk'::regnamespace and p.proname in ('my_clients', 'my_client_ids', 'my_client',
        'my_sessions', 'payers_of', 'mark_self_pay', 'mark_journaled', 'mark_unseen')
  loop
    execute 'alter function ' || often || ' set plan_cache_mode = force_generic_plan';
    execute 'alter function ' || often || ' set enable_seqscan = off';
    execute 'alter function ' || often || ' set random_page_cost = 1.1';
  end loop;
end
$$;

set local role scrim_owner;
revoke create on schema gate, desk from scrim_gatekeeper;
reset role;
