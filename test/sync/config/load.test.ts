import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, describe, test } from 'node:test';
import { loadConfigFile } from '../../../src/sync/config/disk.ts';
import { loadConfig } from '../../../src/sync/config/load.ts';
import { printMistake } from '../../../src/sync/config/mistakes.ts';
import type { ConfigLoad } from '../../../src/sync/config/spec.ts';
import { cron, ENV } from './read-case.ts';

const FILE = '/etc/sync/tables.yml';
const CONNECTIONS = `connections:
  shop: { type: sqlite, path: shop.db }
  warehouse: { type: sqlite, path: warehouse.db }
defaults: { source: shop, destination: warehouse }
`;

function load(text: string, env: Readonly<Record<string, string>> = ENV): ConfigLoad {
  return loadConfig(FILE, { env, read: () => text, list: () => [], cron });
}

describe('loadConfig', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tables-'));
  after(() => rmSync(folder, { recursive: true }));

  test('reads the same file to the same configuration', () => {
    const text = `${CONNECTIONS}tables: { users: , posts: { mask: { body: redact } } }\n`;
    assert.deepEqual(load(text), load(text));
    assert.equal(load(text).ok, true);
  });

  test('finds no table under the names that every object has', () => {
    const got = load(`${CONNECTIONS}tables: { users: { mask: { name: redact } } }\n`);
    assert.ok(got.ok);
    assert.equal(got.config.tables.constructor, undefined);
    assert.equal(got.config.connections.toString, undefined);
  });

  test('reads a file with a byte order mark and Windows line ends, and counts its lines', () => {
    const got = load(`\uFEFF${CONNECTIONS}tables:\n  users: { mode: replase }\n`.replaceAll('\n', '\r\n'));
    assert.ok(!got.ok);
    assert.deepEqual(
      got.mistakes.map((mistake) => printMistake(mistake, '/etc/sync')),
      [
        'tables.yml:6: tables.users.mode: "replase" is not allowed; did you mean "replace"? (allowed: replace, append, merge)',
      ],
    );
  });

  test('an alias that doubles with every line ends in a mistake, not in a full memory', () => {
    const lines = Array.from({ length: 40 }, (_, at) => `  a${at + 1}: &a${at + 1} [*a${at}, *a${at}]\n`);
    const got = load(`${CONNECTIONS}tables:\n  a0: &a0 [x]\n${lines.join('')}`);
    assert.equal(got.ok, false);
  });

  test('a sqlite path and an include are relative to the file that holds them, wherever one stands', () => {
    mkdirSync(join(folder, 'more'));
    writeFileSync(join(folder, 'tables.yml'), `include: ["more/*.yml"]\n${CONNECTIONS}tables: { users: }\n`);
    writeFileSync(join(folder, 'more/a.yml'), 'connections: { old: { type: sqlite, path: old.db } }\n');
    const got = loadConfigFile(relative(process.cwd(), join(folder, 'tables.yml')), { env: {}, cron });
    assert.ok(got.ok);
    const { shop, old } = got.config.connections;
    assert.deepEqual(
      [shop, old].map((spec) => (spec?.type === 'sqlite' ? spec.path : null)),
      [join(folder, 'shop.db'), join(folder, 'more/old.db')],
    );
    assert.deepEqual(got.config.files, [join(folder, 'tables.yml'), join(folder, 'more/a.yml')]);
  });

  test('a file outside the working directory is named by its whole path', () => {
    const mistake = { file: FILE, line: 3, message: 'tables: is empty' };
    assert.equal(printMistake(mistake, '/etc'), 'sync/tables.yml:3: tables: is empty');
    assert.equal(printMistake(mistake, '/srv'), '/etc/sync/tables.yml:3: tables: is empty');
  });

  test('a fault of the reader itself is thrown, not told as a mistake of the file', () => {
    const broken = () => {
      throw new TypeError('a fault in the program');
    };
    assert.throws(() => loadConfig(FILE, { env: {}, read: broken, list: () => [], cron }), TypeError);
  });

  test('tells no value of a variable, wherever in the file it is used', () => {
    const secret = 's3cret value://of a variable';
    const keys =
      'from to source destination mode columns exclude mask where checks schedule timezone retries timeout tags owner';
    const table = keys.split(' ').map((key) => `    ${key}: "\${SECRET}"\n`);
    const map = 'type url host port user password database schema path max_readers'.split(' ');
    const connections = ['mysql', 'postgres', 'sqlite'].map(
      (type) =>
        `  ${type}_one: { ${map.map((key) => `${key}: "${key === 'type' ? type : `\${SECRET}`}"`).join(', ')} }\n`,
    );
    const text = `timezone: "\${SECRET}"
slack: { channel: "\${SECRET}", language: "\${SECRET}", digest: "\${SECRET}" }
roles: { operator: ["\${SECRET}"], admin: "\${SECRET}" }
max_running: "\${SECRET}"
include: ["\${SECRET}"]
connections:
  bare: "\${SECRET}"
  typed: { type: "\${SECRET}" }
${connections.join('')}tables:
  bare: "\${SECRET}"
  lists: { source: mysql_one, destination: typed, columns: ["\${SECRET}", "\${SECRET}"], mask: { a: "\${SECRET}" } }
  users:
${table.join('')}`;
    const got = load(text, { SECRET: secret });
    assert.ok(!got.ok);
    assert.ok(got.mistakes.length > 20);
    const told = got.mistakes.map(({ message }) => message).join('\n');
    assert.doesNotMatch(told, /s3cret|value:\/\//);
  });
});
