-- What clearinghouses and payers say of what they were sent: TA1, 999, 277CA, 835. Files are kept as they came,
-- encrypted; what they say is kept as statements; where a claim stands is derived from the set of them, so that neither
-- the order in which they come nor how often changes anything.

set local role scrim_owner;

alter table claims.submission drop constraint submission_receipt_evidence_check;
alter table claims.submission add constraint submission_receipt_evidence_check
  check (receipt_evidence in ('digest', 'identifier', 'status', 'person', 'acknowledgment'));

-- ST02 of the transaction set that holds the claim: a 999 answers for a set. Unknown of what was sealed before.
-- CLM05-3, and REF*F8 where that is 7 or 8.
alter table claims.claim
  add column set_number integer check (set_number > 0),
  add column frequency smallint not null default 1 check (frequency in (1, 7, 8)),
  add column payer_claim_number text collate "C",
  add constraint names_what_it_corrects check ((frequency = 1) = (payer_claim_number is null));
alter table claims.claim_event add column set_number integer check (set_number > 0);
create index submission_by_batch on claims.submission (batch_id);

-- What billing staff asked for: a further version of a claim that was decided. The next run makes it, if it is admitted.
create table claims.next_version (
  session_id text collate "C" primary key,
  version smallint not null check (version > 1),
  frequency smallint not null check (frequency in (1, 7, 8)),
  payer_claim_number text collate "C" check (payer_claim_number ~ '^[A-Za-z0-9-]{1,50}$'),
  -- It goes to another payer than the version before.
  rebills boolean not null default false,
  asked_at timestamptz not null default pg_catalog.clock_timestamp(),
  asked_by text not null default session_user,
  constraint names_what_it_corrects check ((frequency = 1) = (payer_claim_number is null))
);

-- One file, or one part of an answer.
create table claims.acknowledgment (
  acknowledgment_id bigint generated always as identity primary key,
  clearinghouse text collate "C" not null,
  digest bytea not null unique check (pg_catalog.octet_length(digest) = 32),
  bytes bigint not null check (bytes > 0),
  -- Its name at the clearinghouse, where it was picked up.
  name_there text collate "C" check (name_there ~ '^[A-Za-z0-9._-]{1,64}$'),
  taken_at timestamptz not null default pg_catalog.clock_timestamp(),
  taken_by text not null default session_user
);
create unique index acknowledgment_by_name on claims.acknowledgment (clearinghouse, name_there);

-- The untouched original, in pieces, each encrypted under a key of its own that the archive's private key opens.
create table claims.acknowledgment_piece (
  acknowledgment_id bigint not null references claims.acknowledgment,
  number integer not null check (number > 0),
  sealed bytea not null,
  archive_key_id text collate "C" not null,
  primary key (acknowledgment_id, number)
);
alter table claims.acknowledgment_piece alter column sealed set storage external;

-- One thing that is said of one thing. The same words in another file are the same statement; those that one file says
-- twice are two (ordinal).
create table claims.statement (
  statement_id bigint generated always as identity primary key,
  acknowledgment_id bigint not null references claims.acknowledgment,
  fingerprint bytea not null check (pg_catalog.octet_length(fingerprint) = 32),
  ordinal integer not null check (ordinal > 0),
  kind text collate "C" not null check (kind in ('TA1', '999', '277CA', '835')),
  source text collate "C" not null check (source in ('clearinghouse', 'payer')),
  scope text collate "C" not null check (scope in ('interchange', 'group', 'set', 'batch', 'claim', 'payment')),
  -- What it is said of; all NULL: of nothing that we have sent there.
  submission_id bigint,
  set_number integer,
  session_id text collate "C",
  version smallint,
  outcome text collate "C" not null check (outcome ~ '^[a-z-]{1,30}$'),
  codes text[] not null,
  contradictory boolean not null,
  -- As it named what it speaks of: a number, a batch, a patient control number.
  reference text collate "C" not null check (reference ~ '^[A-Za-z0-9 ._-]{1,60}$'),
  payer_claim_number text collate "C" check (payer_claim_number ~ '^[A-Za-z0-9-]{1,50}$'),
  said_on date,
  payment_trace text collate "C" check (payment_trace ~ '^[A-Za-z0-9-]{1,50}$'),
  charge_cents bigint,
  paid_cents bigint,
  patient_cents bigint,
  -- CO-45:1250, a group, a reason and cents.
  adjustments text[],
  balanced boolean,
  unique (fingerprint, ordinal),
  constraint claim_whole check ((session_id is null) = (version is null))
);
create index statement_of_claim on claims.statement (session_id, version) where session_id is not null;
create index statement_of_submission on claims.statement (submission_id) where submission_id is not null;
create index statement_of_nothing on claims.statement (statement_id)
  where submission_id is null and session_id is null and scope <> 'payment';
create index statement_of_payment on claims.statement (payment_trace) where payment_trace is not null;

-- Where a claim stands by what was said of it. No row: nothing was said.
create table claims.progress (
  session_id text collate "C" not null,
  version smallint not null,
  state text collate "C" not null check (state in ('interchange-accepted', 'set-accepted', 'not-found', 'received',
    'interchange-rejected', 'set-rejected', 'rejected-by-clearinghouse', 'adjudicating', 'rejected-by-payer',
    'forwarded', 'reversed', 'denied', 'zero-paid', 'paid')),
  codes text[] not null,
  contradictory boolean not null,
  payer_claim_number text collate "C",
  charge_cents bigint,
  paid_cents bigint,
  patient_cents bigint,
  changed_at timestamptz not null default pg_catalog.clock_timestamp(),
  primary key (session_id, version),
  foreign key (session_id, version) references claims.claim
);
create index progress_by_state on claims.progress (state);

grant select, insert on claims.acknowledgment, claims.acknowledgment_piece, claims.statement to scrim_gatekeeper;
grant select, insert, update on claims.progress to scrim_gatekeeper;
grant select, insert, delete on claims.next_version to scrim_gatekeeper;
grant select on claims.next_version to scrim_billing, scrim_auditor;
grant select on claims.acknowledgment, claims.statement, claims.progress to scrim_billing, scrim_auditor;
grant create on schema claims to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- MARK: Sealing knows the sets

drop function claims.seal(uuid, uuid, text, bytea, integer, text, integer, bytea, bytea, text, bytea, bytea, bytea, bytea,
  text, text[], integer[], text[], text[], date[], bigint[], text[]);
drop function claims.reseal(bigint, text[], integer[], text[], text[], date[], bigint[]);

-- Freezes one payload and its claims in one transaction. The control number is taken by compare-and-set; a session
-- that is claimed already is refused by claimed_once, and nothing is stored. p_frequencies and p_originals are NULL
-- where all are originals.
create function claims.seal(
  p_run uuid, p_key uuid, p_clearinghouse text, p_destination_digest bytea, p_control_number integer,
  p_batch_id text, p_payload_bytes integer, p_payload_digest bytea, p_signature bytea, p_signing_key_id text,
  p_ciphertext bytea, p_nonce bytea, p_transit_key bytea, p_archive_key bytea, p_archive_key_id text,
  p_sessions text[], p_versions integer[], p_clients text[], p_payers text[], p_dates date[], p_cents bigint[],
  p_control text[], p_sets integer[], p_frequencies integer[], p_originals text[]) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  sealed bigint;
begin
  perform claims.take_control_number(p_clearinghouse, p_control_number);
  insert into claims.submission (submission_key, run_id, clearinghouse, destination_digest,
    interchange_control_number, batch_id, claim_count, charge_cents, payload_bytes, payload_digest, signature,
    signing_key_id, ciphertext, nonce, transit_wrapped_key, archive_wrapped_key, archive_key_id, state)
  values (p_key, p_run, p_clearinghouse, p_destination_digest, p_control_number, p_batch_id,
    cardinality(p_sessions), (select sum(cents) from unnest(p_cents) cents), p_payload_bytes, p_payload_digest,
    p_signature, p_signing_key_id, p_ciphertext, p_nonce, p_transit_key, p_archive_key, p_archive_key_id, 'sealed')
  returning submission_id into sealed;
  if exists (select from claims.to_reseal) then
    perform claims.reseal(sealed, p_sessions, p_versions, p_clients, p_payers, p_dates, p_cents, p_sets);
  end if;
  insert into claims.claim (session_id, version, submission_id, client_id, payer_id, service_date, charge_cents,
    patient_control_number, set_number, frequency, payer_claim_number)
  select n.session_id, n.version, sealed, n.client_id, n.payer_id, n.service_date, n.cents, n.control, n.set_number,
    coalesce(n.frequency, 1), n.original
  from unnest(p_sessions, p_versions, p_clients, p_payers, p_dates, p_cents, p_control, p_sets, p_frequencies,
    p_originals)
    as n(session_id, version, client_id, payer_id, service_date, cents, control, set_number, frequency, original)
  where not exists (
    select from claims.claim_event e where e.submission_id = sealed and e.session_id = n.session_id);
  if exists (select from claims.next_version) then
    delete from claims.next_version v where v.session_id = any (p_sessions);
  end if;
  if exists (select from claims.hold) then
    delete from claims.hold h where h.session_id = any (p_sessions);
  end if;
  if exists (select from gate.released) then
    delete from gate.released l where l.session_id = any (p_sessions);
  end if;
  perform trail.append('submission.sealed', sealed::text, p_payload_digest,
    jsonb_build_object('clearinghouse', p_clearinghouse, 'claims', cardinality(p_sessions)));
  return sealed;
end
$$;

-- Claims that were taken back unsent keep their row, as the records say it today: nothing has left under what it said
-- before. An event says where they went next.
create function claims.reseal(
  p_submission bigint, p_sessions text[], p_versions integer[], p_clients text[], p_payers text[], p_dates date[],
  p_cents bigint[], p_sets integer[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
begin
  with again as (
    delete from claims.to_reseal t
    using unnest(p_sessions, p_versions, p_clients, p_payers, p_dates, p_cents, p_sets)
      as n(session_id, version, client_id, payer_id, service_date, cents, set_number)
    where t.session_id = n.session_id and t.version = n.version
    returning n.session_id, n.version, n.client_id, n.payer_id, n.service_date, n.cents, n.set_number
  ), today as (
    update claims.claim c
    set client_id = a.client_id, payer_id = a.payer_id, service_date = a.service_date, charge_cents = a.cents
    from again a where c.session_id = a.session_id and c.version = a.version
  )
  insert into claims.claim_event (session_id, version, kind, submission_id, set_number)
  select a.session_id, a.version, 'resealed', p_submission, a.set_number from again a;
end
$$;

-- MARK: Which of ours a statement speaks of

-- Claims of a submission (of one of its sets; NULL: of all), where it is where they went last.
create function claims.placed_in(p_submission bigint, p_set integer)
returns table (session_id text, version smallint)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select c.session_id, c.version from claims.claim c
  where c.submission_id = p_submission and (p_set is null or c.set_number = p_set)
    and not exists (select from claims.claim_event e
      where e.session_id = c.session_id and e.version = c.version and e.kind = 'resealed')
  union all
  select e.session_id, e.version from claims.claim_event e
  where e.submission_id = p_submission and e.kind = 'resealed' and (p_set is null or e.set_number = p_set)
    and not exists (select from claims.claim_event l
      where l.session_id = e.session_id and l.version = e.version and l.kind = 'resealed' and l.event_id > e.event_id);
end;

-- NULL where a file with this digest, or of this name there, has been taken already.
create function claims.take_acknowledgment(p_clearinghouse text, p_digest bytea, p_bytes bigint, p_name_there text)
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  taken bigint;
begin
  perform gate.durable();
  -- 'scak' in ASCII: one file after the other, so that none derives from half of another.
  perform pg_advisory_xact_lock(1935892843);
  insert into claims.acknowledgment (clearinghouse, digest, bytes, name_there)
  values (p_clearinghouse, p_digest, p_bytes, p_name_there) on conflict do nothing
  returning acknowledgment_id into taken;
  if taken is not null then
    perform trail.append('acknowledgment.taken', taken::text, p_digest,
      jsonb_build_object('clearinghouse', p_clearinghouse, 'bytes', p_bytes));
  end if;
  return taken;
end
$$;

create function claims.keep_piece(
  p_acknowledgment bigint, p_number integer, p_sealed bytea, p_archive_key_id text) returns void
language sql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  insert into claims.acknowledgment_piece (acknowledgment_id, number, sealed, archive_key_id)
  values (p_acknowledgment, p_number, p_sealed, p_archive_key_id);
end;

-- Takes down what a file says, finds what it speaks of, and derives anew where that stands. p_statements: an array of
-- objects with the members named below; reference is an interchange's number, number and set ("12 3"), a batch
-- (BHT03), a patient control number or a payment. Answers with how many were said before, and how many speak of
-- nothing that we sent there.
create function claims.note_statements(p_acknowledgment bigint, p_statements jsonb)
returns table (repeated bigint, unmatched bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error set enable_seqscan = off set jit = off as $$
declare
  place text;
  before bigint;
  fresh bigint[];
  sessions text[];
  versions smallint[];
begin
  select k.clearinghouse into place from claims.acknowledgment k where k.acknowledgment_id = p_acknowledgment;
  with said as (
    select n.* from jsonb_to_recordset(p_statements) as n(
      fingerprint text, ordinal integer, kind text, source text, scope text, reference text, outcome text, codes text[],
      contradictory boolean, payer_claim_number text, said_on date, payment_trace text, charge_cents bigint,
      paid_cents bigint, patient_cents bigint, adjustments text[], balanced boolean)
  ), meant as (
    select n.*, t.submission_id, t.set_number, t.session_id, t.version
    from said n cross join lateral claims.meant(place, n.scope, n.reference) t
  ), noted as (
    insert into claims.statement (acknowledgment_id, fingerprint, ordinal, kind, source, scope, submission_id,
      set_number, session_id, version, outcome, codes, contradictory, reference, payer_claim_number, said_on,
      payment_trace, charge_cents, paid_cents, patient_cents, adjustments, balanced)
    select p_acknowledgment, decode(m.fingerprint, 'hex'), m.ordinal, m.kind, m.source, m.scope, m.submission_id,
      m.set_number, m.session_id, m.version, m.outcome, coalesce(m.codes, '{}'), m.contradictory, m.reference,
      m.payer_claim_number, m.said_on, m.payment_trace, m.charge_cents, m.paid_cents, m.patient_cents, m.adjustments,
      m.balanced
    from meant m
    on conflict (fingerprint, ordinal) do nothing
    returning statement_id
  )
  select array_agg(n.statement_id), jsonb_array_length(p_statements) - count(*) into fresh, before from noted n;
  select array_agg(a.session_id), array_agg(a.version) into sessions, versions from (
    select t.session_id, t.version from claims.statement t
    where t.statement_id = any (fresh) and t.session_id is not null
    union
    select p.session_id, p.version from claims.statement t
    cross join lateral claims.placed_in(t.submission_id, t.set_number) p
    where t.statement_id = any (fresh) and t.session_id is null and t.submission_id is not null) a;
  perform claims.derive(sessions, versions);
  return query select before, (select count(*) from claims.statement t where t.statement_id = any (fresh)
    and t.submission_id is null and t.session_id is null and t.scope <> 'payment');
end
$$;

-- What a reference means at that clearinghouse: a submission, one of its sets, or a claim. All NULL: nothing.
create function claims.meant(p_clearinghouse text, p_scope text, p_reference text)
returns table (submission_id bigint, set_number integer, session_id text, version smallint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
set enable_seqscan = off as $$
declare
  parts text[];
begin
  if p_scope in ('interchange', 'group', 'set') and p_reference ~ '^[0-9]{1,9}( [0-9]{1,9})?$' then
    parts := string_to_array(p_reference, ' ');
    return query select s.submission_id, parts[2]::integer, null::text, null::smallint from claims.submission s
      where s.clearinghouse = p_clearinghouse and s.interchange_control_number = parts[1]::integer
        and s.state in ('in_flight', 'in_doubt', 'accepted', 'rejected');
  elsif p_scope = 'batch' and p_reference ~ '^[A-Z2-7]{16}-[0-9]{1,9}$' then
    parts := string_to_array(p_reference, '-');
    return query select s.submission_id, parts[2]::integer, null::text, null::smallint from claims.submission s
      where s.clearinghouse = p_clearinghouse and s.batch_id = parts[1]
        and s.state in ('in_flight', 'in_doubt', 'accepted', 'rejected')
      order by s.submission_id desc limit 1;
  elsif p_scope = 'claim' then
    return query select null::bigint, null::integer, k.session_id, k.version from claims.claim_state k
      where k.patient_control_number = p_reference and k.clearinghouse = p_clearinghouse
        and k.state in ('in_flight', 'in_doubt', 'accepted', 'rejected');
  end if;
  if not found then
    return query select null::bigint, null::integer, null::text, null::smallint;
  end if;
end
$$;

-- MARK: Where a claim stands

-- The state that one statement speaks for, by itself.
create function claims.speaks_for(p_kind text, p_source text, p_outcome text, p_contradictory boolean) returns text
language sql immutable set search_path = pg_catalog, pg_temp
return case
  when p_kind = '835' then case
    when p_outcome in ('paid', 'denied', 'reversed') then p_outcome
    when p_outcome = 'forwarded-to-other' then 'forwarded' end
  when p_contradictory or p_outcome = 'rejected' then case
    when p_kind = 'TA1' then 'interchange-rejected' when p_kind = '999' then 'set-rejected'
    when p_source = 'payer' then 'rejected-by-payer' else 'rejected-by-clearinghouse' end
  when p_outcome in ('accepted', 'accepted-with-errors') then case
    when p_kind = 'TA1' then 'interchange-accepted' when p_kind = '999' then 'set-accepted' end
  when p_outcome = 'adjudicating' then case when p_source = 'payer' then 'adjudicating' else 'received' end
  when p_outcome in ('received', 'forwarded', 'split') then 'received'
  when p_outcome = 'not-found' then 'not-found' end;

-- The farther a statement has travelled the more it counts, and of two of the same journey the worse one.
create function claims.weight(p_state text) returns integer
language sql immutable set search_path = pg_catalog, pg_temp
return array_position(array['interchange-accepted', 'set-accepted', 'not-found', 'received', 'interchange-rejected',
  'set-rejected', 'rejected-by-clearinghouse', 'adjudicating', 'rejected-by-payer', 'forwarded', 'reversed', 'denied',
  'paid'], p_state);

-- From everything that was ever said of these claims, whatever the order in which it came. Payments add up: one that
-- was taken back counts for nothing.
create function claims.derive(p_sessions text[], p_versions smallint[]) returns void
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
  )
  select u.session_id, u.version, u.state,
    coalesce((select array_agg(distinct c.code order by c.code) from said d
      join claims.statement t on t.statement_id = d.statement_id cross join lateral unnest(t.codes) c(code)
      where d.session_id = u.session_id and d.version = u.version
        and (d.state = u.state or u.state = 'zero-paid' and d.state = 'paid')), '{}'),
    u.contradictory, u.payer_claim_number, u.charge_cents, u.paid_cents, u.patient_cents
  from decided u
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

-- Who asked for a claim to be sent again did not know what has been said since: where that is not a rejection, or
-- contradicts one, it is the desk's again.
create function claims.reconsider(p_sessions text[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set client_min_messages = error as $$
declare
  undone record;
begin
  for undone in
    delete from claims.next_version n using claims.progress p, claims.claim k
    where n.session_id = any (p_sessions) and n.frequency = 1 and not n.rebills
      and p.session_id = n.session_id and p.version = n.version - 1
      and k.session_id = p.session_id and k.version = p.version
      and (p.contradictory or p.state not in ('interchange-rejected', 'set-rejected', 'rejected-by-clearinghouse',
        'rejected-by-payer'))
    returning k.patient_control_number, n.version
  loop
    perform trail.append('claim.reconsidered', undone.patient_control_number, null,
      jsonb_build_object('version', undone.version));
  end loop;
end
$$;

-- What is in doubt, and of which somebody speaks, has arrived. How many that settles.
create function claims.settle_acknowledged() returns integer
language plpgsql security definer
set search_path = pg_catalog, pg_temp set client_min_messages = error set lock_timeout = '30s' as $$
declare
  doubtful record;
  settled integer := 0;
begin
  if not exists (select from claims.submission s where s.state = 'in_doubt') then
    return 0;
  end if;
  perform gate.durable();
  perform gate.require_read_committed();
  perform pg_advisory_xact_lock_shared(gate.lock_key());
  for doubtful in
    select s.submission_id, s.interchange_control_number from claims.submission s
    where s.state = 'in_doubt' and (
      exists (select from claims.statement t where t.submission_id = s.submission_id)
      or exists (select from claims.placed_in(s.submission_id, null) p
        join claims.statement t on t.session_id = p.session_id and t.version = p.version))
    for update
  loop
    update claims.attempt set state = 'accepted' where submission_id = doubtful.submission_id and state = 'in_doubt';
    perform claims.decide(doubtful.submission_id, 'accepted',
      'ISA-' || lpad(doubtful.interchange_control_number::text, 9, '0'), 'acknowledgment');
    perform trail.append('submission.settled', doubtful.submission_id::text, null,
      jsonb_build_object('arrived', true, 'by', 'acknowledgment'));
    settled := settled + 1;
  end loop;
  return settled;
end
$$;

-- Statements that speak of nothing that we have sent there.
create function claims.unmatched()
returns table (clearinghouse text, kind text, scope text, reference text, outcome text, taken_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select k.clearinghouse, t.kind, t.scope, t.reference, t.outcome, k.taken_at
  from claims.statement t join claims.acknowledgment k using (acknowledgment_id)
  where t.submission_id is null and t.session_id is null and t.scope <> 'payment' order by t.statement_id;
end;

-- The name of the last file that was picked up there.
create function claims.last_picked_up(p_clearinghouse text) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = error
begin atomic
  select k.name_there from claims.acknowledgment k
  where k.clearinghouse = p_clearinghouse and k.name_there is not null order by k.acknowledgment_id desc limit 1;
end;

grant execute on function
  claims.seal(uuid, uuid, text, bytea, integer, text, integer, bytea, bytea, text, bytea, bytea, bytea, bytea, text,
    text[], integer[], text[], text[], date[], bigint[], text[], integer[], integer[], text[]),
  claims.last_picked_up(text)
  to scrim_gateway;
grant execute on function
  claims.take_acknowledgment(text, bytea, bigint, text), claims.keep_piece(bigint, integer, bytea, text),
  claims.note_statements(bigint, jsonb), claims.settle_acknowledged()
  to scrim_gateway, scrim_billing;
grant execute on function claims.unmatched() to scrim_billing, scrim_auditor;

set local role scrim_owner;
revoke create on schema claims from scrim_gatekeeper;
reset role;
