-- The gate's permits ask for the lease, and an attempt ends with its time. Lock order as ever: the gate, then the
-- submission's row, then its attempts.

set local role scrim_owner;
grant create on schema claims, gate to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- Whoever has the lease keeps it for so long, also after its time if nobody took it since; where nobody has it, whoever
-- asks may go on without. False: another one has it. Called with the submission's row locked.
create function claims.keep_lease(p_submission bigint, p_lease bigint, p_seconds integer) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  update claims.submission s set leased_until = clock_timestamp() + make_interval(secs => p_seconds)
  where s.submission_id = p_submission and s.lease = p_lease;
  return found or p_lease is null
    and (select claims.is_free(s) from claims.submission s where s.submission_id = p_submission);
end
$$;

drop function gate.record_attempt(bigint, bytea, boolean);
create function gate.record_attempt(p_submission bigint, p_digest bytea, p_again boolean, p_seconds integer)
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  permitted bigint;
begin
  update claims.submission set state = 'in_flight' where submission_id = p_submission;
  insert into claims.attempt (submission_id, number, state, ends_before)
  select p_submission, coalesce(max(a.number), 0) + 1, 'in_flight',
    clock_timestamp() + make_interval(secs => p_seconds)
  from claims.attempt a where a.submission_id = p_submission
  returning attempt_id into permitted;
  perform trail.append('attempt.permitted', p_submission::text, p_digest,
    case when p_again then jsonb_build_object('attempt', permitted, 'again', true)
      else jsonb_build_object('attempt', permitted) end);
  return permitted;
end
$$;

-- Step 9. NULL: a session is no longer admitted, a mark has taken the bytes, or another one has the lease.
drop function gate.permit(bigint, text[], date[], boolean);
create function gate.permit(
  p_submission bigint, p_payers text[], p_first_service_dates date[], p_part2 boolean,
  p_lease bigint default null, p_seconds integer default null) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  verdict record;
  permitted bigint;
begin
  select * into verdict
  from gate.would_admit(p_submission, 'sealed', p_payers, p_first_service_dates, p_part2);
  if verdict.state = 'withdrawn' then
    return null;
  elsif verdict.state is distinct from 'sealed' and p_lease is null then
    raise exception using errcode = 'SC004', message = 'only a sealed submission can be permitted';
  elsif verdict.state is distinct from 'sealed' or not claims.keep_lease(p_submission, p_lease, p_seconds) then
    return null;
  elsif not verdict.admitted then
    perform claims.withdraw(p_submission);
    return null;
  end if;
  permitted := gate.record_attempt(p_submission, verdict.digest, false, p_seconds);
  return permitted;
end
$$;

drop function gate.permit_again(bigint, text[], date[], boolean, interval);
create function gate.permit_again(
  p_submission bigint, p_payers text[], p_first_service_dates date[], p_part2 boolean, p_window interval,
  p_lease bigint default null, p_seconds integer default null) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  verdict record;
  permitted bigint;
begin
  select * into verdict
  from gate.would_admit(p_submission, 'in_doubt', p_payers, p_first_service_dates, p_part2);
  if verdict.state is distinct from 'in_doubt' and p_lease is null then
    raise exception using errcode = 'SC004', message = 'only a submission in doubt can be sent again';
  elsif verdict.state is distinct from 'in_doubt' or not claims.keep_lease(p_submission, p_lease, p_seconds)
    or not verdict.admitted
    or not claims.is_trusted((select s.clearinghouse from claims.submission s where s.submission_id = p_submission))
    or not exists (select from claims.attempt a where a.submission_id = p_submission and a.number = 1
      and a.permitted_at > clock_timestamp() - p_window) then
    return null;
  end if;
  update claims.attempt set state = 'resent' where submission_id = p_submission and state = 'in_doubt';
  permitted := gate.record_attempt(p_submission, verdict.digest, true, p_seconds);
  return permitted;
end
$$;

-- Attempts of whoever vanished, or whose time is over, are in doubt: nobody knows whether they arrived. Until its time
-- is over such a one may still be on its way, and what a clearinghouse answers before proves nothing.
create or replace function claims.doubt_abandoned() returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  abandoned integer;
begin
  perform gate.durable();
  with gone as materialized (
    select s.submission_id from claims.submission s
    where s.state = 'in_flight' and (claims.is_free(s) or exists (
      select from claims.attempt a where a.submission_id = s.submission_id and a.ends_before < clock_timestamp()))
    for update skip locked
  ), stopped as (
    update claims.attempt a set state = 'in_doubt', fault = 'gateway-stopped',
      concluded_at = greatest(clock_timestamp(), a.ends_before)
    from gone g where a.state = 'in_flight' and a.submission_id = g.submission_id
    returning a.submission_id
  ), doubted as (
    update claims.submission s set state = 'in_doubt' from stopped p where s.submission_id = p.submission_id
    returning s.submission_id
  )
  select count(*) into abandoned
  from doubted d cross join lateral trail.append('submission.doubted', d.submission_id::text, null, null);
  return abandoned;
end
$$;

-- Takes down what the clearinghouse said. Two answers that agree, at least p_apart apart and both after the last attempt
-- had ended for certain, settle the submission: 'accepted' or 'withdrawn'; NULL where it stays in doubt. Answers that contradict
-- each other settle nothing, now or later.
create or replace function claims.note_status(p_submission bigint, p_answer text, p_receipt_number text, p_apart interval)
returns text
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error set lock_timeout = '30s' as $$
declare
  doubtful record;
  agreeing interval;
begin
  perform gate.durable();
  perform gate.require_read_committed();
  perform pg_advisory_xact_lock_shared(gate.lock_key());
  select s.submission_id, s.clearinghouse into doubtful from claims.submission s
  where s.submission_id = p_submission and s.state = 'in_doubt' for update;
  if not found then
    return null;
  end if;
  insert into claims.status_answer (submission_id, answer, receipt_number)
  values (p_submission, p_answer, p_receipt_number);
  perform trail.append('submission.asked', p_submission::text, null, jsonb_build_object('answer', p_answer));
  if p_answer = 'unknown' and exists (
      select from claims.status_answer q where q.submission_id = p_submission and q.answer = 'received')
  then
    perform claims.contradict(p_submission, 'received-and-unknown');
  end if;
  if exists (select from claims.status_answer q where q.submission_id = p_submission
      and q.receipt_number <> p_receipt_number)
    or exists (select from claims.attempt a where a.submission_id = p_submission
      and a.receipt_named <> p_receipt_number)
  then
    perform claims.contradict(p_submission, 'two-receipts');
  end if;
  select max(q.asked_at) - min(q.asked_at) into agreeing from claims.status_answer q
  where q.submission_id = p_submission and q.answer = p_answer
    and q.receipt_number is not distinct from p_receipt_number
    and q.asked_at > (select max(a.concluded_at) from claims.attempt a where a.submission_id = p_submission)
    and q.answer_id > coalesce((select max(other.answer_id) from claims.status_answer other
      where other.submission_id = p_submission and other.answer <> p_answer), 0);
  if agreeing is null or agreeing < p_apart or p_answer = 'other-bytes' or not claims.is_trusted(doubtful.clearinghouse) then
    return null;
  elsif p_answer = 'received' then
    update claims.attempt set state = 'accepted' where submission_id = p_submission and state = 'in_doubt';
    perform claims.decide(p_submission, 'accepted', p_receipt_number, 'status');
  else
    perform claims.undo(p_submission);
  end if;
  perform trail.append('submission.settled', p_submission::text, null,
    jsonb_build_object('arrived', p_answer = 'received', 'by', 'status'));
  return case when p_answer = 'received' then 'accepted' else 'withdrawn' end;
end
$$;

-- Step 11. Where others took the attempt for abandoned meanwhile, what is certain still counts: that it arrived, that it
-- was refused, that nothing of it left. False: it says nothing any more, since somebody sent again or settled it.
drop function claims.conclude(bigint, text, text, text, text, integer, integer, bigint, bytea);
create function claims.conclude(
  p_attempt bigint, p_outcome text, p_receipt_number text, p_receipt_evidence text, p_fault text,
  p_http_status integer, p_transport_code integer, p_request_bytes bigint, p_answer_digest bytea) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  concluded bigint;
  decision text;
begin
  perform gate.durable();
  perform from claims.submission s
  where s.submission_id = (select a.submission_id from claims.attempt a where a.attempt_id = p_attempt) for update;
  update claims.attempt a
  set state = p_outcome, concluded_at = clock_timestamp(), fault = p_fault, http_status = p_http_status,
    transport_code = p_transport_code, request_bytes = p_request_bytes, answer_digest = p_answer_digest,
    ends_before = null
  where a.attempt_id = p_attempt
    and (a.state = 'in_flight' or a.state = 'in_doubt' and a.fault = 'gateway-stopped')
  returning a.submission_id into concluded;
  if not found then
    if exists (select from claims.attempt a where a.attempt_id = p_attempt and a.ends_before is not null) then
      return false;
    end if;
    raise exception using errcode = 'SC004', message = 'only an attempt in flight can be concluded';
  end if;
  -- A later attempt that was refused, or that did not leave, says nothing of an earlier one that may have arrived.
  decision := case
    when p_outcome in ('not_sent', 'rejected') and exists (
      select from claims.attempt e where e.submission_id = concluded and e.state = 'resent') then 'in_doubt'
    when p_outcome = 'not_sent' then 'sealed'
    else p_outcome end;
  perform claims.decide(concluded, decision, p_receipt_number, p_receipt_evidence);
  perform trail.append('attempt.concluded', concluded::text, p_answer_digest,
    jsonb_build_object('attempt', p_attempt, 'outcome', p_outcome, 'fault', p_fault));
  return true;
end
$$;

grant execute on function
  gate.permit(bigint, text[], date[], boolean, bigint, integer),
  gate.permit_again(bigint, text[], date[], boolean, interval, bigint, integer),
  claims.conclude(bigint, text, text, text, text, integer, integer, bigint, bytea)
  to scrim_gateway;

set local role scrim_owner;
revoke create on schema claims, gate from scrim_gatekeeper;
reset role;
