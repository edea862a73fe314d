-- The contract with Scrim, written over the reference practice: names, types and order of the columns as
-- promised in docs/connecting-your-records.md. Plain views, so that the planner sees through them;
-- functions of pg_catalog only; no free text. `scrim check` shows these definitions and the practice
-- approves them.
--
-- Run by scrim_migrator after practice.sql; the views belong to scrim_practice, with whose rights they
-- read.

set role scrim_practice;

create view source.session as
select s.session_id, s.client_id, s.clinician_id, s.service_date, s.diagnosis_codes
from practice.session s
where s.signed_at is not null and s.deleted_at is null;
comment on view source.session is
  'Sessions signed and ready to bill: whose, by whom, the day, and the diagnosis codes, principal first.';

create view source.participant as
select p.session_id, p.client_id
from practice.session_participant p
where p.client_id is not null;
comment on view source.participant is
  'Further clients in a joint session. A restriction of any of them blocks it.';

create view source.charge as
select c.session_id, c.line, c.coverage_id, c.billing_provider_id, c.rendering_clinician_id,
  c.supervising_clinician_id, c.location_id, c.procedure_code, c.modifiers, c.units, c.charge_cents,
  c.patient_paid_cents, c.diagnosis_pointers, c.place_of_service, c.prior_authorization
from practice.charge c
where c.voided_at is null;
comment on view source.charge is
  'What is charged, from the billing side. coverage_id is the decision which plan to bill.';

create view source.coverage as
select v.coverage_id, v.client_id, v.rank, v.payer_id, p.name as payer_name, p.filing_indicator,
  v.member_id, v.group_number, v.relationship, v.subscriber_family_name, v.subscriber_given_name,
  v.subscriber_middle_name, v.subscriber_suffix, v.subscriber_birth_date, v.subscriber_sex,
  v.subscriber_address_1, v.subscriber_address_2, v.subscriber_city, v.subscriber_state,
  v.subscriber_postal_code, v.policyholder_is_client, v.valid_from, v.valid_through, v.consent_on,
  v.consent_through, v.benefits_assigned
from practice.coverage v
join practice.payer p on p.payer_id = v.payer_id;
comment on view source.coverage is
  'Plans that cover clients: payer, member, subscriber as the plan has them, and the consent to bill.';

create view source.client as
select c.client_id, c.family_name, c.given_name, c.middle_name, c.suffix, c.birth_date, c.sex, c.address_1,
  c.address_2, c.city, c.state, c.postal_code, c.consented_alone
from practice.client c
where c.deleted_at is null and c.merged_into is null;
comment on view source.client is
  'Demographics of clients; used in a claim only where the client is a dependent of the subscriber.';

create view source.clinician as
select c.clinician_id, c.npi, c.family_name, c.given_name, c.suffix, c.taxonomy_code
from practice.clinician c;
comment on view source.clinician is 'Who renders or supervises.';

create view source.billing_provider as
select b.billing_provider_id, b.entity, b.npi, b.tax_id, b.tax_id_kind, b.organization_name, b.family_name,
  b.given_name, b.taxonomy_code, b.address_1, b.address_2, b.city, b.state, b.postal_code, b.contact_name,
  b.contact_phone, b.accepts_assignment
from practice.billing_provider b;
comment on view source.billing_provider is 'In whose name claims are made: an organization or a person.';

create view source.location as
select l.location_id, l.name, l.npi, l.address_1, l.address_2, l.city, l.state, l.postal_code
from practice.location l;
comment on view source.location is 'Where services are given, other than at the billing address.';

create view source.caseload as
select k.clinician_id, k.client_id
from practice.caseload k
where k.ended_on is null;
comment on view source.caseload is
  'Whose client it is: a clinician lists the restrictions of these and no others.';

create view source.already_claimed as
select f.session_id, f.payer_id, f.payer_claim_number
from practice.filed_elsewhere f;
comment on view source.already_claimed is 'Filed before Scrim by other means; never claimed again.';

-- A flag on one session holds whatever its date becomes; also on sessions that are not signed yet or were
-- deleted.
create view source.restriction as
select c.client_id, null::text as session_id, c.self_pay_since as from_date,
  c.self_pay_through as through_date
from practice.client c
where c.self_pay_since is not null
union all
select s.client_id, s.session_id, '-infinity'::date, null::date
from practice.session s
where s.self_pay;
comment on view source.restriction is
  'The self-pay flags of the records, by client from a date on or by session. Its absence lifts nothing.';

create view source.client_alias as
select c.merged_into as client_id, c.client_id as former_client_id
from practice.client c
where c.merged_into is not null;
comment on view source.client_alias is 'Merged records: the client that is kept, and the id it also had.';

grant select on
  source.session, source.participant, source.charge, source.coverage, source.client, source.clinician,
  source.billing_provider, source.location, source.caseload, source.already_claimed, source.restriction,
  source.client_alias
  to scrim_gatekeeper;

reset role;
