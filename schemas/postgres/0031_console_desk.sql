-- What people do in the console, and what clinicians see there of their own clients.
--
-- The console calls functions of the schema desk alone. Each of them asks first whose token was shown (gate.enter), and
-- for which roles it is, and then does what the function of the same name does for somebody who is connected under their
-- own login. So a right is given in one place, below; a route of the console that forgot to ask would be refused here.

set local role scrim_owner;

alter table gate.restriction_entry drop constraint restriction_entry_kind_check;
alter table gate.restriction_entry add constraint restriction_entry_kind_check check (kind in
  ('marked', 'imported', 'lift_requested', 'lifted', 'paid', 'payment_dishonoured', 'answer_settled', 'task_closed',
    'other_session', 'notice_withdrawn', 'replayed', 'mark_forgone', 'disclosures_shown'));
-- About whom, where it is about no restriction.
alter table gate.restriction_entry add column client_id text collate "C";

reset role;
create schema desk authorization scrim_owner;
set local role scrim_owner;
comment on schema desk is 'What the console may call: each function asks whose token was shown, and for whom it is.';
grant usage on schema desk to scrim_console;
grant usage, create on schema desk to scrim_gatekeeper;
grant create on schema gate to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- The clients of whoever asks. Of two records that were merged there is the one that was kept.
create function gate.my_client_ids() returns table (client_id text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.require_sources();
  return query
    select distinct coalesce(a.client_id, l.client_id)
    from gate.caller() p join source.caseload l on l.clinician_id = p.clinician_id
    left join source.client_alias a on a.former_client_id = l.client_id;
end
$$;

-- How it stands with each of these; whoever calls it has asked whose they are.
--   self-pay     a mark of the whole client, for today or later days
--   billed       a plan in force today, and the client's consent to bill it
--   no-consent   a plan in force today without such a consent
--   no-coverage  none
create function gate.standings(p_clients text[])
returns table (client_id text, family_name text, given_name text, state text, from_date date, through_date date,
  payer text, marked_sessions bigint, lift_requested_on date)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  return query
    select k.client_id, c.family_name, c.given_name,
      case when m.from_date is not null then 'self-pay' when v.has_consent then 'billed'
        when v.has_consent is not null then 'no-consent' else 'no-coverage' end,
      nullif(m.from_date, '-infinity'), nullif(m.through_date, 'infinity'),
      case when m.from_date is null then v.payer_name end, coalesce(m.sessions, 0), m.asked
    from (select u.id collate "C" as client_id from unnest(p_clients) as u(id)) k
    left join source.client c on c.client_id = k.client_id
    left join lateral (
      select min(r.from_date) filter (where w.is_whole) as from_date,
        max(r.through_date) filter (where w.is_whole) as through_date,
        max(r.lift_requested_on) filter (where w.is_whole) as asked, count(distinct r.session_id) as sessions
      from gate.restriction r
      cross join lateral (select r.session_id is null and r.through_date >= current_date as is_whole) w
      where r.client_id in (select gate.same_person(k.client_id)) and r.lifted_at is null) m on true
    left join lateral (
      select w.payer_name, coalesce(w.consent_on <= current_date, false)
        and coalesce(w.consent_through >= current_date, true) as has_consent
      from source.coverage w
      where w.client_id = k.client_id and w.valid_from <= current_date
        and coalesce(w.valid_through >= current_date, true)
      order by w.rank, w.coverage_id limit 1) v on true
    order by c.family_name, c.given_name, k.client_id;
end
$$;

create function gate.my_clients()
returns table (client_id text, family_name text, given_name text, state text, from_date date, through_date date,
  payer text, marked_sessions bigint, lift_requested_on date)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  return query select * from gate.standings(array(select i.client_id from gate.my_client_ids() i));
end
$$;

-- One of them, as a page about one client needs it; of another's there is no row.
create function gate.my_client(p_client text)
returns table (client_id text, family_name text, given_name text, state text, from_date date, through_date date,
  payer text, marked_sessions bigint, lift_requested_on date)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  return query select * from gate.standings(
    array(select i.client_id from gate.my_client_ids() i where i.client_id = p_client));
end
$$;

-- The names that go with these ids, of those whom the caller may see.
create function gate.names_of(p_clients text[]) returns table (client_id text, family_name text, given_name text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.require_sources();
  return query
    select c.client_id, c.family_name, c.given_name from source.client c
    where c.client_id = any (p_clients) and gate.is_treating(c.client_id);
end
$$;

-- What the plans are called that go with these ids of payers, of the clients whom the caller may see.
create function gate.payers_of(p_clients text[]) returns table (payer text, payer_name text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.require_sources();
  return query
    select distinct on (w.payer_id) w.payer_id, w.payer_name from source.coverage w
    where w.client_id = any (p_clients) and w.payer_name is not null and gate.is_treating(w.client_id)
    order by w.payer_id, w.valid_from desc, w.coverage_id;
end
$$;

-- One client's sessions, newest first, with what has become of each.
--   sent, in-flight  as a mark would answer; with the day, and to whom
--   marked           self-pay, and nothing has left
--   waiting          nothing has left
create function gate.my_sessions(p_client text)
returns table (session_id text, service_date date, state text, is_marked boolean, sent_on date, payer text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  ids text[] := array(select gate.same_person(p_client));
begin
  perform gate.require_sources();
  if not gate.is_treating(p_client) then
    return;
  end if;
  return query
    with known as (
      select s.session_id collate "C" as session_id, s.service_date from source.session s where s.client_id = any (ids)
      union
      select s.session_id collate "C", s.service_date from source.participant j
      join source.session s on s.session_id = j.session_id where j.client_id = any (ids)
      union
      select c.session_id, c.service_date from claims.claim c where c.client_id = any (ids)
    ), days as (
      select k.session_id, max(k.service_date) as service_date from known k group by 1
    )
    select d.session_id, d.service_date,
      case when s.is_sent then 'sent' when s.is_going then 'in-flight' when r.is_marked then 'marked' else 'waiting' end,
      r.is_marked, case when s.is_sent then s.decided_at::date end, case when s.is_sent then s.payer_id end
    from days d
    cross join lateral (
      select exists (select from gate.restriction r
        where r.lifted_at is null and (r.session_id = d.session_id
          or r.session_id is null and r.client_id = any (ids) and d.service_date between r.from_date and r.through_date
          or exists (select from gate.covered v
            where v.restriction_id = r.restriction_id and v.session_id = d.session_id))) as is_marked) r
    cross join lateral (
      select bool_or(k.state in ('accepted', 'rejected')) as is_sent,
        bool_or(k.state in ('in_flight', 'in_doubt')) as is_going,
        max(k.decided_at) filter (where k.state in ('accepted', 'rejected')) as decided_at,
        (array_agg(k.payer_id order by k.version desc) filter (where k.state in ('accepted', 'rejected')))[1] as payer_id
      from claims.claim_state k where k.session_id = d.session_id) s
    order by d.service_date desc, d.session_id;
end
$$;

-- What a mark would answer now: it is made, asked and undone. Of the client's own clinician and the privacy officer; who
-- may mark without seeing does not see this either.
create function gate.forecast(p_client text, p_session text, p_from date, p_through date)
returns table (session_id text, service_date date, answer text, sent_on date, payer text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  told jsonb;
begin
  perform gate.require_read_committed();
  perform gate.require_sources();
  if not gate.is_treating(p_client) then
    raise exception using errcode = 'SC007', message = 'no client of the caller has this id';
  end if;
  begin
    select jsonb_agg(to_jsonb(m)) into told
    from gate.mark_self_pay(p_client, p_session, p_from, p_through, current_date, null) m;
    raise exception using errcode = 'SC033', message = 'undone';
  exception when sqlstate 'SC033' then
    null;
  end;
  return query
    select f.* from jsonb_to_recordset(told) as f(
      session_id text, service_date date, answer text, sent_on date, payer text)
    order by f.service_date, f.session_id;
end
$$;

-- Everything that has left about a client, or may have: each time a claim was sent. That somebody looked is recorded in
-- the trail of restrictions.
create function gate.left_about(p_client text)
returns table (at timestamptz, session_id text, service_date date, payer text, clearinghouse text, frequency smallint,
  outcome text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  ids text[] := array(select gate.same_person(p_client));
begin
  perform gate.require_sources();
  if not gate.is_treating(p_client) then
    raise exception using errcode = 'SC007', message = 'no client of the caller has this id';
  end if;
  insert into gate.restriction_entry (kind, client_id) values ('disclosures_shown', p_client);
  return query
    with mine as (
      select c.session_id, c.version, c.submission_id, c.service_date, c.payer_id, c.frequency
      from claims.claim c
      where c.client_id = any (ids) or c.session_id in (
        select j.session_id collate "C" from source.participant j where j.client_id = any (ids))
    ), placed as (
      select m.* from mine m
      union
      select m.session_id, m.version, e.submission_id, m.service_date, m.payer_id, m.frequency
      from mine m join claims.claim_event e on e.session_id = m.session_id and e.version = m.version
      where e.kind = 'resealed'
    )
    select a.permitted_at, p.session_id, p.service_date, p.payer_id, s.clearinghouse, p.frequency,
      case when a.state in ('accepted', 'rejected') then 'arrived' when a.state = 'not_arrived' then 'not-arrived'
        else 'perhaps' end
    from placed p
    join claims.submission s on s.submission_id = p.submission_id
    join claims.attempt a on a.submission_id = p.submission_id and a.state <> 'not_sent'
    order by a.permitted_at desc, p.session_id;
end
$$;

-- For migrations: opens one function to the console.
create function gate.open_desk(p_function regprocedure, p_roles text[], p_confirmed boolean) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $open$
declare
  f record;
  call text;
begin
  select p.proname, p.proretset, pg_get_function_arguments(p.oid) as arguments, pg_get_function_result(p.oid) as result,
    p.oid::regproc::text as name, array_to_string(array(select '$' || n from generate_series(1, p.pronargs) n), ', ')
    as given, p.prorettype = 'void'::regtype as is_void
  into f from pg_proc p where p.oid = p_function;
  call := f.name || '(' || f.given || ');';
  execute format($body$
    create function desk.%I(%s) returns %s
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
    as $desk$
    #variable_conflict use_column
    begin
      perform gate.enter(%L::text[], %L::boolean);
      %s %s
    end
    $desk$ $body$, f.proname, f.arguments, f.result, p_roles, p_confirmed,
    case when f.proretset then 'return query select * from' when f.is_void then 'perform' else 'return' end, call);
  execute format('grant execute on function desk.%I(%s) to scrim_console', f.proname,
    pg_get_function_identity_arguments(p_function));
end
$open$;

do $$
declare
  treating constant text[] := array['clinician', 'privacy'];
  anyone constant text[] := array['billing', 'clinician', 'privacy', 'front_desk'];
begin
  -- Anyone of the practice may mark: a client phones the front desk.
  perform gate.open_desk('gate.mark_self_pay(text, text, date, date, date, date)', anyone, false);
  perform gate.open_desk('gate.mark_journaled(uuid, text, text, date, date, date, date)', anyone, false);
  perform gate.open_desk('gate.record_paid(text, text, date)', anyone, false);
  perform gate.open_desk('gate.record_dishonoured(text, text, date)', anyone, false);
  perform gate.open_desk('gate.has_synchronous_standby()', anyone, false);

  perform gate.open_desk('gate.my_clients()', array['clinician'], false);
  perform gate.open_desk('gate.my_client_ids()', array['clinician'], false);
  perform gate.open_desk('gate.my_client(text)', array['clinician'], false);
  perform gate.open_desk('gate.names_of(text[])', treating, false);
  perform gate.open_desk('gate.payers_of(text[])', treating, false);
  perform gate.open_desk('gate.my_sessions(text)', treating, false);
  perform gate.open_desk('gate.forecast(text, text, date, date)', treating, false);
  perform gate.open_desk('gate.left_about(text)', treating, false);
  perform gate.open_desk('gate.list_self_pay(boolean)', treating, false);
  perform gate.open_desk('gate.answers()', treating, false);
  perform gate.open_desk('gate.tasks()', treating, false);
  perform gate.open_desk('gate.confirm_other_session(text)', treating, false);
  perform gate.open_desk('gate.lift_self_pay(text, text, date)', treating, true);

  perform gate.open_desk('gate.confirm_lift(text, text)', array['privacy'], true);
  perform gate.open_desk('gate.decisions(text)', array['privacy'], false);
  perform gate.open_desk('gate.close_task(bigint, text)', array['privacy'], false);
  perform gate.open_desk('gate.people()', array['privacy'], false);
end
$$;

set local role scrim_owner;
revoke create on schema gate from scrim_gatekeeper;
revoke create on schema desk from scrim_gatekeeper;
reset role;
