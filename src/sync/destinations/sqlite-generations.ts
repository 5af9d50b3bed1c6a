import type Database from 'better-sqlite3';
import { describeSqlite } from '../drivers/sqlite.ts';
import { nameKey } from '../sql/name-key.ts';
import { quote, quoteList } from '../sql/quote.ts';
import type { Generation, Generations, Kept, Plan, PublishMethod } from '../types.ts';
import { GENERATIONS, hiddenSince, previousName, WHY } from './generations.ts';
import { definitionOf, LEDGER } from './sqlite-target.ts';

/** A generation with the definition by which its table is known again. */
export type Kind = Generation & { readonly definition: string | null };
type Row = Omit<Kind, 'masks'> & { readonly generation: string; readonly masks: string };

/** One table has one previous table, however its name is written. */
export function previousOf(target: string): string {
  return previousName(nameKey('sqlite', target));
}

export function createGenerations(database: Database.Database): void {
  database.exec(
    `create table if not exists ${GENERATIONS} (target text not null collate nocase, generation text not null,
       token text not null, origin text not null, rows integer not null, published_at text not null,
       masks text not null, definition text, primary key (target, generation)) strict`,
  );
}

/** Both generations as they are written down, each only where its table still is the one that was written down. */
export function known(
  database: Database.Database,
  target: string,
): { readonly current: Kind | null; readonly previous: Kind | null } {
  if (describeSqlite(database, GENERATIONS) === null) return { current: null, previous: null };
  const rows = database
    .prepare(
      `select generation, token, origin, rows, published_at as publishedAt, masks, definition
         from ${GENERATIONS} where target = ?`,
    )
    .all(target) as Row[];
  const of = (which: string): Kind | null => {
    const row = rows.find(({ generation }) => generation === which);
    if (row === undefined) return null;
    const { generation: _, masks, ...rest } = row;
    return { ...rest, masks: JSON.parse(masks) };
  };
  const previous = of('previous');
  const there = previous !== null && definitionOf(database, previousOf(target)) === previous.definition;
  return { current: of('current'), previous: there ? previous : null };
}

/** What happened to the target since `current` was published; null where it still is that table. */
export function alteration(database: Database.Database, target: string, current: Kind): string | null {
  const definition = definitionOf(database, target);
  if (definition === null) return 'it is gone';
  if (definition !== current.definition) return 'its definition was changed';
  const last = database
    .prepare(`select token from ${LEDGER} where target = ? collate nocase order by rowid desc limit 1`)
    .get(target) as { readonly token: string } | undefined;
  return last?.token === current.token ? null : 'a run changed its rows without replacing it';
}

/** See Destination.generations: the rows of the target are counted. */
export function generations(database: Database.Database, target: string): Generations {
  const { current, previous } = known(database, target);
  if (current === null) return { current, previous: null, altered: null };
  let altered = alteration(database, target, current);
  if (altered === null) {
    const rows = count(database, target);
    if (rows !== current.rows) altered = `it has ${rows} rows, and ${current.rows} were published`;
  }
  // Somebody may have changed its rows while they still were the target's.
  const kept = previous && { ...shown(previous), rows: count(database, previousOf(target)) };
  return { current: shown(current), previous: kept, altered };
}

function shown({ token, origin, rows, publishedAt, masks }: Kind): Generation {
  return { token, origin, rows, publishedAt, masks };
}

/**
 * Inside the transaction that publishes: takes the oldest version away and keeps the present one as the previous, where
 * that may be. After it a target that is swapped stands under its old name only where it was not kept.
 */
export function keepPrevious(
  database: Database.Database,
  target: string,
  plan: Plan,
  method: PublishMethod,
): Kept | null {
  createGenerations(database);
  const { current, previous } = known(database, target);
  const place = previousOf(target);
  const why = method === 'create' ? null : reason();
  if (previous !== null) database.exec(`drop table ${quote('sqlite', place)}`);
  database.prepare(`delete from ${GENERATIONS} where target = ?`).run(target);
  if (method === 'create') return null;
  if (why !== null || current === null) return { kept: false, why };
  if (method === 'swap') rename(database, target, place);
  else copyRows(database, target, place);
  write(database, target, 'previous', current);
  return { kept: true, why: null };

  function reason(): string | null {
    if (!plan.keepPrevious) return WHY.off;
    if (current === null || alteration(database, target, current) !== null) return WHY.unknown;
    const hidden = hiddenSince(current, plan);
    if (hidden.length > 0) return WHY.hidden(hidden);
    return previous !== null || describeSqlite(database, place) === null ? null : WHY.taken(place);
  }
}

/**
 * Inside the transaction that puts rows beside those of the target: no undo leads back from there, so that the version
 * before, which may hold what is masked by now, is taken away.
 */
export function forgetPrevious(database: Database.Database, target: string): void {
  if (known(database, target).previous === null) return;
  database.exec(`drop table ${quote('sqlite', previousOf(target))}`);
  database.prepare(`delete from ${GENERATIONS} where target = ? and generation = 'previous'`).run(target);
}

/** A table with the columns and rows of another, and nothing else of it. */
export function copyRows(database: Database.Database, from: string, to: string): void {
  const columns = database.prepare('select name, type from pragma_table_xinfo(?) where hidden = 0').all(from) as {
    readonly name: string;
    readonly type: string;
  }[];
  const strict = database
    .prepare("select strict from pragma_table_list where schema = 'main' and name = ? collate nocase")
    .pluck(true)
    .get(from);
  const list = columns.map(({ name, type }) => `${quote('sqlite', name)} ${type}`).join(', ');
  database.exec(`create table ${quote('sqlite', to)} (${list})${strict === 1 ? ' strict' : ''}`);
  const names = quoteList(
    'sqlite',
    columns.map(({ name }) => name),
  );
  database.exec(`insert into ${quote('sqlite', to)} (${names}) select ${names} from ${quote('sqlite', from)}`);
}

export function rename(database: Database.Database, from: string, to: string): void {
  database.exec(`alter table ${quote('sqlite', from)} rename to ${quote('sqlite', to)}`);
}

export function count(database: Database.Database, name: string): number {
  return database
    .prepare(`select count(*) from ${quote('sqlite', name)}`)
    .pluck(true)
    .get() as number;
}

/** Writes down what the table of a generation is known by now, in the caller's transaction. */
export function write(
  database: Database.Database,
  target: string,
  which: 'current' | 'previous',
  kind: Omit<Kind, 'definition' | 'publishedAt'> & { readonly publishedAt: string | null },
): void {
  const definition = definitionOf(database, which === 'current' ? target : previousOf(target));
  database
    .prepare(
      `insert into ${GENERATIONS} (target, generation, token, origin, rows, published_at, masks, definition)
       values (?, ?, ?, ?, ?, coalesce(?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), ?, ?)`,
    )
    .run(target, which, kind.token, kind.origin, kind.rows, kind.publishedAt, JSON.stringify(kind.masks), definition);
}
