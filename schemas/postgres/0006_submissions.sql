-- Seal, permit, conclude: the transitions of a submission, each named for what it does.
-- Lock order: the run's lock, then the gate, then the submission's row. (Marking takes the gate, then the rows of what
-- it withdraws: the other way round the two would deadlock, and a mark could be lost.)

set local role scrim_owner;
grant create on schema claims, gate to scrim_gatekeeper;
set local role scrim_gatekeeper;

create function claims.begin_run(p_run uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
  insert into claims.run (run_id) values (p_run);
  select trail.append('run.started', p_run::text, null, null);
end;

create function claims.finish_run(p_run uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
  update claims.run set finished_at = clock_timestamp() where run_id = p_run;
  select trail.append('run.finished', p_run::text, null, null);
end;

create function claims.next_control_number(p_clearinghouse text) returns integer
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce(
    (select n.next_interchange from claims.control_number n where n.clearinghouse = p_clearinghouse), 1);
end;

-- Freezes one payload and its claims in one transaction. The control number is taken by compare-and-set; a session
-- that is claimed already is refused by claimed_once, and nothing is stored.
create function claims.seal(
  p_run uuid, p_key uuid, p_clearinghouse text, p_destination_digest bytea, p_control_number integer,
  p_batch_id text, p_payload_bytes integer, p_payload_digest bytea, p_signature bytea, p_signing_key_id text,
  p_ciphertext bytea, p_nonce bytea, p_transit_key bytea, p_archive_key bytea, p_archive_key_id text,
  p_sessions text[], p_versions integer[], p_clients text[], p_payers text[], p_dates date[], p_cents bigint[],
  p_control text[]) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  sealed bigint;
begin
  insert into claims.control_number (clearinghouse, next_interchange) values (p_clearinghouse, 1)
  on conflict do nothing;
  update claims.control_number set next_interchange = next_interchange + 1
  where clearinghouse = p_clearinghouse and next_interchange = p_control_number;
  if not found then
    raise exception using errcode = 'SC002', message = 'the control number was taken by another run';
  end if;
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
  perform trail.append('submission.sealed', sealed::text, p_payload_digest,
    jsonb_build_object('clearinghouse', p_clearinghouse, 'claims', cardinality(p_sessions)));
  return sealed;
end
$$;

-- Claims that were taken back unsent keep their row, as the records say it today: nothing has left under what it said
-- before. An event says where they went next.
create function claims.reseal(
  p_submission bigint, p_sessions text[], p_versions integer[], p_clients text[], p_payers text[], p_dates date[],
  p_cents bigint[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  with again as (
    delete from claims.to_reseal t
    using unnest(p_sessions, p_versions, p_clients, p_payers, p_dates, p_cents)
      as n(session_id, version, client_id, payer_id, service_date, cents)
    where t.session_id = n.session_id and t.version = n.version
    returning n.session_id, n.version, n.client_id, n.payer_id, n.service_date, n.cents
  ), today as (
    update claims.claim c
    set client_id = a.client_id, payer_id = a.payer_id, service_date = a.service_date, charge_cents = a.cents
    from again a where c.session_id = a.session_id and c.version = a.version
  )
  insert into claims.claim_event (session_id, version, kind, submission_id)
  select a.session_id, a.version, 'resealed', p_submission from again a;
end
$$;

-- The members of a submission and their dates, as they were sealed.
create function claims.members(p_submission bigint)
returns table (session_id text, version smallint, client_id text, service_date date)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
  select c.session_id, c.version, c.client_id, c.service_date from claims.claim c
  where c.submission_id = p_submission
  union all
  select c.session_id, c.version, c.client_id, c.service_date
  from claims.claim_event e join claims.claim c on c.session_id = e.session_id and c.version = e.version
  where e.submission_id = p_submission and e.kind = 'resealed' and c.submission_id <> p_submission;
end;

-- How many sessions of a submission would be admitted now, on the day and for the client that were sealed. Distinct: a
-- session that a view shows twice must not make up for one that is restricted.
create function gate.still_eligible(
  p_submission bigint, p_payers text[], p_first_service_dates date[]) returns integer
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
  into sessions, clients, dates from claims.members(p_submission) m;
  execute 'select count(distinct s.session_id)' || replace(gate.eligible(), 'from source.session s', $sql$
    from unnest($3, $4, $5) as sealed(session_id, client_id, service_date)
    cross join lateral (
      select * from source.session one where one.session_id = sealed.session_id
        and one.client_id = sealed.client_id and one.service_date = sealed.service_date offset 0) s $sql$)
  into eligible using p_payers, p_first_service_dates, sessions, clients, dates;
  return eligible;
end
$$;

-- Step 9. Under the gate lock, admission is evaluated again for every session; then the attempt and its trail entry
-- are on record before a byte leaves. Where one session is no longer admitted the submission is withdrawn and there
-- is no permit: NULL. So too where marking withdrew it after it was sealed.
create function gate.permit(p_submission bigint, p_payers text[], p_first_service_dates date[]) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '30s' as $$
declare
  sealed record;
  permitted bigint;
begin
  perform gate.durable();
  perform gate.require_read_committed();
  if gate.sources_approved() is not true then
    raise exception using errcode = 'SC005', message = 'the source views are not those that were approved';
  end if;
  perform pg_advisory_xact_lock_shared(gate.lock_key());
  select s.submission_id, s.claim_count, s.payload_digest, s.state into sealed
  from claims.submission s where s.submission_id = p_submission for update;
  if sealed.state = 'withdrawn' then
    return null;
  elsif sealed.state is distinct from 'sealed' then
    raise exception using errcode = 'SC004', message = 'only a sealed submission can be permitted';
  end if;
  perform gate.import_recent_restrictions();  -- the records' own flags may have changed since the run began
  if gate.still_eligible(p_submission, p_payers, p_first_service_dates) <> sealed.claim_count then
    perform claims.withdraw(p_submission);
    return null;
  end if;
  update claims.submission set state = 'in_flight' where submission_id = p_submission;
  insert into claims.attempt (submission_id, number, state)
  select p_submission, coalesce(max(a.number), 0) + 1, 'in_flight'
  from claims.attempt a where a.submission_id = p_submission
  returning attempt_id into permitted;
  perform trail.append('attempt.permitted', p_submission::text, sealed.payload_digest,
    jsonb_build_object('attempt', permitted));
  return permitted;
end
$$;

-- The same for a submission in doubt, where the clearinghouse's idempotency key is alive: the same bytes under the
-- same key. Never if a session in it is no longer admitted; then it stays in doubt: NULL.
create function gate.permit_again(
  p_submission bigint, p_payers text[], p_first_service_dates date[], p_window interval) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '30s' as $$
declare
  doubtful record;
  permitted bigint;
begin
  perform gate.durable();
  perform gate.require_read_committed();
  if gate.sources_approved() is not true then
    raise exception using errcode = 'SC005', message = 'the source views are not those that were approved';
  end if;
  perform pg_advisory_xact_lock_shared(gate.lock_key());
  select s.submission_id, s.claim_count, s.payload_digest, s.state into doubtful
  from claims.submission s where s.submission_id = p_submission for update;
  if doubtful.state is distinct from 'in_doubt' then
    raise exception using errcode = 'SC004', message = 'only a submission in doubt can be sent again';
  end if;
  perform gate.import_recent_restrictions();  -- the records' own flags may have changed since the run began
  if gate.still_eligible(p_submission, p_payers, p_first_service_dates) <> doubtful.claim_count
    or not exists (select from claims.attempt a where a.submission_id = p_submission and a.number = 1
      and a.permitted_at > clock_timestamp() - p_window) then
    return null;
  end if;
  update claims.attempt set state = 'resent' where submission_id = p_submission and state = 'in_doubt';
  update claims.submission set state = 'in_flight' where submission_id = p_submission;
  insert into claims.attempt (submission_id, number, state)
  select p_submission, max(a.number) + 1, 'in_flight' from claims.attempt a where a.submission_id = p_submission
  returning attempt_id into permitted;
  perform trail.append('attempt.permitted', p_submission::text, doubtful.payload_digest,
    jsonb_build_object('attempt', permitted, 'again', true));
  return permitted;
end
$$;

-- Step 11. What became of an attempt: outcome, receipt and trail entry in one transaction. Where an earlier attempt may
-- have arrived, one that was provably not sent leaves the submission in doubt.
create function claims.conclude(
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
  update claims.submission s
  set state = decision,
    transit_wrapped_key = case when decision in ('accepted', 'rejected') then null else s.transit_wrapped_key end,
    decided_at = case when decision in ('accepted', 'rejected') then clock_timestamp() end,
    receipt_number = p_receipt_number, receipt_evidence = p_receipt_evidence
  where s.submission_id = concluded;
  perform trail.append('attempt.concluded', concluded::text, p_answer_digest,
    jsonb_build_object('attempt', p_attempt, 'outcome', p_outcome, 'fault', p_fault));
end
$$;

-- Attempts that a stopped run left in flight are in doubt: nobody knows whether they arrived. Called under the run's
-- lock, so that no attempt of a living run is meant.
create function claims.doubt_abandoned() returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  abandoned integer;
begin
  perform gate.durable();
  with stopped as (
    update claims.attempt set state = 'in_doubt', concluded_at = clock_timestamp(), fault = 'gateway-stopped'
    where state = 'in_flight' returning submission_id
  ), doubted as (
    update claims.submission s set state = 'in_doubt' from stopped p where s.submission_id = p.submission_id
    returning s.submission_id
  )
  select count(*) into abandoned
  from doubted d cross join lateral trail.append('submission.doubted', d.submission_id::text, null, null);
  return abandoned;
end
$$;

-- Submissions of the given clearinghouse that are not decided, oldest first.
create function claims.undecided(p_clearinghouse text)
returns table (submission_id bigint, submission_key uuid, state text, claim_count integer, payload_bytes integer,
  payload_digest bytea, destination_digest bytea, archive_key_id text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select s.submission_id, s.submission_key, s.state, s.claim_count, s.payload_bytes, s.payload_digest,
    s.destination_digest, s.archive_key_id
  from claims.submission s
  where s.clearinghouse = p_clearinghouse and s.state in ('sealed', 'in_doubt') order by s.submission_id;
end;

-- The sealed bytes of one open submission and what opens them on the gateway's host.
create function claims.sealed_bytes(p_submission bigint)
returns table (
  ciphertext bytea, nonce bytea, transit_wrapped_key bytea, archive_wrapped_key bytea, archive_key_id text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select s.ciphertext, s.nonce, s.transit_wrapped_key, s.archive_wrapped_key, s.archive_key_id
  from claims.submission s
  where s.submission_id = p_submission and s.state in ('sealed', 'in_flight', 'in_doubt');
end;

-- Takes back everything that a run sealed and did not send (an approval that no longer fits).
create function claims.withdraw_run(p_run uuid) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  taken_back integer := 0;
  unsent bigint;
begin
  for unsent in
    select s.submission_id from claims.submission s where s.run_id = p_run and s.state = 'sealed' for update
  loop
    perform claims.withdraw(unsent);
    taken_back := taken_back + 1;
  end loop;
  return taken_back;
end
$$;

-- The held sessions of this run. A session that is held again keeps the day on which it first was.
create function claims.record_holds(
  p_run uuid, p_clearinghouse text, p_sessions text[], p_payers text[], p_dates date[], p_defects text[]) returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
  insert into claims.hold (session_id, clearinghouse, payer_id, service_date, defects, run_id)
  select n.session_id, p_clearinghouse, n.payer_id, n.service_date, string_to_array(n.defects, ' '), p_run
  from unnest(p_sessions, p_payers, p_dates, p_defects) as n(session_id, payer_id, service_date, defects)
  on conflict (session_id) do update
  set clearinghouse = excluded.clearinghouse, payer_id = excluded.payer_id, service_date = excluded.service_date,
    defects = excluded.defects, run_id = excluded.run_id;
end;

-- Holds in the window that this run did not meet again: the session is corrected, gone, or no longer admitted. So are
-- those from before p_oldest, for which the time of filing is over.
create function claims.clear_holds(
  p_run uuid, p_clearinghouse text, p_payers text[], p_from date, p_through date, p_oldest date) returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
  delete from claims.hold h
  where h.clearinghouse = p_clearinghouse and h.run_id <> p_run and h.payer_id = any (p_payers)
    and (h.service_date between p_from and p_through or h.service_date < p_oldest);
end;

create function claims.record_preview(p_digest bytea, p_minute timestamptz) returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
  delete from claims.preview where previewed_at < clock_timestamp() - interval '2 days';
  insert into claims.preview (approval_digest, envelope_minute) values (p_digest, p_minute)
  on conflict (approval_digest) do nothing;
  select trail.append('preview.made', 'preview', p_digest, null);
end;

create function claims.previewed_minute(p_digest bytea) returns timestamptz
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select p.envelope_minute from claims.preview p where p.approval_digest = p_digest;
end;

-- For billing staff: where everything stands.
create function claims.standing()
returns table (clearinghouse text, state text, submissions bigint, claims bigint, oldest timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select s.clearinghouse, s.state, count(*), sum(s.claim_count), min(s.sealed_at)
  from claims.submission s where s.state <> 'withdrawn' group by 1, 2 order by 1, 2;
end;

create function claims.held()
returns table (session_id text, clearinghouse text, payer_id text, service_date date, defects text[],
  first_held_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select h.session_id, h.clearinghouse, h.payer_id, h.service_date, h.defects, h.first_held_at
  from claims.hold h order by h.service_date, h.session_id;
end;

-- Tells the planner how many restrictions there are: autovacuum may not have come by since the import.
set local role scrim_owner;
create function gate.analyze_restrictions() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  analyze gate.restriction;
end
$$;
grant execute on function gate.analyze_restrictions() to scrim_gateway;
revoke create on schema claims, gate from scrim_gatekeeper;
reset role;

set local role scrim_gatekeeper;
grant execute on function
  claims.begin_run(uuid), claims.finish_run(uuid), claims.next_control_number(text),
  claims.seal(uuid, uuid, text, bytea, integer, text, integer, bytea, bytea, text, bytea, bytea, bytea, bytea, text,
    text[], integer[], text[], text[], date[], bigint[], text[]),
  claims.conclude(bigint, text, text, text, text, integer, integer, bigint, bytea),
  claims.doubt_abandoned(), claims.undecided(text), claims.sealed_bytes(bigint), claims.withdraw(bigint),
  claims.withdraw_run(uuid),
  claims.record_holds(uuid, text, text[], text[], date[], text[]),
  claims.clear_holds(uuid, text, text[], date, date, date),
  claims.record_preview(bytea, timestamptz), claims.previewed_minute(bytea),
  gate.permit(bigint, text[], date[]), gate.permit_again(bigint, text[], date[], interval)
  to scrim_gateway;
grant execute on function claims.standing(), claims.held() to scrim_billing, scrim_auditor;
reset role;
