-- Billing and the front desk may mark in the console and see no client: what the console gets for them holds no session
-- either.

set local role scrim_owner;
grant create on schema gate, desk to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- Of one session, whether the records or the ledger have it, as a mistyped number would not be; of a client, true.
create function gate.mark_unseen(p_journal uuid, p_client text, p_session text, p_from date, p_through date,
  p_requested_on date, p_paid_on date) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  if p_journal is null then
    perform from gate.mark_self_pay(p_client, p_session, p_from, p_through, p_requested_on, p_paid_on);
  else
    perform from gate.mark_journaled(p_journal, p_client, p_session, p_from, p_through, p_requested_on, p_paid_on);
  end if;
  return found or p_session is null;
end
$$;

drop function desk.mark_self_pay(text, text, date, date, date, date);
drop function desk.mark_journaled(uuid, text, text, date, date, date, date);

do $$
declare
  treating constant text[] := array['clinician', 'privacy'];
begin
  perform gate.open_desk('gate.mark_self_pay(text, text, date, date, date, date)', treating, false);
  perform gate.open_desk('gate.mark_journaled(uuid, text, text, date, date, date, date)', treating, false);
  perform gate.open_desk('gate.mark_unseen(uuid, text, text, date, date, date, date)', array['billing', 'front_desk'],
    false);
end
$$;

set local role scrim_owner;
revoke create on schema gate, desk from scrim_gatekeeper;
reset role;
