-- How eagerly a clearinghouse is spoken to, and when a run has to wait for a person.

set local role scrim_owner;

-- The next moment at which a clearinghouse takes a request, for all processes and hosts together.
create table claims.turn (
  clearinghouse text collate "C" primary key,
  next_at timestamptz not null
);

-- Destinations to which somebody has sent by an approval: endpoint, authority, pins and ids, as one digest.
create table claims.approved_destination (
  clearinghouse text collate "C" not null,
  destination_digest bytea not null check (pg_catalog.octet_length(destination_digest) = 32),
  approved_at timestamptz not null default pg_catalog.clock_timestamp(),
  approved_by text not null default session_user,
  primary key (clearinghouse, destination_digest)
);

-- What was sent to before approvals were kept.
insert into claims.approved_destination (clearinghouse, destination_digest, approved_at)
select s.clearinghouse, s.destination_digest, min(s.decided_at) from claims.submission s
where s.state = 'accepted' group by 1, 2;

grant select, insert, update on claims.turn to scrim_gatekeeper;
grant select, insert on claims.approved_destination to scrim_gatekeeper;
grant create on schema claims, gate to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- Takes the next turn and says how many seconds there are until it comes.
create function claims.take_turn(p_clearinghouse text, p_per_minute integer) returns double precision
language sql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  insert into claims.turn as t (clearinghouse, next_at)
  values (p_clearinghouse, clock_timestamp() + interval '1 minute' / p_per_minute)
  on conflict (clearinghouse) do update
  set next_at = greatest(t.next_at, clock_timestamp()) + interval '1 minute' / p_per_minute
  returning greatest(0, extract(epoch from next_at - interval '1 minute' / p_per_minute - clock_timestamp()))::double precision;
end;

create function claims.approve_destination(p_clearinghouse text, p_destination bytea) returns void
language sql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  with fresh as (
    insert into claims.approved_destination (clearinghouse, destination_digest)
    values (p_clearinghouse, p_destination) on conflict do nothing returning clearinghouse
  )
  select trail.append('destination.approved', f.clearinghouse, p_destination, null) from fresh f;
end;

-- What is usual for a clearinghouse: whether anybody has approved sending to it, and to this destination; and the most
-- claims that one of its last thirty runs sent.
create function claims.usual(p_clearinghouse text, p_destination bytea)
returns table (is_known boolean, is_approved boolean, largest bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select
    exists (select from claims.approved_destination a where a.clearinghouse = p_clearinghouse),
    exists (select from claims.approved_destination a
      where a.clearinghouse = p_clearinghouse and a.destination_digest = p_destination),
    coalesce((select max(latest.claims)::bigint from (
      select sum(s.claim_count) as claims from claims.submission s
      where s.clearinghouse = p_clearinghouse and s.state in ('in_flight', 'in_doubt', 'accepted', 'rejected')
      group by s.run_id order by max(s.submission_id) desc limit 30) latest), 0);
end;

-- How many sessions would be admitted, counted no further than p_enough.
create function gate.count_admitted(p_payers text[], p_first_service_dates date[], p_oldest date[], p_from date,
  p_through date, p_enough bigint) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error set jit = off
set max_parallel_workers_per_gather = 0 set enable_seqscan = off set random_page_cost = 1.1 as $$
declare
  counted bigint;
begin
  perform gate.require_sources();
  execute 'select count(*) from (select s.session_id' || replace(gate.eligible(),
    'where s.service_date >= ($2)', $sql$
    where s.service_date >= ($5)[array_position($1, cov.payer_id)] and s.service_date >= ($2)$sql$)
    || gate.unclaimed() || gate.reviewed(false) || ' and s.service_date between $3 and $4 limit $6) due'
  into counted using p_payers, p_first_service_dates, p_from, p_through, p_oldest, p_enough;
  return counted;
end
$$;

-- How many sessions a run would look at now, for each payer, and how many of them have come near the end of the time in
-- which they can be filed: of those days of service or older.
drop function gate.due(text[], date[], date, date);
create function gate.due(p_payers text[], p_first_service_dates date[], p_from date, p_through date,
  p_half date[] default null, p_late date[] default null)
returns table (payer_id text, sessions bigint, oldest date, half bigint, late bigint)
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.import_restrictions();
  return query execute $sql$
    select cov.payer_id, count(*), min(s.service_date),
      coalesce(sum((s.service_date <= ($5)[array_position($1, cov.payer_id)])::integer), 0),
      coalesce(sum((s.service_date <= ($6)[array_position($1, cov.payer_id)])::integer), 0)
  $sql$ || gate.eligible() || gate.unclaimed()
    || gate.reviewed(false) || ' and s.service_date between $3 and $4 group by cov.payer_id order by cov.payer_id'
  using p_payers, p_first_service_dates, p_from, p_through, p_half, p_late;
end
$$;

-- How each clearinghouse's line is: when it last took a submission, and what became of the last attempt.
create function claims.lines()
returns table (clearinghouse text, last_accepted timestamptz, last_attempt timestamptz, outcome text, fault text)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select known.clearinghouse,
    (select max(s.decided_at) from claims.submission s
     where s.clearinghouse = known.clearinghouse and s.state = 'accepted'),
    latest.permitted_at, latest.state, latest.fault
  from (select distinct s.clearinghouse from claims.submission s) known
  left join lateral (
    select a.permitted_at, a.state, a.fault from claims.attempt a
    join claims.submission s on s.submission_id = a.submission_id
    where s.clearinghouse = known.clearinghouse order by a.attempt_id desc limit 1) latest on true
  order by known.clearinghouse;
end;

-- What has become of all attempts, and how long runs took: for monitoring.
create function claims.attempts_made() returns table (clearinghouse text, outcome text, attempts bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select s.clearinghouse, a.state, count(*) from claims.attempt a
  join claims.submission s on s.submission_id = a.submission_id group by 1, 2 order by 1, 2;
end;

grant execute on function
  claims.take_turn(text, integer), claims.approve_destination(text, bytea), claims.usual(text, bytea),
  gate.count_admitted(text[], date[], date[], date, date, bigint)
  to scrim_gateway;
grant execute on function gate.due(text[], date[], date, date, date[], date[]) to scrim_billing;
grant execute on function claims.lines(), claims.attempts_made() to scrim_billing, scrim_auditor;

set local role scrim_owner;
revoke create on schema claims, gate from scrim_gatekeeper;
reset role;
