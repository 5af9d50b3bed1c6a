import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import type { ErrorSummary } from '../../src/jobs/index.ts';
import { openTestJobs, runTable } from '../support/jobs.ts';
import { freePort } from '../support/keep.ts';
import { type FreshPostgres, freshPostgres } from '../support/postgres.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';

// What the person on call reads when something breaks that breaks everywhere: a table that is missing, a wrong
// password, a stopped server, a full disk, a bad where. Each has its own sentence and its own next action.

const CANARY = 'canary-7f3a@example.com';
const directory = temporaryDirectory();
const need = needs('postgres');
let warehouse: FreshPostgres;

before(async () => {
  if (need.skip !== false) return;
  warehouse = await freshPostgres('five');
  await warehouse.query(
    `create table users (id bigint primary key, email text); insert into users values (1, '${CANARY}')`,
  );
  const shop = new Database(join(directory, 'shop.db'));
  shop.exec('create table users (id integer primary key, email text)');
  shop.prepare('insert into users values (1, ?)').run(CANARY);
  shop.exec('create table big (id integer primary key, email text)');
  shop.exec(`insert into big with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
    select i, '${CANARY}' || hex(randomblob(100)) from n`);
  shop.close();
  const wrong = Object.assign(new URL(warehouse.url), { password: 'not-the-password' }).href;
  const stopped = Object.assign(new URL(warehouse.url), { port: String(await freePort()) }).href;
  writeFileSync(
    join(directory, 'tables.yml'),
    `connections:
  shop: { type: sqlite, path: ./shop.db }
  blog: { type: postgres, url: "${warehouse.url}" }
  wrong: { type: postgres, url: "${wrong}" }
  stopped: { type: postgres, url: "${stopped}" }
  local: { type: sqlite, path: ./warehouse.db }
  small: { type: sqlite, path: ./small.db, max_size: 1MB }
defaults: { source: blog, destination: local, retries: 0, sentinel: off }
tables:
  missing: { from: usres }
  password: { source: wrong, from: users }
  server: { source: stopped, from: users }
  disk: { source: shop, from: big, destination: small }
  clause: { from: users, where: "email === '${CANARY}'" }
`,
  );
});

after(() => warehouse?.drop());

test('five failures read as five plain sentences with a next action each, and none quotes a value', need, async () => {
  const jobs = await openTestJobs(join(directory, 'tables.yml'));
  const errors: Record<string, ErrorSummary> = {};
  const log: string[] = [];
  for (const table of ['missing', 'password', 'server', 'disk', 'clause']) {
    const run = await runTable(jobs, table);
    assert.equal(run.state, 'failed', table);
    errors[table] = run.error as ErrorSummary;
    log.push(...jobs.log(run.id).map((line) => line.text));
  }
  await jobs.stop(0);
  const codes = Object.values(errors).map(({ code }) => code);
  assert.deepEqual(codes, ['src.table_missing', 'src.password', 'src.refused', 'dst.disk', 'src.bad_where']);
  assert.equal(new Set(Object.values(errors).map(({ message }) => message)).size, 5);
  assert.equal(new Set(Object.values(errors).map(({ hint }) => hint)).size, 5);
  for (const { hint } of Object.values(errors)) {
    assert.match(hint, /^[A-Z][a-z]+ /);
  }
  assert.equal(JSON.stringify([errors, log]).includes('canary'), false);
  const left = new Database(join(directory, 'small.db'), { readonly: true });
  assert.deepEqual(left.prepare("select name from sqlite_master where name like '_sync_bot%'").all(), []);
  left.close();
});
