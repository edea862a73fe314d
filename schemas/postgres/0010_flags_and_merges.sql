-- The records' own flags, and clients that were merged: read before each admission, and before each permit.

set local role scrim_owner;
grant create on schema gate to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- One import at a time: two that insert the same rows would wait for each other. Taken after the gate's lock, if at all.
create function gate.lock_imports() returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
  select pg_advisory_xact_lock(gate.lock_key() + 1);
end;

-- Each id of a person with each other one, side by side: the text of a sub-query.
create function gate.same_people() returns text language sql immutable set search_path = pg_catalog, pg_temp
return $sql$(
    select a.client_id as one, a.former_client_id as other from source.client_alias a
    union all select a.former_client_id, a.client_id from source.client_alias a) $sql$;

-- Restrictions r of one id that the other id lacks.
create function gate.uncopied() returns text language sql immutable set search_path = pg_catalog, pg_temp
return ' from ' || gate.same_people() || $sql$ p
  join gate.restriction r on r.client_id = p.one and r.lifted_at is null
  where p.other is not null and p.one <> p.other and not exists (
    select from gate.restriction k where k.client_id = p.other and k.lifted_at is null
      and k.session_id is not distinct from r.session_id and k.from_date <= r.from_date
      and k.through_date >= r.through_date) $sql$;

create function gate.misses_merges() returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  misses boolean;
begin
  execute 'select exists (select' || gate.uncopied() || ')' into misses;
  return misses;
end
$$;

-- Merged clients have the union of their restrictions: each id's are copied to every other id of the person, along any
-- chain of merges. Restricting is absorbing; a merge that is undone lifts nothing. Returns the copies.
create function gate.copy_to_merged() returns bigint[]
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  copies bigint[] := '{}';
  more bigint[];
begin
  if not gate.misses_merges() then
    return copies;
  end if;
  perform gate.lock_imports();
  loop
    execute $sql$
      with imported as (
        insert into gate.restriction (client_id, session_id, from_date, through_date, requested_on, origin)
        select distinct on (p.other, r.session_id, r.from_date, r.through_date)
          p.other, r.session_id, r.from_date, r.through_date, r.requested_on, 'merged'$sql$ || gate.uncopied() || $sql$
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
      select array_agg(i.restriction_id) from imported i$sql$ into more;
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
  select t.restriction_id, t.session_id, t.service_date, t.answer, t.answer, t.sent_on, t.payer_id
  from gate.truth(p_restrictions, true) t where t.answer <> 'protected'
  on conflict do nothing;
  perform gate.open_recalls(p_restrictions);
  perform gate.open_tasks_of_payers(p_restrictions);
end
$$;

-- A session that nobody knew, of a client on a day that one of these restrictions (NULL: of all) guards: perhaps the
-- marked one under a new id.
create function gate.open_same_day(p_restrictions bigint[]) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp set jit = off set enable_seqscan = off set random_page_cost = 1.1 as $$
begin
  insert into gate.task (kind, client_id, session_id, restriction_id, occurred_on)
  select distinct on (s.session_id) 'same-day', s.client_id, s.session_id, v.restriction_id, s.service_date
  from gate.covered v
  join gate.restriction r on r.restriction_id = v.restriction_id and r.lifted_at is null
  cross join lateral (
    select w.session_id, w.client_id, w.service_date from source.session w
    where w.client_id = v.client_id collate "default" offset 0) s
  where v.guards_day and (p_restrictions is null or v.restriction_id = any (p_restrictions))
    and s.session_id <> v.session_id and s.service_date = v.service_date
    and not exists (select from gate.other_session o where o.session_id = s.session_id)
    and not exists (select from gate.covered w join gate.restriction q on q.restriction_id = w.restriction_id
      where w.session_id = s.session_id and q.lifted_at is null
        and (q.session_id = s.session_id or q.session_id is null))
  order by s.session_id, v.restriction_id
  on conflict do nothing;
end
$$;

-- Flags of the records that are no restriction of ours yet. A flag that is gone lifts nothing; one with a session and no
-- client, or whose dates are the wrong way round, restricts all the same.
create function gate.new_flags() returns text language sql immutable set search_path = pg_catalog, pg_temp
return $sql$
  select f.client_id, f.session_id, f.from_date, f.through_date
  from (
    select distinct coalesce(e.client_id, '') as client_id, e.session_id,
      coalesce(e.from_date, '-infinity') as from_date,
      case when e.through_date >= coalesce(e.from_date, '-infinity') then e.through_date else 'infinity' end
        as through_date
    from source.restriction e where coalesce(e.client_id, e.session_id) is not null) f
  where not exists (
    select from gate.restriction k where k.client_id = f.client_id and k.origin = 'ehr' and k.lifted_at is null
      and k.session_id is not distinct from f.session_id
      and k.from_date = f.from_date and k.through_date = f.through_date) $sql$;

create function gate.misses_flags() returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  misses boolean;
begin
  execute 'select exists (' || gate.new_flags() || ')' into misses;
  return misses;
end
$$;

create function gate.import_flags() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  new_ones bigint[];
begin
  if gate.misses_flags() then
    perform gate.lock_imports();
    execute $sql$
      with imported as (
        insert into gate.restriction (client_id, session_id, from_date, through_date, requested_on, origin)
        select f.client_id, f.session_id, f.from_date, f.through_date, current_date, 'ehr'
        from ($sql$ || gate.new_flags() || $sql$) f
        on conflict (client_id, coalesce(session_id, ''), from_date, through_date, origin)
          where origin <> 'practice' and lifted_at is null do nothing
        returning restriction_id
      ), told as (
        insert into gate.restriction_entry (restriction_id, kind) select i.restriction_id, 'imported' from imported i
      )
      select array_agg(i.restriction_id) from imported i$sql$ into new_ones;
  end if;
  if new_ones is not null then
    perform gate.cover(new_ones);
    perform gate.note_sent(new_ones);
  end if;
  perform gate.import_merges();
end
$$;

-- Whether a permit has to read the records again: a merge at once; flags where they were not read for ten seconds.
create function gate.is_import_due() returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  return gate.misses_merges() or gate.are_flags_old() and gate.misses_flags();
end
$$;

create function gate.are_flags_old() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select i.imported_at < clock_timestamp() - interval '10 seconds' from gate.import i;
end;

drop function gate.import_recent_restrictions();

set local role scrim_owner;
revoke create on schema gate from scrim_gatekeeper;
reset role;
