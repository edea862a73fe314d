-- Invented people and what they typed. Everything derives from SHA-256, nothing from random(), the clock or
-- a collation, so that it is the same on every machine.
--
-- Run by scrim_migrator after practice.sql; the fixtures and generator.sql stand on it.

set role scrim_practice;

-- The day that is "today" in invented data: the setting scrim.anchor, a date.
create function practice.anchor() returns date language sql stable parallel safe
return pg_catalog.current_setting('scrim.anchor')::date;

-- 32 bytes of chance for a thing of a world.
create function practice.chance(seed text, thing text) returns bytea language sql immutable parallel safe
return sha256(convert_to(seed || ':' || thing, 'UTF8'));

-- 64 characters out of it, for invented words.
create function practice.scribble(chance bytea) returns text language sql immutable parallel safe
return encode(chance, 'hex');

-- A National Provider Identifier from nine digits: with the check digit of the Luhn formula over 80840 and
-- the nine. Ours begin with 2: valid by the standard, and never given out to anyone.
create function practice.npi(nine bigint) returns text language sql immutable parallel safe
begin atomic
  select nine || ((10 - (24 + sum(case when n % 2 = 0 then d else d * 2 / 10 + d * 2 % 10 end)) % 10) % 10)
    ::text
  from (select n, (nine / (10 ^ (n - 1))::bigint % 10)::integer as d from generate_series(1, 9) n) digits;
end;

-- What somebody might have typed into a field. Each text has words of its own, "zq" and nine hexadecimal
-- digits, which are found nowhere else: seeing one outside the practice's tables is a leak.
create function practice.nonsense(field text, scribble text)
returns text language sql immutable parallel safe
return case field
  when 'session_note' then 'S: spoke of the zq' || substr(scribble, 13, 9)
    || ' and of an argument at home about the zq' || substr(scribble, 33, 9)
    || '. O: affect flat, then tearful; eye contact poor. A: grief under the anger, as in the week of the zq'
    || substr(scribble, 51, 9) || '. P: breathing, a letter that is not sent, and the zq'
    || substr(scribble, 27, 9) || ' again next time. Denies intent; plan for safety reviewed with zq'
    || substr(scribble, 3, 9) || '.'
  when 'chief_complaint' then 'Cannot sleep since the zq' || substr(scribble, 10, 9)
    || '; r/o F43.10, see zq' || substr(scribble, 41, 9)
  when 'intake_summary' then 'Came after the zq' || substr(scribble, 52, 9)
    || '; two earlier therapies, one zq' || substr(scribble, 5, 9)
  when 'private_memo' then 'I wonder about the zq' || substr(scribble, 28, 9)
    || ' and the husband''s zq' || substr(scribble, 45, 9)
  when 'body' then 'I thought again about the zq' || substr(scribble, 8, 9)
    || '. Can we move to the evening? zq' || substr(scribble, 55, 9)
  when 'partner_name' then 'Zq' || substr(scribble, 7, 9) || ' Zq' || substr(scribble, 21, 9)
  when 'preferred_name' then 'Zq' || substr(scribble, 40, 9)
  when 'emergency_contact' then 'aunt Zq' || substr(scribble, 43, 9) || ', (503) 555-0177'
  when 'employer' then 'Zq' || substr(scribble, 46, 9) || ' & Daughters'
  when 'email' then 'zq' || substr(scribble, 34, 9) || '@mail.example'
  when 'phone' then '(503) 555-0199 ask for zq' || substr(scribble, 37, 9)
  when 'video_link' then 'https://rooms.example/zq' || substr(scribble, 1, 9)
  when 'modality' then 'video or chair by the zq' || substr(scribble, 2, 9)
  when 'interventions' then 'Chair work with the zq' || substr(scribble, 16, 9) || ', 20 minutes'
  when 'homework' then 'Write down each zq' || substr(scribble, 19, 9) || ' before bed'
  when 'risk_flags' then 'passive ideation on the day of the zq' || substr(scribble, 22, 9) || ', none today'
  when 'next_appointment' then 'same chair, after zq' || substr(scribble, 25, 9)
  when 'self_pay_reason' then 'does not want the plan to hear of zq' || substr(scribble, 31, 9)
  when 'medication' then 'zq' || substr(scribble, 49, 9) || ' 20 mg, mornings'
  else replace(field, '_', ' ') || ': zq' || substr(scribble, 1 + length(field) * 3 % 50, 9)
    || ' as they said'
end;

-- Fills every free-text field that is still empty, of every row and table. The fields are found by their
-- type, so that a new one is filled from the day it appears.
create function practice.fill_prose() returns void language plpgsql as $$
declare
  task record;
begin
  for task in
    select c.oid::regclass as of_table,
      string_agg(format(
        '%1$I = coalesce(%1$I, practice.nonsense(%1$L, practice.scribble(practice.chance(%2$L, %3$s))))',
        a.attname, 'prose:' || c.relname || ':' || a.attname, k.key), ', '
          order by a.attnum) as assignments,
      string_agg(format('%I is null', a.attname), ' or ' order by a.attnum) as some_are_empty
    from pg_catalog.pg_class c
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.atttypid = 'practice.prose'::regtype
    join lateral (
      select string_agg(format('%I::text', p.attname), ' || '':'' || ' order by p.attnum) as key
      from pg_catalog.pg_index i
      join pg_catalog.pg_attribute p on p.attrelid = i.indrelid and p.attnum = any (i.indkey)
      where i.indrelid = c.oid and i.indisprimary) k on true
    where c.relnamespace = 'practice'::regnamespace and c.relkind = 'r' and not a.attisdropped
    group by c.oid order by c.oid
  loop
    execute format('update %s set %s where %s', task.of_table, task.assignments, task.some_are_empty);
  end loop;
end
$$;

create function practice.given_name(chance bytea) returns text language sql immutable parallel safe
return ('{Ada,Bela,Cyril,Dorit,Emil,Fern,Gideon,Hana,Ivo,June,Kaspar,Linnea,Milo,Nadia,Oskar,Petra,Quill,'
  'Rosa,Stellan,Thea,Ulla,Viggo,Wren,Xenia,Yara,Zoltan,Anaïs,José,Zoë,Renée,Mary Ann,Jean-Luc}'
  ::text[])[1 + get_byte(chance, 1) % 32];

create function practice.family_name(chance bytea) returns text language sql immutable parallel safe
return ('{Alder,Birch,Corvin,Dunmore,Ester,Farrow,Garnet,Hollis,Ingram,Jessop,Kestrel,Larkin,Marlow,Nettle,'
  'Ormond,Pryce,Quennell,Rushton,Sorrel,Thistle,Umber,Vance,Wexley,Yarrow,Zeller,O''Hara,D''Amico,Núñez,'
  'Lévesque,Müller,Sorrel-Pike,St. Clair}'::text[])[1 + get_byte(chance, 2) % 32]
  || ('{"","","",ton,by,ley,worth,man}'::text[])[1 + get_byte(chance, 3) % 8];

create function practice.street(chance bytea) returns text language sql immutable parallel safe
return (1 + get_byte(chance, 4) * 7) || ' '
  || ('{Gull,Otter,Juniper,Lantern,Millrace,Orchard,Pebble,Willow}'::text[])[1 + get_byte(chance, 5) % 8]
  || ' ' || ('{Street,Lane,Court,Avenue}'::text[])[1 + get_byte(chance, 6) % 4];

reset role;
