import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { eventually } from './support/eventually.ts';
import { temporaryDirectory } from './support/sqlite.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const BIN = join(ROOT, 'bin/sync-bot.js');
const KEY = 'a key for tests, of no worth';
const ROWS = 300;

const TABLES = `timezone: Asia/Tokyo
connections:
  shop: { type: sqlite, path: ./shop.db }
  warehouse: { type: sqlite, path: ./warehouse.db }
defaults: { source: shop, destination: warehouse, retries: 0 }
tables:
  users: { mask: { email: hash } }
  endless: {}
  gone: {}
`;

const home = temporaryDirectory();

before(() => {
  writeFileSync(join(home, 'tables.yml'), TABLES);
  const shop = new Database(join(home, 'shop.db'));
  shop.exec(`create table users (id integer primary key, email text);
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${ROWS})
    insert into users select i, 'kim' || i || '@example.com' from n;
    create table endless (id integer primary key, v text);
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000000)
    insert into endless select i, 'x' from n;`);
  shop.close();
});

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

function start(
  args: readonly string[],
  rest: Record<string, string> = {},
): { child: ChildProcess; said: { out: string; err: string }; ended: Promise<Ended> } {
  const { SYNC_BOT_CONFIG: _config, SYNC_BOT_HISTORY: _history, ...inherited } = process.env;
  const env = { ...inherited, LC_ALL: 'C', SYNC_BOT_MASK_KEY: KEY, ...rest };
  const child = spawn(process.execPath, [BIN, ...args], { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (said.out += String(chunk)));
  child.stderr.on('data', (chunk) => (said.err += String(chunk)));
  return { child, said, ended: once(child, 'close').then(([code]) => ({ code, ...said })) };
}

const run = (...args: readonly string[]): Promise<Ended> => start(args).ended;
const lines = (out: string) => out.trimEnd().split('\n');
const state = (file: string, sql: string) => {
  const database = new Database(join(home, file), { readonly: true });
  try {
    return database.prepare(sql).get() as Record<string, unknown> | undefined;
  } finally {
    database.close();
  }
};

test('a run moves the table, ends with one JSON object, and exits with 0', async () => {
  const { code, out, err } = await run('run', 'users', '--json');
  assert.equal(code, 0, err);
  assert.equal(lines(out).length, 1);
  const { run: made, result, error } = JSON.parse(out);
  assert.deepEqual(Object.keys(made), ['id', 'table', 'kind', 'state', 'attempt', 'startedAt', 'finishedAt']);
  assert.deepEqual([made.table, made.state, made.attempt], ['users', 'success', 1]);
  assert.match(made.startedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.deepEqual(Object.keys(result), ['rowsRead', 'rowsWritten', 'bytes', 'seconds', 'checks', 'receipt']);
  assert.deepEqual(result.receipt[0], {
    name: 'id',
    nulls: '0',
    sum: '45150',
    compared: ['nulls', 'sum', 'min', 'max'],
  });
  assert.deepEqual([result.rowsRead, result.rowsWritten, error], [ROWS, ROWS, null]);
  const row = state('warehouse.db', `select count(*) as n, sum(email like '%@%') as open from users`);
  assert.deepEqual(row, { n: ROWS, open: 0 });
});

test('several tables give a line each, and one that fails makes it exit with 1', async () => {
  const { code, out } = await run('run', 'users', 'gone', '--json');
  assert.equal(code, 1);
  const [users, gone] = lines(out).map((line) => JSON.parse(line));
  assert.deepEqual([users.run.state, gone.run.state, gone.result], ['success', 'failed', null]);
  assert.deepEqual(Object.keys(gone.error), ['code', 'side', 'stage', 'message', 'hint', 'retryable']);
  assert.equal(gone.error.code, 'src.table_missing');
});

test('people read the same without --json, and a next step', async () => {
  const { code, out } = await run('run', 'users', '--note', 'after the fix');
  assert.equal(code, 0);
  assert.match(out, /^users: 300 rows published in /);
  assert.match(out, /300 read = staged = published/);
  assert.match(out, /after the fix/);
  assert.match(out, /next: npx sync-bot run users/);
  const log = await run('log', 'users');
  assert.match(
    log.out,
    /Receipt: equal in what was read and what was staged\n\s+id {2}NULLs 0, sum 45150, smallest =, largest =/,
  );
  assert.equal(out.includes('\u001b'), false, 'no colours and no bars where no person sits');
});

test('whoever only looks needs no mask key; whoever runs or checks is told that it is missing', async () => {
  const keyless = { SYNC_BOT_MASK_KEY: '' };
  assert.equal((await start(['list', '--json'], keyless).ended).code, 0);
  for (const args of [['run', 'users'], ['check']]) {
    const { code, err } = await start(args, keyless).ended;
    assert.equal(code, 2);
    assert.match(err, /^tables\.yml:\d+: tables\.users\.mask\.email: hash needs a key/);
  }
});

test('bad usage exits with 2 and says what to type', async () => {
  for (const [args, words] of [
    [['run', 'usres'], /Did you mean users\?/],
    [['run'], /which tables\?/],
    [['rnu', 'users'], /Did you mean run users\?/],
    [['list', '--config'], /--config needs a file/],
    [['history', 'users', 'many'], /not a number of runs/],
    [['check', 'more'], /check takes no more/],
  ] as const) {
    const { code, err } = await run(...args);
    assert.equal(code, 2, args.join(' '));
    assert.match(err, words);
  }
});

test('every verb answers in JSON', async () => {
  for (const verb of [
    'help',
    'list',
    'status',
    'status users',
    'plan users',
    'diff users',
    'verify users',
    'history users',
    'log users',
    'next',
  ]) {
    const { code, out } = await run(...verb.split(' '), '--json');
    assert.equal(code, 0, verb);
    JSON.parse(out);
  }
});

test('--config and --history are understood anywhere, with and without an equals sign', async () => {
  const elsewhere = temporaryDirectory();
  const history = join(elsewhere, 'h.db');
  const { code, out } = await start([
    '--history',
    history,
    'history',
    `--config=${join(home, 'tables.yml')}`,
    'users',
    '--json',
  ]).ended;
  assert.deepEqual([code, JSON.parse(out)], [0, []]);
});

test('check tells every mistake with its line and exits with 2, or says what it found', async () => {
  const good = await run('check');
  assert.deepEqual([good.code, good.err], [0, '']);
  assert.match(good.out, /3 tables, 2 connections: no mistakes/);
  writeFileSync(join(home, 'open.yml'), TABLES.replace('users: { mask: { email: hash } }', 'users: {}'));
  const open = await run('check', '--columns', '--config', 'open.yml');
  assert.deepEqual([open.code, open.err], [0, '']);
  assert.match(
    open.out,
    /^users\.email: looks like an e-mail address by its name and by 300 of 300 sampled values; undecided\n/,
  );
  assert.match(open.out, /\ngone: there is no table gone in shop\.db/);
  assert.equal((await run('check', '--colums')).code, 2);
  writeFileSync(
    join(home, 'bad.yml'),
    TABLES.replace('timezone: Asia/Tokyo', 'timezone: Nowhere/Land').replace('hash', 'sha'),
  );
  for (const verb of ['check', 'list']) {
    const bad = await run(verb, '--config', 'bad.yml');
    assert.equal(bad.code, 2);
    assert.equal(bad.out, '');
    assert.match(bad.err, /^bad\.yml:1: .*Nowhere\/Land.*\nbad\.yml:7: .*sha.*\n$/);
  }
});

test('a table that another process runs is waited for, not run twice; cancel reaches that process', async () => {
  const first = start(['run', 'endless', '--json']);
  await eventually('a run that copies', () =>
    state('sync-bot.db', `select 1 from runs where state = 'running' and stage = 'copy'`),
  );
  const second = start(['run', 'endless']);
  await eventually('the second terminal', () => second.said.out.includes('Already running'));
  const cancel = await run('cancel', 'endless');
  assert.equal(cancel.code, 0, cancel.err);
  const [one, two] = await Promise.all([first.ended, second.ended]);
  assert.deepEqual([one.code, JSON.parse(one.out).run.state], [1, 'canceled']);
  assert.deepEqual([two.code, /endless: canceled/.test(two.out)], [1, true]);
});

test('Ctrl-C cancels the run, cleans up and exits with 1', async () => {
  const { child, ended } = start(['run', 'endless', '--json']);
  await eventually('a run that copies', () =>
    state('sync-bot.db', `select 1 from runs where state = 'running' and stage = 'copy'`),
  );
  child.kill('SIGINT');
  const { code, out, err } = await ended;
  assert.deepEqual([code, JSON.parse(out).run.state], [1, 'canceled']);
  assert.match(err, /canceling/);
  const left = state('warehouse.db', `select count(*) as n from sqlite_master where name like '%endless%'`);
  assert.deepEqual(left, { n: 0 });
});

test('a terminal loads nothing of Slack', async () => {
  const script = `await import(${JSON.stringify(join(ROOT, 'src/bot/index.ts'))});
    const { createRequire } = await import('node:module');
    console.log(Object.keys(createRequire('/')('node:module')._cache).filter((file) => file.includes('@slack')).length);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [out] = await once(child.stdout, 'data');
  assert.equal(String(out).trim(), '0');
});

test('a chart is a table of bars in a terminal, and a picture in a file', async () => {
  await run('run', 'users');
  const shown = await run('chart', 'users', 'duration');
  assert.equal(shown.code, 0, shown.err);
  assert.match(shown.out, /^Chart of users: duration of each run.*█/s);
  const file = join(home, 'users.png');
  const { code, err } = await run('chart', 'users', '--out', file);
  assert.deepEqual([code, err], [0, `wrote ${file}\n`]);
  assert.equal(readFileSync(file).subarray(1, 4).toString(), 'PNG');
  const lost = await run('chart', 'users', '--out', join(home, 'no such directory', 'users.png'));
  assert.equal(lost.code, 1);
  assert.match(lost.err, /ENOENT/);
  assert.equal((await run('chart', 'users', '--out', 'tables.yml')).code, 2);
});
