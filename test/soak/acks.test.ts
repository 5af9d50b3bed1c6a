import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { httpMode, say, startBot } from '../support/bot-process.ts';
import { eventually } from '../support/eventually.ts';
import { fakeSlack } from '../support/fake-slack.ts';
import { freePort } from '../support/keep.ts';
import { freshMysql } from '../support/mysql.ts';
import { freshPostgres } from '../support/postgres.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { memoryOf, percentile } from './bot.ts';

// The hard line: ten runs of a million rows go on, and Slack hears within 200 ms (99 of 100; none over three seconds) that a
// command has arrived. What is measured is the way of a person's command through Slack, the bot and back.
const ROWS = Number(process.env.ACK_ROWS ?? 1_000_000);
const COMMANDS = 500;
/** People who type at once, each waiting for the acknowledgement of the last command. */
const PEOPLE = 2;
const TABLES = Array.from({ length: 10 }, (_, i) => `t${i + 1}`);
const WORDS = [
  'status',
  'list',
  'history t1',
  'help',
  'status t2',
  'next',
  'log 1',
  'late',
  'alerts',
  'explain 1',
  'audit',
  'lsit',
];

type Counted = (table: string) => Promise<number>;

async function measure(home: string, connections: string, counted: Counted, told: (line: string) => void) {
  const config = join(home, 'tables.yml');
  const history = join(home, 'history.db');
  writeFileSync(
    config,
    `timezone: UTC
slack: { channel: "#data-syncs" }
roles: { operator: ["*"] }
max_running: 10
connections:
${connections}
defaults: { source: source, destination: destination, retries: 0, sentinel: off }
tables: { ${TABLES.map((table) => `${table}: {}`).join(', ')} }
`,
  );
  const slack = await fakeSlack();
  const port = await freePort();
  const bot = startBot(home, { ...httpMode(slack, port), SYNC_BOT_HISTORY: history });
  const runs = () => {
    const database = new Database(history, { readonly: true });
    try {
      return database
        .prepare('select table_name as name, state, rows_read as rows, stage from runs order by id')
        .all() as {
        readonly name: string;
        readonly state: string;
        readonly rows: number;
        readonly stage: string | null;
      }[];
    } finally {
      database.close();
    }
  };
  try {
    await eventually('a connected bot', () => bot.said.all.includes('connected to Slack'), 30_000);
    const began = performance.now();
    for (const table of TABLES) await say(slack, port, `run ${table}`);
    // A file of SQLite takes one writer at a time: there some of them wait for the others.
    const copying = () => {
      const going = runs().filter((run) => run.state === 'running');
      return going.length === TABLES.length && going.some((run) => run.stage === 'copy' && run.rows > 0);
    };
    await eventually('ten runs that copy', copying, 120_000);

    const times: number[] = [];
    const person = async (first: number): Promise<void> => {
      for (let i = first; i < COMMANDS; i += PEOPLE) {
        const sent = performance.now();
        await say(slack, port, WORDS[i % WORDS.length]!);
        times.push(performance.now() - sent);
      }
    };
    const from = performance.now();
    await Promise.all(Array.from({ length: PEOPLE }, (_, first) => person(first)));
    const measuredMs = performance.now() - from;
    const during = runs();
    const memory = memoryOf(bot.child.pid!);

    const ms = (share: number) => `${percentile(times, share).toFixed(1)} ms`;
    told(
      `${COMMANDS} commands in ${(measuredMs / 1000).toFixed(1)} s beside ${TABLES.length} runs of ${ROWS} rows: p50 ${ms(0.5)}, p90 ${ms(0.9)}, p99 ${ms(0.99)}, most ${ms(1)}; the bot has ${memory.toFixed(0)} MB`,
    );
    assert.deepEqual(
      during.map((run) => run.state),
      TABLES.map(() => 'running'),
      'all ten runs went on to the last command',
    );
    assert.equal(times.length, COMMANDS);
    assert.ok(percentile(times, 0.99) < 200, `p99 is ${ms(0.99)}`);
    assert.ok(percentile(times, 1) < 3000, `the slowest took ${ms(1)}`);

    await eventually('the end of ten runs', () => runs().every((run) => run.state !== 'running'), 540_000);
    const seconds = (performance.now() - began) / 1000;
    assert.deepEqual(
      runs().map(({ name, state }) => [name, state]),
      TABLES.map((table) => [table, 'success']),
    );
    for (const table of TABLES) assert.equal(await counted(table), ROWS);
    told(`all ten tables were there after ${seconds.toFixed(1)} s`);
    // An acknowledgement alone is no answer.
    const answers = () => slack.of('respond').length >= COMMANDS;
    await eventually('an answer to every command', answers, 30_000);
  } finally {
    bot.child.kill('SIGTERM');
    await bot.over;
    await slack.close();
  }
}

test('ten runs from SQLite to SQLite delay no acknowledgement', async (t) => {
  const home = temporaryDirectory();
  const source = new Database(join(home, 'source.db'));
  for (const table of TABLES) {
    source.exec(`create table ${table} (id integer primary key, name text, email text, price real, at text);
      with recursive n(i) as (select 1 union all select i + 1 from n where i < ${ROWS})
      insert into ${table} select i, 'name ' || i, 'kim' || i || '@example.com', i / 7.0, '2026-11-01 10:00:00' from n`);
  }
  source.close();
  const connections = `  source: { type: sqlite, path: ./source.db, max_readers: 10 }
  destination: { type: sqlite, path: ./destination.db, max_writers: 10 }`;
  const counted: Counted = async (table) => {
    const database = new Database(join(home, 'destination.db'), { readonly: true });
    try {
      return (database.prepare(`select count(*) as n from ${table}`).get() as { n: number }).n;
    } finally {
      database.close();
    }
  };
  await measure(home, connections, counted, (line) => t.diagnostic(line));
});

test('nor do ten from MySQL to PostgreSQL', needs('mysql', 'postgres'), async (t) => {
  const home = temporaryDirectory();
  const source = await freshMysql('acks');
  const destination = await freshPostgres('acks');
  try {
    for (const table of TABLES) {
      await source.query(`create table ${table} (id bigint primary key, name varchar(50), email varchar(100), price decimal(12,2), at datetime(6));
        set session max_recursive_iterations = 10000000;
        insert into ${table} with recursive n(i) as (select 1 union all select i + 1 from n where i < ${ROWS})
        select i, concat('name ', i), concat('kim', i, '@example.com'), i / 7, '2026-11-01 10:00:00.123456' from n`);
    }
    const connections = `  source: { type: mysql, url: ${JSON.stringify(source.url)}, max_readers: 10 }
  destination: { type: postgres, url: ${JSON.stringify(destination.url)}, max_writers: 10 }`;
    const counted: Counted = async (table) => {
      const [row] = await destination.query(`select count(*) as n from ${table}`);
      return Number(row?.n);
    };
    await measure(home, connections, counted, (line) => t.diagnostic(line));
  } finally {
    await source.drop();
    await destination.drop();
  }
});
