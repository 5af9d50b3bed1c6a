-- FARM_FINGERPRINT: Fingerprint64 of FarmHash (farmhashna). Numbers of 64 bits are numeric here, as none is unsigned.

create function "$gq".u64(x numeric) returns numeric language sql immutable as $$ select mod(mod(x, 18446744073709551616) + 18446744073709551616, 18446744073709551616) $$;
create function "$gq".u_shift(x numeric, n int) returns numeric language sql immutable as $$ select div(x, 2::numeric ^ n) $$;
create function "$gq".u_xor(a numeric, b numeric) returns numeric language sql immutable as $$
select (div(a, 4294967296)::bigint # div(b, 4294967296)::bigint)::numeric * 4294967296 + (mod(a, 4294967296)::bigint # mod(b, 4294967296)::bigint) $$;
create function "$gq".u_rotate(x numeric, n int) returns numeric language sql immutable as $$
select case when n = 0 then x else div(x, 2::numeric ^ n) + mod(x, 2::numeric ^ n) * 2::numeric ^ (64 - n) end $$;
create function "$gq".u_mix(x numeric) returns numeric language sql immutable as $$ select "$gq".u_xor(x, "$gq".u_shift(x, 47)) $$;
create function "$gq".fetch64(s bytea, i int) returns numeric language sql immutable as $$
select get_byte(s, i) + get_byte(s, i + 1) * 256::numeric + get_byte(s, i + 2) * 65536::numeric + get_byte(s, i + 3) * 16777216::numeric
  + (get_byte(s, i + 4) + get_byte(s, i + 5) * 256::numeric + get_byte(s, i + 6) * 65536::numeric + get_byte(s, i + 7) * 16777216::numeric) * 4294967296 $$;
create function "$gq".fetch32(s bytea, i int) returns numeric language sql immutable as $$
select get_byte(s, i) + get_byte(s, i + 1) * 256::numeric + get_byte(s, i + 2) * 65536::numeric + get_byte(s, i + 3) * 16777216::numeric $$;
create function "$gq".hash16(u numeric, v numeric, m numeric) returns numeric language plpgsql immutable as $$
declare a numeric; b numeric;
begin
  a := "$gq".u_mix("$gq".u64("$gq".u_xor(u, v) * m));
  b := "$gq".u_mix("$gq".u64("$gq".u_xor(v, a) * m));
  return "$gq".u64(b * m);
end $$;
create function "$gq".weak32(s bytea, i int, a0 numeric, b0 numeric) returns numeric[] language plpgsql immutable as $$
declare a numeric; b numeric; c numeric; w numeric := "$gq".fetch64(s, i); x numeric := "$gq".fetch64(s, i + 8); y numeric := "$gq".fetch64(s, i + 16); z numeric := "$gq".fetch64(s, i + 24);
begin
  a := "$gq".u64(a0 + w); b := "$gq".u_rotate("$gq".u64(b0 + a + z), 21); c := a;
  a := "$gq".u64(a + x + y); b := "$gq".u64(b + "$gq".u_rotate(a, 44));
  return array["$gq".u64(a + z), "$gq".u64(b + c)];
end $$;

create function "$gq".farm_fingerprint(s bytea) returns bigint language plpgsql immutable strict as $$
declare
  k0 numeric := 14097894508562428199; k1 numeric := 13011662864482103923; k2 numeric := 11160318154034397263;
  n int := octet_length(s); m numeric; a numeric; b numeric; c numeric; d numeric; e numeric; f numeric; g numeric; h numeric; r numeric;
  x numeric; y numeric; z numeric; t numeric; v numeric[]; w numeric[]; i int := 0; last int; y8 numeric;
begin
  m := "$gq".u64(k2 + n * 2);
  if n = 0 then r := k2;
  elsif n < 4 then
    a := get_byte(s, 0); b := get_byte(s, n / 2); c := get_byte(s, n - 1);
    y := a + b * 256; z := n + c * 4;
    r := "$gq".u64("$gq".u_mix("$gq".u_xor("$gq".u64(y * k2), "$gq".u64(z * k0))) * k2);
  elsif n < 8 then r := "$gq".hash16("$gq".u64(n + "$gq".fetch32(s, 0) * 8), "$gq".fetch32(s, n - 4), m);
  elsif n <= 16 then
    a := "$gq".u64("$gq".fetch64(s, 0) + k2); b := "$gq".fetch64(s, n - 8);
    c := "$gq".u64("$gq".u_rotate(b, 37) * m + a); d := "$gq".u64(("$gq".u_rotate(a, 25) + b) * m);
    r := "$gq".hash16(c, d, m);
  elsif n <= 32 then
    a := "$gq".u64("$gq".fetch64(s, 0) * k1); b := "$gq".fetch64(s, 8); c := "$gq".u64("$gq".fetch64(s, n - 8) * m); d := "$gq".u64("$gq".fetch64(s, n - 16) * k2);
    r := "$gq".hash16("$gq".u64("$gq".u_rotate("$gq".u64(a + b), 43) + "$gq".u_rotate(c, 30) + d), "$gq".u64(a + "$gq".u_rotate("$gq".u64(b + k2), 18) + c), m);
  elsif n <= 64 then
    a := "$gq".u64("$gq".fetch64(s, 0) * k2); b := "$gq".fetch64(s, 8); c := "$gq".u64("$gq".fetch64(s, n - 8) * m); d := "$gq".u64("$gq".fetch64(s, n - 16) * k2);
    y := "$gq".u64("$gq".u_rotate("$gq".u64(a + b), 43) + "$gq".u_rotate(c, 30) + d);
    z := "$gq".hash16(y, "$gq".u64(a + "$gq".u_rotate("$gq".u64(b + k2), 18) + c), m);
    e := "$gq".u64("$gq".fetch64(s, 16) * m); f := "$gq".fetch64(s, 24);
    g := "$gq".u64((y + "$gq".fetch64(s, n - 32)) * m); h := "$gq".u64((z + "$gq".fetch64(s, n - 24)) * m);
    r := "$gq".hash16("$gq".u64("$gq".u_rotate("$gq".u64(e + f), 43) + "$gq".u_rotate(g, 30) + h), "$gq".u64(e + "$gq".u_rotate("$gq".u64(f + a), 18) + g), m);
  else
    x := 81; y := "$gq".u64(81 * k1 + 113); z := "$gq".u64("$gq".u_mix("$gq".u64(y * k2 + 113)) * k2);
    v := array[0, 0]; w := array[0, 0]; x := "$gq".u64(x * k2 + "$gq".fetch64(s, 0));
    last := ((n - 1) / 64) * 64;
    loop
      x := "$gq".u64("$gq".u_rotate("$gq".u64(x + y + v[1] + "$gq".fetch64(s, i + 8)), 37) * k1);
      y := "$gq".u64("$gq".u_rotate("$gq".u64(y + v[2] + "$gq".fetch64(s, i + 48)), 42) * k1);
      x := "$gq".u_xor(x, w[2]); y := "$gq".u64(y + v[1] + "$gq".fetch64(s, i + 40));
      z := "$gq".u64("$gq".u_rotate("$gq".u64(z + w[1]), 33) * k1);
      v := "$gq".weak32(s, i, "$gq".u64(v[2] * k1), "$gq".u64(x + w[1]));
      w := "$gq".weak32(s, i + 32, "$gq".u64(z + w[2]), "$gq".u64(y + "$gq".fetch64(s, i + 16)));
      t := z; z := x; x := t; i := i + 64;
      exit when i = last;
    end loop;
    m := "$gq".u64(k1 + mod(z, 256) * 2); i := n - 64;
    w[1] := "$gq".u64(w[1] + (n - 1) % 64); v[1] := "$gq".u64(v[1] + w[1]); w[1] := "$gq".u64(w[1] + v[1]);
    x := "$gq".u64("$gq".u_rotate("$gq".u64(x + y + v[1] + "$gq".fetch64(s, i + 8)), 37) * m);
    y := "$gq".u64("$gq".u_rotate("$gq".u64(y + v[2] + "$gq".fetch64(s, i + 48)), 42) * m);
    x := "$gq".u_xor(x, "$gq".u64(w[2] * 9)); y := "$gq".u64(y + v[1] * 9 + "$gq".fetch64(s, i + 40));
    z := "$gq".u64("$gq".u_rotate("$gq".u64(z + w[1]), 33) * m);
    v := "$gq".weak32(s, i, "$gq".u64(v[2] * m), "$gq".u64(x + w[1]));
    w := "$gq".weak32(s, i + 32, "$gq".u64(z + w[2]), "$gq".u64(y + "$gq".fetch64(s, i + 16)));
    t := z; z := x; x := t;
    r := "$gq".hash16("$gq".u64("$gq".hash16(v[1], w[1], m) + "$gq".u_mix(y) * k0 + z), "$gq".u64("$gq".hash16(v[2], w[2], m) + x), m);
  end if;
  return case when r >= 9223372036854775808 then r - 18446744073709551616 else r end;
end $$;
