-- What GoogleSQL's values do that PostgreSQL's do not: overflow, rounding, text forms, casts.
-- Errors that BigQuery words itself have the SQLSTATE GQ001.

create function "$gq".error(message text) returns bigint language plpgsql as $$
begin raise exception using errcode = 'GQ001', message = message; end $$;

create function "$gq".num(x numeric) returns numeric language plpgsql immutable strict as $$
declare y numeric := round(x, 9);
begin
  if x in ('NaN', 'Infinity', '-Infinity') or abs(y) >= 1e29 then
    raise exception using errcode = 'GQ001', message = 'numeric overflow'; end if;
  return trim_scale(y);
end $$;
create function "$gq".bignum(x numeric) returns numeric language plpgsql immutable strict as $$
declare y numeric := round(x, 38);
begin
  if x in ('NaN', 'Infinity', '-Infinity') or abs(y) > 578960446186580977117854925043439539266.34992332820282019728792003956564819967 then
    raise exception using errcode = 'GQ001', message = 'BIGNUMERIC overflow'; end if;
  return trim_scale(y);
end $$;

create function "$gq".zero(a text, b text) returns void language plpgsql as $$
begin raise exception using errcode = 'GQ001', message = format('division by zero: %s / %s', a, b); end $$;
create function "$gq".divide_float64(a float8, b float8) returns float8 language plpgsql immutable strict as $$
begin if b = 0 then perform "$gq".zero(a::text, b::text); end if; return a / b; end $$;
create function "$gq".divide_numeric(a numeric, b numeric) returns numeric language plpgsql immutable strict as $$
begin if b = 0 then perform "$gq".zero(a::text, b::text); end if; return "$gq".num(round(a, 30) / b); end $$;
create function "$gq".divide_bignumeric(a numeric, b numeric) returns numeric language plpgsql immutable strict as $$
begin if b = 0 then perform "$gq".zero(a::text, b::text); end if; return "$gq".bignum(round(a, 60) / b); end $$;
create function "$gq".div(a bigint, b bigint) returns bigint language plpgsql immutable strict as $$
begin if b = 0 then perform "$gq".zero(a::text, b::text); end if; return a / b; end $$;
create function "$gq".div(a numeric, b numeric) returns numeric language plpgsql immutable strict as $$
begin if b = 0 then perform "$gq".zero(a::text, b::text); end if; return div(a, b); end $$;
create function "$gq".modulo(a bigint, b bigint) returns bigint language plpgsql immutable strict as $$
begin if b = 0 then perform "$gq".zero(a::text, b::text); end if; return a % b; end $$;
create function "$gq".modulo(a numeric, b numeric) returns numeric language plpgsql immutable strict as $$
begin if b = 0 then perform "$gq".zero(a::text, b::text); end if; return a % b; end $$;
create function "$gq".ieee_divide(a float8, b float8) returns float8 language plpgsql immutable strict as $$
  begin
    if a = 'nan' or b = 'nan' then return 'nan'; end if;
    if b = 0 then
      return case when a = 0 then 'nan' when (a < 0) <> (b::text = '-0') then '-infinity' else 'infinity' end;
    end if;
    return a / b;
  exception when numeric_value_out_of_range then
    return case when abs(a) > abs(b) then case when (a < 0) <> (b < 0) then '-infinity' else 'infinity' end else 0 end;
  end $$;

create function "$gq".f_eq(a float8, b float8) returns boolean language sql immutable as $$ select a = b and a <> 'NaN' $$;
create function "$gq".f_ne(a float8, b float8) returns boolean language sql immutable as $$ select a <> b or a = 'NaN' $$;
create function "$gq".f_lt(a float8, b float8) returns boolean language sql immutable as $$ select a < b and a <> 'NaN' and b <> 'NaN' $$;
create function "$gq".f_le(a float8, b float8) returns boolean language sql immutable as $$ select a <= b and a <> 'NaN' and b <> 'NaN' $$;
create function "$gq".f_gt(a float8, b float8) returns boolean language sql immutable as $$ select a > b and a <> 'NaN' and b <> 'NaN' $$;
create function "$gq".f_ge(a float8, b float8) returns boolean language sql immutable as $$ select a >= b and a <> 'NaN' and b <> 'NaN' $$;

-- Half away from zero, on the decimal digits that the number shows.
create function "$gq".round_float64(x float8, n int) returns float8 language sql immutable strict as $$
select case when x in ('NaN', 'Infinity', '-Infinity') then x else round(x::text::numeric, n)::float8 end $$;
create function "$gq".round_numeric(x numeric, n int) returns numeric language sql immutable strict as $$ select "$gq".num(round(x, n)) $$;
create function "$gq".round_bignumeric(x numeric, n int) returns numeric language sql immutable strict as $$ select "$gq".bignum(round(x, n)) $$;
create function "$gq".trunc_float64(x float8, n int) returns float8 language sql immutable strict as $$
select case when x in ('NaN', 'Infinity', '-Infinity') then x else trunc(x::text::numeric, n)::float8 end $$;
create function "$gq".trunc_numeric(x numeric, n int) returns numeric language sql immutable strict as $$ select trim_scale(trunc(x, n)) $$;
create function "$gq".trunc_bignumeric(x numeric, n int) returns numeric language sql immutable strict as $$ select trim_scale(trunc(x, n)) $$;

-- Texts in UTF-8; U+FFFF stands for NUL, which PostgreSQL's text cannot hold.
create function "$gq".bytes(x text) returns bytea language plpgsql immutable strict as $$
declare made bytea := ''; part text; n int := 0;
begin
  if strpos(x, U&'\FFFF') = 0 then return convert_to(x, 'UTF8'); end if;
  foreach part in array string_to_array(x, U&'\FFFF') loop
    if n > 0 then made := made || '\x00'::bytea; end if;
    made := made || convert_to(part, 'UTF8'); n := n + 1;
  end loop;
  return made;
end $$;
create function "$gq".text(x bytea) returns text language plpgsql immutable strict as $$
declare made text := ''; at int; rest bytea := x;
begin
  loop
    at := position('\x00'::bytea in rest);
    exit when at = 0;
    made := made || convert_from(substr(rest, 1, at - 1), 'UTF8') || U&'\FFFF';
    rest := substr(rest, at + 1);
  end loop;
  return made || convert_from(rest, 'UTF8');
exception when character_not_in_repertoire then
  raise exception using errcode = 'GQ001', message = 'Invalid UTF-8 in a cast of BYTES to STRING';
end $$;

-- A fraction is shown with 3 or 6 digits or not at all.
create function "$gq".fraction(x timestamp) returns text language sql immutable strict as $$
select case when to_char(x, 'US') = '000000' then '' when to_char(x, 'US') like '%000' then '.' || to_char(x, 'MS') else '.' || to_char(x, 'US') end $$;
-- As C prints %.15g, and %.17g where that is another number.
create function "$gq".g15(x float8) returns text language sql immutable strict set extra_float_digits = 0 as $$ select x::text $$;
create function "$gq".g17(x float8) returns text language plpgsql immutable strict as $$
declare
  bits bigint := ('x' || encode(float8send(abs(x)), 'hex'))::bit(64)::bigint;
  field int := (bits >> 52)::int; m numeric := (bits & 4503599627370495) + case when field > 0 then 4503599627370496 else 0 end;
  e int := greatest(field, 1) - 1075; digits text; rest numeric; power int; sign text := case when x < 0 then '-' else '' end;
begin
  digits := case when e >= 0 then trunc(m * 2::numeric ^ e) else trunc(m * 5::numeric ^ (- e)) end::text;
  power := length(digits) - 1 + least(e, 0);
  if length(digits) > 17 then
    -- Exactly half goes to the even digit.
    rest := ('0.' || substr(digits, 18))::numeric; digits := left(digits, 17);
    if rest > 0.5 or (rest = 0.5 and right(digits, 1)::int % 2 = 1) then digits := (digits::numeric + 1)::text; end if;
  end if;
  if length(digits) > 17 then power := power + 1; end if;
  digits := rtrim(digits, '0');
  if power < -4 or power >= 17 then
    return sign || left(digits, 1) || case when length(digits) > 1 then '.' || substr(digits, 2) else '' end
      || 'e' || case when power < 0 then '-' else '+' end || lpad(abs(power)::text, greatest(length(abs(power)::text), 2), '0');
  elsif power < 0 then return sign || '0.' || repeat('0', - power - 1) || digits;
  elsif length(digits) <= power + 1 then return sign || rpad(digits, power + 1, '0'); end if;
  return sign || left(digits, power + 1) || '.' || substr(digits, power + 2);
end $$;
create function "$gq".show_float(x float8) returns text language sql immutable strict as $$
select case when x = 'NaN' then 'nan' when x = 'Infinity' then 'inf' when x = '-Infinity' then '-inf' when x = 0 then '0'
  when abs(x) < 1.7e308 and "$gq".g15(x)::float8 = x then "$gq".g15(x) else "$gq".g17(x) end $$;

-- What texts mean; the messages are BigQuery's.
create function "$gq".to_string(x text) returns text language sql immutable as $$ select x $$;
create function "$gq".to_json(x text) returns text language sql immutable as $$ select x $$;
create function "$gq".to_bytes(x text) returns bytea language sql immutable as $$ select null::bytea $$;
create function "$gq".to_int64(x text) returns bigint language plpgsql immutable strict as $$
begin
  if x ~* '^\s*[+-]?0x[0-9a-f]+\s*$' then
    return (case when x ~ '-' then '-' else '' end || replace(replace(trim(x), '-', ''), '+', ''))::bigint;
  elsif x ~ '^\s*[+-]?[0-9]+\s*$' then return trim(x)::bigint; end if;
  raise exception using errcode = 'GQ001', message = 'Bad int64 value: ' || x;
exception when numeric_value_out_of_range then raise exception using errcode = 'GQ001', message = 'Bad int64 value: ' || x;
end $$;
create function "$gq".to_float64(x text) returns float8 language plpgsql immutable strict as $$
begin
  if x ~* '^\s*[+-]?(\d+\.?\d*(e[+-]?\d+)?|\.\d+(e[+-]?\d+)?|nan|inf|infinity)\s*$' then return trim(x)::float8; end if;
  raise exception using errcode = 'GQ001', message = 'Bad double value: ' || x;
end $$;
create function "$gq".to_numeric(x text) returns numeric language plpgsql immutable strict as $$
begin
  if x ~* '^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$' then return "$gq".num(trim(x)::numeric); end if;
  raise exception using errcode = 'GQ001', message = 'Invalid NUMERIC value: ' || x;
end $$;
create function "$gq".to_bignumeric(x text) returns numeric language plpgsql immutable strict as $$
begin
  if x ~* '^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$' then return "$gq".bignum(trim(x)::numeric); end if;
  raise exception using errcode = 'GQ001', message = 'Invalid BIGNUMERIC value: ' || x;
end $$;
create function "$gq".to_bool(x text) returns boolean language plpgsql immutable strict as $$
begin
  if lower(x) in ('true', 'false') then return x::boolean; end if;
  raise exception using errcode = 'GQ001', message = 'Bad bool value: ' || x;
end $$;
create function "$gq".to_date(x text) returns date language plpgsql immutable strict as $$
begin
  if x ~ '^\d{4}-\d{1,2}-\d{1,2}$' and x !~ '^0000' then return x::date; end if;
  raise exception using errcode = 'GQ001', message = format('Invalid date: ''%s''', x);
exception when datetime_field_overflow or invalid_datetime_format then
  raise exception using errcode = 'GQ001', message = format('Invalid date: ''%s''', x);
end $$;
create function "$gq".to_datetime(x text) returns timestamp language plpgsql immutable strict as $$
begin
  if x ~ '^\d{4}-\d{1,2}-\d{1,2}([ Tt]\d{1,2}:\d{1,2}:\d{1,2}(\.\d{1,6})?)?$' and x !~ '^0000' and x !~ '24:|:60' then
    return x::timestamp; end if;
  raise exception using errcode = 'GQ001', message = format('Invalid datetime string "%s"', x);
exception when datetime_field_overflow or invalid_datetime_format then
  raise exception using errcode = 'GQ001', message = format('Invalid datetime string "%s"', x);
end $$;
create function "$gq".to_time(x text) returns time language plpgsql immutable strict as $$
begin
  if x ~ '^\d{1,2}:\d{1,2}:\d{1,2}(\.\d{1,6})?$' and x !~ '^24|:60' then return x::time; end if;
  raise exception using errcode = 'GQ001', message = format('Invalid time string "%s"', x);
exception when datetime_field_overflow or invalid_datetime_format then
  raise exception using errcode = 'GQ001', message = format('Invalid time string "%s"', x);
end $$;
create function "$gq".to_timestamp(x text) returns timestamptz language plpgsql stable strict as $$
begin
  if x ~ '^\d{4}-\d{1,2}-\d{1,2}([ Tt]\d{1,2}:\d{1,2}:\d{1,2}(\.\d{1,6})?)?(\s?[zZ]|\s?[+-]\d{1,2}(:\d{2})?| [A-Za-z_]+(/[A-Za-z_]+)*)?$'
     and x !~ '^0000' then return x::timestamptz; end if;
  raise exception using errcode = 'GQ001', message = format('Invalid timestamp: ''%s''', x);
exception when datetime_field_overflow or invalid_datetime_format or invalid_parameter_value then
  raise exception using errcode = 'GQ001', message = format('Invalid timestamp: ''%s''', x);
end $$;

create function "$gq".limit_text(x text, n bigint, safe boolean) returns text language plpgsql immutable strict as $$
begin
  if length(x) <= n then return x; elsif safe then return null; end if;
  raise exception using errcode = 'GQ001', message = format('STRING(%s) has maximum length %s but got a value with length %s', n, n, length(x));
end $$;
create function "$gq".limit_bytes(x bytea, n bigint, safe boolean) returns bytea language plpgsql immutable strict as $$
begin
  if octet_length(x) <= n then return x; elsif safe then return null; end if;
  raise exception using errcode = 'GQ001', message = format('BYTES(%s) has maximum length %s but got a value with length %s', n, n, octet_length(x));
end $$;
create function "$gq".limit_number(x numeric, p int, s int, safe boolean) returns numeric language plpgsql immutable strict as $$
begin
  if abs(round(x, s)) < 10::numeric ^ (p - s) then return trim_scale(round(x, s)); elsif safe then return null; end if;
  raise exception using errcode = 'GQ001', message = format('NUMERIC(%s, %s) has precision %s and scale %s but got a value that is not in range of [-%s, %s]', p, s, p, s, 10::numeric ^ (p - s), 10::numeric ^ (p - s));
end $$;
