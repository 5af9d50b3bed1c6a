import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import type { ConnectionHealth } from '../../src/jobs/index.ts';
import { openTestJobs } from '../support/jobs.ts';
import { freePort } from '../support/keep.ts';
import { freshMysql } from '../support/mysql.ts';
import { freshPostgres } from '../support/postgres.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';

const stepsOf = ({ steps }: ConnectionHealth) => steps.map(({ name, ok }) => `${name} ${ok ? 'ok' : 'failed'}`);
const errorOf = ({ steps }: ConnectionHealth) => steps.find(({ ok }) => !ok)?.error;

test(
  'the way to every database is gone step by step, and stops where it ends',
  needs('mysql', 'postgres'),
  async () => {
    const home = temporaryDirectory();
    const mysql = await freshMysql('doctor');
    const postgres = await freshPostgres('doctor');
    await mysql.query('create table users (id int primary key)');
    const file = new Database(join(home, 'shop.db'));
    file.exec('create table notes (id integer primary key)');
    file.close();
    const with_ = (url: string, change: (parsed: URL) => void): string => {
      const parsed = new URL(url);
      change(parsed);
      return parsed.href;
    };
    const nobody = await freePort();
    const urls = {
      shop: mysql.url,
      wrong_password: with_(mysql.url, (url) => {
        url.username = 'nobody_at_all';
        url.password = 'secret-of-the-doctor';
      }),
      closed: with_(postgres.url, (url) => {
        url.port = String(nobody);
        url.hostname = '127.0.0.1';
      }),
      warehouse: postgres.url,
    };
    const connection = (name: keyof typeof urls, type: string) =>
      `  ${name}: { type: ${type}, url: ${JSON.stringify(urls[name])} }`;
    const path = join(home, 'tables.yml');
    writeFileSync(
      path,
      `connections:
${connection('shop', 'mysql')}
${connection('wrong_password', 'mysql')}
${connection('closed', 'postgres')}
${connection('warehouse', 'postgres')}
  nameless: { type: mysql, url: "mysql://u:p@no-such-host.invalid/x" }
  local: { type: sqlite, path: ./shop.db }
  later: { type: sqlite, path: ./not-yet.db }
defaults: { destination: warehouse }
tables:
  users: { source: shop }
  gone: { source: shop, from: not_there }
  notes: { source: local, destination: later }
  a: { source: wrong_password, from: users }
  b: { source: closed, from: users }
  c: { source: nameless, from: users }
`,
    );
    const jobs = await openTestJobs(path);
    try {
      const { connections, disks } = await jobs.doctor();
      const of = (name: string) => connections.find((one) => one.name === name) as ConnectionHealth;
      assert.deepEqual(Object.fromEntries(connections.map((one) => [one.name, stepsOf(one)])), {
        shop: ['dns ok', 'tcp ok', 'login ok', 'read ok'],
        wrong_password: ['dns ok', 'tcp ok', 'login failed'],
        closed: ['dns ok', 'tcp failed'],
        warehouse: ['dns ok', 'tcp ok', 'login ok', 'read ok'],
        nameless: ['dns failed'],
        local: ['login ok', 'read ok'],
        later: ['login ok'],
      });
      assert.deepEqual(
        ['wrong_password', 'closed', 'nameless'].map((name) => errorOf(of(name))?.code),
        ['src.password', 'src.refused', 'src.dns'],
      );
      assert.ok(!JSON.stringify(connections).includes('secret-of-the-doctor'));
      // The servers run on this machine: their clocks are this one.
      for (const name of ['shop', 'warehouse']) assert.ok(Math.abs(of(name).skewMs ?? Number.NaN) < 2000, name);
      assert.deepEqual(
        disks.map(({ name, freeBytes }) => [name, (freeBytes ?? 0) > 0]),
        [
          ['history', true],
          ['local', true],
          ['later', true],
        ],
      );
    } finally {
      await jobs.stop(0);
      await mysql.drop();
      await postgres.drop();
    }
  },
);

test('a table that the bot may not see is told as such, and nothing is made', async () => {
  const home = temporaryDirectory();
  new Database(join(home, 'shop.db')).exec('create table notes (id integer primary key)').close();
  const path = join(home, 'tables.yml');
  writeFileSync(
    path,
    `connections: { shop: { type: sqlite, path: ./shop.db }, later: { type: sqlite, path: ./not-yet.db } }
defaults: { source: shop, destination: later }
tables: { orders: {} }
`,
  );
  const jobs = await openTestJobs(path);
  try {
    const [shop] = (await jobs.doctor()).connections;
    assert.deepEqual(stepsOf(shop as ConnectionHealth), ['login ok', 'read failed']);
    assert.match(errorOf(shop as ConnectionHealth)?.message ?? '', /^orders is not there/);
    assert.throws(() => new Database(join(home, 'not-yet.db'), { fileMustExist: true }));
  } finally {
    await jobs.stop(0);
  }
});
