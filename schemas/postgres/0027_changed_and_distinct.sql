-- What the records say otherwise since a claim left. What a claim said of its session is kept as fingerprints, one for
-- each kind of thing, under a key that the gateway's host has and this database has not: whoever has the tables alone
-- learns no diagnosis from them, not by trying all codes either. (A salt beside each would be no help against that:
-- there are 75,000 codes.) The comparison is made here, by the keeper of the gate, with the key that the gateway lends
-- it for one statement, so that no record leaves the database to be compared.
--
-- The comparison asks nothing of restrictions: what it finds depends on the records and the ledger alone. It is kept
-- beside them all the same, and what billing staff are shown of it is asked then (claims.changes).

set local role scrim_owner;

-- For each submission the fingerprints of its claims, in the order of their sessions' ids: one row, since a row for
-- each claim costs as much as the claim.
create table claims.said (
  submission_id bigint primary key references claims.submission,
  -- Of the key itself: under another one nothing can be compared.
  key_print bigint not null,
  charges bigint[] not null,
  diagnoses bigint[] not null,
  services bigint[] not null,
  clinicians bigint[] not null,
  compared_at timestamptz,
  constraint one_of_each_claim check (pg_catalog.cardinality(diagnoses) = pg_catalog.cardinality(charges)
    and pg_catalog.cardinality(services) = pg_catalog.cardinality(charges)
    and pg_catalog.cardinality(clinicians) = pg_catalog.cardinality(charges))
);
-- Nothing in them repeats: to compress them is lost labour.
alter table claims.said alter column charges set storage external, alter column diagnoses set storage external,
  alter column services set storage external, alter column clinicians set storage external;

-- What the last comparison found, by kind and never by value.
create table gate.changed (
  session_id text collate "C" not null,
  version smallint not null,
  submission_id bigint not null references claims.submission,
  kinds text[] not null check (pg_catalog.cardinality(kinds) > 0 and kinds <@ array['session', 'uncharged', 'client',
    'date', 'payer', 'charge', 'diagnoses', 'services', 'clinicians']),
  found_at timestamptz not null default pg_catalog.clock_timestamp(),
  primary key (session_id, version),
  foreign key (session_id, version) references claims.claim
);
create index changed_by_submission on gate.changed (submission_id);

-- Which modifiers say to a payer that two services of a day were separate, where its rules name others than 59 and XE.
create table gate.distinct_modifiers (
  payer_id text collate "C" primary key,
  modifiers text[] not null
);

grant select, insert, delete on gate.distinct_modifiers to scrim_gatekeeper;
grant select, insert, update (compared_at) on claims.said to scrim_gatekeeper;
grant select, insert, update, delete on gate.changed to scrim_gatekeeper;
grant create on schema claims, gate to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- MARK: Kept when a submission is sealed, in the same transaction

create function claims.note_said(p_submission bigint, p_key_print bigint, p_sessions text[], p_charges bigint[],
  p_diagnoses bigint[], p_services bigint[], p_clinicians bigint[]) returns void
language sql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  insert into claims.said (submission_id, key_print, charges, diagnoses, services, clinicians)
  select p_submission, p_key_print, array_agg(n.charges), array_agg(n.diagnoses), array_agg(n.services),
    array_agg(n.clinicians)
  from (select * from unnest(p_sessions, p_charges, p_diagnoses, p_services, p_clinicians)
      as u(session_id, charges, diagnoses, services, clinicians) order by u.session_id collate "C") n;
end;

-- MARK: The comparison

-- The first eight bytes of HMAC-SHA256 (RFC 2104) over a text: $2 and $3 are the key, padded for the inner and the
-- outer hash.
create function gate.keyed(p_text text) returns text language sql immutable set search_path = pg_catalog, pg_temp
return $sql$ ('x' || encode(substring(sha256($3 || sha256($2 || convert_to($sql$ || p_text
  || $sql$, 'UTF8'))) from 1 for 8), 'hex'))::bit(64)::bigint $sql$;

-- What makes the same fingerprint of the same thing differ from claim to claim: else one could count who has the same.
create function gate.veil(p_first integer) returns text language sql immutable set search_path = pg_catalog, pg_temp
return $sql$ ('x' || encode(substring(veil.bytes from $sql$ || p_first || $sql$ for 8), 'hex'))::bit(64)::bigint $sql$;

-- Compares the claims of one submission with what the records say now, and keeps what differs. How many do. Looked up
-- by key for each session, as in admission. A client is gone who has neither a record nor a coverage left: of those who
-- are the subscribers themselves the views need not show more than the coverage.
create function gate.compare_claims(p_submission bigint, p_inner bytea, p_outer bytea) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error set jit = off
set max_parallel_workers_per_gather = 0 set enable_seqscan = off set random_page_cost = 1.1 as $$
declare
  differing bigint;
begin
  perform gate.require_sources();
  execute $sql$
    with placed as materialized (
      select k.session_id collate "default" as session_id, k.version, k.client_id collate "default" as client_id,
        k.payer_id collate "default" as payer_id, k.service_date,
        row_number() over (order by k.session_id collate "C") as place
      from claims.placed_in($1, null) p
      join claims.claim k on k.session_id = p.session_id and k.version = p.version
    ), told as materialized (
      select m.*, t.charges, t.diagnoses, t.services, t.clinicians
      from placed m
      join (select u.* from claims.said d
          cross join lateral unnest(d.charges, d.diagnoses, d.services, d.clinicians) with ordinality
            as u(charges, diagnoses, services, clinicians, place)
          where d.submission_id = $1) t on t.place = m.place
    ), compared as (
      select m.session_id, m.version, case
        when now.session_id is null then array['session']
        when ch.lines = 0 then array['uncharged']
        else array_remove(array[
          case when now.client_id is distinct from m.client_id
            or not exists (select from source.client one where one.client_id = m.client_id)
              and not exists (select from source.coverage one where one.client_id = m.client_id)
            then 'client' end,
          case when now.service_date is distinct from m.service_date then 'date' end,
          case when cov.payer_id is distinct from m.payer_id then 'payer' end,
          case when m.charges <> $sql$ || gate.keyed($sql$ E'charges\n' || ch.charges $sql$) || '#' || gate.veil(1)
            || $sql$ then 'charge' end,
          case when m.diagnoses <> $sql$ || gate.keyed($sql$ E'diagnoses\n' || sel.codes || '/' || ch.diagnoses $sql$)
            || '#' || gate.veil(9) || $sql$ then 'diagnoses' end,
          case when m.services <> $sql$ || gate.keyed($sql$ E'services\n' || ch.services $sql$) || '#' || gate.veil(17)
            || $sql$ then 'services' end,
          case when m.clinicians <> $sql$ || gate.keyed($sql$ E'clinicians\n' || ch.clinicians $sql$) || '#'
            || gate.veil(25) || $sql$ then 'clinicians' end], null) end as kinds
      from told m
      cross join lateral (
        select sha256($3 || sha256($2 || convert_to(concat_ws(E'\n', 'of', m.session_id, m.version::text), 'UTF8')))
          as bytes) veil
      left join lateral (
        select one.session_id, one.client_id, one.service_date, one.diagnosis_codes from source.session one
        where one.session_id = m.session_id limit 1) now on true
      left join lateral (
        select count(*) as lines, min(c.coverage_id) as coverage_id,
          coalesce(string_agg(coalesce(c.charge_cents::text, ''), ';' order by c.line), '') as charges,
          coalesce(string_agg(concat_ws(':', coalesce(c.procedure_code, ''),
            coalesce(array_to_string(c.modifiers, '.', ''), ''), coalesce(c.units::text, ''),
            coalesce(c.place_of_service, ''), coalesce(c.location_id, ''), coalesce(c.prior_authorization, '')), ';'
            order by c.line), '') as services,
          coalesce(string_agg(concat_ws(':', coalesce(c.billing_provider_id, ''),
            coalesce(c.rendering_clinician_id, ''), coalesce(c.supervising_clinician_id, '')), ';' order by c.line), '')
            as clinicians,
          coalesce(string_agg(pointed.codes, ';' order by c.line), '') as diagnoses,
          coalesce(bit_or(pointed.mask), 0) as mask
        from source.charge c
        cross join lateral (
          select coalesce(string_agg(replace(now.diagnosis_codes[p.pointer], '.', ''), ',' order by p.place), '')
              as codes,
            coalesce(bit_or(1 << (p.pointer - 1)) filter (where p.pointer between 1 and 12), 0) as mask
          from unnest(coalesce(c.diagnosis_pointers,
            (array[1, 2, 3, 4])[:cardinality(now.diagnosis_codes)])) with ordinality as p(pointer, place)) pointed
        where c.session_id = m.session_id) ch on true
      left join lateral (
        select coalesce(string_agg(replace(d.code, '.', ''), ',' order by d.place), '') as codes
        from unnest(now.diagnosis_codes) with ordinality as d(code, place)
        where d.place <= 12 and (ch.mask >> (d.place::integer - 1)) & 1 = 1) sel on true
      left join lateral (
        select one.payer_id from source.coverage one where one.coverage_id = ch.coverage_id limit 1) cov on true
    ), now_found as (
      insert into gate.changed as x (session_id, version, submission_id, kinds)
      select c.session_id, c.version, $1, c.kinds from compared c where cardinality(c.kinds) > 0
      on conflict (session_id, version) do update
      set kinds = excluded.kinds,
        found_at = case when x.kinds = excluded.kinds then x.found_at else excluded.found_at end
      returning 1
    ), settled as (
      delete from gate.changed x using compared c
      where x.session_id = c.session_id collate "C" and x.version = c.version and cardinality(c.kinds) = 0
    )
    select count(*) from now_found
  $sql$ into differing using p_submission, p_inner, p_outer;
  update claims.said set compared_at = clock_timestamp() where submission_id = p_submission;
  return differing;
end
$$;

-- Submissions to compare: those that arrived, were sealed since p_since, and have not been compared since p_before.
-- What was found of older ones is forgotten: nobody can replace those any more.
create function claims.to_compare(p_key_print bigint, p_since date, p_before timestamptz) returns setof bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  delete from gate.changed x using claims.submission s
  where s.submission_id = x.submission_id and s.sealed_at < p_since;
  return query
    select d.submission_id from claims.said d join claims.submission s on s.submission_id = d.submission_id
    where d.key_print = p_key_print and s.state = 'accepted' and s.sealed_at >= p_since
      and (d.compared_at is null or d.compared_at < p_before)
    order by d.submission_id;
end
$$;

-- MARK: What a person looks at

-- Claims that left, that nobody is doing anything about, and of which the records say something else now. compared_at:
-- when that was so the last time. Of a session that is not there to be billed, because of a mark or because the records
-- do not show it any more, billing staff are told nothing: a replacement of it is `not-ready` in either case, and a list
-- that knew the one from the other would tell them which. The privacy officer is told of all.
create function claims.changes()
returns table (patient_control_number text, session_id text, version smallint, payer_id text, clearinghouse text,
  service_date date, charge_cents bigint, state text, kinds text[], found_at timestamptz, compared_at timestamptz)
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
set jit = off set enable_seqscan = off as $$
begin
  perform gate.require_sources();
  return query execute $sql$
    select v.patient_control_number, v.session_id, v.version, v.payer_id, v.clearinghouse, v.service_date,
      v.charge_cents, v.state, x.kinds, x.found_at, d.compared_at
    from gate.changed x
    join claims.claim_standing v on v.session_id = x.session_id and v.version = x.version
    left join claims.said d on d.submission_id = x.submission_id
    where v.frequency <> 8 and v.state in ('submitted', 'interchange-accepted', 'set-accepted', 'received',
        'adjudicating', 'forwarded', 'denied', 'zero-paid', 'paid', 'reversed')
      and ($1 or exists (
        select from (select one.* from source.session one
            where one.session_id = x.session_id collate "default" offset 0) s
        cross join lateral (
          select array_agg(j.client_id) as others from source.participant j where j.session_id = s.session_id) joint
        where true $sql$ || gate.unrestricted() || $sql$))
    order by v.service_date, v.patient_control_number
  $sql$ using exists (select from gate.caller() c where c.is_privacy_officer);
end
$$;

-- MARK: Which modifiers tell two services apart

-- What the configuration says of these payers, before anything is admitted. Side by side: a payer, and its modifiers
-- with blanks between; NULL: 59 and XE.
create function gate.note_distinct_modifiers(p_payers text[], p_modifiers text[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  delete from gate.distinct_modifiers d using unnest(p_payers, p_modifiers) as n(payer_id, modifiers)
  where n.payer_id = d.payer_id and string_to_array(n.modifiers, ' ') is distinct from d.modifiers;
  insert into gate.distinct_modifiers (payer_id, modifiers)
  select n.payer_id, string_to_array(n.modifiers, ' ')
  from unnest(p_payers, p_modifiers) as n(payer_id, modifiers)
  where n.modifiers is not null on conflict do nothing;
end
$$;

-- As in 0024, with the modifiers of the payer that s goes to; and what was voided at its payer is no claim any more.
create or replace function gate.is_duplicate() returns text language sql immutable set search_path = pg_catalog, pg_temp
return $sql$ exists (
        select from source.session o
        where o.client_id = s.client_id and o.service_date = s.service_date and o.session_id <> s.session_id)
      and exists (
        select from source.session o
        cross join lateral (
          select array_agg(j.client_id) as others from source.participant j where j.session_id = o.session_id) o_joint
        where o.client_id = s.client_id and o.service_date = s.service_date and o.session_id <> s.session_id
          and exists (
            select from source.charge mine
            join source.charge other on other.session_id = o.session_id and other.procedure_code = mine.procedure_code
              and coalesce(other.rendering_clinician_id, other.billing_provider_id)
                = coalesce(mine.rendering_clinician_id, mine.billing_provider_id)
            where mine.session_id = s.session_id
              and not coalesce((mine.modifiers || other.modifiers) && coalesce((
                select d.modifiers from gate.distinct_modifiers d where d.payer_id = cov.payer_id collate "C"),
                array['59', 'XE']), false))
          and ((select true from source.already_claimed e where e.session_id = o.session_id limit 1) is not null
            or not (true $sql$ || regexp_replace(gate.unclaimed(), '\ms\.', 'o.', 'g') || $sql$)
              and not claims.is_voided(o.session_id)
            or (true $sql$ || gate.unclaimed()
              || regexp_replace(regexp_replace(gate.unrestricted(), '\ms\.', 'o.', 'g'), '\mjoint\.', 'o_joint.', 'g')
              || $sql$
              and (select sum(coalesce(c.patient_paid_cents, 0)) < sum(c.charge_cents) from source.charge c
                where c.session_id = o.session_id)
              and (select true from source.charge c
                join source.coverage v on v.coverage_id = c.coverage_id and v.client_id = o.client_id
                where c.session_id = o.session_id
                  and o.service_date >= v.valid_from and (v.valid_through is null or o.service_date <= v.valid_through)
                  and o.service_date >= v.consent_on
                  and (v.consent_through is null or o.service_date <= v.consent_through) limit 1) is not null))) $sql$;

grant execute on function gate.note_distinct_modifiers(text[], text[]) to scrim_gateway;
grant execute on function claims.note_said(bigint, bigint, text[], bigint[], bigint[], bigint[], bigint[]),
  gate.compare_claims(bigint, bytea, bytea), claims.to_compare(bigint, date, timestamptz) to scrim_gateway;
grant execute on function claims.changes() to scrim_billing, scrim_privacy, scrim_auditor;

set local role scrim_owner;
revoke create on schema claims, gate from scrim_gatekeeper;
reset role;
