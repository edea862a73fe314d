-- Synthetic practice data at any size, made inside PostgreSQL. The same arguments and anchor give the same
-- rows on every machine.
--
-- Run by scrim_migrator after invented.sql.

set role scrim_practice;

-- Two billing providers (a group and a person), two offices, four payers, clinicians. Clinician 1 bills as
-- the person.
create function practice.generate_providers(seed text, clinicians bigint)
returns void language plpgsql as $$
begin
  insert into practice.billing_provider
    (billing_provider_id, entity, npi, tax_id, tax_id_kind, organization_name, family_name, given_name,
     taxonomy_code, address_1, address_2, city, state, postal_code, contact_name, contact_phone)
  values
    ('B-g1', 'organization', practice.npi(299000001), '000451101', 'EI',
     'Quiet Harbor Therapy PLLC', null, null, '261QM0801X',
     '400 Inlet Street', 'Suite 12', 'Portland', 'OR', '972011234', 'Billing Desk', '5035550142'),
    ('B-g2', 'person', practice.npi(299100001), '000451102', 'EI', null, 'Vale', 'Imre', '1041C0700X',
     '18 Tern Row', null, 'Salem', 'OR', '973019876', 'Imre Vale', '5035550143')
  on conflict do nothing;
  insert into practice.location (location_id, name, address_1, address_2, city, state, postal_code)
  values ('L-g1', 'Inlet Street', '400 Inlet Street', 'Suite 12', 'Portland', 'OR', '972011234'),
    ('L-g2', 'Hill House', '9 Beacon Hill', null, 'Beaverton', 'OR', '970051111')
  on conflict do nothing;
  insert into practice.payer (payer_id, name, filing_indicator)
  values ('meridian', 'Meridian Mutual Health', 'CI'), ('northfield', 'Northfield Blue', 'BL'),
    ('cascade', 'Cascade Health Plan', 'HM'), ('union', 'Union Trades Benefit', 'CI')
  on conflict do nothing;
  insert into practice.clinician (clinician_id, npi, family_name, given_name, taxonomy_code)
  select 'D-g' || n, practice.npi(299100000 + n),
    case n when 1 then 'Vale' else practice.family_name(h) end,
    case n when 1 then 'Imre' else practice.given_name(h) end,
    (array['1041C0700X', '101YM0800X', '103TC0700X', '106H00000X'])[1 + (n - 1) % 4]
  from generate_series(1, clinicians) n, practice.chance(seed, 'clinician:' || n) h
  on conflict do nothing;
end
$$;

-- Clients `first` and on, each with one coverage. 15 % are dependents, two in three of them children. Of
-- every ten clients one is self-pay, with coverage and consent like everybody: only the flag keeps them out.
create function practice.generate_clients(
  seed text, first bigint, clients bigint, clinicians bigint, since date)
returns void language plpgsql as $$
begin
  insert into practice.client
    (client_id, registered_on, family_name, given_name, birth_date, sex, address_1, city, state,
     postal_code, self_pay_since, self_pay_reason, preferred_name, pronouns, phone, email,
     emergency_contact, employer, referral_source, intake_summary, medication)
  select 'C-' || lpad(n::text, 9, '0'), since, practice.family_name(h), practice.given_name(h),
    since - case
      when get_byte(h, 7) < 26 then 2200 + get_byte(h, 8) * 15
      else 7000 + get_byte(h, 8) * 80 end,
    (array['F', 'M', 'F', 'M', 'F', 'M', 'U', 'F'])[1 + get_byte(h, 9) % 8],
    practice.street(h), 'Portland', 'OR', '972' || lpad((get_byte(h, 10) % 40)::text, 2, '0'),
    case when n % 10 = get_byte(practice.chance(seed, 'ten clients:' || n / 10), 0) % 10 then since end,
    practice.nonsense('self_pay_reason', w), practice.nonsense('preferred_name', w),
    practice.nonsense('pronouns', w), practice.nonsense('phone', w), practice.nonsense('email', w),
    practice.nonsense('emergency_contact', w), practice.nonsense('employer', w),
    practice.nonsense('referral_source', w), practice.nonsense('intake_summary', w),
    practice.nonsense('medication', w)
  from generate_series(first, first + clients - 1) n, practice.chance(seed, 'client:' || n) h,
    lateral (select practice.scribble(h) as w offset 0) words;

  insert into practice.coverage
    (coverage_id, client_id, rank, payer_id, member_id, group_number, relationship, subscriber_family_name,
     subscriber_given_name, subscriber_birth_date, subscriber_sex, subscriber_address_1, subscriber_city,
     subscriber_state, subscriber_postal_code, policyholder_is_client, valid_from, consent_on,
     verification_note, card_transcription)
  select 'V' || substr(c.client_id, 2), c.client_id, 1, p.payer_id, p.prefix || lpad(n::text, 9, '0'),
    case when get_byte(h, 13) < 200 then 'G' || 1000 + get_byte(h, 14) end, r.relationship, c.family_name,
    case r.relationship when '18' then c.given_name else practice.given_name(sha256(h)) end,
    c.birth_date - case r.relationship when '19' then 9000 when '01' then 500 else 0 end,
    case r.relationship when '18' then c.sex else 'F' end, c.address_1, c.city, c.state, c.postal_code,
    r.relationship = '18', since, since, practice.nonsense('verification_note', w),
    practice.nonsense('card_transcription', w)
  from generate_series(first, first + clients - 1) n, practice.chance(seed, 'client:' || n) h,
    lateral (select practice.scribble(sha256(h)) as w offset 0) words,
    lateral (select case when get_byte(h, 7) < 26 then '19' when get_byte(h, 7) < 38 then '01' else '18' end
      as relationship) r,
    lateral (select
      (array['meridian', 'northfield', 'cascade', 'union'])[1 + get_byte(h, 15) % 4] as payer_id,
      (array['MMH', 'NFB', 'CHP', 'UTB'])[1 + get_byte(h, 15) % 4] as prefix) p,
    practice.client c
  where c.client_id = 'C-' || lpad(n::text, 9, '0');

  insert into practice.caseload (clinician_id, client_id, since, assignment_note)
  select 'D-g' || 1 + n % clinicians, 'C-' || lpad(n::text, 9, '0'), since,
    practice.nonsense('assignment_note', practice.scribble(practice.chance(seed, 'caseload:' || n)))
  from generate_series(first, first + clients - 1) n;

  insert into practice.message (message_id, client_id, clinician_id, sent_at, subject, body)
  select 'M-' || lpad(n::text, 9, '0'), 'C-' || lpad(n::text, 9, '0'), 'D-g' || 1 + n % clinicians,
    (since + 30 + time '19:12') at time zone 'America/Los_Angeles', practice.nonsense('subject', w),
      practice.nonsense('body', w)
  from generate_series(first, first + clients - 1) n, practice.chance(seed, 'message:' || n) h,
    lateral (select practice.scribble(h) as w offset 0) words;
end
$$;

-- Session n belongs to client n modulo clients, and the sessions are laid out evenly over the span, in
-- order: about twenty for each client, a few days apart. One in forty is joint; the other person is a
-- client in a fifth of these.
create function practice.generate_sessions(
  seed text, first bigint, sessions bigint, clients bigint, clinicians bigint, from_day date, days integer)
returns void language plpgsql as $$
begin
  insert into practice.session
    (session_id, client_id, clinician_id, location_id, status, service_date, starts_at, ends_at, signed_at,
     diagnosis_codes, modality, video_link, partner_name, chief_complaint, session_note, interventions,
     homework, risk_flags, next_appointment, private_memo, self_pay_reason)
  select 'S-' || lpad((first + i)::text, 12, '0'), 'C-' || lpad((first + c)::text, 9, '0'),
    'D-g' || 1 + (first + c) % clinicians,
    case when get_byte(h, 1) >= 102 then 'L-g' || 1 + get_byte(h, 1) % 2 end, 'completed', day,
    start, start + interval '53 minutes', start + interval '9 hours',
    (array[principal[1 + c % 16], further[1 + c % 9], further[1 + (c + 2) % 9], further[1 + (c + 4) % 9]
      ])[1 : 1 + get_byte(h, 3) % 4],
    practice.nonsense('modality', w), practice.nonsense('video_link', w),
    practice.nonsense('partner_name', w), practice.nonsense('chief_complaint', w),
    practice.nonsense('session_note', w), practice.nonsense('interventions', w),
    practice.nonsense('homework', w), practice.nonsense('risk_flags', w),
    practice.nonsense('next_appointment', w), practice.nonsense('private_memo', w),
    practice.nonsense('self_pay_reason', w)
  from generate_series(0, sessions - 1) i,
    lateral (select i % clients as c, from_day + (i * days / sessions)::integer as day,
      practice.chance(seed, 'session:' || first + i) as h offset 0) session,
    lateral (select practice.scribble(h) as w,
      (day + time '08:00' + get_byte(h, 2) % 10 * interval '1 hour') at time zone 'America/Los_Angeles'
      as start offset 0) details,
    (select
      ('{F41.1,F43.23,F43.22,F33.1,F32.1,F33.0,F43.12,F43.10,F31.81,F90.2,F42.9,F34.1,F40.10,F41.0,'
        'F43.25,F84.0}'::text[]) as principal,
      '{Z63.0,Z56.6,F51.01,Z63.4,G47.00,Z73.3,Z60.0,R45.4,Z65.8}'::text[] as further) codes;

  insert into practice.session_participant (session_id, seat, client_id, name_as_given, role_in_session)
  select 'S-' || lpad((first + i)::text, 12, '0'), 1,
    case when i / 40 % 5 = 0 and clients > 1 then 'C-' || lpad((first + (i + 1) % clients)::text, 9, '0') end,
    practice.nonsense('name_as_given', w), practice.nonsense('role_in_session', w)
  from generate_series(0, sessions - 1) i,
    lateral (select practice.scribble(practice.chance(seed, 'joint:' || first + i)) as w offset 0) words
  where i % 40 = 20;
end
$$;

-- A line for each session and an add-on line for one in ten. Two in five are telehealth; one in five has a
-- copay.
create function practice.generate_charges(
  seed text, first bigint, sessions bigint, clients bigint, clinicians bigint)
returns void language plpgsql as $$
begin
  insert into practice.charge
    (session_id, line, coverage_id, billing_provider_id, rendering_clinician_id, location_id,
     procedure_code, modifiers, charge_cents, patient_paid_cents, diagnosis_pointers, place_of_service,
     prior_authorization, internal_note, fee_reason)
  select 'S-' || lpad((first + i)::text, 12, '0'), line, 'V-' || lpad((first + c)::text, 9, '0'),
    case (first + c) % clinicians when 0 then 'B-g2' else 'B-g1' end, 'D-g' || 1 + (first + c) % clinicians,
    case when not remote then 'L-g' || 1 + get_byte(h, 1) % 2 end,
    case line when 2 then '90785'
      else (array['90834', '90837', '90832', '90834'])[1 + get_byte(h, 4) % 4] end,
    case when remote then array['95'] else '{}' end,
    case line when 2 then 3500 else (array[14000, 17500, 10500, 14000])[1 + get_byte(h, 4) % 4] end,
    case when line = 1 and get_byte(h, 5) < 51 then 2500 else 0 end,
    case when get_byte(h, 6) < 128 then array[1] end, case when remote then '10' else '11' end,
    case when get_byte(h, 7) < 13 then 'PA' || 100000 + get_byte(h, 8) * 256 + get_byte(h, 9) end,
    practice.nonsense('internal_note', w), practice.nonsense('fee_reason', w)
  from generate_series(0, sessions - 1) i,
    lateral (select i % clients as c, practice.chance(seed, 'session:' || first + i) as h offset 0) session,
    lateral (select get_byte(h, 1) < 102 as remote, practice.scribble(sha256(h)) as w offset 0) of_session,
    lateral generate_series(1, 1 + (get_byte(h, 10) * 256 + get_byte(h, 11) < 6554)::integer) line;

  insert into practice.payment
    (payment_id, client_id, session_id, paid_on, amount_cents, method, memo, payer_of_record)
  select 'P' || substr(c.session_id, 2), s.client_id, c.session_id, s.service_date, c.patient_paid_cents,
    'card', practice.nonsense('memo', w), practice.nonsense('payer_of_record', w)
  from generate_series(0, sessions - 1) i
  join practice.charge c on c.session_id = 'S-' || lpad((first + i)::text, 12, '0')
    and c.patient_paid_cents > 0
  join practice.session s on s.session_id = c.session_id,
    lateral (select practice.scribble(practice.chance(seed, 'payment:' || first + i)) as w offset 0) words;
end
$$;

-- Makes `sessions` sessions, numbered from `first`, spread over the `days` days that end `days_back` days
-- before the anchor. Further data (a history) is made by calling again with numbers that are still free.
create function practice.generate(
  sessions bigint, seed text, first bigint default 1, days integer default 90, days_back integer default 0)
returns void language plpgsql set work_mem = '256MB' as $$
declare
  clients bigint := (sessions + 19) / 20;
  clinicians bigint := least(500, greatest(12, (sessions + 1599) / 1600));
  from_day date := practice.anchor() - days_back - days;
  keep text[];
  change text;
begin
  -- References are checked all at once, at the end: row by row, that takes longer than making the rows.
  select array_agg(format('alter table %s add constraint %I %s', f.conrelid::regclass, f.conname,
    pg_get_constraintdef(f.oid)))
  into keep
  from pg_catalog.pg_constraint f
  where f.contype = 'f' and f.connamespace = 'practice'::regnamespace;
  foreach change in array keep loop
    execute regexp_replace(change, 'add (constraint \S+) .*', 'drop \1');
  end loop;
  perform practice.generate_providers(seed, clinicians);
  perform practice.generate_clients(seed, first, clients, clinicians, from_day - 200);
  perform practice.generate_sessions(seed, first, sessions, clients, clinicians, from_day, days);
  perform practice.generate_charges(seed, first, sessions, clients, clinicians);
  foreach change in array keep loop
    execute change;
  end loop;
  analyze practice.client, practice.coverage, practice.session, practice.charge, practice.payment,
    practice.session_participant, practice.caseload, practice.message;
end
$$;

reset role;
