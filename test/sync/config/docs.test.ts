import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../../src/sync/config/load.ts';
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
