import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Jobs, type Run, systemClock } from '../../src/jobs/index.ts';
import { type LoopbackBigQuery, startBigQuery } from '../support/bigquery/index.ts';
import { eventually } from '../support/eventually.ts';
import { openTestJobs } from '../support/jobs.ts';
import { type FreshMysql, freshMysql } from '../support/mysql.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';

// Every night a shop's MySQL is copied into BigQuery, by way of files in Cloud Storage, with e-mail and phone found and
// masked; then two marts are made of it, one table a day each.

const EMAIL = 'canary-3c77@example.com';
const PHONE = '090-1234-5678';
const DUE = Date.parse('2026-11-20T20:00:00Z');
const home = temporaryDirectory();
const need = needs('mysql', 'postgres');
const opened: Jobs[] = [];
let mysql: FreshMysql;
let bigquery: LoopbackBigQuery;

before(async () => {
  if (need.skip !== false) return;
  [mysql, bigquery] = await Promise.all([
    freshMysql('nightly'),
    startBigQuery({ datasets: ['raw', 'mart'], buckets: ['acme-staging'] }),
  ]);
  await mysql.query(
    `create table users (id int primary key, email varchar(80), phone varchar(20), prefecture varchar(20));
     insert into users values (1, '${EMAIL}', '${PHONE}', '東京都'), (2, 'b@example.com', null, '大阪府'), (3, null, null, '東京都');
     create table purchases (id int primary key, user_id int not null, yen decimal(12,2) not null, at datetime not null);
     insert into purchases values (1, 1, 1200.50, '2026-11-20 10:00:00'), (2, 1, 300, '2026-11-20 11:00:00'),
       (3, 2, 80.25, '2026-11-20 12:00:00'), (4, 3, 9.75, '2026-11-19 09:00:00')`,
  );
  writeFileSync(
    join(home, 'by_prefecture.sql'),
    `select u.prefecture, count(*) as purchases, sum(p.yen) as yen
from \`raw.purchases\` p join \`raw.users\` u on u.id = p.user_id
where date(p.at) = date_sub({{ due_date }}, interval 1 day)
group by u.prefecture`,
  );
});
after(async () => {
  await Promise.all(opened.map((jobs) => jobs.stop(0)));
  await mysql?.drop();
  await bigquery?.close();
});

function declare(users: string): string {
  const file = join(home, 'tables.yml');
  writeFileSync(
    file,
    `timezone: Asia/Tokyo
connections:
  shop: { type: mysql, url: "${mysql.url}" }
  warehouse:
    type: bigquery
    project: ${bigquery.project}
    dataset: raw
    endpoint: "${bigquery.endpoint}"
    staging: gs://acme-staging/sync-bot
defaults: { source: shop, destination: warehouse, schedule: "0 5 * * *", retries: 0 }
tables:
  users: ${users}
  purchases: { partition_by: { column: at, grain: day } }
models:
  by_prefecture:
    to: mart.by_prefecture_{{ due_date_nodash }}
    sql: by_prefecture.sql
    after: [users, purchases]
    checks: { min_rows: 1 }
  best:
    to: mart.best_{{ due_date_nodash }}
    query: |
      select prefecture from \`mart.by_prefecture_{{ due_date_nodash }}\` order by yen desc limit 1
    after: [by_prefecture]
`,
  );
  return file;
}

async function due(jobs: Jobs, table: string): Promise<Run> {
  const submission = jobs.submit({ table, by: { kind: 'schedule', id: 'schedule' }, dueAt: DUE });
  assert.ok(submission.kind === 'accepted');
  return jobs.finished(submission.run.id);
}

test('nothing of the users is copied as long as nobody has decided about e-mail and phone', need, async () => {
  const jobs = await openTestJobs(declare('{}'), { history: join(home, 'undecided.db') });
  opened.push(jobs);
  const submission = jobs.submit({ table: 'users', by: { kind: 'schedule', id: 'schedule' }, dueAt: DUE });
  assert.ok(submission.kind === 'accepted');
  const id = submission.run.id;
  const { held } = await eventually('a held run', () => {
    const run = jobs.run(id);
    return run?.state === 'held' ? run : null;
  });
  assert.ok(held?.kind === 'columns');
  assert.deepEqual(held.columns.map(({ column }) => column).sort(), ['email', 'phone']);
  assert.deepEqual([...bigquery.catalog().tables.keys()], []);
  assert.equal(bigquery.objects.size, 0);
});

test('two tables arrive masked, and two marts of the day follow', need, async () => {
  const file = declare('{ mask: { email: hash, phone: last4 } }');
  const jobs = await openTestJobs(file, {
    schedules: true,
    clock: { ...systemClock, now: () => DUE + 1000 },
  });
  opened.push(jobs);
  for (const table of ['users', 'purchases']) {
    const run = await due(jobs, table);
    assert.deepEqual([run.state, run.error], ['success', null]);
  }
  const best = await eventually(
    'the second mart',
    () => jobs.history('best', 1).find((run) => run.finishedAt !== null),
    60_000,
  );
  assert.deepEqual([best.state, best.error], ['success', null]);

  const users = await bigquery.rows('raw.users');
  assert.deepEqual(users.map(({ id, email, phone }) => [id, email?.length ?? null, phone]).sort(), [
    ['1', 64, '*********5678'],
    ['2', 64, null],
    ['3', null, null],
  ]);
  // 05:00 in Tokyo on the 21st: the mart is of that day, about the day before.
  const byPrefecture = await bigquery.rows('mart.by_prefecture_20261121');
  assert.deepEqual(byPrefecture.map(({ prefecture, purchases, yen }) => [prefecture, purchases, yen]).sort(), [
    ['大阪府', '1', '80.25'],
    ['東京都', '2', '1500.5'],
  ]);
  assert.deepEqual(await bigquery.rows('mart.best_20261121'), [{ prefecture: '東京都' }]);

  assert.equal(bigquery.objects.size, 0, 'no staged file stays in the bucket');
  const everything = [readFileSync(join(home, 'history.db'), 'latin1'), JSON.stringify(bigquery.requests)];
  for (const text of everything) for (const secret of [EMAIL, PHONE]) assert.equal(text.includes(secret), false);
});
