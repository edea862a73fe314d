-- Marks that survive a restore. Each mark of a person also stands outside the database, in a file of a journal that only
-- the privacy officer's key opens; here is which of them this database knows. A file that it does not know is a mark that
-- came after the backup it was put back to: nothing is sent before the mark was made again.

set local role scrim_owner;

create table gate.journal (
  journal_id uuid primary key,
  -- NULL: the file could not be opened, and the privacy officer decided to go on without it.
  restriction_id bigint references gate.restriction,
  recorded_by text not null default session_user,
  recorded_at timestamptz not null default pg_catalog.clock_timestamp()
);
grant select, insert, update (restriction_id) on gate.journal to scrim_gatekeeper;

-- Who asked for a mark that was made again, and when, stands with the restriction; who made it again, with its entry.
alter table gate.restriction_entry drop constraint restriction_entry_kind_check;
alter table gate.restriction_entry add constraint restriction_entry_kind_check check (kind in
  ('marked', 'imported', 'lift_requested', 'lifted', 'paid', 'payment_dishonoured', 'answer_settled', 'task_closed',
    'other_session', 'notice_withdrawn', 'replayed', 'mark_forgone'));

grant create on schema gate to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- A mark that is written into the journal under this id once it is committed.
create function gate.mark_journaled(
  p_journal uuid, p_client text, p_session text, p_from date, p_through date, p_requested_on date, p_paid_on date)
returns table (session_id text, service_date date, answer text, sent_on date, payer text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  return query
    select * from gate.mark_self_pay(p_client, p_session, p_from, p_through, p_requested_on, p_paid_on);
  insert into gate.journal (journal_id, restriction_id)
  select p_journal, e.restriction_id from gate.restriction_entry e
  where e.recorded_in = pg_current_xact_id() and e.kind = 'marked' order by e.entry_id desc limit 1;
end
$$;

-- Yes or no, and nothing else: asked before anything is sent, by a login that may know nobody of them.
create function gate.knows_journal(p_journal uuid[]) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select not exists (
    select from unnest(p_journal) i where not exists (select from gate.journal j where j.journal_id = i));
end;

create function gate.unknown_marks(p_journal uuid[]) returns setof uuid
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.require_privacy_officer();
  return query
    select i from unnest(p_journal) i where not exists (select from gate.journal j where j.journal_id = i) order by i;
end
$$;

-- Makes a mark of the journal again, as it was asked for. Its client need not be in the records: a restriction that nobody
-- can match today is kept all the same. Any number of times; answers `known` from the second on. The lock may not come in
-- time, and the records may not be readable, exactly as with a mark.
create function gate.replay_mark(
  p_journal uuid, p_client text, p_session text, p_from date, p_through date, p_requested_on date, p_paid_on date,
  p_marked_by text, p_marked_at timestamptz)
returns text
language plpgsql security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '5s' set client_min_messages = error as $$
declare
  marked bigint;
  locked boolean := true;
begin
  perform gate.durable();
  perform gate.require_read_committed();
  perform gate.require_privacy_officer();
  insert into gate.journal (journal_id) values (p_journal) on conflict (journal_id) do nothing;
  if not found then
    return 'known';
  end if;
  insert into gate.restriction (client_id, session_id, from_date, through_date, requested_on, paid_on, origin,
    marked_by, marked_at)
  values (p_client, p_session, coalesce(p_from, '-infinity'), coalesce(p_through, 'infinity'), p_requested_on,
    p_paid_on, 'practice', p_marked_by, p_marked_at)
  returning restriction_id into marked;
  insert into gate.restriction_entry (restriction_id, kind) values (marked, 'replayed');
  update gate.journal set restriction_id = marked where journal_id = p_journal;
  if gate.sources_approved() is not true then
    perform gate.follow_unread(marked);
    return 'unread';
  end if;
  begin
    perform pg_advisory_xact_lock(gate.lock_key());
  exception when lock_not_available or deadlock_detected then
    locked := false;
  end;
  perform gate.follow(marked, locked, p_session is not null);
  return case when gate.knows(p_client) then 'replayed' else 'client unknown' end;
end
$$;

-- A file of the journal that cannot be opened is given up by name, and by nobody else.
create function gate.forgo_mark(p_journal uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.durable();
  perform gate.require_privacy_officer();
  insert into gate.journal (journal_id) values (p_journal) on conflict (journal_id) do nothing;
  if found then
    insert into gate.restriction_entry (kind) values ('mark_forgone');
  end if;
end
$$;

-- Whether a COMMIT waits until a standby has it. Where one is named, an answer comes only after that; which of them is
-- streaming is shown to those who may read the server's statistics, and is then asked too.
create function gate.has_synchronous_standby() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select current_setting('synchronous_standby_names') <> '' and exists (
    select from pg_stat_replication r where coalesce(r.sync_state, 'sync') in ('sync', 'quorum'));
end;

grant execute on function gate.mark_journaled(uuid, text, text, date, date, date, date)
  to scrim_clinician, scrim_privacy, scrim_billing;
grant execute on function gate.has_synchronous_standby()
  to scrim_clinician, scrim_privacy, scrim_billing, scrim_gateway;
grant execute on function gate.knows_journal(uuid[]) to scrim_gateway;
grant execute on function
  gate.unknown_marks(uuid[]), gate.forgo_mark(uuid),
  gate.replay_mark(uuid, text, text, date, date, date, date, text, timestamptz)
  to scrim_privacy;

set local role scrim_owner;
revoke create on schema gate from scrim_gatekeeper;
reset role;
