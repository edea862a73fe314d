-- The trail as a log that shows tampering. Entries are numbered after they are committed and hashed into one tree
-- (RFC 6962); each checkpoint signs the root of all so far. docs/trail.md says how anybody checks it.
--
-- Whoever records something adds an entry in its own transaction and waits for nobody. One sequencer at a time numbers
-- what it sees committed: identity values come in the order of asking, commits in any, so an entry may be numbered
-- after one with a higher id. A number that was given stays.

set local role scrim_owner;

-- What is not numbered yet: a list of work, and no evidence. Each run pays for its own entries, not for all there are.
create table trail.waiting (
  entry_id bigint primary key
);
insert into trail.waiting (entry_id) select e.entry_id from trail.entry e;

create table trail.leaf (
  leaf_index bigint primary key check (leaf_index >= 0),
  entry_id bigint not null unique references trail.entry,
  leaf_hash bytea not null check (pg_catalog.octet_length(leaf_hash) = 32)
);

create table trail.checkpoint (
  checkpoint_id bigint generated always as identity primary key,
  tree_size bigint not null check (tree_size > 0),
  root_hash bytea not null check (pg_catalog.octet_length(root_hash) = 32),
  -- The roots of the complete subtrees, largest first: what the next checkpoint goes on from.
  frontier bytea not null check (pg_catalog.octet_length(frontier) % 32 = 0),
  -- The signed note (C2SP signed-note, tlog-checkpoint), as it was handed out.
  note text collate "C" not null,
  recorded_at timestamptz not null default pg_catalog.clock_timestamp(),
  unique (tree_size, note)
);

grant select on trail.waiting, trail.leaf, trail.checkpoint to scrim_auditor;
grant select, delete on trail.waiting to scrim_gatekeeper;
grant select, insert on trail.leaf, trail.checkpoint to scrim_gatekeeper;
grant usage on schema trail to scrim_gateway;

create function trail.wait_for_number() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into trail.waiting (entry_id) values (new.entry_id);
  return null;
end
$$;

create trigger waits_for_number after insert on trail.entry
  for each row execute function trail.wait_for_number();

-- The owner's rights are no way either. (A superuser can go round this; the tree is there for that.)
create function trail.refuse_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using errcode = 'insufficient_privilege', message = 'the trail is only ever added to';
end
$$;

create trigger only_added_to before update or delete or truncate on trail.entry
  for each statement execute function trail.refuse_change();
create trigger only_added_to before update or delete or truncate on trail.leaf
  for each statement execute function trail.refuse_change();
create trigger only_added_to before update or delete or truncate on trail.checkpoint
  for each statement execute function trail.refuse_change();

grant create on schema trail to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- What is hashed of an entry: one line of JSON in UTF-8, keys in this order, no space between them; the time in UTC
-- with microseconds, the digest in hexadecimal or null, the detail as PostgreSQL prints jsonb. The verifier writes the
-- same line from the columns and does not ask this function: who changes an entry could change it too. (Names are bound
-- when it is made; a search_path of its own would keep it from being inlined, which is many times faster.)
create function trail.leaf_bytes(p_entry trail.entry) returns bytea
language sql stable
begin atomic
  select convert_to(
    '{"entry":' || p_entry.entry_id::text
    || ',"at":"' || to_char(p_entry.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    || '","actor":' || to_json(p_entry.actor)::text
    || ',"kind":' || to_json(p_entry.kind)::text
    || ',"subject":' || to_json(p_entry.subject)::text
    || ',"digest":' || coalesce('"' || encode(p_entry.digest, 'hex') || '"', 'null')
    || ',"detail":' || p_entry.detail::text || '}', 'UTF8');
end;

-- Numbers what is committed and not numbered yet; answers the size of the tree. The lock ('trail' in ASCII) is held to
-- the end of the transaction, so that a checkpoint is made and stored under it.
create function trail.sequence() returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '30s' set client_min_messages = error as $$
declare
  size bigint;
  added bigint;
begin
  perform gate.durable();
  -- Each statement sees what was committed before it began; one snapshot for all would be older than the lock.
  perform gate.require_read_committed();
  perform pg_advisory_xact_lock(500135192940);
  select coalesce(max(l.leaf_index) + 1, 0) into size from trail.leaf l;
  with committed as (delete from trail.waiting w returning w.entry_id)
  insert into trail.leaf (leaf_index, entry_id, leaf_hash)
  select size - 1 + row_number() over (order by e.entry_id), e.entry_id,
    sha256('\x00'::bytea || trail.leaf_bytes(e))
  from committed c join trail.entry e on e.entry_id = c.entry_id;
  get diagnostics added = row_count;
  return size + added;
end
$$;

create function trail.leaf_hashes(p_from bigint, p_count integer) returns setof bytea
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select l.leaf_hash from trail.leaf l where l.leaf_index >= p_from order by l.leaf_index limit p_count;
end;

create function trail.latest_checkpoint()
returns table (tree_size bigint, root_hash bytea, frontier bytea, note text)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select c.tree_size, c.root_hash, c.frontier, c.note from trail.checkpoint c
  order by c.tree_size desc, c.checkpoint_id desc limit 1;
end;

create function trail.has_checkpoint(p_size bigint, p_root bytea) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select exists (select from trail.checkpoint c where c.tree_size = p_size and c.root_hash = p_root);
end;

-- Only ever of a larger tree, or of the same one under another key.
create function trail.store_checkpoint(p_size bigint, p_root bytea, p_frontier bytea, p_note text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  if exists (
    select from trail.checkpoint c
    where c.tree_size > p_size or c.tree_size = p_size and c.root_hash <> p_root
  ) or p_size > (select coalesce(max(l.leaf_index) + 1, 0) from trail.leaf l) then
    raise exception using errcode = 'SC018', message = 'a checkpoint is of the largest tree';
  end if;
  insert into trail.checkpoint (tree_size, root_hash, frontier, note) values (p_size, p_root, p_frontier, p_note)
  on conflict (tree_size, note) do nothing;
end
$$;

grant execute on function
  trail.sequence(), trail.leaf_hashes(bigint, integer), trail.latest_checkpoint(),
  trail.has_checkpoint(bigint, bytea), trail.store_checkpoint(bigint, bytea, bytea, text)
  to scrim_gateway;

set local role scrim_owner;
revoke create on schema trail from scrim_gatekeeper;
reset role;
