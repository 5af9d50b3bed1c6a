import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { leftOver } from '../../support/left-over.ts';

const TRANSCRIPTS = new URL('../../transcripts/', import.meta.url);

/** What people wrote: notes, reasons, lines that they typed. */
const BY_PEOPLE = [
  'after the price fix',
  'after the fix',
  'before the meeting',
  'half of the prices are missing',
  'half a quote',
  'index rebuild',
  'it’s being moved',
  'the shop is being moved',
  'the warehouse is being upgraded',
  'run users purchases',
  'run users products',
  'why I want to',
  'month by month, please',
  'the shop asks',
  'moving the warehouse',
];
/** What fixtures have as words of the engine from before it said phrases, or of a database. */
const OF_OTHERS = [
  'there is no table usres in shop (connection shop); nearest names: users',
  'Set from: users for this table in tables.yml if it was renamed, or take the table out of tables.yml',
  'nobody decided about the held rows of users within 24 h: they were discarded',
  'Run users again',
  'email had another mask, or is not copied any more',
  'BigQuery does not take the SQL of daily_sales in line 3: a name that nothing has',
  'Correct it in daily_sales.sql; the console of BigQuery says more about the same query',
  'Avro has no column name like',
  'there is no previous version of products to put back: none was kept when it was published last',
  'Correct the source and run products again',
  'the next replace keeps a version',
  'the job history of project my-project may not be read',
  'Give the service account the role roles',
  'the file is read-only',
  'refused at connect',
  'warehouse: table users',
];
/** Names, codes and types in a row. */
const NAMES = [
  'email: hash, name: redact',
  'email, contact note',
  'users: contact note',
  'team: data, core',
  'integer not null',
  'ALTER TABLE users ALTER COLUMN email DROP NOT NULL',
  'column: mask sha',
  'sync plan users',
  'year, exclude, fine',
  'rows, duration, age',
  'connect, plan, begin, copy, finish, check, commit',
];
/** Where somebody asks to be answered in English. */
const IN_ENGLISH = ['conversations/language.ja.txt', 'conversations/language-channel.ja.txt'];

test('no English is left over in what is said in Japanese', () => {
  const data = [...BY_PEOPLE, ...OF_OTHERS, ...NAMES];
  const files = readdirSync(TRANSCRIPTS, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ja.txt') && !IN_ENGLISH.includes(name),
  );
  assert.ok(files.length > 40, `${files.length} files`);
  const found = files.flatMap((name) =>
    leftOver(readFileSync(new URL(name, TRANSCRIPTS), 'utf8'), data)
      // All commands in a row, as help has them.
      .filter((words) => !/^(?:[a-z]+, ){6,}[a-z]+$/.test(words))
      .map((words) => `${name}: ${words}`),
  );
  assert.deepEqual(found, []);
});

test('what is looked for is found', () => {
  const said = ['# 表', '`run users now` は run the next table です', '[実行] run users again now'].join('\n');
  assert.deepEqual(leftOver(said, []), ['run the next table']);
  assert.deepEqual(leftOver(said, ['the next table']), []);
});
