-- Marks that last: a session that was once covered stays covered, whatever becomes of its date, its client or its id in
-- the records; every answer that was given is kept and ends; what only the privacy officer decides becomes a task.

set local role scrim_owner;

-- Each session that a restriction reaches, as the records said it when the gate saw it. A session with a row here whose
-- restriction is in force is admitted by nobody.
create table gate.covered (
  restriction_id bigint not null references gate.restriction,
  session_id text collate "C" not null,
  client_id text collate "C" not null,
  service_date date,                          -- NULL: not in the records yet
  -- Another session of this client on that day may be the same one under a new id, or the same hour in the record of
  -- somebody else who took part: it waits for the clinician.
  guards_day boolean not null,
  seen_at timestamptz not null default pg_catalog.clock_timestamp(),
  primary key (session_id, restriction_id, client_id)
);
create index covered_of_restriction on gate.covered (restriction_id);
create index covered_day on gate.covered (client_id, service_date) where guards_day;

-- Sessions that are known to be none of the guarded ones: they were there before the mark, or the clinician says so.
create table gate.other_session (
  session_id text collate "C" primary key,
  known_by text collate "C" not null check (known_by in ('earlier than the mark', 'clinician')),
  recorded_by text not null default session_user,
  recorded_at timestamptz not null default pg_catalog.clock_timestamp()
);

-- What was answered for each session that a mark reached. An answer `in flight` ends in one of the other two.
create table gate.answer (
  restriction_id bigint not null references gate.restriction,
  session_id text collate "C" not null,
  service_date date,
  first_answer text not null check (first_answer in ('protected', 'in flight', 'already sent')),
  answer text not null check (answer in ('protected', 'in flight', 'already sent')),
  sent_on date,
  payer_id text,
  answered_at timestamptz not null default pg_catalog.clock_timestamp(),
  settled_at timestamptz,
  primary key (restriction_id, session_id),
  constraint sent_on_exactly_when_sent check ((answer = 'already sent') = (sent_on is not null)),
  constraint settled_exactly_when_it_was_in_flight
    check ((settled_at is not null) = (first_answer = 'in flight' and answer <> 'in flight')),
  constraint only_in_flight_changes check (first_answer in ('in flight', answer))
);
create index answer_open on gate.answer (session_id) where answer = 'in flight';

-- For the privacy officer, or (same-day) the treating clinician. Billing sees nothing of it.
create table gate.task (
  task_id bigint generated always as identity primary key,
  kind text not null check (kind in ('recall', 'payment-missing', 'payment-dishonoured', 'government-payer',
    'paid-but-billed', 'clients-merged', 'same-day')),
  client_id text collate "C" not null,
  session_id text collate "C",
  restriction_id bigint references gate.restriction,
  occurred_on date,                           -- what the kind is about: sent, paid, dishonoured, merged on
  payer_id text,
  -- 60 days after the discovery, where the client had asked before the claim was sent (45 CFR 164.402, 164.404(b)).
  breach_assessment_by date,
  opened_at timestamptz not null default pg_catalog.clock_timestamp(),
  closed_at timestamptz,
  closed_by text,
  decision text,
  constraint closed_with_a_decision
    check ((closed_at is null) = (closed_by is null) and (closed_at is null) = (decision is null))
);
create unique index one_task_each on gate.task
  (kind, client_id, coalesce(session_id, ''), coalesce(occurred_on, '-infinity'));

-- What the gate lets through again after a lift goes to nobody before a person has looked at it in a preview.
create table gate.released (
  session_id text collate "C" primary key,
  released_at timestamptz not null default pg_catalog.clock_timestamp()
);

alter table gate.restriction_entry drop constraint restriction_entry_kind_check;
alter table gate.restriction_entry add constraint restriction_entry_kind_check check (kind in
  ('marked', 'imported', 'lift_requested', 'lifted', 'paid', 'payment_dishonoured', 'answer_settled', 'task_closed',
    'other_session', 'notice_withdrawn'));
alter table gate.restriction_entry alter column restriction_id drop not null;  -- an other session has none
-- Every change that restricts has an entry in its own transaction: what a snapshot did not see yet is found by it.
alter table gate.restriction_entry add column recorded_in xid8 not null default pg_catalog.pg_current_xact_id();
create index restriction_entry_recorded_in on gate.restriction_entry (recorded_in);

grant select, insert on gate.covered, gate.other_session to scrim_gatekeeper;
grant update (service_date, seen_at) on gate.covered to scrim_gatekeeper;
grant select, insert, update on gate.answer, gate.task to scrim_gatekeeper;
grant select, insert, delete on gate.released to scrim_gatekeeper;

-- A mark destroys the bytes and both keys of what is sealed and unsent in its own transaction. In the ledger the
-- submission is withdrawn by the next run, when it asks for a permit, exactly as it would be for a note that is no
-- longer signed: the time of a withdrawal tells nobody of a mark.
alter table claims.submission
  alter column archive_wrapped_key drop not null,
  drop constraint bytes_exactly_unless_withdrawn,
  drop constraint transit_key_exactly_while_open,
  add constraint bytes_unless_withdrawn_or_taken_back check (
    case state when 'withdrawn' then ciphertext is null when 'sealed' then true else ciphertext is not null end),
  add constraint transit_key_exactly_while_open check (
    (transit_wrapped_key is not null) = (state in ('sealed', 'in_flight', 'in_doubt') and ciphertext is not null)),
  add constraint archive_key_exactly_with_bytes check ((archive_wrapped_key is null) = (ciphertext is null));

-- Interchange numbers that were given to nobody: the next submissions take them, so that a number that is missing tells
-- a clearinghouse nothing.
create table claims.free_control_number (
  clearinghouse text collate "C" not null,
  interchange_control_number integer not null,
  primary key (clearinghouse, interchange_control_number)
);
drop index claims.interchange_never_repeats;
create unique index interchange_never_repeats on claims.submission (clearinghouse, interchange_control_number)
  where state <> 'withdrawn';
grant select, insert, delete on claims.free_control_number to scrim_gatekeeper;

-- Evidence of a person: what the clearinghouse told them of a submission that was in doubt.
alter table claims.submission drop constraint submission_receipt_evidence_check;
alter table claims.submission add constraint submission_receipt_evidence_check
  check (receipt_evidence in ('digest', 'identifier', 'person'));

-- Defects are codes, whoever writes them: no text of a record can stand there.
create function claims.are_codes(p_defects text[]) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp
return array_to_string(p_defects, ' ', '?') ~ '^[a-z-]{1,60}( [a-z-]{1,60})*$';
grant execute on function claims.are_codes(text[]) to scrim_gatekeeper;
alter table claims.hold add constraint defects_are_codes check (claims.are_codes(defects));

-- A row of the list of holds goes in the moment of a mark; billing reads the list through a function that shows what is
-- still there, so that it goes for every cause in the moment of the cause.
revoke select on claims.hold from scrim_billing, scrim_auditor;
reset role;
