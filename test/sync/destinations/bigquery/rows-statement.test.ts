import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lackedColumns, unfitColumns } from '../../../../src/sync/destinations/bigquery/columns.ts';
import { keyFactsOf } from '../../../../src/sync/destinations/bigquery/key-facts.ts';
import { readRowsNote, withRowsNote } from '../../../../src/sync/destinations/bigquery/ledger.ts';
import type { Partition } from '../../../../src/sync/destinations/bigquery/partitions.ts';
import { rowsStatement } from '../../../../src/sync/destinations/bigquery/rows-statement.ts';
import type { Plan } from '../../../../src/sync/types.ts';
import { column, KEYS, planOf, STAGING, targetOf, USERS } from './plans.ts';

const COLUMNS = [column('id', 'integer'), column('name', 'string'), column('day', 'date')];
const DAILY: Partition = { by: 'time', column: 'day', type: 'date', grain: 'day' };
const TABLES = { target: USERS, staging: STAGING, keys: null };
const known = { periods: ['2026-11-20'], unplaced: false };

test('merge adds and updates by one statement that reads the partitions of its keys alone', () => {
  const plan = planOf(COLUMNS);
  assert.equal(
    rowsStatement(plan, TABLES, { target: targetOf(plan, { partition: DAILY }), known }),
    [
      'merge into `shop-1.mart.users` as _sync_bot_t',
      'using `shop-1.mart._sync_bot_t1` as _sync_bot_s',
      "on _sync_bot_t.`id` = _sync_bot_s.`id` and (_sync_bot_t.`day` >= date '2026-11-20' and _sync_bot_t.`day` < date '2026-11-21')",
      'when matched and (_sync_bot_t.`name` is distinct from _sync_bot_s.`name`',
      '  or _sync_bot_t.`day` is distinct from _sync_bot_s.`day`) then update set `name` = _sync_bot_s.`name`, `day` = _sync_bot_s.`day`',
      'when not matched by target then insert (`id`, `name`, `day`) values (_sync_bot_s.`id`, _sync_bot_s.`name`, _sync_bot_s.`day`)',
    ].join('\n'),
  );
});

test('append leaves rows that are there as they are', () => {
  const plan = planOf(COLUMNS, { mode: 'append' });
  const sql = rowsStatement(plan, TABLES, { target: targetOf(plan), known: { periods: [], unplaced: false } });
  assert.match(sql, /on _sync_bot_t\.`id` = _sync_bot_s\.`id`\nwhen not matched by target then insert/);
  assert.doesNotMatch(sql, /update|delete/);
});

test('append without a key looks at no row that is there', () => {
  const plan = planOf(COLUMNS, { mode: 'append', key: [] });
  assert.equal(
    rowsStatement(plan, TABLES, { target: targetOf(plan), known: null }),
    'insert into `shop-1.mart.users` (`id`, `name`, `day`)\nselect `id`, `name`, `day` from `shop-1.mart._sync_bot_t1`',
  );
});

test('a daily copy replaces the rows of its own day and no others', () => {
  const added = [{ column: column('synced_at', 'timestamp'), value: '2026-11-21 00:00:00+00' }];
  const snapshot = { column: 'synced_at', from: '2026-11-20T15:00:00.000Z', to: '2026-11-21T15:00:00.000Z' };
  const plan = planOf(COLUMNS, { mode: 'append', added, snapshot });
  const sql = rowsStatement(plan, TABLES, { target: targetOf(plan), known: null });
  assert.match(sql, /\non false\n/);
  assert.match(
    sql,
    /when not matched by source and _sync_bot_t\.`synced_at` >= timestamp '2026-11-20 15:00:00.000\+00' and _sync_bot_t\.`synced_at` < timestamp '2026-11-21 15:00:00.000\+00' then delete/,
  );
  assert.match(sql, /insert \(`id`, `name`, `day`, `synced_at`\)/);
});

test('a row in which only the moment of the run is new is not written again', () => {
  const plan = planOf([column('id', 'integer'), column('x', 'double')], {
    added: [{ column: column('synced_at', 'timestamp'), value: '2026-11-21 00:00:00+00' }],
  });
  const sql = rowsStatement(plan, TABLES, { target: targetOf(plan), known: { periods: [], unplaced: false } });
  assert.match(
    sql,
    /when matched and \(_sync_bot_t\.`x` is distinct from _sync_bot_s\.`x` or ieee_divide\(1, _sync_bot_t\.`x`\) is distinct from ieee_divide\(1, _sync_bot_s\.`x`\)\n {2}or _sync_bot_t\.`synced_at` is null\) then update set `x` = _sync_bot_s\.`x`, `synced_at` = _sync_bot_s\.`synced_at`/,
  );
});

test('rows that are gone are looked for in all partitions, and marked or taken away', () => {
  const audited = (deletes: Plan['deletes']): string => {
    const plan = planOf(COLUMNS, { deletes, keys: 't1_keys' });
    const target = targetOf(plan, { partition: DAILY, requireFilter: true });
    return rowsStatement(plan, { ...TABLES, keys: KEYS }, { target, known });
  };
  const every = '(_sync_bot_t.`day` is not null or _sync_bot_t.`day` is null)';
  assert.equal(audited('hard').endsWith(`\nwhen not matched by source and ${every} then delete`), true);
  assert.equal(
    audited('soft').endsWith(
      `\nwhen not matched by source and _sync_bot_t.\`_deleted_at\` is null and ${every} then update set \`_deleted_at\` = current_timestamp()`,
    ),
    true,
  );
  assert.match(
    audited('soft'),
    /when matched and _sync_bot_t\.`_deleted_at` is not null then update set `_deleted_at` = null/,
  );
  assert.match(audited('soft'), /when not matched by target and _sync_bot_s\._sync_bot_staged then insert/);
  assert.doesNotMatch(audited('keep'), /not matched by source/);
});

test('keys are looked at in one query that reads keys and partitions alone', () => {
  const plan = planOf(COLUMNS);
  const sql = keyFactsOf(plan, TABLES, targetOf(plan, { partition: DAILY, requireFilter: true }));
  assert.doesNotMatch(sql, /name/);
  assert.match(sql, /where \(_sync_bot_t\.`day` is not null or _sync_bot_t\.`day` is null\)/);
});

test('what settling has to know survives every character that a cursor may have', () => {
  const note = { rows: 3, cursor: { column: "x\n-- y*/'`", of: 'é\u2028日', value: '2026-01-01', marks: [] } };
  const sql = withRowsNote('select 1', note);
  assert.equal(sql.split('\n').length, 2);
  assert.deepEqual(readRowsNote(sql), note);
  assert.equal(readRowsNote('select 1'), null);
  assert.equal(readRowsNote("select '\n-- sync-botany'"), null);
});

test('a target may have room for more, and never less, and names are the same in either case', () => {
  const plan = planOf([column('id', 'integer'), column('name', 'string', { length: 20 })]);
  const having = (id: string, name: string) => ({
    ...targetOf(plan),
    columns: [
      { name: 'ID', type: id, required: true, hasDefault: false },
      { name: 'name', type: name, required: false, hasDefault: false },
    ],
  });
  assert.equal(unfitColumns(plan, having('INT64', 'STRING')), null);
  assert.equal(unfitColumns(plan, having('NUMERIC', 'STRING(30)')), null);
  assert.deepEqual(lackedColumns(plan, having('INT64', 'STRING')), []);
  for (const target of [having('INT64', 'STRING(10)'), having('STRING', 'STRING'), having('INT64', 'BYTES')]) {
    assert.equal(unfitColumns(plan, target)?.summary.code, 'dst.columns');
  }
  const needed = { ...having('INT64', 'STRING') };
  const more = [...needed.columns, { name: 'team', type: 'STRING', required: true, hasDefault: false }];
  assert.match(unfitColumns(plan, { ...needed, columns: more })?.message ?? '', /team/);
  const filled = [...needed.columns, { name: 'team', type: 'STRING', required: true, hasDefault: true }];
  assert.equal(unfitColumns(plan, { ...needed, columns: filled }), null);
  const keyless = { ...needed, columns: needed.columns.slice(1) };
  assert.match(unfitColumns(plan, keyless)?.message ?? '', /lacks id INT64/);
});
