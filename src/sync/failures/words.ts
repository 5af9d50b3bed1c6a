import type { Side, Stage } from '../errors.ts';
import { listed, phrase, type Word } from '../phrase.ts';
import { literal, quote } from '../sql/quote.ts';
import type { FailureFacts, FailurePlace } from './row.ts';

/** Everything a sentence may be made of, each word complete: where a fact is not known a plain noun stands for it. */
export type Words = {
  readonly kind: FailureFacts['kind'];
  readonly side: Side;
  readonly stage: Stage;
  /** `Source`, `Destination`, `Worker`, for titles. */
  readonly Side: Word;
  /** `connection shop`; of the destination `destination warehouse`. */
  readonly connection: Word;
  readonly address: Word;
  readonly user: Word;
  readonly database: Word;
  readonly table: Word;
  /** `column email`, or `a column` and `the column`. */
  readonly column: Word;
  readonly theColumn: Word;
  /** `: column email`, or nothing. */
  readonly named: Word;
  readonly mask: Word;
  readonly rows: Word;
  readonly constraint: Word;
  /** ` after 30 s`, or nothing. */
  readonly after: Word;
  /** ` (limit 30 s)`, or nothing. */
  readonly limit: Word;
  /** `tables.yml line 12`. */
  readonly whereAt: Word;
  /** ` (id, name, email)`: the columns the table has, or nothing. */
  readonly columns: Word;
  /** The nearest name, or an example. */
  readonly nearest: string;
  /** `; nearest names: a, b`, or nothing. */
  readonly near: Word;
  readonly expected: Word;
  readonly actual: Word;
  readonly because: Word;
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
    side: at.side,
    stage: at.stage,
    Side: TITLE[at.side],
    connection: connectionWords(at.side, facts.connection),
    address: facts.address ?? (facts.kind === 'sqlite' ? phrase`the database file` : phrase`the server`),
    user: facts.user
      ? phrase`user ${facts.user}`
      : facts.kind === 'bigquery'
        ? phrase`the service account`
        : phrase`the user of the connection`,
    database: databaseWords(facts),
    table: facts.table ?? phrase`the table`,
    column: facts.column === undefined ? phrase`a column` : phrase`column ${facts.column}`,
    theColumn: facts.column === undefined ? phrase`the column` : phrase`column ${facts.column}`,
    named: facts.column === undefined ? '' : phrase`: column ${facts.column}`,
    mask: facts.mask === undefined ? phrase`a mask` : phrase`mask ${facts.mask}`,
    rows:
      facts.count === undefined
        ? phrase`at least one row`
        : facts.count === 1
          ? phrase`1 row`
          : phrase`${facts.count} rows`,
    constraint: found.constraint === undefined ? phrase`a rule` : phrase`rule ${found.constraint}`,
    after: facts.seconds === undefined ? '' : phrase` after ${facts.seconds} s`,
    limit: facts.seconds === undefined ? '' : phrase` (limit ${facts.seconds} s)`,
    whereAt: place(facts.where),
    columns: facts.columns?.length ? phrase` (${some(facts.columns)})` : '',
    nearest: facts.near?.[0] ?? 'the_right_name',
    near: facts.near?.length ? phrase`; nearest names: ${some(facts.near)}` : '',
    expected: facts.expected ?? phrase`what tables.yml asks for`,
    actual: facts.actual ?? phrase`something else`,
    because: facts.because ?? '',
    native: found.native ?? '',
    sql: sqlWords(facts),
  };
}

const TITLE: Readonly<Record<Side, Word>> = {
  source: phrase`Source`,
  destination: phrase`Destination`,
  local: phrase`Worker`,
  config: phrase`Configuration`,
};

function connectionWords(side: Side, name: string | undefined): Word {
  if (side === 'destination') return name === undefined ? phrase`the destination` : phrase`destination ${name}`;
  if (side === 'source') return name === undefined ? phrase`the source` : phrase`connection ${name}`;
  return side === 'local' ? phrase`the bot's machine` : 'tables.yml';
}

const SHOWN = 12;

function databaseWords(facts: FailureFacts): Word {
  if (facts.kind === 'sqlite') return facts.address ?? phrase`the database file`;
  if (facts.kind === 'bigquery') return facts.database ? phrase`data set ${facts.database}` : phrase`the data set`;
  return facts.database ? phrase`database ${facts.database}` : phrase`the database of the connection`;
}

function some(names: readonly string[]): Word {
  const rest = names.length - SHOWN;
  return rest > 0 ? phrase`${listed(names.slice(0, SHOWN))} and ${rest} more` : listed(names);
}

function place(where: FailureFacts['where']): Word {
  const file = where?.file ?? 'tables.yml';
  return where?.line === undefined ? file : phrase`${file} line ${where.line}`;
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
