import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { needs } from '../../servers.ts';
import { field, newTable, sqlBench } from './sql-bench.ts';

/** What the loopback says of a statement that BigQuery would not take, or that it does not know itself. */
const CASES: readonly (readonly [sql: string, message: string])[] = [
  [
    'SELEC 1',
    'Syntax error: Expected a statement that the loopback BigQuery knows but got identifier "SELEC" at [1:1]',
  ],
  ['SELECT 1 FROM', 'Syntax error: Unexpected end of script; expected a table name at [1:14]'],
  ["SELECT 'a", 'Syntax error: Unclosed string literal at [1:8]'],
  ['SELECT "a" "b"', 'Syntax error: Expected end of input but got string literal at [1:12]'],
  ['SELECT 1 = 1 = 1', 'Syntax error: Expected end of input but got "=" at [1:14]'],
  [
    'SELECT 1 UNION SELECT 2',
    'Syntax error: Expected keyword ALL or keyword DISTINCT but got keyword SELECT at [1:16]',
  ],
  ['SELECT id::string FROM t', 'Syntax error: Expected end of input but got ":" at [1:10]'],
  ['SELECT nope(1)', 'Function not found: NOPE at [1:8]'],
  ['SELECT pg_sleep(1)', 'Function not found: PG_SLEEP at [1:8]'],
  ['SELECT now()', 'Function not found: NOW at [1:8]'],
  ['SELECT ctid FROM t', 'Unrecognized name: ctid at [1:8]'],
  ['SELECT t.nope FROM t', 'Name nope not found inside t at [1:10]'],
  ['SELECT x FROM t, UNNEST([1]) AS x', 'Column name x is ambiguous at [1:8]'],
  ['SELECT CAST(1 AS TEXT)', 'Type not found: TEXT at [1:18]'],
  ['SELECT CAST(TRUE AS DATE)', 'Invalid cast from BOOL to DATE at [1:8]'],
  [
    "SELECT id FROM t WHERE id = '1'",
    'No matching signature for operator = for argument types: INT64, STRING at [1:27]',
  ],
  ['SELECT id FROM t WHERE x = 1', 'No matching signature for operator = for argument types: STRING, INT64 at [1:26]'],
  ["SELECT id || 'x' FROM t", 'No matching signature for operator || for argument types: INT64, STRING at [1:11]'],
  ["SELECT IF(TRUE, 1, 'x')", 'No matching signature for function IF for argument types: BOOL, INT64, STRING at [1:8]'],
  ['SELECT LENGTH(1)', 'No matching signature for function LENGTH for argument types: INT64 at [1:8]'],
  ['SELECT id FROM t WHERE id', 'WHERE clause should return type BOOL, but returns INT64 at [1:24]'],
  [
    'SELECT id, COUNT(*) FROM t',
    'SELECT list expression references column id which is neither grouped nor aggregated at [1:8]',
  ],
  [
    'SELECT * FROM t GROUP BY id',
    'Star expansion expression references column x which is neither grouped nor aggregated at [1:8]',
  ],
  ['SELECT id FROM t WHERE COUNT(*) > 1', 'Aggregate function COUNT not allowed in WHERE clause at [1:24]'],
  ['SELECT SUM(COUNT(*)) FROM t', 'Aggregate function COUNT not allowed in an aggregate function at [1:12]'],
  ['SELECT ROW_NUMBER() FROM t', 'Analytic function ROW_NUMBER cannot be called without an OVER clause at [1:8]'],
  ['SELECT id FROM t QUALIFY id = 1', 'The QUALIFY clause requires analytic function to be present at [1:29]'],
  [
    'SELECT 1 UNION ALL SELECT 1, 2',
    'Queries in UNION ALL have mismatched column count; query 1 has 1 columns, query 2 has 2 columns at [1:10]',
  ],
  ["SELECT 1 UNION ALL SELECT 'a'", 'Column 1 in UNION ALL has incompatible types: INT64, STRING at [1:10]'],
  [
    'SELECT 1 AS a, 2 AS a',
    'Duplicate column names in the result are not supported when a destination table is present. Found duplicate(s): a',
  ],
  ['SELECT * EXCEPT (nope) FROM t', 'Column nope in SELECT * EXCEPT list does not exist at [1:18]'],
  ['SELECT id FROM t GROUP BY 2', 'ORDER BY or GROUP BY is out of SELECT column number range: 2 at [1:27]'],
  ['SELECT @nope', "Query parameter 'nope' not found at [1:8]"],
  ['SELECT [1]', 'the loopback BigQuery does not know a result of type ARRAY<INT64> at [1:1]'],
  [
    'SELECT 1 FROM t JOIN t AS u',
    'Syntax error: Unexpected end of script; expected keyword ON or keyword USING at [1:28]',
  ],
  ['SELECT id FROM t TABLESAMPLE SYSTEM (1 PERCENT)', 'the loopback BigQuery does not know TABLESAMPLE at [1:18]'],
  ["SELECT REGEXP_CONTAINS('a', r'(?<n>a)')", 'the loopback BigQuery does not know this regular expression: (?<n>a)'],
  ["SELECT FORMAT_DATE('%!', DATE '2020-01-01')", 'the loopback BigQuery does not know the format code %!'],
  ['DELETE FROM t', 'DELETE must have a WHERE clause at [1:14]'],
  ['UPDATE t SET nope = 1 WHERE TRUE', 'Column nope is not present in table t at [1:14]'],
  [
    "UPDATE t SET id = 'x' WHERE TRUE",
    'Value has type STRING which cannot be inserted into column id, which has type INT64 at [1:19]',
  ],
  ['INSERT t (id) VALUES (1, 2)', 'Inserted row has wrong column count; Has 2, expected 1 at [1:23]'],
  ['CREATE TABLE d.x (a TEXT)', 'Type not found: TEXT at [1:21]'],
  ['CREATE TABLE d.x (a INT64) OPTIONS (nope = 1)', 'Unknown option: nope at [1:37]'],
  ['CREATE TEMP TABLE x (a INT64)', 'the loopback BigQuery does not know temporary tables at [1:1]'],
];

describe('refusals of GoogleSQL', needs('postgres'), async () => {
  const bench = await sqlBench();
  await bench.store.transaction(async (transaction) => {
    await transaction.createTable(newTable('t', [field('id', 'INTEGER'), field('x', 'STRING')]));
  });
  for (const [sql, message] of CASES) {
    test(`refuses ${sql}`, async () => {
      assert.equal(await bench.refusal(sql), `invalidQuery: ${message}`);
    });
  }

  test('a table that is not there is notFound', async () => {
    assert.equal(await bench.refusal('SELECT 1 FROM d.nope'), 'notFound: Not found: Table p-1:d.nope');
    assert.equal(await bench.refusal('SELECT 1 FROM nope.t'), 'notFound: Not found: Dataset p-1:nope');
  });
});
