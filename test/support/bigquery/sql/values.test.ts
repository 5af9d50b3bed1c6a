import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { needs } from '../../servers.ts';
import { CASTS, type Example, NUMBERS, TEXTS, TIMES } from './examples.ts';
import { sqlBench } from './sql-bench.ts';

describe('the values of GoogleSQL', needs('postgres'), async () => {
  const bench = await sqlBench();
  const check = (name: string, examples: readonly Example[]): void => {
    test(`${name} are as the documentation gives them`, async () => {
      const list = examples.map(([sql], i) => `CAST(${sql} AS STRING) AS c${i}`).join(', ');
      const [row] = await bench.rows(`SELECT ${list}`);
      assert.deepEqual(
        examples.map(([sql], i) => [sql, row?.[i]]),
        examples,
      );
    });
  };
  check('casts', CASTS);
  check('numbers', NUMBERS);
  check('texts', TEXTS);
  check('dates and times', TIMES);

  test('parameters have their own types', async () => {
    const parameters = [
      { name: 'n', type: 'INT64', value: '42' },
      { name: 's', type: 'STRING', value: "it's\0" },
      { name: 'b', type: 'BYTES', value: 'AP8=' },
      { name: 't', type: 'TIMESTAMP', value: '2020-01-01 00:00:00+00' },
      { name: 'nothing', type: 'DATE', value: null },
    ];
    const { columns, rows } = await bench.ask('SELECT @n + 1 AS n, @s AS s, @b AS b, @t AS t, @nothing IS NULL AS x', {
      parameters,
    });
    assert.deepEqual(columns, ['n INTEGER', 's STRING', 'b BYTES', 't TIMESTAMP', 'x BOOLEAN']);
    assert.deepEqual(rows, [['43', "it's\uffff", '00ff', '2020-01-01 00:00:00+00', 't']]);
  });

  test('types of results are those that GoogleSQL gives them', async () => {
    const { columns } = await bench.ask(
      "SELECT 1, 1.5, NUMERIC '1', 1 + NUMERIC '1', 1 / 1, SUM(1), AVG(1), AVG(NUMERIC '1'), COUNT(*), NULL, IF(TRUE, 1, 2.0), b'', [1][OFFSET(0)], DATE_DIFF(CURRENT_DATE(), CURRENT_DATE(), DAY)",
    );
    assert.deepEqual(
      columns.map((column) => column.split(' ')[1]),
      'INTEGER FLOAT NUMERIC NUMERIC FLOAT INTEGER FLOAT NUMERIC INTEGER INTEGER FLOAT BYTES INTEGER INTEGER'.split(
        ' ',
      ),
    );
  });

  const errors: readonly (readonly [sql: string, message: string])[] = [
    ['SELECT 1 / 0', 'division by zero: 1 / 0'],
    ['SELECT DIV(1, 0)', 'division by zero: 1 / 0'],
    ['SELECT 9223372036854775807 + 1', 'int64 overflow'],
    ['SELECT 9223372036854775808', 'Invalid integer literal: 9223372036854775808 at [1:8]'],
    ["SELECT NUMERIC '99999999999999999999999999999' + 1", 'numeric overflow'],
    ["SELECT CAST('x' AS INT64)", 'Bad int64 value: x'],
    ["SELECT DATE '2020-02-30'", "Invalid date: '2020-02-30'"],
    ["SELECT CAST(b'\\xff' AS STRING)", 'Invalid UTF-8 in a cast of BYTES to STRING'],
    ["SELECT DATE(CURRENT_TIMESTAMP(), 'Mars/Base')", 'Invalid time zone: Mars/Base'],
    ['SELECT (SELECT x FROM UNNEST([1, 2]) AS x)', 'Scalar subquery produced more than one element'],
    ["SELECT ERROR('mine')", 'mine'],
    [
      "SELECT DATE_ADD(DATE '9999-12-31', INTERVAL 1 DAY)",
      'Out of range: the date or time is not within the years 0001 to 9999',
    ],
  ];
  test('values that do not fit are errors in the words of BigQuery', async () => {
    const said = [];
    for (const [sql] of errors) said.push([sql, await bench.refusal(sql)]);
    assert.deepEqual(
      said,
      errors.map(([sql, message]) => [sql, `invalidQuery: ${message}`]),
    );
  });
});
