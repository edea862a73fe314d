-- Several processes, on any number of machines, work one run. The database alone coordinates them: who seals for a
-- clearinghouse has said so, who sends a submission has taken it with a lease.
--
-- A lease ends by itself, and its number goes up with each taking: whoever was paused or cut off for longer gets no
-- permit any more. What somebody had in flight when they vanished is in doubt, as ever, and no lease settles it.

set local role scrim_owner;

alter table claims.run
  -- What others may do in it: nothing; send what it sealed; seal as well.
  add column sharing text collate "C" not null default 'none' check (sharing in ('none', 'sending', 'all'));

-- Who takes part. The number is that of an advisory lock which the process holds for as long as its session lives.
create sequence claims.worker_number as integer;
create table claims.worker (
  worker integer primary key check (worker > 0),
  run_id uuid not null references claims.run,
  joined_at timestamptz not null default pg_catalog.clock_timestamp(),
  left_at timestamptz
);
create index worker_of_run on claims.worker (run_id);

-- How far a run is with each clearinghouse. A line that is dead is dead for everybody in this run; the next run's first
-- submission finds out whether it still is.
create table claims.share (
  run_id uuid not null references claims.run,
  clearinghouse text collate "C" not null,
  sealed_at timestamptz,
  fault text collate "C" check (fault ~ '^[a-z-]{1,40}$'),
  primary key (run_id, clearinghouse)
);

-- Who seals for a clearinghouse, in whatever run. What would be sealed twice is refused in any case; this spares the
-- work.
create table claims.sealing (
  clearinghouse text collate "C" primary key,
  worker integer not null,
  until timestamptz not null
);

create sequence claims.lease_number;
alter table claims.submission
  add column lease bigint,
  add column leased_by integer,
  add column leased_until timestamptz,
  add column leased_in uuid,
  add constraint lease_is_whole check (
    (lease is null) = (leased_by is null) and (lease is null) = (leased_until is null));
-- Until when an attempt may be on its way, whatever became of who made it.
alter table claims.attempt add column ends_before timestamptz;

grant usage on sequence claims.worker_number, claims.lease_number to scrim_gatekeeper;
grant select, insert, update on claims.worker, claims.share to scrim_gatekeeper;
grant select, insert, update, delete on claims.sealing to scrim_gatekeeper;
grant select on claims.worker, claims.share to scrim_billing, scrim_auditor;
grant create on schema claims, gate to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- MARK: Taking part

-- p_earlier: under which this session took part before, and no longer does.
create function claims.enlist(p_earlier integer) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  mine integer := nextval('claims.worker_number');
begin
  -- 'scwk' in ASCII. A number is given once, so nobody else can hold it.
  perform pg_advisory_unlock(1935898475, p_earlier) where p_earlier is not null;
  perform pg_advisory_lock(1935898475, mine);
  return mine;
end
$$;

-- Whether the session of that process is still there, as the server knows it.
create function claims.is_alive(p_worker integer) returns boolean
language sql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select exists (select from pg_locks l
    where l.locktype = 'advisory' and l.classid = 1935898475 and l.objid = p_worker::oid and l.objsubid = 2
      and l.granted and l.database = (select d.oid from pg_database d where d.datname = current_database()));
end;

drop function claims.begin_run(uuid);
create function claims.begin_run(p_run uuid, p_worker integer, p_sharing text) returns void
language sql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  insert into claims.run (run_id, sharing) values (p_run, p_sharing);
  insert into claims.worker (worker, run_id) values (p_worker, p_run);
  select trail.append('run.started', p_run::text, null, null);
end;

-- An approved run is shared once all of it is sealed and compared.
create function claims.share_run(p_run uuid, p_sharing text) returns void
language sql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  update claims.run set sharing = p_sharing where run_id = p_run;
end;

-- The newest run that somebody works and lets others into. No row: there is none.
create function claims.join_run(p_worker integer) returns table (run_id uuid, seals boolean)
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  going_on record;
begin
  select r.run_id, r.sharing into going_on from claims.run r
  where r.finished_at is null and r.sharing <> 'none' and exists (
    select from claims.worker w where w.run_id = r.run_id and w.left_at is null and claims.is_alive(w.worker))
  order by r.started_at desc limit 1 for update;
  if not found then
    return;
  end if;
  insert into claims.worker (worker, run_id) values (p_worker, going_on.run_id);
  perform trail.append('run.joined', going_on.run_id::text, null, jsonb_build_object('worker', p_worker));
  return query select going_on.run_id, going_on.sharing = 'all';
end
$$;

-- What it still had in hand is anybody's from then on. The last one who leaves ends the run.
drop function claims.finish_run(uuid);
create function claims.finish_run(p_run uuid, p_worker integer) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform from claims.run r where r.run_id = p_run for update;
  update claims.submission set lease = null, leased_by = null, leased_until = null, leased_in = null
  where state in ('sealed', 'in_doubt') and leased_by = p_worker;
  update claims.worker set left_at = clock_timestamp() where worker = p_worker;
  perform pg_advisory_unlock(1935898475, p_worker);
  if not claims.has_others(p_run, p_worker) then
    update claims.run set finished_at = clock_timestamp() where run_id = p_run;
    perform trail.append('run.finished', p_run::text, null, null);
  end if;
end
$$;

create function claims.has_others(p_run uuid, p_worker integer) returns boolean
language sql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select exists (select from claims.worker w
    where w.run_id = p_run and w.worker <> p_worker and w.left_at is null and claims.is_alive(w.worker));
end;

-- MARK: Sealing for one clearinghouse at a time

-- False: another one seals there, is still there itself and has said so not too long ago.
create function claims.begin_sealing(p_clearinghouse text, p_worker integer, p_seconds integer) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  insert into claims.sealing as s (clearinghouse, worker, until)
  values (p_clearinghouse, p_worker, clock_timestamp() + make_interval(secs => p_seconds))
  on conflict (clearinghouse) do update set worker = excluded.worker, until = excluded.until
  where s.worker = p_worker or s.until < clock_timestamp() or not claims.is_alive(s.worker);
  return found;
end
$$;

-- False: it took so long that another one seals there now.
create function claims.keep_sealing(p_clearinghouse text, p_worker integer, p_seconds integer) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  update claims.sealing s set until = clock_timestamp() + make_interval(secs => p_seconds)
  where s.clearinghouse = p_clearinghouse and s.worker = p_worker;
  return found;
end
$$;

create function claims.end_sealing(p_clearinghouse text, p_worker integer) returns void
language sql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  delete from claims.sealing where clearinghouse = p_clearinghouse and worker = p_worker;
end;

-- Everything that was due there is sealed, by whoever did it.
create function claims.note_sealed(p_run uuid, p_clearinghouse text) returns void
language sql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  insert into claims.share as s (run_id, clearinghouse, sealed_at)
  values (p_run, p_clearinghouse, clock_timestamp())
  on conflict (run_id, clearinghouse) do update set sealed_at = coalesce(s.sealed_at, excluded.sealed_at);
end;

create function claims.stop_share(p_run uuid, p_clearinghouse text, p_fault text) returns void
language sql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  insert into claims.share as s (run_id, clearinghouse, fault) values (p_run, p_clearinghouse, p_fault)
  on conflict (run_id, clearinghouse) do update set fault = coalesce(s.fault, excluded.fault);
end;

create function claims.share_of(p_run uuid, p_clearinghouse text) returns table (is_sealed boolean, fault text)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select s.sealed_at is not null, s.fault from claims.share s
  where s.run_id = p_run and s.clearinghouse = p_clearinghouse;
end;

-- MARK: Leases

create function claims.is_free(p_submission claims.submission) returns boolean
language sql volatile set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select p_submission.lease is null or p_submission.leased_until < clock_timestamp()
    or not claims.is_alive(p_submission.leased_by);
end;

-- One that was just sealed, for who sealed it. NULL where others are there to send it, or one of them has it already.
create function claims.take(p_submission bigint, p_run uuid, p_worker integer, p_seconds integer) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  taken bigint;
begin
  if claims.has_others(p_run, p_worker) then
    return null;
  end if;
  update claims.submission s
  set lease = nextval('claims.lease_number'), leased_by = p_worker, leased_in = p_run,
    leased_until = clock_timestamp() + make_interval(secs => p_seconds)
  where s.submission_id = (
    select f.submission_id from claims.submission f where f.submission_id = p_submission and f.state = 'sealed'
      and f.lease is null for update skip locked)
  returning s.lease into taken;
  return taken;
end
$$;

-- The next one that nobody has, oldest first; each once in a run, unless who had it vanished. p_doubtful: only what is
-- in doubt. What an approved run has not sealed to its end is nobody's yet.
create function claims.take_next(
  p_clearinghouse text, p_run uuid, p_worker integer, p_seconds integer, p_doubtful boolean)
returns table (submission_id bigint, submission_key uuid, state text, claim_count integer, payload_bytes integer,
  payload_digest bytea, destination_digest bytea, lease bigint)
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  if exists (select from claims.share s
    where s.run_id = p_run and s.clearinghouse = p_clearinghouse and s.fault is not null)
  then
    return;
  end if;
  return query
    with next as (
      select s.submission_id from claims.submission s
      where s.clearinghouse = p_clearinghouse
        and (s.state = 'in_doubt' or s.state = 'sealed' and not p_doubtful)
        and (s.leased_in is distinct from p_run or s.lease is not null) and claims.is_free(s)
        and not exists (select from claims.run r where r.run_id = s.run_id and r.run_id <> p_run
          and r.sharing = 'none' and r.finished_at is null and claims.has_others(r.run_id, 0))
      order by s.submission_id limit 1 for update of s skip locked
    )
    update claims.submission s
    set lease = nextval('claims.lease_number'), leased_by = p_worker, leased_in = p_run,
      leased_until = clock_timestamp() + make_interval(secs => p_seconds)
    from next n where s.submission_id = n.submission_id
    returning s.submission_id, s.submission_key, s.state, s.claim_count, s.payload_bytes, s.payload_digest,
      s.destination_digest, s.lease;
end
$$;

-- Given back undecided: no more of it in this run. Of what is decided it stays known who sent it.
create function claims.release(p_submission bigint, p_lease bigint) returns void
language sql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  update claims.submission set lease = null, leased_by = null, leased_until = null
  where submission_id = p_submission and lease = p_lease and state in ('sealed', 'in_doubt');
end;

-- Whether something of this clearinghouse may still come to whoever asks: another one has it, or nobody took it yet.
create function claims.awaits(p_clearinghouse text, p_run uuid, p_worker integer) returns boolean
language sql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select exists (select from claims.submission s
    where s.clearinghouse = p_clearinghouse and s.state in ('sealed', 'in_flight', 'in_doubt')
      and (s.leased_in = p_run and s.leased_by <> p_worker
        or s.run_id = p_run and s.leased_in is null and s.state = 'sealed'));
end;

-- What the others in this run got accepted.
create function claims.accepted_by_others(p_run uuid, p_worker integer)
returns table (submissions bigint, claims bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select count(*), coalesce(sum(s.claim_count), 0)::bigint from claims.submission s
  where s.leased_in = p_run and s.leased_by <> p_worker and s.state = 'accepted';
end;

grant execute on function
  claims.enlist(integer), claims.begin_run(uuid, integer, text), claims.share_run(uuid, text), claims.join_run(integer),
  claims.finish_run(uuid, integer), claims.begin_sealing(text, integer, integer), claims.keep_sealing(text, integer, integer),
  claims.end_sealing(text, integer),
  claims.note_sealed(uuid, text), claims.stop_share(uuid, text, text), claims.share_of(uuid, text),
  claims.take(bigint, uuid, integer, integer), claims.take_next(text, uuid, integer, integer, boolean),
  claims.release(bigint, bigint), claims.has_others(uuid, integer), claims.awaits(text, uuid, integer), claims.accepted_by_others(uuid, integer)
  to scrim_gateway;

set local role scrim_owner;
revoke create on schema claims, gate from scrim_gatekeeper;
reset role;
