import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { classify, classPhrase, type FailurePlace } from '../../../src/sync/classify.ts';
import { FAILURES } from '../../../src/sync/failures/table.ts';
import { SPECIFIED, type Told } from './specified.ts';

// The classes that were asked for, with the codes by which each has to be known, written down apart from the rows that
// know them. Where ours are finer, or called otherwise, the list says so.

const SECRET = 'canary-7f3a@example.com';

/** As the driver throws it: the code is all that is said, and the text is in another language. */
function thrownBy({ by, code, routine, context }: Told): unknown {
  const text = `Fehler bei «${SECRET}»`;
  const error = (fields: object): Error => Object.assign(new Error(text), { detail: SECRET, sql: SECRET }, fields);
  switch (by) {
    case 'mysql':
      // MariaDB's 1969 comes without a name: only the number counts.
      return error({ errno: code, code: undefined, sqlMessage: text });
    case 'pg':
      return error({ code, severity: 'ERROR', routine, where: context });
    case 'sqlite':
      return error({ code });
    case 'node':
      return error({ code, errno: -111, syscall: 'connect' });
    case 'driver':
      return error({ code });
    case 'bigquery':
      return error({ name: 'BigQueryError', reason: code });
    case 'aws':
      return error({ name: code, $metadata: { httpStatusCode: 400 } });
    case 'gcs':
      return error({ name: 'ApiError', code: 400, errors: [{ reason: code, message: text }] });
    case 'redshift':
      return error({ err_code: code });
    case 'slack':
      return error({ code: 'slack_webapi_platform_error', data: { ok: false, error: code } });
    // Texts of codeless errors that a driver makes itself.
    case 'text':
      return new Error(String(code));
    case 'sqlite text':
      return Object.assign(new Error(String(code)), { code: 'SQLITE_ERROR' });
    case 'dead':
      return new AggregateError([error({ code, syscall: 'connect' })], 'all addresses');
  }
}

describe('the 74 classes that were asked for', () => {
  test('are all there, each once', () => {
    assert.deepEqual(
      SPECIFIED.map(({ number }) => number),
      Array.from({ length: 74 }, (_, i) => i + 1),
    );
    assert.equal(new Set(SPECIFIED.map(({ name }) => name)).size, 74);
  });

  for (const { number, name, told, own = [] } of SPECIFIED) {
    test(`${number} ${name}`, () => {
      assert.ok(told.length + own.length > 0, 'nothing is said of how it is known');
      for (const one of told) {
        const { side = 'source', stage = 'copy', facts = {} } = one;
        const at: FailurePlace = { side, stage, facts: { connection: 'shop', table: 'users', ...facts } };
        const { summary } = classify(thrownBy(one), at);
        assert.equal(summary.code, one.is, `${one.by} ${one.code} at ${side} ${stage}`);
        assert.ok(!JSON.stringify(summary).includes('canary'), `${one.by} ${one.code} quotes a value`);
        if (one.retry !== undefined) assert.equal(summary.retry, one.retry, `${one.by} ${one.code}`);
      }
      for (const code of own) assert.notEqual(classPhrase(code), null, `${code} is no class`);
    });
  }
});

test('every class of ours is one of those, or is named as one that was added', () => {
  const asked = new Set(SPECIFIED.flatMap(({ told, own = [] }) => [...told.map(({ is }) => is), ...own]));
  const other = FAILURES.flatMap(({ codes }) => Object.values(codes)).filter((code) => !asked.has(code));
  // What a class is on the side of the source it is there on that of the destination too.
  const added = other.filter((code) => !asked.has(code.replace(/^dst\./, 'src.')));
  assert.deepEqual(added.sort(), [
    'data.mask',
    'dst.bq_bucket',
    'dst.bq_busy',
    'dst.bq_bytes',
    'dst.bq_limit',
    'dst.columns',
    'dst.memory',
    'dst.no_identity',
    'dst.partitioning',
    'guard.changed',
    'guard.duplicates',
    'guard.empty',
    'guard.expired',
    'guard.min_rows',
    'guard.nulls',
    'guard.plan_changed',
    'guard.rows_growth',
    'guard.stale',
    'local.canceled',
    'local.file',
    'local.hang',
    'local.timeout',
    'src.column_dropped',
    'src.column_retyped',
    'src.memory',
    'src.replica_transactions',
    'src.transactions',
    'undo.altered',
    'undo.masked',
    'undo.none',
    'unknown',
  ]);
});
