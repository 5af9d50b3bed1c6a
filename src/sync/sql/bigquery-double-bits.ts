// The 64 bits of a FLOAT64 in hexadecimal, as PostgreSQL's float8send has them. GoogleSQL has no function for it, so that
// sign, exponent and fraction are taken apart by arithmetic that is exact: only powers of two are multiplied.

/** The column of the layer that `exponentLayer` adds for the `i`th double. */
const exponent = (i: number): string => `_sync_bot_e${i}`;
const rough = (i: number): string => `_sync_bot_r${i}`;

/** About the exponent of a number: the logarithm may be one off beside a power of two. NULL where there is none. */
export function roughLayer(name: string, i: number): string {
  const log = `cast(floor(ln(abs(${name})) / ln(2)) as int64)`;
  return `if(${name} is null or is_nan(${name}) or is_inf(${name}) or ${name} = 0, null, least(greatest(${log}, -1074), 1023)) as ${rough(i)}`;
}

/** The exponent itself. */
export function exponentLayer(name: string, i: number): string {
  const at = rough(i);
  return `case when abs(${name}) < pow(2, ${at}) then ${at} - 1 when ${at} < 1023 and abs(${name}) >= pow(2, least(${at}, 1022) + 1) then ${at} + 1 else ${at} end as ${exponent(i)}`;
}

/** The bits, over the layers above; NULL stays NULL. */
export function doubleBits(name: string, i: number): string {
  const at = exponent(i);
  const sign = `if(${name} < 0, 2048, 0)`;
  // Of zero only a division tells.
  const zero = `if(ieee_divide(1, ${name}) < 0, 2048, 0)`;
  const half = `div(52 - ${at}, 2)`;
  // In two steps, since one power of two alone may be beyond the largest double.
  const whole = `cast(abs(${name}) * pow(2, ${half}) * pow(2, 52 - ${at} - ${half}) as int64)`;
  const tiny = `cast(abs(${name}) * pow(2, 537) * pow(2, 537) as int64)`;
  const hex = (field: string, fraction: string): string =>
    `concat(format('%03x', ${field}), format('%013x', ${fraction}))`;
  return [
    `case when ${name} is null then null`,
    `when is_nan(${name}) then '7ff8000000000000'`,
    `when is_inf(${name}) then if(${name} > 0, '7ff0000000000000', 'fff0000000000000')`,
    `when ${name} = 0 then ${hex(zero, '0')}`,
    `when ${at} < -1022 then ${hex(sign, tiny)}`,
    `else ${hex(`${at} + 1023 + ${sign}`, `${whole} - ${2 ** 52}`)} end`,
  ].join(' ');
}
