import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import type { Jobs, Run } from '../../src/jobs/index.ts';
import { type LoopbackBigQuery, startBigQuery } from '../support/bigquery/index.ts';
import { eventually } from '../support/eventually.ts';
import { openTestJobs, runTable } from '../support/jobs.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { workersOf } from './workers.ts';

const need = needs('postgres');
const directory = temporaryDirectory();
let google: LoopbackBigQuery;
let number = 0;

before(async () => {
  if (need.skip) return;
  google = await startBigQuery();
  await google.dataset('raw');
  await google.dataset('marts');
});
after(() => google?.close());

const SCHEDULE = { kind: 'schedule', id: 'schedule' } as const;

/** Two tables of a shop, what is made of them day by day, and what is made of that. */
function shop(): string {
  const folder = join(directory, String(number++));
  mkdirSync(join(folder, 'marts'), { recursive: true });
  const database = new Database(join(folder, 'shop.db'));
  database.exec(`create table users (id integer primary key, name text);
    create table purchases (id integer primary key, user_id integer, amount numeric);
    insert into users values (1, 'Ann'), (2, 'Bob');
    insert into purchases values (1, 1, 5), (2, 1, 6), (3, 2, 7)`);
  database.close();
  const file = join(folder, 'tables.yml');
  const [a, b] = [`users_${number}`, `purchases_${number}`];
  writeFileSync(
    join(folder, 'marts', 'spent.sql'),
    `select u.id, count(*) as times, {{ due_date }} as day
     from \`raw.${a}\` u join \`raw.${b}_{{ due_date_nodash }}\` p on p.user_id = u.id group by u.id`,
  );
  writeFileSync(
    file,
    `timezone: Asia/Tokyo
connections:
  shop: { type: sqlite, path: ./shop.db }
  warehouse:
    type: bigquery
    project: ${google.project}
    dataset: raw
    endpoint: ${google.endpoint}
defaults: { source: shop, destination: warehouse, retries: 0, sentinel: off }
tables:
  users: { to: ${a}, schedule: "0 5 * * *" }
  purchases: { to: "${b}_{{ due_date_nodash }}", schedule: "0 5 * * *" }
models:
  spent: { to: "marts.spent_${number}_{{ due_date_nodash }}", sql: marts/spent.sql, after: [users, purchases] }
  total:
    to: marts.total_${number}
    query: select sum(times) as times from \`marts.spent_${number}_{{ due_date_nodash }}\`
    after: [spent]
`,
  );
  return file;
}

const ended = (jobs: Jobs, table: string): Promise<Run> =>
  eventually(`${table} has run`, () => jobs.history(table, 1).find(({ finishedAt }) => finishedAt !== null), 60_000);

async function due(jobs: Jobs, table: string, dueAt: number): Promise<Run> {
  const submission = jobs.submit({ table, by: SCHEDULE, dueAt });
  assert.equal(submission.kind, 'accepted');
  return submission.kind === 'accepted' ? jobs.finished(submission.run.id) : assert.fail();
}

test('a night: two tables, a model when both are there, another after it, and what all of it cost', need, async (t) => {
  const jobs = await openTestJobs(shop(), { schedules: true });
  t.after(() => jobs.stop(0));
  const at = jobs.now() - 1000;
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Tokyo' }).format(at);
  const users = await due(jobs, 'users', at);
  assert.equal(users.state, 'success', JSON.stringify(users.error));
  assert.deepEqual(
    jobs.status('spent')?.model?.waits?.for.map(({ table, run }) => [table, run]),
    [['purchases', null]],
  );
  await due(jobs, 'purchases', at);
  const [spent, total] = [await ended(jobs, 'spent'), await ended(jobs, 'total')];
  assert.deepEqual([spent.state, total.state], ['success', 'success'], JSON.stringify(spent.error ?? total.error));
  assert.deepEqual([spent.dueAt, total.dueAt, spent.by.kind], [at, at, 'schedule']);
  const rows = await google.rows(`marts.spent_${number}_${day.replaceAll('-', '')}`);
  assert.deepEqual(
    [...rows].sort((a, b) => Number(a.id) - Number(b.id)),
    [
      { id: '1', times: '2', day },
      { id: '2', times: '1', day },
    ],
  );
  assert.deepEqual(await google.rows(`marts.total_${number}`), [{ times: '3' }]);
  assert.ok(
    (spent.cost?.bytesBilled ?? 0) > 0 && (users.cost?.jobs ?? 0) > 0,
    JSON.stringify([spent.cost, users.cost]),
  );
  const costs = jobs.costs(at, jobs.now() + 60_000);
  assert.deepEqual(costs.map(({ table }) => table).sort(), ['purchases', 'spent', 'total', 'users']);
  assert.equal(costs.find(({ table }) => table === 'spent')?.bytesBilled, spent.cost?.bytesBilled);
  assert.equal(jobs.status('spent')?.model?.waits, null);
});

test('a model by hand runs at once, and a bot that was not there finds what is to be made', need, async (t) => {
  const file = shop();
  const terminal = await openTestJobs(file);
  const at = terminal.now() - 1000;
  await due(terminal, 'users', at);
  await due(terminal, 'purchases', at);
  assert.equal((await runTable(terminal, 'spent')).state, 'success', 'by hand');
  assert.equal(terminal.history('total', 1).length, 0, 'a terminal keeps no schedules');
  await terminal.stop(0);
  const bot = await openTestJobs(file, { schedules: true });
  t.after(() => bot.stop(0));
  assert.equal((await ended(bot, 'total')).state, 'success');
  assert.deepEqual(
    bot.history('spent', 5).map(({ by, state }) => [by.kind, state]),
    [
      ['schedule', 'success'],
      ['terminal', 'success'],
    ],
  );
});

test('what fails holds its models back, and says so', need, async (t) => {
  const file = shop();
  const jobs = await openTestJobs(file, { schedules: true });
  t.after(() => jobs.stop(0));
  const broken = new Database(join(file, '..', 'shop.db'));
  broken.exec('drop table purchases');
  broken.close();
  const at = jobs.now() - 1000;
  await due(jobs, 'users', at);
  assert.equal((await due(jobs, 'purchases', at)).state, 'failed');
  assert.equal(jobs.history('spent', 1).length, 0);
  const waits = jobs.digest(at - 1000, jobs.now() + 1000).waiting;
  assert.deepEqual(
    waits.map(({ model, for: open }) => [model, open.map(({ table, run }) => [table, run?.state])]),
    [['spent', [['purchases', 'failed']]]],
  );
});

test('a worker that is killed while its query runs leaves neither the query nor a table behind', need, async (t) => {
  const jobs = await openTestJobs(shop(), { schedules: true });
  t.after(() => jobs.stop(0));
  await runTable(jobs, 'users');
  await runTable(jobs, 'purchases');
  const hold = google.faults.hold(/_\d+_1_[a-z0-9]+_load$/);
  const submission = jobs.submit({ table: 'spent', by: SCHEDULE });
  assert.ok(submission.kind === 'accepted');
  const id = await hold.held;
  for (const pid of workersOf(process.pid)) process.kill(pid, 'SIGKILL');
  const run = await jobs.finished(submission.run.id);
  hold.release();
  assert.deepEqual([run.state, run.error?.code, run.left], ['failed', 'local.crash', []]);
  const job = google.jobs.find(({ jobId }) => jobId === id);
  assert.deepEqual([job?.cancelled, job?.carriedOut], [true, 0]);
  const left = [...google.catalog().tables.keys()].filter((name) => /_sync_bot_(?!previous_)/.test(name));
  assert.deepEqual(left, []);
  assert.equal((await runTable(jobs, 'spent')).state, 'success');
});

test('what nobody reads is told apart from what a model or a person reads', need, async (t) => {
  const jobs = await openTestJobs(shop());
  t.after(() => jobs.stop(0));
  for (const table of ['users', 'purchases', 'spent', 'total']) {
    assert.equal((await runTable(jobs, table)).state, 'success', table);
  }
  const api = async (path: string, body: unknown): Promise<void> => {
    const answer = await fetch(`${google.endpoint}/bigquery/v2/projects/${google.project}/${path}`, {
      method: 'POST',
      headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, await answer.text());
  };
  const left = { projectId: google.project, datasetId: 'raw', tableId: `left_over_${number}` };
  const schema = { fields: [{ name: 'a', type: 'STRING' }] };
  await api('datasets/raw/tables', { tableReference: left, schema });
  const found = await jobs.unused('warehouse', 90);
  assert.deepEqual(found.ours.map(({ table }) => table).sort(), ['purchases', 'spent', 'total', 'users']);
  assert.ok(
    found.others.some(({ name }) => name === `raw.left_over_${number}`),
    JSON.stringify(found.others),
  );
  await api('queries', {
    query: `select * from \`marts.total_${number}\``,
    useLegacySql: false,
    location: 'US',
  });
  const then = await jobs.unused('warehouse', 90);
  assert.deepEqual(then.ours, [], 'all of them are read, through models');
});
