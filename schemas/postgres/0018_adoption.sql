-- A database that was put back to an older state knows neither the marks nor the sendings that came after it. Nothing is
-- sent from it until the privacy officer says what was done about them.

set local role scrim_owner;
grant create on schema gate to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- p_witnessed: entries under the newest checkpoint that was kept elsewhere.
create function gate.adopt_database(p_witnessed bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.durable();
  perform gate.require_person();
  perform trail.append('database.adopted', 'database', null, jsonb_build_object('witnessed', p_witnessed));
end
$$;

grant execute on function gate.adopt_database(bigint) to scrim_privacy;

set local role scrim_owner;
revoke create on schema gate from scrim_gatekeeper;
reset role;
