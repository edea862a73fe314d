-- The ledger. A claim is unique on (session, version): one insert on the main path, and no change once its bytes may
-- have left. Where it went and what became of it are the submission's state and events.

set local role scrim_owner;

create table claims.run (
  run_id uuid primary key,
  started_at timestamptz not null default pg_catalog.clock_timestamp(),
  started_by text not null default session_user,
  finished_at timestamptz
);

-- The next ISA13 for each clearinghouse; never given out twice.
create table claims.control_number (
  clearinghouse text collate "C" primary key,
  next_interchange integer not null check (next_interchange between 1 and 999999999)
);

-- One signed payload for one clearinghouse, frozen. ciphertext is the payload, compressed, then encrypted under a
-- data key of its own; that key is kept twice: wrapped for the gateway's host until the submission is decided, and
-- wrapped to the archive's public key of the month.
create table claims.submission (
  submission_id bigint generated always as identity primary key,
  submission_key uuid not null unique,
  run_id uuid not null references claims.run,
  clearinghouse text collate "C" not null,
  destination_digest bytea not null check (pg_catalog.octet_length(destination_digest) = 32),
  interchange_control_number integer not null check (interchange_control_number between 1 and 999999999),
  batch_id text collate "C" not null,
  claim_count integer not null check (claim_count > 0),
  charge_cents bigint not null check (charge_cents >= 0),
  payload_bytes integer not null check (payload_bytes > 0),
  payload_digest bytea not null check (pg_catalog.octet_length(payload_digest) = 32),
  signature bytea not null,
  signing_key_id text collate "C" not null,
  ciphertext bytea,
  nonce bytea not null,
  transit_wrapped_key bytea,
  archive_wrapped_key bytea not null,
  archive_key_id text collate "C" not null,
  state text collate "C" not null
    check (state in ('sealed', 'in_flight', 'in_doubt', 'accepted', 'rejected', 'withdrawn')),
  receipt_number text collate "C" check (receipt_number ~ '^[A-Za-z0-9._-]{1,64}$'),
  receipt_evidence text collate "C" check (receipt_evidence in ('digest', 'identifier')),
  sealed_at timestamptz not null default pg_catalog.clock_timestamp(),
  decided_at timestamptz,
  constraint bytes_exactly_unless_withdrawn check ((state = 'withdrawn') = (ciphertext is null)),
  constraint transit_key_exactly_while_open
    check ((state in ('sealed', 'in_flight', 'in_doubt')) = (transit_wrapped_key is not null)),
  constraint decided_exactly_when_closed
    check ((state in ('accepted', 'rejected', 'withdrawn')) = (decided_at is not null)),
  constraint receipt_exactly_when_accepted
    check ((state = 'accepted') = (receipt_number is not null) and (state = 'accepted') = (receipt_evidence is not null))
);
-- Already compressed and encrypted: PostgreSQL need not try.
alter table claims.submission alter column ciphertext set storage external;
create unique index interchange_never_repeats on claims.submission (clearinghouse, interchange_control_number);
create index submission_open on claims.submission (clearinghouse, submission_id)
  where state in ('sealed', 'in_flight', 'in_doubt');
create index submission_of_run on claims.submission (run_id);

-- No foreign keys to submission: seal() writes both in one statement each, and a row trigger for every claim costs as
-- much as the claim. (client_id is kept for the accounting of disclosures, 45 CFR 164.528.)
create table claims.claim (
  session_id text collate "C" not null,
  version smallint not null check (version > 0),
  submission_id bigint not null,
  client_id text collate "C" not null,
  payer_id text collate "C" not null,
  service_date date not null,
  charge_cents bigint not null check (charge_cents >= 0),
  -- Its characters are the program's type's business; a regular expression here costs as much as an index.
  patient_control_number text collate "C" not null
    check (pg_catalog.length(patient_control_number) between 1 and 20),
  constraint claimed_once primary key (session_id, version)
);
create unique index claim_by_patient_control_number on claims.claim (patient_control_number);
create index claim_by_submission on claims.claim (submission_id);
create index claim_by_client on claims.claim (client_id);

create table claims.claim_event (
  event_id bigint generated always as identity primary key,
  session_id text collate "C" not null,
  version smallint not null,
  kind text collate "C" not null check (kind in ('withdrawn', 'resealed')),
  submission_id bigint not null references claims.submission,
  actor text not null default session_user,
  occurred_at timestamptz not null default pg_catalog.clock_timestamp(),
  foreign key (session_id, version) references claims.claim
);
create index event_of_claim on claims.claim_event (session_id, version);
create index event_of_submission on claims.claim_event (submission_id);

-- Claims whose submission was withdrawn before it was sent: work that the next run does again, if they are admitted.
create table claims.to_reseal (
  session_id text collate "C" primary key,
  version smallint not null,
  foreign key (session_id, version) references claims.claim
);

create table claims.attempt (
  attempt_id bigint generated always as identity primary key,
  submission_id bigint not null references claims.submission,
  number smallint not null check (number > 0),
  state text collate "C" not null
    check (state in ('in_flight', 'accepted', 'rejected', 'not_sent', 'in_doubt', 'resent')),
  permitted_at timestamptz not null default pg_catalog.clock_timestamp(),
  concluded_at timestamptz,
  fault text collate "C" check (fault ~ '^[a-z-]{1,40}$'),
  http_status integer check (http_status between 100 and 599),
  transport_code integer,
  request_bytes bigint check (request_bytes >= 0),
  answer_digest bytea check (pg_catalog.octet_length(answer_digest) = 32),
  unique (submission_id, number),
  constraint decided_exactly_when_concluded check ((state = 'in_flight') = (concluded_at is null)),
  constraint nothing_left_when_not_sent check (state <> 'not_sent' or request_bytes = 0)
);
create unique index one_open_attempt_per_submission on claims.attempt (submission_id)
  where state in ('in_flight', 'in_doubt');

-- Sessions that were admitted and could not become a claim, with all their defects. Every run writes them anew.
create table claims.hold (
  session_id text collate "C" primary key,
  clearinghouse text collate "C" not null,
  payer_id text collate "C" not null,
  service_date date not null,
  defects text[] not null check (pg_catalog.cardinality(defects) > 0),
  first_held_at timestamptz not null default pg_catalog.clock_timestamp(),
  run_id uuid not null references claims.run
);

-- What a preview showed: enough to make the same bytes again on the same day.
create table claims.preview (
  approval_digest bytea primary key check (pg_catalog.octet_length(approval_digest) = 32),
  envelope_minute timestamptz not null,
  previewed_at timestamptz not null default pg_catalog.clock_timestamp(),
  previewed_by text not null default session_user
);

grant select, insert, update on
  claims.run, claims.control_number, claims.submission, claims.attempt, claims.hold, claims.preview
  to scrim_gatekeeper;
grant select, insert on claims.claim, claims.claim_event, claims.to_reseal to scrim_gatekeeper;
grant update (client_id, payer_id, service_date, charge_cents) on claims.claim to scrim_gatekeeper;
grant delete on claims.hold, claims.to_reseal, claims.preview to scrim_gatekeeper;

-- Where each claim stands now: its last submission and that submission's state, in words for billing staff.
create view claims.claim_state as
select c.session_id, c.version, c.client_id, c.payer_id, c.service_date, c.charge_cents, c.patient_control_number,
  s.submission_id, s.submission_key, s.clearinghouse, s.state, s.decided_at
from claims.claim c
join claims.submission s on s.submission_id = coalesce(
  (select e.submission_id from claims.claim_event e
   where e.session_id = c.session_id and e.version = c.version and e.kind = 'resealed'
   order by e.event_id desc limit 1),
  c.submission_id);
grant select on claims.claim_state to scrim_gatekeeper, scrim_billing, scrim_auditor;
grant select on claims.run, claims.attempt, claims.hold, claims.claim_event to scrim_billing, scrim_auditor;
-- Not the sealed bytes, nor any of their keys.
grant select (submission_id, submission_key, run_id, clearinghouse, interchange_control_number, batch_id, claim_count,
  charge_cents, payload_bytes, payload_digest, signature, signing_key_id, archive_key_id, state, receipt_number, receipt_evidence,
  sealed_at, decided_at) on claims.submission to scrim_billing, scrim_auditor;
reset role;
