-- The billing desk: what a person does with a claim that was decided. Nothing is edited here; what is sent again is read
-- anew from the records, and goes through the same gate.

set local role scrim_owner;

-- A session that billing staff keep back, for a reason of a closed list.
create table claims.manual_hold (
  session_id text collate "C" primary key,
  reason text collate "C" not null check (reason in ('asked-clinician', 'asked-client', 'asked-payer', 'policy')),
  held_at timestamptz not null default pg_catalog.clock_timestamp(),
  held_by text not null default session_user
);

-- Claims with which nothing more is done here.
create table claims.closing (
  session_id text collate "C" not null,
  version smallint not null,
  reason text collate "C" not null check (reason in ('written-off', 'billed-to-client', 'appealed', 'secondary-due', 'paid')),
  closed_at timestamptz not null default pg_catalog.clock_timestamp(),
  closed_by text not null default session_user,
  primary key (session_id, version),
  foreign key (session_id, version) references claims.claim
);

grant select, insert, update, delete on claims.manual_hold to scrim_gatekeeper;
grant select, insert, delete on claims.closing to scrim_gatekeeper;
grant select on claims.manual_hold, claims.closing to scrim_billing, scrim_auditor;

-- Where each claim stands, in one word.
create view claims.claim_standing as
select k.session_id, k.version, k.payer_id, k.service_date, k.charge_cents, k.patient_control_number, c.frequency,
  c.payer_claim_number as corrects, k.submission_id, k.submission_key, k.clearinghouse, k.decided_at,
  case
    when x.reason is not null then 'closed'
    when later.version is not null then
      case later.frequency when 7 then 'replaced' when 8 then 'voided' else 'sent-again' end
    when n.version is not null then
      case n.frequency when 7 then 'to-be-replaced' when 8 then 'to-be-voided' else 'to-be-sent-again' end
    when k.state = 'rejected' and p.state is null then 'refused'
    when k.state not in ('accepted', 'rejected') then replace(k.state, '_', '-')
    else coalesce(p.state, 'submitted') end as state,
  coalesce(p.codes, '{}') as codes, coalesce(p.contradictory, false) as contradictory,
  p.payer_claim_number, p.paid_cents, p.patient_cents, x.reason as closed_because,
  greatest(p.changed_at, x.closed_at, n.asked_at, k.decided_at) as changed_at
from claims.claim_state k
join claims.claim c on c.session_id = k.session_id and c.version = k.version
left join claims.progress p on p.session_id = k.session_id and p.version = k.version
left join claims.closing x on x.session_id = k.session_id and x.version = k.version
left join claims.claim later on later.session_id = k.session_id and later.version = k.version + 1
left join claims.next_version n on n.session_id = k.session_id and n.version = k.version + 1;
grant select on claims.claim_standing to scrim_gatekeeper, scrim_billing, scrim_auditor;

grant create on schema claims, gate to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- MARK: Admission knows further versions

-- Not claimed here yet; or taken back unsent; or asked for once more. Over all history: a session whose date has moved
-- is still claimed.
create or replace function gate.unclaimed() returns text language sql immutable set search_path = pg_catalog, pg_temp
return $sql$
    and ((select true from claims.claim k where k.session_id = s.session_id limit 1) is null
      or (select true from claims.to_reseal t where t.session_id = s.session_id limit 1) is not null
      or (select true from claims.next_version n where n.session_id = s.session_id and n.frequency <> 8
        limit 1) is not null)
$sql$;

-- Which version of a claim the session s would become.
create function gate.next_version() returns text language sql immutable set search_path = pg_catalog, pg_temp
return $sql$
    left join lateral (
      select n.version, n.frequency, n.payer_claim_number, n.rebills from claims.next_version n
      where n.session_id = s.session_id
      union all
      select t.version, k.frequency, k.payer_claim_number, false
      from claims.to_reseal t join claims.claim k on k.session_id = t.session_id and k.version = t.version
      where t.session_id = s.session_id
      limit 1) nv on true
$sql$;

-- What billing staff keep back.
create function gate.desk_holds() returns text language sql immutable set search_path = pg_catalog, pg_temp
return $sql$
    (case when (select true from claims.manual_hold m where m.session_id = s.session_id limit 1)
      then array['held-by-billing'] else '{}' end)
$sql$;

-- A replacement says the same client and the same payer as what it replaces; what is billed to another payer says
-- another one.
create function gate.correction_holds() returns text language sql immutable set search_path = pg_catalog, pg_temp
return $sql$
    (case when nv.frequency = 7 and not exists (select from claims.claim k
        where k.session_id = s.session_id and k.version = nv.version - 1 and k.client_id = s.client_id
          and k.payer_id = cov.payer_id)
      then array['replacement-differs']
      when nv.rebills and exists (select from claims.claim k
        where k.session_id = s.session_id and k.version = nv.version - 1 and k.payer_id = cov.payer_id)
      then array['same-payer-again'] else '{}' end)
$sql$;

-- What is to be sent again was rejected; where a later answer says that somebody has it after all, a second original
-- would be a second claim. (To another payer it is another one.) Looked up by key: almost no session has a version 2.
create function gate.answer_holds() returns text language sql immutable set search_path = pg_catalog, pg_temp
return $sql$
    (case when exists (select from claims.claim k
        join claims.claim e on e.session_id = k.session_id and e.version = k.version - 1 and e.payer_id = k.payer_id
        join claims.progress p on p.session_id = e.session_id and p.version = e.version
          and p.state in ('received', 'adjudicating', 'forwarded', 'denied', 'zero-paid', 'paid')
        where k.session_id = s.session_id and k.version > 1 and k.frequency = 1)
      then array['accepted-meanwhile'] else '{}' end)
$sql$;

-- p_corrected: for each payer the end of its timely filing of replacements; without it that of originals.
drop function gate.admit(text[], date[], date[], date, date, boolean, boolean);
create function gate.admit(p_payers text[], p_first_service_dates date[], p_oldest date[], p_from date,
  p_through date, p_part2 boolean, p_reviewed boolean, p_corrected date[] default null)
returns refcursor
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error set work_mem = '64MB' set jit = off
set max_parallel_workers_per_gather = 0
set cursor_tuple_fraction = 1 set enable_seqscan = off set random_page_cost = 1.1 as $$
declare
  admitted refcursor := 'admitted';
  earliest date := greatest(p_from, (select min(o) from unnest(p_oldest || p_corrected) o));  -- bounds the scan
begin
  perform gate.require_sources();
  open admitted for execute $sql$
    select s.session_id, s.client_id, s.service_date, s.diagnosis_codes,
      coalesce(nv.version, 1)::integer as version, coalesce(nv.frequency, 1)::integer as frequency,
      nv.payer_claim_number,
      cov.coverage_id, coalesce(cov.rank, 0) as rank, cov.payer_id, cov.payer_name, cov.filing_indicator, cov.member_id,
      cov.group_number, cov.relationship, cov.benefits_assigned,
      cov.subscriber_family_name, cov.subscriber_given_name, cov.subscriber_middle_name, cov.subscriber_suffix,
      cov.subscriber_birth_date, cov.subscriber_sex, cov.subscriber_address_1, cov.subscriber_address_2,
      cov.subscriber_city, cov.subscriber_state, cov.subscriber_postal_code,
      p.client_id is not null as is_dependent,
      p.family_name, p.given_name, p.middle_name, p.suffix, p.birth_date, p.sex, p.address_1, p.address_2,
      p.city, p.state, p.postal_code, ch.lines,
  $sql$ || gate.legal_holds(p_part2) || '||' || gate.desk_holds() || '||' || gate.correction_holds()
  || '||' || gate.answer_holds() || ' as holds '
  || replace(replace(gate.eligible(),
    'from source.session s', $sql$
    from (select * from source.session w where w.service_date between $3 and $4
      order by w.session_id offset 0) s $sql$),
    'where s.service_date >= ($2)', $sql$
    left join lateral (
      select * from source.client one where one.client_id = s.client_id and cov.relationship <> '18' offset 0) p on true
    $sql$ || gate.next_version() || $sql$
    where s.service_date >= (case when nv.frequency = 7 then $6 else $5 end)[array_position($1, cov.payer_id)]
      and s.service_date >= ($2)$sql$)
    || gate.unclaimed() || gate.reviewed(p_reviewed) || ' order by s.session_id'
  using p_payers, p_first_service_dates, earliest, p_through, p_oldest, coalesce(p_corrected, p_oldest);
  return admitted;
end
$$;

create or replace function gate.still_eligible(
  p_submission bigint, p_only text[], p_payers text[], p_first_service_dates date[], p_part2 boolean) returns integer
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error set plan_cache_mode = force_custom_plan
set jit = off set enable_seqscan = off set random_page_cost = 1.1 as $$
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
    || ' and cardinality(' || gate.legal_holds(p_part2) || '||' || gate.desk_holds()
    || '||' || gate.answer_holds() || ') = 0'
  into eligible using p_payers, p_first_service_dates, sessions, clients, dates;
  return eligible;
end
$$;

-- What was asked for once more, and is not admitted, has a reason as well.
create or replace function gate.unbilled(
  p_payers text[], p_first_service_dates date[], p_from date, p_through date)
returns table (session_id text, service_date date, payer_id text, reason text)
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
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
        and not exists (select from source.already_claimed e where e.session_id = s.session_id)
  $sql$ || gate.unclaimed() || gate.unrestricted() || $sql$
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

-- MARK: What a person asks for

-- The claim of this number as it stands, held still. No row: there is none, or it is not the last version.
create function claims.standing_of(p_control text)
returns table (session_id text, version smallint, state text, contradictory boolean, frequency smallint,
  corrects text, payer_claim_number text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error set lock_timeout = '30s' as $$
declare
  named record;
begin
  perform gate.durable();
  perform gate.require_read_committed();
  perform gate.require_person();
  select k.session_id, k.version into named from claims.claim k where k.patient_control_number = p_control;
  if not found then
    return;
  end if;
  -- 'scde' in ASCII: two people, and a file that comes meanwhile, one after the other.
  perform pg_advisory_xact_lock(1935893605, hashtext(named.session_id));
  return query select v.session_id, v.version, v.state, v.contradictory, v.frequency, v.corrects, v.payer_claim_number
    from claims.claim_standing v where v.session_id = named.session_id and v.version = named.version;
end
$$;

-- A claim that was refused or rejected is made again, from the records as they are now, as what it was. Answers:
-- 'recorded'; 'not-now' (its state does not allow it), 'contradictory' (others say that it was accepted: somebody has to
-- have asked), 'not-ready' (the session is not there to be billed, whatever the cause). NULL: no such claim.
create function claims.send_again(
  p_control text, p_payers text[], p_first_service_dates date[], p_known_by text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  now_at record;
begin
  if p_known_by not in ('portal', 'phone', 'letter', 'report', 'payer') then
    raise exception using errcode = 'SC014', message = 'how it is known is one of a closed list';
  end if;
  select * into now_at from claims.standing_of(p_control);
  if not found then
    return null;
  elsif now_at.state not in ('refused', 'interchange-rejected', 'set-rejected', 'rejected-by-clearinghouse',
    'rejected-by-payer')
  then
    return 'not-now';
  elsif now_at.contradictory and p_known_by is null then
    return 'contradictory';
  elsif not gate.is_eligible(now_at.session_id, p_payers, p_first_service_dates) then
    return 'not-ready';
  end if;
  insert into claims.next_version (session_id, version, frequency, payer_claim_number)
  values (now_at.session_id, now_at.version + 1, now_at.frequency, now_at.corrects);
  perform trail.append('claim.sent_again', p_control, null,
    jsonb_build_object('version', now_at.version + 1, 'from', now_at.state, 'by', p_known_by));
  return 'recorded';
end
$$;

-- A claim that the payer has taken in is replaced by what the records say now (frequency 7). p_number: the payer's claim
-- number, where no acknowledgment brought it. Answers as above, and 'number-missing'.
create function claims.replace_claim(
  p_control text, p_number text, p_payers text[], p_first_service_dates date[]) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  now_at record;
  number text;
begin
  select * into now_at from claims.standing_of(p_control);
  if not found then
    return null;
  elsif now_at.state not in ('adjudicating', 'denied', 'zero-paid', 'paid')
    and not (now_at.state in ('submitted', 'set-accepted', 'received') and p_number is not null)
  then
    return 'not-now';
  end if;
  number := coalesce(p_number, now_at.payer_claim_number);
  if number is null then
    return 'number-missing';
  elsif not gate.is_eligible(now_at.session_id, p_payers, p_first_service_dates) then
    return 'not-ready';
  end if;
  insert into claims.next_version (session_id, version, frequency, payer_claim_number)
  values (now_at.session_id, now_at.version + 1, 7, number);
  perform trail.append('claim.replaced', p_control, null,
    jsonb_build_object('version', now_at.version + 1, 'from', now_at.state));
  return 'recorded';
end
$$;

-- What one payer has denied is billed to another one, which the charge now names, as an original.
create function claims.rebill(p_control text, p_payers text[], p_first_service_dates date[]) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  now_at record;
begin
  select * into now_at from claims.standing_of(p_control);
  if not found then
    return null;
  elsif now_at.state not in ('denied', 'zero-paid') then
    return 'not-now';
  elsif not gate.is_eligible(now_at.session_id, p_payers, p_first_service_dates) then
    return 'not-ready';
  end if;
  insert into claims.next_version (session_id, version, frequency, rebills)
  values (now_at.session_id, now_at.version + 1, 1, true);
  perform trail.append('claim.rebilled', p_control, null,
    jsonb_build_object('version', now_at.version + 1, 'from', now_at.state));
  return 'recorded';
end
$$;

-- What was asked for and is not sealed yet is not made after all.
create function claims.take_back(p_control text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  now_at record;
begin
  select * into now_at from claims.standing_of(p_control);
  if not found then
    return null;
  end if;
  delete from claims.next_version n where n.session_id = now_at.session_id and n.version = now_at.version + 1;
  if not found then
    return 'not-now';
  end if;
  perform trail.append('claim.taken_back', p_control, null, jsonb_build_object('version', now_at.version + 1));
  return 'recorded';
end
$$;

-- Nothing more is done with it here.
create function claims.close_claim(p_control text, p_reason text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  now_at record;
begin
  select * into now_at from claims.standing_of(p_control);
  if not found then
    return null;
  elsif now_at.state in ('sealed', 'in-flight', 'in-doubt', 'withdrawn', 'closed', 'to-be-sent-again', 'to-be-replaced',
    'to-be-voided', 'sent-again', 'replaced', 'voided')
  then
    return 'not-now';
  end if;
  insert into claims.closing (session_id, version, reason) values (now_at.session_id, now_at.version, p_reason);
  perform trail.append('claim.closed', p_control, null,
    jsonb_build_object('reason', p_reason, 'from', now_at.state));
  return 'recorded';
end
$$;

create function claims.reopen_claim(p_control text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  now_at record;
begin
  select * into now_at from claims.standing_of(p_control);
  if not found then
    return null;
  end if;
  delete from claims.closing x where x.session_id = now_at.session_id and x.version = now_at.version;
  if not found then
    return 'not-now';
  end if;
  perform trail.append('claim.reopened', p_control, null, null);
  return 'recorded';
end
$$;

-- Keeps a session back that has not been claimed, or is to be claimed again. False: nothing was changed.
create function claims.keep_back(p_session text, p_reason text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.durable();
  perform gate.require_person();
  insert into claims.manual_hold (session_id, reason) values (p_session, p_reason) on conflict do nothing;
  if not found then
    return false;
  end if;
  perform trail.append('session.kept_back', p_session, null, jsonb_build_object('reason', p_reason));
  return true;
end
$$;

create function claims.let_go(p_session text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.durable();
  perform gate.require_person();
  delete from claims.manual_hold m where m.session_id = p_session;
  if not found then
    return false;
  end if;
  perform trail.append('session.let_go', p_session, null, null);
  return true;
end
$$;

-- MARK: What a person looks at

-- Claims that wait for somebody, grouped by what is the matter, so that one look clears many.
create function claims.work()
returns table (state text, codes text[], clearinghouse text, payer_id text, claims bigint, charge_cents bigint,
  oldest date, since timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select v.state, v.codes, v.clearinghouse, v.payer_id, count(*), sum(v.charge_cents)::bigint, min(v.service_date),
    min(v.changed_at)
  from claims.claim_standing v
  where v.state in ('refused', 'interchange-rejected', 'set-rejected', 'rejected-by-clearinghouse',
      'rejected-by-payer', 'not-found', 'denied', 'reversed')
    or v.contradictory and v.state in ('adjudicating', 'paid', 'zero-paid')
  group by 1, 2, 3, 4 order by 7, 1, 2, 3, 4;
end;

-- Claims, oldest service first. NULL: any.
create function claims.listed(
  p_state text, p_code text, p_payer text, p_clearinghouse text, p_from date, p_through date, p_limit integer)
returns table (patient_control_number text, session_id text, version smallint, payer_id text, clearinghouse text,
  service_date date, charge_cents bigint, state text, codes text[], contradictory boolean, changed_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select v.patient_control_number, v.session_id, v.version, v.payer_id, v.clearinghouse, v.service_date,
    v.charge_cents, v.state, v.codes, v.contradictory, v.changed_at
  from claims.claim_standing v
  where (p_state is null or v.state = p_state) and (p_code is null or p_code = any (v.codes))
    and (p_payer is null or v.payer_id = p_payer) and (p_clearinghouse is null or v.clearinghouse = p_clearinghouse)
    and v.service_date between coalesce(p_from, '-infinity') and coalesce(p_through, 'infinity')
  order by v.service_date, v.patient_control_number limit p_limit;
end;

-- The versions of one claim, by the number of any of them. Leaves an entry: whoever looks is on record.
create function claims.versions(p_control text)
returns table (patient_control_number text, session_id text, version smallint, frequency smallint, corrects text,
  payer_id text, service_date date, charge_cents bigint, clearinghouse text, submission_key uuid, state text,
  codes text[], contradictory boolean, payer_claim_number text, paid_cents bigint, patient_cents bigint,
  closed_because text, changed_at timestamptz)
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.require_person();
  perform trail.append('claim.shown', p_control, null, null)
  from claims.claim k where k.patient_control_number = p_control;
  return query
    select v.patient_control_number, v.session_id, v.version, v.frequency, v.corrects, v.payer_id, v.service_date,
      v.charge_cents, v.clearinghouse, v.submission_key, v.state, v.codes, v.contradictory, v.payer_claim_number,
      v.paid_cents, v.patient_cents, v.closed_because, v.changed_at
    from claims.claim_standing v
    where v.session_id = (select k.session_id from claims.claim k where k.patient_control_number = p_control)
    order by v.version;
end
$$;

-- Everything that happened to the versions of one claim, oldest first: when, to which version, what, and the evidence.
create function claims.story(p_control text)
returns table (at timestamptz, version smallint, event text, source text, outcome text, codes text[],
  evidence text, payment_trace text, paid_cents bigint, patient_cents bigint, adjustments text[])
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  with of_claim as (
    select k.session_id, k.version, k.submission_id, k.set_number from claims.claim k
    where k.session_id = (select c.session_id from claims.claim c where c.patient_control_number = p_control)
  ), placed as (
    select o.session_id, o.version, o.submission_id, o.set_number from of_claim o
    union all
    select e.session_id, e.version, e.submission_id, e.set_number from claims.claim_event e
    join of_claim o on o.session_id = e.session_id and o.version = e.version where e.kind = 'resealed'
  )
  select s.sealed_at, p.version, 'sealed', null, null, '{}'::text[], s.submission_key::text, null, null::bigint,
    null::bigint, null::text[]
  from placed p join claims.submission s on s.submission_id = p.submission_id
  union all
  select a.permitted_at, p.version, 'attempt', null, a.state, array_remove(array[a.fault], null),
    'attempt ' || a.attempt_id, null, null, null, null
  from placed p join claims.attempt a on a.submission_id = p.submission_id
  union all
  select e.occurred_at, e.version, 'withdrawn', null, null, '{}', null, null, null, null, null
  from claims.claim_event e join of_claim o on o.session_id = e.session_id and o.version = e.version
  where e.kind = 'withdrawn'
  union all
  select k.taken_at, p.version, t.kind, t.source, t.outcome, t.codes, 'acknowledgment ' || t.acknowledgment_id,
    t.payment_trace, t.paid_cents, t.patient_cents, t.adjustments
  from placed p
  join claims.statement t on t.submission_id = p.submission_id and t.session_id is null
    and (t.set_number is null or t.set_number = p.set_number)
  join claims.acknowledgment k on k.acknowledgment_id = t.acknowledgment_id
  union all
  select k.taken_at, o.version, t.kind, t.source, t.outcome, t.codes, 'acknowledgment ' || t.acknowledgment_id,
    t.payment_trace, t.paid_cents, t.patient_cents, t.adjustments
  from of_claim o
  join claims.statement t on t.session_id = o.session_id and t.version = o.version
  join claims.acknowledgment k on k.acknowledgment_id = t.acknowledgment_id
  union all
  select x.closed_at, x.version, 'closed', null, x.reason, '{}', x.closed_by, null, null, null, null
  from claims.closing x join of_claim o on o.session_id = x.session_id and o.version = x.version
  union all
  select n.asked_at, n.version, 'asked for', null, case n.frequency when 7 then 'replace' when 8 then 'void'
    else 'send again' end, '{}', n.asked_by, null, null, null, null
  from claims.next_version n where n.session_id = (select min(o.session_id) from of_claim o)
  order by 1, 2, 3;
end;

-- What payers decided and paid, line by line as their 835s say it. What is not ours has no claim.
create function claims.payments(p_from date, p_through date, p_trace text)
returns table (payment_trace text, said_on date, clearinghouse text, scope text, patient_control_number text,
  session_id text, payer_id text, service_date date, outcome text, charge_cents bigint, paid_cents bigint,
  patient_cents bigint, payer_claim_number text, adjustments text[], balanced boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select t.payment_trace, t.said_on, k.clearinghouse, t.scope, c.patient_control_number, c.session_id, c.payer_id,
    c.service_date, t.outcome, t.charge_cents, t.paid_cents, t.patient_cents, t.payer_claim_number, t.adjustments,
    t.balanced
  from claims.statement t
  join claims.acknowledgment k on k.acknowledgment_id = t.acknowledgment_id
  left join claims.claim c on c.session_id = t.session_id and c.version = t.version
  where t.kind = '835' and (p_trace is null or t.payment_trace = p_trace)
    and (p_from is null or t.said_on >= p_from) and (p_through is null or t.said_on <= p_through)
  order by t.said_on, t.payment_trace, t.statement_id;
end;

-- What nobody has answered in time: a submission without a TA1 or 999, claims without a 277CA, claims without an 835.
-- The ages are whole days.
create function claims.unanswered(p_clearinghouse text, p_syntax integer, p_claim integer, p_payment integer)
returns table (waits_for text, claims bigint, oldest timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  with sent as (
    select s.submission_id, s.decided_at, s.claim_count from claims.submission s
    where s.clearinghouse = p_clearinghouse and s.state = 'accepted'
      and s.decided_at > clock_timestamp() - make_interval(days => p_payment + 365)
  ), standing as (
    select v.state, v.decided_at from sent t
    join claims.claim_standing v on v.submission_id = t.submission_id
    where t.decided_at < clock_timestamp() - make_interval(days => p_claim)
  )
  select 'syntax', sum(t.claim_count)::bigint, min(t.decided_at) from sent t
  where t.decided_at < clock_timestamp() - make_interval(days => p_syntax)
    and not exists (select from claims.statement d where d.submission_id = t.submission_id)
    and not exists (select from claims.placed_in(t.submission_id, null) p
      join claims.progress g on g.session_id = p.session_id and g.version = p.version)
  having count(*) > 0
  union all
  select 'claim', count(*), min(d.decided_at) from standing d
  where d.state in ('submitted', 'interchange-accepted', 'set-accepted') having count(*) > 0
  union all
  select 'payment', count(*), min(d.decided_at) from standing d
  where d.state in ('received', 'adjudicating')
    and d.decided_at < clock_timestamp() - make_interval(days => p_payment) having count(*) > 0;
end;

grant execute on function gate.admit(text[], date[], date[], date, date, boolean, boolean, date[]) to scrim_gateway;
grant execute on function claims.rebill(text, text[], date[]), claims.send_again(text, text[], date[], text), claims.replace_claim(text, text, text[], date[]),
  claims.take_back(text), claims.close_claim(text, text), claims.reopen_claim(text), claims.keep_back(text, text),
  claims.let_go(text), claims.versions(text), claims.story(text) to scrim_billing;
grant execute on function claims.work(), claims.payments(date, date, text),
  claims.listed(text, text, text, text, date, date, integer), claims.unanswered(text, integer, integer, integer)
  to scrim_billing, scrim_auditor;

set local role scrim_owner;
revoke create on schema claims, gate from scrim_gatekeeper;
reset role;
