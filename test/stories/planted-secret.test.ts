import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { httpMode, openHome, say, startBot } from '../support/bot-process.ts';
import { eventually } from '../support/eventually.ts';
import { fakeSlack } from '../support/fake-slack.ts';
import { freePort } from '../support/keep.ts';
import { freshMysql } from '../support/mysql.ts';
import { freshPostgres } from '../support/postgres.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';

// A secret stands in every column of rows that make each error of data happen: as text, as digits, in JSON, as a key,
// as bytes. It may be in nothing that leaves the worker: what Slack gets, the log, a terminal, the history file.

const WORD = 'xq7plantedsecret';
const DIGITS = '9071992547';
const FORMS = [WORD, DIGITS, '9,071,992,547', Buffer.from(WORD).toString('hex'), Buffer.from(WORD).toString('base64')];

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** Tables by name: from where, to where, and the classes that may come of it. */
const CASES: Readonly<Record<string, { readonly yaml: string; readonly is: RegExp }>> = {
  lite_type: { yaml: 'source: lite, destination: pg_to', is: /^data\.|^config$|src\.encoding|dst\.encoding/ },
  lite_date: { yaml: 'source: lite, destination: pg_to', is: /^data\./ },
  lite_nul: { yaml: 'source: lite, destination: pg_to', is: /^data\.|encoding/ },
  lite_duplicate: { yaml: 'source: lite, destination: lite_to', is: /^data\.duplicate$/ },
  lite_null: { yaml: 'source: lite, destination: lite_to', is: /^data\.check$/ },
  lite_check: { yaml: 'source: lite, destination: lite_to', is: /^data\.check$/ },
  lite_mask: {
    yaml: 'source: lite, destination: lite_to, mask: { born: year }',
    is: /^data\.mask$|^data\.date$|^config$/,
  },
  lite_merge: {
    yaml: 'source: lite, destination: lite_to, mode: merge, primary_key: [note], incremental_key: id',
    is: /^data\.|^config$/,
  },
  lite_key: { yaml: 'source: lite, destination: pg_to', is: /^data\.type$/ },
  lite_held: { yaml: 'source: lite, destination: lite_to, checks: { unique: [note] }', is: /^guard\.duplicates$/ },
  lite_personal: { yaml: 'source: lite, destination: lite_to, sentinel: hold', is: /^guard\.columns$/ },
  pg_check: { yaml: 'source: pg, destination: pg_to', is: /^data\.check$/ },
  pg_duplicate: { yaml: 'source: pg, destination: pg_to', is: /^data\.duplicate$/ },
  pg_null: { yaml: 'source: pg, destination: pg_to', is: /^data\.null$/ },
  pg_raise: { yaml: 'source: pg, destination: pg_to', is: /^unknown$/ },
  pg_raise_json: { yaml: 'source: pg, destination: pg_to', is: /^data\.json$/ },
  pg_raise_enum: { yaml: 'source: pg, destination: pg_to', is: /^data\.enum$/ },
  pg_raise_range: { yaml: 'source: pg, destination: pg_to', is: /^data\.range$/ },
  pg_raise_long: { yaml: 'source: pg, destination: pg_to', is: /^data\.too_long$/ },
  pg_raise_type: { yaml: 'source: pg, destination: pg_to', is: /^data\.type$/ },
  pg_where: { yaml: `source: pg, destination: lite_to, where: "note::int = 5"`, is: /^src\.bad_where$/ },
  pg_wide: { yaml: 'source: pg, destination: lite_to', is: /^data\./ },
  my_zero: { yaml: 'source: my, destination: pg_to', is: /^data\.date$/ },
  my_duplicate: { yaml: 'source: my, destination: pg_to', is: /^data\.duplicate$/ },
  my_null: { yaml: 'source: my, destination: lite_to', is: /^data\.null$/ },
  my_where: {
    yaml: `source: my, destination: lite_to, where: "json_extract(note, '$.a') = 1 and note regexp '('"`,
    is: /^src\.bad_where$/,
  },
};

test('a secret in every column of rows that make each error of data is in nothing that leaves the worker', {
  ...needs('postgres', 'mysql'),
  timeout: 120_000,
}, async () => {
  const home = temporaryDirectory();
  const from = await freshPostgres('planted_from');
  const to = await freshPostgres('planted_to');
  const my = await freshMysql('planted');
  const slack = await fakeSlack();
  const port = await freePort();
  const lines = Object.entries(CASES).map(([name, { yaml }]) => `  ${name}: { ${yaml} }`);
  writeFileSync(
    join(home, 'tables.yml'),
    `timezone: Asia/Tokyo
slack: { channel: "#data-syncs" }
roles: { operator: [U0KIM], admin: [U0KIM] }
connections:
  lite: { type: sqlite, path: ./lite.db }
  lite_to: { type: sqlite, path: ./lite_to.db }
  pg: { type: postgres, url: "${from.url}" }
  pg_to: { type: postgres, url: "${to.url}", schema: public }
  my: { type: mysql, url: "${my.url}" }
defaults: { retries: 0, sentinel: off }
tables:
${lines.join('\n')}
`,
  );
  plantLite(home);
  await plantPostgres(from, to);
  await plantMysql(my, to);

  const bot = startBot(home, httpMode(slack, port));
  const printed: string[] = [];
  try {
    await eventually('a connected bot', () => bot.said.all.includes('connected to Slack'));
    const names = Object.keys(CASES);
    for (const name of names) await say(slack, port, `run ${name} --note planted`);
    const history = () => new Database(join(home, 'sync-bot.db'), { readonly: true });
    await eventually(
      'every run at rest',
      () => {
        const db = history();
        const rest = db
          .prepare("select count(*) from runs where state not in ('queued', 'running', 'retry_wait')")
          .pluck()
          .get();
        db.close();
        return rest === names.length;
      },
      60_000,
    );
    const db = history();
    const runs = db.prepare('select id, table_name as name, state, error from runs').all() as {
      id: number;
      name: string;
      state: string;
      error: string | null;
    }[];
    db.close();
    for (const { name, state, error } of runs) {
      const code = error === null ? state : (JSON.parse(error) as { code: string }).code;
      assert.match(code, CASES[name]!.is, `${name}: ${error}`);
    }
    const before = slack.of('respond').length;
    let said = 0;
    for (const { id, name } of runs) {
      const lines = [`explain ${id}`, `log ${id}`, `status ${name}`, ...(id % 4 === 0 ? [`plan ${name}`] : [])];
      for (const line of lines) await say(slack, port, line);
      said += lines.length;
    }
    const once = ['failures', 'status', 'doctor', 'audit', 'list', 'alerts', 'changes', 'next', 'late', 'cost'];
    for (const line of once) await say(slack, port, line);
    await eventually('every answer', () => slack.of('respond').length - before >= said + once.length, 60_000);
    const failed = runs.find(({ name }) => name === 'pg_raise');
    for (const line of [`log ${failed?.id} --file`, 'audit --csv', 'chart pg_raise rows']) await say(slack, port, line);
    await openHome(port);
    await eventually(
      'the files and the page',
      () => slack.of('files.completeUploadExternal').length >= 3 && slack.of('views.publish').length >= 1,
      20_000,
    );
    const inTerminal = runs.slice(0, 4).flatMap(({ id, name }) => [
      ['explain', String(id)],
      ['log', String(id), '--json'],
      ['plan', name],
    ]);
    for (const args of [...inTerminal, ['failures'], ['status', '--json'], ['run', runs[0]!.name]])
      printed.push(await terminal(home, args));
  } finally {
    bot.child.kill('SIGTERM');
    await bot.over;
    await slack.close();
  }
  assert.ok(
    printed.every((text) => text.length > 20),
    'the terminal said something',
  );
  const passwords = [from.url, to.url, my.url].map((url) => new URL(url).password).filter((word) => word.length > 7);
  const places: Readonly<Record<string, string>> = {
    'what Slack was sent': JSON.stringify(slack.calls),
    'the log of the bot': bot.said.all,
    'what the terminal printed': printed.join('\n'),
    ...Object.fromEntries(
      readdirSync(home)
        .filter((file) => file.startsWith('sync-bot.db'))
        .map((file) => [`the history, ${file}`, readFileSync(join(home, file)).toString('latin1')]),
    ),
  };
  assert.ok(slack.calls.length > Object.keys(CASES).length * 5);
  assert.match(places['what Slack was sent'] ?? '', /data\.check/);
  for (const [place, text] of Object.entries(places)) {
    if (!place.endsWith('-shm')) assert.ok(text.length > 500, `${place} says something`);
    for (const form of [...FORMS, ...passwords]) {
      const at = text.toLowerCase().indexOf(form.toLowerCase());
      assert.equal(at, -1, `${form} is in ${place}: …${text.slice(Math.max(0, at - 300), at + 60)}…`);
    }
  }
  await from.drop();
  await to.drop();
  await my.drop();
});

/** Runs the terminal's program as a person would. */
function terminal(home: string, args: readonly string[]): Promise<string> {
  const env = { PATH: process.env.PATH ?? '', SYNC_BOT_MASK_KEY: 'a key for tests, of no worth' };
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { cwd: home, env }, (_, out, err) => resolve(`${out}\n${err}`));
  });
}

const COLUMNS = 'note text, digits integer, doc text, born text, raw blob';
const VALUES = `'${WORD}', ${DIGITS}, '{"a":"${WORD}"}', '2020-01-02', x'${Buffer.from(WORD).toString('hex')}'`;

function plantLite(home: string): void {
  const db = new Database(join(home, 'lite.db'));
  const to = new Database(join(home, 'lite_to.db'));
  for (const name of Object.keys(CASES).filter((one) => one.startsWith('lite_'))) {
    db.exec(`create table ${name} (id integer primary key, ${COLUMNS}); insert into ${name} values (1, ${VALUES})`);
  }
  db.exec(`
    create table lite_keyed (note text primary key, age integer);
    drop table lite_key; alter table lite_keyed rename to lite_key;
    insert into lite_key values ('${WORD}', 'x'), ('${WORD}2', '${DIGITS}x'), ('a', 1);
    create table lite_typed (id integer primary key, age integer, note text);
    drop table lite_type; alter table lite_typed rename to lite_type;
    insert into lite_type values (1, '${WORD}', '${WORD}'), (2, '${DIGITS}x', 'b');
    create table lite_dated (id integer primary key, note text, digits integer, doc text, born date, raw blob);
    drop table lite_date; alter table lite_dated rename to lite_date;
    insert into lite_date values (2, '${WORD}', ${DIGITS}, '{}', '${WORD}', null);
    insert into lite_nul values (2, '${WORD}' || char(0) || 'x', ${DIGITS}, '{}', '2020-01-02', null);
    insert into lite_duplicate values (2, ${VALUES});
    insert into lite_null values (2, null, ${DIGITS}, '${WORD}', '2020-01-02', null);
    insert into lite_mask values (2, '${WORD}', ${DIGITS}, '{}', '${WORD}', null);
    insert into lite_merge values (2, ${VALUES});
    insert into lite_held values (2, ${VALUES});
    create table lite_personal2 as select id, note || '@example.com' as email, digits from lite_personal;
    drop table lite_personal; alter table lite_personal2 rename to lite_personal;`);
  // Targets that refuse: what hangs on them keeps them from being swapped.
  const refusing: readonly (readonly [string, string])[] = [
    ['lite_duplicate', 'create unique index one_note on lite_duplicate (note)'],
    [
      'lite_null',
      `create trigger no_null before insert on lite_null when new.note is null begin
       select raise(abort, 'NOT NULL constraint failed: ${WORD}'); end`,
    ],
    ['lite_check', ''],
  ];
  for (const [name, more] of refusing) {
    const columns =
      name === 'lite_check'
        ? COLUMNS.replace('note text', `note text check (note <> '${WORD}')`)
        : name === 'lite_null'
          ? COLUMNS.replace('note text', 'note text not null')
          : COLUMNS;
    to.exec(`create table ${name} (id integer primary key, ${columns}); ${more}`);
    to.exec(`create index if not exists i_${name} on ${name} (digits)`);
  }
  to.exec('create table my_null (id integer not null, note text not null, born text)');
  to.exec('create index i_my_null on my_null (note)');
  db.close();
  to.close();
}

type Server = Awaited<ReturnType<typeof freshPostgres>>;

async function plantPostgres(from: Server, to: Server): Promise<void> {
  const columns = 'id bigint primary key, note text, digits numeric(20,0), doc jsonb, born date, raw bytea';
  const row = `'${WORD}', ${DIGITS}, '{"a":"${WORD}"}', '2020-01-02', '\\x${Buffer.from(WORD).toString('hex')}'`;
  for (const name of Object.keys(CASES).filter((one) => one.startsWith('pg_'))) {
    await from.query(`create table ${name} (${columns}); insert into ${name} values (1, ${row})`);
  }
  await from.query(`insert into pg_duplicate values (2, ${row}); insert into pg_null (id, doc) values (2, '{"a":"${WORD}"}');
    alter table pg_wide alter digits type numeric(60,30); insert into pg_wide values (2, '${WORD}', 'NaN', null, 'infinity', null)`);
  const hung: Readonly<Record<string, string>> = {
    pg_check: `alter table pg_check add constraint no_word check (note <> '${WORD}')`,
    pg_duplicate: 'create unique index one_note on pg_duplicate (note)',
    pg_null: 'alter table pg_null alter note set not null',
    pg_raise: raising('pg_raise', "raise exception 'odd row % %', new.note, new.digits using detail = new.doc::text"),
    pg_raise_json: raising('pg_raise_json', 'perform new.note::json'),
    pg_raise_enum: `create type few as enum ('a'); ${raising('pg_raise_enum', 'perform new.note::few')}`,
    pg_raise_range: raising('pg_raise_range', 'perform new.digits::int2'),
    pg_raise_long: raising('pg_raise_long', "raise exception 'too long: %', new.note using errcode = '22001'"),
    pg_raise_type: raising('pg_raise_type', 'perform new.note::uuid'),
  };
  for (const [name, more] of Object.entries(hung)) {
    await to.query(
      `create table ${name} (${columns.replace(' primary key', '')}); ${more}; grant select on ${name} to public`,
    );
  }
}

/** A trigger of somebody else's that quotes what it is given. */
const raising = (name: string, what: string): string =>
  `create function f_${name}() returns trigger language plpgsql as $$ begin ${what}; return new; end $$;
   create trigger t before insert on ${name} for each row execute function f_${name}()`;

async function plantMysql(my: Awaited<ReturnType<typeof freshMysql>>, to: Server): Promise<void> {
  const columns = 'id int primary key, note varchar(200), born date';
  for (const name of Object.keys(CASES).filter((one) => one.startsWith('my_'))) {
    await my.query(`create table ${name} (${columns})`);
    await my.query(`insert into ${name} values (1, '${WORD}', '2020-01-02')`);
  }
  await my.query(`set sql_mode = ''; insert into my_zero values (2, '${WORD}', '0000-00-00')`);
  await my.query(`insert into my_duplicate values (2, '${WORD}', '2020-01-02')`);
  await my.query(`insert into my_null values (2, null, '2020-01-02')`);
  await to.query(`create table my_duplicate (id integer, note varchar(200), born date);
    create unique index my_one on my_duplicate (note); grant select on my_duplicate to public`);
}
