-- What somebody could learn, or what could be forgotten, in the moments between two changes.
--
-- A mark answers for what it reaches, and for nothing else that was restricted meanwhile. Who asks about a session that is
-- not there to be billed is told the same whatever the cause. A joint hour is guarded although its participants were
-- entered after the mark. What was sent and comes under a restriction later is told to the privacy officer.

set local role scrim_owner;
alter table claims.contradiction drop constraint contradiction_kind_check;
alter table claims.contradiction add constraint contradiction_kind_check
  check (kind in ('two-receipts', 'received-and-unknown', 'answered-and-not-arrived'));
create index claim_by_client_day on claims.claim (client_id, service_date);
drop index claims.claim_by_client;
grant create on schema gate, claims to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- MARK: What is covered

-- Each of these tells under which restrictions it has found something new.
drop function gate.cover_clients(bigint[]);
create function gate.cover_clients(p_restrictions bigint[]) returns bigint[]
language plpgsql security definer set search_path = pg_catalog, pg_temp set jit = off set enable_seqscan = off
set random_page_cost = 1.1 set client_min_messages = error as $$
declare
  fresh text[];
  concerned bigint[];
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
    returning session_id, restriction_id
  )
  select array_agg(distinct session_id), array_agg(distinct restriction_id) into fresh, concerned from reached;
  perform gate.guard_joint(fresh);
  return concerned;
end
$$;

drop function gate.cover_sessions(bigint[]);
create function gate.cover_sessions(p_restrictions bigint[]) returns bigint[]
language plpgsql security definer set search_path = pg_catalog, pg_temp set jit = off set enable_seqscan = off
set random_page_cost = 1.1 set client_min_messages = error as $$
declare
  fresh text[];
  concerned bigint[];
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
    returning session_id, restriction_id
  )
  select array_agg(distinct session_id), array_agg(distinct restriction_id) into fresh, concerned from reached;
  perform gate.guard_joint(fresh);
  return concerned;
end
$$;

drop function gate.cover(bigint[]);
create function gate.cover(p_restrictions bigint[]) returns bigint[]
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  return coalesce(gate.cover_clients(p_restrictions), '{}') || coalesce(gate.cover_sessions(p_restrictions), '{}');
end
$$;

-- Covered sessions in which somebody takes part for whom the day is not guarded: the participant was entered, or the
-- session filed under another client, after it was covered. Whoever is restricted as a person needs no guard.
create function gate.unguarded() returns text[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set jit = off
set client_min_messages = error as $$
begin
  return array(
    select distinct v.session_id
    from source.participant j
    join gate.covered v on v.session_id = j.session_id collate "C"
    join gate.restriction r on r.restriction_id = v.restriction_id and r.lifted_at is null
    cross join lateral (
      select j.client_id collate "C" as client_id
      union all
      select s.client_id collate "C" from source.session s where s.session_id = j.session_id) o
    where o.client_id <> v.client_id
      and not exists (select from gate.covered k where k.session_id = v.session_id
        and k.restriction_id = v.restriction_id and k.client_id = o.client_id)
      and not exists (select from gate.restriction q where q.client_id = o.client_id and q.session_id is null
        and q.lifted_at is null and v.service_date between q.from_date and q.through_date));
end
$$;

-- What had left before it came under these restrictions: a record was filed under a marked client, or moved to a day that
-- is marked, after it was sent.
create function gate.note_left(p_restrictions bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set jit = off
set client_min_messages = error as $$
begin
  insert into gate.answer (restriction_id, session_id, service_date, first_answer, answer, sent_on, payer_id)
  select t.restriction_id, t.session_id, t.service_date, t.answer, t.answer, t.sent_on, t.payer_id
  from gate.truth(p_restrictions, true) t where t.answer <> 'protected'
  on conflict do nothing;
  perform gate.open_recalls(p_restrictions);
end
$$;

create or replace function gate.note_sent(p_restrictions bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.note_other_sessions(p_restrictions);
  perform gate.note_left(p_restrictions);
  perform gate.open_tasks_of_payers(p_restrictions);
end
$$;

-- Answers are settled by the gateway alone, and by whoever looks at them: that takes the gate's lock, which a page that
-- counts for seconds must not hold meanwhile.
create or replace function gate.import_restrictions() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  fresh bigint[];
begin
  perform gate.durable();
  perform gate.require_sources();
  perform gate.import_flags();
  fresh := gate.cover(null);
  perform gate.guard_joint(gate.unguarded());
  if cardinality(fresh) > 0 then
    perform gate.note_left(fresh);
  end if;
  perform gate.open_same_day(null);
  if pg_has_role(session_user, 'scrim_gateway', 'member') then
    perform gate.settle_answers();
  end if;
  perform gate.import_minors();
  -- What is restricted is not on the desk's list either.
  delete from claims.hold h using gate.covered v join gate.restriction r on r.restriction_id = v.restriction_id
  where v.session_id = h.session_id and r.lifted_at is null;
  -- Whoever has it has just read them too; and nobody waits for a page that goes on counting.
  update gate.import set imported_at = clock_timestamp() where exists (select from gate.import for update skip locked);
end
$$;

-- As before; but what it covers first and had left is noted too.
create or replace function gate.confirm_lift(p_client text, p_session text) returns integer
language plpgsql security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '30s' set client_min_messages = error as $$
declare
  fresh bigint[];
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
  fresh := gate.cover(null);  -- sessions that are new since the last run are released as well
  if cardinality(fresh) > 0 then
    perform gate.note_left(fresh);
  end if;
  with ended as (
    update gate.restriction r set lifted_at = clock_timestamp(), lifted_by = gate.actor()
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

-- MARK: What a mark answers, and takes back

-- As before; but of the copies that are due for merged records only those of this very mark are answered for, and
-- another import that is going on is not waited for: whoever is importing, or the next permit, copies the mark.
create or replace function gate.follow(p_restriction bigint, p_locked boolean, p_of_session boolean)
returns table (session_id text, service_date date, answer text, sent_on date, payer text)
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  copies bigint[] := '{}';
  followed bigint[] := array[p_restriction];
  others bigint[];
begin
  if gate.misses_merges() and pg_try_advisory_xact_lock(gate.lock_key() + 1) then
    copies := gate.copy_to_merged();
  end if;
  if cardinality(copies) > 0 then
    select followed || array_agg(c.restriction_id) filter (where c.is_of_mark),
      array_agg(c.restriction_id) filter (where not c.is_of_mark)
    into followed, others
    from (
      select k.restriction_id, k.session_id is not distinct from m.session_id and k.from_date = m.from_date
        and k.through_date = m.through_date and k.client_id in (select gate.same_person(m.client_id)) as is_of_mark
      from gate.restriction k join gate.restriction m on m.restriction_id = p_restriction
      where k.restriction_id = any (copies)) c;
    if others is not null then
      perform gate.cover(others);
      perform gate.note_sent(others);
    end if;
  end if;
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

-- Waits for whoever has a submission in hand for a moment (a lease is taken, renewed or let go). Whoever has it for longer
-- withdraws it, or is stopped: then the bytes stay until its next permit, which the restriction refuses.
create or replace function gate.take_back(p_submissions bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '10ms'
set client_min_messages = error as $$
begin
  update claims.submission s set ciphertext = null, transit_wrapped_key = null, archive_wrapped_key = null
  where s.submission_id = any (p_submissions) and s.state = 'sealed';
exception when lock_not_available or deadlock_detected then
  update claims.submission s set ciphertext = null, transit_wrapped_key = null, archive_wrapped_key = null
  where s.submission_id in (
    select k.submission_id from claims.submission k
    where k.submission_id = any (p_submissions) and k.state = 'sealed' for update of k skip locked);
end
$$;

-- MARK: The gate

-- As before; but how old the flags are is asked once, before they are read, and participants are read with them.
create or replace function gate.would_admit(
  p_submission bigint, p_expected text, p_payers text[], p_first_service_dates date[], p_part2 boolean)
returns table (state text, digest bytea, admitted boolean)
language plpgsql security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '30s' set client_min_messages = error as $$
declare
  asked record;
  seen pg_snapshot;
  concerned text[];
  still boolean;
  looked_at timestamptz := clock_timestamp();
  is_old boolean := gate.are_flags_old();
begin
  perform gate.durable();
  perform gate.require_read_committed();
  perform gate.require_sources();
  if gate.is_import_due(is_old) then  -- the records' own flags may have changed since the run began
    perform pg_advisory_xact_lock_shared(gate.lock_key());
    perform gate.import_flags();
    perform gate.guard_joint(gate.unguarded());
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
  if is_old then
    update gate.import set imported_at = looked_at
    where imported_at < looked_at and exists (select from gate.import for update skip locked);
  end if;
  if still then
    concerned := gate.concerned_since(seen, p_submission);
    still := cardinality(concerned) = 0 or cardinality(concerned)
      = gate.still_eligible(p_submission, concerned, p_payers, p_first_service_dates, p_part2);
  end if;
  return query select asked.state, asked.payload_digest, asked.has_bytes and still;
end
$$;

drop function gate.is_import_due();
create function gate.is_import_due(p_are_flags_old boolean) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  return gate.misses_merges()
    or p_are_flags_old and (gate.misses_flags() or cardinality(gate.unguarded()) > 0);
end
$$;

-- Before a run: what is sealed and may not go any more. It takes the lock of none that may: their permits do, one by one.
create or replace function gate.withdraw_inadmissible(
  p_clearinghouse text, p_payers text[], p_first_service_dates date[], p_part2 boolean) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '30s'
set client_min_messages = error as $$
declare
  sealed record;
  withdrawn integer := 0;
begin
  perform gate.durable();
  perform gate.require_read_committed();
  perform gate.require_sources();
  if gate.is_import_due(true) then
    perform gate.import_flags();
    perform gate.guard_joint(gate.unguarded());
  end if;
  for sealed in
    select s.submission_id, s.claim_count, s.ciphertext is not null as has_bytes from claims.submission s
    where s.clearinghouse = p_clearinghouse and s.state = 'sealed' order by s.submission_id
  loop
    if sealed.has_bytes and sealed.claim_count = gate.still_eligible(
      sealed.submission_id, null, p_payers, p_first_service_dates, p_part2) then
      continue;
    end if;
    perform from claims.submission s where s.submission_id = sealed.submission_id and s.state = 'sealed' for update;
    if found then
      perform claims.withdraw(sealed.submission_id);
      withdrawn := withdrawn + 1;
    end if;
  end loop;
  return withdrawn;
end
$$;

-- MARK: A second claim of one hour

-- All that was ever sent of it was refused, and somebody has closed it as at an end: nobody has it, and nobody will.
create function claims.is_given_up(p_session text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select exists (
      select from claims.claim_state k
      join claims.closing d on d.session_id = k.session_id and d.version = k.version
        and d.reason in ('written-off', 'billed-to-client')
      where k.session_id = p_session
        and not exists (select from claims.claim l where l.session_id = k.session_id and l.version > k.version))
    and not exists (
      select from claims.claim_state k
      left join claims.progress p on p.session_id = k.session_id and p.version = k.version
      where k.session_id = p_session and (k.state = 'rejected' and p.state is null
        or p.state in ('interchange-rejected', 'set-rejected', 'rejected-by-clearinghouse', 'rejected-by-payer')
          and not p.contradictory) is not true);
end;

-- As in 0027; and what was given up is no claim any more either.
create or replace function gate.is_duplicate() returns text language sql immutable set search_path = pg_catalog, pg_temp
return $sql$ exists (
        select from source.session o
        where o.client_id = s.client_id and o.service_date = s.service_date and o.session_id <> s.session_id)
      and exists (
        select from source.session o
        cross join lateral (
          select array_agg(j.client_id) as others from source.participant j where j.session_id = o.session_id) o_joint
        where o.client_id = s.client_id and o.service_date = s.service_date and o.session_id <> s.session_id
          and exists (
            select from source.charge mine
            join source.charge other on other.session_id = o.session_id and other.procedure_code = mine.procedure_code
              and coalesce(other.rendering_clinician_id, other.billing_provider_id)
                = coalesce(mine.rendering_clinician_id, mine.billing_provider_id)
            where mine.session_id = s.session_id
              and not coalesce((mine.modifiers || other.modifiers) && coalesce((
                select d.modifiers from gate.distinct_modifiers d where d.payer_id = cov.payer_id collate "C"),
                array['59', 'XE']), false))
          and ((select true from source.already_claimed e where e.session_id = o.session_id limit 1) is not null
            or not (true $sql$ || regexp_replace(gate.unclaimed(), '\ms\.', 'o.', 'g') || $sql$)
              and not claims.is_voided(o.session_id) and not claims.is_given_up(o.session_id)
            or (true $sql$ || gate.unclaimed()
              || regexp_replace(regexp_replace(gate.unrestricted(), '\ms\.', 'o.', 'g'), '\mjoint\.', 'o_joint.', 'g')
              || $sql$
              and (select sum(coalesce(c.patient_paid_cents, 0)) < sum(c.charge_cents) from source.charge c
                where c.session_id = o.session_id)
              and (select true from source.charge c
                join source.coverage v on v.coverage_id = c.coverage_id and v.client_id = o.client_id
                where c.session_id = o.session_id
                  and o.service_date >= v.valid_from and (v.valid_through is null or o.service_date <= v.valid_through)
                  and o.service_date >= v.consent_on
                  and (v.consent_through is null or o.service_date <= v.consent_through) limit 1) is not null))) $sql$;

-- A claim of the client for this day stands, and its session is not there to be billed any more: taken out of the
-- records, filed under another client, entered once more under another id, or restricted. What it was cannot be
-- compared, so nothing of that day goes beside it, unless it says itself that it was another service. Once that claim is
-- voided, or was refused and is closed, it may go.
create function gate.is_claimed_unseen() returns text language sql immutable set search_path = pg_catalog, pg_temp
return $sql$ exists (
        select from claims.claim gone
        where gone.client_id = s.client_id and gone.service_date = s.service_date
          and gone.session_id <> s.session_id
          and not (true $sql$ || regexp_replace(gate.unclaimed(), '\ms\.', 'gone.', 'g') || $sql$)
          and not claims.is_voided(gone.session_id) and not claims.is_given_up(gone.session_id)
          and not exists (
            select from source.session o
            cross join lateral (
              select array_agg(j.client_id) as others from source.participant j where j.session_id = o.session_id) o_joint
            where o.session_id = gone.session_id and o.client_id = s.client_id $sql$
              || regexp_replace(regexp_replace(gate.unrestricted(), '\ms\.', 'o.', 'g'), '\mjoint\.', 'o_joint.', 'g')
              || $sql$)
          and exists (
            select from source.charge mine where mine.session_id = s.session_id
              and not coalesce(mine.modifiers && coalesce((
                select d.modifiers from gate.distinct_modifiers d where d.payer_id = cov.payer_id collate "C"),
                array['59', 'XE']), false))) $sql$;

-- As in 0024, and that.
create or replace function gate.legal_holds(p_part2 boolean) returns text
language sql immutable set search_path = pg_catalog, pg_temp
return replace($sql$
    array_remove(array[
      case when cov.policyholder_is_client is not true and (
        select true from gate.notice n where n.coverage_id = cov.coverage_id and n.kind = 'client-told'
          and n.withdrawn_on is null limit 1) is null then 'client-not-told' end,
      case when (select true from gate.minor_alone m where m.client_id = s.client_id) and (
        select true from gate.notice n where n.client_id = s.client_id and n.kind = 'minor-confirmed'
          and n.withdrawn_on is null limit 1) is null then 'minor-not-confirmed' end,
      case when <part2> and (
        select true from gate.notice n where n.coverage_id = cov.coverage_id and n.client_id = s.client_id
          and n.kind = 'part2-consent' and n.withdrawn_on is null and n.given_on <= current_date
          and (n.through_date is null or n.through_date >= current_date) limit 1) is null
        then 'programme-consent-missing' end,
      case when joint.others is not null and exists (
        select from source.session o
        join source.participant back on back.session_id = o.session_id and back.client_id = s.client_id
        join source.charge oc on oc.session_id = o.session_id and oc.coverage_id is not null
        where o.client_id = any (joint.others) and o.service_date = s.service_date
          and o.session_id <> s.session_id) then 'joint-session-twice' end,
      case when $sql$ || gate.is_duplicate() || ' or ' || gate.is_claimed_unseen() || $sql$
        then 'duplicate-of-claim' end], null)
$sql$, '<part2>', case when p_part2 then 'true' else 'false' end);

-- MARK: What billing is told

-- A session that the records show and no restriction reaches.
create function gate.is_open(p_session text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set jit = off set enable_seqscan = off
set client_min_messages = error as $$
declare
  open boolean;
begin
  execute $sql$
    select exists (select from source.session s
      cross join lateral (
        select array_agg(j.client_id) as others from source.participant j where j.session_id = s.session_id) joint
      where s.session_id = $1 $sql$ || gate.unrestricted() || ')'
  into open using p_session;
  return open;
end
$$;

-- The list forgets a session for every cause in the moment of the cause, the other's record of a joint hour too.
create or replace function claims.held()
returns table (session_id text, clearinghouse text, payer_id text, service_date date, defects text[],
  first_held_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set jit = off set enable_seqscan = off
set client_min_messages = error as $$
begin
  perform gate.require_sources();
  return query execute $sql$
    select h.session_id, h.clearinghouse, h.payer_id, h.service_date, h.defects, h.first_held_at
    from claims.hold h
    cross join lateral (
      select w.session_id, w.client_id, w.service_date from source.session w
      where w.session_id = h.session_id collate "default" and w.service_date = h.service_date limit 1) s
    cross join lateral (
      select array_agg(j.client_id) as others from source.participant j where j.session_id = s.session_id) joint
    where true $sql$ || gate.unrestricted() || ' order by h.service_date, h.session_id';
end
$$;

-- Whoever does not treat the client is told of a session that is restricted what is told of one that is not there; and
-- what is done until then is the same for every session, so that neither time nor locks tell them apart.
create or replace function gate.record_notice(p_kind text, p_session text, p_given_on date, p_through date)
returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  concerned record;
  may_know boolean;
begin
  perform gate.durable();
  perform gate.require_person();
  perform gate.require_day(p_given_on);
  perform gate.require_sources();
  perform gate.import_restrictions();
  may_know := gate.is_open(p_session) and p_kind <> 'minor-confirmed';
  select s.client_id, (select min(c.coverage_id) from source.charge c where c.session_id = s.session_id) as coverage_id
  into concerned from source.session s where s.session_id = p_session limit 1;
  may_know := gate.is_treating(concerned.client_id) is true or may_know is true;
  if concerned.client_id is null or p_kind <> 'minor-confirmed' and concerned.coverage_id is null or not may_know then
    return false;
  end if;
  insert into gate.notice (kind, client_id, coverage_id, given_on, through_date)
  values (p_kind, concerned.client_id, case when p_kind <> 'minor-confirmed' then concerned.coverage_id end,
    p_given_on, p_through);
  perform trail.append('notice.recorded', p_session, null, jsonb_build_object('kind', p_kind));
  return true;
end
$$;

-- The gate's lock first, as always before that of an import.
create or replace function gate.withdraw_notice(p_kind text, p_session text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '30s' set client_min_messages = error as $$
declare
  client text;
  may_know boolean;
begin
  perform gate.durable();
  perform gate.require_read_committed();
  perform gate.require_person();
  perform gate.require_sources();
  perform pg_advisory_xact_lock(gate.lock_key());
  perform gate.import_restrictions();
  may_know := gate.is_open(p_session);
  select s.client_id into client from source.session s where s.session_id = p_session limit 1;
  may_know := gate.is_treating(client) is true or may_know is true;
  if client is null or not may_know then
    return false;
  end if;
  update gate.notice n set withdrawn_on = current_date, withdrawn_by = gate.actor()
  from source.session s
  where s.session_id = p_session and n.client_id = s.client_id and n.kind = p_kind and n.withdrawn_on is null
    and (n.coverage_id is null or n.coverage_id in (
      select c.coverage_id from source.charge c where c.session_id = s.session_id));
  if found then
    insert into gate.restriction_entry (kind) values ('notice_withdrawn');
    perform trail.append('notice.withdrawn', p_session, null, jsonb_build_object('kind', p_kind));
  end if;
  return found;
end
$$;

-- MARK: What is said to be not arrived

-- As before; but not while an exchange of it may still be going on.
create or replace function claims.settle(p_key uuid, p_arrived boolean, p_receipt_number text, p_known_by text)
returns text
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
  elsif p_arrived is not true and exists (
    select from claims.attempt a where a.submission_id = doubtful and a.concluded_at > clock_timestamp()) then
    raise exception using errcode = 'SC042', message = 'it may still be on its way';
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

-- Submissions of which was said that they have not arrived, and which an answer names all the same.
create function claims.answered_after_all(p_clearinghouse text, p_scope text, p_reference text) returns setof bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
set client_min_messages = error as $$
begin
  if p_scope in ('interchange', 'group', 'set') and p_reference ~ '^[0-9]{1,9}( [0-9]{1,9})?$'
    or p_scope = 'batch' and p_reference ~ '^[A-Z2-7]{16}-[0-9]{1,9}$' then
    return query
      select s.submission_id from claims.submission s
      where s.clearinghouse = p_clearinghouse and s.state = 'withdrawn'
        and case when p_scope = 'batch' then s.batch_id = split_part(p_reference, '-', 1)
          else s.interchange_control_number = split_part(p_reference, ' ', 1)::integer end
        and exists (select from claims.attempt a
          where a.submission_id = s.submission_id and a.state = 'not_arrived')
        -- A batch that was made again unchanged has its name again, and is what is meant.
        and (p_scope <> 'batch' or not exists (select from claims.submission n
          where n.clearinghouse = s.clearinghouse and n.batch_id = s.batch_id
            and n.state in ('in_flight', 'in_doubt', 'accepted', 'rejected')));
  elsif p_scope = 'claim' then
    return query
      select distinct s.submission_id from claims.claim_state k
      join claims.claim_event e on e.session_id = k.session_id and e.version = k.version and e.kind = 'withdrawn'
      join claims.submission s on s.submission_id = e.submission_id and s.state = 'withdrawn'
      where k.patient_control_number = p_reference and s.clearinghouse = p_clearinghouse
        and k.state in ('sealed', 'withdrawn')
        and exists (select from claims.attempt a
          where a.submission_id = s.submission_id and a.state = 'not_arrived');
  end if;
end
$$;

-- As in 0025; and a claim that its payer has although it was said not to have arrived.
create or replace function gate.answer_holds() returns text language sql immutable
set search_path = pg_catalog, pg_temp
return $sql$
    (case when exists (select from claims.claim k
        join claims.claim e on e.session_id = k.session_id and e.version = k.version - 1 and e.payer_id = k.payer_id
        join claims.progress p on p.session_id = e.session_id and p.version = e.version
          and p.state in ('received', 'adjudicating', 'forwarded', 'denied', 'zero-paid', 'paid')
        where k.session_id = s.session_id and k.version > 1 and k.frequency = 1)
      or exists (select from claims.contradiction x
        where x.kind = 'answered-and-not-arrived' and x.cleared_at is null)
      and exists (select from claims.contradiction x
        join claims.claim_event e on e.submission_id = x.submission_id and e.kind = 'withdrawn'
        where x.kind = 'answered-and-not-arrived' and x.cleared_at is null and e.session_id = s.session_id)
      then array['accepted-meanwhile'] else '{}' end)
$sql$;

-- As in 0026; and whoever marks a session of such a claim is told that it was sent.
create or replace function gate.truth(p_restrictions bigint[], p_locked boolean)
returns table (restriction_id bigint, session_id text, service_date date, submission_id bigint, answer text,
  sent_on date, payer_id text)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select v.restriction_id, v.session_id, v.service_date, case when p_locked then c.unsent end,
    case when c.is_sent or h.left_on is not null then 'already sent'
      when not p_locked or c.is_going then 'in flight' else 'protected' end,
    case when c.is_sent then c.decided_at::date else h.left_on end,
    case when c.is_sent then c.payer_id else h.payer_id end
  from gate.covered v
  join gate.restriction r on r.restriction_id = v.restriction_id and r.client_id = v.client_id
  left join lateral (
    select bool_or(k.state in ('accepted', 'rejected')) as is_sent,
      bool_or(k.state in ('in_flight', 'in_doubt')) as is_going,
      max(k.decided_at) filter (where k.state in ('accepted', 'rejected')) as decided_at,
      (array_agg(k.payer_id order by k.version desc) filter (where k.state in ('accepted', 'rejected')))[1] as payer_id,
      (array_agg(k.submission_id order by k.version desc) filter (where k.state = 'sealed'))[1] as unsent
    from claims.claim_state k where k.session_id = v.session_id) c on true
  left join lateral (
    select max(coalesce((select max(a.concluded_at) from claims.attempt a
        where a.submission_id = x.submission_id and a.state = 'not_arrived'), x.found_at))::date as left_on,
      max(k.payer_id) as payer_id
    from claims.contradiction x
    join claims.claim_event e on e.submission_id = x.submission_id and e.kind = 'withdrawn'
    join claims.claim k on k.session_id = e.session_id and k.version = e.version
    where x.kind = 'answered-and-not-arrived' and e.session_id = v.session_id) h on true
  where v.restriction_id = any (p_restrictions);
end;

-- It contradicts what was said: its claims go nowhere until somebody has looked, and whoever was told meanwhile that
-- nothing has left is the privacy officer's to tell.
create function claims.note_answered(p_clearinghouse text, p_statements jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '30s'
set client_min_messages = error as $$
declare
  answered bigint;
begin
  for answered in
    select distinct t from jsonb_to_recordset(p_statements) as n(fingerprint text, scope text, reference text, outcome text)
    cross join lateral claims.answered_after_all(p_clearinghouse, n.scope, n.reference) t
    where n.outcome is distinct from 'not-found'
      and not exists (select from claims.statement d where d.fingerprint = decode(n.fingerprint, 'hex'))
  loop
    perform pg_advisory_xact_lock_shared(gate.lock_key());  -- a mark is told of it, or is seen here
    perform claims.contradict(answered, 'answered-and-not-arrived');
    update claims.contradiction set cleared_at = null, cleared_by = null
    where submission_id = answered and kind = 'answered-and-not-arrived' and cleared_at is not null;
    insert into gate.task (kind, client_id, session_id, restriction_id, occurred_on, payer_id, breach_assessment_by)
    select distinct on (r.client_id, m.session_id) 'recall', r.client_id, m.session_id, r.restriction_id, t.left_on,
      c.payer_id, case when r.requested_on <= t.left_on then current_date + 60 end
    from claims.members(answered) m
    join claims.claim c on c.session_id = m.session_id and c.version = m.version
    join gate.covered v on v.session_id = m.session_id
    join gate.restriction r on r.restriction_id = v.restriction_id and r.client_id = v.client_id and r.lifted_at is null
    cross join (
      select max(a.concluded_at)::date as left_on from claims.attempt a
      where a.submission_id = answered and a.state = 'not_arrived') t
    order by r.client_id, m.session_id, r.requested_on
    on conflict do nothing;
  end loop;
end
$$;

-- As before; but what answers name all the same is noted first.
create or replace function claims.note_statements(p_acknowledgment bigint, p_statements jsonb)
returns table (repeated bigint, unmatched bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error set enable_seqscan = off set jit = off as $$
declare
  place text;
  before bigint;
  heard bigint[];
  fresh bigint[];
  sessions text[];
  versions smallint[];
begin
  select k.clearinghouse into place from claims.acknowledgment k where k.acknowledgment_id = p_acknowledgment;
  perform claims.note_answered(place, p_statements);
  with said as (
    select n.*, row_number() over (partition by n.fingerprint) + (
      select count(*) from claims.statement d
      where d.fingerprint = decode(n.fingerprint, 'hex') and d.last_said_in = p_acknowledgment) as ordinal
    from jsonb_to_recordset(p_statements) as n(
      fingerprint text, kind text, source text, scope text, reference text, outcome text, codes text[],
      contradictory boolean, payer_claim_number text, said_on date, payment_trace text, charge_cents bigint,
      paid_cents bigint, patient_cents bigint, adjustments text[], balanced boolean)
  ), meant as (
    select n.*, t.submission_id, t.set_number, t.session_id, t.version
    from said n cross join lateral claims.meant(place, n.scope, n.reference) t
  ), noted as (
    insert into claims.statement as s (acknowledgment_id, fingerprint, ordinal, kind, source, scope, submission_id,
      set_number, session_id, version, outcome, codes, contradictory, reference, payer_claim_number, said_on,
      payment_trace, charge_cents, paid_cents, patient_cents, adjustments, balanced, last_said_in)
    select p_acknowledgment, decode(m.fingerprint, 'hex'), m.ordinal, m.kind, m.source, m.scope, m.submission_id,
      m.set_number, m.session_id, m.version, m.outcome, coalesce(m.codes, '{}'), m.contradictory, m.reference,
      m.payer_claim_number, m.said_on, m.payment_trace, m.charge_cents, m.paid_cents, m.patient_cents, m.adjustments,
      m.balanced, p_acknowledgment
    from meant m
    on conflict (fingerprint, ordinal) do update
    set last_said_in = excluded.last_said_in, said_on = greatest(s.said_on, excluded.said_on)
    returning statement_id, acknowledgment_id
  )
  -- What others said first is theirs.
  select array_agg(n.statement_id), array_agg(n.statement_id) filter (where n.acknowledgment_id = p_acknowledgment),
    count(*) filter (where n.acknowledgment_id <> p_acknowledgment)
  into heard, fresh, before from noted n;
  update claims.acknowledgment k
  set statements = k.statements + jsonb_array_length(p_statements),
    kinds = array(select e.kind from unnest(k.kinds) as e(kind)
      union select n.kind from jsonb_to_recordset(p_statements) as n(kind text) order by 1)
  where k.acknowledgment_id = p_acknowledgment;
  select array_agg(a.session_id), array_agg(a.version) into sessions, versions from (
    select t.session_id, t.version from claims.statement t
    where t.statement_id = any (heard) and t.session_id is not null
    union
    select p.session_id, p.version from claims.statement t
    cross join lateral claims.placed_in(t.submission_id, t.set_number) p
    where t.statement_id = any (heard) and t.session_id is null and t.submission_id is not null) a;
  perform claims.derive(sessions, versions);
  return query select before, (select count(*) from claims.statement t where t.statement_id = any (fresh)
    and t.submission_id is null and t.session_id is null and t.scope <> 'payment');
end
$$;

set local role scrim_owner;
revoke create on schema gate, claims from scrim_gatekeeper;
reset role;
