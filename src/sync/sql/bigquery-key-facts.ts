import { sameKey } from './bigquery-names.ts';
import { quote, quoteList } from './quote.ts';

type KeyFactsQuery = {
  readonly staging: string;
  readonly key: readonly string[];
  /** Those of the key that are floating point. */
  readonly doubles: readonly string[];
  /** The partition of a row behind the alias `_sync_bot_s` of staging, as text; null where it has none that could be known. */
  readonly stagedPeriod: string | null;
  /** Null: there is no target yet. */
  readonly target: {
    readonly table: string;
    /** The same behind the alias `_sync_bot_t`. */
    readonly period: string | null;
    /** A condition that every row of `_sync_bot_t` fulfils, where the table wants one. */
    readonly filter: string | null;
  } | null;
  /** Where rows that are gone are counted: all keys, and what rows of `_sync_bot_t` are marked as gone already by. */
  readonly gone: { readonly keys: string; readonly unmarked: string | null } | null;
};

/** What is known of the keys before rows are put by them. */
export type KeyFacts = {
  /** Staged rows without a value in their key. */
  readonly nulls: number;
  /** Keys that several staged rows have, and those rows. */
  readonly keys: number;
  readonly rows: number;
  /** Rows of the target beyond one for each staged key. */
  readonly extra: number;
  /** The partitions of staged rows and of rows of the target that they meet, and whether any of them has none. */
  readonly periods: readonly string[];
  readonly unplaced: boolean;
  readonly gone: number;
};

/** One statement over keys and partitions alone, that `readKeyFacts` understands. Tables are quoted. */
export function keyFactsStatement({ staging, key, doubles, stagedPeriod, target, gone }: KeyFactsQuery): string {
  const name = (column: string): string => `_sync_bot_s.${quote('bigquery', column)}`;
  // NaN is not equal to itself, so that it names no row either.
  const broken = [
    ...key.map((column) => `${name(column)} is null`),
    ...doubles.map((column) => `is_nan(${name(column)})`),
  ].join(' or ');
  const by = quoteList('bigquery', key);
  const parts = [
    `(select countif(${broken}) as broken, ${placed(stagedPeriod)}
   from ${staging} as _sync_bot_s) as a`,
    `(select count(*) as twice, coalesce(sum(_sync_bot_n), 0) as twice_rows
   from (select count(*) as _sync_bot_n from ${staging} group by ${by} having count(*) > 1) as each_key) as b`,
  ];
  if (target !== null) {
    const where = target.filter === null ? '' : `\n         where ${target.filter}`;
    const period = target.period === null ? '' : `, min(${target.period}) as _sync_bot_period`;
    parts.push(`(select coalesce(sum(_sync_bot_n - 1), 0) as extra, ${placed(period === '' ? null : '_sync_bot_period')}
   from (select count(*) as _sync_bot_n${period}
         from ${staging} as _sync_bot_s join ${target.table} as _sync_bot_t on ${sameKey(key, '_sync_bot_t', '_sync_bot_s')}${where}
         group by ${key.map(name).join(', ')}) as each_key) as c`);
  }
  if (target !== null && gone !== null) parts.push(`(${goneRows(target, gone, key)}) as d`);
  const columns = [
    'a.broken, a.periods, a.unplaced, b.twice, b.twice_rows',
    target === null ? "0 as extra, '' as met, 0 as unmet" : 'c.extra, c.periods as met, c.unplaced as unmet',
    target === null || gone === null ? '0 as gone' : 'd.gone',
  ];
  return `select ${columns.join(', ')}\nfrom ${parts.join('\ncross join ')}`;
}

/** The answer of `keyFactsStatement`. */
export function readKeyFacts(row: readonly (string | null)[]): KeyFacts {
  const number = (i: number): number => Number(row[i] ?? 0);
  const periods = [row[1], row[6]].flatMap((list) => (list ? list.split(',') : []));
  return {
    nulls: number(0),
    keys: number(3),
    rows: number(4),
    extra: number(5),
    periods,
    unplaced: number(2) + number(7) > 0,
    gone: number(8),
  };
}

function placed(period: string | null): string {
  return period === null
    ? "'' as periods, 0 as unplaced"
    : `string_agg(distinct ${period}, ',') as periods, countif(${period} is null) as unplaced`;
}

type Gone = { readonly keys: string; readonly unmarked: string | null };

/** The statement that counts the rows of the target whose key is not among all keys. */
export function goneRows(
  target: { readonly table: string; readonly filter: string | null },
  { keys, unmarked }: Gone,
  key: readonly string[],
): string {
  const where = [
    `not exists (select 1 from ${keys} as _sync_bot_k where ${sameKey(key, '_sync_bot_k', '_sync_bot_t')})`,
    ...(unmarked === null ? [] : [`_sync_bot_t.${quote('bigquery', unmarked)} is null`]),
    ...(target.filter === null ? [] : [target.filter]),
  ];
  return `select count(*) as gone from ${target.table} as _sync_bot_t\n where ${where.join('\n   and ')}`;
}
