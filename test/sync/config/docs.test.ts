import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../../src/sync/config/load.ts';
import { MODEL } from '../../../src/sync/config/models.ts';
import { CONNECTIONS, MAIN_FILE, TABLE } from '../../../src/sync/config/raw.ts';
import { MASKS } from '../../../src/sync/config/spec.ts';
import { cron, ENV } from './read-case.ts';

const docs = readFileSync(join(import.meta.dirname, '../../../docs/tables.md'), 'utf8');

test('the example of docs/tables.md is valid', () => {
  const [, example = ''] = /```yaml\n(.*?)```/s.exec(docs) ?? [];
  const load = loadConfig('/etc/tables.yml', { env: ENV, read: () => example, list: () => [], cron });
  assert.deepEqual(load.ok ? [] : load.mistakes, []);
});

test('docs/tables.md tells of every key and mask', () => {
  const keys = [MAIN_FILE, TABLE, ...Object.values(CONNECTIONS)].flatMap((schema) => Object.keys(schema.shape));
  const absent = [...keys, ...MASKS].filter((key) => !new RegExp(`\`(\\w+\\.)?${key}(\\.\\w+)?\``).test(docs));
  assert.deepEqual(absent, []);
});

const models = readFileSync(join(import.meta.dirname, '../../../docs/models.md'), 'utf8');

test('the example of docs/models.md is valid, with its SQL', () => {
  const [, example = ''] = /```yaml\n(.*?)```/s.exec(models) ?? [];
  const [, sql = ''] = /```sql\n(.*?)```/s.exec(models) ?? [];
  const around = `connections:
  shop: { type: sqlite, path: shop.db }
  warehouse: { type: bigquery, project: my-shop-123, dataset: raw }
defaults: { source: shop, destination: warehouse, schedule: "0 5 * * *" }
tables: { users: {}, purchases: {} }
`;
  const read = (path: string): string => (path.endsWith('.sql') ? sql : around + example);
  const load = loadConfig('/etc/tables.yml', { env: ENV, read, list: () => [], cron });
  assert.deepEqual(load.ok ? load.config.warnings : load.mistakes, []);
});

test('docs/models.md tells of every key of a model', () => {
  assert.deepEqual(
    Object.keys(MODEL.shape).filter((key) => !models.includes(`\`${key}\``)),
    [],
  );
});
