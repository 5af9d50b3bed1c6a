import type { Target } from '../../../../src/sync/destinations/bigquery/target.ts';
import { stagedColumns } from '../../../../src/sync/sql/bigquery-names.ts';
import type { Column, Plan } from '../../../../src/sync/types.ts';

export const USERS = { project: 'shop-1', dataset: 'mart', name: 'users' };
export const STAGING = { ...USERS, name: '_sync_bot_t1' };
export const KEYS = { ...USERS, name: '_sync_bot_t1_keys' };

export function column(name: string, type: Column['type'], rest: Partial<Column> = {}): Column {
  return { name, type, native: type, nullable: true, ...rest };
}

/** A plan of merge by `id` for whoever needs one; no test depends on what it does not say itself. */
export function planOf(columns: readonly Column[], rest: Partial<Plan> = {}): Plan {
  const table = { schema: null, name: 'users' };
  return {
    table: 'users',
    mode: 'merge',
    source: { kind: 'mysql', connection: 'shop', table },
    destination: { kind: 'bigquery', connection: 'warehouse', table },
    columns: columns.map((each) => ({ name: each.name, from: each, to: each, mask: null })),
    left: [],
    where: null,
    window: null,
    format: 'cells',
    native: false,
    split: null,
    unsplit: null,
    primaryKey: ['id'],
    key: ['id'],
    cursor: null,
    deletes: 'keep',
    keys: null,
    estimatedRows: null,
    keepPrevious: false,
    added: [],
    snapshot: null,
    bigquery: null,
    listed: false,
    ...rest,
  };
}

/** A target that has just the columns of a plan. */
export function targetOf(plan: Plan, rest: Partial<Target> = {}): Target {
  const columns = stagedColumns(plan).map(({ name, type }) => ({ name, type, required: false, hasDefault: false }));
  return { columns, partition: null, requireFilter: false, rows: 3, ...rest };
}
