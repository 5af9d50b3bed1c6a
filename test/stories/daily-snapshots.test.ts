import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Jobs } from '../../src/jobs/index.ts';
import { type LoopbackBigQuery, startBigQuery } from '../support/bigquery/index.ts';
import { handClock } from '../support/hand-clock.ts';
import { openTestJobs, runTable } from '../support/jobs.ts';
import { type FreshMysql, freshMysql } from '../support/mysql.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';

// A publisher copies its published articles every day, whole and masked, each day beside the days before, and keeps a
// week of them. An increment by the primary key had lost what was written early and published late.

const DAY = 86_400_000;
const MONDAY = Date.parse('2026-11-02T20:00:00Z');
const AUTHOR = 'author-5d1e@example.com';
const home = temporaryDirectory();
const need = needs('mysql', 'postgres');
let mysql: FreshMysql;
let bigquery: LoopbackBigQuery;
const opened: Jobs[] = [];

before(async () => {
  if (need.skip !== false) return;
  [mysql, bigquery] = await Promise.all([freshMysql('snapshots'), startBigQuery({ datasets: ['press'] })]);
  const rows = Array.from({ length: 9 }, (_, i) => `(${i + 1}, 'title ${i + 1}', '${AUTHOR}', ${i === 3 ? 0 : 1})`);
  await mysql.query(
    `create table articles (id int primary key, title varchar(99), author varchar(99), published tinyint(1) not null);
     insert into articles values ${rows.join(', ')}`,
  );
  writeFileSync(
    join(home, 'tables.yml'),
    `timezone: Asia/Tokyo
connections:
  cms: { type: mysql, url: "${mysql.url}" }
  warehouse: { type: bigquery, project: ${bigquery.project}, dataset: press, endpoint: "${bigquery.endpoint}" }
defaults: { source: cms, destination: warehouse, retries: 0 }
tables:
  articles:
    mode: append
    add_columns: [synced_at]
    where: "published = 1"
    mask: { author: hash }
    partition_by: { column: synced_at, grain: day, expire_days: 7, require_filter: true }
  by_key:
    from: articles
    mode: append
    incremental_key: id
    lookback: 0
    where: "published = 1"
    mask: { author: hash }
`,
  );
});
after(async () => {
  await Promise.all(opened.map((jobs) => jobs.stop(0)));
  await mysql?.drop();
  await bigquery?.close();
});

/** What an analyst asks: a query over the REST API. */
async function query(sql: string): Promise<readonly (readonly (string | null)[])[]> {
  const response = await fetch(`${bigquery.endpoint}/bigquery/v2/projects/${bigquery.project}/queries`, {
    method: 'POST',
    headers: { authorization: 'Bearer analyst', 'content-type': 'application/json' },
    body: JSON.stringify({ query: sql, useLegacySql: false }),
  });
  const answer = (await response.json()) as {
    readonly rows?: readonly { readonly f: readonly { readonly v: string | null }[] }[];
    readonly error?: { readonly message: string };
  };
  if (answer.error !== undefined) throw new Error(answer.error.message);
  return (answer.rows ?? []).map(({ f }) => f.map(({ v }) => v));
}

const idsOf = async (day: string): Promise<string> =>
  (await query(`select id from press.articles where date(synced_at) = '${day}' order by id`)).flat().join(' ');

test('every day has what was published by then, once, masked, and goes after a week', need, async () => {
  const clock = handClock(MONDAY);
  const jobs = await openTestJobs(join(home, 'tables.yml'), { clock });
  opened.push(jobs);
  const run = async (table: string): Promise<void> => {
    const { state, error } = await runTable(jobs, table);
    assert.deepEqual([state, error], ['success', null]);
  };

  await run('articles');
  await run('by_key');
  assert.equal(await idsOf('2026-11-02'), '1 2 3 5 6 7 8 9');

  // Article 4 was written before all the others and is published now.
  await mysql.query('update articles set published = 1 where id = 4');
  await clock.pass(DAY);
  await run('articles');
  await run('by_key');
  assert.equal(await idsOf('2026-11-03'), '1 2 3 4 5 6 7 8 9');
  assert.equal(await idsOf('2026-11-02'), '1 2 3 5 6 7 8 9');
  const byKey = (await query('select id from press.by_key order by id')).flat().join(' ');
  assert.equal(byKey, '1 2 3 5 6 7 8 9', 'an increment by the key loses it, which is why there are snapshots');

  // A second run of the same day is that day's copy, not a second one.
  await mysql.query('delete from articles where id = 9');
  await run('articles');
  assert.equal(await idsOf('2026-11-03'), '1 2 3 4 5 6 7 8');
  assert.equal(await idsOf('2026-11-02'), '1 2 3 5 6 7 8 9');

  await assert.rejects(query('select count(*) from press.articles'), /filter/);
  assert.deepEqual(
    await query(`select count(*) from press.articles where date(synced_at) > '2026-01-01' and author like '%@%'`),
    [['0']],
  );
  const response = await fetch(
    `${bigquery.endpoint}/bigquery/v2/projects/${bigquery.project}/datasets/press/tables/articles`,
    { headers: { authorization: 'Bearer analyst' } },
  );
  const { timePartitioning, requirePartitionFilter } = (await response.json()) as Record<string, unknown>;
  assert.deepEqual(timePartitioning, { type: 'DAY', field: 'synced_at', expirationMs: String(7 * DAY) });
  assert.equal(requirePartitionFilter, true);
});
