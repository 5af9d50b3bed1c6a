import { bareTable, bareWord, type Keyword, type KnownTable, type Meant, meant, prefixOf } from '../jobs/index.ts';
import { nearest } from './nearest.ts';

/** Which tables the words of a command select now, and what may have been meant where they select none. Pure. */

export type Known = {
  readonly tables: readonly KnownTable[];
  /** The runs that the schedule started at a moment: by table, and whether each waits, goes on or is over. */
  readonly batch: (
    moment: string,
  ) => readonly { readonly table: string; readonly state: 'waits' | 'goes on' | 'over' }[];
  /** Which tables are so now. */
  readonly are: (keyword: Exclude<Keyword, 'all'>) => readonly string[];
  /** Who asks: `owner:me`. */
  readonly me: string;
};

export type Found =
  | { readonly kind: 'tables'; readonly names: readonly string[] }
  /** Nothing is so now: no table has failed. */
  | { readonly kind: 'empty'; readonly keyword: Keyword }
  /** `near`: selectors to say instead. */
  | { readonly kind: 'none'; readonly said: string; readonly near: readonly string[] }
  /** More than one table is called so, and one was meant. */
  | { readonly kind: 'several'; readonly said: string; readonly names: readonly string[] };

const NEAR = 3;

/** What one word selects. Never throws, whatever the word. */
export function find(word: string, known: Known): Found {
  const { tables } = known;
  const found = meant(word, tables, known.me);
  const said = bareWord(word);
  switch (found.kind) {
    case 'tables':
      return found.names.length === 0 ? { kind: 'empty', keyword: 'all' } : found;
    case 'several':
      return { ...found, said };
    case 'state': {
      const names = known.are(found.keyword);
      return names.length === 0 ? { kind: 'empty', keyword: found.keyword } : { kind: 'tables', names };
    }
    case 'batch':
      return byBatch(found, known.batch);
    case 'no value': {
      const { prefix, value, values } = found;
      const near = nearest(value.replace(/^@/, ''), values, NEAR);
      // Few as they are, they are all worth a look.
      const shown = near.length > 0 ? near : values.slice(0, NEAR);
      return { kind: 'none', said: `${prefix}:${value}`, near: shown.map((one) => `${prefix}:${one}`) };
    }
    case 'none':
      return { kind: 'none', said, near: near(said.replace(/[*?]+/g, ''), tables) };
  }
}

/** What several words select together, each table once; the first word that selects nothing is the answer. */
export function findAll(words: readonly string[], known: Known): Found {
  const names = new Set<string>();
  let empty: Found | null = null;
  for (const word of new Set(joined(words))) {
    const found = find(word, known);
    if (found.kind === 'none' || found.kind === 'several') return found;
    if (found.kind === 'empty') empty ??= found;
    else for (const name of found.names) names.add(name);
  }
  return names.size === 0 && empty !== null ? empty : { kind: 'tables', names: [...names] };
}

/** `tag: core` is `tag:core`. */
export function joined(words: readonly string[]): readonly string[] {
  const out: string[] = [];
  for (const word of words) {
    const before = out.at(-1);
    if (before?.endsWith(':') && prefixOf(before.slice(0, -1)) !== null) out[out.length - 1] = before + word;
    else out.push(word);
  }
  return out;
}

type Batch = Extract<Meant, { readonly kind: 'batch' }>;

/** What of a batch goes on, or all of it once it is over; of `waiting:` what has not begun. */
function byBatch({ prefix, value }: Batch, batch: Known['batch']): Found {
  const runs = batch(value);
  if (runs.length === 0) return { kind: 'none', said: `${prefix}:${value}`, near: [] };
  const left = runs.filter(({ state }) => (prefix === 'batch' ? state !== 'over' : state === 'waits'));
  if (prefix === 'waiting' && left.length === 0) return { kind: 'empty', keyword: 'running' };
  return { kind: 'tables', names: (left.length > 0 ? left : runs).map(({ table }) => table) };
}

/** A tag or a connection that is called so comes first: then only `tag:` was missing. */
function near(said: string, tables: readonly KnownTable[]): readonly string[] {
  const word = said.toLowerCase();
  const has = (values: readonly string[]) => values.find((one) => one.toLowerCase() === word);
  const tag = has(tables.flatMap(({ tags }) => tags));
  const connection = has(tables.flatMap(({ from, to }) => [from.connection, to.connection]));
  const names = nearest(
    bareTable(said),
    tables.map(({ name }) => name),
    NEAR,
  );
  return [
    ...(tag === undefined ? [] : [`tag:${tag}`]),
    ...(connection === undefined ? [] : [`db:${connection}`]),
    ...names,
  ].slice(0, NEAR);
}
