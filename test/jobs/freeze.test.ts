import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import { type Jobs, type JobsEvent, systemClock } from '../../src/jobs/index.ts';
import { eventually } from '../support/eventually.ts';
import { openTestJobs } from '../support/jobs.ts';
import { temporaryDirectory } from '../support/sqlite.ts';

const BOSS = { kind: 'slack', id: 'U0BOSS' } as const;
const KIM = { kind: 'slack', id: 'U0KIM' } as const;
const opened: Jobs[] = [];
const home = temporaryDirectory();
const file = join(home, 'tables.yml');
const quick = { ...systemClock, every: (ms: number, call: () => void) => systemClock.every(ms / 10, call) };

before(() => {
  const database = new Database(join(home, 'source.db'));
  for (const table of ['a', 'b'])
    database.exec(`create table ${table} (id integer primary key); insert into ${table} values (1), (2)`);
  database.close();
  writeFileSync(
    file,
    `timezone: UTC
connections: { s: { type: sqlite, path: ./source.db }, d: { type: sqlite, path: ./destination.db, max_writers: 1 } }
defaults: { source: s, destination: d, retries: 0 }
tables: { a: { schedule: "* * * * * *" }, b: {} }
`,
  );
});
after(() => Promise.all(opened.map((jobs) => jobs.stop(0))));

async function open(schedules: boolean): Promise<{ readonly jobs: Jobs; readonly heard: JobsEvent[] }> {
  const jobs = await openTestJobs(file, { clock: quick, schedules });
  opened.push(jobs);
  const heard: JobsEvent[] = [];
  jobs.on((event) => heard.push(event));
  return { jobs, heard };
}
const frozenOf = (heard: readonly JobsEvent[]) =>
  heard.flatMap((event) => (event.type === 'freeze' ? [event.freeze.thawed === null ? 'on' : 'off'] : []));

test('frozen from a terminal: nothing starts in any process, over a restart too, schedules are told, and the channel hears of both ends once', async () => {
  const first = await open(true);
  const terminal = await open(false);
  assert.ok(terminal.jobs.freeze(BOSS, 'moving'));
  await eventually('the bot hears of it', () => frozenOf(first.heard).length === 1);
  const asked = first.jobs.submit({ table: 'b', by: KIM });
  assert.ok(asked.kind === 'accepted');
  await eventually('a schedule is skipped', () => first.jobs.history('a', 50).some(({ state }) => state === 'skipped'));
  await first.jobs.stop(0);
  opened.splice(opened.indexOf(first.jobs), 1);

  const next = await open(true);
  assert.equal(next.jobs.frozen()?.why, 'moving');
  const skipped = () => next.jobs.history('a', 50).filter(({ note }) => note === 'frozen: moving').length;
  const before = skipped();
  await eventually('a schedule is skipped again', () => skipped() > before);
  assert.equal(next.jobs.run(asked.run.id)?.state, 'queued', 'it waits');
  const { id } = next.jobs.frozen()!;
  const lifted = terminal.jobs.thaw(BOSS);
  assert.equal(lifted?.id, id);
  assert.ok(terminal.jobs.missedIn(lifted).every(({ table }) => table === 'a'));
  assert.ok(terminal.jobs.missedIn(lifted).length >= 2);
  const ended = await next.jobs.finished(asked.run.id);
  assert.equal(ended.state, 'success', ended.error?.message);
  await eventually('the schedule starts it', () => next.jobs.history('a', 50).some(({ state }) => state === 'success'));
  await eventually('the bot hears of the end', () => frozenOf(next.heard).length === 1);
  assert.deepEqual([frozenOf(first.heard), frozenOf(next.heard), frozenOf(terminal.heard)], [['on'], ['off'], []]);
  assert.equal(next.jobs.thaw(BOSS), null, 'there is nothing to lift');
});
