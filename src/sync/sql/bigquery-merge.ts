import { bareType, columnsOf, type StagedColumn, sameKey } from './bigquery-names.ts';
import { quote, quoteList } from './quote.ts';

type MergeQuery = {
  readonly target: string;
  readonly staging: string;
  /** In the order of staging. */
  readonly columns: readonly StagedColumn[];
  readonly key: readonly string[];
  /** Whether rows that are there get the values of staging, or stay as they are. */
  readonly update: boolean;
  /** The column that marks rows as gone, where the target has one. */
  readonly mark: string | null;
  /** A condition on `_sync_bot_t` that all rows with staged keys fulfil. */
  readonly within: string | null;
  /** All keys, and what becomes of rows of the target without one of them; `filter`: what the table wants to be asked with. */
  readonly gone: { readonly keys: string; readonly deletes: 'soft' | 'hard'; readonly filter: string | null } | null;
};

/** Which rows of a MERGE with all keys are staged with their values, and not known by their key alone. */
const STAGED = '_sync_bot_staged';

/** The one statement that puts staged rows beside or over those of the target, whose rows are known by a key. */
export function mergeStatement(query: MergeQuery): string {
  const { target, columns, key, within, gone } = query;
  const names = columns.map(({ name }) => name);
  const same = [sameKey(key, '_sync_bot_t', '_sync_bot_s'), ...(within === null ? [] : [within])].join(' and ');
  const staged = gone === null ? '' : ` and _sync_bot_s.${STAGED}`;
  return [
    `merge into ${target} as _sync_bot_t`,
    `using ${gone === null ? query.staging : withKeys(query, gone.keys)} as _sync_bot_s`,
    `on ${same}`,
    ...updating(query, staged),
    `when not matched by target${staged} then insert (${quoteList('bigquery', names)}) values (${columnsOf('_sync_bot_s', names)})`,
    ...(gone === null ? [] : [leaving(query.mark, gone)]),
  ].join('\n');
}

function updating({ columns, key, update, mark, gone }: MergeQuery, staged: string): readonly string[] {
  const cleared = mark === null ? null : `${quote('bigquery', mark)} = null`;
  const marked = mark === null ? null : `_sync_bot_t.${quote('bigquery', mark)} is not null`;
  // Equal keys are the same value, and a row that is as it should be is not written again.
  const values = update ? columns.filter(({ name }) => !key.includes(name)) : [];
  const clauses: string[] = [];
  if (values.length > 0) {
    const differs = [...values.map(differing), ...(marked === null ? [] : [marked])].join('\n  or ');
    const set = values.map(({ name }) => `${quote('bigquery', name)} = _sync_bot_s.${quote('bigquery', name)}`);
    // A row that is read is not gone.
    const all = [...set, ...(cleared === null ? [] : [cleared])].join(', ');
    clauses.push(`when matched${staged} and (${differs}) then update set ${all}`);
  }
  if (cleared !== null && marked !== null && (gone !== null || (update && values.length === 0)))
    clauses.push(`when matched and ${marked} then update set ${cleared}`);
  return clauses;
}

/** NULL is like NULL and NaN like NaN. The two zeros of floating point are equal, and not the same. */
function differing({ name, type, added }: StagedColumn): string {
  const [t, s] = [`_sync_bot_t.${quote('bigquery', name)}`, `_sync_bot_s.${quote('bigquery', name)}`];
  if (added) return `${t} is null`;
  const plain = `${t} is distinct from ${s}`;
  return type === 'FLOAT64' ? `${plain} or ieee_divide(1, ${t}) is distinct from ieee_divide(1, ${s})` : plain;
}

/** The staged rows, and the keys of all others. */
function withKeys({ staging, columns, key }: MergeQuery, keys: string): string {
  const names = columns.map(({ name }) => name);
  const only = columns.map(({ name, type }) =>
    key.includes(name)
      ? `_sync_bot_k.${quote('bigquery', name)}`
      : `cast(null as ${bareType(type)}) as ${quote('bigquery', name)}`,
  );
  return [
    `(select ${columnsOf('_sync_bot_r', names)}, true as ${STAGED} from ${staging} as _sync_bot_r`,
    `  union all select ${only.join(', ')}, false as ${STAGED} from ${keys} as _sync_bot_k`,
    `  where not exists (select 1 from ${staging} as _sync_bot_r where ${sameKey(key, '_sync_bot_r', '_sync_bot_k')}))`,
  ].join('\n');
}

function leaving(mark: string | null, { deletes, filter }: NonNullable<MergeQuery['gone']>): string {
  const also = filter === null ? '' : ` and ${filter}`;
  if (deletes === 'hard') return `when not matched by source${also} then delete`;
  if (mark === null) throw new Error('no column to mark rows in');
  const column = quote('bigquery', mark);
  return `when not matched by source and _sync_bot_t.${column} is null${also} then update set ${column} = current_timestamp()`;
}

/** The one statement that puts staged rows beside those of the target, which are not looked at. */
export function insertStatement(target: string, staging: string, names: readonly string[]): string {
  const columns = quoteList('bigquery', names);
  return `insert into ${target} (${columns})\nselect ${columns} from ${staging}`;
}

/**
 * The one statement that puts staged rows in the place of those for which `earlier` holds, a condition on `_sync_bot_t`, and beside
 * all others.
 */
export function snapshotStatement(target: string, staging: string, names: readonly string[], earlier: string): string {
  return [
    `merge into ${target} as _sync_bot_t`,
    `using ${staging} as _sync_bot_s`,
    'on false',
    `when not matched by source and ${earlier} then delete`,
    `when not matched by target then insert (${quoteList('bigquery', names)}) values (${columnsOf('_sync_bot_s', names)})`,
  ].join('\n');
}

/** A constant of a column's own type, of a moment in ISO 8601 and UTC. */
export function momentLiteral(type: string, iso: string): string {
  const [day, clock] = [iso.slice(0, 10), iso.slice(11).replace(/Z$/, '')];
  if (type === 'DATE') return `date '${day}'`;
  return type === 'DATETIME' ? `datetime '${day} ${clock}'` : `timestamp '${day} ${clock}+00'`;
}
