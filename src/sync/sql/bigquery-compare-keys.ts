import { goneRows } from './bigquery-key-facts.ts';
import { sameKey } from './bigquery-names.ts';
import { quote } from './quote.ts';

type CompareKeysQuery = {
  readonly target: string;
  readonly keys: string;
  /** In any order: the columns by which a row is known. */
  readonly key: readonly { readonly name: string; readonly type: string }[];
  /** The column whose value has to be the same too; null: the key alone says that a row is there. */
  readonly incremental: string | null;
  /** A condition that every row of `_sync_bot_t` fulfils, where the table wants one. */
  readonly filter: string | null;
  /** What rows of the target are marked as gone already by. */
  readonly unmarked: string | null;
  readonly limit: number;
};

/** What fits into one value of an answer, whatever the keys are. */
const MOST_WIDE = 1_000;

/**
 * One statement that answers how many keys the target lacks (or has with another value), how many it has besides, and
 * some of the first: a JSON list of JSON lists of texts, each in the order of the key. Tables are quoted.
 */
export function compareKeysStatement(query: CompareKeysQuery): string {
  const { target, keys, key, incremental, filter, unmarked, limit } = query;
  const names = key.map(({ name }) => name);
  const conditions = [
    sameKey(names, '_sync_bot_t', '_sync_bot_k'),
    ...(incremental === null
      ? []
      : [
          `_sync_bot_t.${quote('bigquery', incremental)} is not distinct from _sync_bot_k.${quote('bigquery', incremental)}`,
        ]),
    ...(filter === null ? [] : [filter]),
  ];
  const texts = key.map(({ name, type }) => {
    const column = `_sync_bot_k.${quote('bigquery', name)}`;
    return type.startsWith('BYTES') ? `to_hex(${column})` : `cast(${column} as string)`;
  });
  const named = key.every(({ type }) => type === 'INT64') ? limit : Math.min(limit, MOST_WIDE);
  return [
    'select a.late, b.gone, a.named',
    `from (select count(*) as late, to_json_string(array_agg(to_json_string([${texts.join(', ')}]) limit ${named})) as named`,
    `   from ${keys} as _sync_bot_k`,
    `   where not exists (select 1 from ${target} as _sync_bot_t where ${conditions.join(' and ')})) as a`,
    `cross join (${goneRows({ table: target, filter }, { keys, unmarked }, names)}) as b`,
  ].join('\n');
}
