import type { FigureName, Measure, Profile, ProfileQuery } from '../findings.ts';
import type { Column } from '../types.ts';
import { quote, quoteTable } from './quote.ts';
import { PRINTED, rowsAsked } from './select.ts';

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

/** What one cheap scan finds: no hash, and ends that the database compares as it stores them. */
export const QUICK_FIGURES: Readonly<Record<Measure, readonly FigureName[]>> = {
  nulls: ['nulls'],
  number: ['nulls', 'sum', 'min', 'max'],
  wide: ['nulls', 'min', 'max'],
  boolean: ['nulls', 'sum'],
  double: ['nulls', 'min', 'max'],
  bits: ['nulls', 'min', 'max'],
  text: ['nulls', 'bytes'],
  bytes: ['nulls', 'bytes'],
  date: ['nulls', 'min', 'max'],
  time: ['nulls', 'min', 'max'],
  moment: ['nulls', 'min', 'max'],
};

/** Which figures a query asks of a column, in this order. */
export function figuresOf(measure: Measure, { depth }: Pick<ProfileQuery, 'depth'>): readonly FigureName[] {
  return depth === 'hash' ? FIGURES[measure] : QUICK_FIGURES[measure];
}

type Server = 'mysql' | 'postgres';

/** PostgreSQL takes 1,664 expressions a statement. */
const FIGURES_A_STATEMENT = 1_600;

/** The query in as few parts as the servers take; a table of usual width is one. */
export function inParts(query: ProfileQuery): readonly ProfileQuery[] {
  const most = Math.max(...query.columns.map(({ measure }) => figuresOf(measure, query).length), 1);
  const size = Math.floor(FIGURES_A_STATEMENT / most);
  if (query.columns.length <= size) return [query];
  return Array.from({ length: Math.ceil(query.columns.length / size) }, (_, i) => ({
    ...query,
    columns: query.columns.slice(i * size, (i + 1) * size),
  }));
}

export function joinParts(parts: readonly Profile[]): Profile {
  return { rows: parts[0]?.rows ?? '0', columns: parts.flatMap((part) => part.columns) };
}

/** One aggregate statement over the whole table: the row count and then every figure, named f0, f1 and so on. */
export function profileStatement(dialect: Server, query: ProfileQuery): string {
  const figures = query.columns.flatMap(({ column, measure }) =>
    figuresOf(measure, query).map((figure) => expression(dialect, figure, { ...query, column, measure })),
  );
  const list = ['count(*)', ...figures].map((sql, i) => `${sql} as f${i}`).join(',\n       ');
  return `select ${list}\nfrom ${quoteTable(dialect, query.table)}${rowsAsked(dialect, query)}`;
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
    Object.fromEntries(figuresOf(measure, query).map((figure) => [figure, take()])),
  );
  return { rows, columns };
}

type Asked = Pick<ProfileQuery, 'native' | 'depth'> & { readonly column: Column; readonly measure: Measure };

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
      return asked.column.native === 'oid' ? `sum(${name}::bigint)` : `sum(${name})`;
    case 'bytes':
      if (dialect === 'postgres' && asked.depth === 'quick') return `sum(${quickBytes(name, asked)})`;
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
      if (asked.depth === 'quick') return CANONICAL[dialect](`${figure}(${ordered(dialect, name, asked)})`, asked);
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
        return utf8(name, /^(text$|character varying)/.test(column.native) ? `${name}::text` : `concat(${name})`);
      }
      default:
        return `${name}::text`;
    }
  },
};

function bitsAsNumber(dialect: Server, name: string, column: Column): string {
  return dialect === 'mysql' && /^bit/i.test(column.native) ? `(${name} + 0)` : name;
}

/** Of `bit` in MySQL as a number; of everything else as it is stored. */
function ordered(dialect: Server, name: string, { column }: Asked): string {
  return bitsAsNumber(dialect, name, column);
}

/** Bytes as UTF-8 has them. Of a text in a UTF-8 database that is its stored length, and the text itself is not fetched. */
function quickBytes(name: string, asked: Asked): string {
  if (asked.measure === 'bytes') return `octet_length(${name})`;
  const form = CANONICAL.postgres(name, asked);
  if (!/^(text$|character varying)/.test(asked.column.native)) return `octet_length(${form})`;
  return `case when (select getdatabaseencoding() = 'UTF8') then octet_length(${name}::text) else octet_length(${form}) end`;
}

/** concat() makes NULL an empty text, and NULL has no hash. */
function utf8(name: string, text: string): string {
  return text === `${name}::text`
    ? `convert_to(${text}, 'UTF8')`
    : `case when ${name} is not null then convert_to(${text}, 'UTF8') end`;
}
