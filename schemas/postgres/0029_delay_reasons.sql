-- The delay reason (005010X222A1, 2300 CLM20): a session for which the payer's time of filing is over goes all the same
-- where a person says why it is late. It lets go of that limit and of nothing else.

set local role scrim_owner;

create table claims.delay (
  session_id text collate "C" not null,
  -- Of the claim that says it first; what is made after it goes on saying it to the same payer.
  version smallint not null check (version > 0),
  payer_id text collate "C" not null,
  code text collate "C" not null
    check (code in ('1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '15')),
  given_at timestamptz not null default pg_catalog.clock_timestamp(),
  given_by text not null default session_user,
  primary key (session_id, version)
);
grant select, insert, update, delete on claims.delay to scrim_gatekeeper;
grant select on claims.delay to scrim_billing, scrim_auditor;

grant create on schema claims, gate to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- MARK: Admission

-- What was said of session s for the payer that it goes to. An original is let go by it, however often it is made; for
-- a replacement past its own limit somebody has to say it of that. Nearly always there is none, and nothing is looked up.
create function gate.delay_given() returns text
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select case when exists (select from claims.delay) then $sql$
    left join lateral (
      select d.code, nv.frequency is distinct from 7 or d.version = nv.version as lets_go from claims.delay d
      where d.session_id = s.session_id and d.payer_id = cov.payer_id and d.version <= coalesce(nv.version, 1)
      order by d.version desc limit 1) delay on true $sql$
  else ' cross join (select null::text as code, false as lets_go) delay ' end;
end;

-- Sessions that somebody has let go, and that no claim says yet: however old, they are looked at.
create function gate.late_and_let_go() returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select coalesce(array_agg(distinct d.session_id), '{}') from claims.delay d
  where not exists (select from claims.claim k where k.session_id = d.session_id)
    or exists (select from claims.to_reseal t where t.session_id = d.session_id)
    or exists (select from claims.next_version n where n.session_id = d.session_id);
end;

-- As in 0025. p_beyond: sessions that somebody has let go are looked at from before p_from as well. delay_reason: of
-- those that are late alone.
drop function gate.admit(text[], date[], date[], date, date, boolean, boolean, date[]);
create function gate.admit(p_payers text[], p_first_service_dates date[], p_oldest date[], p_from date,
  p_through date, p_part2 boolean, p_reviewed boolean, p_corrected date[] default null, p_beyond boolean default true)
returns refcursor
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error set work_mem = '64MB' set jit = off
set max_parallel_workers_per_gather = 0
set cursor_tuple_fraction = 1 set enable_seqscan = off set random_page_cost = 1.1 as $$
declare
  admitted refcursor := 'admitted';
  earliest date := greatest(p_from, (select min(o) from unnest(p_oldest || p_corrected) o));  -- bounds the scan
  late text[] := case when p_beyond then gate.late_and_let_go() else '{}' end;
  first_day date := earliest;
begin
  perform gate.require_sources();
  if cardinality(late) > 0 then  -- on nearly every day there are none, and the scan ends where it did
    execute 'select least($1, min(s.service_date)) from source.session s where s.session_id = any ($2)'
    into first_day using earliest, late;
  end if;
  open admitted for execute $sql$
    select s.session_id, s.client_id, s.service_date, s.diagnosis_codes,
      coalesce(nv.version, 1)::integer as version, coalesce(nv.frequency, 1)::integer as frequency,
      nv.payer_claim_number, case when s.service_date < greatest(($5)[array_position($1, cov.payer_id)],
        case when nv.frequency = 7 then ($6)[array_position($1, cov.payer_id)] end) then delay.code end as delay_reason,
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
    from (select * from source.session w where w.service_date between $3 and $4 $sql$
      || case when cardinality(late) > 0 then 'and (w.service_date >= $7 or w.session_id = any ($8))' else '' end
      || $sql$
      order by w.session_id offset 0) s $sql$),
    'where s.service_date >= ($2)', $sql$
    left join lateral (
      select * from source.client one where one.client_id = s.client_id and cov.relationship <> '18' offset 0) p on true
    $sql$ || gate.next_version() || gate.delay_given() || $sql$
    where (s.service_date >= (case when nv.frequency = 7 then $6 else $5 end)[array_position($1, cov.payer_id)]
        or delay.lets_go)
      and s.service_date >= ($2)$sql$)
    || gate.unclaimed() || gate.reviewed(p_reviewed) || ' order by s.session_id'
  using p_payers, p_first_service_dates, first_day, p_through, p_oldest, coalesce(p_corrected, p_oldest), earliest,
    late;
  return admitted;
end
$$;

-- As in 0025. Where the limits are told, what is late and otherwise there to be billed has a reason as well.
drop function gate.unbilled(text[], date[], date, date);
create function gate.unbilled(
  p_payers text[], p_first_service_dates date[], p_from date, p_through date,
  p_oldest date[] default null, p_corrected date[] default null)
returns table (session_id text, service_date date, payer_id text, reason text)
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.import_restrictions();
  return query execute $sql$
    with charged as (
      select s.session_id, s.client_id, s.service_date, ch.lines, ch.coverage_id, ch.charge_cents,
        ch.patient_paid_cents, cov.coverage_id as known, cov.payer_id, payer.payer_id as configured,
        payer.first_service_date, cov.valid_from, cov.valid_through, cov.consent_on, cov.consent_through,
        s.service_date < (case when nv.frequency = 7 then $6 else $5 end)[array_position($1, cov.payer_id)]
          and delay.lets_go is not true as is_late
      from source.session s
      cross join lateral (
        select count(*) as lines, min(c.coverage_id) as coverage_id, sum(c.charge_cents) as charge_cents,
          sum(coalesce(c.patient_paid_cents, 0)) as patient_paid_cents
        from source.charge c where c.session_id = s.session_id) ch
      cross join lateral (
        select array_agg(j.client_id) as others from source.participant j where j.session_id = s.session_id) joint
      left join source.coverage cov on cov.coverage_id = ch.coverage_id and cov.client_id = s.client_id
      left join unnest($1, $2) as payer(payer_id, first_service_date) on payer.payer_id = cov.payer_id
      $sql$ || gate.next_version() || gate.delay_given() || $sql$
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

-- MARK: What a person says

-- The payer that a session goes to, and whether it is late there: by p_limits, for each payer the first day of service
-- that can be filed. No row: the session is not there to be billed, whatever the cause.
create function gate.lateness(p_session text, p_payers text[], p_first_service_dates date[], p_limits date[])
returns table (payer_id text, is_late boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.require_sources();
  return query execute 'select cov.payer_id, coalesce(s.service_date < ($4)[array_position($1, cov.payer_id)], false)'
    || gate.eligible() || ' and s.session_id = $3 limit 1'
  using p_payers, p_first_service_dates, p_session, p_limits;
end
$$;

-- A late session goes, and its claim says why. p_oldest and p_corrected as in gate.admit(). Answers: 'recorded';
-- 'not-ready' (the session is not there to be billed, whatever the cause); 'not-now' (it is claimed already, or a void
-- of it is to be made); 'in-time' (it goes without).
create function claims.give_delay_reason(p_session text, p_code text, p_payers text[], p_first_service_dates date[],
  p_oldest date[], p_corrected date[]) returns text
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error set lock_timeout = '30s' as $$
declare
  next record;
  there record;
begin
  if (p_code in ('1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '15')) is not true then
    raise exception using errcode = 'SC014', message = 'the delay reason is one of a closed list';
  end if;
  perform gate.durable();
  perform gate.require_read_committed();
  perform gate.require_person();
  perform pg_advisory_xact_lock(1935893605, hashtext(p_session));
  perform from claims.delay d where d.session_id = p_session for update;  -- a run may be sealing what it says
  select n.version, n.frequency into next from (
    select a.version, a.frequency from claims.next_version a where a.session_id = p_session
    union all
    select t.version, k.frequency from claims.to_reseal t
    join claims.claim k on k.session_id = t.session_id and k.version = t.version where t.session_id = p_session) n;
  select * into there from gate.lateness(p_session, p_payers, p_first_service_dates,
    case when next.frequency = 7 then p_corrected else p_oldest end);
  if there.payer_id is null then
    return 'not-ready';
  elsif next.frequency = 8
    or next.version is null and exists (select from claims.claim k where k.session_id = p_session)
  then
    return 'not-now';
  elsif not there.is_late then
    return 'in-time';
  end if;
  insert into claims.delay (session_id, version, payer_id, code)
  values (p_session, coalesce(next.version, 1), there.payer_id, p_code)
  on conflict (session_id, version) do update
  set payer_id = excluded.payer_id, code = excluded.code, given_at = excluded.given_at, given_by = excluded.given_by;
  perform trail.append('session.delay_reason_given', p_session, null,
    jsonb_build_object('version', coalesce(next.version, 1), 'code', p_code));
  return 'recorded';
end
$$;

-- The same by a claim's number: what is to be made again, or was rejected and now is. Further answers as
-- claims.send_again().
create function claims.release_late(p_control text, p_code text, p_payers text[], p_first_service_dates date[],
  p_oldest date[], p_corrected date[], p_known_by text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  now_at record;
  there record;
  answer text;
begin
  select * into now_at from claims.standing_of(p_control);
  if not found then
    return null;
  elsif now_at.state not in ('to-be-sent-again', 'to-be-replaced', 'withdrawn') then
    -- Asked first, so that nothing is done by half.
    select * into there from gate.lateness(now_at.session_id, p_payers, p_first_service_dates,
      case when now_at.frequency = 7 then p_corrected else p_oldest end);
    if now_at.frequency = 8 then
      return 'not-now';
    elsif there.payer_id is not null and not there.is_late then
      return 'in-time';
    end if;
    answer := claims.send_again(p_control, p_payers, p_first_service_dates, p_known_by);
    if answer <> 'recorded' then
      return answer;
    end if;
  end if;
  return claims.give_delay_reason(now_at.session_id, p_code, p_payers, p_first_service_dates, p_oldest, p_corrected);
end
$$;

-- The session waits again, as long as no claim that is sealed says it. Answers: 'recorded', 'not-now'.
create function claims.take_back_delay_reason(p_session text) returns text
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error set lock_timeout = '30s' as $$
declare
  taken smallint;
begin
  perform gate.durable();
  perform gate.require_read_committed();
  perform gate.require_person();
  perform pg_advisory_xact_lock(1935893605, hashtext(p_session));
  perform from claims.delay d where d.session_id = p_session for update;
  delete from claims.delay d where d.session_id = p_session
    and (not exists (select from claims.claim k where k.session_id = d.session_id and k.version >= d.version)
      or exists (select from claims.to_reseal t where t.session_id = d.session_id and t.version = d.version))
  returning d.version into taken;
  if not found then
    return 'not-now';
  end if;
  perform trail.append('session.delay_reason_taken_back', p_session, null, jsonb_build_object('version', taken));
  return 'recorded';
end
$$;

-- Called in the transaction that seals: each of these claims says a delay reason, side by side. What is sealed can not
-- be taken back any more; what was taken back, or said otherwise, since it was admitted is not sealed.
create function claims.hold_delay_reasons(p_sessions text[], p_versions integer[], p_codes text[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform from claims.delay d where d.session_id = any (p_sessions) order by d.session_id, d.version for share;
  if exists (
    select from unnest(p_sessions, p_versions, p_codes) as n(session_id, version, code)
    where n.code is distinct from (
      select d.code from claims.delay d
      join claims.claim k on k.session_id = d.session_id and k.version = n.version and k.payer_id = d.payer_id
      where d.session_id = n.session_id and d.version <= n.version order by d.version desc limit 1))
  then
    raise exception using errcode = 'SC002', message = 'a delay reason was taken back meanwhile';
  end if;
end
$$;

-- As in 0026, with the delay reason that was said of what is not made.
create or replace function claims.take_back(p_control text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  now_at record;
begin
  select * into now_at from claims.standing_of(p_control);
  if not found then
    return null;
  end if;
  delete from claims.next_version n where n.session_id = now_at.session_id and n.version > now_at.version
    and not exists (select from claims.voiding v where v.session_id = n.session_id and v.version = n.version
      and v.asked_as = 'privacy-officer' and not exists (select from gate.caller() c where c.is_privacy_officer));
  if not found then
    return 'not-now';
  end if;
  delete from claims.voiding v where v.session_id = now_at.session_id
    and not exists (select from claims.claim k where k.session_id = v.session_id and k.version = v.version);
  delete from claims.delay d where d.session_id = now_at.session_id and d.version > now_at.version;
  perform trail.append('claim.taken_back', p_control, null, jsonb_build_object('version', now_at.version + 1));
  return 'recorded';
end
$$;

-- As in 0025 and 0026; where nobody has answered yet, what is missing is the payer's number, and is named so.
create or replace function claims.replace_claim(
  p_control text, p_number text, p_payers text[], p_first_service_dates date[]) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  now_at record;
  number text;
begin
  select * into now_at from claims.standing_of(p_control);
  if not found then
    return null;
  elsif now_at.state in ('submitted', 'set-accepted', 'received') then
    if p_number is null then
      return 'number-missing';
    end if;
  elsif now_at.state not in ('adjudicating', 'denied', 'zero-paid', 'paid') then
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

create or replace function claims.void_claim(
  p_control text, p_number text, p_payers text[], p_first_service_dates date[]) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  now_at record;
  number text;
  as_officer boolean := exists (select from gate.caller() c where c.is_privacy_officer);
begin
  select * into now_at from claims.standing_of(p_control);
  if not found then
    return null;
  elsif as_officer and claims.void_after_all(now_at.session_id, now_at.version) then
    perform trail.append('claim.voided', p_control, null,
      jsonb_build_object('version', now_at.version + 1, 'from', now_at.state));
    return 'recorded';
  elsif now_at.frequency = 8 and now_at.state not in ('refused', 'interchange-rejected', 'set-rejected',
      'rejected-by-clearinghouse', 'rejected-by-payer')
    or now_at.frequency <> 8
      and now_at.state not in ('adjudicating', 'denied', 'zero-paid', 'paid', 'forwarded', 'reversed', 'submitted',
        'set-accepted', 'received')
  then
    return 'not-now';
  end if;
  if p_number is null and now_at.state in ('submitted', 'set-accepted', 'received') then
    return 'number-missing';  -- nobody has said yet that the payer has it
  end if;
  number := coalesce(p_number, case when now_at.frequency = 8 then now_at.corrects end, now_at.payer_claim_number,
    case when now_at.frequency = 7 then now_at.corrects end);
  if number is null then
    return 'number-missing';
  elsif not as_officer and not gate.is_eligible(now_at.session_id, p_payers, p_first_service_dates) then
    insert into gate.task (kind, client_id, session_id, occurred_on, payer_id)
    select 'void-asked', k.client_id, k.session_id, current_date, k.payer_id
    from claims.claim k where k.patient_control_number = p_control on conflict do nothing;
    return 'not-ready';
  end if;
  insert into claims.next_version (session_id, version, frequency, payer_claim_number)
  values (now_at.session_id, now_at.version + 1, 8, number);
  insert into claims.voiding (session_id, version, asked_as)
  values (now_at.session_id, now_at.version + 1, case when as_officer then 'privacy-officer' else 'billing' end);
  perform trail.append('claim.voided', p_control, null,
    jsonb_build_object('version', now_at.version + 1, 'from', now_at.state));
  return 'recorded';
end
$$;

-- As in 0025, with the delay reasons.
create or replace function claims.story(p_control text)
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
  union all
  select d.given_at, d.version, 'delay reason', null, d.code, '{}', d.given_by, null, null, null, null
  from claims.delay d where d.session_id = (select min(o.session_id) from of_claim o)
  order by 1, 2, 3;
end;

grant execute on function gate.admit(text[], date[], date[], date, date, boolean, boolean, date[], boolean),
  claims.hold_delay_reasons(text[], integer[], text[]) to scrim_gateway;
grant execute on function gate.unbilled(text[], date[], date, date, date[], date[]),
  claims.give_delay_reason(text, text, text[], date[], date[], date[]),
  claims.release_late(text, text, text[], date[], date[], date[], text), claims.take_back_delay_reason(text)
  to scrim_billing;

set local role scrim_owner;
revoke create on schema claims, gate from scrim_gatekeeper;
reset role;
