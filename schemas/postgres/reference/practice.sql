-- The reference practice: what an electronic health record keeps, clinical text and all. The demonstration,
-- the tests and the bench run on it; docs/connecting-your-records.md says how to connect another one.
--
-- Run by scrim_migrator, who may make a schema; everything in it belongs to scrim_practice. Nobody else of
-- Scrim has any right here: what leaves it leaves through the views of source_views.sql, which
-- scrim_practice owns.

create schema practice authorization scrim_practice;
set role scrim_practice;

-- What people wrote. Every column in which anyone can write anything is of this type, so that it can be
-- found: to keep it out of the planner's statistics (below) and out of the views (none may name one), and
-- to search for it elsewhere.
create domain practice.prose as text;
comment on domain practice.prose is 'Free text: whatever somebody typed. It never leaves the practice.';

create table practice.billing_provider (
  billing_provider_id text primary key,
  entity text not null check (entity in ('organization', 'person')),
  npi text not null,
  tax_id text not null,
  tax_id_kind text not null check (tax_id_kind in ('EI', 'SY')),
  organization_name text,
  family_name text,
  given_name text,
  taxonomy_code text,
  address_1 text,
  address_2 text,
  city text,
  state text,
  postal_code text,
  contact_name text,
  contact_phone text,
  accepts_assignment boolean not null default true,
  office_note practice.prose,
  constraint named_as_what_it_is check ((entity = 'organization') = (organization_name is not null))
);

create table practice.location (
  location_id text primary key,
  name text not null,
  npi text,
  address_1 text,
  address_2 text,
  city text,
  state text,
  postal_code text,
  directions practice.prose,
  door_code practice.prose
);

create table practice.clinician (
  clinician_id text primary key,
  npi text,
  family_name text not null,
  given_name text not null,
  suffix text,
  taxonomy_code text,
  supervisor_id text references practice.clinician,  -- an associate bills under somebody's supervision
  biography practice.prose,
  personal_email practice.prose
);

create table practice.payer (
  payer_id text primary key,
  name text not null,
  filing_indicator text not null,
  portal_note practice.prose
);

create table practice.client (
  client_id text primary key,
  merged_into text references practice.client,
    -- two records of one person; this one is no longer used
  deleted_at timestamptz,
  registered_on date not null,
  family_name text not null,
  given_name text not null,
  middle_name text,
  suffix text,
  birth_date date not null,
  sex text not null check (sex in ('M', 'F', 'U')),
  address_1 text,
  address_2 text,
  city text,
  state text,
  postal_code text,
  consented_alone boolean not null default false,    -- a minor's own consent to treatment
  self_pay_since date,                               -- the client pays, and has asked that no plan be told
  self_pay_through date,
  self_pay_reason practice.prose,
  preferred_name practice.prose,
  pronouns practice.prose,
  phone practice.prose,
  email practice.prose,
  emergency_contact practice.prose,
  employer practice.prose,
  referral_source practice.prose,
  intake_summary practice.prose,
  medication practice.prose,
  constraint self_pay_has_a_start check (self_pay_through is null or self_pay_since is not null),
  constraint merged_into_somebody_else check (merged_into <> client_id)
);
create index client_merged on practice.client (merged_into) where merged_into is not null;
create index client_self_pay on practice.client (client_id) where self_pay_since is not null;

create table practice.caseload (
  clinician_id text not null references practice.clinician,
  client_id text not null references practice.client,
  since date not null,
  ended_on date,
  assignment_note practice.prose,
  primary key (clinician_id, client_id)
);

create table practice.coverage (
  coverage_id text primary key,
  client_id text not null references practice.client,
  rank integer not null check (rank between 1 and 3),
  payer_id text not null references practice.payer,
  member_id text,
  group_number text,
  relationship text not null,                        -- 18 self, 01 spouse, 19 child, …
  subscriber_family_name text,
  subscriber_given_name text,
  subscriber_middle_name text,
  subscriber_suffix text,
  subscriber_birth_date date,
  subscriber_sex text,
  subscriber_address_1 text,
  subscriber_address_2 text,
  subscriber_city text,
  subscriber_state text,
  subscriber_postal_code text,
  policyholder_is_client boolean,
  valid_from date not null,
  valid_through date,
  consent_on date,                                   -- consent to bill this plan
  consent_through date,
  benefits_assigned boolean not null default true,
  verification_note practice.prose,
  card_transcription practice.prose
);
create index coverage_client on practice.coverage (client_id);

-- The client's problem list, with the reasoning. What was billed is on the session, as signed.
create table practice.diagnosis (
  diagnosis_id text primary key,
  client_id text not null references practice.client,
  code text not null,
  recorded_on date not null,
  resolved_on date,
  description practice.prose,
  formulation practice.prose
);
create index diagnosis_client on practice.diagnosis (client_id);

create table practice.session (
  session_id text primary key,
  client_id text not null references practice.client,
  clinician_id text not null references practice.clinician,
  location_id text references practice.location,
  status text not null check (status in ('scheduled', 'completed', 'no_show', 'cancelled')),
  service_date date not null,                        -- the day on the practice's own calendar
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  signed_at timestamptz,
  deleted_at timestamptz,
  self_pay boolean not null default false,           -- this one session: the client pays, no plan is told
  diagnosis_codes text[] not null default '{}',      -- principal first, as signed; typed by people
  modality practice.prose,
  video_link practice.prose,
  partner_name practice.prose,
  chief_complaint practice.prose,
  session_note practice.prose,
  interventions practice.prose,
  homework practice.prose,
  risk_flags practice.prose,
  next_appointment practice.prose,
  private_memo practice.prose,
  self_pay_reason practice.prose,
  constraint starts_before_it_ends check (starts_at < ends_at),
  constraint signed_when_completed check (signed_at is null or status = 'completed')
);
create index session_ready on practice.session (service_date, session_id)
  where signed_at is not null and deleted_at is null;
create index session_client on practice.session (client_id, service_date);
create index session_self_pay on practice.session (session_id) where self_pay;

-- Further people in a joint session; client_id only where they are clients themselves.
create table practice.session_participant (
  session_id text not null references practice.session,
  seat integer not null,
  client_id text references practice.client,
  name_as_given practice.prose,
  role_in_session practice.prose,
  primary key (session_id, seat)
);
create index session_participant_client on practice.session_participant (client_id)
  where client_id is not null;

create table practice.charge (
  session_id text not null references practice.session,
  line integer not null,
  voided_at timestamptz,
  coverage_id text references practice.coverage,     -- which coverage to bill; none: nobody has decided to
  billing_provider_id text not null,
  rendering_clinician_id text not null,
  supervising_clinician_id text,
  location_id text,
  procedure_code text not null,
  modifiers text[] not null default '{}',
  units integer not null default 1,
  charge_cents bigint not null check (charge_cents >= 0),
  patient_paid_cents bigint not null default 0,      -- running total of the payments for this line
  diagnosis_pointers integer[],                      -- one-based; none: the first four
  place_of_service text not null,
  prior_authorization text,
  internal_note practice.prose,
  fee_reason practice.prose,
  primary key (session_id, line)
);

create table practice.payment (
  payment_id text primary key,
  client_id text not null references practice.client,
  session_id text,
  paid_on date not null,
  amount_cents bigint not null,
  method text not null check (method in ('card', 'cash', 'check', 'transfer')),
  memo practice.prose,
  payer_of_record practice.prose
);
create index payment_session on practice.payment (session_id);

create table practice.message (
  message_id text primary key,
  client_id text not null references practice.client,
  clinician_id text not null references practice.clinician,
  sent_at timestamptz not null,
  subject practice.prose,
  body practice.prose
);
create index message_client on practice.message (client_id);

-- Claims that went out before Scrim, by whatever the practice used then.
create table practice.filed_elsewhere (
  session_id text not null references practice.session,
  payer_id text not null,
  payer_claim_number text,
  filed_on date not null,
  remark practice.prose,
  primary key (session_id, payer_id)
);

-- The planner keeps samples of what is in a column, also after the row is gone. None of free text, none of
-- the field in which people type diagnoses, none of who pays for themselves.
do $$
declare
  secret record;
begin
  for secret in
    select a.attrelid::regclass as of_table, a.attname
    from pg_catalog.pg_attribute a
    join pg_catalog.pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'practice'::regnamespace and c.relkind = 'r'
      and a.attnum > 0 and not a.attisdropped
      and (a.atttypid = 'practice.prose'::regtype
        or a.attname in ('diagnosis_codes', 'code', 'self_pay', 'self_pay_since', 'self_pay_through'))
  loop
    execute pg_catalog.format(
      'alter table %s alter column %I set statistics 0', secret.of_table, secret.attname);
  end loop;
end
$$;

reset role;
