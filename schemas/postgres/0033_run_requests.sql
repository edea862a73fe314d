-- Runs that a person asks for in the console. What is asked for is a row, and never a call: the console, which has no key
-- and no clearinghouse, writes down that somebody wants a preview, the run that a preview showed, or what one claim of it
-- would say; a process of the gateway takes it up, and writes down how it went.
--
-- A request decides nothing about sending. A run that was asked for is the run that `scrim run --approve` makes: exactly
-- what the preview with that digest showed, by the same steps, under the same lock and with the same permits.
--
-- Whoever took a request holds an advisory lock under its name for as long as their session lives. When they die the lock
-- goes, and the request is taken again, under the next number; who comes back under an earlier number is not heard.
--   preview  is made again: it stores nothing but its trail entry.
--   content  is made again: it stores nothing but itself.
--   run      is not simply made again. Before it seals anything its number in the ledger stands here (note_run), so that
--            whoever goes on knows what it had sealed. Cut off
--              before that      nothing was sealed: it is made.
--              while it seals   the approval is compared again, with what stands sealed in its place: the same bytes, or
--                               nothing goes and what was sealed is withdrawn.
--              while it sends   everything was compared and sealed. What is sealed still goes, each under a permit; what
--                               was in flight is in doubt, as after every crash; nothing is made anew.
--            In the ledger each session is claimed once, whatever is said here.

set local role scrim_owner;

create table claims.run_request (
  request_id uuid primary key default pg_catalog.gen_random_uuid(),
  kind text collate "C" not null check (kind in ('preview', 'run', 'content')),
  asked_at timestamptz not null default pg_catalog.clock_timestamp(),
  asked_by text not null default gate.actor(),
  -- Of a preview and its run: one clearinghouse alone; null: all.
  clearinghouse text collate "C" check (pg_catalog.length(clearinghouse) between 1 and 80),
  -- Which preview a run sends, or a claim is one of.
  preview_id uuid references claims.run_request on delete cascade,
  -- What a preview showed; what a run may send.
  approval bytea check (pg_catalog.octet_length(approval) = 32),
  -- Of one claim: whose, and for which key (X25519) its content is sealed.
  session_id text collate "C",
  service_date date,
  public_key bytea check (pg_catalog.octet_length(public_key) = 32),
  state text collate "C" not null default 'waiting' check (state in ('waiting', 'taken', 'ended')),
  -- How often it was taken, and by which number of the last one it is ended.
  taking integer not null default 0,
  taken_at timestamptz,
  not_before timestamptz,
  -- The ledger's runs that worked it, in their order.
  runs uuid[] not null default '{}',
  progress jsonb,
  outcome text collate "C" check (outcome in ('done', 'attention', 'refused', 'failed', 'not-ready')),
  -- Codes, counts, ids, and sentences of the program.
  report jsonb,
  -- The claims of a preview: session, payer, day, charge, clearinghouse.
  listed jsonb,
  -- What one claim would say, for the console's key alone.
  sealed bytea,
  ended_at timestamptz,
  constraint request_is_of_its_kind check (
    (kind = 'preview') = (preview_id is null) and (kind = 'content') = (session_id is not null)
    and (kind = 'content') = (public_key is not null) and (kind = 'content') = (service_date is not null)
    and (kind <> 'run' or approval is not null) and (kind = 'preview' or listed is null)
    and (kind = 'content' or sealed is null)),
  constraint request_has_ended_with_an_outcome check (
    (state = 'ended') = (outcome is not null) and (state = 'ended') = (ended_at is not null))
);
-- One preview or run goes on at a time.
create unique index run_request_going_on on claims.run_request ((true)) where kind <> 'content' and state <> 'ended';
create index run_request_waiting on claims.run_request (asked_at) where state <> 'ended';
create index run_request_of_preview on claims.run_request (preview_id);
create index run_request_latest on claims.run_request (asked_at desc) where kind <> 'content';

grant select, insert, update, delete on claims.run_request to scrim_gatekeeper;
grant create on schema claims, desk to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- MARK: For whoever asks

-- The one preview or run that goes on; null: none.
create function claims.request_going_on() returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select q.request_id from claims.run_request q where q.kind <> 'content' and q.state <> 'ended';
end;

-- A new preview, or what goes on already.
create function claims.ask_preview(p_clearinghouse text) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  asked uuid;
begin
  perform pg_advisory_xact_lock(7292, 1);
  asked := claims.request_going_on();
  if asked is null then
    insert into claims.run_request (kind, clearinghouse) values ('preview', p_clearinghouse) returning request_id into asked;
    perform trail.append('run.preview_asked', asked::text, null, null);
  end if;
  return asked;
end
$$;

-- The run that sends exactly what this preview showed. The same one however often it is asked for: a run that was made
-- is not made a second time.
--   SC040  nothing can be approved: not a preview of today that showed something.
--   SC041  another preview or run goes on.
create function claims.approve_run(p_preview uuid) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  shown record;
  asked uuid;
begin
  perform pg_advisory_xact_lock(7292, 1);
  select q.approval, q.clearinghouse into shown from claims.run_request q
  where q.request_id = p_preview and q.kind = 'preview' and q.outcome = 'done' and q.approval is not null
    and q.ended_at >= current_date;
  if not found then
    raise exception using errcode = 'SC040', message = 'this is no preview of today';
  end if;
  select q.request_id into asked from claims.run_request q
  where q.preview_id = p_preview and q.kind = 'run' and (q.state <> 'ended' or q.outcome in ('done', 'attention'))
  order by q.asked_at desc limit 1;
  if asked is not null then
    return asked;
  elsif claims.request_going_on() is not null then
    raise exception using errcode = 'SC041', message = 'another preview or run goes on';
  end if;
  insert into claims.run_request (kind, clearinghouse, preview_id, approval)
  values ('run', shown.clearinghouse, p_preview, shown.approval) returning request_id into asked;
  perform trail.append('run.approved', asked::text, shown.approval, jsonb_build_object('preview', p_preview));
  return asked;
end
$$;

-- Content that was shown for a quarter of an hour is gone, and so is what nobody needs any more.
create function claims.forget_requests() returns void
language sql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  update claims.run_request set sealed = null
  where sealed is not null and ended_at <= clock_timestamp() - interval '15 minutes';
  update claims.run_request set listed = null
  where listed is not null and ended_at <= clock_timestamp() - interval '2 days';
  delete from claims.run_request
  where state = 'ended' and ended_at <= clock_timestamp()
    - case when kind = 'content' then interval '2 days' else interval '90 days' end;
end;

-- The claim at this place of a preview's list, for this key. The caller names the new request, because the key is made
-- for its name. Null: no such claim; or the caller has twenty such requests open.
create function claims.ask_content(p_request uuid, p_preview uuid, p_place integer, p_key bytea) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  asked uuid;
  one jsonb;
  place text;
begin
  perform pg_advisory_xact_lock(7292, hashtext(gate.actor()));
  if p_place not between 1 and 100000 then
    return null;
  end if;
  select q.listed -> (p_place - 1), q.listed -> (p_place - 1) ->> 'clearinghouse' into one, place
  from claims.run_request q
  where q.request_id = p_preview and q.kind = 'preview' and q.outcome = 'done';
  if one is null or 20 <= (select count(*) from claims.run_request q
      where q.kind = 'content' and q.asked_by = gate.actor() and q.state <> 'ended') then
    return null;
  end if;
  select q.request_id into asked from claims.run_request q
  where q.preview_id = p_preview and q.kind = 'content' and q.session_id = one ->> 'session'
    and q.asked_by = gate.actor() and (q.state <> 'ended' or q.sealed is not null
      and q.ended_at > clock_timestamp() - interval '14 minutes');
  if asked is not null then
    return asked;
  end if;
  insert into claims.run_request (request_id, kind, clearinghouse, preview_id, session_id, service_date, public_key)
  values (p_request, 'content', place, p_preview, one ->> 'session', (one ->> 'day')::date, p_key);
  perform trail.append('claim.content_asked', one ->> 'session', null, jsonb_build_object('request', p_request));
  return p_request;
end
$$;

-- MARK: For whoever looks

create function claims.run_requests()
returns table (request_id uuid, kind text, asked_at timestamptz, asked_by text, clearinghouse text, state text,
  outcome text, claim_count bigint, held_count bigint, waits jsonb)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select q.request_id, q.kind, q.asked_at, q.asked_by, q.clearinghouse, q.state, q.outcome,
    case q.kind when 'preview' then
      (select coalesce(sum((s ->> 'claims')::bigint), 0)::bigint from jsonb_array_elements(q.report -> 'submissions') s)
    else (q.report #>> '{claims,submitted}')::bigint end,
    coalesce(q.report ->> 'heldCount', q.report #>> '{claims,held}')::bigint, q.report -> 'waits'
  from claims.run_request q where q.kind <> 'content' order by q.asked_at desc limit 30;
end;

-- A preview or a run, with its report; no row for any other id.
create function claims.run_request(p_request uuid)
returns table (kind text, asked_at timestamptz, asked_by text, clearinghouse text, preview_id uuid, state text,
  outcome text, progress jsonb, report jsonb, ended_at timestamptz, listed_count integer, may_be_approved boolean,
  run_id uuid, taking integer)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select q.kind, q.asked_at, q.asked_by, q.clearinghouse, q.preview_id, q.state, q.outcome, q.progress, q.report,
    q.ended_at, coalesce(jsonb_array_length(q.listed), 0),
    q.kind = 'preview' and q.outcome = 'done' and q.approval is not null and q.ended_at >= current_date,
    (select r.request_id from claims.run_request r where r.preview_id = q.request_id and r.kind = 'run'
     order by r.asked_at desc limit 1), q.taking
  from claims.run_request q where q.request_id = p_request and q.kind <> 'content';
end;

-- Of a preview or run that goes on: what can be told of it every second.
create function claims.run_progress(p_request uuid) returns table (state text, progress jsonb)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select q.state, q.progress from claims.run_request q where q.request_id = p_request and q.kind <> 'content';
end;

-- What became of each submission that a run sealed or sent, whoever worked it.
create function claims.run_submissions(p_request uuid)
returns table (clearinghouse text, claim_count integer, state text, fault text)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select s.clearinghouse, s.claim_count, s.state,
    (select a.fault from claims.attempt a where a.submission_id = s.submission_id order by a.number desc limit 1)
  from claims.run_request q
  join claims.submission s on s.run_id = any (q.runs) or s.leased_in = any (q.runs)
  where q.request_id = p_request and q.kind = 'run'
  order by s.clearinghouse, s.submission_id limit 1000;
end;

create function claims.preview_claims(p_request uuid, p_after integer, p_count integer)
returns table (place integer, session_id text, payer_id text, service_date date, charge_cents bigint, clearinghouse text)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select l.place::integer, l.one ->> 'session', l.one ->> 'payer', (l.one ->> 'day')::date,
    (l.one ->> 'cents')::bigint, l.one ->> 'clearinghouse'
  from claims.run_request q
  cross join jsonb_array_elements(q.listed) with ordinality as l(one, place)
  where q.request_id = p_request and q.kind = 'preview' and l.place > p_after and l.place <= p_after + p_count
  order by l.place;
end;

-- What one claim would say, for whoever asked for it and nobody else, for a quarter of an hour.
create function claims.content(p_request uuid)
returns table (preview_id uuid, session_id text, clearinghouse text, state text, outcome text, report jsonb, sealed bytea,
  gone_at timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform claims.forget_requests();
  return query
    select q.preview_id, q.session_id, q.clearinghouse, q.state, q.outcome, q.report, q.sealed,
      q.ended_at + interval '15 minutes'
    from claims.run_request q
    where q.request_id = p_request and q.kind = 'content' and q.asked_by = gate.actor();
end
$$;

-- MARK: For whoever takes it up

-- What waits, or was left by somebody who died; no row: nothing. The number goes up with each taking.
create function claims.take_request()
returns table (request_id uuid, kind text, taking integer, clearinghouse text, approval bytea, session_id text,
  service_date date, public_key bytea, cut_runs text[], was_sending boolean)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  next record;
begin
  perform claims.forget_requests();
  for next in
    select q.request_id, q.taking from claims.run_request q
    where q.state <> 'ended' and coalesce(q.not_before, '-infinity') <= clock_timestamp()
    order by q.asked_at for update skip locked
  loop
    -- 'scrq' in ASCII. Whoever holds it lives, and is at it.
    continue when not pg_try_advisory_lock(1935897201, hashtext(next.request_id::text));
    if next.taking >= 5 then
      -- It has ended five processes: no sixth.
      update claims.run_request q set state = 'ended', outcome = 'failed', ended_at = clock_timestamp(),
        report = '{"stopped": [{"path": "", "sentence": "It was begun five times, and each time the process that worked on it ended without a word.", "nextStep": "Look at the log of whatever runs `scrim run --watch`; then ask again."}]}'
      where q.request_id = next.request_id;
      perform pg_advisory_unlock(1935897201, hashtext(next.request_id::text));
      continue;
    end if;
    return query
      update claims.run_request q
      set state = 'taken', taking = q.taking + 1, taken_at = clock_timestamp(), progress = null, not_before = null
      where q.request_id = next.request_id
      returning q.request_id, q.kind, q.taking, q.clearinghouse, q.approval, q.session_id, q.service_date, q.public_key,
        q.runs::text[], exists (select from claims.run r where r.run_id = any (q.runs) and r.sharing = 'sending');
    return;
  end loop;
end
$$;

-- The ledger's run that works it, before anything is sealed. Refused to whoever was overtaken.
create function claims.note_run(p_request uuid, p_taking integer, p_run uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  update claims.run_request q set runs = q.runs || p_run
  where q.request_id = p_request and q.taking = p_taking and q.kind = 'run' and q.state = 'taken';
  if not found then
    raise exception using errcode = 'SC004', message = 'another process goes on with this request';
  end if;
end
$$;

create function claims.note_progress(p_request uuid, p_taking integer, p_progress jsonb) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  update claims.run_request q set progress = p_progress
  where q.request_id = p_request and q.taking = p_taking and q.state = 'taken';
end;

-- It cannot be done at this moment: another run goes on. That was no try.
create function claims.put_back_request(p_request uuid, p_taking integer, p_seconds integer) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  update claims.run_request q
  set state = 'waiting', taking = q.taking - 1, not_before = clock_timestamp() + make_interval(secs => p_seconds),
    progress = '{"waits": true}'
  where q.request_id = p_request and q.taking = p_taking and q.state = 'taken';
  select pg_advisory_unlock(1935897201, hashtext(p_request::text));
end;

-- How it went. False for whoever was overtaken: somebody else says it.
create function claims.end_request(p_request uuid, p_taking integer, p_outcome text, p_report jsonb, p_approval bytea,
  p_listed jsonb, p_sealed bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  is_heard boolean;
begin
  update claims.run_request q
  set state = 'ended', outcome = p_outcome, report = p_report, ended_at = clock_timestamp(), progress = null,
    approval = coalesce(q.approval, p_approval), listed = p_listed, sealed = p_sealed
  where q.request_id = p_request and q.taking = p_taking and q.state = 'taken';
  is_heard := found;
  perform pg_advisory_unlock(1935897201, hashtext(p_request::text));
  return is_heard;
end
$$;

grant execute on function claims.take_request(), claims.note_run(uuid, integer, uuid),
  claims.note_progress(uuid, integer, jsonb), claims.put_back_request(uuid, integer, integer),
  claims.end_request(uuid, integer, text, jsonb, bytea, jsonb, bytea) to scrim_gateway;

do $$
declare
  billing constant text[] := array['billing'];
begin
  perform gate.open_desk('claims.ask_preview(text)', billing, false);
  perform gate.open_desk('claims.approve_run(uuid)', billing, true);
  perform gate.open_desk('claims.ask_content(uuid, uuid, integer, bytea)', billing, false);
  perform gate.open_desk('claims.run_requests()', billing, false);
  perform gate.open_desk('claims.run_request(uuid)', billing, false);
  perform gate.open_desk('claims.run_progress(uuid)', billing, false);
  perform gate.open_desk('claims.run_submissions(uuid)', billing, false);
  perform gate.open_desk('claims.preview_claims(uuid, integer, integer)', billing, false);
  perform gate.open_desk('claims.content(uuid)', billing, false);
end
$$;

set local role scrim_owner;
revoke create on schema claims, desk from scrim_gatekeeper;
reset role;
