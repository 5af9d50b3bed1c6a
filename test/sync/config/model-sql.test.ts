import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modelStatement, sqlMistakes, trimQuery } from '../../../src/sync/config/model-sql.ts';

/** 05:30 of the 21st in Tokyo, still the 20th in UTC. */
const DUE = '2026-11-20T20:30:00.000Z';
const at = (sql: string) => modelStatement(sql, DUE, 'Asia/Tokyo');

test('what a query asks of the moment is bound, never pasted', () => {
  const { sql, parameters } = at('select * from t where day = {{ due_date }} and at < {{due_time}} or day = @due_date');
  assert.equal(sql, 'select * from t where day = @due_date and at < @due_time or day = @due_date');
  assert.deepEqual(parameters, [
    { name: 'due_date', type: 'DATE', value: '2026-11-21' },
    { name: 'due_time', type: 'TIMESTAMP', value: DUE },
  ]);
  assert.deepEqual(at('select * from f(_TABLE_SUFFIX = {{ due_date_nodash }})').parameters, [
    { name: 'due_date_nodash', type: 'STRING', value: '20261121' },
  ]);
});

test('it is a part of the name of a table in backticks, and behind letters', () => {
  assert.deepEqual(
    at('select * from `raw.users_{{ due_date_nodash }}` join raw.items_{{ due_month_nodash }} on {{ due_year }} = y'),
    {
      sql: 'select * from `raw.users_20261121` join raw.items_202611 on @due_year = y',
      parameters: [{ name: 'due_year', type: 'STRING', value: '2026' }],
    },
  );
});

test('comments and texts stay as they are, however they are written', () => {
  const sql = [
    `-- {{ a }} 'b`,
    '# {{ c }} "d',
    `/* {{ e }} ' */`,
    `select 'it\\'s -- no comment', "#", r'\\'`,
    `, '''two ' lines\n-- here''', """x"y""", b'' from \`a-b.c\` -- end`,
  ].join('\n');
  assert.deepEqual(at(sql), { sql, parameters: [] });
  assert.deepEqual(sqlMistakes(sql), []);
});

test('a word inside a text would be no value, and an unknown one nothing at all: each with its line', () => {
  const said = sqlMistakes(
    `select '{{ due_date }}',\n"""\n{{ due_date }}""", {{ ds }}\nfrom \`t_{{ due_time }}\`, u_{{ x }}\n`,
  );
  assert.deepEqual(
    said.map(({ line, said: words }) => [line, words.split(' (')[0]]),
    [
      [1, '{{ due_date }} stands in quotes, where nothing is put in; write it without them: it is a value of its own'],
      [2, '{{ due_date }} stands in quotes, where nothing is put in; write it without them: it is a value of its own'],
      [3, '{{ ds }} is not a part of the moment'],
      [4, '{{ due_time }} is not a part of the moment'],
      [4, '{{ x }} is not a part of the moment'],
    ],
  );
});

test('system variables, mail addresses and other parameters are none of ours', () => {
  assert.deepEqual(at("select @@project_id, 'a@due_date', @other").parameters, []);
});

test('the end of a query may be written with semicolons and empty lines', () => {
  assert.equal(trimQuery('select 1;\n ;\n'), 'select 1');
});

test('a text that never ends holds nobody up', () => {
  const long = `select '${'\\'.repeat(100_000)}`;
  assert.equal(at(long).sql, long);
  assert.equal(at(`select ${'"'.repeat(50_001)}`).parameters.length, 0);
});
