import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Changed, changeTable } from '../../../src/sync/config/change.ts';
import type { TableEdit } from '../../../src/sync/config/edit.ts';
import { temporaryDirectory } from '../../support/sqlite.ts';
import { cron, ENV } from './read-case.ts';

const directory = temporaryDirectory();
const HEAD = `connections:
  shop: { type: mysql, url: "mysql://shop:s3cret@db.example.com/shop" } # s3cret
  warehouse: { type: sqlite, path: ./w.db }
defaults: { source: shop, destination: warehouse }
`;
let number = 0;

function write(text: string, more: Readonly<Record<string, string>> = {}): string {
  const folder = join(directory, String(number++));
  mkdirSync(folder);
  for (const [name, content] of Object.entries({ 'tables.yml': HEAD + text, ...more })) {
    writeFileSync(join(folder, name), content);
  }
  return join(folder, 'tables.yml');
}

const mask: TableEdit = { do: 'mask', column: 'email', mask: 'hash' };
const change = (file: string, edit: TableEdit = mask, table = 'users', env = ENV): Changed =>
  changeTable(file, table, edit, { env, cron });
const refused = (changed: Changed): Extract<Changed, { ok: false }> => {
  assert.ok(!changed.ok);
  return changed;
};

test('a change is written whole, keeps the mode of the file, and says which lines it changed', () => {
  const file = write('tables:\n  users:\n    from: people # theirs\n  other:\n');
  chmodSync(file, 0o640);
  assert.deepEqual(change(file), { ok: true, file, line: 8, removed: [], added: ['    mask: { email: hash }'] });
  assert.equal(
    readFileSync(file, 'utf8'),
    `${HEAD}tables:\n  users:\n    from: people # theirs\n    mask: { email: hash }\n  other:\n`,
  );
  assert.equal(statSync(file).mode & 0o777, 0o640);
  assert.deepEqual(readdirSync(join(file, '..')), ['tables.yml']);
});

test('an included file is changed where it is, and a link to it stays one', () => {
  const file = write('include: ["more/*.yml"]\n');
  const folder = join(file, '..');
  mkdirSync(join(folder, 'more'));
  writeFileSync(join(folder, 'real.yml'), 'tables: { users: { exclude: [a] } }\n');
  symlinkSync('../real.yml', join(folder, 'more', 'users.yml'));
  const changed = change(file, { do: 'list', key: 'exclude', column: 'email' });
  // All of the file is one line, which may hold anything: it is not shown.
  assert.deepEqual(changed, { ok: true, file: join(folder, 'more', 'users.yml'), line: 1, removed: [], added: [] });
  assert.equal(readFileSync(join(folder, 'real.yml'), 'utf8'), 'tables: { users: { exclude: [a, email] } }\n');
  assert.ok(lstatSync(join(folder, 'more', 'users.yml')).isSymbolicLink());
  assert.equal(readFileSync(file, 'utf8'), `${HEAD}include: ["more/*.yml"]\n`);
});

test('a file that is read-only is left alone, and the lines to add by hand are told', () => {
  const file = write('tables:\n  users:\n');
  chmodSync(file, 0o444);
  const { why, byHand } = refused(change(file));
  assert.deepEqual([why, byHand], ['read_only', ['tables:', '  users:', '    mask: { email: hash }']]);
  assert.equal(readFileSync(file, 'utf8'), `${HEAD}tables:\n  users:\n`);
});

test('a result that would not load is never written', () => {
  for (const [text, edit, env] of [
    ['  users: { columns: [id] }\n', mask, ENV],
    ['  users: { unmasked: [email] }\n', mask, ENV],
    ['  users: { columns: [email] }\n', { do: 'unlist', key: 'columns', column: 'email' }, ENV],
    ['  users:\n', mask, { ...ENV, SYNC_BOT_MASK_KEY: 'short' }],
  ] as const) {
    const file = write(`tables:\n${text}`);
    const found = change(file, edit, 'users', env);
    if (found.ok) assert.doesNotMatch(readFileSync(file, 'utf8'), /columns/);
    else assert.equal(readFileSync(file, 'utf8'), `${HEAD}tables:\n${text}`);
    if (text.includes('[email] }') && edit.do === 'unlist') continue;
    assert.equal(refused(found).why, 'mistakes', text);
    assert.doesNotMatch(refused(found).said, /s3cret/);
  }
});

test('a place that other tables share is left alone', () => {
  const text = 'tables:\n  users: { mask: &m { a: hash } }\n  other: { mask: *m }\n';
  const file = write(text);
  const { why, said, byHand } = refused(change(file));
  assert.deepEqual([why, byHand.length], ['no_place', 3]);
  assert.match(said, /alias/);
  assert.equal(refused(change(file, mask, 'other')).why, 'no_place');
  assert.equal(readFileSync(file, 'utf8'), HEAD + text);
});

test('what was changed meanwhile is seen: made already, gone, or broken', () => {
  assert.equal(refused(change(write('tables:\n  users: { mask: { email: hash } }\n'))).why, 'done');
  assert.equal(refused(change(write('tables:\n  people:\n'))).why, 'stale');
  assert.equal(refused(change(write('tables:\n  users: { mask: [\n'))).why, 'mistakes');
  assert.equal(refused(change(join(directory, 'nowhere.yml'))).why, 'mistakes');
});
