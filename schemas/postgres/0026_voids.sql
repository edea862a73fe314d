-- Taking a claim back at its payer (CLM05-3 is 8). A void says what was said: it is made from the sealed original, and the
-- records are not read for it. It is a disclosure too. Of a session that is there to be billed billing staff decide; of
-- any other, whatever the cause, the privacy officer.

set local role scrim_owner;

create table claims.voiding (
  session_id text collate "C" not null,
  -- Of the void; the version before it is the one that is taken back.
  version smallint not null check (version > 1),
  asked_as text collate "C" not null check (asked_as in ('billing', 'privacy-officer')),
  asked_at timestamptz not null default pg_catalog.clock_timestamp(),
  asked_by text not null default session_user,
  primary key (session_id, version)
);
grant select, insert, update, delete on claims.voiding to scrim_gatekeeper;
grant select on claims.voiding to scrim_auditor;
grant select, update on claims.next_version to scrim_gatekeeper;
grant usage on schema claims to scrim_privacy;

-- Billing asked for a void, and the session is not there to be billed.
alter table gate.task drop constraint task_kind_check;
alter table gate.task add constraint task_kind_check check (kind in ('recall', 'payment-missing', 'payment-dishonoured',
  'government-payer', 'paid-but-billed', 'clients-merged', 'same-day', 'void-asked'));

grant create on schema claims, gate to scrim_gatekeeper;
set local role scrim_gatekeeper;

create or replace function gate.decisions(p_kind text) returns text[]
language sql immutable set search_path = pg_catalog, pg_temp
return case p_kind
  when 'recall' then array['recalled', 'left', 'no-breach', 'breach-notified']
  when 'payment-missing' then array['paid', 'collecting', 'client-told']
  when 'payment-dishonoured' then array['paid', 'collecting', 'client-told']
  when 'government-payer' then array['no-claim-owed', 'claim-owed', 'client-told']
  when 'paid-but-billed' then array['refunded', 'recalled', 'left', 'breach-notified']
  when 'clients-merged' then array['seen']
  when 'void-asked' then array['recalled', 'left']
  else array['other-session'] end;

-- MARK: Voids and admission

-- What waits to be sealed again is no void: that is not made from the records.
create or replace function gate.unclaimed() returns text language sql immutable set search_path = pg_catalog, pg_temp
return $sql$
    and ((select true from claims.claim k where k.session_id = s.session_id limit 1) is null
      or (select true from claims.to_reseal t where t.session_id = s.session_id and not exists (
        select from claims.voiding v where v.session_id = t.session_id and v.version = t.version) limit 1) is not null
      or (select true from claims.next_version n where n.session_id = s.session_id and n.frequency <> 8
        limit 1) is not null)
$sql$;

-- The last version of a session's claims is a void, and its payer has taken it in or has taken back what it paid.
create function claims.is_voided(p_session text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select exists (
    select from claims.voiding v
    join claims.claim c on c.session_id = v.session_id and c.version = v.version
    join claims.progress p on p.session_id = v.session_id
      and (p.version = v.version and p.state in ('adjudicating', 'forwarded', 'paid', 'zero-paid', 'denied', 'reversed')
        or p.version = v.version - 1 and p.state = 'reversed')
    where v.session_id = p_session
      and not exists (select from claims.claim l where l.session_id = v.session_id and l.version > v.version));
end;

-- Sessions of the submission that would be admitted now, on the day and for the client that were sealed. A void goes by
-- whoever decided it.
create or replace function gate.still_eligible(
  p_submission bigint, p_only text[], p_payers text[], p_first_service_dates date[], p_part2 boolean) returns integer
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error set plan_cache_mode = force_custom_plan
set jit = off set enable_seqscan = off set random_page_cost = 1.1 as $$
declare
  sessions text[];
  clients text[];
  dates date[];
  voided text[];
  eligible integer;
  admitted integer := 0;
begin
  select array_agg(m.session_id), array_agg(m.client_id), array_agg(m.service_date)
  into sessions, clients, dates from claims.members(p_submission) m
  where p_only is null or m.session_id = any (p_only);
  if exists (select from claims.voiding) then
    select array_agg(m.session_id), count(*) filter (where v.asked_as = 'privacy-officer'
      or gate.is_eligible(m.session_id, p_payers, p_first_service_dates))
    into voided, admitted
    from claims.members(p_submission) m
    join claims.voiding v on v.session_id = m.session_id and v.version = m.version
    where p_only is null or m.session_id = any (p_only);
  end if;
  execute 'select count(distinct s.session_id)' || replace(gate.eligible(), 'from source.session s', $sql$
    from unnest($3, $4, $5) as sealed(session_id, client_id, service_date)
    cross join lateral (
      select * from source.session one where one.session_id = sealed.session_id
        and one.client_id = sealed.client_id and one.service_date = sealed.service_date
        and sealed.session_id <> all ($6) offset 0) s $sql$)
    || ' and cardinality(' || gate.legal_holds(p_part2) || '||' || gate.desk_holds()
    || '||' || gate.answer_holds() || ') = 0'
  into eligible using p_payers, p_first_service_dates, sessions, clients, dates, coalesce(voided, '{}');
  return eligible + admitted;
end
$$;

-- MARK: What a person asks for

-- The claim of this number is taken back at its payer. p_number: the payer's claim number, where no acknowledgment brought
-- it. Answers as claims.replace_claim; where billing is told 'not-ready', the privacy officer has a task. What billing
-- asked for, and cannot go any more, goes when the privacy officer asks for it as well.
create function claims.void_claim(
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
      and now_at.state not in ('adjudicating', 'denied', 'zero-paid', 'paid', 'forwarded', 'reversed')
      and not (now_at.state in ('submitted', 'set-accepted', 'received') and p_number is not null)
  then
    return 'not-now';
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

-- The privacy officer stands behind what billing asked for, and what has not been sent. False: there is no such void.
create function claims.void_after_all(p_session text, p_version smallint) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  update claims.voiding v
  set asked_as = 'privacy-officer', asked_by = session_user, asked_at = clock_timestamp()
  where v.session_id = p_session and v.version in (p_version, p_version + 1) and v.asked_as = 'billing'
    and (exists (select from claims.next_version n where n.session_id = p_session and n.version = v.version)
      or exists (select from claims.to_reseal t where t.session_id = p_session and t.version = v.version));
  return found;
end
$$;

-- As in 0025; a rejected void is asked for anew like the first one.
create or replace function claims.send_again(
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
  elsif now_at.frequency = 8 then
    return claims.void_claim(p_control, null, p_payers, p_first_service_dates);
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

-- What one payer has denied, or what was voided there, is billed to another one, which the charge now names, as an
-- original.
create or replace function claims.rebill(p_control text, p_payers text[], p_first_service_dates date[]) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  now_at record;
  last smallint;
begin
  select * into now_at from claims.standing_of(p_control);
  if not found then
    return null;
  end if;
  last := (select max(k.version) from claims.claim k where k.session_id = now_at.session_id);
  if exists (select from claims.next_version n where n.session_id = now_at.session_id)
    or not (now_at.state in ('denied', 'zero-paid') and now_at.version = last and now_at.frequency <> 8
      or claims.is_voided(now_at.session_id))
  then
    return 'not-now';
  elsif not gate.is_eligible(now_at.session_id, p_payers, p_first_service_dates) then
    return 'not-ready';
  end if;
  insert into claims.next_version (session_id, version, frequency, rebills)
  values (now_at.session_id, last + 1, 1, true);
  perform trail.append('claim.rebilled', p_control, null,
    jsonb_build_object('version', last + 1, 'from', now_at.state));
  return 'recorded';
end
$$;

-- What was asked for and is not sealed yet is not made after all. Of a void that the privacy officer asked for, the
-- privacy officer says so.
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
  perform trail.append('claim.taken_back', p_control, null, jsonb_build_object('version', now_at.version + 1));
  return 'recorded';
end
$$;

-- MARK: What a run makes of it

-- What is to be voided at that clearinghouse now, and the sealed submission in which it stands.
create function claims.due_voids(p_clearinghouse text, p_payers text[], p_first_service_dates date[])
returns table (session_id text, version integer, client_id text, payer_id text, service_date date, charge_cents bigint,
  payer_claim_number text, original text, submission_id bigint, archive_key_id text)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  with asked as (
    select n.session_id, n.version, n.payer_claim_number from claims.next_version n where n.frequency = 8
    union all
    select t.session_id, t.version, c.payer_claim_number from claims.to_reseal t
    join claims.claim c on c.session_id = t.session_id and c.version = t.version where c.frequency = 8
  )
  select a.session_id, a.version::integer, k.client_id, k.payer_id, k.service_date, k.charge_cents, a.payer_claim_number,
    k.patient_control_number, k.submission_id, s.archive_key_id
  from asked a
  join claims.voiding v on v.session_id = a.session_id and v.version = a.version
  join claims.claim_state k on k.session_id = a.session_id and k.version = a.version - 1
  join claims.submission s on s.submission_id = k.submission_id
  where k.clearinghouse = p_clearinghouse and k.payer_id = any (p_payers)
    and (v.asked_as = 'privacy-officer' or gate.is_eligible(a.session_id, p_payers, p_first_service_dates))
  order by k.submission_id, a.session_id;
end;

-- The sealed bytes of a submission of which something is to be voided, for whoever brings the archive's private key.
-- Leaves an entry. No row: nothing of it is to be voided, or its bytes are gone.
create function claims.sealed_original(p_submission bigint)
returns table (submission_key uuid, payload_digest bytea, payload_bytes integer, ciphertext bytea, nonce bytea,
  archive_wrapped_key bytea, archive_key_id text)
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  if not exists (
    select from claims.voiding v
    join claims.claim_state k on k.session_id = v.session_id and k.version = v.version - 1
    where k.submission_id = p_submission
      and (exists (select from claims.next_version n where n.session_id = v.session_id and n.version = v.version)
        or exists (select from claims.to_reseal t where t.session_id = v.session_id and t.version = v.version)))
  then
    return;
  end if;
  perform gate.durable();
  perform trail.append('submission.opened', p_submission::text, null, null);
  return query
    select s.submission_key, s.payload_digest, s.payload_bytes, s.ciphertext, s.nonce, s.archive_wrapped_key,
      s.archive_key_id
    from claims.submission s where s.submission_id = p_submission and s.ciphertext is not null;
end
$$;

-- How many voids wait for the archive's private key of each month.
create function claims.waiting_voids() returns table (archive_key_id text, voids bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select s.archive_key_id, count(*)
  from claims.voiding v
  join claims.claim_state k on k.session_id = v.session_id and k.version = v.version - 1
  join claims.submission s on s.submission_id = k.submission_id
  where exists (select from claims.next_version n where n.session_id = v.session_id and n.version = v.version)
    or exists (select from claims.to_reseal t where t.session_id = v.session_id and t.version = v.version)
  group by 1 order by 1;
end;

-- MARK: What is said to whoever marks

-- As in 0009, over all versions of a claim: a session of which anything was sent is already sent, whatever else waits to
-- be sent of it. submission_id: what is sealed and unsent of it, and can be taken back.
create or replace function gate.truth(p_restrictions bigint[], p_locked boolean)
returns table (restriction_id bigint, session_id text, service_date date, submission_id bigint, answer text,
  sent_on date, payer_id text)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select v.restriction_id, v.session_id, v.service_date, case when p_locked then c.unsent end,
    case when c.is_sent then 'already sent'
      when not p_locked or c.is_going then 'in flight' else 'protected' end,
    case when c.is_sent then c.decided_at::date end, case when c.is_sent then c.payer_id end
  from gate.covered v
  join gate.restriction r on r.restriction_id = v.restriction_id and r.client_id = v.client_id
  left join lateral (
    select bool_or(k.state in ('accepted', 'rejected')) as is_sent,
      bool_or(k.state in ('in_flight', 'in_doubt')) as is_going,
      max(k.decided_at) filter (where k.state in ('accepted', 'rejected')) as decided_at,
      (array_agg(k.payer_id order by k.version desc) filter (where k.state in ('accepted', 'rejected')))[1] as payer_id,
      (array_agg(k.submission_id order by k.version desc) filter (where k.state = 'sealed'))[1] as unsent
    from claims.claim_state k where k.session_id = v.session_id) c on true
  where v.restriction_id = any (p_restrictions);
end;

create or replace function gate.answer_all(p_restrictions bigint[], p_locked boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  unsent bigint[];
  sent boolean;
begin
  with truth as materialized (
    select * from gate.truth(p_restrictions, p_locked)
  ), told as (
    insert into gate.answer (restriction_id, session_id, service_date, first_answer, answer, sent_on, payer_id)
    select t.restriction_id, t.session_id, t.service_date, t.answer, t.answer, t.sent_on, t.payer_id from truth t
    on conflict (restriction_id, session_id) do nothing
  )
  select array_agg(distinct t.submission_id) filter (where t.submission_id is not null),
    bool_or(t.answer = 'already sent')
  into unsent, sent from truth t;
  if unsent is not null then
    perform gate.take_back(unsent);
  end if;
  if sent then
    perform gate.open_recalls(p_restrictions);
  end if;
  perform gate.open_tasks_of_payers(p_restrictions);
end
$$;

create or replace function gate.settle_answers() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  waiting bigint[] := array(select distinct a.restriction_id from gate.answer a where a.answer = 'in flight');
  settled bigint[];
  unsent bigint[];
begin
  if cardinality(waiting) = 0 or not pg_try_advisory_xact_lock(gate.lock_key()) then
    return;
  end if;
  with truth as materialized (
    select * from gate.truth(waiting, true) t where t.answer <> 'in flight'
  ), ended as (
    update gate.answer a
    set answer = t.answer, sent_on = t.sent_on, payer_id = t.payer_id, settled_at = clock_timestamp()
    from truth t
    where a.restriction_id = t.restriction_id and a.session_id = t.session_id and a.answer = 'in flight'
    returning a.restriction_id, t.submission_id as unsent
  ), told as (
    insert into gate.restriction_entry (restriction_id, kind)
    select e.restriction_id, 'answer_settled' from ended e group by e.restriction_id
  )
  select array_agg(distinct e.restriction_id), array_agg(distinct e.unsent) into settled, unsent from ended e;
  if settled is not null then
    perform gate.take_back(unsent);
    perform gate.open_recalls(settled);
  end if;
end
$$;

-- The privacy officer's tasks, each with the number of the claim that it is about, if it is about one that was sent.
drop function gate.tasks();
create function gate.tasks()
returns table (task_id bigint, kind text, client_id text, session_id text, occurred_on date, payer text,
  breach_assessment_by date, opened_on date, claim text)
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.require_read_committed();
  perform gate.require_person();
  perform gate.require_sources();
  perform gate.settle_answers();
  perform gate.open_same_day(null);
  perform gate.open_derived_tasks();
  return query
    select t.task_id, t.kind, t.client_id, t.session_id, t.occurred_on, t.payer_id, t.breach_assessment_by,
      t.opened_at::date, case when t.kind in ('recall', 'paid-but-billed', 'void-asked') then (
        select k.patient_control_number from claims.claim_state k
        where k.session_id = t.session_id and k.state in ('accepted', 'rejected')
        order by k.version desc limit 1) end
    from gate.task t
    where t.closed_at is null and exists (
      select from gate.caller() c where c.is_privacy_officer or t.kind = 'same-day' and exists (
        select from source.caseload k where k.clinician_id = c.clinician_id collate "default"
          and k.client_id = t.client_id collate "default"))
    order by t.breach_assessment_by nulls last, t.opened_at, t.task_id;
end
$$;

grant execute on function gate.tasks() to scrim_clinician, scrim_privacy;
grant execute on function claims.void_claim(text, text, text[], date[]), claims.take_back(text)
  to scrim_billing, scrim_privacy;
grant execute on function claims.waiting_voids() to scrim_billing, scrim_auditor;
grant execute on function claims.due_voids(text, text[], date[]), claims.sealed_original(bigint) to scrim_gateway;

set local role scrim_owner;
revoke create on schema claims, gate from scrim_gatekeeper;
reset role;
