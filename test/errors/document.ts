/** docs/failures.md, made from the table of classes: `npx node test/errors/document.ts` writes it. */
import { writeFileSync } from 'node:fs';
import type { FailureFacts, FailurePlace } from '../../src/sync/classify.ts';
import type { Side } from '../../src/sync/errors.ts';
import type { FailureRow, Signs } from '../../src/sync/failures/row.ts';
import { FAILURES } from '../../src/sync/failures/table.ts';
import { wordsFor } from '../../src/sync/failures/words.ts';
import { asPhrase, english, type Phrase } from '../../src/sync/phrase.ts';

export const DOCUMENT = new URL('../../docs/failures.md', import.meta.url);

const RETRIES = {
  backoff: 'yes, with a growing wait',
  once: 'once',
  never: 'no: the same try fails the same way',
  wait: 'no: a person decides first',
} as const;

const KINDS = { mysql: 'MySQL', postgres: 'PostgreSQL', sqlite: 'SQLite', bigquery: 'BigQuery' } as const;
type Kind = keyof typeof KINDS;

const GROUPS: Readonly<Record<string, string>> = {
  src: 'The source',
  dst: 'The destination',
  data: 'Values the destination refuses',
  guard: 'Checks before the commit',
  undo: 'Undo',
  s3: 'Amazon S3, for stores of files',
  gcs: 'Cloud Storage, for stores of files',
  local: "The bot's own machine",
  slack: 'Slack',
  config: 'tables.yml',
  tls: 'Encryption',
  unknown: 'Everything else',
};

/** Why, where it is told: as the engine and the jobs word it. */
const BECAUSE: Readonly<Record<string, string>> = {
  'guard.expired': '24 h',
  'guard.changed': 'the table was replaced in the meantime',
  'undo.none': 'none was kept when it was published last',
  'undo.altered': 'it was replaced in this very moment',
  'undo.masked': 'email had another mask, or none',
  config: 'the window of updated_at is empty: it ends before it begins',
};

/** The facts of the examples. */
function example(side: Side, kind: Kind, code: string): FailurePlace {
  const source = side === 'source';
  const facts: FailureFacts = {
    kind,
    connection: source ? 'shop' : 'warehouse',
    address:
      kind === 'bigquery'
        ? 'BigQuery project acme'
        : kind === 'sqlite'
          ? source
            ? 'shop.db'
            : 'warehouse.db'
          : 'db.example:3306',
    ...(kind === 'bigquery' ? {} : { user: 'sync' }),
    database: source ? 'shop' : 'dwh',
    table: 'users',
    column: 'email',
    mask: 'year',
    near: ['user', 'users_old'],
    columns: ['id', 'email'],
    where: { line: 12 },
    seconds: 30,
    count: 3,
    expected: '1000 rows',
    actual: '998 rows',
    because: BECAUSE[code] ?? 'exit code 134',
  };
  return { side, stage: 'copy', facts };
}

export type Documented = { readonly code: string; readonly row: FailureRow; readonly side: Side };

/** Every class once for each side it has a code for. */
export function documented(): readonly Documented[] {
  return FAILURES.flatMap((row) =>
    Object.entries(row.codes).map(([at, code]) => ({
      row,
      code,
      side: at === 'any' ? (row.side ?? (code.startsWith('data.') ? 'destination' : 'source')) : (at as Side),
    })),
  );
}

/** Everything that one class can say of the example, and of an example of which nothing is known. */
export function words({ row, side, code }: Documented): readonly Phrase[] {
  const found = { native: 'fp-0123456789', constraint: 'users_pkey' };
  const said = kinds(row, side).flatMap((kind) => [
    wordsFor(example(side, kind, code), found),
    wordsFor({ side, stage: 'copy', facts: { kind } }),
    wordsFor({ side, stage: 'connect', facts: { kind } }),
  ]);
  return said.flatMap((one) => [row.title(one), row.message(one), row.hint(one)].map(asPhrase));
}

/** What one class says of the example, for each kind of database in which it says something else. */
export function sentences(
  { row, side, code }: Documented,
  what: 'message' | 'hint',
): ReadonlyMap<string, readonly Kind[]> {
  const said = new Map<string, Kind[]>();
  for (const kind of kinds(row, side)) {
    const words = wordsFor(example(side, kind, code), { native: 'fp-0123456789', constraint: 'users_pkey' });
    const text = english(asPhrase(row[what](words)));
    said.set(text, [...(said.get(text) ?? []), kind]);
  }
  return said;
}

/** The databases of this side that the class is known of. */
function kinds(row: FailureRow, side: Side): readonly Kind[] {
  const signs = row.signs ?? [];
  const here: readonly Kind[] =
    side === 'destination' ? ['postgres', 'sqlite', 'bigquery'] : ['mysql', 'postgres', 'sqlite'];
  const coded = here.filter((kind) =>
    signs.some((sign) => sign[kind === 'postgres' ? 'sqlstate' : kind] !== undefined),
  );
  return coded.length > 0 ? coded : ['postgres'];
}

export function failuresDocument(): string {
  const lines = [
    '# What can go wrong, and what to do',
    '',
    'Made from src/sync/failures by `npx node test/errors/document.ts`; a test holds the two together. Every failed run',
    'ends in one of these classes. Names in the examples: connection shop, destination warehouse, table users, column',
    'email. No sentence ever holds a text of the database or a value of a row. An error that fits no class is `unknown`',
    'and has a fingerprint: the same for the same error, whatever the row.',
  ];
  for (const [prefix, heading] of Object.entries(GROUPS)) {
    lines.push(
      '',
      `## ${heading}`,
      '',
      '| Class | What it means | What to do | Retried | Known by |',
      '|---|---|---|---|---|',
    );
    for (const entry of documented().filter(({ code }) => code.split('.')[0] === prefix)) lines.push(line(entry));
  }
  return `${lines.join('\n')}\n`;
}

function line(entry: Documented): string {
  const { row, code, side } = entry;
  const title = english(asPhrase(row.title(wordsFor({ side, stage: 'copy', facts: {} }))));
  const [message] = sentences(entry, 'message').keys();
  const said = [...sentences(entry, 'hint')];
  const hints = said.map(([text, kinds]) =>
    said.length === 1 ? text : `${kinds.map((kind) => KINDS[kind]).join(', ')}: ${text}`,
  );
  const cells = [`\`${code}\` ${title}`, message ?? '', hints.join('<br>'), RETRIES[row.retry], known(row.signs ?? [])];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('*', '\\*')).join(' | ')} |`;
}

function known(signs: readonly Signs[]): string {
  const codes = (name: string, list: readonly (string | number)[]) =>
    list.length === 0 ? [] : [`${name} ${list.join(', ')}`];
  const all = [
    ...codes('MySQL', [...new Set(signs.flatMap((sign) => sign.mysql ?? []))]),
    ...codes('PostgreSQL', [...new Set(signs.flatMap((sign) => sign.sqlstate ?? []))]),
    ...codes('', [...new Set(signs.flatMap((sign) => sign.sqlite ?? []))]),
    ...codes('BigQuery', [...new Set(signs.flatMap((sign) => sign.bigquery ?? []))]),
    ...codes('Redshift', [...new Set(signs.flatMap((sign) => sign.redshift ?? []))]),
    ...codes('Amazon', [...new Set(signs.flatMap((sign) => sign.aws ?? []))]),
    ...codes('Google', [...new Set(signs.flatMap((sign) => sign.gcs ?? []))]),
    ...codes('Slack', [...new Set(signs.flatMap((sign) => sign.slack ?? []))]),
    ...codes('', [...new Set(signs.flatMap((sign) => sign.node ?? []))]),
    ...(signs.some((sign) => sign.text !== undefined) ? ['words of the driver or of SQLite'] : []),
  ];
  return all.length === 0 ? 'found by sync-bot itself' : all.map((text) => text.trim()).join('; ');
}

if (import.meta.main) writeFileSync(DOCUMENT, failuresDocument());
