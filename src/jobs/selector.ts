import { type TableSpec, tableText } from '../sync/index.ts';
import { matchesGlob } from './glob.ts';

/**
 * What a word means that stands for tables: `users`, `shop.users`, `tag:core`, `db:shop`, `owner:@kim`, `user_*`,
 * `failed`. Pure. A name wins over everything else that is written like it.
 */

const KEYWORDS = ['all', 'failed', 'late', 'held', 'paused', 'running'] as const;
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
/** Of those, what a table has whenever it is asked. */
type Lasting = Exclude<Prefix, 'batch' | 'waiting'>;
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

/** A declared table as selectors see it. */
export const knownTable = ({ name, source, destination, tags, owner }: Selected): KnownTable => ({
  name,
  from: { connection: source.connection, table: tableText(source.table) },
  to: { connection: destination.connection, table: tableText(destination.table) },
  tags,
  owner,
});
type Selected = Pick<TableSpec, 'name' | 'source' | 'destination' | 'tags' | 'owner'>;

export type Meant =
  | { readonly kind: 'tables'; readonly names: readonly string[] }
  /** More than one table is called so. */
  | { readonly kind: 'several'; readonly names: readonly string[] }
  /** Other tables at another time. */
  | { readonly kind: 'state'; readonly keyword: Exclude<Keyword, 'all'> }
  | { readonly kind: 'batch'; readonly prefix: 'batch' | 'waiting'; readonly value: string }
  /** No table has this tag, this connection, this owner. `values`: those that tables have. */
  | { readonly kind: 'no value'; readonly prefix: Lasting; readonly value: string; readonly values: readonly string[] }
  | { readonly kind: 'none' };

/** What one word means; `me` is who said it, for `owner:me`. Never throws, whatever the word. */
export function meant(word: string, tables: readonly KnownTable[], me: string): Meant {
  if (tables.some(({ name }) => name === word)) return { kind: 'tables', names: [word] };
  const said = bareWord(word);
  if (tables.some(({ name }) => name === said)) return { kind: 'tables', names: [said] };
  const keyword = keywordOf(said);
  if (keyword === 'all') return { kind: 'tables', names: tables.map(({ name }) => name) };
  if (keyword !== null) return { kind: 'state', keyword };
  const [, before = '', after = ''] = /^([^:]+):(.*)$/su.exec(said) ?? [];
  const prefix = prefixOf(before);
  const value = after.trim();
  if (prefix === 'batch' || prefix === 'waiting') return { kind: 'batch', prefix, value };
  if (prefix !== null) return byPrefix(prefix, value, tables, me);
  return /[*?]/.test(said) ? byGlob(said, tables) : byName(said, tables);
}

/**
 * The tables that a selector means which is kept, such as that of a watch: several words with commas. Tables that are
 * added later belong to it as soon as they are declared.
 */
export function selectedBy(selector: string, tables: readonly KnownTable[], me: string): ReadonlySet<string> {
  const words = selector.split(',').map((word) => word.trim());
  return new Set(
    words.flatMap((word) => {
      const found = meant(word, tables, me);
      return found.kind === 'tables' || found.kind === 'several' ? found.names : [];
    }),
  );
}

/** Without the quotation marks and full stops around it. */
export const bareWord = (word: string): string => word.replace(/^['"“”‘’「『]+|['"“”‘’」』。.!]+$/gu, '');

function keywordOf(said: string): Keyword | null {
  const word = said.toLowerCase();
  return KEYWORDS.find((one) => one === word) ?? (Object.hasOwn(CALLED, word) ? CALLED[word]! : null);
}

export function prefixOf(said: string): Prefix | null {
  const word = said.toLowerCase();
  return PREFIXES.find((one) => one === word) ?? (Object.hasOwn(PREFIX_CALLED, word) ? PREFIX_CALLED[word]! : null);
}

function byPrefix(prefix: Lasting, value: string, tables: readonly KnownTable[], me: string): Meant {
  const wanted = prefix === 'owner' ? person(value === 'me' || value === '@me' ? me : value) : value.toLowerCase();
  const sides: Readonly<Record<Lasting, readonly ((table: KnownTable) => readonly string[])[]>> = {
    tag: [({ tags }) => tags],
    // A connection that nothing is read from may still be written to.
    db: [({ from }) => [from.connection], ({ to }) => [to.connection]],
    owner: [({ owner }) => (owner === null ? [] : [person(owner)])],
  };
  for (const side of sides[prefix]) {
    const names = namesOf(tables, (table) => side(table).some((one) => one.toLowerCase() === wanted));
    if (names.length > 0) return { kind: 'tables', names };
  }
  return {
    kind: 'no value',
    prefix,
    value,
    values: [...new Set(sides[prefix].flatMap((side) => tables.flatMap(side)))],
  };
}

const person = (id: string): string => id.replace(/^@/, '').toLowerCase();

const namesOf = (tables: readonly KnownTable[], so: (table: KnownTable) => boolean): readonly string[] =>
  tables.filter(so).map(({ name }) => name);

function byGlob(said: string, tables: readonly KnownTable[]): Meant {
  const names = namesOf(tables, (table) => waysToSay(table).some((way) => matchesGlob(said, way)));
  return names.length > 0 ? { kind: 'tables', names } : { kind: 'none' };
}

/** `users`, `shop.users`, `shop.public.users`: by the entry, by what is read, by what is written. */
const waysToSay = ({ name, from, to }: KnownTable): readonly string[] => [name, ...sideWays(from), ...sideWays(to)];
const sideWays = ({ connection, table }: Side): readonly string[] => [
  `${connection}.${table}`,
  `${connection}.${bareTable(table)}`,
];
/** Without its schema. */
export const bareTable = (table: string): string => table.slice(table.lastIndexOf('.') + 1);

function byName(said: string, tables: readonly KnownTable[]): Meant {
  const word = said.toLowerCase();
  const ways: readonly ((table: KnownTable) => readonly string[])[] = [
    ({ from }) => sideWays(from),
    ({ to }) => sideWays(to),
    ({ name }) => [name],
    ({ from, to }) => [from.table, to.table, bareTable(from.table), bareTable(to.table)],
  ];
  for (const way of ways) {
    const names = namesOf(tables, (table) => way(table).some((one) => one.toLowerCase() === word));
    if (names.length === 1) return { kind: 'tables', names };
    if (names.length > 1) return { kind: 'several', names };
  }
  return { kind: 'none' };
}
