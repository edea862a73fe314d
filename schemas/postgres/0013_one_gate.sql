-- One gate for every way of sending: first, again after nothing left, again under a live idempotency key. An attempt is
-- written by gate.record_attempt() alone, and that only under the lock and after admission was asked again.

set local role scrim_owner;
-- A person was told by the clearinghouse that it did not arrive.
alter table claims.attempt drop constraint attempt_state_check;
alter table claims.attempt add constraint attempt_state_check
  check (state in ('in_flight', 'accepted', 'rejected', 'not_sent', 'in_doubt', 'resent', 'not_arrived'));
grant create on schema gate, claims to scrim_gatekeeper;
set local role scrim_gatekeeper;

drop function gate.permit(bigint, text[], date[]);
drop function gate.permit_again(bigint, text[], date[], interval);

-- The sessions of the submission that may be concerned by what was restricted since that snapshot was taken: by itself,
-- by its client, by somebody who takes part. Each change that restricts has an entry in its own transaction.
create function gate.concerned_since(p_seen pg_snapshot, p_submission bigint) returns text[]
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  changed bigint[] := array(
    select coalesce(e.restriction_id, 0) from gate.restriction_entry e
    where e.recorded_in >= pg_snapshot_xmin(p_seen) and e.recorded_in < pg_snapshot_xmax(pg_current_snapshot())
      and not pg_visible_in_snapshot(e.recorded_in, p_seen));
begin
  if cardinality(changed) = 0 then
    return '{}';
  end if;
  return array(
    with concerned as materialized (
      select r.session_id, r.client_id from gate.restriction r where r.restriction_id = any (changed)
      union all
      select v.session_id, v.client_id from gate.covered v where v.restriction_id = any (changed)
      union all
      select j.session_id, null from gate.restriction r
      cross join lateral (
        select p.session_id from source.participant p where p.client_id = r.client_id collate "default" offset 0) j
      where r.restriction_id = any (changed)
    )
    select m.session_id from claims.members(p_submission) m
    where 0 = any (changed) or m.session_id in (select c.session_id from concerned c where c.session_id is not null)
      or m.client_id in (select c.client_id from concerned c where c.client_id is not null));
end
$$;

-- Asks admission again for every session in the submission, and takes the lock that a mark takes exclusively. Whoever
-- wants to send anything that names a session begins here. It asks before it takes the lock, so that a mark need not
-- wait for as long as that takes; under the lock it asks once more for what was restricted meanwhile.
create function gate.would_admit(
  p_submission bigint, p_expected text, p_payers text[], p_first_service_dates date[], p_part2 boolean)
returns table (state text, digest bytea, admitted boolean)
language plpgsql security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '30s' as $$
declare
  asked record;
  seen pg_snapshot;
  concerned text[];
  still boolean;
begin
  perform gate.durable();
  perform gate.require_read_committed();
  perform gate.require_sources();
  if gate.is_import_due() then  -- the records' own flags may have changed since the run began
    perform pg_advisory_xact_lock_shared(gate.lock_key());
    perform gate.import_flags();
  end if;
  seen := pg_current_snapshot();
  still := gate.still_eligible(p_submission, null, p_payers, p_first_service_dates, p_part2)
    = (select s.claim_count from claims.submission s where s.submission_id = p_submission);
  if still then  -- what is refused already needs no lock
    perform pg_advisory_xact_lock_shared(gate.lock_key());
  end if;
  select s.payload_digest, s.state, s.ciphertext is not null as has_bytes into asked
  from claims.submission s where s.submission_id = p_submission for update;
  if asked.state is distinct from p_expected then
    return query select asked.state, null::bytea, false;
    return;
  end if;
  if gate.are_flags_old() then
    update gate.import set imported_at = clock_timestamp();
  end if;
  if still then
    concerned := gate.concerned_since(seen, p_submission);
    still := cardinality(concerned) = 0 or cardinality(concerned)
      = gate.still_eligible(p_submission, concerned, p_payers, p_first_service_dates, p_part2);
  end if;
  return query select asked.state, asked.payload_digest, asked.has_bytes and still;
end
$$;

-- The attempt and its trail entry, before a byte leaves.
create function gate.record_attempt(p_submission bigint, p_digest bytea, p_again boolean) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  permitted bigint;
begin
  update claims.submission set state = 'in_flight' where submission_id = p_submission;
  insert into claims.attempt (submission_id, number, state)
  select p_submission, coalesce(max(a.number), 0) + 1, 'in_flight'
  from claims.attempt a where a.submission_id = p_submission
  returning attempt_id into permitted;
  perform trail.append('attempt.permitted', p_submission::text, p_digest,
    case when p_again then jsonb_build_object('attempt', permitted, 'again', true)
      else jsonb_build_object('attempt', permitted) end);
  return permitted;
end
$$;

-- Step 9. Where one session is no longer admitted, or a mark has taken the bytes, the submission is withdrawn and there
-- is no permit: NULL.
create function gate.permit(
  p_submission bigint, p_payers text[], p_first_service_dates date[], p_part2 boolean) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  verdict record;
  permitted bigint;
begin
  select * into verdict
  from gate.would_admit(p_submission, 'sealed', p_payers, p_first_service_dates, p_part2);
  if verdict.state = 'withdrawn' then
    return null;
  elsif verdict.state is distinct from 'sealed' then
    raise exception using errcode = 'SC004', message = 'only a sealed submission can be permitted';
  elsif not verdict.admitted then
    perform claims.withdraw(p_submission);
    return null;
  end if;
  permitted := gate.record_attempt(p_submission, verdict.digest, false);
  return permitted;
end
$$;

-- Before a run or a preview looks at anything: what earlier runs sealed, and would get no permit now, is withdrawn, so
-- that its other claims are made again at once. What a run is sending at this moment is left to it.
create function gate.withdraw_inadmissible(
  p_clearinghouse text, p_payers text[], p_first_service_dates date[], p_part2 boolean) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  sealed bigint;
  withdrawn integer := 0;
begin
  for sealed in
    select s.submission_id from claims.submission s
    where s.clearinghouse = p_clearinghouse and s.state = 'sealed' order by s.submission_id
  loop
    if (select not v.admitted and v.state = 'sealed'
      from gate.would_admit(sealed, 'sealed', p_payers, p_first_service_dates, p_part2) v)
    then
      perform claims.withdraw(sealed);
      withdrawn := withdrawn + 1;
    end if;
  end loop;
  return withdrawn;
end
$$;

-- The same for a submission in doubt, where the clearinghouse's idempotency key is alive: the same bytes under the
-- same key. Never if a session in it is no longer admitted; then it stays in doubt: NULL.
create function gate.permit_again(
  p_submission bigint, p_payers text[], p_first_service_dates date[], p_part2 boolean, p_window interval)
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  verdict record;
  permitted bigint;
begin
  select * into verdict
  from gate.would_admit(p_submission, 'in_doubt', p_payers, p_first_service_dates, p_part2);
  if verdict.state is distinct from 'in_doubt' then
    raise exception using errcode = 'SC004', message = 'only a submission in doubt can be sent again';
  elsif not verdict.admitted
    or not exists (select from claims.attempt a where a.submission_id = p_submission and a.number = 1
      and a.permitted_at > clock_timestamp() - p_window) then
    return null;
  end if;
  update claims.attempt set state = 'resent' where submission_id = p_submission and state = 'in_doubt';
  permitted := gate.record_attempt(p_submission, verdict.digest, true);
  return permitted;
end
$$;

-- Step 11. What became of an attempt: outcome, receipt and trail entry in one transaction. Where an earlier attempt may
-- have arrived, one that was provably not sent leaves the submission in doubt. Whoever was told `in flight` of a session
-- in it is told the rest here: it was sent; or nothing left, and nothing will.
create or replace function claims.conclude(
  p_attempt bigint, p_outcome text, p_receipt_number text, p_receipt_evidence text, p_fault text,
  p_http_status integer, p_transport_code integer, p_request_bytes bigint, p_answer_digest bytea) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  concluded bigint;
  decision text;
begin
  perform gate.durable();
  update claims.attempt a
  set state = p_outcome, concluded_at = clock_timestamp(), fault = p_fault, http_status = p_http_status,
    transport_code = p_transport_code, request_bytes = p_request_bytes, answer_digest = p_answer_digest
  where a.attempt_id = p_attempt and a.state = 'in_flight'
  returning a.submission_id into concluded;
  if not found then
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
end
$$;

create function claims.decide(
  p_submission bigint, p_decision text, p_receipt_number text, p_receipt_evidence text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update claims.submission s
  set state = p_decision,
    transit_wrapped_key = case when p_decision in ('accepted', 'rejected') then null else s.transit_wrapped_key end,
    decided_at = case when p_decision in ('accepted', 'rejected') then clock_timestamp() end,
    receipt_number = p_receipt_number, receipt_evidence = p_receipt_evidence
  where s.submission_id = p_submission;
  if not exists (select from gate.answer a where a.answer = 'in flight') then
    return;
  elsif p_decision in ('accepted', 'rejected') then
    perform gate.settle_of(p_submission, 'already sent', current_date);
  elsif p_decision = 'sealed' and exists (
    select from claims.members(p_submission) m join gate.answer a on a.session_id = m.session_id
    where a.answer = 'in flight') then
    perform gate.take_back(array[p_submission]);
    perform gate.settle_of(p_submission, 'protected', null);
  end if;
end
$$;

-- A person settles what nothing else can: the clearinghouse told them whether it arrived. What did not is withdrawn, and
-- its claims are sealed again by the next run, those that are still admitted. NULL where nothing of that key is in doubt.
create function claims.settle(p_key uuid, p_arrived boolean, p_receipt_number text) returns text
language plpgsql security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '30s' as $$
declare
  doubtful bigint;
begin
  perform gate.durable();
  perform gate.require_read_committed();
  perform gate.require_person();
  perform pg_advisory_xact_lock_shared(gate.lock_key());
  select s.submission_id into doubtful from claims.submission s
  where s.submission_key = p_key and s.state = 'in_doubt' for update;
  if not found then
    return null;
  end if;
  update claims.attempt set state = case when p_arrived then 'accepted' else 'not_arrived' end
  where submission_id = doubtful and state = 'in_doubt';
  perform trail.append('submission.settled', doubtful::text, null, jsonb_build_object('arrived', p_arrived));
  if p_arrived then
    perform claims.decide(doubtful, 'accepted', p_receipt_number, 'person');
    return 'accepted';
  end if;
  perform claims.decide(doubtful, 'sealed', null, null);
  perform claims.withdraw(doubtful);
  return 'withdrawn';
end
$$;

-- The interchange numbers that the next submissions take: first those that were given to nobody, then upward from next.
create function claims.control_numbers(p_clearinghouse text) returns table (free integer[], next integer)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce((select array_agg(f.interchange_control_number order by f.interchange_control_number)
      from claims.free_control_number f where f.clearinghouse = p_clearinghouse), '{}'),
    coalesce((select n.next_interchange from claims.control_number n where n.clearinghouse = p_clearinghouse), 1);
end;

create or replace function claims.next_control_number(p_clearinghouse text) returns integer
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce(n.free[1], n.next) from claims.control_numbers(p_clearinghouse) n;
end;

create function claims.take_control_number(p_clearinghouse text, p_control_number integer) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from claims.free_control_number
  where clearinghouse = p_clearinghouse and interchange_control_number = p_control_number;
  if found then
    return;
  end if;
  insert into claims.control_number (clearinghouse, next_interchange) values (p_clearinghouse, 1)
  on conflict do nothing;
  update claims.control_number set next_interchange = next_interchange + 1
  where clearinghouse = p_clearinghouse and next_interchange = p_control_number;
  if not found then
    raise exception using errcode = 'SC002', message = 'the control number was taken by another run';
  end if;
end
$$;

-- The sealed bytes of one open submission and what opens them on the gateway's host; none where they were taken back.
create or replace function claims.sealed_bytes(p_submission bigint)
returns table (
  ciphertext bytea, nonce bytea, transit_wrapped_key bytea, archive_wrapped_key bytea, archive_key_id text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select s.ciphertext, s.nonce, s.transit_wrapped_key, s.archive_wrapped_key, s.archive_key_id
  from claims.submission s
  where s.submission_id = p_submission and s.state in ('sealed', 'in_flight', 'in_doubt')
    and s.ciphertext is not null;
end;

-- Freezes one payload and its claims in one transaction. The control number is taken by compare-and-set; a session
-- that is claimed already is refused by claimed_once, and nothing is stored.
create or replace function claims.seal(
  p_run uuid, p_key uuid, p_clearinghouse text, p_destination_digest bytea, p_control_number integer,
  p_batch_id text, p_payload_bytes integer, p_payload_digest bytea, p_signature bytea, p_signing_key_id text,
  p_ciphertext bytea, p_nonce bytea, p_transit_key bytea, p_archive_key bytea, p_archive_key_id text,
  p_sessions text[], p_versions integer[], p_clients text[], p_payers text[], p_dates date[], p_cents bigint[],
  p_control text[]) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  sealed bigint;
begin
  perform claims.take_control_number(p_clearinghouse, p_control_number);
  insert into claims.submission (submission_key, run_id, clearinghouse, destination_digest,
    interchange_control_number, batch_id, claim_count, charge_cents, payload_bytes, payload_digest, signature,
    signing_key_id, ciphertext, nonce, transit_wrapped_key, archive_wrapped_key, archive_key_id, state)
  values (p_key, p_run, p_clearinghouse, p_destination_digest, p_control_number, p_batch_id,
    cardinality(p_sessions), (select sum(cents) from unnest(p_cents) cents), p_payload_bytes, p_payload_digest,
    p_signature, p_signing_key_id, p_ciphertext, p_nonce, p_transit_key, p_archive_key, p_archive_key_id, 'sealed')
  returning submission_id into sealed;
  if exists (select from claims.to_reseal) then
    perform claims.reseal(sealed, p_sessions, p_versions, p_clients, p_payers, p_dates, p_cents);
  end if;
  insert into claims.claim (session_id, version, submission_id, client_id, payer_id, service_date, charge_cents,
    patient_control_number)
  select n.session_id, n.version, sealed, n.client_id, n.payer_id, n.service_date, n.cents, n.control
  from unnest(p_sessions, p_versions, p_clients, p_payers, p_dates, p_cents, p_control)
    as n(session_id, version, client_id, payer_id, service_date, cents, control)
  where not exists (
    select from claims.claim_event e where e.submission_id = sealed and e.session_id = n.session_id);
  if exists (select from claims.hold) then
    delete from claims.hold h where h.session_id = any (p_sessions);
  end if;
  if exists (select from gate.released) then
    delete from gate.released l where l.session_id = any (p_sessions);
  end if;
  perform trail.append('submission.sealed', sealed::text, p_payload_digest,
    jsonb_build_object('clearinghouse', p_clearinghouse, 'claims', cardinality(p_sessions)));
  return sealed;
end
$$;

-- For billing staff: the held claims, as far as their sessions are still there. One that vanishes does so for every
-- cause in the same moment.
create or replace function claims.held()
returns table (session_id text, clearinghouse text, payer_id text, service_date date, defects text[],
  first_held_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp set jit = off set enable_seqscan = off as $$
begin
  perform gate.require_sources();
  return query
    select h.session_id, h.clearinghouse, h.payer_id, h.service_date, h.defects, h.first_held_at
    from claims.hold h
    cross join lateral (
      select w.client_id from source.session w
      where w.session_id = h.session_id collate "default" and w.service_date = h.service_date limit 1) s
    where not exists (
        select from gate.covered v join gate.restriction r on r.restriction_id = v.restriction_id
        where v.session_id = h.session_id and r.lifted_at is null)
      and not exists (
        select from gate.restriction r where r.client_id = s.client_id and r.session_id is null
          and r.lifted_at is null and h.service_date between r.from_date and r.through_date)
    order by h.service_date, h.session_id;
end
$$;

set local role scrim_owner;
revoke create on schema gate, claims from scrim_gatekeeper;
reset role;

set local role scrim_gatekeeper;
grant execute on function gate.permit(bigint, text[], date[], boolean),
  gate.permit_again(bigint, text[], date[], boolean, interval),
  gate.withdraw_inadmissible(text, text[], date[], boolean), claims.control_numbers(text)
  to scrim_gateway;
grant execute on function claims.settle(uuid, boolean, text) to scrim_billing, scrim_privacy;
reset role;
