-- The trail: what was done, by whom, when, on what. Ids, digests, codes and times; never a name, a diagnosis or a
-- date of service (45 CFR 164.312(b), audit controls). Entries are only ever added.

set local role scrim_owner;

create table trail.entry (
  entry_id bigint generated always as identity primary key,
  recorded_at timestamptz not null default pg_catalog.clock_timestamp(),
  actor text not null default session_user,
  kind text collate "C" not null check (kind ~ '^[a-z]+(\.[a-z_]+)+$'),
  subject text collate "C" not null check (pg_catalog.length(subject) <= 100),
  digest bytea check (pg_catalog.octet_length(digest) = 32),
  detail jsonb not null default '{}'
);

grant select on trail.entry to scrim_auditor;
grant select, insert on trail.entry to scrim_gatekeeper;

grant create on schema trail to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- The one way in. Callers are our own functions; no login may call it.
create function trail.append(p_kind text, p_subject text, p_digest bytea, p_detail jsonb) returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
  insert into trail.entry (kind, subject, digest, detail)
  values (p_kind, p_subject, p_digest, coalesce(p_detail, '{}'));
end;

set local role scrim_owner;
revoke create on schema trail from scrim_gatekeeper;
reset role;
