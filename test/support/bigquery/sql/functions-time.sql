-- Functions of dates and times. A moment is a timestamp here, in the zone that was asked for.

-- GoogleSQL's +09:00 is east of Greenwich; PostgreSQL reads such a zone as POSIX does, the other way round.
create function "$gq".zone(x text) returns text language sql immutable strict as $$
select case when x ~ '^\+\d' then '-' || substr(x, 2) when x ~ '^-\d' then '+' || substr(x, 2) else x end $$;
create function "$gq".within(x timestamp) returns timestamp language plpgsql immutable strict as $$
begin
  if x >= '0001-01-01' and x < '10000-01-01' then return x; end if;
  raise exception using errcode = 'GQ001', message = 'Out of range: the date or time is not within the years 0001 to 9999';
end $$;
create function "$gq".weekday(part text) returns int language sql immutable as $$
select coalesce(array_position(array['WEEK(SUNDAY)', 'WEEK(MONDAY)', 'WEEK(TUESDAY)', 'WEEK(WEDNESDAY)', 'WEEK(THURSDAY)', 'WEEK(FRIDAY)', 'WEEK(SATURDAY)'], part), 1) - 1 $$;
create function "$gq".trunc(x timestamp, part text) returns timestamp language sql immutable strict as $$
select case
  when part like 'WEEK%' then date_trunc('day', x) - make_interval(days => (extract(dow from x)::int - "$gq".weekday(part) + 7) % 7)
  when part = 'ISOWEEK' then date_trunc('week', x)
  when part = 'ISOYEAR' then date_trunc('week', make_timestamp(extract(isoyear from x)::int, 1, 4, 0, 0, 0))
  else date_trunc(case part when 'MICROSECOND' then 'microseconds' when 'MILLISECOND' then 'milliseconds' else lower(part) end, x) end $$;
create function "$gq".add(x timestamp, n bigint, part text) returns timestamp language sql immutable strict as $$
select "$gq".within(x + case part
  when 'YEAR' then make_interval(years => n::int) when 'QUARTER' then make_interval(months => 3 * n::int)
  when 'MONTH' then make_interval(months => n::int) when 'WEEK' then make_interval(days => 7 * n::int)
  when 'DAY' then make_interval(days => n::int) when 'HOUR' then n * interval '1 hour' when 'MINUTE' then n * interval '1 minute'
  when 'SECOND' then n * interval '1 second' when 'MILLISECOND' then n * interval '1 millisecond'
  else n * interval '1 microsecond' end) $$;
create function "$gq".micros(x timestamp) returns bigint language sql immutable strict as $$ select (extract(epoch from x) * 1000000)::bigint $$;
create function "$gq".unit(part text) returns bigint language sql immutable strict as $$
select case part when 'MICROSECOND' then 1 when 'MILLISECOND' then 1000 when 'SECOND' then 1000000 when 'MINUTE' then 60000000
  when 'HOUR' then 3600000000 when 'DAY' then 86400000000 else 604800000000 end $$;
-- How many boundaries of the part lie between.
create function "$gq".diff(a timestamp, b timestamp, part text) returns bigint language sql immutable strict as $$
select case
  when part = 'YEAR' then (extract(year from a) - extract(year from b))::bigint
  when part = 'ISOYEAR' then (extract(isoyear from a) - extract(isoyear from b))::bigint
  when part = 'QUARTER' then ((extract(year from a) - extract(year from b)) * 4 + extract(quarter from a) - extract(quarter from b))::bigint
  when part = 'MONTH' then ((extract(year from a) - extract(year from b)) * 12 + extract(month from a) - extract(month from b))::bigint
  else ("$gq".micros("$gq".trunc(a, part)) - "$gq".micros("$gq".trunc(b, part))) / "$gq".unit(part) end $$;
-- Whole units that have passed.
create function "$gq".passed(a timestamp, b timestamp, part text) returns bigint language sql immutable strict as $$
select ("$gq".micros(a) - "$gq".micros(b)) / "$gq".unit(part) $$;
create function "$gq".extract(x timestamp, part text) returns bigint language sql immutable strict as $$
select case
  when part = 'MICROSECOND' then extract(microseconds from x)::bigint % 1000000
  when part = 'MILLISECOND' then (extract(microseconds from x)::bigint % 1000000) / 1000
  when part = 'SECOND' then floor(extract(second from x))::bigint
  when part = 'DAYOFWEEK' then extract(dow from x)::bigint + 1
  when part = 'DAYOFYEAR' then extract(doy from x)::bigint
  when part = 'ISOWEEK' then extract(week from x)::bigint
  when part = 'ISOYEAR' then extract(isoyear from x)::bigint
  when part like 'WEEK%' then ((extract(doy from x)::int + 6 - (extract(dow from x)::int - "$gq".weekday(part) + 7) % 7) / 7)::bigint
  else date_part(lower(part), x)::bigint end $$;

create function "$gq".away(x interval, point text) returns text language sql immutable strict as $$
select case when x < interval '0' then '-' else '+' end || to_char(abs(extract(epoch from x))::int * interval '1 second', 'HH24' || point || case when point = 'h' then '' else 'MI' end) $$;
create function "$gq".format_time(f text, x timestamp, zone text) returns text language plpgsql stable as $$
declare made text := ''; i int := 1; c text; code text; away interval; piece text;
begin
  if f is null or x is null then return null; end if;
  away := x - ((x at time zone coalesce(zone, 'UTC')) at time zone 'UTC');
  while i <= length(f) loop
    c := substr(f, i, 1);
    if c <> '%' then made := made || c; i := i + 1; continue; end if;
    code := coalesce((regexp_match(substr(f, i + 1), '^(E[0-9*]S|E4Y|Ez|.)'))[1], '');
    i := i + 1 + length(code);
    piece := case code
      when '%' then '%' when 'n' then e'\n' when 't' then e'\t'
      when 'Y' then extract(year from x)::text when 'E4Y' then to_char(x, 'YYYY') when 'y' then to_char(x, 'YY') when 'C' then lpad((extract(year from x)::int / 100)::text, 2, '0')
      when 'm' then to_char(x, 'MM') when 'd' then to_char(x, 'DD') when 'e' then lpad(extract(day from x)::text, 2)
      when 'H' then to_char(x, 'HH24') when 'k' then lpad(extract(hour from x)::text, 2) when 'I' then to_char(x, 'HH12') when 'l' then lpad(to_char(x, 'FMHH12'), 2)
      when 'M' then to_char(x, 'MI') when 'S' then to_char(x, 'SS') when 'p' then to_char(x, 'AM') when 'P' then to_char(x, 'am')
      when 'j' then to_char(x, 'DDD') when 'Q' then to_char(x, 'Q') when 'G' then to_char(x, 'IYYY') when 'g' then to_char(x, 'IY') when 'V' then to_char(x, 'IW') when 'u' then to_char(x, 'ID')
      when 'w' then extract(dow from x)::text when 'U' then lpad("$gq".extract(x, 'WEEK')::text, 2, '0') when 'W' then lpad("$gq".extract(x, 'WEEK(MONDAY)')::text, 2, '0')
      when 'a' then to_char(x, 'Dy') when 'A' then to_char(x, 'FMDay') when 'b' then to_char(x, 'Mon') when 'h' then to_char(x, 'Mon') when 'B' then to_char(x, 'FMMonth')
      when 'F' then to_char(x, 'YYYY-MM-DD') when 'D' then to_char(x, 'MM/DD/YY') when 'x' then to_char(x, 'MM/DD/YY')
      when 'T' then to_char(x, 'HH24:MI:SS') when 'X' then to_char(x, 'HH24:MI:SS') when 'R' then to_char(x, 'HH24:MI')
      when 'c' then to_char(x, 'Dy Mon') || ' ' || lpad(extract(day from x)::text, 2) || to_char(x, ' HH24:MI:SS YYYY')
      when 's' then floor(extract(epoch from x at time zone coalesce(zone, 'UTC')))::text
      when 'Z' then case when away = interval '0' then 'UTC' else 'UTC' || replace("$gq".away(away, 'h'), 'h', '') end
      when 'z' then "$gq".away(away, '') when 'Ez' then "$gq".away(away, ':')
      when 'E*S' then to_char(x, 'SS') || rtrim(rtrim(to_char(x, '.US'), '0'), '.')
      else case when code ~ '^E[1-9]S$' then to_char(x, 'SS.') || rpad(left(to_char(x, 'US'), substr(code, 2, 1)::int), substr(code, 2, 1)::int, '0') end end;
    if piece is null then raise exception using errcode = 'GQ001', message = 'the loopback BigQuery does not know the format code %' || code; end if;
    made := made || piece;
  end loop;
  return made;
end $$;

create function "$gq".parse_time(f text, given text) returns timestamp language plpgsql immutable as $$
declare i int := 1; c text; code text; m text[]; rest text := given; p text;
  y int := 1970; mo int := 1; d int := 1; h int := 0; mi int := 0; s numeric := 0; away interval := '0'; epoch bigint; pm boolean; half int; full_f text;
begin
  if f is null or given is null then return null; end if;
  full_f := replace(replace(replace(replace(f, '%F', '%Y-%m-%d'), '%T', '%H:%M:%S'), '%R', '%H:%M'), '%D', '%m/%d/%y');
  while i <= length(full_f) loop
    c := substr(full_f, i, 1);
    if c = ' ' then rest := ltrim(rest); i := i + 1; continue; end if;
    if c <> '%' then
      if left(rest, 1) <> c then raise exception using errcode = 'GQ001', message = format('Failed to parse input string "%s"', given); end if;
      rest := substr(rest, 2); i := i + 1; continue;
    end if;
    code := coalesce((regexp_match(substr(full_f, i + 1), '^(E[0-9*]S|E4Y|Ez|.)'))[1], '');
    i := i + 1 + length(code);
    p := case when code in ('Y', 'E4Y') then '\d{1,4}' when code in ('y', 'm', 'd', 'e', 'H', 'I', 'M', 'S', 'k', 'l') then '\s?\d{1,2}' when code = 'j' then '\d{1,3}'
      when code ~ '^E.S$' then '\d{1,2}(?:\.\d{1,9})?' when code in ('b', 'B', 'h') then '[A-Za-z]+' when code = 'p' then '[AaPp][Mm]' when code in ('z', 'Ez') then '(?:[zZ]|[+-]\d{2}:?\d{2})'
      when code = 's' then '-?\d+' when code = '%' then '%' end;
    if p is null then raise exception using errcode = 'GQ001', message = 'the loopback BigQuery does not know the format code %' || code; end if;
    m := regexp_match(rest, '^(' || p || ')');
    if m is null then raise exception using errcode = 'GQ001', message = format('Failed to parse input string "%s"', given); end if;
    rest := substr(rest, length(m[1]) + 1);
    case
      when code in ('Y', 'E4Y') then y := m[1]::int;
      when code = 'y' then y := case when m[1]::int < 69 then 2000 else 1900 end + m[1]::int;
      when code = 'm' then mo := m[1]::int;
      when code in ('d', 'e') then d := m[1]::int;
      when code in ('H', 'k') then h := m[1]::int;
      when code in ('I', 'l') then half := m[1]::int;
      when code = 'p' then pm := upper(m[1]) = 'PM';
      when code = 'M' then mi := m[1]::int;
      when code = 'S' or code ~ '^E.S$' then s := trunc(m[1]::numeric, 6);
      when code in ('b', 'B', 'h') then mo := array_position(array['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'], lower(left(m[1], 3)));
      when code in ('z', 'Ez') then away := case when lower(m[1]) = 'z' then '0'::interval else (left(m[1], 1) || substr(replace(m[1], ':', ''), 2, 2) || ':' || right(m[1], 2))::interval end;
      when code = 's' then epoch := m[1]::bigint;
      else null;
    end case;
  end loop;
  if trim(rest) <> '' then raise exception using errcode = 'GQ001', message = format('Failed to parse input string "%s"', given); end if;
  if epoch is not null then return to_timestamp(epoch) at time zone 'UTC'; end if;
  if half is not null then h := half % 12 + case when pm then 12 else 0 end; end if;
  return "$gq".within(make_timestamp(y, mo, d, h, mi, s::float8) - away);
exception when datetime_field_overflow then raise exception using errcode = 'GQ001', message = format('Failed to parse input string "%s"', given);
end $$;
