-- Billing's work in the console: what `scrim status`, `scrim unbilled`, `scrim holds` and `scrim claims` do under a
-- person's own login, opened to the console for whoever has put on billing; pages of a list; and what charts are made of.
-- Nothing here reads more than those commands give to billing: what charts count is in claims.* alone, and of what a mark
-- took back unsent they count nothing, as of whatever else the practice withdrew.

grant create on schema claims, gate, desk to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- MARK: Lists, a page at a time

-- Claims, oldest service first, after one of them; NULL: any. p_codes are all that was said of it, and nothing else. The
-- conditions are written out, since a plan that is made for all of them looks each claim up by itself; and where something
-- rare was said, only claims of which it was said are looked at.
create function claims.listed_after(p_state text, p_code text, p_codes text[], p_payer text, p_clearinghouse text,
  p_from date, p_through date, p_after_date date, p_after text, p_limit integer)
returns table (patient_control_number text, session_id text, version smallint, payer_id text, clearinghouse text,
  service_date date, charge_cents bigint, state text, codes text[], contradictory boolean, changed_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error set jit = off set work_mem = '32MB'
set plan_cache_mode = force_custom_plan as $$
begin
  return query execute $sql$
    select v.patient_control_number, v.session_id, v.version, v.payer_id, v.clearinghouse, v.service_date,
      v.charge_cents, v.state, v.codes, v.contradictory, v.changed_at
    from claims.claim_standing v where true $sql$
    || case when p_state is null then '' else ' and v.state = $1' end
    || case when p_state in ('not-found', 'interchange-rejected', 'set-rejected', 'rejected-by-clearinghouse',
        'rejected-by-payer', 'forwarded', 'reversed', 'denied', 'zero-paid')
      then ' and (v.session_id, v.version) in (select p.session_id, p.version from claims.progress p where p.state = $1)'
      else '' end
    || case when p_code is null then '' else ' and $2 = any (v.codes)' end
    || case when p_codes is null then '' else ' and v.codes = $3' end
    || case when p_payer is null then '' else ' and v.payer_id = $4' end
    || case when p_clearinghouse is null then '' else ' and v.clearinghouse = $5' end
    || case when p_from is null then '' else ' and v.service_date >= $6' end
    || case when p_through is null then '' else ' and v.service_date <= $7' end
    || case when p_after_date is null then ''
      else ' and (v.service_date, v.patient_control_number) > ($8, $9 collate "C")' end
    || ' order by v.service_date, v.patient_control_number limit $10'
  using p_state, p_code, p_codes, p_payer, p_clearinghouse, p_from, p_through, p_after_date, p_after, p_limit;
end
$$;

-- As before, in a seventh of the time where there are many claims.
create or replace function claims.listed(
  p_state text, p_code text, p_payer text, p_clearinghouse text, p_from date, p_through date, p_limit integer)
returns table (patient_control_number text, session_id text, version smallint, payer_id text, clearinghouse text,
  service_date date, charge_cents bigint, state text, codes text[], contradictory boolean, changed_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select l.* from claims.listed_after(p_state, p_code, null, p_payer, p_clearinghouse, p_from, p_through, null, null,
    p_limit) l;
end;

-- Compiling such a query takes longer than it runs.
alter function claims.work() set jit = off;
alter function claims.unanswered(text, integer, integer, integer) set jit = off;
alter function claims.standing() set jit = off;

-- The submission in doubt that the claim of this number is in, and how many claims are in it. No row: in none.
create function claims.doubtful_of(p_control text) returns table (submission_key uuid, claims integer)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select s.submission_key, s.claim_count
  from claims.claim_state k join claims.submission s on s.submission_id = k.submission_id
  where k.patient_control_number = p_control and s.state = 'in_doubt';
end;

-- Sessions that billing staff keep back, with why; of those that are shown among what is held.
create function claims.kept_back()
returns table (session_id text, reason text, held_at timestamptz, held_by text)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select m.session_id, m.reason, m.held_at, m.held_by from claims.manual_hold m
  where m.session_id in (select h.session_id from claims.held() h) order by m.session_id;
end;

-- MARK: What charts are made of

-- For each week, by its Monday, and each clearinghouse: claims that were sent, and claims of which it became known that
-- they were rejected, by the clearinghouse or by the payer.
create function claims.weeks(p_since date)
returns table (week date, clearinghouse text, sent bigint, rejected bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error set jit = off
begin atomic
  select e.week, e.clearinghouse, coalesce(sum(e.sent), 0)::bigint, coalesce(sum(e.rejected), 0)::bigint from (
    select date_trunc('week', s.decided_at)::date as week, s.clearinghouse, s.claim_count as sent,
      case when s.state = 'rejected' then s.claim_count end as rejected
    from claims.submission s where s.state in ('accepted', 'rejected') and s.decided_at >= p_since
    union all
    select date_trunc('week', p.changed_at)::date, s.clearinghouse, null, 1
    from claims.progress p
    join claims.claim c on c.session_id = p.session_id and c.version = p.version
    join claims.submission s on s.submission_id = c.submission_id
    where p.state in ('interchange-rejected', 'set-rejected', 'rejected-by-clearinghouse', 'rejected-by-payer')
      and p.changed_at >= p_since and s.state <> 'rejected') e
  group by 1, 2 order by 1, 2;
end;

-- For each week in which submissions were taken, and each clearinghouse: how many of them somebody has answered, and
-- after how many days half of these and nine of ten of these had their first answer.
create function claims.answer_days(p_since date)
returns table (week date, clearinghouse text, submissions bigint, answered bigint, median double precision,
  ninth double precision)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error set jit = off
begin atomic
  select date_trunc('week', f.decided_at)::date, f.clearinghouse, count(*), count(f.days),
    percentile_cont(0.5) within group (order by f.days), percentile_cont(0.9) within group (order by f.days)
  from (
    select s.decided_at, s.clearinghouse,
      case when a.first is not null then
        (extract(epoch from greatest(a.first - s.decided_at, interval '0')) / 86400)::double precision end as days
    from claims.submission s
    cross join lateral (
      select least(
        (select min(k.taken_at) from claims.statement t
         join claims.acknowledgment k on k.acknowledgment_id = t.acknowledgment_id
         where t.submission_id = s.submission_id),
        (select min(k.taken_at) from claims.claim c
         join claims.statement t on t.session_id = c.session_id and t.version = c.version
         join claims.acknowledgment k on k.acknowledgment_id = t.acknowledgment_id
         where c.submission_id = s.submission_id)) as first) a
    where s.state = 'accepted' and s.decided_at >= p_since) f
  group by 1, 2 order by 1, 2;
end;

-- What was sent and is not at its end, by how many days ago that was: what waits for others, what waits for us, and what
-- was charged for both. first_days: 0, 8, 31, 61, 91.
create function claims.open_ages()
returns table (first_days integer, waits_for_others bigint, waits_for_us bigint, charge_cents bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error set jit = off
begin atomic
  with open_claims as (
    select v.charge_cents,
      v.state in ('refused', 'interchange-rejected', 'set-rejected', 'rejected-by-clearinghouse', 'rejected-by-payer',
        'not-found', 'denied', 'reversed') as is_ours,
      extract(epoch from clock_timestamp() - v.decided_at) / 86400 as days
    from claims.claim_standing v
    where v.decided_at is not null and v.state in ('refused', 'submitted', 'interchange-accepted', 'set-accepted',
      'received', 'not-found', 'interchange-rejected', 'set-rejected', 'rejected-by-clearinghouse',
      'rejected-by-payer', 'adjudicating', 'forwarded', 'denied', 'reversed')
  )
  select b.first_days, count(*) filter (where not o.is_ours), count(*) filter (where o.is_ours),
    coalesce(sum(o.charge_cents), 0)::bigint
  from (values (0, 8), (8, 31), (31, 61), (61, 91), (91, null)) as b(first_days, next_days)
  left join open_claims o on o.days >= b.first_days and (b.next_days is null or o.days < b.next_days)
  group by 1 order by 1;
end;

grant execute on function claims.listed_after(text, text, text[], text, text, date, date, date, text, integer),
  claims.doubtful_of(text), claims.kept_back(), claims.weeks(date), claims.answer_days(date), claims.open_ages()
  to scrim_billing;
grant execute on function claims.open_ages(), claims.weeks(date), claims.answer_days(date) to scrim_auditor;

-- MARK: Opened to the console

do $$
declare
  billing constant text[] := array['billing'];
  one text;
begin
  foreach one in array array[
    'claims.standing()', 'claims.lines()', 'claims.distrusted()', 'claims.doubtful()', 'claims.doubtful_of(text)',
    'claims.held()', 'claims.kept_back()', 'gate.due(text[], date[], date, date, date[], date[])',
    'gate.unbilled(text[], date[], date, date, date[], date[])', 'claims.work()',
    'claims.listed_after(text, text, text[], text, text, date, date, date, text, integer)', 'claims.versions(text)',
    'claims.story(text)', 'claims.changes()', 'claims.payments(date, date, text)',
    'claims.unanswered(text, integer, integer, integer)', 'claims.unmatched()', 'claims.waiting_voids()',
    'claims.weeks(date)', 'claims.answer_days(date)', 'claims.open_ages()',
    -- What a person does, and can take back, or what goes through the gate anew.
    'claims.send_again(text, text[], date[], text)', 'claims.replace_claim(text, text, text[], date[])',
    'claims.rebill(text, text[], date[])', 'claims.take_back(text)', 'claims.close_claim(text, text)',
    'claims.reopen_claim(text)', 'claims.keep_back(text, text)', 'claims.let_go(text)',
    'claims.give_delay_reason(text, text, text[], date[], date[], date[])',
    'claims.release_late(text, text, text[], date[], date[], date[], text)', 'claims.take_back_delay_reason(text)',
    'gate.record_notice(text, text, date, date)', 'gate.withdraw_notice(text, text)']
  loop
    perform gate.open_desk(one::regprocedure, billing, false);
  end loop;
  -- What cannot be taken back: a void tells the payer once more; what is settled was sent, or was not, for good; and a
  -- clearinghouse that is trusted is sent things a second time.
  foreach one in array array['claims.void_claim(text, text, text[], date[])', 'claims.settle(uuid, boolean, text, text)',
    'claims.clear_contradictions(text)']
  loop
    perform gate.open_desk(one::regprocedure, billing, true);
  end loop;
end
$$;

set local role scrim_owner;
revoke create on schema claims, gate, desk from scrim_gatekeeper;
reset role;
