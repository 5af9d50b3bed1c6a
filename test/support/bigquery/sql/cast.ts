/** What may be CAST to what? */
import { invalid, type Place } from './refusal.ts';
import { postgresType, scalar, showType, type Type, type Typed } from './types.ts';

/** From each type to those that GoogleSQL casts it to, itself left out. */
const CASTS: Readonly<Record<string, readonly string[]>> = {
  INT64: ['BOOL', 'NUMERIC', 'BIGNUMERIC', 'FLOAT64', 'STRING'],
  NUMERIC: ['INT64', 'BIGNUMERIC', 'FLOAT64', 'STRING'],
  BIGNUMERIC: ['INT64', 'NUMERIC', 'FLOAT64', 'STRING'],
  FLOAT64: ['INT64', 'NUMERIC', 'BIGNUMERIC', 'STRING'],
  BOOL: ['INT64', 'STRING'],
  STRING: ['INT64', 'NUMERIC', 'BIGNUMERIC', 'FLOAT64', 'BOOL', 'BYTES', 'DATE', 'DATETIME', 'TIME', 'TIMESTAMP'],
  BYTES: ['STRING'],
  DATE: ['STRING', 'DATETIME', 'TIMESTAMP'],
  DATETIME: ['STRING', 'DATE', 'TIME', 'TIMESTAMP'],
  TIME: ['STRING'],
  TIMESTAMP: ['STRING', 'DATE', 'DATETIME', 'TIME'],
  JSON: [],
};

export function castTo(
  value: Typed,
  to: Type,
  how: { readonly safe: boolean; readonly parameters: readonly string[]; readonly at: Place },
): Typed {
  const { safe, at } = how;
  const from = value.type;
  if (from.is === 'NULL') return { sql: `null::${postgresType(to)}`, type: to };
  const same = showType(from) === showType(to);
  if (!same && CASTS[from.is]?.includes(to.is) !== true) {
    throw invalid(`Invalid cast from ${showType(from)} to ${showType(to)}`, at);
  }
  const cast = same
    ? value.sql
    : `"$gq".${safe ? 'safe_' : ''}cast_${from.is.toLowerCase()}_${to.is.toLowerCase()}(${value.sql})`;
  if (how.parameters.length === 0) return { sql: cast, type: to };
  const [size, places = '0'] = how.parameters;
  const limited =
    to.is === 'STRING' ? `"$gq".limit_text` : to.is === 'BYTES' ? `"$gq".limit_bytes` : `"$gq".limit_number`;
  const more = to.is === 'STRING' || to.is === 'BYTES' ? size : `${size}, ${places}`;
  return { sql: `${limited}(${cast}, ${more}, ${safe})`, type: to };
}

export const STRING = scalar('STRING');
