-- Marking, and what follows from a mark: the sessions that it reaches, what is taken back, the answers and how they end.
-- A mark is answered in milliseconds, by a server process that has just begun: each statement less is planned once less.

set local role scrim_owner;
grant create on schema gate, claims to scrim_gatekeeper;
set local role scrim_gatekeeper;

drop function gate.answer(text, boolean);
drop function gate.reached(text, text, date, date);

-- Submissions that were never sent, and now never will be. One that somebody holds at this moment is being concluded or
-- withdrawn; nobody is waited for, since the gate refuses it in any case.
create function gate.take_back(p_submissions bigint[]) returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
  update claims.submission set ciphertext = null, transit_wrapped_key = null, archive_wrapped_key = null
  where submission_id in (
    select s.submission_id from claims.submission s
    where s.submission_id = any (p_submissions) and s.state = 'sealed' for update skip locked);
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

-- The sessions of these restrictions (NULL: of all), seen anew.
create function gate.cover(p_restrictions bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform gate.cover_clients(p_restrictions);
  perform gate.cover_sessions(p_restrictions);
end
$$;

-- Where a client is restricted: by client within the dates, by joint session, by claim. Look-ups by key for each
-- restriction: the planner, left to itself, looks by date. Our keys are of collation "C"; the practice's indexes serve
-- only its own.
create function gate.cover_clients(p_restrictions bigint[]) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp set jit = off set enable_seqscan = off set random_page_cost = 1.1 as $$
declare
  fresh text[];
begin
  with reached as (
    insert into gate.covered (restriction_id, session_id, client_id, service_date, guards_day)
    select distinct on (s.session_id, r.restriction_id)
      r.restriction_id, s.session_id, r.client_id, s.service_date, false
    from (
      select w.restriction_id, w.client_id collate "default" as client_id, w.from_date, w.through_date
      from gate.restriction w
      where w.lifted_at is null and w.session_id is null
        and (p_restrictions is null or w.restriction_id = any (p_restrictions)) offset 0) r
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
    where s.service_date between r.from_date and r.through_date
      and not exists (select from gate.covered k where k.session_id = s.session_id
        and k.restriction_id = r.restriction_id and k.client_id = r.client_id)
    on conflict (session_id, restriction_id, client_id) do nothing
    returning session_id
  )
  select array_agg(session_id) into fresh from reached;
  perform gate.guard_joint(fresh);
end
$$;

-- One session: under whoever's name it stands, and under its day if that is known by now.
create function gate.cover_sessions(p_restrictions bigint[]) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp set jit = off set enable_seqscan = off set random_page_cost = 1.1 as $$
declare
  fresh text[];
begin
  with reached as (
    insert into gate.covered as known (restriction_id, session_id, client_id, service_date, guards_day)
    select r.restriction_id, r.session_id, r.client_id, coalesce(
      (select s.service_date from source.session s where s.session_id = r.session_id collate "default" limit 1),
      (select c.service_date from claims.claim c where c.session_id = r.session_id limit 1),
      case when r.from_date = r.through_date then r.from_date end), true
    from gate.restriction r
    where r.lifted_at is null and r.session_id is not null
      and (p_restrictions is null or r.restriction_id = any (p_restrictions))
    on conflict (session_id, restriction_id, client_id)
      do update set service_date = excluded.service_date, seen_at = clock_timestamp()
      where known.service_date is null and excluded.service_date is not null
    returning session_id
  )
  select array_agg(session_id) into fresh from reached;
  perform gate.guard_joint(fresh);
end
$$;

-- Whoever else takes part in a session that is covered has a record of the same hour, perhaps: it waits for the clinician.
create function gate.guard_joint(p_sessions text[]) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp set jit = off set enable_seqscan = off set random_page_cost = 1.1 as $$
begin
  if not exists (select from source.participant j where j.session_id = any (p_sessions)) then
    return;
  end if;
  insert into gate.covered (restriction_id, session_id, client_id, service_date, guards_day)
  with joint as materialized (
    select v.restriction_id, v.session_id, v.client_id, v.service_date, p.others
    from (
      select c.restriction_id, c.session_id collate "default" as session_id, c.client_id, c.service_date
      from gate.covered c where c.session_id = any (p_sessions) offset 0) v
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

-- What can truly be said of each session that these restrictions cover, and of the submission that it is in. With the
-- gate's lock nothing unsent can begin to leave; without it a permit may be under way, and nothing unsent is protected.
-- Nobody is waited for: what is being concluded at this moment is in flight, and its answer ends with it or soon after.
create function gate.truth(p_restrictions bigint[], p_locked boolean)
returns table (restriction_id bigint, session_id text, service_date date, submission_id bigint, answer text,
  sent_on date, payer_id text)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select v.restriction_id, v.session_id, v.service_date, c.submission_id,
    case when c.is_sent then 'already sent'
      when not p_locked or c.is_going then 'in flight' else 'protected' end,
    case when c.is_sent then c.decided_at::date end, case when c.is_sent then c.payer_id end
  from gate.covered v
  join gate.restriction r on r.restriction_id = v.restriction_id and r.client_id = v.client_id
  left join lateral (
    select k.submission_id, k.decided_at, k.payer_id, k.state in ('accepted', 'rejected') as is_sent,
      k.state in ('in_flight', 'in_doubt') as is_going
    from claims.claim_state k where k.session_id = v.session_id order by k.version desc limit 1) c on true
  where v.restriction_id = any (p_restrictions);
end;

-- The answers for all sessions that these restrictions cover, kept; what is sealed and unsent of them, taken back; and
-- the tasks that follow.
create function gate.answer_all(p_restrictions bigint[], p_locked boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
  select array_agg(distinct t.submission_id) filter (where t.answer = 'protected'), bool_or(t.answer = 'already sent')
  into unsent, sent from truth t where t.submission_id is not null;
  if unsent is not null then
    perform gate.take_back(unsent);
  end if;
  if sent then
    perform gate.open_recalls(p_restrictions);
  end if;
  perform gate.open_tasks_of_payers(p_restrictions);
end
$$;

-- A claim that was sent against a restriction, or before it was known, is the privacy officer's to recall or to leave: a
-- void is a disclosure too.
create function gate.open_recalls(p_restrictions bigint[]) returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
  insert into gate.task (kind, client_id, session_id, restriction_id, occurred_on, payer_id, breach_assessment_by)
  select distinct on (r.client_id, a.session_id) 'recall', r.client_id, a.session_id, r.restriction_id, a.sent_on,
    a.payer_id, case when r.requested_on <= a.sent_on then current_date + 60 end
  from gate.answer a join gate.restriction r on r.restriction_id = a.restriction_id
  where a.restriction_id = any (p_restrictions) and a.answer = 'already sent'
  order by r.client_id, a.session_id, r.requested_on
  on conflict do nothing;
end;

-- A payer to whom a claim may be owed by law (Medicare, Medicaid): nothing is sent, and nothing is decided in silence.
create function gate.open_tasks_of_payers(p_restrictions bigint[]) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
begin
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
    perform gate.open_recalls(array[concerned]);
  end loop;
end
$$;

-- Ends what can be ended of all answers `in flight`: what they waited for may have been a lock. Where somebody holds the
-- gate at this moment it is left for the next time.
create function gate.settle_answers() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
    returning a.restriction_id, case when t.answer = 'protected' then t.submission_id end as unsent
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
  readable boolean := gate.sources_approved() is true;
  locked boolean := true;
begin
  perform gate.durable();
  perform gate.require_read_committed();
  perform gate.require_person();
  perform gate.require_day(p_requested_on);
  if p_paid_on is not null then
    perform gate.require_day(p_paid_on);
  end if;
  if readable then
    perform gate.require_known(p_client, p_session);
  end if;
  insert into gate.restriction (client_id, session_id, from_date, through_date, requested_on, paid_on, origin)
  values (p_client, p_session, coalesce(p_from, '-infinity'), coalesce(p_through, 'infinity'),
    p_requested_on, p_paid_on, 'practice')
  returning restriction_id into marked;
  insert into gate.restriction_entry (restriction_id, kind) values (marked, 'marked');
  if not readable then
    return query select * from gate.follow_unread(marked);
    return;
  end if;
  begin
    perform pg_advisory_xact_lock(gate.lock_key());
  exception when lock_not_available or deadlock_detected then
    locked := false;  -- a permit is held by a stopped process: what cannot be known is said to be in flight
  end;
  return query select * from gate.follow(marked, locked, p_session is not null);
end
$$;

-- A mark under a mistyped id would protect nobody. The client's own record is asked first: it has nearly all of them.
create function gate.require_known(p_client text, p_session text) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from source.client k where k.client_id = p_client) and not gate.knows(p_client) then
    raise exception using errcode = 'SC007', message = 'no client of the practice has this id';
  elsif p_session is not null and exists (select from source.session s where s.session_id = p_session)
    and not gate.is_session_of(p_session, p_client) then
    raise exception using errcode = 'SC009', message = 'this session is another client''s';
  end if;
end
$$;

-- Where somebody has changed the source views nothing is read through them, and no run sends anything either. The
-- restriction is recorded; of what is in the ledger it is said to be in flight, until the records can be read again.
create function gate.follow_unread(p_restriction bigint)
returns table (session_id text, service_date date, answer text, sent_on date, payer text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into gate.covered (restriction_id, session_id, client_id, service_date, guards_day)
  select r.restriction_id, c.session_id, r.client_id, c.service_date, r.session_id is not null
  from gate.restriction r join claims.claim c on c.client_id = r.client_id
  where r.restriction_id = p_restriction and (r.session_id is null or c.session_id = r.session_id)
    and c.service_date between r.from_date and r.through_date
  union
  select r.restriction_id, r.session_id, r.client_id, null, true from gate.restriction r
  where r.restriction_id = p_restriction and r.session_id is not null and not exists (
    select from claims.claim c where c.session_id = r.session_id and c.client_id = r.client_id)
  on conflict do nothing;
  insert into gate.answer (restriction_id, session_id, service_date, first_answer, answer, sent_on, payer_id)
  select a.restriction_id, a.session_id, a.service_date, a.answer, a.answer, a.sent_on, a.payer_id
  from gate.truth(array[p_restriction], false) a;
  return query
    select a.session_id, a.service_date, a.answer, a.sent_on, a.payer_id
    from gate.answer a where a.restriction_id = p_restriction and a.service_date is not null order by 2, 1;
end
$$;

-- What follows from one new restriction, of a session or of a client: copies for every id of the person, the sessions
-- that it reaches, what is taken back, the answers.
create function gate.follow(p_restriction bigint, p_locked boolean, p_of_session boolean)
returns table (session_id text, service_date date, answer text, sent_on date, payer text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  followed bigint[] := p_restriction || gate.copy_to_merged();
begin
  if p_of_session then
    perform gate.cover_sessions(followed);
    perform gate.note_other_sessions(followed);
    perform gate.open_same_day(followed);
  else
    perform gate.cover_clients(followed);
  end if;
  perform gate.answer_all(followed, p_locked);
  begin
    -- A preview that showed it lapses by itself: its bytes cannot be made again.
    delete from claims.hold h using gate.covered v
    where v.restriction_id = any (followed) and h.session_id = v.session_id;
  exception when lock_not_available or deadlock_detected then
    null;  -- a run is writing them at this moment; the next one clears them
  end;
  return query
    select a.session_id, min(a.service_date),
      (array_agg(a.answer order by case a.answer when 'protected' then 3 when 'in flight' then 2 else 1 end))[1],
      max(a.sent_on), max(a.payer_id)
    from gate.answer a where a.restriction_id = any (followed)
      and (a.service_date is not null or exists (select from source.session s where s.session_id = a.session_id))
    group by a.session_id order by 2, 1;
end
$$;

set local role scrim_owner;
revoke create on schema gate, claims from scrim_gatekeeper;
reset role;
