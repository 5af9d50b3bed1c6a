import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import Database from 'better-sqlite3';
import type { Jobs, Run, Scope } from '../../src/jobs/index.ts';
import { openTestJobs, TESTER } from '../support/jobs.ts';
import { temporaryDirectory } from '../support/sqlite.ts';

// A publisher copies its articles every few hours without reading the whole table. Articles are written early and
// published late, so that a copy by the largest id lost them, and nobody noticed.

const home = temporaryDirectory();
const file = join(home, 'tables.yml');
const opened: Jobs[] = [];
after(() => Promise.all(opened.map((jobs) => jobs.stop(0))));

function declare(more = ''): void {
  writeFileSync(
    file,
    `timezone: UTC
connections:
  cms: { type: sqlite, path: ./cms.db }
  warehouse: { type: sqlite, path: ./warehouse.db }
tables:
  articles:
    source: cms
    destination: warehouse
    mode: merge
    incremental_key: updated_at
    lookback: 0s
    where: "published = 1"
    deletes: hard
    gap_audit: "30 3 * * *"
    ${more}
`,
  );
}

const cms = new Database(join(home, 'cms.db'));
cms.exec(
  'create table articles (id integer primary key, title text not null, published integer not null, updated_at datetime not null)',
);
/** Minutes after midnight of a day in November. */
const at = (minutes: number): string => new Date(Date.UTC(2026, 10, 1, 0, minutes)).toISOString().slice(0, 19);
function write(id: number, title: string, published: 0 | 1, minutes: number): void {
  cms
    .prepare('insert or replace into articles values (?, ?, ?, ?)')
    .run(id, title, published, at(minutes).replace('T', ' '));
}

function warehouse(): readonly string[] {
  const database = new Database(join(home, 'warehouse.db'), { readonly: true });
  try {
    return database.prepare("select id || ' ' || title from articles order by id").pluck().all() as string[];
  } finally {
    database.close();
  }
}

async function open(): Promise<Jobs> {
  const jobs = await openTestJobs(file);
  opened.push(jobs);
  return jobs;
}

async function run(jobs: Jobs, scope?: Scope): Promise<NonNullable<Run['result']>> {
  const submission = jobs.submit({ table: 'articles', by: TESTER, ...(scope === undefined ? {} : { scope }) });
  assert.ok(submission.kind === 'accepted');
  const ended = await jobs.finished(submission.run.id);
  assert.deepEqual([ended.state, ended.error], ['success', null]);
  return ended.result as NonNullable<Run['result']>;
}

test('articles that are published late arrive, whatever their number and their stamp', async () => {
  declare();
  for (let id = 1; id <= 9; id++) write(id, `title ${id}`, id === 4 || id === 5 ? 0 : 1, id);
  const jobs = await open();

  const first = await run(jobs);
  assert.deepEqual([first.rowsRead, first.changes?.inserted, first.window], [7, 7, null]);

  // Nothing happened: only what stands at the cursor itself is looked at again.
  const quiet = await run(jobs);
  assert.deepEqual([quiet.rowsRead, quiet.changes], [1, { inserted: 0, updated: 0, unchanged: 1, deleted: 0 }]);
  assert.equal(quiet.window?.from, at(9).replace('T', ' '));

  // Number 4 is published after 9 was copied: by the largest id it would be lost.
  write(4, 'title 4', 1, 20);
  write(2, 'title 2, corrected', 1, 21);
  const later = await run(jobs);
  assert.deepEqual(later.changes, { inserted: 1, updated: 1, unchanged: 1, deleted: 0 });

  // Number 5 is published by a script that leaves its stamp as it was, and 9 is taken down: no cursor can see either.
  write(5, 'title 5', 1, 5);
  cms.exec('delete from articles where id = 9');
  assert.deepEqual((await run(jobs)).changes?.inserted, 0);
  const audit = await run(jobs, { kind: 'gaps' });
  assert.deepEqual(audit.gaps, { late: 1, gone: 1 });
  assert.deepEqual([audit.changes?.inserted, audit.changes?.deleted], [1, 1]);
  assert.deepEqual((await run(jobs, { kind: 'gaps' })).gaps, { late: 0, gone: 0 });

  // A correction of old rows without a new stamp is brought by their window, and the cursor stays where it is.
  cms.exec("update articles set title = 'title 3, by hand' where id = 3");
  const window = { kind: 'window', from: '2026-11-01T00:02:00', to: '2026-11-01T00:04:00' } as const;
  assert.deepEqual((await run(jobs, window)).changes, { inserted: 0, updated: 1, unchanged: 0, deleted: 0 });
  assert.equal((await run(jobs)).window?.from, at(21).replace('T', ' '));

  assert.deepEqual(warehouse(), [
    '1 title 1',
    '2 title 2, corrected',
    '3 title 3, by hand',
    '4 title 4',
    '5 title 5',
    '6 title 6',
    '7 title 7',
    '8 title 8',
  ]);
});

test('the cursor outlives a restart, and ends with a mask that is new', async () => {
  const restarted = await open();
  const next = await run(restarted);
  assert.equal(next.window?.from, at(21).replace('T', ' '));

  declare('mask: { title: redact }');
  assert.ok(restarted.reload().ok);
  const masked = await run(restarted);
  assert.deepEqual([masked.window, masked.changes?.updated], [null, 8]);
  assert.ok(warehouse().every((row) => row.endsWith('[redacted]')));
});

test('everything is read again when people say so, or when the target is gone', async () => {
  const jobs = await open();
  assert.deepEqual((await run(jobs, { kind: 'full' })).changes, { inserted: 0, updated: 0, unchanged: 8, deleted: 0 });
  const database = new Database(join(home, 'warehouse.db'));
  database.exec('drop table articles');
  database.close();
  assert.equal((await run(jobs)).changes?.inserted, 8);
});
