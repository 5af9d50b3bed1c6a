import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { CASTS, NUMBERS, TEXTS, TIMES } from './examples.ts';
import { QUERIES } from './examples-queries.ts';

// Whether our examples are GoogleSQL at all, asked of a parser that is not ours. It is no dependency of the project:
// `python3 -m venv v && v/bin/pip install sqlglot`, and GOOGLESQL_JUDGE=v/bin/python.
const judge = process.env.GOOGLESQL_JUDGE;
const PROGRAM = `
import json, sys, sqlglot
wrong = []
for sql in json.load(sys.stdin):
    try:
        sqlglot.parse_one(sql, dialect='bigquery', error_level=sqlglot.ErrorLevel.RAISE)
    except Exception as error:
        wrong.append([sql, str(error)])
print(json.dumps(wrong))
`;

test('sqlglot reads every example as GoogleSQL', {
  skip: judge === undefined ? 'not asked: GOOGLESQL_JUDGE names no Python with sqlglot' : false,
}, () => {
  const values = [...CASTS, ...NUMBERS, ...TEXTS, ...TIMES].map(([sql]) => `SELECT ${sql} AS x`);
  const input = JSON.stringify([...values, ...QUERIES.map(([, sql]) => sql)]);
  const answer = execFileSync(judge as string, ['-c', PROGRAM], { input, encoding: 'utf8' });
  assert.deepEqual(JSON.parse(answer), []);
});
