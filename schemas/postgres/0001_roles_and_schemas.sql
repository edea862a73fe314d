-- Roles, schemas and their owners: the first wall.
--
-- Run by scrim_migrator, which owns the database and has CREATEROLE; no superuser is needed, so that this works
-- on a managed PostgreSQL too. Roles belong to the whole cluster: one that another database of it has already
-- made is used as it is.
--
--   scrim_owner       owns every table; nobody logs in as it
--   scrim_gatekeeper  owns the functions; the only role that reads source, gate and claims at the same time
--   scrim_practice    the practice's administrator: owns practice, writes the views of source
--   scrim_gateway     the service that runs claims: functions only
--   scrim_billing, scrim_clinician, scrim_privacy, scrim_auditor   groups; people's own logins are members
--   scrim_console     the web console: token functions only

do $$
declare
  role_name text;
begin
  foreach role_name in array array[
    'scrim_owner', 'scrim_gatekeeper', 'scrim_practice',
    'scrim_billing', 'scrim_clinician', 'scrim_privacy', 'scrim_auditor']
  loop
    begin
      if not exists (select from pg_catalog.pg_roles where rolname = role_name) then
        execute pg_catalog.format('create role %I nologin', role_name);
      end if;
    exception when duplicate_object or unique_violation then null;  -- another database of the cluster was first
    end;
  end loop;
  foreach role_name in array array['scrim_gateway', 'scrim_console'] loop
    begin
      if not exists (select from pg_catalog.pg_roles where rolname = role_name) then
        execute pg_catalog.format('create role %I login', role_name);
      end if;
    exception when duplicate_object or unique_violation then null;
    end;
  end loop;
  foreach role_name in array array['scrim_owner', 'scrim_gatekeeper', 'scrim_practice'] loop
    if not pg_catalog.pg_has_role(current_user, role_name, 'member') then
      execute pg_catalog.format('grant %I to current_user', role_name);
    end if;
  end loop;
end
$$;

do $$
begin
  -- Nobody makes objects here, not even temporary ones (a temporary table can shadow a real one).
  execute pg_catalog.format('revoke all on database %I from public', pg_catalog.current_database());
  execute pg_catalog.format(
    'grant connect on database %I to scrim_gateway, scrim_console, scrim_billing, scrim_clinician, '
    'scrim_privacy, scrim_auditor, scrim_practice', pg_catalog.current_database());
end
$$;
revoke all on schema public from public;

-- Every command first asks whether this database fits its version and its configuration.
grant usage on schema scrim to
  scrim_gateway, scrim_console, scrim_billing, scrim_clinician, scrim_privacy, scrim_auditor;
grant select on scrim.migration, scrim.database_kind to
  scrim_gateway, scrim_console, scrim_billing, scrim_clinician, scrim_privacy, scrim_auditor;

create schema source authorization scrim_owner;
create schema gate authorization scrim_owner;
create schema claims authorization scrim_owner;
create schema trail authorization scrim_owner;

set local role scrim_owner;

comment on schema source is 'The contract with the practice''s records: views that the administrator writes.';
comment on schema gate is 'Restrictions, admission and permits. Functions only.';
comment on schema claims is 'The ledger: claims, submissions, attempts, holds.';
comment on schema trail is 'Append-only entries of what was done, by whom.';

grant usage, create on schema source to scrim_practice;
grant usage on schema source, gate, claims, trail to scrim_gatekeeper;
grant usage on schema gate, claims to
  scrim_gateway, scrim_billing, scrim_clinician, scrim_privacy, scrim_auditor;
grant usage on schema trail to scrim_auditor, scrim_privacy;

reset role;

-- What is created from here on is closed until it is opened by name.
alter default privileges for role scrim_owner revoke execute on functions from public;
alter default privileges for role scrim_gatekeeper revoke execute on functions from public;
