import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { type Clock, type Jobs, type Run, systemClock } from '../../src/jobs/index.ts';
import { eventually } from '../support/eventually.ts';
import { openTestJobs, runTable, TEST_MASK_KEY, TESTER } from '../support/jobs.ts';
import { temporaryDirectory } from '../support/sqlite.ts';

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const KIM = { kind: 'slack', id: 'U0KIM' } as const;
const DAY_MS = 86_400_000;
const opened: Jobs[] = [];
const stopped = new Set<Jobs>();
after(() => Promise.all(opened.filter((jobs) => !stopped.has(jobs)).map((jobs) => jobs.stop(0))));

async function stop(jobs: Jobs): Promise<void> {
  stopped.add(jobs);
  await jobs.stop(0);
}

/** A shop whose table `t` may lose no rows, in a world of its own; time goes on by hand where a test wants it to. */
function world(keys = 'checks: { max_drop: 0% }') {
  const home = temporaryDirectory();
  const file = join(home, 'tables.yml');
  writeFileSync(
    file,
    `timezone: UTC
connections:
  source: { type: sqlite, path: ./source.db }
  destination: { type: sqlite, path: ./destination.db }
defaults: { source: source, destination: destination, retries: 0 }
tables:
  t: { ${keys} }
`,
  );
  const execute = (name: string, sql: string) => {
    const database = new Database(join(home, `${name}.db`));
    database.exec(sql);
    database.close();
  };
  const ask = (sql: string): unknown => {
    const database = new Database(join(home, 'destination.db'));
    const found = database.prepare(sql).pluck(true).all();
    database.close();
    return found;
  };
  let aheadMs = 0;
  const clock: Clock = {
    ...systemClock,
    now: () => systemClock.now() + aheadMs,
    every: (ms, call) => systemClock.every(ms / 20, call),
  };
  return {
    home,
    execute,
    rename: (table: string, to: string) =>
      writeFileSync(file, readFileSync(file, 'utf8').replace(`\n  ${table}: {`, `\n  ${to}: {`)),
    /** From where the next run reads. */
    cursor: () => {
      const database = new Database(join(home, 'history.db'), { readonly: true });
      const found = database.prepare('select cursor from cursors').pluck().get();
      database.close();
      return JSON.parse(found as string).value as string;
    },
    stock: (rows: number) =>
      execute(
        'source',
        `drop table if exists t; create table t (id integer primary key);
         with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows}) insert into t select i from n`,
      ),
    rows: () => ask('select count(*) from t'),
    staged: () =>
      ask("select name from sqlite_master where name like '_sync_bot_%' and name not like '_sync_bot_previous_%'"),
    /** The same as a person types it in a terminal. */
    async terminal(...words: readonly string[]) {
      const child = spawn(process.execPath, [CLI, ...words, '--config', file, '--history', join(home, 'history.db')], {
        env: { ...process.env, SYNC_BOT_MASK_KEY: TEST_MASK_KEY },
      });
      let printed = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          printed += chunk.toString('utf8');
        });
      }
      const [code] = (await once(child, 'close')) as [number];
      return { code, printed };
    },
    pass: (ms: number) => {
      aheadMs += ms;
    },
    async open(schedules = true): Promise<Jobs> {
      const jobs = await openTestJobs(file, { clock, schedules });
      opened.push(jobs);
      return jobs;
    },
  };
}

type World = ReturnType<typeof world>;

/** Three rows are published; a run with one row fewer is held. */
async function hold(given: World, jobs: Jobs): Promise<Run> {
  given.stock(3);
  assert.equal((await runTable(jobs, 't')).state, 'success');
  given.stock(2);
  const run = await runTable(jobs, 't');
  assert.deepEqual([run.state, run.error?.code, run.error?.retry], ['held', 'guard.rows_drop', 'wait']);
  return run;
}

const last = (jobs: Jobs, id: number): string | undefined => jobs.log(id).at(-1)?.text;
const audited = (jobs: Jobs) => jobs.audit('t', 0).map(({ what, by, run, why }) => [what, by.id, run, why]);

test('a held run keeps the old rows, its staging and the table’s place, and is published when a person says so', async () => {
  const given = world();
  const jobs = await given.open();
  const run = await hold(given, jobs);
  assert.deepEqual([given.rows(), (given.staged() as string[]).length, run.finishedAt], [[3], 1, null]);
  assert.equal(run.held?.kind === 'guard' && run.held.pending.staged.rowsStaged, 2);
  assert.equal((run.held?.expiresAt ?? 0) - (run.held?.since ?? 0), DAY_MS);
  const second = jobs.submit({ table: 't', by: TESTER });
  assert.deepEqual([second.kind, second.kind === 'already' && second.run.id], ['already', run.id]);

  const verdict = await jobs.decide(run.id, 'publish', KIM, 'a branch was closed');
  assert.equal(verdict.kind, 'decided');
  const over = await jobs.finished(run.id);
  assert.deepEqual([over.state, over.result?.publishedBy, over.error, over.attempt], ['success', 'U0KIM', null, 1]);
  assert.deepEqual([given.rows(), given.staged(), over.left], [[2], [], []]);
  assert.equal(over.result?.checks.find(({ name }) => name === 'max_drop')?.ok, false);
  assert.match(last(jobs, run.id) ?? '', /^published 2 rows by a swap, as U0KIM decided$/);
  assert.deepEqual(audited(jobs), [
    ['publish', 'U0KIM', run.id, 'a branch was closed'],
    ['run', 'tester', run.id, null],
    ['run', 'tester', 1, null],
  ]);
  // What was published is what the next run is compared with.
  assert.equal((await runTable(jobs, 't')).state, 'success');
});

test('what is discarded is dropped, and whoever comes later hears who did it', async () => {
  const given = world();
  const jobs = await given.open();
  const run = await hold(given, jobs);
  const verdict = await jobs.decide(run.id, 'discard', KIM);
  assert.ok(verdict.kind === 'decided');
  assert.deepEqual([verdict.run.state, verdict.run.canceledBy, verdict.run.left], ['canceled', 'U0KIM', []]);
  assert.deepEqual([given.rows(), given.staged()], [[3], []]);
  const late = await jobs.decide(run.id, 'publish', TESTER);
  assert.ok(late.kind === 'not_held');
  assert.deepEqual([late.run.held?.decision?.what, late.run.held?.decision?.by], ['discard', 'U0KIM']);
  assert.equal((await jobs.decide(999, 'publish', KIM)).kind, 'unknown');
  assert.deepEqual(
    audited(jobs).map(([what]) => what),
    ['discard', 'run', 'run'],
  );
});

test('what is held of append moves the cursor when it is published, once, and not when it is discarded', async () => {
  const given = world('mode: append, incremental_key: n, checks: { null_rate: { v: 0% } }');
  given.execute('source', "create table t (n integer, v text); insert into t values (1, 'a')");
  const jobs = await given.open();
  assert.deepEqual([(await runTable(jobs, 't')).state, given.cursor()], ['success', '1']);
  given.execute('source', 'insert into t values (2, null)');
  const first = await runTable(jobs, 't');
  assert.deepEqual([first.state, given.cursor()], ['held', '1']);
  await jobs.decide(first.id, 'discard', KIM);
  const second = await runTable(jobs, 't');
  assert.deepEqual([second.state, given.cursor(), given.rows()], ['held', '1', [1]]);
  await Promise.all([jobs.decide(second.id, 'publish', KIM), jobs.decide(second.id, 'publish', TESTER)]);
  assert.equal((await jobs.finished(second.id)).state, 'success');
  assert.deepEqual([given.cursor(), given.rows()], ['2', [2]]);
  given.execute('source', "insert into t values (3, 'c')");
  assert.deepEqual([(await runTable(jobs, 't')).state, given.cursor(), given.rows()], ['success', '3', [3]]);
});

test('what is held of a table that tables.yml names no more is dropped all the same', async () => {
  const given = world();
  const jobs = await given.open();
  const run = await hold(given, jobs);
  given.rename('t', 'other');
  assert.ok(jobs.reload().ok);
  await jobs.decide(run.id, 'publish', KIM);
  assert.deepEqual([(await jobs.finished(run.id)).state, jobs.run(run.id)?.error?.code], ['failed', 'config']);
  await eventually('the staging table is dropped', () => (given.staged() as string[]).length === 0);
  assert.deepEqual(given.rows(), [3]);
});

test('what was decided is carried out by the next bot, also of a run that a terminal had asked for', async () => {
  const given = world();
  const first = await given.open();
  const run = await hold(given, first);
  await stop(first);
  // As a process leaves it that dies between the decision and its first step.
  const history = new Database(join(given.home, 'history.db'));
  const decision = JSON.stringify({ what: 'publish', by: 'U0KIM', at: 1 });
  history
    .prepare("update runs set state = 'queued', held = json_set(held, '$.decision', json(?)) where id = ?")
    .run(decision, run.id);
  history.close();
  const next = await given.open();
  assert.equal((await next.finished(run.id)).state, 'success');
  assert.deepEqual([given.rows(), given.staged()], [[2], []]);
});

test('a cancel of a held run discards it', async () => {
  const given = world();
  const jobs = await given.open();
  const run = await hold(given, jobs);
  assert.equal(jobs.cancel(run.id, KIM).kind, 'canceling');
  await eventually('no staging', () => (given.staged() as string[]).length === 0);
  const over = jobs.run(run.id);
  assert.deepEqual([over?.state, over?.canceledBy, given.rows()], ['canceled', 'U0KIM', [3]]);
  assert.equal(audited(jobs)[0]?.[0], 'cancel');
});

test('a held run outlives the bot, the next one publishes it, and nobody settles it in between', async () => {
  const given = world();
  const first = await given.open();
  const run = await hold(given, first);
  await stop(first);
  const second = await given.open();
  assert.deepEqual([second.run(run.id)?.state, (given.staged() as string[]).length], ['held', 1]);
  await second.decide(run.id, 'publish', KIM);
  assert.deepEqual([(await second.finished(run.id)).state, given.rows()], ['success', [2]]);
});

test('what nobody decides about is discarded at its time, also by a bot that starts later', async () => {
  const given = world('hold_for: 2h, checks: { max_drop: 0% }');
  const first = await given.open();
  const run = await hold(given, first);
  given.pass(7_100_000);
  await eventually('some looks', () => first.digest(0, 1).held.length === 1);
  assert.equal(first.run(run.id)?.state, 'held');
  await stop(first);
  given.pass(200_000);
  const second = await given.open();
  await eventually('the end', () => second.run(run.id)?.state === 'failed');
  await eventually('no staging', () => (given.staged() as string[]).length === 0);
  const over = second.run(run.id);
  assert.deepEqual([over?.error?.code, over?.error?.retry, given.rows()], ['guard.expired', 'never', [3]]);
  assert.match(last(second, run.id) ?? '', /nobody decided in time/);
  assert.equal((await second.decide(run.id, 'publish', KIM)).kind, 'not_held');
});

test('a terminal leaves an expired run to the bot for a minute', async () => {
  const given = world('hold_for: 2h, checks: { max_drop: 0% }');
  const bot = await given.open();
  const run = await hold(given, bot);
  await stop(bot);
  given.pass(7_230_000);
  const terminal = await given.open(false);
  assert.equal(terminal.submit({ table: 't', by: TESTER }).kind, 'already');
  assert.equal(terminal.run(run.id)?.state, 'held');
  given.pass(60_000);
  await eventually('the end', () => terminal.run(run.id)?.state === 'failed');
});

test('a scheduled moment that comes while a run is held is skipped and says why', async () => {
  const given = world('schedule: "* * * * * *", checks: { max_drop: 0% }');
  given.stock(3);
  const first = await given.open(false);
  await runTable(first, 't');
  given.stock(2);
  assert.equal((await runTable(first, 't')).state, 'held');
  await stop(first);
  const jobs = await given.open();
  const skipped = await eventually('a skipped run', () => jobs.history('t', 5).find((run) => run.state === 'skipped'));
  assert.match(last(jobs, skipped.id) ?? '', /skipped, run 2 is held and waits for a person: publish or discard it/);
});

test('a publication that does not get through leaves the run held, and the next one does', async () => {
  const given = world();
  const jobs = await given.open();
  const run = await hold(given, jobs);
  const [there, away] = [join(given.home, 'destination.db'), join(given.home, 'away.db')];
  renameSync(there, away);
  mkdirSync(there);
  await jobs.decide(run.id, 'publish', KIM);
  const held = await eventually('held again', () => {
    const now = jobs.run(run.id);
    return now?.state === 'held' && now.error?.code !== 'guard.rows_drop' ? now : undefined;
  });
  assert.deepEqual(
    [held.held?.decision, held.held?.kind === 'guard' && held.held.pending.error.code],
    [null, 'guard.rows_drop'],
  );
  rmdirSync(there);
  renameSync(away, there);
  await jobs.decide(run.id, 'publish', KIM);
  await eventually('the end', () => jobs.run(run.id)?.state === 'success');
  assert.deepEqual([given.rows(), given.staged()], [[2], []]);
});

test('held rows whose staging somebody dropped end the run as failed, and leave nothing', async () => {
  const given = world();
  const jobs = await given.open();
  const run = await hold(given, jobs);
  const [staging] = given.staged() as string[];
  const database = new Database(join(given.home, 'destination.db'));
  database.exec(`delete from "${staging}"`);
  database.close();
  await jobs.decide(run.id, 'publish', KIM);
  await eventually('the end', () => jobs.run(run.id)?.state === 'failed');
  assert.deepEqual([jobs.run(run.id)?.error?.code, given.rows(), given.staged()], ['guard.changed', [3], []]);
});

test('an undo is a run of its own: found in the history, compared with afterwards, and not beside another', async () => {
  const given = world();
  const jobs = await given.open();
  given.stock(3);
  await runTable(jobs, 't');
  given.stock(5);
  await runTable(jobs, 't');
  const report = await jobs.planUndo('t');
  assert.deepEqual([report.refused, report.generations.previous?.rows], [null, 3]);
  const undo = jobs.submit({ table: 't', kind: 'undo', by: KIM, note: 'too many' });
  assert.ok(undo.kind === 'accepted');
  const run = await jobs.finished(undo.run.id);
  assert.deepEqual(
    [run.state, run.kind, run.result?.rowsWritten, run.result?.restored?.run],
    ['success', 'undo', 3, 1],
  );
  assert.deepEqual([given.rows(), given.staged(), run.left], [[3], [], []]);
  assert.equal(jobs.history('t', 1)[0]?.kind, 'undo');
  assert.match(last(jobs, run.id) ?? '', /^put the version of 2.* back: 3 rows by a swap$/);
  assert.deepEqual(audited(jobs)[0], ['undo', 'U0KIM', run.id, 'too many']);
  // max_drop compares with the three rows that readers see now, not with the five.
  given.stock(3);
  assert.equal((await runTable(jobs, 't')).state, 'success');
  given.stock(2);
  assert.equal((await runTable(jobs, 't')).state, 'held');
  assert.equal(jobs.submit({ table: 't', kind: 'undo', by: KIM }).kind, 'already');
});

test('an undo without a version before fails with its reason, once', async () => {
  const given = world('keep_previous: 0');
  const jobs = await given.open();
  given.stock(3);
  await runTable(jobs, 't');
  await runTable(jobs, 't');
  const undo = jobs.submit({ table: 't', kind: 'undo', by: KIM });
  assert.ok(undo.kind === 'accepted');
  const run = await jobs.finished(undo.run.id);
  assert.deepEqual([run.state, run.error?.code, run.attempts], ['failed', 'undo.none', 1]);
  assert.equal((await jobs.planUndo('t')).refused?.code, 'undo.none');
});

test('what people do is written down before it is done: run, cancel, pause, resume', async () => {
  const given = world();
  const jobs = await given.open();
  given.stock(3);
  const run = await runTable(jobs, 't');
  jobs.pause({ table: 't', until: jobs.now() + DAY_MS, why: 'a move', by: KIM });
  jobs.resume('t', TESTER);
  jobs.resume('t', TESTER);
  jobs.cancel(run.id, KIM);
  assert.deepEqual(audited(jobs), [
    ['resume', 'tester', null, 'a move'],
    ['pause', 'U0KIM', null, 'a move'],
    ['run', 'tester', run.id, null],
  ]);
  assert.deepEqual(jobs.audit('t', jobs.now() + 1), []);
  assert.deepEqual(jobs.audit('other', 0), []);
});

test('a bot tells what a terminal decided about a held run', async () => {
  const given = world();
  const bot = await given.open();
  const run = await hold(given, bot);
  const heard: string[] = [];
  bot.on((event) => event.type === 'run' && event.run.id === run.id && heard.push(event.run.state));
  const { code, printed } = await given.terminal('publish', 't', '--note', 'all right');
  assert.equal(code, 0, printed);
  assert.match(printed, /t: 2 rows published/);
  await eventually('the word', () => heard.at(-1) === 'success');
  assert.equal(heard.filter((state) => state === 'success').length, 1);
});

test('a terminal asks, decides and puts back by the same words, and says by its exit code how it ended', async () => {
  const given = world();
  given.stock(3);
  assert.equal((await given.terminal('run', 't')).code, 0);
  given.stock(2);
  const held = await given.terminal('run', 't');
  assert.equal(held.code, 1);
  assert.match(held.printed, /t: held – Too many rows gone/);
  assert.match(held.printed, /sync-bot publish 2/);
  assert.equal((await given.terminal('undo', 't', '--yes')).code, 1, 'not beside a held run');
  assert.equal((await given.terminal('discard', '2')).code, 0);
  assert.deepEqual([given.rows(), given.staged()], [[3], []]);
  assert.equal((await given.terminal('publish', 't')).code, 1);
  given.stock(4);
  assert.equal((await given.terminal('run', 't')).code, 0);
  assert.equal((await given.terminal('undo', 't')).code, 0);
  assert.deepEqual(given.rows(), [4], 'asked only');
  assert.equal((await given.terminal('undo', 't', '--yes', '--note', 'one too many')).code, 0);
  assert.deepEqual(given.rows(), [3]);
  const { printed } = await given.terminal('audit', 't', '1', '--json');
  const lines = JSON.parse(printed) as {
    readonly what: string;
    readonly why: string | null;
    readonly runs: number[];
  }[];
  assert.deepEqual(
    lines.map(({ what, why, runs }) => [what, why, runs.length]),
    [
      ['undo', 'one too many', 1],
      ['undo', null, 0],
      ['run', null, 1],
      ['publish', null, 0],
      ['discard', null, 1],
      ['undo', null, 0],
      ['run', null, 1],
      ['run', null, 1],
    ],
  );
});
