import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import type { Asker, Jobs, JobsEvent, Run } from '../../src/jobs/index.ts';
import { eventually } from '../support/eventually.ts';
import { openTestJobs, runTable, TESTER } from '../support/jobs.ts';
import { temporaryDirectory } from '../support/sqlite.ts';

const directory = temporaryDirectory();
/** Stands in every column that trips; must be found nowhere but in the source. */
const SECRET = 'canary7391';
const KIM: Asker = { kind: 'slack', id: 'U0KIM' };
let number = 0;

type Shop = {
  readonly file: string;
  readonly jobs: Jobs;
  readonly events: JobsEvent[];
  readonly folder: string;
  stop(): Promise<void>;
};

async function openShop(table: string, tables: string, t: { after(end: () => Promise<void>): void }): Promise<Shop> {
  const folder = join(directory, String(number++));
  mkdirSync(folder);
  const file = join(folder, 'tables.yml');
  writeFileSync(
    file,
    `connections:
  shop: { type: sqlite, path: ./shop.db }
  warehouse: { type: sqlite, path: ./warehouse.db }
defaults: { source: shop, destination: warehouse, retries: 0 }
slack: { channel: "#data" } # where it is asked
tables:
${tables}`,
  );
  execute(folder, 'shop.db', table);
  // As the bot has it: it tells the channel.
  const jobs = await openTestJobs(file, { schedules: true });
  const events: JobsEvent[] = [];
  jobs.on((event) => events.push(event));
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopped ??= jobs.stop(0);
    return stopped;
  };
  t.after(stop);
  return { file, jobs, events, folder, stop };
}

function execute(folder: string, name: string, sql: string): void {
  const database = new Database(join(folder, name));
  database.exec(sql);
  database.close();
}

function rows(folder: string, sql: string): unknown[] {
  const database = new Database(join(folder, 'warehouse.db'), { readonly: true });
  const found = database.prepare(sql).all();
  database.close();
  return found;
}

const columnsOf = (run: Run): readonly string[] =>
  run.held?.kind === 'columns' ? run.held.columns.map(({ column }) => column) : [];

async function decided(jobs: Jobs, table: string, column: string, what: 'exclude' | 'unmasked' | 'hash') {
  const decision = what === 'hash' ? ({ what: 'mask', mask: 'hash' } as const) : { what };
  const outcome = await jobs.decideColumn(table, column, decision, KIM);
  assert.equal(outcome.kind, 'written', JSON.stringify(outcome));
  return outcome as Extract<typeof outcome, { kind: 'written' }>;
}

const PEOPLE = `create table users (id integer primary key, email text, note text, fax text, plain text);
  insert into users values (1, '${SECRET}@example.com', 'call ${SECRET}@example.com', '090-1234-5678', 'x'),
    (2, 'b@example.com', 'mail b@example.com', '03-1234-5678', 'y');`;

test('a run is held for columns that look like personal data, and goes on when all are decided', async (t) => {
  const shop = await openShop(PEOPLE, '  users: # people\n    from: users\n', t);
  const { jobs, file, folder } = shop;
  const held = await runTable(jobs, 'users');
  assert.deepEqual([held.state, held.stage, held.attempt], ['held', 'plan', 0]);
  assert.deepEqual(columnsOf(held), ['email', 'note', 'fax']);
  assert.deepEqual(
    readdirSync(folder).includes('warehouse.db') ? rows(folder, 'select name from sqlite_master') : [],
    [],
  );

  const first = await decided(jobs, 'users', 'email', 'hash');
  assert.deepEqual([first.run?.state, first.left], ['held', ['note', 'fax']]);
  assert.deepEqual([first.removed, first.added], [[], ['    mask: { email: hash }']]);
  await decided(jobs, 'users', 'note', 'exclude');
  const again = await jobs.decideColumn('users', 'note', { what: 'unmasked' }, KIM);
  assert.deepEqual(again, { kind: 'already', said: 'excluded' });
  const last = await decided(jobs, 'users', 'fax', 'unmasked');
  assert.deepEqual([last.run?.id, last.left], [held.id, []]);

  const done = await jobs.finished(held.id);
  assert.deepEqual([done.state, done.attempt, done.error], ['success', 1, null]);
  const [row] = rows(folder, 'select * from users where id = 1') as { email: string; fax: string }[];
  assert.deepEqual(Object.keys(row ?? {}), ['id', 'email', 'fax', 'plain']);
  assert.equal(row?.email.length, 64);
  assert.equal(
    readFileSync(file, 'utf8').split('tables:\n')[1],
    '  users: # people\n    from: users\n    mask: { email: hash }\n    exclude: [note]\n    unmasked: [fax]\n',
  );
  assert.deepEqual(
    jobs
      .audit('users', 0)
      .filter(({ what }) => what === 'column')
      .map(({ by, why }) => `${by.id} ${why}`),
    ['U0KIM fax: copy as it is', 'U0KIM note: exclude', 'U0KIM email: mask hash'],
  );

  // Nothing of a value anywhere but in the source: history, events, configuration, the destination.
  await shop.stop();
  const bytes = readdirSync(folder)
    .filter((name) => name !== 'shop.db' && !name.startsWith('shop.db'))
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n');
  assert.ok(bytes.includes('looks like personal data') || bytes.includes('look like personal data'));
  assert.ok(!bytes.includes(SECRET) && !JSON.stringify(shop.events).includes(SECRET));
});

test('a held run goes on when tables.yml is edited by hand, and can be cancelled', async (t) => {
  const { jobs, file } = await openShop(PEOPLE, '  users:\n', t);
  const held = await runTable(jobs, 'users');
  assert.equal(held.state, 'held');
  assert.deepEqual(await jobs.decide(held.id, 'publish', KIM), { kind: 'columns', run: jobs.run(held.id) });
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('users:\n', 'users: { mask: { email: hash, note: redact } }\n'),
  );
  jobs.reload();
  assert.deepEqual(columnsOf(jobs.run(held.id) as Run), ['fax']);
  assert.equal(jobs.cancel(held.id, TESTER).kind, 'canceling');
  assert.equal((await jobs.finished(held.id)).state, 'canceled');

  const next = await runTable(jobs, 'users');
  assert.deepEqual(columnsOf(next), ['fax']);
  writeFileSync(file, readFileSync(file, 'utf8').replace('users: {', 'users: { sentinel: off,'));
  jobs.reload();
  assert.equal((await jobs.finished(next.id)).state, 'success');
});

test('a new column is left out, asked about once, and added when somebody says so', async (t) => {
  const start = `create table items (id integer primary key, title text); insert into items values (1, 'a');`;
  const { jobs, folder, events, file } = await openShop(start, '  items: {}\n', t);
  assert.equal((await runTable(jobs, 'items')).state, 'success');
  execute(folder, 'shop.db', "alter table items add column contact text; update items set contact = 'a@example.com'");
  execute(folder, 'shop.db', 'alter table items add column weight integer; alter table items add column junk text');
  for (let i = 0; i < 2; i++) {
    const run = await runTable(jobs, 'items');
    assert.deepEqual(
      [run.state, run.result?.newColumns?.map(({ name }) => name)],
      ['success', ['contact', 'weight', 'junk']],
    );
    assert.deepEqual(run.result?.newColumns?.[0]?.suspicion?.looks, 'email');
  }
  const asked = () => events.filter((event) => event.type === 'questions');
  await eventually('the question', () => asked().length > 0);
  assert.deepEqual(
    jobs.status('items')?.questions.map(({ column }) => column.name),
    ['contact', 'junk', 'weight'],
  );
  assert.deepEqual(rows(folder, 'select * from items'), [{ id: 1, title: 'a' }]);

  const unknown = await jobs.decideColumn('items', 'wieght', { what: 'unmasked' }, KIM);
  assert.equal(unknown.kind, 'unknown');
  assert.equal((await decided(jobs, 'items', 'contact', 'hash')).run, null);
  await decided(jobs, 'items', 'weight', 'unmasked');
  await decided(jobs, 'items', 'junk', 'exclude');
  assert.deepEqual(jobs.questions(), []);
  const run = await runTable(jobs, 'items');
  assert.equal(run.result?.newColumns, undefined);
  assert.deepEqual(Object.keys(rows(folder, 'select * from items')[0] as object), ['id', 'title', 'contact', 'weight']);
  assert.equal(asked().length, 1, 'asked once');

  // Taken back: the file is as it was, but for what else was decided, and the column is asked about again.
  const change = jobs.changes('items', 10).find(({ column }) => column === 'junk');
  assert.deepEqual([change?.key, change?.before, change?.after, change?.by.id], ['exclude', null, 'listed', 'U0KIM']);
  const undone = await jobs.undoChange(change?.id ?? 0, TESTER);
  assert.equal(undone.kind, 'written');
  assert.doesNotMatch(readFileSync(file, 'utf8'), /junk|exclude/);
  assert.equal((await jobs.undoChange(change?.id ?? 0, TESTER)).kind, 'already');
  assert.equal((await jobs.undoChange(999, TESTER)).kind, 'unknown');
  await runTable(jobs, 'items');
  assert.deepEqual(
    jobs.questions().map(({ column }) => column.name),
    ['junk'],
  );
  await eventually('the question again', () => asked().length === 2);

  // Decided by hand, noticed by a run, and taken out by hand again.
  const text = readFileSync(file, 'utf8');
  for (const [now, waits] of [
    [text.replace('items: {', 'items: { exclude: [junk],').replace('items:\n', 'items:\n    exclude: [junk]\n'), 0],
    [text, 1],
  ] as const) {
    writeFileSync(file, now);
    jobs.reload();
    assert.equal((await runTable(jobs, 'items')).state, 'success');
    assert.equal(jobs.questions().length, waits);
  }
});

test('a decision that cannot be written says what to add by hand, and the run stays held', async (t) => {
  const shop = await openShop(
    PEOPLE,
    '  base: { mask: &m { plain: redact }, from: users }\n  users: { mask: *m }\n',
    t,
  );
  const held = await runTable(shop.jobs, 'users');
  const outcome = await shop.jobs.decideColumn('users', 'email', { what: 'mask', mask: 'redact' }, KIM);
  assert.equal(outcome.kind, 'refused');
  assert.deepEqual(outcome.kind === 'refused' && outcome.byHand, [
    'tables:',
    '  users:',
    '    mask: { email: redact }',
  ]);
  assert.equal(shop.jobs.run(held.id)?.state, 'held');
});

test('what was decided in the file while no bot was there is heeded by the next one', async (t) => {
  const { jobs, file, stop } = await openShop(PEOPLE, '  users:\n', t);
  const held = await runTable(jobs, 'users');
  assert.equal(held.state, 'held');
  await stop();
  writeFileSync(file, readFileSync(file, 'utf8').replace('users:', 'users: { unmasked: [email, note, fax] }'));
  const next = await openTestJobs(file, { schedules: true });
  t.after(() => next.stop(0));
  const done = await eventually('the end of the run', () => {
    const run = next.run(held.id);
    return run?.state === 'success' && run;
  });
  assert.equal(done.result?.rowsWritten, 2);
});

test('two people who decide in the same moment get one change, and the second is told', async (t) => {
  const { jobs, file } = await openShop(PEOPLE, '  users: { mask: { email: hash, note: redact } }\n', t);
  const held = await runTable(jobs, 'users');
  const [one, two] = await Promise.all([
    jobs.decideColumn('users', 'fax', { what: 'mask', mask: 'last4' }, KIM),
    jobs.decideColumn('users', 'fax', { what: 'exclude' }, TESTER),
  ]);
  assert.deepEqual([one.kind, two], ['written', { kind: 'already', said: 'masked (last4)' }]);
  assert.match(readFileSync(file, 'utf8'), /mask: \{ email: hash, note: redact, fax: last4 \} \}\n$/);
  assert.equal(
    (await eventually('the end', () => (jobs.run(held.id)?.state === 'success' ? jobs.run(held.id) : null))).attempt,
    1,
  );
});
