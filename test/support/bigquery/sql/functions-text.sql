-- Functions of texts, bytes, JSON and arrays.

create function "$gq".trim(x text, characters text, side text) returns text language sql immutable as $$
select case when x is null then null
  when characters is null then case side
    when 'left' then regexp_replace(x, '^\s+', '') when 'right' then regexp_replace(x, '\s+$', '') else regexp_replace(x, '^\s+|\s+$', '', 'g') end
  when side = 'left' then ltrim(x, characters) when side = 'right' then rtrim(x, characters) else btrim(x, characters) end $$;
create function "$gq".lower(x text) returns text language sql immutable strict as $$ select lower(x collate "pg_c_utf8") $$;
create function "$gq".upper(x text) returns text language sql immutable strict as $$ select upper(x collate "pg_c_utf8") $$;
create function "$gq".start(place bigint, size int) returns int language sql immutable as $$
select case when place = 0 then 1 when place > 0 then least(place, 2000000000)::int else greatest(size + place + 1, 1)::int end $$;
create function "$gq".substr(x text, place bigint, n bigint) returns text language plpgsql immutable as $$
begin
  if n < 0 then raise exception using errcode = 'GQ001', message = 'Third argument in SUBSTR() cannot be negative'; end if;
  return substr(x, "$gq".start(place, length(x)), least(coalesce(n, 100000000), 100000000)::int);
end $$;
create function "$gq".substr(x bytea, place bigint, n bigint) returns bytea language plpgsql immutable as $$
begin
  if n < 0 then raise exception using errcode = 'GQ001', message = 'Third argument in SUBSTR() cannot be negative'; end if;
  return substr(x, "$gq".start(place, octet_length(x)), least(coalesce(n, 100000000), 100000000)::int);
end $$;
create function "$gq".chr(n bigint) returns text language sql immutable strict as $$
select case when n = 0 then U&'\FFFF' else chr(n::int) end $$;
-- RE2's syntax is read by PostgreSQL's engine but for what would mean something else there.
create function "$gq".pattern(x text) returns text language plpgsql immutable strict as $$
begin
  if x ~ '\\[pPQEzCX]|\(\?[P<=!]|\(\?[a-z]*[UR]' or x ~ '\\[1-9]' then
    raise exception using errcode = 'GQ001', message = 'the loopback BigQuery does not know this regular expression: ' || x; end if;
  return case when x like '(?%' then x else '(?p)' || x end;
end $$;
create function "$gq".regexp_extract(x text, p text) returns text language sql immutable strict as $$ select (regexp_match(x, p))[1] $$;
create function "$gq".split(x text, separator text) returns jsonb language sql immutable strict as $$
select case when x = '' then '[""]'::jsonb when separator = '' then to_jsonb(regexp_split_to_array(x, '')) else to_jsonb(string_to_array(x, separator)) end $$;
create function "$gq".from_hex(x text) returns bytea language plpgsql immutable strict as $$
begin return decode(case when length(x) % 2 = 1 then '0' || x else x end, 'hex');
exception when others then raise exception using errcode = 'GQ001', message = 'Failed to decode invalid hexadecimal string: ' || x; end $$;
create function "$gq".from_base64(x text) returns bytea language plpgsql immutable strict as $$
begin return decode(x, 'base64');
exception when others then raise exception using errcode = 'GQ001', message = 'Failed to decode invalid base64 string'; end $$;
create function "$gq".code_points(x text) returns jsonb language sql immutable strict as $$
select coalesce(jsonb_agg(case when c = U&'\FFFF' then '0' else ascii(c)::text end order by n), '[]'::jsonb)
from regexp_split_to_table(x, '') with ordinality t(c, n) where c <> '' $$;

create function "$gq".parse_json(x text) returns text language plpgsql immutable strict as $$
begin return x::json::text; exception when others then raise exception using errcode = 'GQ001', message = 'Invalid input to PARSE_JSON'; end $$;
create function "$gq".json_path(x text, p text) returns jsonb language plpgsql immutable strict as $$
begin
  if p !~ '^\$((\.[A-Za-z_][A-Za-z0-9_]*)|(\."[^"]*")|(\[[0-9]+\]))*$' then
    raise exception using errcode = 'GQ001', message = 'Invalid JSONPath: ' || p; end if;
  return jsonb_path_query_first(x::jsonb, p::jsonpath);
exception when invalid_text_representation then return null; end $$;
create function "$gq".json_value(x text, p text) returns text language sql immutable strict as $$
select case when jsonb_typeof(j) in ('object', 'array') then null else j #>> '{}' end from (select "$gq".json_path(x, p) as j) t $$;
create function "$gq".json_query(x text, p text) returns text language sql immutable strict as $$ select "$gq".json_path(x, p)::text $$;

create function "$gq".array_at(x jsonb, n bigint, safe boolean) returns jsonb language plpgsql immutable strict as $$
begin
  if n >= 0 and n < jsonb_array_length(x) then return x -> n::int; elsif safe then return null; end if;
  raise exception using errcode = 'GQ001', message = format('Array index %s is out of bounds', n);
end $$;
create function "$gq".array_first(x jsonb, n bigint) returns jsonb language sql immutable strict as $$
select coalesce(jsonb_agg(e order by i), '[]'::jsonb) from jsonb_array_elements(x) with ordinality t(e, i) where i <= n $$;

create function "$gq".json_string(x text) returns text language sql immutable as $$ select coalesce(replace(to_json(x)::text, U&'\FFFF', '\u0000'), 'null') $$;
create function "$gq".json_int64(x bigint) returns text language sql immutable as $$
select case when x is null then 'null' when abs(x) <= 9007199254740991 then x::text else '"' || x || '"' end $$;
create function "$gq".json_numeric(x numeric) returns text language sql immutable as $$
select case when x is null then 'null' when x = trunc(x) and abs(x) > 9007199254740991 then '"' || trim_scale(x) || '"' else trim_scale(x)::text end $$;
create function "$gq".json_bool(x boolean) returns text language sql immutable as $$ select coalesce(x::text, 'null') $$;
create function "$gq".json_float64(x float8) returns text language sql immutable as $$
select case when x is null then 'null' when x in ('NaN', 'Infinity', '-Infinity') then '"' || x || '"' else x::text end $$;

-- FORMAT('%d', …): the codes d i s t T f e g x X o %, with flags, width and precision.
create function "$gq".format(f text, args jsonb, kinds text[]) returns text language plpgsql immutable as $$
declare made text := ''; rest text := f; m text[]; n int := 0; v text; kind text; flags text; width text; places text; code text; piece text;
begin
  if f is null then return null; end if;
  loop
    m := regexp_match(rest, '^([^%]*)%([-+ #0'']*)(\d*)(?:\.(\d+))?([a-zA-Z%])(.*)$', 's');
    if m is null then
      if strpos(rest, '%') > 0 then raise exception using errcode = 'GQ001', message = 'Invalid FORMAT string'; end if;
      if n <> coalesce(array_length(kinds, 1), 0) then raise exception using errcode = 'GQ001', message = 'Too many arguments to FORMAT'; end if;
      return made || rest;
    end if;
    made := made || m[1]; flags := m[2]; width := m[3]; places := m[4]; code := m[5]; rest := m[6];
    if code = '%' then made := made || '%'; continue; end if;
    n := n + 1;
    if n > coalesce(array_length(kinds, 1), 0) then raise exception using errcode = 'GQ001', message = 'Too few arguments to FORMAT'; end if;
    v := args ->> (n - 1); kind := kinds[n];
    if v is null and code not in ('t', 'T') then return null; end if;
    if code in ('d', 'i') and kind = 'INT64' then piece := v;
    elsif code in ('x', 'X', 'o') and kind = 'INT64' then
      piece := case code when 'x' then to_hex(v::bigint) when 'X' then upper(to_hex(v::bigint)) else to_oct(v::bigint) end;
    elsif code in ('f', 'F') and kind in ('FLOAT64', 'NUMERIC', 'BIGNUMERIC') then piece := round(v::numeric, coalesce(places, '6')::int)::text;
    elsif code = 's' and kind = 'STRING' then piece := case when places is null then v else left(v, places::int) end;
    elsif code = 't' and kind in ('STRING', 'INT64', 'BOOL', 'DATE', 'NUMERIC', 'BIGNUMERIC', 'NULL') then piece := coalesce(v, 'NULL');
    else raise exception using errcode = 'GQ001', message = format('Invalid type for argument %s to FORMAT; Expected another than %s for %%%s', n + 1, kind, code); end if;
    if strpos(flags, '''') > 0 then piece := regexp_replace(piece, '(\d)(?=(\d{3})+(\.|$))', '\1,', 'g'); end if;
    if strpos(flags, '+') > 0 and left(piece, 1) <> '-' then piece := '+' || piece; end if;
    if width <> '' and length(piece) < width::int then
      if strpos(flags, '-') > 0 then piece := rpad(piece, width::int);
      elsif strpos(flags, '0') > 0 and code <> 's' then
        piece := case when piece ~ '^[-+]' then left(piece, 1) || lpad(substr(piece, 2), width::int - 1, '0') else lpad(piece, width::int, '0') end;
      else piece := lpad(piece, width::int); end if;
    end if;
    made := made || piece;
  end loop;
end $$;
