import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { openSource } from '../../../src/sync/sources/index.ts';
import type { Source } from '../../../src/sync/types.ts';
import { eventually } from '../../support/eventually.ts';
import { type FreshMysql, freshMysql } from '../../support/mysql.ts';
import { needs } from '../../support/servers.ts';
import { temporaryDirectory } from '../../support/sqlite.ts';
import { failureOf, mysqlAt, openRead, readAll, runSync, sqliteAt, tableSpec } from '../engine.ts';

const need = needs('mysql');
const directory = temporaryDirectory();
let mysql: FreshMysql;

before(async () => {
  if (need.skip !== false) return;
  mysql = await freshMysql('source');
  await mysql.query(
    "create table big (id int primary key, v varchar(1000)); insert into big select seq, repeat('x', 1000) from seq_1_to_300000",
  );
});
after(() => mysql?.drop());

async function withSource<T>(work: (source: Source) => Promise<T>): Promise<T> {
  const source = await openSource(mysqlAt(mysql.url), 'test', null);
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

/** Server threads that run a statement with these words. */
async function threads(words: string): Promise<readonly string[]> {
  const rows = await mysql.query(
    'select id from information_schema.processlist where db = database() and info like ? and id <> connection_id()',
    [`%${words}%`],
  );
  return rows.map((row) => String(row.id));
}

test('a cancel stops the statement on the server, whether it sends rows or not', need, async () => {
  for (const [table, words] of [
    ['big', 'from `big`'],
    ['silent', 'from `silent`'],
  ] as const) {
    if (table === 'silent')
      await mysql.query('create view silent as select id from big where id < 0 or sleep(0.1) = 1');
    await withSource(async (source) => {
      const abort = new AbortController();
      const { batches } = await openRead(source, table, abort.signal);
      const reading = batches[Symbol.asyncIterator]();
      const first = reading.next();
      if (table === 'big') await first;
      await eventually('the server runs it', async () => (await threads(words)).length === 1);
      abort.abort();
      await assert.rejects(
        (async () => {
          await first;
          while (!(await reading.next()).done);
        })(),
        { name: 'AbortError' },
      );
      await eventually('the server has stopped it', async () => (await threads(words)).length === 0, 3000);
    });
  }
});

test('a reader that stops early stops the statement on the server', need, async () => {
  await withSource(async (source) => {
    const { batches } = await openRead(source, 'big');
    for await (const _ of batches) break;
    await eventually('the server has stopped it', async () => (await threads('from `big`')).length === 0, 3000);
  });
});

test('a connection killed in mid-stream is an error and never a hang', need, async () => {
  await withSource(async (source) => {
    const { batches } = await openRead(source, 'big');
    await assert.rejects(
      (async () => {
        let killed = false;
        for await (const _ of batches) {
          if (killed) continue;
          killed = true;
          const [thread] = await threads('from `big`');
          await mysql.query(`kill connection ${thread}`);
        }
      })(),
      (error: { code?: string }) => {
        assert.match(String(error.code), /^(PROTOCOL_CONNECTION_LOST|ECONNRESET|EPIPE|ER_\w+)$/);
        return true;
      },
    );
  });
});

test('a statement killed by somebody else is an error, not a shorter table', need, async () => {
  const destination = sqliteAt(join(directory, 'killed.db'));
  await mysql.query('create view slow as select id from big where id < 1000 and sleep(0.005) = 0');
  const run = failureOf(runSync(tableSpec('slow'), { source: mysqlAt(mysql.url), destination }));
  const thread = await eventually('the server runs it', async () => (await threads('from `slow`'))[0]);
  await mysql.query(`kill query ${thread}`);
  const { code, side, stage } = await run;
  assert.deepEqual([code, side, stage], ['src.killed', 'source', 'copy']);
  const tables = new Database(destination.path).prepare("select name from sqlite_master where type = 'table'").all();
  assert.deepEqual(tables, []);
});

test('a consumer that waits holds the server up, and memory stays bounded', need, async () => {
  await mysql.query(
    `create view waiting as select id from information_schema.processlist
       where db = '${new URL(mysql.url).pathname.slice(1)}' and state = 'Writing to net' and info like '%from \`big\`%'`,
  );
  const script = fileURLToPath(new URL('./mysql-memory.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, mysql.url]);
  const told: { rows: number; largest: number; grewMb: number } = JSON.parse(stdout);
  assert.equal(told.rows, 300_000);
  assert.ok(told.largest < 512 * 1024, `a batch of ${told.largest} bytes`);
  assert.ok(told.grewMb < 80, `grew by ${told.grewMb} MB`);
});

async function cells(ddl: string, values: readonly string[], session = ''): Promise<readonly (string | null)[]> {
  await mysql.query(
    `${session} drop table if exists one; create table one (n int auto_increment primary key, v ${ddl})`,
  );
  for (const value of values) await mysql.query(`${session} set sql_mode = ''; insert into one (v) values (${value})`);
  return withSource(async (source) => (await readAll(source, 'one')).map((row) => row[1] ?? null));
}

test('FLOAT arrives as the number that is stored, not as six digits of it', need, async () => {
  const values = ['0.1', '16777217', '1.17549435e-38', '3.4028234e38', '-0.33333334', '123456.789'];
  const got = await cells('float', values);
  assert.deepEqual(
    got.map((text) => Math.fround(Number(text)) === Number(text) && Number(text)),
    values.map((text) => Math.fround(Number(text))),
  );
});

test('DOUBLE arrives with all its digits', need, async () => {
  const values = [0.1, 1 / 3, 5e-324, 1.7976931348623157e308, 123456789.12345679, 9007199254740991, -0.1];
  const got = await cells('double', values.map(String));
  assert.deepEqual(got.map(Number), values);
});

test('integers of every width, signed and unsigned, arrive to the last digit', need, async () => {
  const edges = {
    tinyint: ['-128', '127'],
    'tinyint(1)': ['7', '-1', '1'],
    'tinyint unsigned': ['255'],
    'smallint unsigned': ['65535'],
    mediumint: ['-8388608'],
    'mediumint unsigned': ['16777215'],
    'int unsigned': ['4294967295'],
    bigint: ['-9223372036854775808', '9007199254740993'],
    'bigint unsigned': ['18446744073709551615'],
    'bigint unsigned zerofill': ['18446744073709551615'],
    'decimal(65,30)': ['12345678901234567890123456789012345.123456789012345678901234567890'],
    year: ['0000', '1901', '2155'],
  };
  for (const [type, values] of Object.entries(edges)) assert.deepEqual(await cells(type, values), values, type);
});

test('BIT is a number, of 64 bits too', need, async () => {
  assert.deepEqual(await cells('bit(1)', ["b'0'", "b'1'", 'null']), ['0', '1', null]);
  assert.deepEqual(await cells('bit(10)', ["b'1000000001'"]), ['513']);
  assert.deepEqual(await cells('bit(64)', [`b'${'1'.repeat(64)}'`]), ['18446744073709551615']);
});

test('ENUM, SET and JSON are their exact text, the empty error value and the JSON null among them', need, async () => {
  assert.deepEqual(await cells("enum('a','日本')", ["'日本'", "'none of them'", 'null']), ['日本', '', null]);
  assert.deepEqual(await cells("set('a','b','c')", ["'c,a'", "''"]), ['a,c', '']);
  const json = '{"n": 12345678901234567890123, "n": 1.10, "é": "\\\\u0000"}';
  assert.deepEqual(await cells('json', [`'${json}'`, "'null'", 'null']), [json.replace('\\\\', '\\'), 'null', null]);
});

test('TIMESTAMP arrives in UTC whatever the time zone of the server or the session that wrote it', need, async () => {
  const [zone] = await mysql.query('select @@global.time_zone as zone');
  await mysql.query("set global time_zone = '+09:00'");
  try {
    const got = await cells('timestamp(6) null', ["'2024-06-15 08:30:00.000001'", 'null'], "set time_zone = '-05:00';");
    assert.deepEqual(got, ['2024-06-15 13:30:00.000001+00', null]);
    assert.deepEqual(await cells('datetime(6)', ["'2024-03-10 02:30:00.5'"]), ['2024-03-10 02:30:00.5']);
  } finally {
    await mysql.query('set global time_zone = ?', [String(zone?.zone)]);
  }
});

test('dates that never were arrive as they are stored, for the destination to refuse', need, async () => {
  assert.deepEqual(await cells('date', ["'0000-00-00'", "'2020-00-15'", "'2020-01-00'"]), [
    '0000-00-00',
    '2020-00-15',
    '2020-01-00',
  ]);
  assert.deepEqual(await cells('timestamp null', ["'0000-00-00 00:00:00'"]), ['0000-00-00 00:00:00+00']);
  assert.deepEqual(await cells('time(6)', ["'-838:59:59'", "'838:59:59.000001'", "'00:00:00'"]), [
    '-838:59:59',
    '838:59:59.000001',
    '00:00:00',
  ]);
});

test('bytes are the bytes, text of other character sets is UTF-8', need, async () => {
  const all = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0')).join('');
  assert.deepEqual(await cells('varbinary(300)', [`x'${all}'`, "''"]), [all, '']);
  assert.deepEqual(await cells('binary(4)', ["x'01'"]), ['01000000']);
  assert.deepEqual(await cells('text character set latin1', ["'Grüße €'"]), ['Grüße €']);
  assert.deepEqual(await cells('varchar(20) character set sjis', ["'日本'"]), ['日本']);
  assert.deepEqual(await cells('text', ["'😀\\0x'"]), ['😀\0x']);
});

test('geometry is its WKT, inet6 and uuid their text', need, async () => {
  assert.deepEqual(await cells('point', ["st_geomfromtext('POINT(1 2)')"]), ['POINT(1 2)']);
  assert.deepEqual(await cells('inet6', ["'2001:db8::1'"]), ['2001:db8::1']);
  assert.deepEqual(await cells('uuid', ["'123e4567-e89b-12d3-a456-426655440000'"]), [
    '123e4567-e89b-12d3-a456-426655440000',
  ]);
});

test('generated columns and views read like tables', need, async () => {
  await mysql.query(
    'create table pairs (a int, twice int as (a * 2) virtual, kept int as (a * 3) stored); insert into pairs (a) values (4)',
  );
  await mysql.query('create view doubled as select twice as t, a + 0.5 as h from pairs');
  await withSource(async (source) => {
    assert.deepEqual(await readAll(source, 'pairs'), [['4', '8', '12']]);
    assert.deepEqual(await readAll(source, 'doubled'), [['8', '4.5']]);
  });
});

test('comments of a table and its columns are read, and a view is no comment', need, async () => {
  await mysql.query(
    "create table noted (id int comment '番号''s', plain int) comment 'what is \"sold\"'; create view seen as select id from noted",
  );
  await withSource(async (source) => {
    const noted = await source.describe({ schema: null, name: 'noted' });
    assert.equal(noted?.comment, 'what is "sold"');
    assert.deepEqual(
      noted.columns.map((column) => ['comment' in column, column.comment]),
      [
        [true, "番号's"],
        [false, undefined],
      ],
    );
    assert.ok(!('comment' in ((await source.describe({ schema: null, name: 'seen' })) ?? { comment: 0 })));
  });
});

test('all reads of a source see one snapshot', need, async () => {
  await mysql.query('create table counted (id int primary key); insert into counted values (1), (2)');
  await withSource(async (source) => {
    await source.describe({ schema: null, name: 'counted' });
    await mysql.query('insert into counted values (3); delete from counted where id = 1');
    assert.deepEqual(await readAll(source, 'counted'), [['1'], ['2']]);
  });
});

test('a table that is not there is told with its nearest name', need, async () => {
  const destination = sqliteAt(join(directory, 'none.db'));
  const { code, message } = await failureOf(runSync(tableSpec('countd'), { source: mysqlAt(mysql.url), destination }));
  assert.equal(code, 'src.table_missing');
  assert.match(message, /counted/);
});
