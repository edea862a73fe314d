-- Entries about restrictions as a log of their own that shows tampering: numbered, in a tree and under signed checkpoints
-- exactly as the trail is (0017), with another key and for the privacy officer alone. Its size would tell how many clients
-- pay for themselves, so it is in no run's report, and no other login sees it.

set local role scrim_owner;

create table gate.restriction_waiting (
  entry_id bigint primary key
);
insert into gate.restriction_waiting (entry_id) select e.entry_id from gate.restriction_entry e;

create table gate.restriction_leaf (
  leaf_index bigint primary key check (leaf_index >= 0),
  entry_id bigint not null unique references gate.restriction_entry,
  leaf_hash bytea not null check (pg_catalog.octet_length(leaf_hash) = 32)
);

create table gate.restriction_checkpoint (
  checkpoint_id bigint generated always as identity primary key,
  tree_size bigint not null check (tree_size > 0),
  root_hash bytea not null check (pg_catalog.octet_length(root_hash) = 32),
  frontier bytea not null check (pg_catalog.octet_length(frontier) % 32 = 0),
  note text collate "C" not null,
  recorded_at timestamptz not null default pg_catalog.clock_timestamp(),
  unique (tree_size, note)
);

grant select on gate.restriction_waiting, gate.restriction_leaf, gate.restriction_checkpoint to scrim_privacy;
grant select, delete on gate.restriction_waiting to scrim_gatekeeper;
grant select, insert on gate.restriction_leaf, gate.restriction_checkpoint to scrim_gatekeeper;

create function gate.restriction_wait_for_number() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into gate.restriction_waiting (entry_id) values (new.entry_id);
  return null;
end
$$;

create trigger waits_for_number after insert on gate.restriction_entry
  for each row execute function gate.restriction_wait_for_number();

create trigger only_added_to before update or delete or truncate on gate.restriction_entry
  for each statement execute function trail.refuse_change();
create trigger only_added_to before update or delete or truncate on gate.restriction_leaf
  for each statement execute function trail.refuse_change();
create trigger only_added_to before update or delete or truncate on gate.restriction_checkpoint
  for each statement execute function trail.refuse_change();

grant create on schema gate to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- As trail.sequence(), in its order of steps; the lock is 'marks' in ASCII. The line that is hashed is the trail's, with
-- the restriction's number as the subject: who it is about stands in none of them.
create function gate.restriction_sequence() returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '30s' set client_min_messages = error as $$
declare
  size bigint;
  added bigint;
begin
  perform gate.durable();
  perform gate.require_read_committed();
  perform gate.require_privacy_officer();
  perform pg_advisory_xact_lock(469786323827);
  select coalesce(max(l.leaf_index) + 1, 0) into size from gate.restriction_leaf l;
  with committed as (delete from gate.restriction_waiting w returning w.entry_id)
  insert into gate.restriction_leaf (leaf_index, entry_id, leaf_hash)
  select size - 1 + row_number() over (order by e.entry_id), e.entry_id,
    sha256('\x00'::bytea || trail.leaf_bytes(
      row(e.entry_id, e.recorded_at, e.actor, e.kind, coalesce(e.restriction_id::text, ''), null, '{}')::trail.entry))
  from committed c join gate.restriction_entry e on e.entry_id = c.entry_id;
  get diagnostics added = row_count;
  return size + added;
end
$$;

create function gate.restriction_leaf_hashes(p_from bigint, p_count integer) returns setof bytea
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select l.leaf_hash from gate.restriction_leaf l where l.leaf_index >= p_from order by l.leaf_index limit p_count;
end;

create function gate.restriction_latest_checkpoint()
returns table (tree_size bigint, root_hash bytea, frontier bytea, note text)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select c.tree_size, c.root_hash, c.frontier, c.note from gate.restriction_checkpoint c
  order by c.tree_size desc, c.checkpoint_id desc limit 1;
end;

create function gate.restriction_has_checkpoint(p_size bigint, p_root bytea) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select exists (select from gate.restriction_checkpoint c where c.tree_size = p_size and c.root_hash = p_root);
end;

create function gate.restriction_store_checkpoint(p_size bigint, p_root bytea, p_frontier bytea, p_note text)
returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.require_privacy_officer();
  if exists (
    select from gate.restriction_checkpoint c
    where c.tree_size > p_size or c.tree_size = p_size and c.root_hash <> p_root
  ) or p_size > (select coalesce(max(l.leaf_index) + 1, 0) from gate.restriction_leaf l) then
    raise exception using errcode = 'SC018', message = 'a checkpoint is of the largest tree';
  end if;
  insert into gate.restriction_checkpoint (tree_size, root_hash, frontier, note)
  values (p_size, p_root, p_frontier, p_note)
  on conflict (tree_size, note) do nothing;
end
$$;

grant execute on function
  gate.restriction_sequence(), gate.restriction_leaf_hashes(bigint, integer), gate.restriction_latest_checkpoint(),
  gate.restriction_has_checkpoint(bigint, bytea),
  gate.restriction_store_checkpoint(bigint, bytea, bytea, text)
  to scrim_privacy;

set local role scrim_owner;
revoke create on schema gate from scrim_gatekeeper;
reset role;
