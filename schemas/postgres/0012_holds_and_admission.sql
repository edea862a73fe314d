-- Holds that the law suggests, and admission with everything that restricts.
--
-- An explanation of benefits goes to the policyholder: where that is not the client, or nobody knows, no claim goes
-- before somebody has recorded that the client was told (45 CFR 164.522(b)). A minor who consented alone: not before the
-- clinician confirms. A programme under 42 CFR Part 2: not without the client's consent (2.31), since the programme's
-- name discloses by itself. Two records of one joint session are one hour: neither is claimed while both are charged.

set local role scrim_owner;

-- What a person has recorded that lets claims go.
create table gate.notice (
  notice_id bigint generated always as identity primary key,
  kind text collate "C" not null check (kind in ('client-told', 'minor-confirmed', 'part2-consent')),
  client_id text collate "C" not null,
  coverage_id text collate "C",               -- NULL: whatever the coverage
  given_on date not null,
  through_date date,
  recorded_by text not null default session_user,
  recorded_at timestamptz not null default pg_catalog.clock_timestamp(),
  withdrawn_on date,
  withdrawn_by text,
  constraint withdrawn_by_somebody check ((withdrawn_on is null) = (withdrawn_by is null)),
  constraint about_a_coverage check ((kind = 'minor-confirmed') = (coverage_id is null))
);
create index notice_of_coverage on gate.notice (coverage_id, kind) where withdrawn_on is null;
create index notice_of_client on gate.notice (client_id, kind) where withdrawn_on is null;
grant select, insert, update on gate.notice to scrim_gatekeeper;

-- Who consented to treatment alone, as the records say it: taken over before each admission, since a look-up in the
-- clients' own table for each session would cost more than the rest of admission.
create table gate.minor_alone (client_id text collate "C" primary key);
grant select, insert, delete on gate.minor_alone to scrim_gatekeeper;

grant create on schema gate to scrim_gatekeeper;
set local role scrim_gatekeeper;

create function gate.import_minors() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from gate.minor_alone m
  where not exists (select from source.client c where c.client_id = m.client_id and c.consented_alone);
  insert into gate.minor_alone (client_id)
  select c.client_id from source.client c where c.consented_alone and c.client_id is not null
  on conflict do nothing;
end
$$;

-- Before each admission, all that the records say of who must be spared.
create or replace function gate.import_restrictions() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform gate.durable();
  perform gate.require_sources();
  perform gate.import_flags();
  perform gate.cover(null);
  perform gate.open_same_day(null);
  perform gate.settle_answers();
  perform gate.import_minors();
  -- What is restricted is not on the desk's list either.
  delete from claims.hold h using gate.covered v join gate.restriction r on r.restriction_id = v.restriction_id
  where v.session_id = h.session_id and r.lifted_at is null;
  update gate.import set imported_at = clock_timestamp();
end
$$;

-- What a person records about the session of a held claim: it holds for the client, and where it is about a plan, for
-- the coverage that the session's charge names. False where there is no such session, or it is not the caller's to say.
create function gate.record_notice(p_kind text, p_session text, p_given_on date, p_through date) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  concerned record;
begin
  perform gate.durable();
  perform gate.require_person();
  perform gate.require_day(p_given_on);
  perform gate.require_sources();
  select s.client_id, (select min(c.coverage_id) from source.charge c where c.session_id = s.session_id) as coverage_id
  into concerned from source.session s where s.session_id = p_session limit 1;
  if concerned.client_id is null or p_kind <> 'minor-confirmed' and concerned.coverage_id is null
    or p_kind = 'minor-confirmed' and not gate.is_treating(concerned.client_id) then
    return false;
  end if;
  insert into gate.notice (kind, client_id, coverage_id, given_on, through_date)
  values (p_kind, concerned.client_id, case when p_kind <> 'minor-confirmed' then concerned.coverage_id end,
    p_given_on, p_through);
  perform trail.append('notice.recorded', p_session, null, jsonb_build_object('kind', p_kind));
  return true;
end
$$;

-- Takes it back: nothing more goes from now on. What was sent stays sent.
create function gate.withdraw_notice(p_kind text, p_session text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '30s' as $$
begin
  perform gate.durable();
  perform gate.require_read_committed();
  perform gate.require_person();
  perform gate.require_sources();
  perform pg_advisory_xact_lock(gate.lock_key());
  update gate.notice n set withdrawn_on = current_date, withdrawn_by = session_user
  from source.session s
  where s.session_id = p_session and n.client_id = s.client_id and n.kind = p_kind and n.withdrawn_on is null
    and (n.coverage_id is null or n.coverage_id in (
      select c.coverage_id from source.charge c where c.session_id = s.session_id));
  if found then
    insert into gate.restriction_entry (kind) values ('notice_withdrawn');
    perform trail.append('notice.withdrawn', p_session, null, jsonb_build_object('kind', p_kind));
  end if;
  return found;
end
$$;

-- What restricts a session s, whose other participants are joint.others: by its client on that day; by itself, whatever
-- its date, client or name are by now; by another participant; by a marked session of the same day that it may be.
-- The text of conditions, for every query that must know: one telling, and none that can be forgotten.
create function gate.unrestricted() returns text language sql immutable set search_path = pg_catalog, pg_temp
return $sql$
    and (select true from gate.restriction r where r.client_id = s.client_id and r.session_id is null
        and r.lifted_at is null and s.service_date between r.from_date and r.through_date limit 1) is null
    and (select true from gate.restriction r where r.session_id = s.session_id
        and r.lifted_at is null limit 1) is null
    and (select true from gate.covered v join gate.restriction r on r.restriction_id = v.restriction_id
        where v.session_id = s.session_id and r.lifted_at is null limit 1) is null
    and (joint.others is null or (select true from gate.restriction r
        where r.client_id = any (joint.others) and r.session_id is null and r.lifted_at is null
          and s.service_date between r.from_date and r.through_date limit 1) is null)
    and (select true from gate.covered v join gate.restriction r on r.restriction_id = v.restriction_id
        where v.client_id = s.client_id and v.service_date = s.service_date and v.guards_day
          and v.session_id <> s.session_id and r.lifted_at is null
          and not exists (select from gate.other_session o where o.session_id = s.session_id) limit 1) is null
$sql$;

-- Codes of what a claim still waits for, where s, cov and joint are those of eligible(): an empty array for most.
create function gate.legal_holds(p_part2 boolean) returns text
language sql immutable set search_path = pg_catalog, pg_temp
return replace($sql$
    array_remove(array[
      case when cov.policyholder_is_client is not true and (
        select true from gate.notice n where n.coverage_id = cov.coverage_id and n.kind = 'client-told'
          and n.withdrawn_on is null limit 1) is null then 'client-not-told' end,
      case when (select true from gate.minor_alone m where m.client_id = s.client_id) and (
        select true from gate.notice n where n.client_id = s.client_id and n.kind = 'minor-confirmed'
          and n.withdrawn_on is null limit 1) is null then 'minor-not-confirmed' end,
      case when <part2> and (
        select true from gate.notice n where n.coverage_id = cov.coverage_id and n.client_id = s.client_id
          and n.kind = 'part2-consent' and n.withdrawn_on is null and n.given_on <= current_date
          and (n.through_date is null or n.through_date >= current_date) limit 1) is null
        then 'programme-consent-missing' end,
      case when joint.others is not null and exists (
        select from source.session o
        join source.participant back on back.session_id = o.session_id and back.client_id = s.client_id
        join source.charge oc on oc.session_id = o.session_id and oc.coverage_id is not null
        where o.client_id = any (joint.others) and o.service_date = s.service_date
          and o.session_id <> s.session_id) then 'joint-session-twice' end], null)
$sql$, '<part2>', case when p_part2 then 'true' else 'false' end);

-- FROM and WHERE of every admission. $1 payer ids, $2 the first service date of each, side by side.
-- s session, ch its charges, cov the coverage to bill, joint who else took part.
--
-- Written as look-ups by key for each session, so that the plan cannot be another one: left to itself the planner, which
-- knows nothing of a ledger that was empty when it looked, joins by scanning it once more for each session.
create or replace function gate.eligible() returns text language sql immutable set search_path = pg_catalog, pg_temp
return $sql$
  from source.session s
  cross join lateral (
    select min(c.coverage_id) as coverage_id, sum(c.charge_cents) as charge_cents,
      sum(coalesce(c.patient_paid_cents, 0)) as patient_paid_cents,
      array_agg(row(c.line, c.coverage_id, c.billing_provider_id, c.rendering_clinician_id,
        c.supervising_clinician_id, c.location_id, c.procedure_code, c.modifiers, c.units, c.charge_cents,
        c.patient_paid_cents, c.diagnosis_pointers, c.place_of_service, c.prior_authorization)::gate.charge_line)
        as lines
    from source.charge c where c.session_id = s.session_id) ch
  cross join lateral (
    select * from source.coverage one
    where one.coverage_id = ch.coverage_id and one.client_id = s.client_id offset 0) cov
  cross join lateral (
    select array_agg(j.client_id) as others from source.participant j where j.session_id = s.session_id) joint
  where s.service_date >= ($2)[array_position($1, cov.payer_id)]
    and s.service_date <= current_date
    and s.service_date >= cov.valid_from
    and (cov.valid_through is null or s.service_date <= cov.valid_through)
    and s.service_date >= cov.consent_on
    and (cov.consent_through is null or s.service_date <= cov.consent_through)
    and ch.patient_paid_cents < ch.charge_cents
    and (select true from source.already_claimed e where e.session_id = s.session_id limit 1) is null
$sql$ || gate.unrestricted();

-- Let through again by a lift, and not seen in a preview since.
create function gate.reviewed(p_reviewed boolean) returns text language sql immutable
set search_path = pg_catalog, pg_temp
return case when p_reviewed then '' else
  ' and (select true from gate.released l where l.session_id = s.session_id) is null' end;

drop function gate.admit(text[], date[], date[], date, date);

-- Opens a cursor over what may be claimed for the given payers: one row for each session, ordered by its id so that
-- the same records give the same submissions. Days before p_from are not looked at, nor those after p_through; for
-- each payer also not those before p_oldest (the end of its timely filing). p_reviewed: for a preview, or for a run that
-- sends what a preview showed.
create function gate.admit(p_payers text[], p_first_service_dates date[], p_oldest date[], p_from date,
  p_through date, p_part2 boolean, p_reviewed boolean)
returns refcursor
language plpgsql security definer
set search_path = pg_catalog, pg_temp set work_mem = '64MB' set jit = off set max_parallel_workers_per_gather = 0
set cursor_tuple_fraction = 1 set enable_seqscan = off set random_page_cost = 1.1 as $$
declare
  admitted refcursor := 'admitted';
  earliest date := greatest(p_from, (select min(o) from unnest(p_oldest) o));  -- bounds the scan
begin
  perform gate.require_sources();
  open admitted for execute $sql$
    select s.session_id, s.client_id, s.service_date, s.diagnosis_codes,
      coalesce((select t.version from claims.to_reseal t where t.session_id = s.session_id), 1)::integer as version,
      cov.coverage_id, coalesce(cov.rank, 0) as rank, cov.payer_id, cov.payer_name, cov.filing_indicator, cov.member_id,
      cov.group_number, cov.relationship, cov.benefits_assigned,
      cov.subscriber_family_name, cov.subscriber_given_name, cov.subscriber_middle_name, cov.subscriber_suffix,
      cov.subscriber_birth_date, cov.subscriber_sex, cov.subscriber_address_1, cov.subscriber_address_2,
      cov.subscriber_city, cov.subscriber_state, cov.subscriber_postal_code,
      p.client_id is not null as is_dependent,
      p.family_name, p.given_name, p.middle_name, p.suffix, p.birth_date, p.sex, p.address_1, p.address_2,
      p.city, p.state, p.postal_code, ch.lines,
  $sql$ || gate.legal_holds(p_part2) || ' as holds ' || replace(replace(gate.eligible(),
    'from source.session s', $sql$
    from (select * from source.session w where w.service_date between $3 and $4
      order by w.session_id offset 0) s $sql$),
    'where s.service_date >= ($2)', $sql$
    left join lateral (
      select * from source.client one where one.client_id = s.client_id and cov.relationship <> '18' offset 0) p on true
    where s.service_date >= ($5)[array_position($1, cov.payer_id)] and s.service_date >= ($2)$sql$)
    || gate.unclaimed() || gate.reviewed(p_reviewed) || ' order by s.session_id'
  using p_payers, p_first_service_dates, earliest, p_through, p_oldest;
  return admitted;
end
$$;

drop function gate.still_eligible(bigint, text[], date[]);

-- How many sessions of a submission (of these alone; NULL: of all) would be claimed now, on the day and for the client
-- that were sealed. Distinct: a session that a view shows twice must not make up for one that is restricted.
create function gate.still_eligible(
  p_submission bigint, p_only text[], p_payers text[], p_first_service_dates date[], p_part2 boolean) returns integer
language plpgsql security definer
set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set jit = off
set enable_seqscan = off set random_page_cost = 1.1 as $$
declare
  sessions text[];
  clients text[];
  dates date[];
  eligible integer;
begin
  select array_agg(m.session_id), array_agg(m.client_id), array_agg(m.service_date)
  into sessions, clients, dates from claims.members(p_submission) m
  where p_only is null or m.session_id = any (p_only);
  execute 'select count(distinct s.session_id)' || replace(gate.eligible(), 'from source.session s', $sql$
    from unnest($3, $4, $5) as sealed(session_id, client_id, service_date)
    cross join lateral (
      select * from source.session one where one.session_id = sealed.session_id
        and one.client_id = sealed.client_id and one.service_date = sealed.service_date offset 0) s $sql$)
    || ' and cardinality(' || gate.legal_holds(p_part2) || ') = 0'
  into eligible using p_payers, p_first_service_dates, sessions, clients, dates;
  return eligible;
end
$$;

-- How many sessions a run would look at now, for each payer.
create or replace function gate.due(
  p_payers text[], p_first_service_dates date[], p_from date, p_through date)
returns table (payer_id text, sessions bigint, oldest date)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform gate.import_restrictions();
  return query execute 'select cov.payer_id, count(*), min(s.service_date)' || gate.eligible() || gate.unclaimed()
    || gate.reviewed(false) || ' and s.service_date between $3 and $4 group by cov.payer_id order by cov.payer_id'
  using p_payers, p_first_service_dates, p_from, p_through;
end
$$;

-- Sessions that look billable and were not admitted, each with its first reason. Restricted ones are taken out first,
-- and what may be an unmarked self-pay client (no coverage at all, paid in full) is the clinician's business.
create or replace function gate.unbilled(
  p_payers text[], p_first_service_dates date[], p_from date, p_through date)
returns table (session_id text, service_date date, payer_id text, reason text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform gate.import_restrictions();
  return query execute $sql$
    with charged as (
      select s.session_id, s.client_id, s.service_date, ch.lines, ch.coverage_id, ch.charge_cents,
        ch.patient_paid_cents, cov.coverage_id as known, cov.payer_id, payer.payer_id as configured,
        payer.first_service_date, cov.valid_from, cov.valid_through, cov.consent_on, cov.consent_through
      from source.session s
      cross join lateral (
        select count(*) as lines, min(c.coverage_id) as coverage_id, sum(c.charge_cents) as charge_cents,
          sum(coalesce(c.patient_paid_cents, 0)) as patient_paid_cents
        from source.charge c where c.session_id = s.session_id) ch
      cross join lateral (
        select array_agg(j.client_id) as others from source.participant j where j.session_id = s.session_id) joint
      left join source.coverage cov on cov.coverage_id = ch.coverage_id and cov.client_id = s.client_id
      left join unnest($1, $2) as payer(payer_id, first_service_date) on payer.payer_id = cov.payer_id
      where s.service_date between $3 and $4
        and not exists (select from claims.claim k where k.session_id = s.session_id and not exists (
          select from claims.to_reseal t where t.session_id = k.session_id and t.version = k.version))
        and not exists (select from source.already_claimed e where e.session_id = s.session_id)
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
        when exists (select from gate.released l where l.session_id = g.session_id) then 'preview-needed'
        end as reason
      from charged g
      where g.patient_paid_cents < g.charge_cents or g.charge_cents is null
    )
    select x.session_id, x.service_date, x.payer_id, x.reason from explained x
    where x.reason is not null
      and exists (select from source.coverage any_cov where any_cov.client_id = x.client_id)
    order by x.service_date, x.session_id
  $sql$ using p_payers, p_first_service_dates, p_from, p_through;
end
$$;

-- Providers and places, read once for a run.
create or replace function gate.directory_cursor(p_kind text) returns refcursor
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  listed refcursor := 'directory_' || p_kind;
begin
  perform gate.require_sources();
  case p_kind
  when 'billing_provider' then
    open listed for execute 'select b.billing_provider_id, b.entity, b.npi, b.tax_id, b.tax_id_kind,
      b.organization_name, b.family_name, b.given_name, b.taxonomy_code, b.address_1, b.address_2, b.city, b.state,
      b.postal_code, b.contact_name, b.contact_phone, b.accepts_assignment from source.billing_provider b
      where b.billing_provider_id is not null';
  when 'clinician' then
    open listed for execute 'select k.clinician_id, k.npi, k.family_name, k.given_name, k.suffix, k.taxonomy_code
      from source.clinician k where k.clinician_id is not null';
  when 'location' then
    open listed for execute 'select l.location_id, l.name, l.npi, l.address_1, l.address_2, l.city, l.state,
      l.postal_code from source.location l where l.location_id is not null';
  end case;
  return listed;
end
$$;

set local role scrim_owner;
create or replace function gate.analyze_restrictions() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  analyze gate.restriction, gate.covered;
end
$$;
revoke create on schema gate from scrim_gatekeeper;
reset role;

set local role scrim_gatekeeper;
grant execute on function gate.admit(text[], date[], date[], date, date, boolean, boolean) to scrim_gateway;
grant execute on function gate.record_notice(text, text, date, date), gate.withdraw_notice(text, text)
  to scrim_billing, scrim_clinician, scrim_privacy;
reset role;
