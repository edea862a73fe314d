-- A second claim for the same client, day, procedure and clinician is refused by every plan, or paid twice. It is held
-- like what the law suggests (0012): by a code, asked at admission and again at every permit.

set local role scrim_owner;
grant create on schema gate to scrim_gatekeeper;
set local role scrim_gatekeeper;

-- Whether a claim for session s, with s and joint as in eligible(), would repeat one for another session o of its
-- client and day: a shared procedure and clinician, and neither charge says that it was a service of its own (59 or XE).
-- Where o is claimed, here or elsewhere, s waits. Where both could be, both wait; what is claimed already does not wait
-- for what is not. An o that no claim may name (restricted, without consent, paid in full) is not asked for: nothing
-- may tell that it exists. Looked up by key for each session; almost none has an o, and the first question is the quick
-- one for most.
create function gate.is_duplicate() returns text language sql immutable set search_path = pg_catalog, pg_temp
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
              and not coalesce(mine.modifiers && array['59', 'XE'], false)
              and not coalesce(other.modifiers && array['59', 'XE'], false))
          and ((select true from source.already_claimed e where e.session_id = o.session_id limit 1) is not null
            or not (true $sql$ || regexp_replace(gate.unclaimed(), '\ms\.', 'o.', 'g') || $sql$)
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

-- As in 0012, and one more.
create or replace function gate.legal_holds(p_part2 boolean) returns text
language sql immutable set search_path = pg_catalog, pg_temp
return replace($sql$
    array_remove(array[
      case when cov.policyholder_is_client is not true and (
        select true from gate.notice n where n.coverage_id = cov.coverage_id and n.kind = 'client-told'
          and n.withdrawn_on is null limit 1) is null then 'client-not-told' end,
      case when (select true from gate.minor_alone m where m.client_id = s.client_id) and (
        select true from gate.notice n where n.client_id = s.client_id and n.kind = 'minor-confirmed'
          and n.withdrawn_on is null limit 1) is null then 'minor-not-confirmed' end,
      case when <part2> and (
        select true from gate.notice n where n.coverage_id = cov.coverage_id and n.client_id = s.client_id
          and n.kind = 'part2-consent' and n.withdrawn_on is null and n.given_on <= current_date
          and (n.through_date is null or n.through_date >= current_date) limit 1) is null
        then 'programme-consent-missing' end,
      case when joint.others is not null and exists (
        select from source.session o
        join source.participant back on back.session_id = o.session_id and back.client_id = s.client_id
        join source.charge oc on oc.session_id = o.session_id and oc.coverage_id is not null
        where o.client_id = any (joint.others) and o.service_date = s.service_date
          and o.session_id <> s.session_id) then 'joint-session-twice' end,
      case when $sql$ || gate.is_duplicate() || $sql$ then 'duplicate-of-claim' end], null)
$sql$, '<part2>', case when p_part2 then 'true' else 'false' end);

set local role scrim_owner;
revoke create on schema gate from scrim_gatekeeper;
reset role;
