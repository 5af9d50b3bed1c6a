import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { auditCsv, auditLines } from '../../src/bot/audit-lines.ts';
import type { AuditEntry, Decided } from '../../src/jobs/index.ts';
import { KIM, NINE } from '../support/fake-jobs.ts';

const decided = (rest: Partial<Decided> = {}): Decided => ({
  id: 1,
  at: NINE,
  by: KIM,
  verb: 'run',
  line: 'run users',
  tables: ['users'],
  decision: 'allowed',
  role: 'operator',
  mouth: 'command',
  place: { channel: 'C1', thread: null },
  config: 'abc',
  request: null,
  why: null,
  ...rest,
});
const done = (rest: Partial<AuditEntry> = {}): AuditEntry => ({
  at: NINE,
  by: KIM,
  what: 'run',
  table: 'users',
  run: 12,
  why: null,
  decision: 1,
  ...rest,
});

test('a decision and what was done because of it are one line; what was done without one is its own', () => {
  const entries = [
    done({ run: 13, table: 'items' }),
    done(),
    done({ what: 'cancel', run: 9, decision: null, at: NINE + 1 }),
  ];
  const lines = auditLines([decided()], entries);
  assert.deepEqual(
    lines.map(({ verb, runs, tables, decision }) => [verb, runs, tables, decision]),
    [
      ['cancel', [9], ['users'], null],
      ['run', [12, 13], ['users', 'items'], 'allowed'],
    ],
  );
});

test('a deed whose decision is older than what is asked for is told all the same', () => {
  assert.deepEqual(
    auditLines([], [done()]).map(({ verb, runs, line }) => [verb, runs, line]),
    [['run', [12], null]],
  );
});

test('no cell is a formula, whatever people typed, and every cell reads back as it was otherwise', () => {
  const typed = [
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '＝1',
    '＋1',
    '－1',
    '＠x',
    'a "b", c\nd',
    '日本語',
    '',
  ];
  const csv = auditCsv(
    auditLines(
      typed.map((why, i) => decided({ id: i, at: NINE - i, why, line: why })),
      [],
    ),
  );
  const rows = parse(csv, { columns: true, relax_column_count: false }) as readonly Record<string, string>[];
  assert.equal(rows.length, typed.length);
  for (const [i, row] of rows.entries()) {
    const said = typed[i]!;
    for (const cell of [row.why, row.line]) {
      assert.doesNotMatch(cell!, /^[=+\-@\t\r＝＋－＠]/);
      assert.equal(cell!.replace(/^'/, ''), said);
    }
  }
  assert.deepEqual([rows[0]?.at, rows[0]?.who, rows[0]?.channel], ['2026-11-20T00:00:00.000Z', 'U0KIM', 'C1']);
});
