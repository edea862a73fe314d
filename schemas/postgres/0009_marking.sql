-- Marking, and what follows from a mark: the sessions that it reaches, what is taken back, the answers and how they end.
-- The same for the records' own flags and for merged clients.

set local role scrim_owner;
grant create on schema gate, claims to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- A submission that was never sent, and now never will be.
create function gate.take_back(p_submission bigint) returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
  update claims.submission set ciphertext = null, transit_wrapped_key = null, archive_wrapped_key = null
  where submission_id = p_submission and state = 'sealed';
end;

-- In the ledger: one word for every cause, and one actor, since the login of a therapist would tell that a client was
-- marked. Its number goes to the next submission.
create or replace function claims.withdraw(p_submission bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  taken record;
begin
  update claims.submission
  set state = 'withdrawn', ciphertext = null, transit_wrapped_key = null, archive_wrapped_key = null,
    decided_at = clock_timestamp()
  where submission_id = p_submission and state = 'sealed'
  returning clearinghouse, interchange_control_number into taken;
  if not found then
    raise exception using errcode = 'SC004', message = 'only a sealed submission can be withdrawn';
  end if;
  insert into claims.free_control_number (clearinghouse, interchange_control_number)
  values (taken.clearinghouse, taken.interchange_control_number);
  with members as (
    select c.session_id, c.version from claims.claim c where c.submission_id = p_submission
    union
    select e.session_id, e.version from claims.claim_event e
    where e.submission_id = p_submission and e.kind = 'resealed'
  ), told as (
    insert into claims.claim_event (session_id, version, kind, submission_id, actor)
    select m.session_id, m.version, 'withdrawn', p_submission, current_user from members m
  )
  insert into claims.to_reseal (session_id, version) select m.session_id, m.version from members m
  on conflict (session_id) do nothing;
  insert into trail.entry (kind, subject, actor) values ('submission.withdrawn', p_submission::text, current_user);
  if exists (select from gate.answer a where a.answer = 'in flight') then
    perform gate.settle_of(p_submission, 'protected', null);
  end if;
end
$$;

-- The sessions of these restrictions (NULL: of all), seen anew: by client within the dates, by joint session, by claim, by
-- id. Look-ups by key for each restriction: the planner, left to itself, looks by date. Our keys are of collation "C"; the
-- practice's indexes serve only its own.
create function gate.cover(p_restrictions bigint[]) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp set jit = off set enable_seqscan = off set random_page_cost = 1.1 as $$
declare
  begun timestamptz := clock_timestamp();
begin
  insert into gate.covered as known (restriction_id, session_id, client_id, service_date, guards_day)
  with wanted as materialized (
    select r.restriction_id, r.client_id collate "default" as client_id,
      r.session_id collate "default" as session_id, r.from_date, r.through_date
    from gate.restriction r
    where r.lifted_at is null and (p_restrictions is null or r.restriction_id = any (p_restrictions))
  ), reached as (
    select r.restriction_id, s.session_id, r.client_id, s.service_date
    from wanted r
    cross join lateral (
      select w.session_id, w.service_date from source.session w where w.client_id = r.client_id
      union all
      select w.session_id, w.service_date from source.participant j
      cross join lateral (
        select one.session_id, one.service_date from source.session one where one.session_id = j.session_id offset 0) w
      where j.client_id = r.client_id
      union all
      select c.session_id, c.service_date from claims.claim c where c.client_id = r.client_id
      offset 0) s
    where r.session_id is null and s.service_date between r.from_date and r.through_date
  )
  select distinct on (x.session_id, x.restriction_id, x.client_id)
    x.restriction_id, x.session_id, x.client_id, x.service_date, x.guards_day
  from (
    select r.restriction_id, r.session_id, r.client_id, r.service_date, false as guards_day from reached r
    where not exists (select from gate.covered k where k.session_id = r.session_id
      and k.restriction_id = r.restriction_id and k.client_id = r.client_id)
    union all
    -- One session: under whoever's name it stands, and under its day if that is known by now.
    select r.restriction_id, r.session_id, r.client_id, coalesce(
      (select s.service_date from source.session s where s.session_id = r.session_id limit 1),
      (select c.service_date from claims.claim c where c.session_id = r.session_id limit 1),
      case when r.from_date = r.through_date then r.from_date end), true
    from wanted r where r.session_id is not null
  ) x
  order by x.session_id, x.restriction_id, x.client_id, x.guards_day desc
  on conflict (session_id, restriction_id, client_id)
    do update set service_date = excluded.service_date, seen_at = clock_timestamp()
    where known.service_date is null and excluded.service_date is not null;
  perform gate.guard_joint(begun);
end
$$;

-- Whoever else takes part in a session that was covered since then has a record of the same hour, perhaps: it waits for
-- the clinician.
create function gate.guard_joint(p_since timestamptz) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp set jit = off set enable_seqscan = off set random_page_cost = 1.1 as $$
begin
  insert into gate.covered (restriction_id, session_id, client_id, service_date, guards_day)
  with joint as materialized (
    select v.restriction_id, v.session_id, v.client_id, v.service_date, p.others
    from (
      select c.restriction_id, c.session_id collate "default" as session_id, c.client_id, c.service_date
      from gate.covered c where c.seen_at >= p_since offset 0) v
    cross join lateral (
      select array_agg(j.client_id) as others from source.participant j where j.session_id = v.session_id offset 0) p
    where p.others is not null
  )
  select distinct on (v.session_id, v.restriction_id, o.client_id)
    v.restriction_id, v.session_id, o.client_id, v.service_date, true
  from joint v
  cross join lateral (
    select unnest(v.others) as client_id
    union all select s.client_id from source.session s where s.session_id = v.session_id offset 0) o
  where o.client_id is not null and o.client_id <> v.client_id
    -- Restricted as a person they are wholly covered.
    and not exists (select from gate.restriction q where q.client_id = o.client_id and q.session_id is null
      and q.lifted_at is null and v.service_date between q.from_date and q.through_date)
  on conflict (session_id, restriction_id, client_id) do nothing;
end
$$;

-- Other sessions of the client that were there already when one was marked: they are none of it.
create function gate.note_other_sessions(p_restrictions bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into gate.other_session (session_id, known_by)
  select s.session_id, 'earlier than the mark'
  from gate.restriction r
  join gate.covered v on v.restriction_id = r.restriction_id and v.guards_day and v.client_id = r.client_id
  cross join lateral (
    select w.session_id, w.service_date from source.session w
    where w.client_id = v.client_id collate "default" offset 0) s
  where r.restriction_id = any (p_restrictions) and r.session_id is not null and s.session_id <> r.session_id
    and s.service_date = v.service_date
    and not exists (select from gate.covered w where w.session_id = s.session_id)
  on conflict (session_id) do nothing;
end
$$;

-- What can truly be said of one session that is marked. Without the gate's lock nothing is protected that was not sent
-- already: a permit may be under way. What is sealed and unsent is taken back.
create or replace function gate.answer(p_session text, p_locked boolean)
returns table (answer text, sent_on date, payer_name text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  claim record;
begin
  if p_locked then
    begin
      -- Whoever is moving the submission on has finished when this returns.
      perform from claims.submission s where s.submission_id = (
        select c.submission_id from claims.claim_state c where c.session_id = p_session order by c.version desc limit 1)
      for update;
    exception when lock_not_available or deadlock_detected then
      p_locked := false;
    end;
  end if;
  select c.state, c.submission_id, c.decided_at, c.payer_id into claim
  from claims.claim_state c where c.session_id = p_session order by c.version desc limit 1;
  if claim.state in ('accepted', 'rejected') then
    return query select 'already sent', claim.decided_at::date, claim.payer_id;
  elsif not p_locked or claim.state in ('in_flight', 'in_doubt') then
    return query select 'in flight', null::date, null::text;
  else
    if claim.state = 'sealed' then
      perform gate.take_back(claim.submission_id);
    end if;
    return query select 'protected', null::date, null::text;
  end if;
end
$$;

-- The answers for all sessions that these restrictions cover, kept; with the tasks that follow from them.
create function gate.answer_all(p_restrictions bigint[], p_locked boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into gate.answer (restriction_id, session_id, service_date, first_answer, answer, sent_on, payer_id)
  select v.restriction_id, v.session_id, v.service_date, a.answer, a.answer, a.sent_on, a.payer_name
  from gate.covered v
  join gate.restriction r on r.restriction_id = v.restriction_id and r.client_id = v.client_id
  cross join lateral gate.answer(v.session_id, p_locked) a
  where v.restriction_id = any (p_restrictions)
  on conflict (restriction_id, session_id) do nothing;
  perform gate.open_tasks(p_restrictions);
end
$$;

-- A claim that was sent against a restriction, or before it was known, is the privacy officer's to recall or to leave: a
-- void is a disclosure too. So is a payer to whom a claim may be owed by law (Medicare, Medicaid): nothing is sent, and
-- nothing is decided in silence.
create function gate.open_tasks(p_restrictions bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into gate.task (kind, client_id, session_id, restriction_id, occurred_on, payer_id, breach_assessment_by)
  select distinct on (r.client_id, a.session_id) 'recall', r.client_id, a.session_id, r.restriction_id, a.sent_on,
    a.payer_id, case when r.requested_on <= a.sent_on then current_date + 60 end
  from gate.answer a join gate.restriction r on r.restriction_id = a.restriction_id
  where a.restriction_id = any (p_restrictions) and a.answer = 'already sent'
  order by r.client_id, a.session_id, r.requested_on
  on conflict do nothing;
  insert into gate.task (kind, client_id, session_id, restriction_id)
  select distinct on (r.client_id, r.session_id) 'government-payer', r.client_id, r.session_id, r.restriction_id
  from gate.restriction r
  cross join lateral (
    select k.filing_indicator from source.coverage k
    where k.client_id = r.client_id collate "default" offset 0) c
  where r.restriction_id = any (p_restrictions) and c.filing_indicator in ('MA', 'MB', 'MC', '16')
  order by r.client_id, r.session_id, r.restriction_id
  on conflict do nothing;
end
$$;

-- Ends what was answered `in flight` for the sessions of one submission.
create function gate.settle_of(p_submission bigint, p_answer text, p_sent_on date) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  concerned bigint;
begin
  for concerned in
    with settled as (
      update gate.answer a
      set answer = p_answer, sent_on = p_sent_on, settled_at = clock_timestamp(),
        payer_id = case when p_answer = 'already sent' then
          (select c.payer_id from claims.claim c where c.session_id = a.session_id order by c.version desc limit 1) end
      from claims.members(p_submission) m
      where a.session_id = m.session_id and a.answer = 'in flight'
      returning a.restriction_id
    )
    select distinct s.restriction_id from settled s
  loop
    insert into gate.restriction_entry (restriction_id, kind) values (concerned, 'answer_settled');
    perform gate.open_tasks(array[concerned]);
  end loop;
end
$$;

-- Ends what can be ended of all answers `in flight`: what they waited for may have been a lock. Where somebody holds the
-- gate at this moment it is left for the next time.
create function gate.settle_answers() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  waiting record;
  truth record;
begin
  if not exists (select from gate.answer a where a.answer = 'in flight') then
    return;
  end if;
  if not pg_try_advisory_xact_lock(gate.lock_key()) then
    return;
  end if;
  for waiting in select a.restriction_id, a.session_id from gate.answer a where a.answer = 'in flight' loop
    select * into truth from gate.answer(waiting.session_id, true);
    continue when truth.answer = 'in flight';
    update gate.answer a
    set answer = truth.answer, sent_on = truth.sent_on, payer_id = truth.payer_name, settled_at = clock_timestamp()
    where a.restriction_id = waiting.restriction_id and a.session_id = waiting.session_id;
    insert into gate.restriction_entry (restriction_id, kind) values (waiting.restriction_id, 'answer_settled');
    perform gate.open_tasks(array[waiting.restriction_id]);
  end loop;
end
$$;

create function gate.require_day(p_day date) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if p_day is null or p_day > current_date then
    raise exception using errcode = 'SC008', message = 'the day of the request is missing or in the future';
  end if;
end
$$;

-- Whether the client takes part in the session, under any id: as the client, as another participant, or by its claim.
create function gate.is_session_of(p_session text, p_client text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  ids text[] := array(select gate.same_person(p_client));
begin
  return exists (select from source.session s where s.session_id = p_session and s.client_id = any (ids))
    or exists (select from source.participant j where j.session_id = p_session and j.client_id = any (ids))
    or exists (select from claims.claim c where c.session_id = p_session and c.client_id = any (ids));
end
$$;

-- Marks a client from a date (or until one), or one session, self-pay, and answers for each session that it reaches.
-- The session need not be in source.session yet; its day may then be given as both dates. The restriction stands even
-- if the lock does not come in time. Nothing is rendered or signed here: the next run seals the other claims again.
create or replace function gate.mark_self_pay(
  p_client text, p_session text, p_from date, p_through date, p_requested_on date, p_paid_on date)
returns table (session_id text, service_date date, answer text, sent_on date, payer text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '5s' as $$
declare
  marked bigint;
  locked boolean := true;
begin
  perform gate.durable();
  perform gate.require_read_committed();
  perform gate.require_person();
  perform gate.require_day(p_requested_on);
  if p_paid_on is not null then
    perform gate.require_day(p_paid_on);
  end if;
  if gate.sources_approved() is not true then
    return query select * from gate.mark_unread(p_client, p_session, p_from, p_through, p_requested_on, p_paid_on);
    return;
  elsif not gate.knows(p_client) then
    raise exception using errcode = 'SC007', message = 'no client of the practice has this id';
  end if;
  if exists (select from source.session s where s.session_id = p_session)
    and not gate.is_session_of(p_session, p_client) then
    raise exception using errcode = 'SC009', message = 'this session is another client''s';
  end if;
  insert into gate.restriction (client_id, session_id, from_date, through_date, requested_on, paid_on, origin)
  values (p_client, p_session, coalesce(p_from, '-infinity'), coalesce(p_through, 'infinity'),
    p_requested_on, p_paid_on, 'practice')
  returning restriction_id into marked;
  insert into gate.restriction_entry (restriction_id, kind) values (marked, 'marked');
  begin
    perform pg_advisory_xact_lock(gate.lock_key());
  exception when lock_not_available or deadlock_detected then
    locked := false;  -- a permit is held by a stopped process: what cannot be known is said to be in flight
  end;
  return query select * from gate.follow(marked, locked);
end
$$;

-- Where somebody has changed the source views nothing is read through them, and no run sends anything either. The
-- restriction is recorded; of what is in the ledger it is said to be in flight, until the records can be read again.
create function gate.mark_unread(
  p_client text, p_session text, p_from date, p_through date, p_requested_on date, p_paid_on date)
returns table (session_id text, service_date date, answer text, sent_on date, payer text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  marked bigint;
begin
  insert into gate.restriction (client_id, session_id, from_date, through_date, requested_on, paid_on, origin)
  values (p_client, p_session, coalesce(p_from, '-infinity'), coalesce(p_through, 'infinity'),
    p_requested_on, p_paid_on, 'practice')
  returning restriction_id into marked;
  insert into gate.restriction_entry (restriction_id, kind) values (marked, 'marked');
  insert into gate.covered (restriction_id, session_id, client_id, service_date, guards_day)
  select marked, c.session_id, p_client, c.service_date, p_session is not null from claims.claim c
  where c.client_id = p_client and (p_session is null or c.session_id = p_session)
    and c.service_date between coalesce(p_from, '-infinity') and coalesce(p_through, 'infinity')
  union
  select marked, p_session, p_client, null, true where p_session is not null and not exists (
    select from claims.claim c where c.session_id = p_session and c.client_id = p_client)
  on conflict do nothing;
  insert into gate.answer (restriction_id, session_id, service_date, first_answer, answer, sent_on, payer_id)
  select v.restriction_id, v.session_id, v.service_date, a.answer, a.answer, a.sent_on, a.payer_name
  from gate.covered v cross join lateral gate.answer(v.session_id, false) a where v.restriction_id = marked;
  return query
    select a.session_id, a.service_date, a.answer, a.sent_on, a.payer_id
    from gate.answer a where a.restriction_id = marked and a.service_date is not null order by 2, 1;
end
$$;

-- What follows from one new restriction: copies for every id of the person, the sessions that it reaches, what is taken
-- back, the answers.
create function gate.follow(p_restriction bigint, p_locked boolean)
returns table (session_id text, service_date date, answer text, sent_on date, payer text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  followed bigint[] := p_restriction || gate.copy_to_merged();
begin
  perform gate.cover(followed);
  perform gate.note_other_sessions(followed);
  perform gate.answer_all(followed, p_locked);
  begin
    -- A preview that showed it lapses by itself: its bytes cannot be made again.
    delete from claims.hold h using gate.covered v
    where v.restriction_id = any (followed) and h.session_id = v.session_id;
  exception when lock_not_available or deadlock_detected then
    null;  -- a run is writing them at this moment; the next one clears them
  end;
  perform gate.open_same_day();
  return query
    select a.session_id, min(a.service_date),
      (array_agg(a.answer order by case a.answer when 'protected' then 3 when 'in flight' then 2 else 1 end))[1],
      max(a.sent_on), max(a.payer_id)
    from gate.answer a where a.restriction_id = any (followed)
      and (a.service_date is not null or exists (select from source.session s where s.session_id = a.session_id))
    group by a.session_id order by 2, 1;
end
$$;

-- One import at a time: two that insert the same rows would wait for each other. Taken after the gate's lock, if at all.
create function gate.lock_imports() returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
  select pg_advisory_xact_lock(gate.lock_key() + 1);
end;

-- Merged clients have the union of their restrictions: each id's are copied to every other id of the person, along any
-- chain of merges. Restricting is absorbing; a merge that is undone lifts nothing. Returns the copies.
create function gate.copy_to_merged() returns bigint[]
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  copies bigint[] := '{}';
  more bigint[];
begin
  if not exists (
    select from (
      select a.client_id as one, a.former_client_id as other from source.client_alias a
      union all select a.former_client_id, a.client_id from source.client_alias a) p
    join gate.restriction r on r.client_id = p.one and r.lifted_at is null
    where p.other is not null and p.one <> p.other and not exists (
      select from gate.restriction k where k.client_id = p.other and k.lifted_at is null
        and k.session_id is not distinct from r.session_id and k.from_date <= r.from_date
        and k.through_date >= r.through_date)) then
    return copies;
  end if;
  perform gate.lock_imports();
  loop
    with same_person as (
      select a.client_id as one, a.former_client_id as other from source.client_alias a
      union all select a.former_client_id, a.client_id from source.client_alias a
    ), imported as (
      insert into gate.restriction (client_id, session_id, from_date, through_date, requested_on, origin)
      select distinct on (p.other, r.session_id, r.from_date, r.through_date)
        p.other, r.session_id, r.from_date, r.through_date, r.requested_on, 'merged'
      from same_person p join gate.restriction r on r.client_id = p.one and r.lifted_at is null
      where p.other is not null and p.one <> p.other and not exists (
        select from gate.restriction k where k.client_id = p.other and k.lifted_at is null
          and k.session_id is not distinct from r.session_id and k.from_date <= r.from_date
          and k.through_date >= r.through_date)
      on conflict (client_id, coalesce(session_id, ''), from_date, through_date, origin)
        where origin <> 'practice' and lifted_at is null do nothing
      returning restriction_id, client_id
    ), told as (
      insert into gate.restriction_entry (restriction_id, kind) select i.restriction_id, 'imported' from imported i
    ), tasks as (
      insert into gate.task (kind, client_id, restriction_id, occurred_on)
      select distinct on (i.client_id) 'clients-merged', i.client_id, i.restriction_id, current_date from imported i
      on conflict do nothing
    )
    select array_agg(i.restriction_id) into more from imported i;
    exit when more is null;
    copies := copies || more;
  end loop;
  return copies;
end
$$;

create or replace function gate.import_merges() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  copies bigint[] := gate.copy_to_merged();
begin
  if cardinality(copies) > 0 then
    perform gate.cover(copies);
    perform gate.note_sent(copies);
  end if;
end
$$;

-- Flags and merges come without a person who asks: kept is what had left already, and the tasks that follow.
create function gate.note_sent(p_restrictions bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set jit = off as $$
begin
  perform gate.note_other_sessions(p_restrictions);
  insert into gate.answer (restriction_id, session_id, service_date, first_answer, answer, sent_on, payer_id)
  select distinct on (v.restriction_id, v.session_id) v.restriction_id, v.session_id, c.service_date,
    a.answer, a.answer, case a.answer when 'already sent' then c.decided_at::date end,
    case a.answer when 'already sent' then c.payer_id end
  from gate.covered v
  join gate.restriction r on r.restriction_id = v.restriction_id and r.client_id = v.client_id
  cross join lateral (select * from claims.claim_state k where k.session_id = v.session_id offset 0) c
  cross join lateral (
    select case when c.state in ('accepted', 'rejected') then 'already sent' else 'in flight' end as answer) a
  where v.restriction_id = any (p_restrictions) and c.state in ('accepted', 'rejected', 'in_flight', 'in_doubt')
  order by v.restriction_id, v.session_id, c.version desc
  on conflict do nothing;
  perform gate.open_tasks(p_restrictions);
end
$$;

-- A session that nobody knew, of a client on a day with a guarded one: perhaps the marked one under a new id.
create function gate.open_same_day() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from gate.covered v where v.guards_day) then
    return;
  end if;
  insert into gate.task (kind, client_id, session_id, restriction_id, occurred_on)
  select distinct on (s.session_id) 'same-day', s.client_id, s.session_id, v.restriction_id, s.service_date
  from gate.covered v
  join gate.restriction r on r.restriction_id = v.restriction_id and r.lifted_at is null
  cross join lateral (
    select w.session_id, w.client_id, w.service_date from source.session w
    where w.client_id = v.client_id collate "default" offset 0) s
  where v.guards_day and s.session_id <> v.session_id and s.service_date = v.service_date
    and not exists (select from gate.other_session o where o.session_id = s.session_id)
    and not exists (select from gate.covered w join gate.restriction q on q.restriction_id = w.restriction_id
      where w.session_id = s.session_id and q.lifted_at is null
        and (q.session_id = s.session_id or q.session_id is null))
  order by s.session_id, v.restriction_id
  on conflict do nothing;
end
$$;

-- The EHR's own flags become restrictions of ours. A flag that is gone lifts nothing; one with a session and no client,
-- or whose dates are the wrong way round, restricts all the same.
create function gate.import_flags() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  new_ones bigint[];
begin
  perform gate.lock_imports();
  with flag as (
    select distinct coalesce(e.client_id, '') as client_id, e.session_id,
      coalesce(e.from_date, '-infinity') as from_date,
      case when e.through_date >= coalesce(e.from_date, '-infinity') then e.through_date else 'infinity' end
        as through_date
    from source.restriction e where coalesce(e.client_id, e.session_id) is not null
  ), imported as (
    insert into gate.restriction (client_id, session_id, from_date, through_date, requested_on, origin)
    select f.client_id, f.session_id, f.from_date, f.through_date, current_date, 'ehr'
    from flag f
    where not exists (
      select from gate.restriction k where k.client_id = f.client_id and k.origin = 'ehr' and k.lifted_at is null
        and k.session_id is not distinct from f.session_id
        and k.from_date = f.from_date and k.through_date = f.through_date)
    on conflict (client_id, coalesce(session_id, ''), from_date, through_date, origin)
      where origin <> 'practice' and lifted_at is null do nothing
    returning restriction_id
  ), told as (
    insert into gate.restriction_entry (restriction_id, kind) select i.restriction_id, 'imported' from imported i
  )
  select array_agg(i.restriction_id) into new_ones from imported i;
  if new_ones is not null then
    perform gate.cover(new_ones);
    perform gate.note_sent(new_ones);
  end if;
  perform gate.import_merges();
end
$$;

-- Before each admission: flags, merges, sessions that are new of restricted clients, answers that can end by now.
create or replace function gate.import_restrictions() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform gate.durable();
  perform gate.require_sources();
  perform gate.import_flags();
  perform gate.cover(null);
  perform gate.open_same_day();
  perform gate.settle_answers();
  -- What is restricted is not on the desk's list either.
  if exists (select from claims.hold) then
    delete from claims.hold h where gate.is_covered(h.session_id);
  end if;
  update gate.import set imported_at = clock_timestamp();
end
$$;

create or replace function gate.import_recent_restrictions() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (select i.imported_at from gate.import i) < clock_timestamp() - interval '10 seconds' then
    perform gate.import_flags();
    update gate.import set imported_at = clock_timestamp();
  else
    perform gate.import_merges();
  end if;
end
$$;

create function gate.is_covered(p_session text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return exists (
      select from gate.covered v join gate.restriction r on r.restriction_id = v.restriction_id
      where v.session_id = p_session and r.lifted_at is null)
    or exists (
      select from source.session s join gate.restriction r on r.client_id = s.client_id and r.session_id is null
        and r.lifted_at is null and s.service_date between r.from_date and r.through_date
      where s.session_id = p_session);
end
$$;

set local role scrim_owner;
revoke create on schema gate, claims from scrim_gatekeeper;
reset role;
