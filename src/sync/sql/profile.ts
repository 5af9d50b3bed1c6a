import type { FigureName, Measure, Profile, ProfileQuery } from '../findings.ts';
import type { Column } from '../types.ts';
import { quote, quoteTable } from './quote.ts';
import { condition, PRINTED } from './select.ts';

/** The figures of each measure, in the order in which every side takes them. */
export const FIGURES: Readonly<Record<Measure, readonly FigureName[]>> = {
  nulls: ['nulls'],
  number: ['nulls', 'sum', 'hash'],
  wide: ['nulls', 'hash'],
  boolean: ['nulls', 'sum'],
  double: ['nulls', 'min', 'max'],
  bits: ['nulls', 'min', 'max', 'hash'],
  text: ['nulls', 'bytes', 'hash'],
  bytes: ['nulls', 'bytes', 'hash'],
  date: ['nulls', 'min', 'max', 'hash'],
  time: ['nulls', 'min', 'max', 'hash'],
  moment: ['nulls', 'min', 'max', 'hash'],
};

type Server = 'mysql' | 'postgres';

/** One aggregate statement over the whole table: the row count and then every figure, named f0, f1 and so on. */
export function profileStatement(dialect: Server, query: ProfileQuery): string {
  const figures = query.columns.flatMap(({ column, measure }) =>
    FIGURES[measure].map((figure) => expression(dialect, figure, { column, measure, native: query.native })),
  );
  const list = ['count(*)', ...figures].map((sql, i) => `${sql} as f${i}`).join(',\n       ');
  const where = query.where === null ? '' : `\nwhere ${condition(query.where)}`;
  return `select ${list}\nfrom ${quoteTable(dialect, query.table)}${where}`;
}

/** The answer to `profileStatement`, put in its places. */
export function readProfile(query: ProfileQuery, row: Readonly<Record<string, unknown>>): Profile {
  let next = 0;
  const take = (): string | null => {
    const value = row[`f${next++}`];
    return value === null || value === undefined ? null : String(value);
  };
  const rows = take() ?? '0';
  const columns = query.columns.map(({ measure }) =>
    Object.fromEntries(FIGURES[measure].map((figure) => [figure, take()])),
  );
  return { rows, columns };
}

type Asked = { readonly column: Column; readonly measure: Measure; readonly native: boolean };

function expression(dialect: Server, figure: FigureName, asked: Asked): string {
  const name = quote(dialect, asked.column.name);
  const form = CANONICAL[dialect](name, asked);
  switch (figure) {
    case 'nulls':
      return `count(*) - count(${name})`;
    case 'sum':
      if (dialect === 'mysql') return `sum(${bitsAsNumber(dialect, name, asked.column)})`;
      if (asked.measure === 'boolean') return `count(*) filter (where ${name})`;
      // An oid has no sum of its own.
      return asked.column.type === 'integer' ? `sum(${name}::bigint)` : `sum(${name})`;
    case 'bytes':
      return dialect === 'mysql' ? `sum(length(${form}))` : `sum(octet_length(${form}))`;
    case 'hash':
      return dialect === 'mysql'
        ? `sum(cast(conv(substr(md5(${form}), 1, 15), 16, 10) as decimal(20, 0)))`
        : `sum(('x' || substr(md5(${form}), 1, 15))::bit(60)::bigint)`;
    case 'min':
    case 'max':
      if (asked.measure === 'double' || asked.measure === 'bits') {
        return dialect === 'postgres' ? `${figure}(${name})::text` : `${figure}(${name} + 0e0)`;
      }
      // By the form's own text and not by the value: the same order on every side.
      return dialect === 'postgres' ? `${figure}(${form} collate "C")` : `${figure}(${form})`;
  }
}

/** What is hashed: equal values have equal bytes here, whatever database they are in. */
const CANONICAL: Readonly<Record<Server, (name: string, asked: Asked) => string>> = {
  mysql(name, { column, measure, native }) {
    switch (measure) {
      case 'bytes':
        return name;
      case 'number':
      case 'wide': {
        const digits = `cast(${bitsAsNumber('mysql', name, column)} as char)`;
        return (column.scale ?? 0) > 0 ? `trim(trailing '.' from trim(trailing '0' from ${digits}))` : digits;
      }
      case 'moment':
        return `cast(cast(${name} as datetime(6)) as char)`;
      case 'time':
        return `cast(cast(${name} as time(6)) as char)`;
      default:
        return `cast(${PRINTED.mysql(name, column, native)} as char character set utf8mb4)`;
    }
  },
  postgres(name, { column, measure, native }) {
    switch (measure) {
      case 'bytes':
        return name;
      case 'number':
      case 'wide':
        return column.type === 'integer' ? `${name}::text` : `trim_scale(${name})::text`;
      case 'bits':
        return `encode(float8send(${name}::float8), 'hex')`;
      case 'moment':
        return `case when isfinite(${name}) and ${name} >= '0001-01-01' then to_char(${name}, 'YYYY-MM-DD HH24:MI:SS.US') else ${name}::text end`;
      case 'time':
        return `to_char(${name}, 'HH24:MI:SS.US')`;
      case 'text': {
        const read = PRINTED.postgres(name, column, native);
        if (read !== name) return utf8(name, `${read}::text`);
        // Casts of padded text, of addresses and the like say less than their output does.
        return utf8(name, /^(text$|character varying)/.test(column.native) ? name : `concat(${name})`);
      }
      default:
        return `${name}::text`;
    }
  },
};

function bitsAsNumber(dialect: Server, name: string, column: Column): string {
  return dialect === 'mysql' && /^bit/i.test(column.native) ? `(${name} + 0)` : name;
}

/** concat() makes NULL an empty text, and NULL has no hash. */
function utf8(name: string, text: string): string {
  return text === name
    ? `convert_to(${name}, 'UTF8')`
    : `case when ${name} is not null then convert_to(${text}, 'UTF8') end`;
}
