import type { FigureName, Profile, ProfileQuery } from '../findings.ts';
import { plainDecimal } from '../format/canonical.ts';
import type { Column } from '../types.ts';
import { doubleBits, exponentLayer, roughLayer } from './bigquery-double-bits.ts';
import { figuresOf } from './profile.ts';
import { quote } from './quote.ts';
import { condition } from './select.ts';

type Asked = Pick<ProfileQuery, 'depth'> & ProfileQuery['columns'][number] & { readonly i: number };

/**
 * One aggregate statement over a table: the row count and then every figure, named f0, f1 and so on. `table` is quoted;
 * `more` is a condition of the destination's own, as a table asks for one that wants a partition filter.
 */
export function googleProfile(table: string, query: ProfileQuery, more: string | null): string {
  const columns = query.columns.map((column, i): Asked => ({ ...column, i, depth: query.depth }));
  const figures = columns.flatMap((asked) =>
    figuresOf(asked.measure, query).flatMap((name) => expressions(name, asked)),
  );
  const list = ['count(*)', ...figures].map((sql, i) => `${sql} as f${i}`).join(',\n       ');
  const where = [...(query.where === null ? [] : [condition(query.where)]), ...(more === null ? [] : [more])];
  const rows = `${table}${where.length === 0 ? '' : `\nwhere ${where.join('\n  and ')}`}`;
  const bits = columns.filter(({ measure }) => measure === 'bits' && query.depth === 'hash');
  return `select ${list}\nfrom ${bits.length === 0 ? rows : layered(rows, bits)}`;
}

function layered(rows: string, bits: readonly Asked[]): string {
  const layer = (make: (name: string, i: number) => string): string =>
    bits.map(({ column, i }) => make(quote('bigquery', column.name), i)).join(', ');
  return `(select *, ${layer(exponentLayer)} from (select *, ${layer(roughLayer)} from ${rows}) as t) as t`;
}

/** The answer to `googleProfile`, put in its places. */
export function readGoogleProfile(query: ProfileQuery, row: readonly (string | null)[]): Profile {
  let next = 0;
  const take = (): string | null => row[next++] ?? null;
  const rows = take() ?? '0';
  const columns = query.columns.map(({ column, measure }) =>
    Object.fromEntries(
      figuresOf(measure, query).map((name) => [
        name,
        name === 'sum' && isHuge(column) ? joinSum(take(), take()) : ends(take()),
      ]),
    ),
  );
  return { rows, columns };
}

/** Doubles that are no numbers, in the words of every other side. */
function ends(text: string | null): string | null {
  if (text === null) return null;
  const odd = /^([+-]?)(nan|inf(?:inity)?)$/i.exec(text);
  if (odd === null) return text;
  return odd[2]?.toLowerCase() === 'nan' ? 'NaN' : odd[1] === '-' ? '-Infinity' : 'Infinity';
}

function expressions(figure: FigureName, asked: Asked): readonly string[] {
  const { column, measure } = asked;
  const name = quote('bigquery', column.name);
  switch (figure) {
    case 'nulls':
      return [`countif(${name} is null)`];
    case 'sum':
      if (measure === 'boolean') return [`countif(${name})`];
      // Sums of whole numbers and of NUMERIC would end where their own type does.
      if (!isHuge(column)) return [`sum(cast(${name} as bignumeric))`];
      return [`sum(div(${name}, ${SPLIT}))`, `sum(mod(${name}, ${SPLIT}))`];
    case 'bytes':
      return [`sum(byte_length(${name}))`];
    case 'hash':
      return [
        `sum(cast(cast(concat('0x', substr(to_hex(md5(${canonical(name, asked)})), 1, 15)) as int64) as bignumeric))`,
      ];
    case 'min':
    case 'max':
      if (measure === 'double' || measure === 'bits') return [doubleEnd(figure, name)];
      return [measure === 'number' || measure === 'wide' ? `${figure}(${name})` : moment(`${figure}(${name})`, column)];
  }
}

/** NaN is the largest of all, as PostgreSQL has it; GoogleSQL would make it the smallest too. */
function doubleEnd(figure: 'min' | 'max', name: string): string {
  if (figure === 'max') return `max(${name})`;
  return `coalesce(min(if(is_nan(${name}), null, ${name})), min(${name}))`;
}

/** What is hashed: equal values have equal bytes here, whatever database they are in. */
function canonical(name: string, { column, measure, i }: Asked): string {
  if (measure === 'number' || measure === 'wide') return `cast(${name} as string)`;
  if (measure === 'bits') return doubleBits(name, i);
  return measure === 'text' || measure === 'bytes' ? name : moment(name, column);
}

const DAY = '%E4Y-%m-%d';
const CLOCK = '%H:%M:%E6S';

/** A date, a time or both as the same text everywhere: years of four digits, seconds of six, in UTC. */
function moment(value: string, { native }: Column): string {
  switch (native.toUpperCase()) {
    case 'DATE':
      return `format_date('${DAY}', ${value})`;
    case 'TIME':
      return `format_time('${CLOCK}', ${value})`;
    case 'DATETIME':
      return `format_datetime('${DAY} ${CLOCK}', ${value})`;
    default:
      return `format_timestamp('${DAY} ${CLOCK}', ${value}, 'UTC')`;
  }
}

/** A sum of BIGNUMERIC may be larger than BIGNUMERIC: it is taken in two parts. */
const SPLIT = "bignumeric '100000000000000000000'";

function isHuge({ native }: Column): boolean {
  return native.toUpperCase().startsWith('BIGNUMERIC');
}

function joinSum(high: string | null, low: string | null): string | null {
  if (high === null || low === null) return null;
  const [, sign, whole, fraction = ''] = /^(-?)(\d*)(?:\.(\d*))?$/.exec(low) ?? [];
  const units = BigInt(`${sign ?? ''}${whole ?? ''}${fraction}`);
  return plainDecimal(BigInt(high) * 10n ** BigInt(20 + fraction.length) + units, fraction.length);
}
