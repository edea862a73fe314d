-- What every other migration stands on: which of them were applied, and whether this database may ever hold real
-- people. Runs as scrim_migrator, the owner of the database.

create schema scrim;

comment on schema scrim is 'Bookkeeping of the migrations, and the kind of this database.';

create table scrim.migration (
    number integer primary key,
    name text not null unique,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    applied_at timestamptz not null default now()
);

comment on table scrim.migration is 'Forward only. A file that was applied never changes; its digest is compared each time.';

-- The demo and the tests never run on a real practice's database, and a real one is never sent to a sandbox.
create table scrim.database_kind (
    only_row boolean primary key default true check (only_row),
    kind text not null check (kind in ('synthetic', 'real'))
);

comment on table scrim.database_kind is 'Written once, by the first migration; for ever.';

create function scrim.refuse_change() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception using errcode = 'integrity_constraint_violation', message = 'the kind of a database is fixed';
end
$$;

revoke execute on function scrim.refuse_change() from public;

create trigger fixed
    before update or delete or truncate on scrim.database_kind
    for each statement execute function scrim.refuse_change();
