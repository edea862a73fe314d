-- What is in doubt is settled by evidence: the clearinghouse's own word, asked twice, or a person's, with its reason.

set local role scrim_owner;

alter table claims.submission drop constraint submission_receipt_evidence_check;
alter table claims.submission add constraint submission_receipt_evidence_check
  check (receipt_evidence in ('digest', 'identifier', 'status', 'person'));

-- What a clearinghouse said when it was asked whether it has a submission. The question names the submission and nothing
-- else, so it may be asked whatever has been restricted since.
create table claims.status_answer (
  answer_id bigint generated always as identity primary key,
  submission_id bigint not null references claims.submission,
  asked_at timestamptz not null default pg_catalog.clock_timestamp(),
  answer text collate "C" not null check (answer in ('received', 'unknown', 'other-bytes')),
  receipt_number text collate "C" check (receipt_number ~ '^[A-Za-z0-9._-]{1,64}$'),
  constraint receipt_exactly_when_received check ((answer = 'received') = (receipt_number is not null))
);
create index status_answer_of_submission on claims.status_answer (submission_id, answer_id);

-- A clearinghouse that contradicted what it promises: from then on nothing is sent to it again under its key, and its
-- answers to questions settle nothing, until a person has said that it was mended.
create table claims.contradiction (
  contradiction_id bigint generated always as identity primary key,
  clearinghouse text collate "C" not null,
  submission_id bigint not null references claims.submission,
  kind text collate "C" not null check (kind in ('two-receipts', 'received-and-unknown')),
  found_at timestamptz not null default pg_catalog.clock_timestamp(),
  cleared_at timestamptz,
  cleared_by text,
  constraint cleared_by_somebody check ((cleared_at is null) = (cleared_by is null))
);
create unique index contradiction_once on claims.contradiction (submission_id, kind);
create index contradiction_open on claims.contradiction (clearinghouse) where cleared_at is null;

-- The number that an answer named, also where it decided nothing: two of them for one key contradict each other.
alter table claims.attempt add column receipt_named text collate "C" check (receipt_named ~ '^[A-Za-z0-9._-]{1,64}$');

grant select, insert on claims.status_answer to scrim_gatekeeper;
grant select, insert, update on claims.contradiction to scrim_gatekeeper;
grant select on claims.status_answer, claims.contradiction to scrim_billing, scrim_auditor;
grant create on schema claims, gate to scrim_gatekeeper;
set local role scrim_gatekeeper;

create function claims.is_trusted(p_clearinghouse text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select not exists (
    select from claims.contradiction c where c.clearinghouse = p_clearinghouse and c.cleared_at is null);
end;

create function claims.contradict(p_submission bigint, p_kind text) returns void
language sql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  with found as (
    insert into claims.contradiction (clearinghouse, submission_id, kind)
    select s.clearinghouse, p_submission, p_kind from claims.submission s where s.submission_id = p_submission
    on conflict do nothing returning clearinghouse
  )
  select trail.append('clearinghouse.contradicted', f.clearinghouse, null,
    jsonb_build_object('submission', p_submission, 'kind', p_kind)) from found f;
end;

-- The number that an answer to this attempt named. Another one for the same submission, in an answer to another attempt
-- or to a question, is a second effect of one key.
create function claims.name_receipt(p_attempt bigint, p_receipt_number text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  named bigint;
begin
  update claims.attempt set receipt_named = p_receipt_number where attempt_id = p_attempt
  returning submission_id into named;
  if exists (select from claims.attempt a where a.submission_id = named and a.receipt_named <> p_receipt_number)
    or exists (select from claims.status_answer q
      where q.submission_id = named and q.receipt_number <> p_receipt_number)
  then
    perform claims.contradict(named, 'two-receipts');
  end if;
end
$$;

-- What did not arrive is taken back, and its claims are sealed again, those that are still admitted. Its interchange
-- number is not used again: bytes with it have left.
create function claims.undo(p_submission bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  update claims.attempt set state = 'not_arrived' where submission_id = p_submission and state = 'in_doubt';
  perform claims.decide(p_submission, 'sealed', null, null);
  perform claims.withdraw(p_submission);
  delete from claims.free_control_number f using claims.submission s
  where s.submission_id = p_submission and f.clearinghouse = s.clearinghouse
    and f.interchange_control_number = s.interchange_control_number;
end
$$;

-- Takes down what the clearinghouse said. Two answers that agree, at least p_apart apart and both after the last attempt
-- had ended, settle the submission: 'accepted' or 'withdrawn'; NULL where it stays in doubt. Answers that contradict
-- each other settle nothing, now or later.
create function claims.note_status(p_submission bigint, p_answer text, p_receipt_number text, p_apart interval)
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
  if agreeing < p_apart or p_answer = 'other-bytes' or not claims.is_trusted(doubtful.clearinghouse) then
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

-- A person settles what nothing else can: the clearinghouse told them whether it arrived, and how they know. NULL where
-- nothing of that key is in doubt.
drop function claims.settle(uuid, boolean, text);
create function claims.settle(p_key uuid, p_arrived boolean, p_receipt_number text, p_known_by text) returns text
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error set lock_timeout = '30s' as $$
declare
  doubtful bigint;
begin
  if p_known_by is null or p_known_by not in ('portal', 'phone', 'letter', 'report', 'payer') then
    raise exception using errcode = 'SC014', message = 'how it is known is one of a closed list';
  end if;
  perform gate.durable();
  perform gate.require_read_committed();
  perform gate.require_person();
  perform pg_advisory_xact_lock_shared(gate.lock_key());
  select s.submission_id into doubtful from claims.submission s
  where s.submission_key = p_key and s.state = 'in_doubt' for update;
  if not found then
    return null;
  end if;
  perform trail.append('submission.settled', doubtful::text, null,
    jsonb_build_object('arrived', p_arrived, 'by', p_known_by));
  if p_arrived then
    update claims.attempt set state = 'accepted' where submission_id = doubtful and state = 'in_doubt';
    perform claims.decide(doubtful, 'accepted', p_receipt_number, 'person');
    return 'accepted';
  end if;
  perform claims.undo(doubtful);
  return 'withdrawn';
end
$$;

-- The clearinghouse has said that it mended what it contradicted. False where nothing is open.
create function claims.clear_contradictions(p_clearinghouse text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  cleared integer;
begin
  perform gate.durable();
  perform gate.require_person();
  update claims.contradiction set cleared_at = clock_timestamp(), cleared_by = session_user
  where clearinghouse = p_clearinghouse and cleared_at is null;
  get diagnostics cleared = row_count;
  if cleared > 0 then
    perform trail.append('clearinghouse.trusted', p_clearinghouse, null, jsonb_build_object('cleared', cleared));
  end if;
  return cleared > 0;
end
$$;

-- A second sending needs a clearinghouse that keeps its promises.
create or replace function gate.permit_again(
  p_submission bigint, p_payers text[], p_first_service_dates date[], p_part2 boolean, p_window interval)
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  verdict record;
  permitted bigint;
begin
  select * into verdict
  from gate.would_admit(p_submission, 'in_doubt', p_payers, p_first_service_dates, p_part2);
  if verdict.state is distinct from 'in_doubt' then
    raise exception using errcode = 'SC004', message = 'only a submission in doubt can be sent again';
  elsif not verdict.admitted
    or not claims.is_trusted((select s.clearinghouse from claims.submission s where s.submission_id = p_submission))
    or not exists (select from claims.attempt a where a.submission_id = p_submission and a.number = 1
      and a.permitted_at > clock_timestamp() - p_window) then
    return null;
  end if;
  update claims.attempt set state = 'resent' where submission_id = p_submission and state = 'in_doubt';
  permitted := gate.record_attempt(p_submission, verdict.digest, true);
  return permitted;
end
$$;

-- What is in doubt, with what is known of it, for whoever asks the clearinghouse.
create function claims.doubtful()
returns table (submission_key uuid, clearinghouse text, claims integer, sealed_at timestamptz, tries bigint,
  last_try timestamptz, fault text, http_status integer, request_bytes bigint, last_answer text,
  asked_at timestamptz, contradicts boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select s.submission_key, s.clearinghouse, s.claim_count, s.sealed_at,
    (select count(*) from claims.attempt a where a.submission_id = s.submission_id),
    latest.permitted_at, latest.fault, latest.http_status, latest.request_bytes, asked.answer, asked.asked_at,
    exists (select from claims.contradiction c where c.submission_id = s.submission_id and c.cleared_at is null)
  from claims.submission s
  left join lateral (select * from claims.attempt a where a.submission_id = s.submission_id
    order by a.number desc limit 1) latest on true
  left join lateral (select * from claims.status_answer q where q.submission_id = s.submission_id
    order by q.answer_id desc limit 1) asked on true
  where s.state = 'in_doubt' order by s.submission_id;
end;

-- Clearinghouses that contradicted themselves, and when.
create function claims.distrusted() returns table (clearinghouse text, kind text, since timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select c.clearinghouse, min(c.kind), min(c.found_at) from claims.contradiction c where c.cleared_at is null
  group by c.clearinghouse order by c.clearinghouse;
end;

grant execute on function claims.name_receipt(bigint, text), claims.is_trusted(text),
  claims.note_status(bigint, text, text, interval) to scrim_gateway;
grant execute on function claims.settle(uuid, boolean, text, text), claims.clear_contradictions(text)
  to scrim_billing;
grant execute on function claims.doubtful(), claims.distrusted() to scrim_billing, scrim_auditor;

set local role scrim_owner;
revoke create on schema claims, gate from scrim_gatekeeper;
reset role;
