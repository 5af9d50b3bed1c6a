import { type TableSpec, tableText } from '../sync/index.ts';
import { matchesGlob } from './glob.ts';

export type Selectable = Pick<TableSpec, 'name' | 'source' | 'destination' | 'tags' | 'owner'>;

/**
 * Whether a selector that a channel keeps means a table, today and when tables are added: `users`, `shop.users`,
 * `tag:core`, `db:shop`, `owner:@kim`, `user_*`, `all`, several of them with commas. Pure.
 */
export function selects(selector: string, table: Selectable): boolean {
  return termsOf(selector).some((term) => matches(term, table));
}

export const termsOf = (selector: string): readonly string[] =>
  selector
    .split(',')
    .map((term) => term.trim())
    .filter((term) => term !== '');

function matches(term: string, table: Selectable): boolean {
  if (term === table.name || term === 'all' || term === '*') return true;
  const [, prefix, value = ''] = /^(tag|db|owner):(.+)$/su.exec(term) ?? [];
  const same = (other: string): boolean => plain(other) === plain(value);
  if (prefix === 'tag') return table.tags.some(same);
  if (prefix === 'db') return same(table.source.connection) || same(table.destination.connection);
  if (prefix === 'owner') return table.owner !== null && same(table.owner);
  const ways = [
    table.name,
    ...[table.source, table.destination].map((end) => `${end.connection}.${tableText(end.table)}`),
  ];
  if (!/[*?]/.test(term)) return ways.some((way) => way.toLowerCase() === term.toLowerCase());
  return ways.some((way) => matchesGlob(term, way));
}

const plain = (word: string): string => word.replace(/^@/, '').toLowerCase();
