import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderName, shapeOf, TARGET_WORDS, targetAt } from '../../../src/sync/config/target-words.ts';
import { bigqueryTable, tableSpec } from '../engine.ts';

test('every word is a part of the moment in the time zone of the table', () => {
  const name = TARGET_WORDS.map((word) => `{{ ${word} }}`).join(' ');
  const at = (due: string, zone: string) => renderName(name, due, zone);
  const morning = '2026-01-30T20:00:00.000Z';
  assert.equal(at(morning, 'UTC'), '2026-01-30 20260130 2026-01 202601 2026 2026013020');
  assert.equal(at(morning, 'Asia/Tokyo'), '2026-01-31 20260131 2026-01 202601 2026 2026013105');
  assert.equal(
    at('2026-01-01T00:00:00.000Z', 'America/New_York'),
    '2025-12-31 20251231 2025-12 202512 2025 2025123119',
  );
  assert.equal(at('2026-01-31T15:00:00.000Z', 'Asia/Tokyo'), '2026-02-01 20260201 2026-02 202602 2026 2026020100');
});

test('braces may stand close, and what is no word stays', () => {
  assert.equal(renderName('a_{{due_year}}_b', '2026-01-30T20:00:00Z', 'UTC'), 'a_2026_b');
  assert.equal(renderName('a_{{ constructor }}', '2026-01-30T20:00:00Z', 'UTC'), 'a_{{ constructor }}');
});

test('the shape of a name has its digits open', () => {
  assert.equal(shapeOf('a_{{ due_date }}_{{due_hour_nodash}}'), 'a_####-##-##_##########');
  assert.equal(shapeOf('plain'), 'plain');
  assert.equal(shapeOf('a_{{ toString }}'), 'a_{{ toString }}');
});

test('only the name of a table in BigQuery is made anew', () => {
  const name = 'users_{{ due_date_nodash }}';
  const due = '2026-01-30T20:00:00Z';
  assert.equal(targetAt(tableSpec(name), due).destination.table.name, name);
  const lake = tableSpec(name, { bigquery: bigqueryTable(), timezone: 'Asia/Tokyo' });
  assert.deepEqual(targetAt(lake, due), {
    ...lake,
    destination: { connection: 'warehouse', table: { schema: null, name: 'users_20260131' } },
  });
});
