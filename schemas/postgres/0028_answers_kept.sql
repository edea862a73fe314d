-- Answers as they came, back out; and what large ones need: the codes of a claim without a look at all others of the
-- file, and no memory of what a file has said already.

set local role scrim_owner;

-- What is in a file, of all that it says: also what others had said before.
alter table claims.acknowledgment
  add column kinds text[] not null default '{}',
  add column statements bigint not null default 0 check (statements >= 0);
update claims.acknowledgment k
set kinds = s.kinds, statements = s.statements
from (select t.acknowledgment_id, pg_catalog.array_agg(distinct t.kind order by t.kind) as kinds,
    pg_catalog.count(*) as statements
  from claims.statement t group by 1) s
where s.acknowledgment_id = k.acknowledgment_id;

-- The file that said it last: how often one file has said the same is counted here, and in no program's memory.
alter table claims.statement add column last_said_in bigint;

grant update (kinds, statements) on claims.acknowledgment to scrim_gatekeeper;
grant update (last_said_in, said_on) on claims.statement to scrim_gatekeeper;
grant create on schema claims to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- As in 0023, but that it numbers what one file says twice by itself; and that of the same words in several files the
-- latest day counts, whichever of them came first: a payer's newest number is known by it.
create or replace function claims.note_statements(p_acknowledgment bigint, p_statements jsonb)
returns table (repeated bigint, unmatched bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error set enable_seqscan = off set jit = off as $$
declare
  place text;
  before bigint;
  heard bigint[];
  fresh bigint[];
  sessions text[];
  versions smallint[];
begin
  select k.clearinghouse into place from claims.acknowledgment k where k.acknowledgment_id = p_acknowledgment;
  with said as (
    select n.*, row_number() over (partition by n.fingerprint) + (
      select count(*) from claims.statement d
      where d.fingerprint = decode(n.fingerprint, 'hex') and d.last_said_in = p_acknowledgment) as ordinal
    from jsonb_to_recordset(p_statements) as n(
      fingerprint text, kind text, source text, scope text, reference text, outcome text, codes text[],
      contradictory boolean, payer_claim_number text, said_on date, payment_trace text, charge_cents bigint,
      paid_cents bigint, patient_cents bigint, adjustments text[], balanced boolean)
  ), meant as (
    select n.*, t.submission_id, t.set_number, t.session_id, t.version
    from said n cross join lateral claims.meant(place, n.scope, n.reference) t
  ), noted as (
    insert into claims.statement as s (acknowledgment_id, fingerprint, ordinal, kind, source, scope, submission_id,
      set_number, session_id, version, outcome, codes, contradictory, reference, payer_claim_number, said_on,
      payment_trace, charge_cents, paid_cents, patient_cents, adjustments, balanced, last_said_in)
    select p_acknowledgment, decode(m.fingerprint, 'hex'), m.ordinal, m.kind, m.source, m.scope, m.submission_id,
      m.set_number, m.session_id, m.version, m.outcome, coalesce(m.codes, '{}'), m.contradictory, m.reference,
      m.payer_claim_number, m.said_on, m.payment_trace, m.charge_cents, m.paid_cents, m.patient_cents, m.adjustments,
      m.balanced, p_acknowledgment
    from meant m
    on conflict (fingerprint, ordinal) do update
    set last_said_in = excluded.last_said_in, said_on = greatest(s.said_on, excluded.said_on)
    returning statement_id, acknowledgment_id
  )
  -- What others said first is theirs.
  select array_agg(n.statement_id), array_agg(n.statement_id) filter (where n.acknowledgment_id = p_acknowledgment),
    count(*) filter (where n.acknowledgment_id <> p_acknowledgment)
  into heard, fresh, before from noted n;
  update claims.acknowledgment k
  set statements = k.statements + jsonb_array_length(p_statements),
    kinds = array(select e.kind from unnest(k.kinds) as e(kind)
      union select n.kind from jsonb_to_recordset(p_statements) as n(kind text) order by 1)
  where k.acknowledgment_id = p_acknowledgment;
  select array_agg(a.session_id), array_agg(a.version) into sessions, versions from (
    select t.session_id, t.version from claims.statement t
    where t.statement_id = any (heard) and t.session_id is not null
    union
    select p.session_id, p.version from claims.statement t
    cross join lateral claims.placed_in(t.submission_id, t.set_number) p
    where t.statement_id = any (heard) and t.session_id is null and t.submission_id is not null) a;
  perform claims.derive(sessions, versions);
  return query select before, (select count(*) from claims.statement t where t.statement_id = any (fresh)
    and t.submission_id is null and t.session_id is null and t.scope <> 'payment');
end
$$;

-- As in 0023, but that the codes of all claims are found in one go, and not claim by claim among all of them.
create or replace function claims.derive(p_sessions text[], p_versions smallint[]) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error set enable_seqscan = off set jit = off as $$
begin
  insert into claims.progress as p (session_id, version, state, codes, contradictory, payer_claim_number, charge_cents,
    paid_cents, patient_cents)
  with named as (
    select distinct n.session_id, n.version from unnest(p_sessions, p_versions) as n(session_id, version)
  ), said as materialized (
    select n.session_id, n.version, t.statement_id,
      claims.speaks_for(t.kind, t.source, t.outcome, t.contradictory) as state
    from named n
    join claims.claim k on k.session_id = n.session_id and k.version = n.version
    left join lateral (
      select e.submission_id, e.set_number from claims.claim_event e
      where e.session_id = n.session_id and e.version = n.version and e.kind = 'resealed'
      order by e.event_id desc limit 1) later on true
    cross join lateral (
      select d.statement_id, d.kind, d.source, d.outcome, d.contradictory from claims.statement d
      where d.session_id = n.session_id and d.version = n.version
      union all
      select d.statement_id, d.kind, d.source, d.outcome, d.contradictory from claims.statement d
      where d.submission_id = coalesce(later.submission_id, k.submission_id) and d.session_id is null
        and (d.set_number is null or d.set_number
          = case when later.submission_id is null then k.set_number else later.set_number end)) t
  ), summed as (
    select d.session_id, d.version,
      count(*) filter (where d.state = 'reversed') as reversals,
      count(*) filter (where d.state in ('paid', 'denied')) as decisions,
      sum(t.paid_cents) filter (where t.kind = '835') as paid_cents,
      sum(t.patient_cents) filter (where t.kind = '835') as patient_cents,
      max(t.charge_cents) filter (where t.kind = '835') as charge_cents,
      max(claims.weight(d.state)) filter (where t.kind <> '835' or d.state = 'forwarded') as farthest,
      bool_or(d.state = 'paid') as was_paid,
      bool_or(t.contradictory)
        or bool_or(d.state in ('interchange-rejected', 'set-rejected'))
          and bool_or(d.state in ('received', 'adjudicating', 'paid', 'denied'))
        or bool_or(d.state = 'rejected-by-clearinghouse') and bool_or(d.state in ('adjudicating', 'paid', 'denied'))
        or bool_or(d.state = 'rejected-by-payer') and bool_or(d.state in ('adjudicating', 'paid', 'denied'))
        as contradictory,
      (array_agg(t.payer_claim_number order by (t.kind = '835') desc, t.said_on desc nulls last, t.fingerprint)
        filter (where t.payer_claim_number is not null))[1] as payer_claim_number
    from said d join claims.statement t on t.statement_id = d.statement_id
    where d.state is not null group by 1, 2
  ), decided as (
    select u.*, case
      when u.decisions + u.reversals = 0 then (array['interchange-accepted', 'set-accepted', 'not-found', 'received',
        'interchange-rejected', 'set-rejected', 'rejected-by-clearinghouse', 'adjudicating', 'rejected-by-payer',
        'forwarded'])[u.farthest]
      when u.reversals >= u.decisions then 'reversed'
      when u.paid_cents > 0 then 'paid'
      when u.was_paid then 'zero-paid'
      else 'denied' end as state
    from summed u
  ), worded as (
    select u.session_id, u.version, array_agg(distinct c.code order by c.code) as codes
    from decided u
    join said d on d.session_id = u.session_id and d.version = u.version
      and (d.state = u.state or u.state = 'zero-paid' and d.state = 'paid')
    join claims.statement t on t.statement_id = d.statement_id cross join lateral unnest(t.codes) c(code)
    group by 1, 2
  )
  select u.session_id, u.version, u.state, coalesce(w.codes, '{}'),
    u.contradictory, u.payer_claim_number, u.charge_cents, u.paid_cents, u.patient_cents
  from decided u left join worded w on w.session_id = u.session_id and w.version = u.version
  on conflict (session_id, version) do update
  set state = excluded.state, codes = excluded.codes, contradictory = excluded.contradictory,
    payer_claim_number = excluded.payer_claim_number, charge_cents = excluded.charge_cents,
    paid_cents = excluded.paid_cents, patient_cents = excluded.patient_cents, changed_at = clock_timestamp()
  where (p.state, p.codes, p.contradictory, p.payer_claim_number, p.charge_cents, p.paid_cents, p.patient_cents)
    is distinct from (excluded.state, excluded.codes, excluded.contradictory, excluded.payer_claim_number,
      excluded.charge_cents, excluded.paid_cents, excluded.patient_cents);
  perform claims.reconsider(p_sessions);
end
$$;

-- MARK: Back out

-- What came, newest first; days are those of the session's time zone. NULL: any.
create function claims.acknowledgments(p_clearinghouse text, p_from date, p_through date, p_limit integer)
returns table (acknowledgment_id bigint, clearinghouse text, taken_at timestamptz, taken_by text, name_there text,
  bytes bigint, kinds text[], statements bigint, archive_key_id text)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select k.acknowledgment_id, k.clearinghouse, k.taken_at, k.taken_by, k.name_there, k.bytes, k.kinds, k.statements,
    (select p.archive_key_id from claims.acknowledgment_piece p
     where p.acknowledgment_id = k.acknowledgment_id and p.number = 1)
  from claims.acknowledgment k
  where (p_clearinghouse is null or k.clearinghouse = p_clearinghouse)
    and (p_from is null or k.taken_at >= p_from) and (p_through is null or k.taken_at < p_through + 1)
  order by k.acknowledgment_id desc limit p_limit;
end;

-- Puts on record that somebody opens it, before there is anything to open. No row: there is none of that number.
create function claims.open_acknowledgment(p_acknowledgment bigint)
returns table (digest bytea, bytes bigint, pieces integer, archive_key_id text)
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  kept record;
begin
  perform gate.durable();
  perform gate.require_person();
  select k.digest, k.bytes, p.pieces, p.archive_key_id into kept
  from claims.acknowledgment k cross join lateral (
    select count(*)::integer as pieces, min(c.archive_key_id) as archive_key_id from claims.acknowledgment_piece c
    where c.acknowledgment_id = k.acknowledgment_id) p
  where k.acknowledgment_id = p_acknowledgment;
  if not found then
    return;
  end if;
  perform trail.append('acknowledgment.opened', p_acknowledgment::text, kept.digest, null);
  return query select kept.digest, kept.bytes, kept.pieces, kept.archive_key_id;
end
$$;

-- One piece, still sealed.
create function claims.kept_piece(p_acknowledgment bigint, p_number integer) returns bytea
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select p.sealed from claims.acknowledgment_piece p
  where p.acknowledgment_id = p_acknowledgment and p.number = p_number;
end;

grant execute on function claims.open_acknowledgment(bigint), claims.kept_piece(bigint, integer)
  to scrim_billing, scrim_privacy;
grant execute on function claims.acknowledgments(text, date, date, integer)
  to scrim_billing, scrim_privacy, scrim_auditor;

set local role scrim_owner;
revoke create on schema claims from scrim_gatekeeper;
reset role;
