-- A page asks the database five times and more, each time who it is and whether the source views are still the approved
-- ones. What follows answers the same as before, and several times faster: functions of language SQL that cannot be
-- inlined are planned at each call, those of PL/pgSQL once for a connection; and lists are made for all clients at once
-- rather than for one after the other.

set local role scrim_owner;
grant create on schema gate to scrim_gatekeeper;
set local role scrim_gatekeeper;

create or replace function gate.caller() returns table (login text, clinician_id text, is_privacy_officer boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  return query
    select p.login,
      case when session_user <> 'scrim_console' or gate.acting_as() = 'clinician' then p.clinician_id end,
      case when session_user = 'scrim_console' then coalesce(gate.acting_as() = 'privacy', false)
        else pg_has_role(session_user, 'scrim_privacy', 'member') end
    from gate.person p where p.login = gate.actor() and p.disabled_at is null;
end
$$;

create or replace function gate.console_session_of_token()
returns table (login text, acts_as text, is_confirmed boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select s.login, s.acts_as, s.confirmed_at > clock_timestamp() - interval '5 minutes'
    from gate.console_session s join gate.person p on p.login = s.login and p.disabled_at is null
    where s.token = sha256(convert_to(coalesce(current_setting('scrim.token', true), ''), 'UTF8'))
      and s.ended_at is null and s.seen_at > clock_timestamp() - interval '15 minutes'
      and s.started_at > clock_timestamp() - interval '12 hours'
      and s.acts_as = any (gate.roles_of(s.login));
end
$$;

create or replace function gate.source_state(p_relations oid[]) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select encode(sha256(convert_to(string_agg(f.fact, ' ' order by f.fact collate "C"), 'UTF8')), 'hex')
    from (
      select 'relation ' || c.oid || ' ' || c.relname as fact from pg_class c
      where c.relnamespace = 'source'::regnamespace and c.relkind in ('v', 'm', 'r', 'f', 'p')
      union all
      select 'rule ' || w.oid || ' ' || w.xmin from pg_rewrite w where w.ev_class = any (p_relations)
      union all
      select 'policy ' || p.oid || ' ' || p.xmin from pg_policy p where p.polrelid = any (p_relations)
      union all
      select 'index ' || i.indexrelid || ' ' || i.xmin from pg_index i
      where i.indrelid = any (p_relations) and (i.indexprs is not null or i.indpred is not null)
      union all
      select 'statistics ' || s.oid || ' ' || s.xmin from pg_statistic_ext s where s.stxrelid = any (p_relations)
      union all
      select 'child ' || h.inhrelid || ' ' || h.xmin from pg_inherits h where h.inhparent = any (p_relations)) f);
end
$$;

create or replace function gate.sources_approved() returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select a.state is not null and a.state = gate.source_state(a.relations) or a.digest = gate.source_digest()
    from gate.source_approval a order by a.approval_id desc limit 1);
end
$$;

-- All ids under which the records know each of these: pairs of the id that was asked for and one of the person's.
create function gate.same_people(p_clients text[]) returns table (asked text, client_id text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    with recursive alias as materialized (
      select a.client_id::text collate "C" as kept, a.former_client_id::text collate "C" as former
      from source.client_alias a
    ), person as (
      select distinct u.id collate "C" as asked, u.id collate "C" as client_id
      from unnest(p_clients) as u(id) where u.id is not null
      union
      select p.asked, case a.kept when p.client_id then a.former else a.kept end
      from person p join alias a on p.client_id in (a.kept, a.former)
    )
    select p.asked, p.client_id from person p where p.client_id is not null;
end
$$;

-- As before.
create or replace function gate.standings(p_clients text[])
returns table (client_id text, family_name text, given_name text, state text, from_date date, through_date date,
  payer text, marked_sessions bigint, lift_requested_on date)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  return query
    with k as materialized (
      select distinct u.id collate "C" as id from unnest(p_clients) as u(id)
    ), m as materialized (
      select p.asked, min(r.from_date) filter (where w.is_whole) as from_date,
        max(r.through_date) filter (where w.is_whole) as through_date,
        max(r.lift_requested_on) filter (where w.is_whole) as lift_asked, count(distinct r.session_id) as sessions
      from gate.same_people(p_clients) p
      join gate.restriction r on r.client_id = p.client_id and r.lifted_at is null
      cross join lateral (select r.session_id is null and r.through_date >= current_date as is_whole) w
      group by p.asked
    ), v as materialized (
      select distinct on (w.client_id) w.client_id collate "C" as id, w.payer_name,
        coalesce(w.consent_on <= current_date, false)
          and coalesce(w.consent_through >= current_date, true) as has_consent
      from source.coverage w
      where w.client_id = any (p_clients) and w.valid_from <= current_date
        and coalesce(w.valid_through >= current_date, true)
      order by w.client_id, w.rank, w.coverage_id
    ), c as materialized (
      select c.client_id collate "C" as id, c.family_name, c.given_name from source.client c
      where c.client_id = any (p_clients)
    )
    select k.id, c.family_name, c.given_name,
      case when m.from_date is not null then 'self-pay' when v.has_consent then 'billed'
        when v.has_consent is not null then 'no-consent' else 'no-coverage' end,
      nullif(m.from_date, '-infinity'), nullif(m.through_date, 'infinity'),
      case when m.from_date is null then v.payer_name end, coalesce(m.sessions, 0), m.lift_asked
    from k
    left join c on c.id = k.id
    left join m on m.asked = k.id
    left join v on v.id = k.id
    order by c.family_name, c.given_name, k.id;
end
$$;

-- As before.
create or replace function gate.my_sessions(p_client text)
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
    ), days as materialized (
      select k.session_id, max(k.service_date) as service_date from known k group by 1
    ), whole as materialized (
      select r.from_date, r.through_date from gate.restriction r
      where r.client_id = any (ids) and r.session_id is null and r.lifted_at is null
    ), marked as materialized (
      select r.session_id from gate.restriction r join days d on d.session_id = r.session_id where r.lifted_at is null
      union
      select v.session_id from days d join gate.covered v on v.session_id = d.session_id
      join gate.restriction r on r.restriction_id = v.restriction_id and r.lifted_at is null
      union
      select d.session_id from days d join whole w on d.service_date between w.from_date and w.through_date
    )
    select d.session_id, d.service_date,
      case when s.is_sent then 'sent' when s.is_going then 'in-flight' when r.is_marked then 'marked' else 'waiting' end,
      r.is_marked, case when s.is_sent then s.decided_at::date end, case when s.is_sent then s.payer_id end
    from days d
    cross join lateral (select exists (select from marked m where m.session_id = d.session_id) as is_marked) r
    cross join lateral (
      select bool_or(k.state in ('accepted', 'rejected')) as is_sent,
        bool_or(k.state in ('in_flight', 'in_doubt')) as is_going,
        max(k.decided_at) filter (where k.state in ('accepted', 'rejected')) as decided_at,
        (array_agg(k.payer_id order by k.version desc) filter (where k.state in ('accepted', 'rejected')))[1] as payer_id
      from claims.claim_state k where k.session_id = d.session_id) s
    order by d.service_date desc, d.session_id;
end
$$;

-- As before.
create or replace function gate.my_client(p_client text)
returns table (client_id text, family_name text, given_name text, state text, from_date date, through_date date,
  payer text, marked_sessions bigint, lift_requested_on date)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  perform gate.require_sources();
  if exists (
    select from gate.caller() p join source.caseload l on l.clinician_id = p.clinician_id
    left join source.client_alias a on a.former_client_id = l.client_id
    where coalesce(a.client_id, l.client_id) = p_client)
  then
    return query select * from gate.standings(array[p_client]);
  end if;
end
$$;

set local role scrim_owner;
revoke create on schema gate from scrim_gatekeeper;
reset role;
