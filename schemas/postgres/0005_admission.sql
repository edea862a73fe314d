-- Admission: a session is let in by a positive decision, on its date of service. Anything missing or unknown means no.
--
-- The source views belong to the administrator and may be replaced, so every query over them is made late, from text
-- that is constant here; their approved definitions are pinned by digest.

set local role scrim_owner;

create table gate.source_approval (
  approval_id bigint generated always as identity primary key,
  digest text collate "C" not null check (digest ~ '^[0-9a-f]{64}$'),
  approved_at timestamptz not null default pg_catalog.clock_timestamp(),
  approved_by text not null default session_user
);
grant select, insert on gate.source_approval to scrim_migrator;
grant select on gate.source_approval to scrim_gatekeeper;

-- One line of a charge, as admit() hands it over.
create type gate.charge_line as (
  line integer, coverage_id text, billing_provider_id text, rendering_clinician_id text,
  supervising_clinician_id text, location_id text, procedure_code text, modifiers text[], units integer,
  charge_cents bigint, patient_paid_cents bigint, diagnosis_pointers integer[], place_of_service text,
  prior_authorization text);
grant usage on type gate.charge_line to scrim_gatekeeper, scrim_gateway;

grant create on schema gate to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- SHA-256 over the names and definitions of all relations in source, and of every view beneath them.
create function gate.source_digest() returns text
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  with recursive seen(oid) as (
    select c.oid from pg_class c
    where c.relnamespace = 'source'::regnamespace and c.relkind in ('v', 'm', 'r', 'f', 'p')
    union
    select v.oid from seen n
    join pg_rewrite w on w.ev_class = n.oid
    join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid and d.refclassid = 'pg_class'::regclass
    join pg_class v on v.oid = d.refobjid and v.relkind in ('v', 'm')
  ), defined as (
    select c.relnamespace::regnamespace::text as schema_name, c.relname::text as relation_name,
      pg_get_viewdef(c.oid) as definition
    from seen n join pg_class c on c.oid = n.oid
  )
  select encode(sha256(convert_to(coalesce(string_agg(
    f.schema_name || '.' || f.relation_name || E'\n' || f.definition, E'\n'
    order by f.schema_name collate "C", f.relation_name collate "C"), ''), 'UTF8')), 'hex')
  from defined f;
end;

create function gate.sources_approved() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select gate.source_digest() = (
    select a.digest from gate.source_approval a order by a.approval_id desc limit 1);
end;

-- Functions outside pg_catalog that a source view calls. One would run with the gatekeeper's rights: in a trial such
-- a function lifted a restriction.
create function gate.source_functions() returns table (view_name text, function_name text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select c.relname::text, p.oid::regprocedure::text
  from pg_class c
  join pg_rewrite w on w.ev_class = c.oid
  join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid and d.refclassid = 'pg_proc'::regclass
  join pg_proc p on p.oid = d.refobjid
  where c.relnamespace = 'source'::regnamespace and p.pronamespace <> 'pg_catalog'::regnamespace;
end;

-- FROM and WHERE of every admission. $1 payer ids, $2 the first service date of each, side by side.
-- s session, ch its charges, cov the coverage to bill.
--
-- Written as look-ups by key for each session, so that the plan cannot be another one: left to itself the planner, which
-- knows nothing of a ledger that was empty when it looked, joins by scanning it once more for each session.
create function gate.eligible() returns text language sql immutable set search_path = pg_catalog, pg_temp
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
  where s.service_date >= ($2)[array_position($1, cov.payer_id)]
    and s.service_date <= current_date
    and s.service_date >= cov.valid_from
    and (cov.valid_through is null or s.service_date <= cov.valid_through)
    and s.service_date >= cov.consent_on
    and (cov.consent_through is null or s.service_date <= cov.consent_through)
    and ch.patient_paid_cents < ch.charge_cents
    and (select true from source.already_claimed e where e.session_id = s.session_id limit 1) is null
    and (select true from gate.restriction r where r.client_id = s.client_id and r.session_id is null
        and r.lifted_at is null and s.service_date between r.from_date and r.through_date limit 1) is null
    and (select true from gate.restriction r where r.session_id = s.session_id
        and r.lifted_at is null limit 1) is null
    and (select true from source.participant j
        join gate.restriction r on r.client_id = j.client_id and r.session_id is null and r.lifted_at is null
        where j.session_id = s.session_id and s.service_date between r.from_date and r.through_date limit 1) is null
$sql$;

-- Not claimed here yet, or taken back unsent. Over all history: a session whose date has moved is still claimed.
create function gate.unclaimed() returns text language sql immutable set search_path = pg_catalog, pg_temp
return $sql$
    and (select k.version from claims.claim k where k.session_id = s.session_id and not exists (
      select from claims.to_reseal t where t.session_id = k.session_id and t.version = k.version) limit 1) is null
$sql$;

-- Opens a cursor over what may be claimed for the given payers: one row for each session, ordered by its id so that
-- the same records give the same submissions. Days before p_from are not looked at, nor those after p_through; for
-- each payer also not those before p_oldest (the end of its timely filing).
create function gate.admit(
  p_payers text[], p_first_service_dates date[], p_oldest date[], p_from date, p_through date)
returns refcursor
language plpgsql security definer
set search_path = pg_catalog, pg_temp set work_mem = '64MB' set jit = off set max_parallel_workers_per_gather = 0
set cursor_tuple_fraction = 1 set enable_seqscan = off set random_page_cost = 1.1 as $$
declare
  admitted refcursor := 'admitted';
  earliest date := greatest(p_from, (select min(o) from unnest(p_oldest) o));  -- bounds the scan
begin
  if gate.sources_approved() is not true then
    raise exception using errcode = 'SC005', message = 'the source views are not those that were approved';
  end if;
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
      p.city, p.state, p.postal_code, ch.lines
  $sql$ || replace(replace(gate.eligible(),
    'from source.session s', $sql$
    from (select * from source.session w where w.service_date between $3 and $4
      order by w.session_id offset 0) s $sql$),
    'where s.service_date >= ($2)', $sql$
    left join lateral (
      select * from source.client one where one.client_id = s.client_id and cov.relationship <> '18' offset 0) p on true
    where s.service_date >= ($5)[array_position($1, cov.payer_id)] and s.service_date >= ($2)$sql$)
    || gate.unclaimed() || ' order by s.session_id'
  using p_payers, p_first_service_dates, earliest, p_through, p_oldest;
  return admitted;
end
$$;

-- How many sessions a run would look at now, for each payer.
create function gate.due(
  p_payers text[], p_first_service_dates date[], p_from date, p_through date)
returns table (payer_id text, sessions bigint, oldest date)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform gate.import_restrictions();
  return query execute 'select cov.payer_id, count(*), min(s.service_date)' || gate.eligible() || gate.unclaimed()
    || ' and s.service_date between $3 and $4 group by cov.payer_id order by cov.payer_id'
  using p_payers, p_first_service_dates, p_from, p_through;
end
$$;

-- Is this one session eligible? For tests that compare this telling with that of unbilled().
create function gate.is_eligible(p_session text, p_payers text[], p_first_service_dates date[]) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  found_it boolean;
begin
  execute 'select exists (select' || gate.eligible() || ' and s.session_id = $3)'
  into found_it using p_payers, p_first_service_dates, p_session;
  return found_it;
end
$$;

-- Sessions that look billable and were not admitted, each with its first reason. Restricted ones are taken out first,
-- and what may be an unmarked self-pay client (no coverage at all, paid in full) is the clinician's business.
create function gate.unbilled(p_payers text[], p_first_service_dates date[], p_from date, p_through date)
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
      left join source.coverage cov on cov.coverage_id = ch.coverage_id and cov.client_id = s.client_id
      left join unnest($1, $2) as payer(payer_id, first_service_date) on payer.payer_id = cov.payer_id
      where s.service_date between $3 and $4
        and not exists (select from claims.claim k where k.session_id = s.session_id and not exists (
          select from claims.to_reseal t where t.session_id = k.session_id and t.version = k.version))
        and not exists (select from source.already_claimed e where e.session_id = s.session_id)
        and not exists (select from gate.restriction r
          where r.lifted_at is null and r.session_id = s.session_id)
        and not exists (select from gate.restriction r
          where r.lifted_at is null and r.session_id is null
            and s.service_date between r.from_date and r.through_date
            and r.client_id in (
              select s.client_id union select j.client_id from source.participant j where j.session_id = s.session_id))
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
create function gate.directory_cursor(p_kind text) returns refcursor
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  listed refcursor := 'directory_' || p_kind;
begin
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
revoke create on schema gate from scrim_gatekeeper;
reset role;

set local role scrim_gatekeeper;
grant execute on function gate.admit(text[], date[], date[], date, date), gate.directory_cursor(text)
  to scrim_gateway;
grant execute on function gate.sources_approved(), gate.source_digest(), gate.source_functions()
  to scrim_gateway, scrim_migrator, scrim_billing;
grant execute on function gate.due(text[], date[], date, date), gate.unbilled(text[], date[], date, date)
  to scrim_billing;
reset role;
