-- Lifting, payment, and the desk of the privacy officer. Lifting deletes nothing, and what it lets through again goes to
-- nobody before a person has seen it in a preview of their own.

set local role scrim_owner;
grant create on schema gate to scrim_gatekeeper;
set local role scrim_gatekeeper;

create or replace function gate.lift_self_pay(p_client text, p_session text, p_requested_on date) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  concerned integer;
begin
  perform gate.require_person();
  perform gate.require_day(p_requested_on);
  perform gate.require_sources();
  with asked as (
    update gate.restriction r
    set lift_requested_on = p_requested_on, lift_requested_by = session_user
    where r.client_id in (select gate.same_person(p_client)) and r.session_id is not distinct from p_session
      and r.lifted_at is null and r.lift_requested_on is null and gate.is_treating(p_client)
    returning r.restriction_id
  ), told as (
    insert into gate.restriction_entry (restriction_id, kind) select a.restriction_id, 'lift_requested' from asked a
  )
  select count(*) into concerned from asked;
  return concerned;
end
$$;

create function gate.require_privacy_officer() returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from gate.caller() c where c.is_privacy_officer) then
    raise exception using errcode = 'SC006', message = 'only the privacy officer may do this';
  end if;
end
$$;

-- The privacy officer's confirmation. Sessions that are free again wait for a preview; approvals of before lapse.
create or replace function gate.confirm_lift(p_client text, p_session text) returns integer
language plpgsql security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '30s' as $$
declare
  lifted bigint[];
begin
  perform gate.durable();
  perform gate.require_read_committed();
  perform gate.require_privacy_officer();
  perform gate.require_sources();
  if exists (select from source.restriction e where e.session_id is not distinct from p_session
    and e.client_id in (select gate.same_person(p_client))) then
    raise exception using errcode = 'SC010', message = 'the records still flag this';
  end if;
  perform pg_advisory_xact_lock(gate.lock_key());
  perform gate.cover(null);  -- sessions that are new since the last run are released as well
  with ended as (
    update gate.restriction r set lifted_at = clock_timestamp(), lifted_by = session_user
    where r.client_id in (select gate.same_person(p_client)) and r.session_id is not distinct from p_session
      and r.lifted_at is null and r.lift_requested_on is not null
    returning r.restriction_id
  ), told as (
    insert into gate.restriction_entry (restriction_id, kind) select e.restriction_id, 'lifted' from ended e
  )
  select array_agg(e.restriction_id) into lifted from ended e;
  insert into gate.released (session_id)
  select distinct v.session_id from gate.covered v where v.restriction_id = any (lifted)
  on conflict (session_id) do nothing;
  delete from claims.preview;
  return coalesce(cardinality(lifted), 0);
end
$$;

-- The day on which the client paid in full: a fact of its own, often later than the request. Whoever may not see marks is
-- told nothing of them: NULL.
create function gate.record_paid(p_client text, p_session text, p_paid_on date) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  concerned integer;
begin
  perform gate.require_person();
  perform gate.require_day(p_paid_on);
  perform gate.require_sources();
  with paid as (
    update gate.restriction r set paid_on = p_paid_on
    where r.client_id in (select gate.same_person(p_client)) and r.session_id is not distinct from p_session
      and r.lifted_at is null
    returning r.restriction_id
  ), told as (
    insert into gate.restriction_entry (restriction_id, kind) select p.restriction_id, 'paid' from paid p
  )
  select count(*) into concerned from paid;
  return case when gate.is_treating(p_client) then concerned end;
end
$$;

-- A payment that bounced lifts nothing and makes nothing billable: it becomes a task (attempts to collect, notice to the
-- client), decided by the privacy officer. Returns how many marks it concerns, to those who may see marks.
create function gate.record_dishonoured(p_client text, p_session text, p_on date) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  concerned integer;
begin
  perform gate.require_person();
  perform gate.require_day(p_on);
  perform gate.require_sources();
  with bounced as (
    update gate.restriction r set paid_on = null
    where r.client_id in (select gate.same_person(p_client)) and r.session_id is not distinct from p_session
      and r.lifted_at is null
    returning r.restriction_id, r.client_id, r.session_id
  ), told as (
    insert into gate.restriction_entry (restriction_id, kind)
    select b.restriction_id, 'payment_dishonoured' from bounced b
  ), opened as (
    insert into gate.task (kind, client_id, session_id, restriction_id, occurred_on)
    select distinct on (b.client_id, b.session_id)
      'payment-dishonoured', b.client_id, b.session_id, b.restriction_id, p_on from bounced b
    on conflict do nothing
  )
  select count(*) into concerned from bounced;
  return case when gate.is_treating(p_client) then concerned end;
end
$$;

-- The clinician says that a session on the day of a marked one is another: it is admitted like every other.
create function gate.confirm_other_session(p_session text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '30s' as $$
declare
  client text;
begin
  perform gate.durable();
  perform gate.require_read_committed();
  perform gate.require_person();
  perform gate.require_sources();
  select s.client_id into client from source.session s where s.session_id = p_session limit 1;
  if client is null or not gate.is_treating(client) then
    return false;
  end if;
  perform pg_advisory_xact_lock(gate.lock_key());
  insert into gate.other_session (session_id, known_by) values (p_session, 'clinician') on conflict do nothing;
  insert into gate.restriction_entry (restriction_id, kind)
  select t.restriction_id, 'other_session' from gate.task t
  where t.kind = 'same-day' and t.session_id = p_session and t.closed_at is null;
  update gate.task set closed_at = clock_timestamp(), closed_by = session_user, decision = 'other-session'
  where kind = 'same-day' and session_id = p_session and closed_at is null;
  return found;
end
$$;

drop function gate.list_self_pay();

-- A clinician's own caseload; for the privacy officer, everybody. What was lifted stays on record.
create function gate.list_self_pay(p_with_lifted boolean)
returns table (client_id text, session_id text, from_date date, through_date date, requested_on date, paid_on date,
  origin text, lift_requested_on date, marked_on date, lifted_on date)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform gate.require_sources();
  return query
    select r.client_id, r.session_id, nullif(r.from_date, '-infinity'), nullif(r.through_date, 'infinity'),
      r.requested_on, r.paid_on, r.origin, r.lift_requested_on, r.marked_at::date, r.lifted_at::date
    from gate.restriction r
    where (p_with_lifted or r.lifted_at is null) and exists (
      select from gate.caller() c where c.is_privacy_officer or exists (
        select from source.caseload k where k.clinician_id = c.clinician_id collate "default"
          and k.client_id = r.client_id collate "default"))
    order by r.client_id, r.from_date, r.restriction_id;
end
$$;

-- The answers that are not simply "protected", and how each "in flight" ended; of the caller's own marks and caseload.
create function gate.answers()
returns table (client_id text, session_id text, service_date date, answer text, was_in_flight boolean, sent_on date,
  payer text, answered_on date, settled_on date)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform gate.require_read_committed();
  perform gate.require_sources();
  perform gate.settle_answers();
  return query
    select r.client_id, a.session_id, a.service_date, a.answer, a.first_answer = 'in flight', a.sent_on, a.payer_id,
      a.answered_at::date, a.settled_at::date
    from gate.answer a join gate.restriction r on r.restriction_id = a.restriction_id
    where a.first_answer <> 'protected' and exists (
      select from gate.caller() c where c.is_privacy_officer or r.marked_by = c.login or exists (
        select from source.caseload k where k.clinician_id = c.clinician_id collate "default"
          and k.client_id = r.client_id collate "default"))
    order by a.answered_at desc, r.client_id, a.session_id;
end
$$;

-- Tasks that only time or the records can open: asked for and not paid after thirty days; paid in full by the client,
-- and billed.
create function gate.open_derived_tasks() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
  from source.charge h
  join claims.claim_state c on c.session_id = h.session_id and c.state = 'accepted'
    and c.decided_at > clock_timestamp() - interval '1 year'
  where coalesce(h.patient_paid_cents, 0) > 0
  group by c.client_id, c.session_id, c.version, c.decided_at, c.payer_id
  having sum(h.patient_paid_cents) >= (
    select sum(k.charge_cents) from source.charge k where k.session_id = c.session_id)
  on conflict do nothing;
end
$$;

-- Open tasks: all of them for the privacy officer, `same-day` ones of the own caseload for a clinician.
create function gate.tasks()
returns table (task_id bigint, kind text, client_id text, session_id text, occurred_on date, payer text,
  breach_assessment_by date, opened_on date)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform gate.require_read_committed();
  perform gate.require_person();
  perform gate.require_sources();
  perform gate.settle_answers();
  perform gate.open_same_day(null);
  perform gate.open_derived_tasks();
  return query
    select t.task_id, t.kind, t.client_id, t.session_id, t.occurred_on, t.payer_id, t.breach_assessment_by,
      t.opened_at::date
    from gate.task t
    where t.closed_at is null and exists (
      select from gate.caller() c where c.is_privacy_officer or t.kind = 'same-day' and exists (
        select from source.caseload k where k.clinician_id = c.clinician_id collate "default"
          and k.client_id = t.client_id collate "default"))
    order by t.breach_assessment_by nulls last, t.opened_at, t.task_id;
end
$$;

-- What may be decided of each kind: a word, kept; what was done beyond that stands in the practice's own papers.
create function gate.decisions(p_kind text) returns text[]
language sql immutable set search_path = pg_catalog, pg_temp
return case p_kind
  when 'recall' then array['recalled', 'left', 'no-breach', 'breach-notified']
  when 'payment-missing' then array['paid', 'collecting', 'client-told']
  when 'payment-dishonoured' then array['paid', 'collecting', 'client-told']
  when 'government-payer' then array['no-claim-owed', 'claim-owed', 'client-told']
  when 'paid-but-billed' then array['refunded', 'recalled', 'left', 'breach-notified']
  when 'clients-merged' then array['seen']
  else array['other-session'] end;

-- False where there is no such open task. SC013 where the word is none of its kind's.
create function gate.close_task(p_task bigint, p_decision text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  open_task record;
begin
  perform gate.durable();
  perform gate.require_privacy_officer();
  select t.kind, t.restriction_id, t.session_id into open_task
  from gate.task t where t.task_id = p_task and t.closed_at is null for update;
  if not found then
    return false;
  elsif p_decision is null or p_decision <> all (gate.decisions(open_task.kind)) then
    raise exception using errcode = 'SC013', message = 'this is no decision of such a task';
  elsif open_task.kind = 'same-day' then
    return gate.confirm_other_session(open_task.session_id);
  end if;
  update gate.task set closed_at = clock_timestamp(), closed_by = session_user, decision = p_decision
  where task_id = p_task;
  insert into gate.restriction_entry (restriction_id, kind) values (open_task.restriction_id, 'task_closed');
  return true;
end
$$;

set local role scrim_owner;
revoke create on schema gate from scrim_gatekeeper;
reset role;

set local role scrim_gatekeeper;
grant execute on function gate.list_self_pay(boolean), gate.answers(), gate.tasks(), gate.confirm_other_session(text)
  to scrim_clinician, scrim_privacy;
-- A payment comes in at the front desk.
grant execute on function gate.record_paid(text, text, date), gate.record_dishonoured(text, text, date)
  to scrim_clinician, scrim_privacy, scrim_billing;
grant execute on function gate.close_task(bigint, text), gate.decisions(text) to scrim_privacy;
reset role;
