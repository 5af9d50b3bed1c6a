import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import { type Jobs, systemClock } from '../../src/jobs/index.ts';
import { type LoopbackBigQuery, startBigQuery } from '../support/bigquery/index.ts';
import { openTestJobs, runTable, TESTER } from '../support/jobs.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';

// An editorial team wants every day's published articles in BigQuery, masked, a week of them, and articles that are
// published late must not be lost; and beside it one table a day of all users.

const need = needs('postgres');
const home = temporaryDirectory();
const DAY = 86_400_000;
/** Noon of today in UTC, whatever the time. */
const noon = Math.floor(systemClock.now() / DAY) * DAY + DAY / 2;
let now = noon;
let bigquery: LoopbackBigQuery;
let jobs: Jobs;
let source: Database.Database;

before(async () => {
  if (need.skip !== false) return;
  source = new Database(join(home, 'site.db'));
  source.exec(`create table articles (id integer primary key, title text, author_email text, published_at text);
    insert into articles values (1, 'one', 'a@example.com', '2026-01-01'), (2, 'draft', 'b@example.com', null);
    create table users (id integer primary key, name text); insert into users values (1, 'Ann'), (2, 'Ben')`);
  bigquery = await startBigQuery();
  await bigquery.dataset('raw', { location: 'asia-northeast1' });
  writeFileSync(
    join(home, 'tables.yml'),
    `
connections:
  site: { type: sqlite, path: site.db }
  lake: { type: bigquery, project: ${bigquery.project}, dataset: raw, endpoint: "${bigquery.endpoint}" }
defaults: { source: site, destination: lake, retries: 0, timezone: UTC }
tables:
  articles:
    mode: append
    where: "published_at is not null"
    mask: { author_email: hash }
    unmasked: [title]
    add_columns: [synced_at]
    partition_by: { column: synced_at, grain: day, expire_days: 7, require_filter: true }
    cluster_by: [id]
    labels: { team: editors }
    description: Every day's published articles
  users:
    to: users_{{ due_date_nodash }}
    columns: [id, name]
    unmasked: [name]
    expire_days: 30
`,
  );
  jobs = await openTestJobs(join(home, 'tables.yml'), { clock: { ...systemClock, now: () => now } });
});
after(async () => {
  await jobs?.stop(0);
  await bigquery?.close();
  source?.close();
});

const succeeds = async (table: string) => {
  const run = await runTable(jobs, table);
  assert.equal(run.state, 'success', JSON.stringify(run.error));
  return run;
};
const snapshots = async () =>
  (await bigquery.rows('raw.articles')).map(({ id, synced_at }) => `${id} of ${synced_at?.slice(0, 10)}`).sort();
const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

test(
  'every day is kept, a second run of a day replaces that day, and what is published late is in the next',
  need,
  async () => {
    now = noon - DAY;
    await succeeds('articles');
    assert.deepEqual(await snapshots(), [`1 of ${day(now)}`]);
    // A day later a draft of long ago is published with its old date.
    source.exec("update articles set published_at = '2025-12-24' where id = 2");
    now = noon;
    const first = await succeeds('articles');
    assert.equal(first.result?.method, 'append');
    const both = [`1 of ${day(noon - DAY)}`, `1 of ${day(noon)}`, `2 of ${day(noon)}`];
    assert.deepEqual(await snapshots(), both);
    now = noon + 60_000;
    await succeeds('articles');
    assert.deepEqual(await snapshots(), both, 'the same day again doubles nothing');
    const rows = await bigquery.rows('raw.articles');
    assert.ok(rows.every(({ author_email }) => /^[0-9a-f]{64}$/.test(author_email ?? '')));
  },
);

test('the table is made as tables.yml says', need, async () => {
  const table = await lookUp('articles');
  assert.deepEqual(table.timePartitioning, { type: 'DAY', field: 'synced_at', expirationMs: String(7 * DAY) });
  assert.equal(table.requirePartitionFilter, true);
  assert.deepEqual(table.clustering, { fields: ['id'] });
  assert.equal(table.description, "Every day's published articles");
  assert.equal(table.labels?.team, 'editors');
});

test(
  'verify compares the source with the day of the last run, and the plan says what a run replaces',
  need,
  async () => {
    const report = await jobs.verify('articles');
    assert.deepEqual([report.equal, report.rows], [true, { source: '2', destination: '2' }]);
    const { plan, load, preview } = await jobs.plan('articles');
    assert.deepEqual(plan.snapshot, {
      column: 'synced_at',
      from: `${day(noon)}T00:00:00.000Z`,
      to: `${day(noon + DAY)}T00:00:00.000Z`,
    });
    assert.deepEqual([load, preview.publish], [{ staging: null, unlike: null }, 'append']);
    assert.deepEqual((await jobs.diff('articles')).columns, []);
  },
);

test('an empty source is held, so that nobody takes the day away by mistake', need, async () => {
  source.exec('create table away as select * from articles; delete from articles');
  const run = await runTable(jobs, 'articles');
  assert.deepEqual([run.state, run.error?.code], ['held', 'guard.empty']);
  await jobs.decide(run.id, 'discard', TESTER);
  assert.equal((await snapshots()).length, 3);
  source.exec('insert into articles select * from away');
});

test('a table that was there before gets the column, and keeps the rows it had', need, async () => {
  const { file } = jobs.config();
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, `${before}  old: { from: users, unmasked: [name] }\n`);
  assert.ok(jobs.reload().ok);
  now = noon;
  await succeeds('old');
  writeFileSync(file, `${before}  old: { from: users, unmasked: [name], mode: append, add_columns: [synced_at] }\n`);
  assert.ok(jobs.reload().ok);
  const { columns } = await jobs.diff('old');
  assert.deepEqual(
    columns.map(({ name, next, source, made }) => [name, next, source, made]),
    [['synced_at', 'added', null, 'TIMESTAMP']],
  );
  await succeeds('old');
  await succeeds('old');
  const dates = (await bigquery.rows('raw.old')).map(({ synced_at }) => synced_at?.slice(0, 10) ?? null);
  assert.deepEqual(dates.sort(), [day(noon), day(noon), null, null]);
});

test('users have one table a day, and an undo is of the table that the last run wrote', need, async () => {
  const name = (at: number): string => `raw.users_${day(at).replaceAll('-', '')}`;
  now = noon - DAY;
  const first = await succeeds('users');
  assert.equal(first.result?.target, name(now));
  now = noon;
  await succeeds('users');
  source.exec("insert into users values (3, 'Cy')");
  await succeeds('users');
  const count = async (at: number) => (await bigquery.rows(name(at))).length;
  assert.deepEqual([await count(noon - DAY), await count(noon)], [2, 3]);
  assert.equal((await jobs.verify('users')).equal, true);
  // The next day, before its run.
  now = noon + DAY;
  const submission = jobs.submit({ table: 'users', kind: 'undo', by: TESTER });
  assert.equal(submission.kind, 'accepted');
  const undone = await jobs.finished(submission.kind === 'accepted' ? submission.run.id : 0);
  assert.deepEqual([undone.state, undone.result?.target], ['success', name(noon)], JSON.stringify(undone.error));
  assert.deepEqual([await count(noon - DAY), await count(noon)], [2, 2]);
});

type Resource = {
  readonly timePartitioning?: object;
  readonly requirePartitionFilter?: boolean;
  readonly clustering?: object;
  readonly description?: string;
  readonly labels?: Readonly<Record<string, string>>;
};

async function lookUp(table: string): Promise<Resource> {
  const answer = await fetch(
    `${bigquery.endpoint}/bigquery/v2/projects/${bigquery.project}/datasets/raw/tables/${table}`,
    { headers: { authorization: 'Bearer emulator' } },
  );
  return (await answer.json()) as Resource;
}
