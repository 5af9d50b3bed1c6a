import assert from 'node:assert/strict';
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { type Clock, type Jobs, type Run, systemClock } from '../../src/jobs/index.ts';
import { eventually } from '../support/eventually.ts';
import { openTestJobs, runTable, TEST_MASK_KEY, TESTER, type TestJobsOptions } from '../support/jobs.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { workersOf } from './workers.ts';

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const SUBMITTER = fileURLToPath(new URL('./submitter.ts', import.meta.url));
const OTHER = { kind: 'slack', id: 'U0OTHER' } as const;

/** The source of all tests here; each has tables.yml, history and destination of its own. */
const source = join(temporaryDirectory(), 'source.db');
const opened: Jobs[] = [];

before(() => {
  const database = new Database(source);
  database.exec(`create table endless (id integer primary key, v text);
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000000)
    insert into endless select i, 'x' from n;
    create table brief as select * from endless where id <= 400000;`);
  for (const table of ['a', 'b', 'c']) {
    database.exec(`create table ${table} (id integer primary key); insert into ${table} values (1), (2), (3)`);
  }
  database.close();
});
after(() => Promise.all(opened.map((jobs) => jobs.stop(0))));

const TABLES = 'endless: {}, brief: {}, a: {}, b: {}, c: {}';
/** Takes several seconds however fast the machine is, in many short steps. */
const SLOW = 'endless: { where: "(select count(*) from endless b where b.id < 200 + endless.id % 3) > 0" }';

function world(tables = TABLES, defaults = 'retries: 0', top = '') {
  const home = temporaryDirectory();
  const file = join(home, 'tables.yml');
  const write = (text: string) =>
    writeFileSync(
      file,
      `timezone: UTC
${top}
connections:
  source: { type: sqlite, path: ${JSON.stringify(source)}, max_readers: 8 }
  late: { type: sqlite, path: ./late.db }
  destination: { type: sqlite, path: ./destination.db, max_writers: 8 }
defaults: { source: source, destination: destination, ${defaults} }
tables: { ${text} }
`,
    );
  write(tables);
  return { home, file, history: join(home, 'history.db'), write };
}

/** Looks and waits ten times as often and as short; the time of day is the real one. */
const quick: Clock = {
  ...systemClock,
  every: (ms, call) => systemClock.every(ms / 10, call),
  after: (ms, call) => systemClock.after(ms / 10, call),
};
/** What takes half a minute of watching is over in a moment. No worker is that fast, so none is watched for silence. */
const fast = {
  clock: { ...systemClock, every: (ms: number, call: () => void) => systemClock.every(ms / 100, call) },
  limits: { silenceMs: 1e9 },
};

async function open(file: string, options: TestJobsOptions = {}): Promise<Jobs> {
  const jobs = await openTestJobs(file, { clock: quick, ...options });
  opened.push(jobs);
  return jobs;
}

function submit(jobs: Jobs, table: string): Run {
  const submission = jobs.submit({ table, by: TESTER });
  assert.equal(submission.kind, 'accepted');
  assert.ok(submission.kind === 'accepted');
  return submission.run;
}

const copying = (jobs: Jobs, id: number) =>
  eventually('a run that copies', () => (jobs.run(id)?.rowsRead ?? 0) > 0 && jobs.run(id)?.state === 'running');
const texts = (jobs: Jobs, id: number) => jobs.log(id).map((event) => event.text);
const staged = (home: string) => {
  // Stopped before it came to make the file.
  if (!existsSync(join(home, 'destination.db'))) return { n: 0 };
  const database = new Database(join(home, 'destination.db'), { readonly: true });
  try {
    return database
      .prepare(
        "select count(*) as n from sqlite_master where name like '_sync_bot_%' and name not like '_sync_bot_previous_%'",
      )
      .get() as {
      readonly n: number;
    };
  } finally {
    database.close();
  }
};

test('a run is told from its queue to its end, with its result and its log', async () => {
  const { file } = world();
  const jobs = await open(file);
  const heard: string[] = [];
  jobs.on((event) => event.type === 'run' && event.change === 'state' && heard.push(event.run.state));
  const run = await runTable(jobs, 'a');
  assert.deepEqual([run.state, run.result?.rowsWritten, run.attempt, run.stage], ['success', 3, 1, 'commit']);
  assert.deepEqual(heard, ['queued', 'running', 'success']);
  assert.deepEqual(texts(jobs, run.id), [
    'queued by tester in a terminal',
    'attempt 1 of 1 started',
    'published 3 rows as a new table',
  ]);
});

test('two who ask in the same moment have one run, and both are told which', async () => {
  const { file } = world();
  const jobs = await open(file);
  const [one, two] = [TESTER, OTHER].map((by) => jobs.submit({ table: 'a', by }));
  assert.ok(one?.kind === 'accepted' && two?.kind === 'already');
  assert.equal(two.run.id, one.run.id);
  await jobs.finished(one.run.id);
  assert.equal(jobs.history('a', 10).length, 1);
});

test('two processes that ask in the same moment have one run a table', async () => {
  const { file } = world();
  const tables = ['a', 'b', 'c'];
  const children = [1, 2].map(() => fork(SUBMITTER, [file, ...tables]));
  await Promise.all(children.map((child) => once(child, 'message')));
  const answers = children.map((child) => once(child, 'message') as Promise<[Answer]>);
  type Answer = { told: { kind: string; id: number }[]; states: string[] };
  for (const child of children) child.send('go');
  const [[one], [two]] = (await Promise.all(answers)) as [[Answer], [Answer]];
  await Promise.all(children.map((child) => child.exitCode ?? once(child, 'exit')));
  for (let i = 0; i < tables.length; i++) {
    const kinds = [one.told[i]?.kind, two.told[i]?.kind].sort();
    // The second may come when the first is over already: then it is a second run, and rightly so.
    if (one.told[i]?.id === two.told[i]?.id) assert.deepEqual(kinds, ['accepted', 'already']);
    else assert.deepEqual(kinds, ['accepted', 'accepted']);
  }
  assert.deepEqual([...one.states, ...two.states], Array(6).fill('success'));
  assert.ok(
    one.told.some((each, i) => each.id === two.told[i]?.id),
    'none of them met',
  );
});

test('a queued run that is canceled never starts', async () => {
  const { file } = world(TABLES, 'retries: 0', 'max_running: 1');
  const jobs = await open(file);
  const first = submit(jobs, 'endless');
  const second = submit(jobs, 'a');
  assert.equal(second.state, 'queued');
  assert.equal(jobs.cancel(second.id, OTHER).kind, 'canceling');
  const run = await jobs.finished(second.id);
  assert.deepEqual([run.state, run.canceledBy, run.startedAt], ['canceled', 'U0OTHER', null]);
  assert.equal(jobs.cancel(second.id, OTHER).kind, 'over');
  assert.equal(jobs.cancel(12345, OTHER).kind, 'unknown');
  jobs.cancel(first.id, OTHER);
  assert.equal((await jobs.finished(first.id)).state, 'canceled');
});

test('a running run that is canceled, by two people at once, stops and leaves nothing', async () => {
  const { file, home } = world();
  const jobs = await open(file);
  const { id } = submit(jobs, 'endless');
  await copying(jobs, id);
  jobs.cancel(id, OTHER);
  jobs.cancel(id, TESTER);
  const run = await jobs.finished(id);
  assert.deepEqual(
    [run.state, run.canceledBy, run.error?.code, run.left],
    ['canceled', 'U0OTHER', 'local.canceled', []],
  );
  assert.deepEqual(staged(home), { n: 0 });
  assert.equal((await runTable(jobs, 'a')).state, 'success');
});

test('a run that waits for its next try can be canceled, and does not come back', async () => {
  const { file, home } = world(TABLES, 'retries: 5, retry_wait: 1h');
  const jobs = await open(file);
  const { id } = submit(jobs, 'endless');
  await copying(jobs, id);
  for (const pid of workersOf(process.pid)) process.kill(pid, 'SIGKILL');
  const waiting = await eventually('a run that waits', () =>
    jobs.run(id)?.state === 'retry_wait' ? jobs.run(id) : null,
  );
  assert.equal(waiting.error?.code, 'local.crash');
  assert.ok((waiting.nextAttemptAt ?? 0) > jobs.now() + 44 * 60_000);
  assert.deepEqual(staged(home), { n: 0 });
  jobs.cancel(id, OTHER);
  const run = await jobs.finished(id);
  assert.deepEqual([run.state, run.nextAttemptAt, run.attempt], ['canceled', null, 1]);
});

test('a run of this process can be canceled from a terminal', async () => {
  const { file, history } = world();
  const jobs = await open(file);
  const { id } = submit(jobs, 'endless');
  await copying(jobs, id);
  const terminal = spawn(process.execPath, [CLI, 'cancel', 'endless', '--config', file, '--history', history], {
    env: { ...process.env, SYNC_BOT_MASK_KEY: TEST_MASK_KEY },
    stdio: 'ignore',
  });
  const [code] = await once(terminal, 'exit');
  assert.equal(code, 0);
  const run = await jobs.finished(id);
  assert.equal(run.state, 'canceled');
  assert.match(run.canceledBy ?? '', /in a terminal$/);
});

test('a run that takes longer than its timeout is stopped and says so', async () => {
  const { file, home } = world('endless: { timeout: 5s }');
  const run = await runTable(await open(file), 'endless');
  assert.deepEqual([run.state, run.error?.code, run.canceledBy], ['failed', 'local.timeout', null]);
  assert.match(run.error?.message ?? '', /5 s/);
  assert.deepEqual(staged(home), { n: 0 });
});

test('a worker that dies is tried once more, and the second try counts', async () => {
  const { file, home } = world(TABLES, 'retries: 3, retry_wait: 0s');
  const jobs = await open(file);
  const { id } = submit(jobs, 'brief');
  await copying(jobs, id);
  for (const pid of workersOf(process.pid)) process.kill(pid, 'SIGKILL');
  const run = await jobs.finished(id);
  assert.deepEqual([run.state, run.attempt, run.error], ['success', 2, null]);
  assert.match(
    texts(jobs, id).join('\n'),
    /attempt 1 failed at copy: .*SIGKILL.*; next in 0 s\nattempt 2 of 4 started/,
  );
  assert.deepEqual(staged(home), { n: 0 });
});

test('a scheduled moment of a paused table is skipped, and the log says why', async () => {
  const { file } = world('a: { schedule: "* * * * * *" }');
  const jobs = await open(file);
  jobs.pause({ table: 'a', until: jobs.now() + 3_600_000, why: 'the shop moves', by: TESTER });
  await jobs.stop(0);
  opened.pop();
  const bot = await open(file, { schedules: true });
  const skipped = await eventually('a skipped run', () => bot.history('a', 1)[0]);
  assert.deepEqual([skipped.state, skipped.by.kind], ['skipped', 'schedule']);
  assert.equal((skipped.dueAt ?? 1) % 1000, 0);
  assert.deepEqual(texts(bot, skipped.id), ['skipped, paused: the shop moves']);
  assert.equal(bot.resume('a', TESTER)?.why, 'the shop moves');
  const run = await eventually('a run', () => bot.history('a', 5).find((each) => each.state === 'success'));
  assert.equal(run.by.kind, 'schedule');
});

test('a moment that comes while the run before still goes on is skipped', async () => {
  const { file } = world('endless: { schedule: "* * * * * *" }');
  const jobs = await open(file, { schedules: true });
  const skipped = await eventually('a skipped run', () =>
    jobs.history('endless', 5).find((each) => each.state === 'skipped'),
  );
  assert.match(texts(jobs, skipped.id).join(), /^skipped, run \d+ was still going on$/);
  await jobs.stop(0);
  opened.pop();
});

test('a drain lets runs end that can, cancels the others after the grace, and takes nothing new', async () => {
  const { file, home, history } = world(`${SLOW}, a: {}, b: {}, c: {}`, 'retries: 0', 'max_running: 2');
  const jobs = await openTestJobs(file, { clock: quick });
  const long = submit(jobs, 'endless');
  submit(jobs, 'a');
  const waiting = submit(jobs, 'b');
  await copying(jobs, long.id);
  await jobs.finished(waiting.id);
  const last = jobs.submit({ table: 'c', by: TESTER });
  assert.ok(last.kind === 'accepted');
  const stopped = jobs.stop(5_000);
  assert.equal(jobs.submit({ table: 'a', by: TESTER }).kind, 'draining');
  await stopped;
  assert.deepEqual(staged(home), { n: 0 });
  const database = new Database(history, { readonly: true });
  const states = database.prepare('select table_name, state, canceled_by from runs order by id').raw().all();
  const processes = database.prepare('select count(*) as n from processes').get();
  database.close();
  assert.deepEqual(states, [
    ['endless', 'canceled', 'the shutdown of sync-bot'],
    ['a', 'success', null],
    ['b', 'success', null],
    ['c', 'success', null],
  ]);
  assert.ok(waiting.id < last.run.id);
  assert.deepEqual(processes, { n: 0 });
});

test('a reload with mistakes keeps what was read before; one without drops what waits for a table that is gone', async () => {
  const { file, write } = world(TABLES, 'retries: 0', 'max_running: 1');
  const jobs = await open(file);
  const long = submit(jobs, 'endless');
  const waiting = submit(jobs, 'b');
  write('endless: {}, a: { mode: sideways }');
  const bad = jobs.reload();
  assert.equal(bad.ok, false);
  assert.deepEqual(Object.keys(jobs.config().tables), ['endless', 'brief', 'a', 'b', 'c']);
  assert.equal(jobs.run(waiting.id)?.state, 'queued');
  write('endless: {}, a: {}');
  assert.equal(jobs.reload().ok, true);
  const gone = await jobs.finished(waiting.id);
  assert.deepEqual([gone.state, gone.error?.code, gone.startedAt], ['failed', 'config', null]);
  assert.match(gone.error?.message ?? '', /table b is no longer declared/);
  jobs.cancel(long.id, TESTER);
  assert.equal((await jobs.finished(long.id)).state, 'canceled');
});

test('a change of tables.yml is read by a bot without being asked', async () => {
  const { file, write } = world('a: {}');
  const jobs = await open(file, { schedules: true, ...fast });
  let reloads = 0;
  jobs.on((event) => event.type === 'reload' && reloads++);
  write('a: {}, b: {}');
  await eventually('table b', () => jobs.config().tables.b);
  assert.equal((await runTable(jobs, 'b')).state, 'success');
  assert.equal(reloads, 1);
});

/** A terminal that runs `endless`, once its run copies. */
async function terminalThatCopies(file: string, history: string) {
  const args = [CLI, 'run', 'endless', '--json', '--config', file, '--history', history];
  const env = { ...process.env, SYNC_BOT_MASK_KEY: TEST_MASK_KEY };
  const child: ChildProcess = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout?.on('data', (chunk) => (out += String(chunk)));
  const over = once(child, 'exit');
  await eventually('a run that copies', () => {
    const destination = join(file, '../destination.db');
    return existsSync(destination) && staged(join(file, '..')).n === 1;
  });
  return { child, over, out: () => out };
}

test('a process that was stopped and taken for dead does not change what the others recorded', async () => {
  // Its worker is not stopped, and must not be done before the other process has looked.
  const { file, history, home } = world(`${SLOW}, a: {}`);
  const { child, over, out } = await terminalThatCopies(file, history);
  child.kill('SIGSTOP');
  try {
    const jobs = await open(file, { history, ...fast });
    const { id } = jobs.history('endless', 1)[0] as Run;
    const run = await jobs.finished(id);
    assert.deepEqual([run.state, run.error?.code, run.left], ['failed', 'local.crash', []]);
    assert.match(texts(jobs, id).join('\n'), /interrupted: sync-bot ended while it went on/);
    assert.equal((await runTable(jobs, 'a')).state, 'success');
    child.kill('SIGCONT');
    assert.deepEqual(await over, [1, null]);
    assert.equal(JSON.parse(out()).run.state, 'failed');
    assert.deepEqual(jobs.run(id), run, 'the run is as it was recorded');
    assert.deepEqual(staged(home), { n: 0 });
  } finally {
    child.kill('SIGKILL');
  }
});

test('limits hold for all processes together', async () => {
  const { file, history } = world(TABLES, 'retries: 0', 'max_running: 1');
  const { child, over } = await terminalThatCopies(file, history);
  try {
    const jobs = await open(file, { history });
    const { id } = submit(jobs, 'a');
    assert.equal(jobs.run(id)?.state, 'queued');
    child.kill('SIGINT');
    await over;
    assert.equal((await jobs.finished(id)).state, 'success');
    const [long] = jobs.history('endless', 1);
    assert.ok((jobs.run(id)?.startedAt ?? 0) >= (long?.finishedAt ?? Number.POSITIVE_INFINITY));
  } finally {
    child.kill('SIGKILL');
  }
});

test('runs that a stopped bot left waiting are taken over by the next bot, not by a terminal that passes by', async () => {
  const { file, home } = world('a: {}, b: {}, endless: {}', 'retries: 0', 'max_running: 1');
  const first = await openTestJobs(file);
  const long = submit(first, 'endless');
  const asked = first.submit({ table: 'a', by: OTHER });
  assert.ok(asked.kind === 'accepted' && asked.run.state === 'queued');
  const { id } = asked.run;
  first.cancel(long.id, TESTER);
  await first.stop(0);

  const terminal = await openTestJobs(file);
  if (terminal.run(id)?.state === 'queued') {
    assert.equal((await runTable(terminal, 'b')).state, 'success');
    assert.equal(terminal.run(id)?.state, 'queued', 'a terminal leaves it alone');
    await terminal.stop(0);
    const bot = await open(file, { schedules: true });
    assert.equal((await bot.finished(id)).state, 'success');
    assert.match(texts(bot, id).join('\n'), /taken over after a restart/);
  } else assert.fail(`the run was ${terminal.run(id)?.state} before anybody could take it over`);
  assert.deepEqual(staged(home), { n: 0 });
});

test('whoever asks again for a run that waits for a dead process carries it on', async () => {
  const { file } = world('a: {}, endless: {}', 'retries: 0', 'max_running: 1');
  const first = await openTestJobs(file);
  const long = submit(first, 'endless');
  const asked = first.submit({ table: 'a', by: OTHER });
  assert.ok(asked.kind === 'accepted');
  first.cancel(long.id, TESTER);
  await first.stop(0);
  const terminal = await open(file);
  const again = terminal.submit({ table: 'a', by: TESTER });
  assert.ok(again.kind === 'already');
  assert.equal(again.run.id, asked.run.id);
  assert.equal((await terminal.finished(again.run.id)).state, 'success');
});

test('an end that the history refuses, its disk is full, is recorded when it can be', async () => {
  const { file, history } = world();
  const jobs = await open(file);
  const { id } = submit(jobs, 'endless');
  await copying(jobs, id);
  const other = new Database(history);
  other.exec(`create table refusals (n integer);
    create trigger refuse before update of finished_at on runs begin
      insert into refusals values (1); select raise(fail, 'no room');
    end`);
  for (const pid of workersOf(process.pid)) process.kill(pid, 'SIGKILL');
  await eventually('a refusal', () => other.prepare('select 1 from refusals').get());
  assert.equal(jobs.run(id)?.state, 'running');
  other.exec('drop trigger refuse');
  other.close();
  const run = await jobs.finished(id);
  assert.deepEqual([run.state, run.error?.code], ['failed', 'local.crash']);
  assert.equal((await runTable(jobs, 'a')).state, 'success');
});

test('a source that is missing at the first try and there at the next is read', async () => {
  const { file, home } = world('a: { source: late }', 'retries: 5, retry_wait: 10s');
  const late = new Database(join(home, 'late.db'));
  late.exec('create table a (id integer primary key); insert into a values (1)');
  late.close();
  renameSync(join(home, 'late.db'), join(home, 'hidden.db'));
  const jobs = await open(file);
  const { id } = submit(jobs, 'a');
  const waiting = await eventually('an end of the first try', () => (jobs.run(id)?.error ? jobs.run(id) : null));
  assert.deepEqual([waiting.state, waiting.error?.code], ['retry_wait', 'src.file_missing']);
  renameSync(join(home, 'hidden.db'), join(home, 'late.db'));
  const run = await jobs.finished(id);
  assert.deepEqual([run.state, run.attempt, run.result?.rowsWritten], ['success', 2, 1]);
});
