import { matchesGlob } from '../jobs/index.ts';
import { nearest } from './nearest.ts';

/**
 * Which tables a word of a command means: `users`, `shop.users`, `tag:core`, `db:shop`, `owner:@kim`, `user_*`,
 * `failed`. Pure. A name wins over everything else that is written like it.
 */

export const KEYWORDS = ['all', 'failed', 'late', 'held', 'paused', 'running'] as const;
export type Keyword = (typeof KEYWORDS)[number];

/** What else people call a keyword; a table may still have such a name. */
const CALLED: Readonly<Record<string, Keyword>> = {
  '*': 'all',
  全部: 'all',
  すべて: 'all',
  全て: 'all',
  failing: 'failed',
  失敗: 'failed',
  遅延: 'late',
  遅れ: 'late',
  保留: 'held',
  停止中: 'paused',
  一時停止: 'paused',
  一時停止中: 'paused',
  実行中: 'running',
};
const PREFIXES = ['tag', 'db', 'owner', 'batch', 'waiting'] as const;
type Prefix = (typeof PREFIXES)[number];
const PREFIX_CALLED: Readonly<Record<string, Prefix>> = {
  タグ: 'tag',
  connection: 'db',
  接続: 'db',
  担当: 'owner',
  担当者: 'owner',
};

export type KnownTable = {
  readonly name: string;
  readonly from: Side;
  readonly to: Side;
  readonly tags: readonly string[];
  readonly owner: string | null;
};
/** `table` with its schema where it has one. */
type Side = { readonly connection: string; readonly table: string };

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
  const names = tables.map(({ name }) => name);
  if (names.includes(word)) return { kind: 'tables', names: [word] };
  const said = word.replace(/^['"“”‘’「『]+|['"“”‘’」』。.!]+$/gu, '');
  if (names.includes(said)) return { kind: 'tables', names: [said] };
  const keyword = keywordOf(said);
  if (keyword !== null) {
    const found = keyword === 'all' ? names : known.are(keyword);
    return found.length === 0 ? { kind: 'empty', keyword } : { kind: 'tables', names: found };
  }
  const prefixed = /^([^:]+):(.*)$/su.exec(said);
  const prefix = prefixed === null ? null : prefixOf(prefixed[1]!);
  if (prefix !== null) return byPrefix(prefix, prefixed![2]!.trim(), known);
  if (/[*?]/.test(said)) return byGlob(said, tables);
  return byName(said, tables);
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

function keywordOf(said: string): Keyword | null {
  const word = said.toLowerCase();
  return KEYWORDS.find((one) => one === word) ?? (Object.hasOwn(CALLED, word) ? CALLED[word]! : null);
}

function prefixOf(said: string): Prefix | null {
  const word = said.toLowerCase();
  return PREFIXES.find((one) => one === word) ?? (Object.hasOwn(PREFIX_CALLED, word) ? PREFIX_CALLED[word]! : null);
}

/** What of a batch goes on, or all of it once it is over; of `waiting:` what has not begun. */
function byBatch(prefix: 'batch' | 'waiting', value: string, { batch }: Known): Found {
  const runs = batch(value);
  if (runs.length === 0) return { kind: 'none', said: `${prefix}:${value}`, near: [] };
  const left = runs.filter(({ state }) => (prefix === 'batch' ? state !== 'over' : state === 'waits'));
  if (prefix === 'waiting' && left.length === 0) return { kind: 'empty', keyword: 'running' };
  return { kind: 'tables', names: (left.length > 0 ? left : runs).map(({ table }) => table) };
}

function byPrefix(prefix: Prefix, value: string, known: Known): Found {
  if (prefix === 'batch' || prefix === 'waiting') return byBatch(prefix, value, known);
  const { tables, me } = known;
  const wanted = prefix === 'owner' ? person(value === 'me' || value === '@me' ? me : value) : value.toLowerCase();
  const having = (of: (table: KnownTable) => readonly string[]): readonly string[] =>
    tables.filter((table) => of(table).some((one) => one.toLowerCase() === wanted)).map(({ name }) => name);
  const sides: Readonly<Record<'tag' | 'db' | 'owner', readonly ((table: KnownTable) => readonly string[])[]>> = {
    tag: [({ tags }) => tags],
    // A connection that nothing is read from may still be written to.
    db: [({ from }) => [from.connection], ({ to }) => [to.connection]],
    owner: [({ owner }) => (owner === null ? [] : [person(owner)])],
  };
  for (const side of sides[prefix]) {
    const names = having(side);
    if (names.length > 0) return { kind: 'tables', names };
  }
  const values = [...new Set(sides[prefix].flatMap((side) => tables.flatMap(side)))];
  const near = nearest(wanted, values, NEAR);
  // Few as they are, they are all worth a look.
  const shown = near.length > 0 ? near : values.slice(0, NEAR);
  return { kind: 'none', said: `${prefix}:${value}`, near: shown.map((one) => `${prefix}:${one}`) };
}

const person = (id: string): string => id.replace(/^@/, '').toLowerCase();

function byGlob(said: string, tables: readonly KnownTable[]): Found {
  const names = tables
    .filter((table) => waysToSay(table).some((way) => matchesGlob(said, way)))
    .map(({ name }) => name);
  if (names.length > 0) return { kind: 'tables', names };
  return { kind: 'none', said, near: near(said.replace(/[*?]+/g, ''), tables) };
}

/** `users`, `shop.users`, `shop.public.users`: by the entry, by what is read, by what is written. */
const waysToSay = ({ name, from, to }: KnownTable): readonly string[] => [
  name,
  ...[from, to].flatMap(({ connection, table }) => [`${connection}.${table}`, `${connection}.${bare(table)}`]),
];
const bare = (table: string): string => table.slice(table.lastIndexOf('.') + 1);

function byName(said: string, tables: readonly KnownTable[]): Found {
  const word = said.toLowerCase();
  const ways: readonly ((table: KnownTable) => readonly string[])[] = [
    ({ from }) => [`${from.connection}.${from.table}`, `${from.connection}.${bare(from.table)}`],
    ({ to }) => [`${to.connection}.${to.table}`, `${to.connection}.${bare(to.table)}`],
    ({ name }) => [name],
    ({ from, to }) => [from.table, to.table, bare(from.table), bare(to.table)],
  ];
  for (const way of ways) {
    const names = tables
      .filter((table) => way(table).some((one) => one.toLowerCase() === word))
      .map(({ name }) => name);
    if (names.length === 1) return { kind: 'tables', names };
    if (names.length > 1) return { kind: 'several', said, names };
  }
  return { kind: 'none', said, near: near(said, tables) };
}

/** A tag or a connection that is called so comes first: then only `tag:` was missing. */
function near(said: string, tables: readonly KnownTable[]): readonly string[] {
  const word = said.toLowerCase();
  const has = (values: readonly string[]) => values.find((one) => one.toLowerCase() === word);
  const tag = has(tables.flatMap(({ tags }) => tags));
  const connection = has(tables.flatMap(({ from, to }) => [from.connection, to.connection]));
  const names = nearest(
    bare(said),
    tables.map(({ name }) => name),
    NEAR,
  );
  return [
    ...(tag === undefined ? [] : [`tag:${tag}`]),
    ...(connection === undefined ? [] : [`db:${connection}`]),
    ...names,
  ].slice(0, NEAR);
}
