-- With debug_print_plan and client_min_messages a caller could have PostgreSQL print the plans of the statements inside
-- our functions. Inside them nothing below an error is sent to the client.

set local role scrim_gatekeeper;

do $$
declare
  function_name text;
begin
  for function_name in
    select p.oid::regprocedure::text from pg_catalog.pg_proc p
    where p.prosecdef and p.pronamespace in ('gate'::regnamespace, 'claims'::regnamespace)
      and p.proowner = 'scrim_gatekeeper'::regrole
  loop
    execute 'alter function ' || function_name || ' set client_min_messages = error';
  end loop;
end
$$;

reset role;
