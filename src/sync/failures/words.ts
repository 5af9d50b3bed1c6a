import type { Side, Stage } from '../errors.ts';
import { literal, quote } from '../sql/quote.ts';
import type { FailureFacts, FailurePlace } from './row.ts';

/** Everything a sentence may be made of, each word complete: where a fact is not known a plain noun stands for it. */
export type Words = {
  readonly kind: FailureFacts['kind'];
  readonly stage: Stage;
  /** `Source`, `Destination`, `Worker`, for titles. */
  readonly Side: string;
  /** `connection shop`; of the destination `destination warehouse`. */
  readonly connection: string;
  readonly address: string;
  readonly user: string;
  readonly database: string;
  readonly table: string;
  /** `column email`, or `a column` and `the column`. */
  readonly column: string;
  readonly theColumn: string;
  /** `: column email`, or nothing. */
  readonly named: string;
  readonly mask: string;
  readonly rows: string;
  readonly constraint: string;
  /** ` after 30 s`, or nothing. */
  readonly after: string;
  /** ` (limit 30 s)`, or nothing. */
  readonly limit: string;
  /** `tables.yml line 12`. */
  readonly whereAt: string;
  /** ` (id, name, email)`: the columns the table has, or nothing. */
  readonly columns: string;
  /** The nearest name, or an example. */
  readonly nearest: string;
  /** `; nearest names: a, b`, or nothing. */
  readonly near: string;
  readonly expected: string;
  readonly actual: string;
  readonly because: string;
  readonly native: string;
  readonly sql: SqlWords;
};

/** Names as SQL to copy: quoted where they need it. */
export type SqlWords = {
  readonly table: string;
  readonly schema: string;
  readonly database: string;
  readonly column: string;
  /** The account: `'sync'@'%'` or `sync`. */
  readonly user: string;
};

type Found = { readonly constraint?: string | undefined; readonly native?: string | undefined };

export function wordsFor(at: FailurePlace, found: Found = {}): Words {
  const { facts } = at;
  return {
    kind: facts.kind,
    stage: at.stage,
    Side: TITLE[at.side],
    connection: connectionWords(at.side, facts.connection),
    address: facts.address ?? (facts.kind === 'sqlite' ? 'the database file' : 'the server'),
    user: facts.user
      ? `user ${facts.user}`
      : facts.kind === 'bigquery'
        ? 'the service account'
        : 'the user of the connection',
    database: databaseWords(facts),
    table: facts.table ?? 'the table',
    column: facts.column === undefined ? 'a column' : `column ${facts.column}`,
    theColumn: facts.column === undefined ? 'the column' : `column ${facts.column}`,
    named: facts.column === undefined ? '' : `: column ${facts.column}`,
    mask: facts.mask === undefined ? 'a mask' : `mask ${facts.mask}`,
    rows: facts.count === undefined ? 'at least one row' : facts.count === 1 ? '1 row' : `${facts.count} rows`,
    constraint: found.constraint === undefined ? 'a rule' : `rule ${found.constraint}`,
    after: facts.seconds === undefined ? '' : ` after ${facts.seconds} s`,
    limit: facts.seconds === undefined ? '' : ` (limit ${facts.seconds} s)`,
    whereAt: place(facts.where),
    columns: facts.columns?.length ? ` (${list(facts.columns)})` : '',
    nearest: facts.near?.[0] ?? 'the_right_name',
    near: facts.near?.length ? `; nearest names: ${list(facts.near)}` : '',
    expected: facts.expected ?? 'what tables.yml asks for',
    actual: facts.actual ?? 'something else',
    because: facts.because ?? '',
    native: found.native ?? '',
    sql: sqlWords(facts),
  };
}

const TITLE: Record<Side, string> = {
  source: 'Source',
  destination: 'Destination',
  local: 'Worker',
  config: 'Configuration',
};

function connectionWords(side: Side, name: string | undefined): string {
  if (side === 'destination') return name === undefined ? 'the destination' : `destination ${name}`;
  if (side === 'source') return name === undefined ? 'the source' : `connection ${name}`;
  return side === 'local' ? "the bot's machine" : 'tables.yml';
}

const SHOWN = 12;

function databaseWords(facts: FailureFacts): string {
  if (facts.kind === 'sqlite') return facts.address ?? 'the database file';
  if (facts.kind === 'bigquery') return facts.database ? `data set ${facts.database}` : 'the data set';
  return facts.database ? `database ${facts.database}` : 'the database of the connection';
}

function list(names: readonly string[]): string {
  const rest = names.length - SHOWN;
  return rest > 0 ? `${names.slice(0, SHOWN).join(', ')} and ${rest} more` : names.join(', ');
}

function place(where: FailureFacts['where']): string {
  const file = where?.file ?? 'tables.yml';
  return where?.line === undefined ? file : `${file} line ${where.line}`;
}

function sqlWords(facts: FailureFacts): SqlWords {
  const dialect = facts.kind ?? 'postgres';
  const name = (text: string) => (/^[a-z_][a-z0-9_]*$/.test(text) ? text : quote(dialect, text));
  const parts = facts.table?.split('.') ?? [];
  // MySQL's schema is its database, and a grant without it means whatever database the reader happens to be in.
  const schema = parts.length > 1 ? parts[0] : dialect === 'mysql' ? facts.database || undefined : undefined;
  const table = facts.table === undefined ? undefined : name(parts.slice(parts.length > 1 ? 1 : 0).join('.'));
  const user = facts.user || undefined;
  return {
    schema: schema === undefined ? (dialect === 'mysql' ? 'THE_DATABASE' : 'public') : name(schema),
    table: (schema === undefined ? '' : `${name(schema)}.`) + (table ?? (dialect === 'mysql' ? '*' : 'THE_TABLE')),
    database: facts.database ? name(facts.database) : 'THE_DATABASE',
    column: facts.column === undefined ? 'THE_COLUMN' : name(facts.column),
    user:
      dialect === 'mysql'
        ? `${literal('mysql', user ?? 'THE_USER')}@'%'`
        : user === undefined
          ? 'THE_USER'
          : name(user),
  };
}
